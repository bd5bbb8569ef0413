"""What an element says about itself, in HTML and in the XHTML of books: questions, and the tables that answer them.

Elements of XML have a namespace in front of their names and attributes, those of HTML a prefix: both are understood.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

SILENT = frozenset({
    "audio", "button", "canvas", "datalist", "dialog", "embed", "frame", "frameset", "head", "iframe", "input",
    "map", "meta", "meter", "noscript", "object", "optgroup", "option", "param", "progress", "rp", "rt", "rtc",
    "script", "select", "source", "style", "template", "textarea", "title", "track", "video", "annotation",
    "annotation-xml",
})  # fmt: skip
"""Elements that show no text of their own. Of ruby the base is what is printed; its reading is above the line."""

HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"(?:^|[\s_-])(?:page-?num(?:ber)?s?|pagenos?|pagebreak|linenos?|line-?numbers?)(?:$|[\s_-])", re.IGNORECASE
)
NUMBERS = re.compile(r"(?:[\W\d_]|\b(?:p|pg|page|[ivxlc]+)\b)*", re.IGNORECASE)
"""What the number of a page looks like; an element that has words is none, whatever its class says."""

HEADING_LINK = re.compile(r"[#¶§🔗\u200b\s]*")
"""What a heading's link to itself shows; nothing that is said."""

STANZAS = frozenset({"stanza", "stanzas", "linegroup"})
POEMS = STANZAS | {"verse", "poem", "poetry", "poetry-container", "song", "hymn", "lyrics"}
"""Whole names of classes, and types: part of a name says nothing ("col-lg-8")."""

FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|gif|svg|webp|avif|bmp|tiff?)|(?:IMG|DSC|image|img|photo|picture)[\s_-]*\d*", re.IGNORECASE
)

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

ROLES = {
    **dict.fromkeys(("cover", "cover-image"), "cover"),
    **dict.fromkeys(("titlepage", "title-page", "halftitlepage", "halftitle"), "titlepage"),
    **dict.fromkeys(("copyright-page", "copyright", "uncopyright"), "copyright-page"),
    **dict.fromkeys(("toc", "landmarks", "page-list", "pagelist", "loi", "lot", "loa", "lov"), "toc"),
    **dict.fromkeys(("endnotes", "footnotes", "rearnotes"), "endnotes"),
    **dict.fromkeys(("licence", "license"), "licence"),
    **{name: name for name in (
        "acknowledgments", "afterword", "appendix", "bibliography", "colophon", "conclusion", "dedication", "epigraph",
        "epilogue", "errata", "foreword", "glossary", "imprint", "index", "introduction", "preamble", "preface",
        "prologue", "seriespage",
    )},
}  # fmt: skip
"""The parts of a book, by their names in EPUB's Structural Semantics Vocabulary and in DPUB-ARIA -> one of `PARTS`."""

GUTENBERG = frozenset({"pg-header", "pg-footer", "pg-machine-header", "pg-boilerplate", "pgheader", "pgfooter"})
"""How Project Gutenberg marks its own words: ids and classes."""


def name(element: etree._Element) -> str:
    """The name of an element in lower case, without its namespace; "" for what is not an element."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def kinds(element: etree._Element) -> frozenset[str]:
    """What an element is by its `epub:type` and its ARIA `role`, in lower case, without prefixes (z3998:, doc-)."""
    said = f"{element.get(EPUB_TYPE) or element.get('epub:type') or ''} {element.get('role') or ''}".lower()
    return frozenset(word.rpartition(":")[2].removeprefix("doc-") for word in said.split())


def part(element: etree._Element) -> str:
    """The part of a book that an element says it is ("colophon"), one of the values of `ROLES`; "" for other ones."""
    found = next((ROLES[kind] for kind in sorted(kinds(element)) if kind in ROLES), "")
    marks = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
    return "licence" if GUTENBERG.intersection(marks) else found


def language(element: etree._Element) -> str | None:
    """The language that an element states, as a BCP 47 tag; None where it states none."""
    stated = (element.get(XML_LANGUAGE) or element.get("lang") or element.get("xml:lang") or "").strip()
    return stated if LANGUAGE.fullmatch(stated) else None


def is_hidden(element: etree._Element) -> bool:
    """Tell whether an element is not shown, or shows what is no part of the text: the numbers of pages and lines."""
    if name(element) in SILENT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if HIDING.search(element.get("style") or "") or _is_heading_link(element):
        return True
    numbered = PAGE_NUMBER.search(element.get("class") or "") or "pagebreak" in kinds(element)
    return bool(numbered) and NUMBERS.fullmatch(text(element)) is not None


def is_heading(element: etree._Element) -> bool:
    """Tell whether an element of another name is a heading, by its role."""
    return (element.get("role") or "").strip().lower() == "heading"


def is_poem(element: etree._Element) -> bool:
    """Tell whether an element holds verse, by its class or its type."""
    return not POEMS.isdisjoint(_labels(element))


def is_stanza(element: etree._Element) -> bool:
    """Tell whether the blocks inside an element are lines of verse."""
    return not STANZAS.isdisjoint(_labels(element))


def alternative(picture: etree._Element) -> str:
    """The words that stand for a picture; "" for ornaments, and for the names of files."""
    if kinds(picture) & {"presentation", "none"}:
        return ""
    said = picture.get("alt") or picture.get("alttext") or picture.get("aria-label") or ""
    words = " ".join(said.split())
    return "" if FILE_NAME.fullmatch(words) else words


def text(element: etree._Element) -> str:
    """All text in an element, with single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())


def _labels(element: etree._Element) -> set[str]:
    """The classes and the types of an element."""
    return {*(element.get("class") or "").lower().split(), *kinds(element)}


def _is_heading_link(element: etree._Element) -> bool:
    href = element.get("href") or ""
    return (
        href.startswith("#")
        and name(element) == "a"
        and HEADING_LINK.fullmatch(text(element)) is not None
        and (len(element) == 0 and bool(element.text))
    )
