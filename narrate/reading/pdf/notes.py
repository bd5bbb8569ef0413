"""Footnotes: told from the body by their size and their place, and from each other by their marks.

At the foot of a column, the lines of smaller type from the first that begins with a mark (a number, a raised letter, a
star or a dagger) are notes; smaller type above the first of them goes on with the last note of the page before, where
that broke off. The raised marks in the text that refer to notes are no words of it, and go; other raised text stays.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from narrate.reading import layout
from narrate.reading.pdf.pages import BASE, SUPER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrate.reading.pdf.columns import Line
    from narrate.reading.pdf.setting import Setting

SYMBOLS = "*†‡§¶‖#"
MARK = re.compile(
    rf"(?:{SUPER}(?P<raised>[^{SUPER}{BASE}]{{1,4}}){BASE}"
    rf"|(?P<plain>\d{{1,3}}|[{SYMBOLS}]{{1,3}})[.)]?(?=[ ]|[^\W\d_]))[ ]*"
)
"""How a note begins: "¹ See", "1 See", "1. See", "* See"."""

RAISED = re.compile(rf"{SUPER}(?P<text>[^{SUPER}{BASE}]*){BASE}")
REFERENCE = re.compile(rf"(?:\d{{1,3}}|[{SYMBOLS}]{{1,3}}|[a-z])(?:[,–-](?:\d{{1,3}}|[{SYMBOLS}]))*")
POWERS = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
QUANTITY = re.compile(r"(?:^|[\W\d])[^\W\d_]{0,2}$")
"""What stands before a power rather than a reference: a number, or a unit or variable of one or two letters."""


class Note(NamedTuple):
    """A note of a page and its lines, the first without its mark."""

    page: int
    mark: str
    lines: list[Line]

    @property
    def label(self) -> str:
        """What references call it: marks begin anew on every page."""
        return f"{self.page}:{self.mark}"


def apart(lines: list[Line], setting: Setting) -> tuple[list[Line], list[Note]]:
    """Return the lines of the body, and the notes."""
    body: list[Line] = []
    notes: list[Note] = []
    for _, region in groupby(lines, key=lambda line: line.region):
        column = list(region)
        at = _first_small(column, setting)
        body += column[:at]
        for line in column[at:]:
            mark = MARK.match(line.text)
            if mark:
                line.text = line.text[mark.end() :]
                notes.append(Note(line.page, (mark["raised"] or mark["plain"]).strip(), [line]))
            elif notes:
                notes[-1].lines.append(line)
    return body, notes


def _first_small(column: list[Line], setting: Setting) -> int:
    """Return the place of the first line of the notes at the foot of a column, its length where there are none."""
    start = len(column)
    while start and setting.is_small(column[start - 1]) and not column[start - 1].fixed:
        start -= 1
    marked = next((at for at in range(start, len(column)) if MARK.match(column[at].text)), len(column))
    continued = marked < len(column) and start and layout.starts_lower(column[start].text)
    return start if continued else marked


def referring(line: Line, labels: set[str]) -> tuple[str, ...]:
    """Take the references to notes out of a line's text, and return their labels; other raised text stays in it."""
    found: list[str] = []

    def settled(raised: re.Match[str]) -> str:
        mark = raised["text"].strip()
        label = f"{line.page}:{mark}"
        before = line.text[: raised.start()]
        quantity = QUANTITY.search(before) and not before.endswith(tuple(".,;:!?”’)\"'"))
        if label in labels or (REFERENCE.fullmatch(mark) and before and not quantity):
            found.append(label)
            return " " if raised["text"].endswith(" ") else ""
        numeric = set(mark) <= set("0123456789+-n")
        return raised["text"].translate(POWERS) if numeric and before else raised["text"]

    line.text = " ".join(RAISED.sub(settled, line.text).replace(SUPER, "").replace(BASE, "").split())
    return tuple(found)


def texts(notes: list[Note]) -> Iterator[tuple[str, list[Line]]]:
    """Yield the label and the lines of each note, raised text in them settled."""
    for note in notes:
        for line in note.lines:
            referring(line, set())
        yield note.label, [line for line in note.lines if line.text]
