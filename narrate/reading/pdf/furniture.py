"""Running heads, running feet and page numbers: what pages repeat at the same place, and what counts them.

A *slot* is a height near the top or the bottom of the pages and a size of type. A slot is furniture where most of what
stands in it is printed on other pages too, its numbers aside, or counts the pages. Then all that stands in it goes, the
title of a chapter of two pages as well; the first line of the text of every page repeats nothing, and stays.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrate.reading.pdf.pages import Fragment, Page

ZONE = 0.14
"""The share of a page's height, at its top and at its bottom, where furniture stands."""

DEEP = 3
"""Rows from the edge that may be furniture: a head of two lines and a rule's caption."""

LARGER = 1.3
"""What is larger than the body's type by this factor is a heading, wherever it stands."""

FEW = 3
"""Pages from which on repetition means something; in shorter documents, all of them but the first."""

NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"[-–—•|\[( ]*(?:page|p\.|seite|página)?[ ]*(?P<number>\d{1,5}|[ivxlc]{1,8})"
    r"(?:[ ]*(?:/|of|von|de)[ ]*\d{1,5})?[-–—•|\]). ]*",
    re.IGNORECASE,
)
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class _Row(NamedTuple):
    """What stands at one height of a page, and where."""

    page: int
    text: str
    slot: tuple[bool, int, int]
    size: float
    fragments: frozenset[int]
    """Their places on the page."""


def without(pages: list[Page]) -> list[Page]:
    """Return the pages without their furniture."""
    largest = LARGER * median([one.size for page in pages for one in page.fragments] or [0])
    rows = [row for page in pages for row in _edges(page) if row.size < largest]
    gone: dict[int, set[int]] = defaultdict(set)
    for row in _furniture(rows, len(pages)):
        gone[row.page] |= row.fragments
    return [
        page._replace(fragments=[one for at, one in enumerate(page.fragments) if at not in gone[page.number]])
        for page in pages
    ]


def _furniture(rows: list[_Row], pages: int) -> Iterable[_Row]:
    by_slot: dict[tuple[bool, int, int], list[_Row]] = defaultdict(list)
    for row in rows:
        by_slot[row.slot].append(row)
    repeated = Counter(key for key in {(row.slot[0], row.page, _masked(row.text)) for row in rows})
    seen = Counter((top, text) for top, _, text in repeated)
    for found in by_slot.values():
        counting = _counting(found)
        least = min(FEW, max(2, pages - 1))
        said = [row for row in found if seen[row.slot[0], _masked(row.text)] >= least or row.page in counting]
        if 2 * len(said) >= len(found):
            yield from found if len(found) >= FEW else said


def _counting(rows: list[_Row]) -> set[int]:
    """Return the pages whose row is, or ends or begins with, a number that counts them."""
    offsets: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for value in _numbers(row.text):
            offsets[value - row.page].add(row.page)
    bare = {row.page for row in rows if PAGE_NUMBER.fullmatch(row.text) and row.page + 1 in _numbers(row.text)}
    return bare.union(*(found for found in offsets.values() if len(found) > 1))


def _numbers(text: str) -> list[int]:
    """Return the numbers that may be a page's: the whole of a row, its first word or its last."""
    whole = PAGE_NUMBER.fullmatch(text)
    first, *rest = text.split()
    words = [whole["number"]] if whole else [word.strip("|•[]()-–—.,") for word in (first, *rest[-1:])]
    return [value for word in words if (value := _value(word.lower()))]


def _value(word: str) -> int:
    if word.isdecimal():
        return int(word) if len(word) < 6 else 0  # noqa: PLR2004
    if not word or set(word) - set(ROMAN):
        return 0
    values = [ROMAN[letter] for letter in word]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _masked(text: str) -> str:
    return NUMBER.sub("#", " ".join(text.casefold().split()))


def _edges(page: Page) -> list[_Row]:
    """Return the rows of a page that may be furniture, from its edges inwards."""
    rows = list(_rows(page.fragments))
    tops = [row for row in rows[:DEEP] if page.fragments[row[0]].y < ZONE * page.height]
    feet = [row for row in rows[-DEEP:] if page.fragments[row[0]].y > (1 - ZONE) * page.height and row not in tops]
    return [_row(page, row, top=True) for row in tops] + [_row(page, row, top=False) for row in feet]


def _row(page: Page, row: list[int], *, top: bool) -> _Row:
    fragments: list[Fragment] = sorted((page.fragments[at] for at in row), key=lambda one: one.left)
    text = " ".join(one.text for one in fragments)
    y = fragments[0].y if top else page.height - fragments[0].y
    return _Row(page.number, text, (top, round(y / 4), round(fragments[0].size)), fragments[0].size, frozenset(row))


def _rows(fragments: list[Fragment]) -> Iterable[list[int]]:
    """Yield the places of fragments at the same height, from the top down."""
    row: list[int] = []
    for at in sorted(range(len(fragments)), key=lambda one: fragments[one].y):
        if row and fragments[at].y - fragments[row[0]].y > 0.4 * fragments[at].size:
            yield row
            row = []
        row.append(at)
    if row:
        yield row
