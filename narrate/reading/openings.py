"""What each element of HTML means for the walk along a tree: functions, and the table from names to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from narrate.document import Kind
from narrate.reading import elements, outline
from narrate.reading.lists import Numbering
from narrate.reading.outline import Block
from narrate.reading.paragraphs import INVISIBLE, LOWERED, RAISED, Piece

if TYPE_CHECKING:
    from lxml import etree

    from narrate.reading.walking import Walk

HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}


def _flush(walk: Walk) -> None:
    walk.flush()


def open_other(walk: Walk, element: etree._Element) -> None:
    """Open an element whose name says nothing: its class or its type may."""
    if elements.is_heading(element) and not walk.frame.joint:
        open_heading(walk, element)
    elif elements.is_poem(element):
        walk.become(verse=True)
        if elements.is_stanza(element) and not walk.frame.joint:
            walk.become(joint="\n", end=_flush)


def open_heading(walk: Walk, element: etree._Element) -> None:
    """Open a heading, unless it stands in something that has none."""
    frame = walk.frame
    if frame.joint or frame.note or frame.kind is Kind.QUOTE:
        return
    stated = element.get("aria-level") or ""
    level = HEADING_LEVELS.get(elements.name(element)) or (int(stated) if stated in "123456" and stated else 2)
    walk.become(level=level, joint=" ", kind=Kind.HEADING, end=_flush)


def open_group(walk: Walk, _: etree._Element) -> None:
    """A group of headings: what follows the first completes it."""
    walk.become(group=len(walk.blocks))


def open_paragraph(walk: Walk, element: etree._Element) -> None:
    """A paragraph; in a group of headings, one of them."""
    if walk.frame.group is not None:
        walk.become(kind=Kind.HEADING, level=1, joint=" ", end=_flush)
    else:
        open_other(walk, element)


def open_quote(walk: Walk, element: etree._Element) -> None:
    """A quotation of one paragraph or several."""
    walk.become(kind=Kind.QUOTE)
    open_other(walk, element)


def open_bullets(walk: Walk, _: etree._Element) -> None:
    """A list without numbers."""
    walk.become(numbering=Numbering())


def open_numbers(walk: Walk, element: etree._Element) -> None:
    """A list with numbers."""
    walk.become(numbering=Numbering(element))


def open_item(walk: Walk, element: etree._Element) -> None:
    """Open a list item; inside a cell or a heading it is only a part of the line."""
    if walk.frame.joint:
        return
    if walk.frame.numbering:
        walk.marker = f"{walk.marker} {walk.frame.numbering.mark(element)}".strip()
    walk.become(kind=Kind.LIST_ITEM, numbering=None, end=close_item)


def close_item(walk: Walk) -> None:
    """End a list item; a number without text has nothing to stand before."""
    walk.edge()
    walk.marker = ""


def open_code(walk: Walk, _: etree._Element) -> None:
    """Text whose line breaks and spaces are meant."""
    if not walk.frame.joint:
        walk.become(kind=Kind.CODE, verbatim=True, joint="\n", end=_flush)


def open_break(walk: Walk, _: etree._Element) -> None:
    """A rule between two scenes."""
    if not walk.frame.joint and not walk.frame.note:
        walk.blocks.append(Block("", Kind.BREAK, part=walk.frame.part))


def open_line(walk: Walk, _: etree._Element) -> None:
    """A break of the line."""
    spaced = walk.frame.joint == " "
    walk.pieces.append(Piece(" " if spaced else "\n", walk.frame.language))


def open_picture(walk: Walk, element: etree._Element) -> None:
    """A picture."""
    walk.picture(elements.alternative(element))


def open_figure(walk: Walk, _: etree._Element) -> None:
    """A figure: what it shows, and its caption."""
    if not walk.frame.joint:
        walk.figure = len(walk.blocks)
        walk.become(kind=Kind.FIGURE, end=close_figure)


def close_figure(walk: Walk) -> None:
    """End a figure: what its picture shows is not said twice if its caption says the same."""
    walk.edge()
    texts = [block.text for block in walk.blocks[walk.figure :]]
    if len(texts) == 2 and walk.depicted == walk.figure and outline.same_words(*texts):  # noqa: PLR2004 - the picture and its caption
        del walk.blocks[-2]


def open_caption(walk: Walk, _: etree._Element) -> None:
    """What stands below a figure or above a table."""
    if not walk.frame.joint:
        walk.become(kind=Kind.FIGURE, tabular=False)


def open_table(walk: Walk, element: etree._Element) -> None:
    """A table, unless it is one only in name."""
    if element not in walk.layout and not walk.frame.joint:
        walk.rows = []
        walk.become(tabular=True, end=close_table)


def close_table(walk: Walk) -> None:
    """End a table: a line for each row."""
    walk.flush()
    rows, walk.rows = walk.rows, []
    called, walk.called = walk.called, ()
    lines = ["\t".join(row).rstrip("\t") for row in rows if any(row)]
    if lines:
        walk.add("\n".join(lines), Kind.TABLE, walk.frame.language, called)


def open_row(walk: Walk, _: etree._Element) -> None:
    """A row of a table."""
    if walk.frame.tabular:
        walk.rows.append([])


def open_cell(walk: Walk, _: etree._Element) -> None:
    """A cell of a table."""
    if walk.frame.tabular:
        walk.become(tabular=False, joint=" ", end=close_cell)


def close_cell(walk: Walk) -> None:
    """End a cell; the notes it refers to wait for the end of the table."""
    pieces, walk.pieces = walk.pieces, []
    text = " ".join("".join(piece.text for piece in pieces).translate(INVISIBLE).split())
    walk.rows = walk.rows or [[]]
    walk.rows[-1].append(text)


def open_quotation(walk: Walk, _: etree._Element) -> None:
    """A quotation inside a sentence, whose marks a browser adds."""
    walk.pieces.append(Piece("“", walk.frame.language))
    walk.become(end=close_quotation)


def close_quotation(walk: Walk) -> None:
    """End a quotation inside a sentence."""
    walk.pieces.append(Piece("”", walk.frame.language))


def open_raised(walk: Walk, element: etree._Element) -> None:
    """Raised or lowered text: figures keep their height."""
    walk.become(raised=RAISED if elements.name(element) == "sup" else LOWERED)


OPENINGS: dict[str, Callable[[Walk, etree._Element], None]] = {
    **dict.fromkeys(HEADING_LEVELS, open_heading),
    "hgroup": open_group,
    "p": open_paragraph,
    "blockquote": open_quote,
    "ul": open_bullets,
    "menu": open_bullets,
    "ol": open_numbers,
    "li": open_item,
    "dt": open_item,
    "dd": open_item,
    "pre": open_code,
    "hr": open_break,
    "br": open_line,
    "img": open_picture,
    "figure": open_figure,
    "figcaption": open_caption,
    "caption": open_caption,
    "table": open_table,
    "tr": open_row,
    "td": open_cell,
    "th": open_cell,
    "q": open_quotation,
    "sup": open_raised,
    "sub": open_raised,
}
"""Elements whose name decides what holds inside them."""
