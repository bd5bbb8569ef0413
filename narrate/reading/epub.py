"""EPUB 2 and 3 -> Document: the pages of a book in reading order, with the chapters of its table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrate.document import Document
from narrate.doors.archives import open_archive
from narrate.errors import SourceError
from narrate.reading import contents, elements, languages, markup, notes, package
from narrate.reading.walking import Walk

if TYPE_CHECKING:
    from lxml import etree

    from narrate.doors.archives import Archive
    from narrate.reading.package import Package

BLANK = b"<html/>"


def read(data: bytes, name: str) -> Document:
    """Return the document of a book. Raises SourceError where it is protected, damaged, or no book."""
    archive = open_archive(data, name)
    package.require_open(archive, name)
    book = package.read(archive, name)
    pages = {item.path: _page(archive, item.path, name) for item in book.spine}
    listed = _entries(book, archive, name)
    contents.mark_printed(pages, listed)
    walk = Walk(notes.find(pages))
    for path, root in pages.items():
        walk.along(root, path, part=book.parts.get(path, ""))
    language = book.facts.language or _first_language(pages)
    chapters = contents.chapters(walk.blocks, walk.bodies, listed, walk.anchors)
    if not chapters:
        raise SourceError(f"There is no text in the book {name}.", "It may be a book of pictures.")
    document = Document(
        chapters,
        book.facts.title,
        book.facts.author,
        book.facts.date,
        book.facts.description,
        language or None,
        book.series,
        package.cover(book, archive),
    )
    return languages.unsaid(document)


def _page(archive: Archive, path: str, name: str) -> etree._Element:
    return markup.xhtml_tree(archive.read(path) or BLANK, f"{path} in {name}")


def _entries(book: Package, archive: Archive, name: str) -> list[contents.Entry]:
    """Return the lines of the table of contents; none where it cannot be read: headings make the chapters then."""
    if book.contents is None:
        return []
    try:
        root = markup.xhtml_tree(archive.read(book.contents.path), name)
    except SourceError:
        return []
    return contents.entries(root, book.contents.path)


def _first_language(pages: dict[str, etree._Element]) -> str:
    stated = (elements.language(one) for root in pages.values() for one in (root, *root))
    return next(filter(None, stated), "")
