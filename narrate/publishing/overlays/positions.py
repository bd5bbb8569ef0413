"""Where things are in a file of XML, in bytes: so that tags can be put into it, and every other byte stays as it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from xml.parsers import expat

OPS = "http://www.idpf.org/2007/ops"
NOT_TEXT = {"head", "script", "style", "svg", "math", "rt", "rp"}  # elements whose text is not the book's, or not ours
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip
RAW_NAME = re.compile(rb"<([^\s/>]+)")
AFTER = re.compile(rb"[^\s<&>]*")
BEFORE = re.compile(rb"[^\s<&>;]*\Z")
LONGEST_MARKS_BYTES = 30  # of punctuation before a word


@dataclass(slots=True)
class Element:
    """An element: its name without prefix, its attributes, and the bytes from its "<" to its last ">".

    `first` and `last` count the letters of the page before it begins and ends; `parent` is its parent's place.
    """

    name: str
    attributes: dict[str, str]
    parent: int
    start: int
    first: int
    close: int = 0
    last: int = 0


@dataclass
class Page:
    """A file's elements, and its letters and digits: folded, so that two spellings of a text are the same.

    Every letter has the bytes it takes, the place of its element, and whether a word begins with it.
    """

    data: bytes
    elements: list[Element] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)

    @cached_property
    def element_starts(self) -> list[int]:
        """Where the elements begin."""
        return [one.start for one in self.elements]

    def named(self, name: str) -> list[Element]:
        """The elements of a name."""
        return [one for one in self.elements if one.name == name]

    def raw_name(self, element: Element) -> bytes:
        """An element's name as it is written, with its prefix."""
        found = RAW_NAME.match(self.data, element.start)
        return found[1] if found else element.name.encode()

    def end(self, element: Element) -> int:
        """The first byte after an element that has an end tag."""
        return self.data.index(b">", element.close) + 1

    def marks_after(self, at: int) -> int:
        """Where the punctuation ends that follows a letter."""
        found = AFTER.match(self.data, at)
        return at + _marks((found[0] if found else b"").decode("utf-8", "ignore"))

    def marks_before(self, at: int, floor: int) -> int:
        """Where the punctuation begins that precedes a letter, not before `floor`."""
        found = BEFORE.search(self.data[max(floor, at - LONGEST_MARKS_BYTES) : at])
        return at - _marks((found[0] if found else b"").decode("utf-8", "ignore")[::-1])


def _marks(text: str) -> int:
    """How many bytes the marks take that a text begins with."""
    count = next((at for at, char in enumerate(text) if char.isalnum() or char.isspace()), len(text))
    return len(text[:count].encode())


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", char).casefold()))


def letters_of(text: str) -> str:
    """Only the letters and digits of a text, without accents, all small.

    >>> letters_of("“Ça va?”—It’s 5 o’clock.")
    'cavaits5oclock'
    """
    return "".join(map(_folded, text))


def page_of(data: bytes) -> Page:
    """A file of XML in UTF-8, scanned. Raises ValueError where it is none, or has entities of its own."""
    page = Page(data)
    scan = _Scan(page)
    try:
        scan.parser.Parse(data, True)
        data.decode("utf-8")
    except (expat.ExpatError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    return page


def inserted(data: bytes, insertions: list[tuple[int, bytes]]) -> bytes:
    """Bytes with others put in at their places, those of one place in the order given."""
    pieces, at = [], 0
    for place, new in sorted(insertions, key=lambda one: one[0]):
        pieces += [data[at:place], new]
        at = place
    return b"".join([*pieces, data[at:]])


class _Scan:
    """Fills a page with what the parser meets."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: list[int] = [-1]
        self._closed_to_us = 0  # how many open elements have no text for us
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self.parser.StartCdataSectionHandler = self._refuse

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("entities or CDATA sections of its own")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2] if OPS not in key else "epub:type": value for key, value in attributes.items()}
        element = Element(
            name.rpartition(" ")[2], plain, self._open[-1], self.parser.CurrentByteIndex, len(self._page.letters)
        )
        self._open.append(len(self._page.elements))
        self._page.elements.append(element)
        self._closed_to_us += _has_no_text(element)

    def _end(self, _name: str) -> None:
        element = self._page.elements[self._open.pop()]
        element.close, element.last = self.parser.CurrentByteIndex, len(self._page.letters)
        self._closed_to_us -= _has_no_text(element)

    def _text(self, text: str) -> None:
        if self._closed_to_us:
            return
        page, at, before = self._page, self.parser.CurrentByteIndex, ""
        written_as_entity = page.data[at : at + 1] == b"&"
        for char in text:
            size = page.data.index(b";", at) + 1 - at if written_as_entity else len(char.encode())
            for number, letter in enumerate(_folded(char)):
                page.letters.append(letter)
                page.starts.append(at)
                page.ends.append(at + size)
                page.owners.append(self._open[-1])
                page.begins.append(not number and not before.isalnum())
            at, before = at + size, char


def _has_no_text(element: Element) -> bool:
    """Whether what is in an element is no text, or the mark of a note, which is not read out."""
    roles = f"{element.attributes.get('epub:type', '')} {element.attributes.get('role', '')}"
    return element.name in NOT_TEXT or "noteref" in roles.replace("doc-", "").split()
