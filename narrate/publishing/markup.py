"""A document as elements that HTML and XHTML share: for the read-along page, and for the book with overlays.

Text becomes markup here and nowhere else, and only through `escaped`. A paragraph's element has the id "p" and its
place in the document; a table's cells say at which offset of their paragraph they begin (data-at), so that whoever
counts characters as a browser does, in units of UTF-16, finds them again: none is dropped, doubled or moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from narrate.document import Chapter, Document, Kind, Paragraph

# Characters that XML 1.0 does not allow, or that a parser of HTML would turn into others: one for one, so that offsets
# hold. A carriage return would be read as a line feed.
UNWRITABLE = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "�"
) | {0x0D: " "}
MARKS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}
WRITTEN = UNWRITABLE | MARKS
STYLED = {Kind.VERSE, Kind.FIGURE, Kind.NOTE, Kind.BYLINE}  # paragraphs with a class of their kind's name
DEEPEST = 6  # h1 to h6
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # as BCP 47 allows, more or less
UNDETERMINED = "und"  # ISO 639-2

Inner = Callable[[int, str, int], str]  # a paragraph's place, some of its text, and where that begins: its markup


def escaped(text: str) -> str:
    """Text as it is written between tags and in quoted attributes, of HTML and of XML.

    >>> escaped("</script><b title='x'>")
    '&lt;/script&gt;&lt;b title=&#39;x&#39;&gt;'
    """
    return text.translate(WRITTEN)


def language_tag(language: str) -> str:
    """A language as markup may name it: what is no tag would be an error to who checks the file."""
    return language if LANGUAGE_TAG.fullmatch(language) else UNDETERMINED


def in_language(language: str) -> str:
    """The attributes that say so to a browser and to a reader of XML."""
    return f' lang="{language_tag(language)}" xml:lang="{language_tag(language)}"'


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter's elements; `first` is the place of its first paragraph in the document."""

    chapter: Chapter
    first: int
    markup: str

    @property
    def places(self) -> range:
        """The places of its paragraphs in the document."""
        return range(self.first, self.first + len(self.chapter.paragraphs))


def sections(document: Document, title: str, author: str, inner: Inner) -> Iterator[Section]:
    """Every chapter. Title and author stand in the first, where the text itself does not say them there."""
    titled = _begins_with_its_title(document, title)
    opening = list(_opening(document, title, author, titled=titled))
    first = 0
    for chapter, rank in zip(document.chapters, _ranks(document.chapters, titled=titled), strict=True):
        blocks = list(_blocks(chapter.paragraphs, first, rank, inner))
        at = 1 if titled else 0
        blocks[at:at], opening = opening, []
        yield Section(chapter, first, "\n".join(blocks))
        first += len(chapter.paragraphs)


def _begins_with_its_title(document: Document, title: str) -> bool:
    first = next(iter(document.paragraphs), None)
    said = {title.casefold(), document.title.casefold()}
    return first is not None and first.kind is Kind.HEADING and first.text.casefold() in said


def _opening(document: Document, title: str, author: str, *, titled: bool) -> Iterator[str]:
    if not titled:
        yield f"<h1>{escaped(title)}</h1>"
    if author and not any(paragraph.kind is Kind.BYLINE for paragraph in document.paragraphs[:3]):
        yield f'<p class="byline">{escaped(author)}</p>'


def _ranks(chapters: Sequence[Chapter], *, titled: bool) -> Iterator[int]:
    """The rank of each chapter's heading: one h1 at the top, and no rank left out on the way down."""
    rank = 0 if titled else 1
    above = chapters[0].level - 1 if titled and chapters else -1
    for number, chapter in enumerate(chapters):
        least = 1 if titled and not number else 2
        rank = min(max(chapter.level - above, least), rank + 1, DEEPEST)
        yield rank


def _blocks(paragraphs: Sequence[Paragraph], first: int, rank: int, inner: Inner) -> Iterator[str]:
    """The elements of a chapter; items that follow each other are one list."""
    placed = enumerate(paragraphs, start=first)
    for is_list, run in groupby(placed, lambda one: one[1].kind is Kind.LIST_ITEM):
        elements = [_element(place, paragraph, rank, inner) for place, paragraph in run]
        yield from ["\n".join(["<ul>", *elements, "</ul>"])] if is_list else elements


def _element(place: int, paragraph: Paragraph, rank: int, inner: Inner) -> str:
    own = in_language(paragraph.language) if paragraph.language else ""
    attributes = f' id="p{place}" dir="auto"{own}'
    if paragraph.kind is Kind.BREAK:
        return "<hr/>"
    if paragraph.kind is Kind.TABLE:
        return _table(place, paragraph.text, attributes, inner)
    text = inner(place, paragraph.text, 0)
    if paragraph.kind is Kind.CODE:  # a line feed right after the tag would be dropped
        return f"<pre{attributes}>\n{text}</pre>"
    tag = {Kind.HEADING: f"h{rank}", Kind.LIST_ITEM: "li"}.get(paragraph.kind, "p")
    style = f' class="{paragraph.kind}"' if paragraph.kind in STYLED else ""
    element = f"<{tag}{attributes}{style}>{text}</{tag}>"
    return f"<blockquote>{element}</blockquote>" if paragraph.kind is Kind.QUOTE else element


def _table(place: int, text: str, attributes: str, inner: Inner) -> str:
    """Rows between line feeds, cells between tabs. Who cannot use a mouse can scroll it too."""
    at = offset = 0
    rows = []
    for line in text.split("\n"):
        cells = []
        for cell in line.split("\t"):
            cells.append(f'<td data-at="{at}">{inner(place, cell, offset)}</td>')
            at, offset = at + utf16_length(cell) + 1, offset + len(cell) + 1
        rows.append(f"<tr>{''.join(cells)}</tr>")
    body = "\n".join(rows)
    frame = '<div class="table" role="group" aria-label="Table" tabindex="0">'
    return f"{frame}<table{attributes}><tbody>\n{body}\n</tbody></table></div>"


def utf16_length(text: str) -> int:
    """How long a browser takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
