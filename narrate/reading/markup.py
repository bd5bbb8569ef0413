"""Bytes -> a tree of elements, of HTML or of XML: whatever they are, with no entity fetched and no text lost to depth.

libxml2 gives up at a depth of 255 elements, 2,048 at best, and then has nothing at all. A page that is nested deeper
is therefore read tag by tag, and the tags beyond `MAX_DEPTH` are left out, never their text.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from narrate.errors import SourceError
from narrate.reading import decoding

if TYPE_CHECKING:
    from lxml import etree

MAX_DEPTH = 200
"""Of the tree of a page that is nested too deep for libxml2; the deepest real pages have about 60."""

DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})"
    rb"|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})"
)
"""Where a page or an XML file says its encoding; both say it within the first kilobytes, by their standards."""

PROLOGUE = re.compile(r"\A\s*<\?xml[^>]{0,400}\?>")
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML may hold; the parsers stop at some of them, or refuse the text."""

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
TOO_DEEP = "ERR_RESOURCE_LIMIT"
NAME = re.compile(r"[a-z_][a-z0-9_-]*")
"""Names of elements and attributes that are safe in any tree."""


def html_tree(data: bytes, name: str) -> etree._Element:
    """Return the root of an HTML page; `name` is how messages call it. Raises SourceError where it has no element."""
    from lxml import etree  # late: only markup needs it

    written = ILLEGAL.sub(" ", text_of(data, name))
    written = PROLOGUE.sub("", written, count=1)  # an encoding that it declares was true of the bytes only
    parser = etree.HTMLParser(huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = etree.fromstring(written.encode("utf-8"), parser) if written.strip() else None
    if any(entry.type_name == TOO_DEEP for entry in parser.error_log):
        root = _shallow_tree(written)
    if root is None:
        raise SourceError(f"{name} is an empty page.", "Check that it was saved with its text.")
    return root


def xml_tree(data: bytes, name: str) -> etree._Element:
    """Return the root of an XML file. Raises SourceError where it is not well-formed, too deep, or has entities."""
    from lxml import etree  # late, as above

    written = ILLEGAL.sub(" ", PROLOGUE.sub("", text_of(data, name), count=1))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(_with_characters(written).strip().encode("utf-8"), parser)
    except etree.XMLSyntaxError as failure:
        reason = str(failure.msg or "it is empty").partition(", line")[0]
        raise SourceError(f"{name} is damaged: {reason}.", "Get the file again, or open and save it anew.") from failure


def xhtml_tree(data: bytes, name: str) -> etree._Element:
    """Return the root of a page of a book: as XML where it is well-formed, as HTML where it is not."""
    try:
        return xml_tree(data, name)
    except SourceError:
        return html_tree(data, name)


def text_of(data: bytes, name: str) -> str:
    """Return the text of a page's bytes: by its byte order mark, the encoding it declares, or as `decoding` guesses."""
    if not data.startswith(tuple(mark for mark, _ in decoding.BYTE_ORDER_MARKS)):
        found = DECLARED.search(data[:4096])
        if found and (written := _in(data, (found[1] or found[2]).decode("ascii"))) is not None:
            return decoding.compose(written)
    return decoding.decode(data, name)


def _in(data: bytes, encoding: str) -> str | None:
    """Return the text in a declared encoding, None where it is unknown or does not hold; Latin-1 means cp1252."""
    try:
        known = codecs.lookup(encoding).name
        return data.decode("cp1252" if known in {"iso8859-1", "ascii"} else known)
    except (LookupError, ValueError):
        return None


def _with_characters(written: str) -> str:
    """Write HTML's named entities as characters: XML knows five of them, and a DTD is never fetched."""
    return ENTITY.sub(_character, written) if "&" in written else written


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    return entity[0] if name in XML_ENTITIES else html5.get(f"{name};", entity[0])


def _shallow_tree(written: str) -> etree._Element:
    reader = _Shallow()
    reader.feed(written)
    reader.close()
    return reader.tree()


class _Shallow(HTMLParser):
    """A tree no deeper than `MAX_DEPTH`: tags beyond it are left out, what they hold is not."""

    def __init__(self) -> None:
        from lxml import etree  # late, as above

        super().__init__(convert_charrefs=True)
        self.builder: Any = etree.TreeBuilder()
        self.builder.start("html", {})
        self.open: list[str] = ["html"]

    def tree(self) -> etree._Element:
        """Close what is open and return the root."""
        for name in reversed(self.open):
            self.builder.end(name)
        root: etree._Element = self.builder.close()
        return root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html" or len(self.open) >= MAX_DEPTH or not NAME.fullmatch(tag):
            return
        self.builder.start(tag, {key: value or "" for key, value in attrs if NAME.fullmatch(key)})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last by that name, and all inside it; a stray tag closes nothing."""
        if tag not in self.open[1:]:
            return
        while (name := self.open.pop()) != tag:
            self.builder.end(name)
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)
