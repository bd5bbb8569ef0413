"""FictionBook 2 -> Document: its elements are given the names that HTML has for them, then read as a page is."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING

from narrate.doors.archives import open_archive
from narrate.errors import SourceError
from narrate.reading import elements, languages, markup, notes, outline
from narrate.reading.outline import Facts
from narrate.reading.package import PICTURES
from narrate.reading.walking import Walk

if TYPE_CHECKING:
    from lxml import etree

    from narrate.document import Document

NAMES = {
    "epigraph": "blockquote", "cite": "blockquote", "annotation": "div", "stanza": "div", "poem": "div", "v": "div",
    "text-author": "p", "emphasis": "em", "strikethrough": "s", "image": "img", "empty-line": "div", "body": "div",
    "date": "p", "style": "span",
}  # fmt: skip
"""Local names in FictionBook -> names in HTML; what is not here has the same name in both."""

MAX_LEVEL = 6
LINK = "{http://www.w3.org/1999/xlink}href"


def read(data: bytes, name: str) -> Document:
    """Return the document of a FictionBook. Raises SourceError where it is damaged, or no such file."""
    root = markup.xml_tree(data, name)
    bodies = [element for element in root if elements.name(element) == "body"]
    if elements.name(root) != "fictionbook" or not bodies:
        raise SourceError(f"{name} is not a FictionBook: it has no text in it.", "Check that it is the right file.")
    facts, series, cover = _facts(root), _series(root), _cover(root)
    for body in bodies:
        _rename_all(body, body.get("name") in {"notes", "comments", "footnotes"})
    walk = Walk(notes.find({"": root}))
    for body in bodies:
        walk.along(body, part="endnotes" if body.get("name") else "")
    document = outline.assemble(walk.blocks, walk.bodies, facts)
    return replace(languages.unsaid(document), series=series, cover=cover)


def read_packed(data: bytes, name: str) -> Document:
    """Return the document of a FictionBook in a ZIP archive, the usual .fb2.zip. Raises SourceError as `read` does."""
    archive = open_archive(data, name)
    books = [member for member in archive.names() if member.lower().endswith(".fb2")]
    if len(books) != 1:
        problem = f"{name} is an archive, and not one with a single FictionBook in it."
        raise SourceError(problem, "Unpack it and narrate the files in it.")
    return read(archive.read(books[0]), name)


def _rename_all(body: etree._Element, is_notes: bool) -> None:  # noqa: FBT001 - what the body is
    levels: dict[etree._Element, int] = {body: 0}
    for element in list(body.iter()):
        above = element.getparent()
        level = levels.get(above, 0) if above is not None and element is not body else 0
        name = elements.name(element)
        levels[element] = level + (name == "section")
        if not name:
            continue
        if name == "section" and is_notes and element.get("id"):
            element.set("role", "doc-footnote")
        _rename(element, name, level=min(max(levels[element], 1), MAX_LEVEL), is_notes=is_notes)


def _rename(element: etree._Element, name: str, *, level: int, is_notes: bool) -> None:
    above = element.getparent()
    if name == "title" and is_notes and above is not None and above.get("role") == "doc-footnote":
        element.tag = "template"  # the number of the note
    elif name == "title":
        element.tag = f"h{level}"
    elif name == "subtitle":
        element.tag = f"h{min(level + 1, MAX_LEVEL)}"
    else:
        element.tag = NAMES.get(name, name)
    if name in {"stanza", "poem"}:
        element.set("class", name)
    if name == "a":
        element.set("href", element.get(LINK) or "")
        if element.get("type") == "note":
            element.set("role", "doc-noteref")


def _facts(root: etree._Element) -> Facts:
    """Return what a book says about itself."""
    info = next((element for element in root.iter() if elements.name(element) == "title-info"), None)
    told: dict[str, str] = {}
    authors: list[str] = []
    for element in info if info is not None else ():
        told.setdefault(elements.name(element), elements.text(element))
        if elements.name(element) == "author":
            names = {elements.name(one): elements.text(one) for one in element}
            full = " ".join(filter(None, (names.get(key, "") for key in ("first-name", "middle-name", "last-name"))))
            authors.append(full or names.get("nickname", ""))
        if elements.name(element) == "date":
            told["date"] = element.get("value") or elements.text(element)
    language = told.get("lang", "")
    return Facts(
        title=told.get("book-title", ""),
        author=", ".join(filter(None, authors)),
        date=told.get("date", ""),
        description=told.get("annotation", ""),
        language=language if elements.LANGUAGE.fullmatch(language) else "",
    )


def _series(root: etree._Element) -> str:
    found = next((element for element in root.iter() if elements.name(element) == "sequence"), None)
    return ", ".join(filter(None, (found.get("name"), found.get("number")))) if found is not None else ""


def _cover(root: etree._Element) -> bytes | None:
    """Return the picture that the cover page shows, if it is a PNG or a JPEG."""
    page = next((element for element in root.iter() if elements.name(element) == "coverpage"), None)
    links = [image.get(LINK) or "" for image in page.iter() if image is not page] if page is not None else []
    wanted = links[0].lstrip("#") if links else None
    for binary in root:
        if wanted and elements.name(binary) == "binary" and binary.get("id") == wanted:
            try:
                picture = base64.b64decode("".join((binary.text or "").split()), validate=True)
            except (binascii.Error, ValueError):
                return None
            return picture if picture.startswith(PICTURES) else None
    return None
