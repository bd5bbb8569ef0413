"""What of a document is wanted: chapters by number, or from one heading to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from narrate.errors import SettingsError

RANGE = re.compile(r"(?P<first>\d{1,6})?(?P<dash>\s*[-–]\s*(?P<last>\d{1,6})?)?")


@dataclass(frozen=True, slots=True)
class Selection:
    """Chapters by number, from one heading to another, or both; nothing given is everything.

    `chapters` are pairs of a first and a last number, counted from 1 in the order of the document, both ends included;
    0 for the last number is the end. `start` and `end` are the beginnings of two headings, whatever their case; the
    chapter of the last heading is included, with the deeper ones below it.
    """

    chapters: tuple[tuple[int, int], ...] = ()
    start: str = ""
    end: str = ""

    def __bool__(self) -> bool:
        return bool(self.chapters or self.start or self.end)

    @classmethod
    def parse(cls, chapters: str = "", start: str = "", end: str = "") -> Self:
        """Return the selection that "3-7,9", a first and a last heading say. Raises SettingsError.

        >>> Selection.parse("3-7, 9, 12-").chapters
        ((3, 7), (9, 9), (12, 0))
        """
        asked = chapters.strip().strip(",")
        return cls(tuple(map(_range, asked.split(","))) if asked else (), start.strip(), end.strip())


def _range(text: str) -> tuple[int, int]:
    found = RANGE.fullmatch(text.strip())
    first, last = (int(found[end] or 0) for end in ("first", "last")) if found else (0, 0)
    if found and not found["dash"]:
        last = first
    backwards = first and last and first > last
    if not found or not (found["first"] or found["last"]) or backwards or (found["first"] and not first):
        raise SettingsError(f"“{text.strip()}” says no chapters.", "Write numbers and ranges: 3-7,9.")
    return first or 1, last
