"""Which links are marks of notes, and which elements are the notes: before a text is read, over all pages of it.

By what they say (`epub:type`, `role`), or by their look: a raised or bracketed figure or sign that links to something
further on which is no heading. What such a note says is its own text, without its figure and without its way back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from narrate.reading import elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

MARK = re.compile(r"[\[({]?\s*(?:note\s*)?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶‖#]{1,4})\s*[\])}]?[.:]?", re.IGNORECASE)
BRACKETED = re.compile(r"[\[({].*[\])}]|[*†‡§¶‖]+")
WAY_BACK = re.compile(r"[\s↩↵⤴⏎↑⬆^▲\ufe0e\ufe0f]+|\W*(?:back|return|go back|jump up)\W*", re.IGNORECASE)
LABELLED = re.compile(
    r"(?:^|[\s_-])(?:foot|end|rear)?(?:note(?:ref|anchor|mark)?|fn(?:ref|anchor)?|fnanchor|sdfootnote\w*)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
ONE_NOTE = re.compile(r"(?:^|[\s_-])(?:foot|end|rear)note(?:$|[\s_-])", re.IGNORECASE)

REFERENCES = frozenset({"noteref"})
BODIES = frozenset({"footnote", "endnote", "rearnote", "note"})
BACKLINKS = frozenset({"backlink"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
WRAPPERS = frozenset({"a", "sup", "sub", "span", "b", "i", "em", "strong", "small", "ins", "u"})
NOT_A_NOTE = HEADINGS | {"html", "body", "table", "tbody", "main", "article", "img", "figure", "nav", "header"}

MAX_NOTE_CHARACTERS = 20_000
"""The longest note that nothing but its look makes one; a chapter is longer."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a text. The labels are unique over all its pages."""

    references: dict[etree._Element, tuple[str, ...]] = field(default_factory=dict)
    """Marks -> the labels of the notes they point to."""
    bodies: dict[etree._Element, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    """Labels -> the mark as printed, without brackets."""
    ways_back: set[etree._Element] = field(default_factory=set)


class _Place(NamedTuple):
    element: etree._Element
    order: int


class _Link(NamedTuple):
    element: etree._Element
    order: int
    mark: str
    target: _Place | None
    label: str


NONE = Notes()


def find(pages: Mapping[str, etree._Element]) -> Notes:
    """Return the notes of pages, which are given in reading order by the names that links between them use."""
    places = _places(pages)
    links = list(_links(pages, places))
    notes = Notes()
    judged: dict[etree._Element, bool] = {}
    for link in links:
        if _is_reference(link, judged):
            _add(link, notes)
    for link in links:
        if link.element in notes.references:
            continue
        if _is_way_back(link, notes):
            notes.ways_back.add(link.element)
        elif link.target and MARK.fullmatch(link.mark) and _body(link.target.element) in notes.bodies:
            _add(link, notes)
    _gather_raised(notes)
    return notes


def address(href: str, page: str) -> tuple[str, str]:
    """Return the page and the fragment that a link on a page leads to, the page by its whole path.

    >>> address("../notes.xhtml#n%201", "text/one/a.xhtml"), address("#n1", "a.xhtml")
    (('text/notes.xhtml', 'n 1'), ('a.xhtml', 'n1'))
    """
    path, _, fragment = href.partition("#")
    if not path:
        return page, unquote(fragment)
    folders = page.split("/")[:-1]
    for step in unquote(path).split("/"):
        if step == "..":
            folders = folders[:-1]
        elif step not in {"", "."}:
            folders.append(step)
    return "/".join(folders), unquote(fragment)


def _places(pages: Mapping[str, etree._Element]) -> dict[tuple[str, str], _Place]:
    places: dict[tuple[str, str], _Place] = {}
    order = 0
    for page, root in pages.items():
        for element in root.iter():
            order += 1
            for identity in (element.get("id"), element.get("name") if elements.name(element) == "a" else None):
                if identity:
                    places.setdefault((page, identity), _Place(element, order))
    return places


def _links(pages: Mapping[str, etree._Element], places: Mapping[tuple[str, str], _Place]) -> Iterator[_Link]:
    order = 0
    for page, root in pages.items():
        for element in root.iter():
            order += 1
            href = element.get("href") if elements.name(element) == "a" else None
            if href and "#" in href and "://" not in href:
                where = address(href, page)
                mark = _short_text(element)
                yield _Link(element, order, mark, places.get(where), "#".join(where))


def _short_text(element: etree._Element) -> str:
    """Return the text of a link, "" for a long one, without reading all of it."""
    pieces: list[str] = []
    for piece in element.itertext():
        pieces.append(str(piece))
        if sum(map(len, pieces)) > 60:  # noqa: PLR2004 - no mark is as long, spaces included
            return ""
    return " ".join("".join(pieces).split())


def _is_reference(link: _Link, judged: dict[etree._Element, bool]) -> bool:
    """Tell whether a link is the mark of a note; `judged` remembers which bodies may be notes."""
    kinds = elements.kinds(link.element)
    if kinds & REFERENCES:
        return True
    if link.target is None or kinds & BACKLINKS or link.target.order <= link.order or not MARK.fullmatch(link.mark):
        return False
    if elements.kinds(link.target.element) & BODIES:
        return True
    raised = any(elements.name(one) == "sup" for one in _nearest(link.element))
    labelled = LABELLED.search(f"{link.element.get('class') or ''} {link.element.get('id') or ''}")
    if not (raised or labelled or BRACKETED.fullmatch(link.mark)):
        return False
    body = _body(link.target.element)
    if body not in judged:
        judged[body] = _may_be_note(body)
    return judged[body]


def _nearest(element: etree._Element) -> list[etree._Element]:
    parent = element.getparent()
    return [element, *list(element)[:1], *([parent] if parent is not None else [])]


def _may_be_note(body: etree._Element) -> bool:
    if elements.name(body) in NOT_A_NOTE or any(elements.name(one) in HEADINGS for one in body.iter()):
        return False
    return sum(len(str(piece)) for piece in body.itertext()) <= MAX_NOTE_CHARACTERS


def _body(target: etree._Element) -> etree._Element:
    """Return the whole note that a target is in: the target is often only its number."""
    element = target
    while elements.name(element) in WRAPPERS and (parent := element.getparent()) is not None:
        element = parent
    if elements.name(element) == "td" and (row := element.getparent()) is not None:
        element = row
    parent = element.getparent()
    if parent is not None and (ONE_NOTE.search(parent.get("class") or "") or elements.kinds(parent) & BODIES):
        return parent
    return element


def _add(link: _Link, notes: Notes) -> None:
    if link.target is None:
        notes.references[link.element] = ()
        return
    body = _body(link.target.element)
    label = notes.bodies.setdefault(body, link.label)
    notes.references[link.element] = (label,)
    notes.marks.setdefault(label, link.mark.strip("[](){}.: "))


def _is_way_back(link: _Link, notes: Notes) -> bool:
    """Tell whether a link leads from a note back to its mark."""
    if elements.kinds(link.element) & BACKLINKS:
        return True
    if not (MARK.fullmatch(link.mark) or WAY_BACK.fullmatch(link.mark)):
        return False
    return any(one in notes.bodies for one in (link.element, *link.element.iterancestors()))


def _gather_raised(notes: Notes) -> None:
    """Take the whole raised text for a mark where it has nothing but marks, and what stands between them, in it."""
    for element in list(notes.references):
        raised = element.getparent()
        if raised is None or elements.name(raised) != "sup" or raised in notes.references:
            continue
        marks = [child for child in raised if child in notes.references]
        between = "".join([raised.text or "", *(child.tail or "" for child in raised)])
        if len(marks) == len(raised) and not any(map(str.isalnum, between)):
            notes.references[raised] = tuple(label for mark in marks for label in notes.references[mark])
