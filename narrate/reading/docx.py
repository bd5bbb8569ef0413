"""DOCX -> Document: mammoth makes HTML of it, which goes the way of all pages; its properties are read here.

Changes that were tracked count as accepted, comments and running heads are no part of the text: mammoth's choice.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from narrate.doors.archives import open_archive
from narrate.errors import SourceError
from narrate.reading import elements, languages, markup, notes, outline
from narrate.reading.outline import Facts
from narrate.reading.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from narrate.document import Document
    from narrate.doors.archives import Archive

STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Caption'] => figure > figcaption:fresh
p[style-name='Plain Text'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
"""
"""Word's own names of styles, which are English in every language of Word, and two of pandoc's."""

PROGRAMS = frozenset({"python-docx", "microsoft office user", "user", "author", "unknown", "administrator"})
"""What programs write where an author's name belongs."""

CORE, LOOKS, TEXT = "docProps/core.xml", "word/styles.xml", "word/document.xml"


def read(data: bytes, name: str) -> Document:
    """Return the document of a DOCX file. Raises SourceError where it is damaged, or no such file."""
    archive = open_archive(data, name)
    if TEXT not in archive:
        raise SourceError(f"{name} is not a Word document: it has no text in it.", "Check that it is the right file.")
    for member in archive.names():
        if member.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(member):
            raise SourceError(f"{name} has entities in it, which no Word document has.", "Get it from another place.")
    root = markup.html_tree(_html(data, name), name)
    walk = Walk(notes.find({"": root}))
    walk.along(root)
    printed = next((elements.text(one) for one in root.iter("h1") if one.get("class") == "title"), "")
    facts = _facts(archive, name)
    return languages.unsaid(outline.assemble(walk.blocks, walk.bodies, facts._replace(title=printed or facts.title)))


def _html(data: bytes, name: str) -> bytes:
    import mammoth  # late: only office documents need it

    pictures = mammoth.images.img_element(lambda _: {"src": ""})
    try:
        result = mammoth.convert_to_html(io.BytesIO(data), style_map=STYLES, convert_image=pictures)
    except Exception as failure:  # it raises whatever it stumbles over
        problem = f"{name} is damaged: its text cannot be read."
        raise SourceError(problem, "Open it in the program that made it, save it again, and narrate that.") from failure
    return f"<!DOCTYPE html><meta charset=utf-8><body>{result.value}</body>".encode()


def _facts(archive: Archive, name: str) -> Facts:
    """Return what the properties of the file say; what cannot be read says nothing."""
    core = dict(_properties(archive, CORE, name))
    author = core.get("creator", "")
    return Facts(
        title=core.get("title", ""),
        author="" if author.lower() in PROGRAMS else author,
        date=core.get("created", "")[:10],
        description=core.get("description", "") if author.lower() not in PROGRAMS else "",
        language=core.get("language", "") or _language(archive, name),
    )


def _properties(archive: Archive, member: str, name: str) -> Iterator[tuple[str, str]]:
    root = _tree(archive, member, name)
    for element in root.iter() if root is not None else ():
        if text := elements.text(element):
            yield elements.name(element), text


def _language(archive: Archive, name: str) -> str:
    """Return the language that the styles of the file begin with."""
    root = _tree(archive, LOOKS, name)
    for element in root.iter() if root is not None else ():
        if elements.name(element) == "lang":
            stated = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}val")), "")
            return stated if elements.LANGUAGE.fullmatch(stated) else ""
    return ""


def _tree(archive: Archive, member: str, name: str) -> etree._Element | None:
    try:
        return markup.xml_tree(archive.read(member), name)
    except SourceError:
        return None
