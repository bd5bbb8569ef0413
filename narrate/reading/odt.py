"""OpenDocument texts -> Document: their elements are given the names that HTML has for them, then read as a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrate.doors.archives import open_archive
from narrate.errors import SourceError
from narrate.reading import elements, languages, markup, notes, outline
from narrate.reading.outline import Facts
from narrate.reading.walking import Walk

if TYPE_CHECKING:
    from lxml import etree

    from narrate.document import Document
    from narrate.doors.archives import Archive

NAMES = {
    "p": "p", "list": "ul", "list-item": "li", "list-header": "li", "line-break": "br", "table": "table",
    "table-row": "tr", "table-cell": "td", "section": "section", "frame": "span", "text-box": "div", "a": "a",
    "span": "span", "ruby": "ruby", "ruby-base": "rb", "ruby-text": "rt", "tab": "span", "s": "span",
}  # fmt: skip
"""Local names in OpenDocument -> names in HTML. All others hold text as a `div` or a `span` does."""

SILENT = frozenset({
    "annotation", "annotation-end", "tracked-changes", "forms", "sequence-decls", "page-number", "table-of-content",
    "alphabetical-index", "illustration-index", "table-index", "bibliography", "user-index", "object-index", "title",
    "desc", "variable-decls", "user-field-decls", "covered-table-cell", "scripts", "font-face-decls",
    "automatic-styles",
})  # fmt: skip
"""What is no part of the text: comments, what was deleted, indexes, definitions."""

BLOCKS = frozenset({"text", "body", "document-content", "shapes", "group"})
STYLED = {"title": "h1", "quotations": "blockquote", "preformatted_20_text": "pre", "subtitle": "p"}
"""Names of paragraph styles, as LibreOffice writes them, in lower case -> names in HTML."""

MAX_LEVEL = 6


def read(data: bytes, name: str) -> Document:
    """Return the document of an OpenDocument text. Raises SourceError where it is damaged, or no such file."""
    archive = open_archive(data, name)
    root = markup.xml_tree(archive.read("content.xml"), name)
    text = next((element for element in root.iter() if elements.name(element) == "text"), None)
    if text is None:
        raise SourceError(f"{name} is an OpenDocument file without text.", "Save it as an .odt text and narrate that.")
    parents, numbered = _styles(root), _numbered(root)
    title = ""
    for element in list(root.iter()):
        style = _attribute(element, "style-name")
        if elements.name(element) == "p" and parents.get(style, style).lower() == "title" and not title:
            title = elements.text(element)
        _rename(element, parents.get(style, style).lower(), ordered=style in numbered)
    walk = Walk(notes.find({"": root}))
    walk.along(text)
    facts = _facts(archive, name)
    return languages.unsaid(outline.assemble(walk.blocks, walk.bodies, facts._replace(title=title or facts.title)))


def _rename(element: etree._Element, style: str, *, ordered: bool) -> None:
    """Give one element of OpenDocument the name and the attributes that HTML has for it."""
    name = elements.name(element)
    if not name:
        return
    if name in SILENT:
        element.tag = "template"
    elif name == "h":
        element.tag = f"h{_level(element)}"
    elif name == "p":
        element.tag = STYLED.get(style, "p")
    elif name in {"note", "note-citation", "note-body"}:
        _rename_note(element, name)
    elif name in {"s", "tab"}:
        element.tag, element.text = "span", " "
    elif name == "frame":
        _rename_frame(element)
    else:
        element.tag = "ol" if name == "list" and ordered else NAMES.get(name, "div" if name in BLOCKS else "span")
    if name == "a":
        element.set("href", _attribute(element, "href"))
    if name == "table-cell" and _is_in_header(element):
        element.tag = "th"


def _rename_note(element: etree._Element, name: str) -> None:
    note = element if name == "note" else element.getparent()
    label = _attribute(note, "id") if note is not None else ""
    if name == "note-citation":
        element.tag = "a"
        element.set("role", "doc-noteref")
        element.set("href", f"#body-{label}")
    elif name == "note-body":
        element.tag = "aside"
        element.set("role", "doc-footnote")
        element.set("id", f"body-{label}")
    else:
        element.tag = "span"


def _rename_frame(frame: etree._Element) -> None:
    """A frame with a text in it is a block; one with a picture says what the picture shows."""
    children = {elements.name(child): child for child in frame}
    if "text-box" in children:
        frame.tag = "div"
        return
    words = next((elements.text(children[key]) for key in ("desc", "title") if key in children), "")
    frame.tag = "img"
    frame.set("alt", words)
    for child in list(frame):
        frame.remove(child)


def _is_in_header(cell: etree._Element) -> bool:
    row = cell.getparent()
    around = row.getparent() if row is not None else None
    return around is not None and _attribute(around, "header") == "yes"


def _level(heading: etree._Element) -> int:
    stated = _attribute(heading, "outline-level")
    return min(max(int(stated), 1), MAX_LEVEL) if stated.isdigit() and len(stated) < MAX_LEVEL else 1


def _styles(root: etree._Element) -> dict[str, str]:
    """Return automatic styles -> the named styles that they vary; marks the rows of tables' heads on the way."""
    parents: dict[str, str] = {}
    for element in root.iter():
        if elements.name(element) == "style":
            parents[_attribute(element, "name")] = _attribute(element, "parent-style-name")
        elif elements.name(element) == "table-header-rows":
            element.set("header", "yes")
    return parents


def _numbered(root: etree._Element) -> set[str]:
    """Return the list styles whose first level has numbers."""
    return {
        _attribute(element, "name")
        for element in root.iter()
        if elements.name(element) == "list-style"
        and len(element)
        and elements.name(element[0]) == "list-level-style-number"
    }


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _facts(archive: Archive, name: str) -> Facts:
    """Return what the file says about itself; nothing where it cannot be read."""
    try:
        root = markup.xml_tree(archive.read("meta.xml"), name)
    except SourceError:
        return Facts()
    told = {elements.name(element): elements.text(element) for element in root.iter()}
    language = told.get("language", "")
    return Facts(
        title=told.get("title", ""),
        author=told.get("initial-creator", "") or told.get("creator", ""),
        date=told.get("creation-date", "")[:10],
        description=told.get("description", ""),
        language=language if elements.LANGUAGE.fullmatch(language) else "",
    )
