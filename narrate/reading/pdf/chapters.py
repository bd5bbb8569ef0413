"""Paragraphs, notes and the file's own outline -> the blocks of `outline.assemble`.

Where a file has an outline, its entries alone are the chapters, each at the heading of its words or, where that is not
printed, at the place that it points to. Else the headings are, their levels by the size of their type.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from narrate.document import Kind
from narrate.reading import headings
from narrate.reading.outline import Block, Facts, same_words
from narrate.reading.pdf import notes, paragraphs

if TYPE_CHECKING:
    from narrate.reading.pdf.notes import Note
    from narrate.reading.pdf.paragraphs import Group
    from narrate.reading.pdf.setting import Setting

XYZ, FIT_WIDTH = 1, 3  # PDFDEST_VIEW_XYZ and PDFDEST_VIEW_FITH of fpdf_doc.h

MOST_ENTRIES = 10_000
DEEPEST = 6

JUNK = re.compile(
    r"(?:untitled|anonymous|unspecified|unknown|user|admin|administrator|owner|root|title|author|none|null)"
    r"|microsoft word - .*|.*\.(?:docx?|tex|dvi|indd|qxd|pdf|rtf|odt|txt|html?)|[\d\W_]*",
    re.IGNORECASE,
)
"""What programs write as title or author where nobody did."""


class Entry(NamedTuple):
    """A line of the file's own outline."""

    title: str
    level: int
    page: int
    height: float
    """Points below the top of the page."""


class Placed(NamedTuple):
    """A block, and where it is printed."""

    block: Block
    page: int
    height: float
    """Points below the top of the page."""
    size: float


def entries(file: Any, heights: list[float]) -> list[Entry]:
    """Return the outline of a `pypdfium2.PdfDocument` whose pages are so high; empty for none or a single line."""
    found: list[Entry] = []
    for bookmark in file.get_toc(max_depth=DEEPEST):
        place = bookmark.get_dest()
        page = place.get_index() if place else None
        title = " ".join(bookmark.get_title().replace("\0", "").split())
        if title and page is not None and page < len(heights) and len(found) < MOST_ENTRIES:
            found.append(Entry(title, bookmark.level + 1, page, _height(place.get_view(), heights[page])))
    return found if len(found) > 1 else []


def _height(view: tuple[int, list[float]], height: float) -> float:
    """Return how far below the top of a page a destination is; the top itself where it names only the page."""
    kind, places = view
    at = {XYZ: 1, FIT_WIDTH: 0}.get(kind, len(places))
    return max(0.0, height - places[at]) if at < len(places) else 0.0


def facts(file: Any) -> Facts:
    """Return what a file says about itself, but for what programs write by themselves."""
    told = {key: " ".join(str(file.get_metadata_value(key)).replace("\0", "").split()) for key in ("Title", "Author")}
    title, author = ("" if JUNK.fullmatch(value) else value for value in told.values())
    return Facts(title=title, author=author)


def blocks(groups: list[Group], footnotes: list[Note], setting: Setting) -> list[Placed]:
    """Return paragraphs as blocks, with the notes that they refer to; headings of larger type are higher."""
    labels = {note.label for note in footnotes}
    looks = sorted({_look(group) for group in groups if group.kind is Kind.HEADING}, reverse=True)
    done: list[Placed] = []
    for group in groups:
        called = tuple(label for line in group.lines for label in notes.referring(line, labels))
        level = min(looks.index(_look(group)) + 1, DEEPEST) if group.kind is Kind.HEADING else 1
        text = paragraphs.text_of(group, setting)
        titular = not (headings.is_chapter(text) or headings.is_part(text))
        block = Block(text, group.kind, level, titular, notes=called)
        done.append(Placed(block, group.first.page, group.first.y, group.first.size))
    return done


def _look(group: Group) -> tuple[float, bool]:
    return round(2 * group.first.size) / 2, group.first.bold


def note_blocks(footnotes: list[Note], setting: Setting) -> dict[str, list[Block]]:
    """Return the notes by label, a paragraph each."""
    found: dict[str, list[Block]] = {}
    for label, lines in notes.texts(footnotes):
        if lines:  # two notes of one mark on one page are kept as one
            text = paragraphs.text_of(paragraphs.Group(lines), setting)
            found.setdefault(label, []).append(Block(text, Kind.NOTE))
    return found


def marked(found: list[Placed], outline: list[Entry]) -> list[Placed]:
    """Return the blocks with a mark where each entry of the outline begins."""
    numbers = [one.page for one in found]
    done: list[Placed] = []
    start = 0
    for entry in outline:
        first = bisect_left(numbers, entry.page, lo=start)
        last = bisect_right(numbers, entry.page, lo=start)
        at = _place(found, entry, first, last)
        done += found[start:at]
        start = at
        done.append(Placed(Block(entry.title, Kind.HEADING, entry.level, mark=True), entry.page, 0, 0))
    return done + found[start:]


def _place(found: list[Placed], entry: Entry, first: int, last: int) -> int:
    """Return the place of the first block of an entry's chapter; from `first` to `last` are those of its page."""
    printed = [at for at in range(first, last) if _is_its_heading(found[at].block.text, entry.title)]
    best = next((at for at in printed if found[at].block.kind is Kind.HEADING), next(iter(printed), None))
    if best is not None:
        found[best] = found[best]._replace(block=replace(found[best].block, kind=Kind.HEADING))
        return best
    return next((at for at in range(first, last) if found[at].height >= entry.height), last)


def _is_its_heading(text: str, title: str) -> bool:
    """Tell whether a paragraph is the heading that an outline calls so, a number before it aside."""
    if len(text) >= paragraphs.MOST_HEADING:
        return False
    bare = re.sub(r"^(?:[\dIVXLC]+(?:\.\d+)*\.?|(?:chapter|section|part)\s+\w+[.:]?)\s+", "", text, flags=re.IGNORECASE)
    return any(same_words(one, title) for one in (text, bare))


def printed(facts: Facts, found: list[Placed]) -> Facts:
    """Return the facts, with the title only where saying it first adds nothing to what is printed.

    The title of a file is a label, and often not what its first page says. Without one, a first page's largest
    heading is it, where chapters come from an outline.
    """
    first = next((one for one in found if not one.block.mark), None)
    if any(one.block.mark for one in found):
        largest = max((one.size for one in found), default=0.0)
        title = first.block.text if first and first.block.kind is Kind.HEADING and first.size == largest else ""
        return facts._replace(title=facts.title or title)
    is_first = first is not None and first.block.kind is Kind.HEADING and same_words(first.block.text, facts.title)
    return facts if is_first else facts._replace(title="")
