"""What a walk along a tree has open: what holds inside an element, and the paragraph that text is added to."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from narrate.document import Kind
from narrate.reading import headings
from narrate.reading.lists import Numbering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrate.reading.walking import Walk

INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
"""Soft hyphen, zero width space, word joiner, byte order mark: where a line may break or not, and nothing else."""

RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
FIGURES = re.compile(r"[+−-]?\d{1,4}")
FRACTION = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[⁄/]([₀₁₂₃₄₅₆₇₈₉]+)")
PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "0123456789" * 2)

EMPTY_BRACKETS = re.compile(r"\s?(?:\[[\s,;]*\]|\([\s,;]*\))")
"""What is left around the marks of notes."""

MAX_LINE_CHARACTERS = 80
"""The longest line of verse; what is longer and ends in a break is prose."""

LEAST_LINES = 3
"""Of a paragraph whose line breaks are meant: two may be a title that did not fit."""


class Frame(NamedTuple):
    """What holds inside an element."""

    kind: Kind = Kind.BODY
    language: str | None = None
    part: str = ""
    level: int = 0
    """The depth of the open heading, 0 outside of one."""
    joint: str = ""
    """What the edge of a block becomes inside a heading, a cell, a stanza or code; "" where it ends the paragraph."""
    verbatim: bool = False
    verse: bool = False
    tabular: bool = False
    raised: dict[int, int] | None = None
    """How figures are raised or lowered."""
    note: str = ""
    """The label of the open note."""
    numbering: Numbering | None = None
    """Of the open list."""
    group: int | None = None
    """How many blocks came before the open group of headings."""
    end: Callable[[Walk], None] | None = None
    """What to do where the element ends."""


class Piece(NamedTuple):
    """Some of the text of the open paragraph."""

    text: str
    language: str | None = None
    pictured: bool = False


def cut(written: str, frame: Frame, *, pictured: bool) -> Iterator[tuple[str, Kind]]:
    """Cut what was said between two edges into paragraphs, and tell their kinds."""
    if frame.verbatim:
        code = "\n".join(line.rstrip() for line in written.split("\n")).strip("\n")
        if code.strip():
            yield code, Kind.CODE
        return
    lines = [" ".join(line.split()) for line in written.split("\n")]
    for blank, run in groupby(lines, key=lambda line: not line):
        if not blank:
            yield _paragraph(list(run), frame, pictured=pictured)


def _paragraph(lines: list[str], frame: Frame, *, pictured: bool) -> tuple[str, Kind]:
    """Judge the lines of one paragraph: verse, a break, a picture, or running text."""
    prose = frame.kind in {Kind.BODY, Kind.QUOTE}
    verse = len(lines) >= LEAST_LINES and max(map(len, lines)) <= MAX_LINE_CHARACTERS
    if prose and (verse or (frame.verse and len(lines) > 1)):
        return "\n".join(lines), Kind.VERSE
    text = " ".join(lines)
    if frame.kind is Kind.BODY and headings.is_break(text):
        return "", Kind.BREAK
    if prose and pictured:
        return text, Kind.FIGURE
    return text, Kind.VERSE if frame.verse and prose else frame.kind
