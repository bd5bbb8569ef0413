"""The numbers of HTML's ordered lists, as a browser prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
LARGEST_ROMAN = 3999
LETTERS = 26


class Numbering:
    """Of one list: what each of its items has in front of it."""

    def __init__(self, ordered: etree._Element | None = None) -> None:
        self.style = (ordered.get("type") or "1") if ordered is not None else ""
        self.step = -1 if ordered is not None and ordered.get("reversed") is not None else 1
        count = 0 if ordered is None or self.step > 0 else sum(1 for child in ordered if child.tag == ordered[0].tag)
        self.next = _whole(ordered.get("start") if ordered is not None else None, count or 1)

    def mark(self, item: etree._Element) -> str:
        """The mark of the next item: "3.", "c.", "iii."; "" for bullets."""
        if not self.style:
            return ""
        number = _whole(item.get("value"), self.next)
        self.next = number + self.step
        return f"{_printed(number, self.style)}."


def _whole(stated: str | None, otherwise: int) -> int:
    try:
        return int(stated[:9]) if stated else otherwise
    except ValueError:
        return otherwise


def _printed(number: int, style: str) -> str:
    if style in "aA" and 0 < number <= LETTERS:
        return chr(ord(style) + number - 1)
    if style in "iI" and 0 < number <= LARGEST_ROMAN:
        return _roman(number) if style == "i" else _roman(number).upper()
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in ROMAN:
        written += letters * (number // value)
        number %= value
    return written
