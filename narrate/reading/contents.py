"""A book's table of contents, of EPUB 3 (`nav`) or EPUB 2 (NCX), and the chapters that it makes of its text."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from narrate.document import LEFT_OUT, Chapter
from narrate.reading import elements, headings, outline
from narrate.reading.notes import address
from narrate.reading.outline import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml import etree


class Entry(NamedTuple):
    """One line of a table of contents."""

    title: str
    level: int
    """1 at the top."""
    place: str
    """Where it leads: "page#id"."""


PARTS_BY_TITLE = {
    "cover": "cover", "title page": "titlepage", "titlepage": "titlepage", "half title": "titlepage",
    "half-title page": "titlepage", "halftitle": "titlepage", "copyright": "copyright-page",
    "copyright page": "copyright-page", "copyright notice": "copyright-page", "uncopyright": "copyright-page",
    "colophon": "colophon", "imprint": "imprint", "contents": "toc", "table of contents": "toc", "index": "index",
    "list of illustrations": "toc", "illustrations": "toc", "list of figures": "toc", "list of tables": "toc",
    "the full project gutenberg license": "licence", "project gutenberg license": "licence",
}  # fmt: skip
"""Titles of parts that no book leaves doubt about, where it has no types."""

PRINTED = frozenset({"table", "ul", "ol", "dl", "div", "p", "section"})
FEWEST_LINES = 3
MOST_WORDS_A_LINE = 12
"""Of a printed table of contents: below three it is a sentence with links; titles of chapters may be long."""

GUTENBERG_STARTS = re.compile(r"\*\*\* ?START OF TH(?:E|IS) PROJECT GUTENBERG", re.IGNORECASE)
GUTENBERG_ENDS = re.compile(r"\*\*\* ?END OF TH(?:E|IS) PROJECT GUTENBERG", re.IGNORECASE)


def entries(root: etree._Element, page: str) -> list[Entry]:
    """Return the lines of a table of contents in order, from the tree of a `nav` page or of an NCX."""
    if elements.name(root) == "ncx":
        return list(_points(root, page))
    navs = [element for element in root.iter() if elements.name(element) == "nav"]
    nav = next((one for one in navs if "toc" in elements.kinds(one)), navs[0] if navs else None)
    return [] if nav is None else list(_lines(nav, page))


def _lines(nav: etree._Element, page: str) -> Iterator[Entry]:
    levels: dict[etree._Element, int] = {nav: 0}
    for element in nav.iter():
        above = element.getparent()
        level = levels.get(element, levels.get(above, 0)) if above is not None else 0
        levels[element] = level + (elements.name(element) == "ol")
        href = element.get("href") if elements.name(element) == "a" else None
        if href:
            yield Entry(elements.text(element), max(levels[element], 1), "#".join(address(href, page)))


def _points(ncx: etree._Element, page: str) -> Iterator[Entry]:
    levels: dict[etree._Element, int] = {}
    for element in ncx.iter():
        above = element.getparent()
        level = levels.get(above, 0) if above is not None else 0
        levels[element] = level + (elements.name(element) == "navpoint")
        if elements.name(element) != "navpoint":
            continue
        label = next((one for one in element if elements.name(one) == "navlabel"), None)
        content = next((one for one in element if elements.name(one) == "content"), None)
        if label is not None and content is not None:
            place = "#".join(address(content.get("src") or "", page))
            yield Entry(elements.text(label), levels[element], place)


def mark_printed(pages: Mapping[str, etree._Element], listed: Iterable[Entry]) -> None:
    """Mark the tables of contents that pages print, and the headings above them, as such.

    They are lists, tables or divisions with links to the beginnings of chapters, and hardly a word beside.
    """
    places = {entry.place for entry in listed}
    for page, root in pages.items():
        links = [
            element
            for element in root.iter()
            if elements.name(element) == "a" and "#".join(address(element.get("href") or "", page)) in places
        ]
        counts: dict[etree._Element, int] = {}
        for link in links:
            for above in link.iterancestors():
                counts[above] = counts.get(above, 0) + 1
        for element, count in counts.items():
            if count >= FEWEST_LINES and elements.name(element) in PRINTED and _is_list(element, count):
                element.set("role", "doc-toc")
                _mark_heading_above(element)


def _is_list(element: etree._Element, count: int) -> bool:
    """Tell whether an element has nothing but lines of a table of contents.

    No heading, few words for each line of a list, and more words in links than beside them elsewhere.
    """
    if any(elements.name(one) in {"h1", "h2", "h3"} and not len(one) for one in element.iter()):
        return False
    words = len(elements.text(element).split())
    if elements.name(element) in {"table", "ul", "ol", "dl"}:
        return words <= MOST_WORDS_A_LINE * count
    linked = sum(len(elements.text(one).split()) for one in element.iter() if elements.name(one) == "a")
    return linked > words / 2


def _mark_heading_above(element: etree._Element) -> None:
    above = element.getprevious()
    while above is not None and not elements.text(above):
        above = above.getprevious()
    if above is not None and _part_of(elements.text(above)) == "toc":
        above.set("role", "doc-toc")


def chapters(
    blocks: Sequence[Block],
    notes: Mapping[str, Iterable[Block]],
    listed: Iterable[Entry],
    anchors: Mapping[str, int],
) -> tuple[Chapter, ...]:
    """Cut the blocks of a book into chapters where its table of contents says that one begins.

    `anchors` are places -> how many blocks come before them. Parts that are usually left out are chapters of their own,
    so that they can be. Where there is no table of contents, and before its first line, chapters begin at headings.
    Notes follow the paragraph that refers to them.
    """
    blocks = _licensed(blocks)
    starts = _starts(listed, anchors, len(blocks))
    left = dict(notes)
    drafts = [
        (entry, part, outline.followed(run, left)) for entry, run in _cut(blocks, starts) for part, run in _parted(run)
    ]
    if drafts:
        drafts[-1][2].extend(outline.followed([Block("", notes=tuple(left))], left)[1:])
    return tuple(chapter for draft in drafts for chapter in _chapters(*draft))


def _licensed(blocks: Sequence[Block]) -> list[Block]:
    """Mark what Project Gutenberg writes before and after a text that it publishes, where no element says so."""
    first = next((at for at, block in enumerate(blocks) if GUTENBERG_STARTS.search(block.text)), -1)
    last = next((at for at, block in enumerate(blocks) if GUTENBERG_ENDS.search(block.text)), len(blocks))
    return [replace(block, part="licence") if at <= first or at >= last else block for at, block in enumerate(blocks)]


def _starts(listed: Iterable[Entry], anchors: Mapping[str, int], count: int) -> dict[int, Entry]:
    """Return where chapters begin; lines that lead to the same place are one ("Part One: Chapter 1")."""
    starts: dict[int, Entry] = {}
    for entry in listed:
        at = anchors.get(entry.place, anchors.get(f"{entry.place.partition('#')[0]}#"))
        if at is None or at >= count:
            continue
        other = starts.get(at)
        title = f"{other.title}: {entry.title}" if other and other.title != entry.title else entry.title
        starts[at] = entry._replace(title=title)
    return starts


def _cut(blocks: Sequence[Block], starts: Mapping[int, Entry]) -> Iterator[tuple[Entry | None, Sequence[Block]]]:
    """Yield what lies between two beginnings of chapters, and the line of the table of contents that leads there."""
    edges = sorted({0, *starts, len(blocks)})
    for start, end in pairwise(edges):
        yield starts.get(start), blocks[start:end]


def _parted(run: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Yield runs of blocks of the same part, parts that are never left out by themselves being one with the text."""
    for part, blocks in groupby(run, key=lambda block: block.part if block.part in LEFT_OUT else ""):
        same = list(blocks)
        yield part or outline.part_of(same), same


def _chapters(entry: Entry | None, part: str, blocks: list[Block]) -> Iterator[Chapter]:
    """Yield the chapter of one line of a table of contents, or, where no line leads there, one for each heading."""
    blocks = outline.without_blanks(blocks)
    if not blocks:
        return
    if entry is None:
        for chapter in outline.assemble(blocks).chapters:
            yield replace(chapter, part=chapter.part or part or _part_of(chapter.title))
        return
    paragraphs = tuple(map(outline.paragraph, blocks))
    yield Chapter(entry.title or headings.label(blocks[0].text), paragraphs, entry.level, part or _part_of(entry.title))


def _part_of(title: str) -> str:
    return PARTS_BY_TITLE.get(title.strip(" .:").lower(), "")
