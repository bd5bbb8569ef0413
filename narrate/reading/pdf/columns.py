"""The fragments of a page -> lines in reading order: across where the page is one column, down each column else.

A page has columns where prose stands on both sides of a gutter at the same heights. What crosses the gutter parts the
page into bands: in each, the left column is read before the right one. Columns may have columns: three are a column
beside two.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from narrate.reading.pdf.pages import Fragment, Page

LEAST_PAIRS = 3
"""Lines side by side that make columns."""

LEAST_CHARACTERS = 12
"""Of the median line of a column; the cells of a table are shorter."""

FULL_SHARE = 0.45
"""Of a column's width that its median line fills at least."""

MIDDLE = (0.18, 0.82)
"""The share of the text's width where a gutter may be."""

MOST_PLACES = 40
"""Where a gutter is looked for at most: left of where most lines begin."""

STEP = 2.0
"""Points between the places where a gutter is looked for."""

MOST_CROSSING = 4
"""Lines across the gutter for each pair beside it: a page may be an abstract above its first columns."""

NARROW = 25
"""Sizes of type: in narrower columns a justified line may have no more than two words."""

CELL_GAP = 1.8
"""Sizes of type between the cells of a table; words are nearer."""


class Cell(NamedTuple):
    """A part of a line that stands apart from the rest."""

    left: float
    right: float
    text: str


@dataclass(slots=True)
class Line:
    """A line of print within its column."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    fixed: bool
    page: int
    region: int = 0
    """Lines of one column of one band have one number."""
    edges: tuple[float, float] = (0.0, 0.0)
    """Where the column begins and ends."""
    columns: int = 1
    """How many there are side by side."""
    cells: list[Cell] = field(default_factory=list)
    """The parts of the line that stand far apart, if there are several."""


def lines(page: Page, region: int = 0) -> list[Line]:
    """Return the lines of a page in reading order, their regions numbered from `region` on."""
    done: list[Line] = []
    for at, (fragments, columns) in enumerate(_regions(page.fragments), start=region):
        found = [_line(row, page.number) for row in _rows(fragments)]
        edges = (min(one.left for one in found), max(one.right for one in found))
        for one in found:
            one.region, one.edges, one.columns = at, edges, columns
        _tabular(found)
        done += found
    return done


def _regions(fragments: list[Fragment], columns: int = 1) -> Iterator[tuple[list[Fragment], int]]:
    """Yield the fragments of each column of each band, in reading order, and how many columns are side by side."""
    if not fragments:
        return
    gutter = _gutter(fragments) if columns < 3 else None  # noqa: PLR2004 - as wide as a newspaper's get here
    if gutter is None:
        yield fragments, columns
        return
    for across, band in _bands(fragments, gutter):
        if across:
            yield band, columns
            continue
        for side in (
            [one for one in band if one.left < gutter],
            [one for one in band if one.left >= gutter],
        ):
            yield from _regions(side, columns + 1)


def _bands(fragments: list[Fragment], gutter: float) -> Iterator[tuple[bool, list[Fragment]]]:
    """Yield runs of rows: True and rows across the gutter, False and rows beside it."""
    rows = list(_rows(fragments))
    across: list[bool] = []
    for at, row in enumerate(rows):
        crossing = any(one.left < gutter - STEP and one.right > gutter + STEP for one in row)
        if not crossing and at and across[-1] and all(one.right <= gutter for one in row):
            above = rows[at - 1][0]
            crossing = row[0].y - above.y < 1.6 * above.size and abs(row[0].size - above.size) < 0.1 * above.size
        across.append(crossing)
    for kind, band in groupby(zip(across, rows, strict=True), key=lambda pair: pair[0]):
        yield kind, [one for _, row in band for one in row]


def _gutter(fragments: list[Fragment]) -> float | None:
    """Return the place of the gutter between columns, None where there is no column beside another."""
    left, right = min(one.left for one in fragments), max(one.right for one in fragments)
    start, end = (left + share * (right - left) for share in MIDDLE)
    prose = [one for one in fragments if not one.look.fixed]
    begun = Counter(STEP * round(one.left / STEP) - STEP for one in prose)
    inside = Counter({place: count for place, count in begun.items() if start <= place <= end})
    places = [place for place, count in inside.most_common(MOST_PLACES) if count >= LEAST_PAIRS]
    found = [(score, -place) for place in places if (score := _score(prose, place))]
    return -max(found)[1] if found else None


def _score(fragments: list[Fragment], place: float) -> int | None:
    """Return how good a gutter a place is: the lines beside it, less those across it."""
    crossing = sum(1 for one in fragments if one.left < place - STEP and one.right > place + STEP)
    left = _sides([one for one in fragments if one.right <= place + STEP])
    right = _sides([one for one in fragments if one.left >= place - STEP])
    beside = _beside(left, right), _beside(right, left)
    pairs = min(map(len, beside))
    if pairs < LEAST_PAIRS or crossing > MOST_CROSSING * pairs or not all(map(_is_prose, beside)):
        return None
    return sum(map(len, beside)) - crossing


class _Side(NamedTuple):
    """A line on one side of a gutter."""

    y: float
    size: float
    left: float
    right: float
    characters: int


def _sides(fragments: list[Fragment]) -> list[_Side]:
    return [
        _Side(row[0].y, row[0].size, row[0].left, row[-1].right, sum(len(one.text) for one in row))
        for row in _rows(fragments)
    ]


def _beside(sides: list[_Side], others: list[_Side]) -> list[_Side]:
    """Return the lines that have one on the other side of the gutter, at their height or nearly: columns differ."""
    heights = [one.y for one in others]
    found: list[_Side] = []
    for one in sides:
        at = bisect(heights, one.y)
        if any(abs(y - one.y) < one.size for y in heights[max(at - 1, 0) : at + 1]):
            found.append(one)
    return found


def _is_prose(sides: list[_Side]) -> bool:
    """Tell whether what stands on one side of a gutter is long and alike enough to be lines of prose."""
    widths = [one.right - one.left for one in sides]
    long = median(one.characters for one in sides) >= LEAST_CHARACTERS
    return long and median(widths) > FULL_SHARE * max(widths)


def _rows(fragments: list[Fragment]) -> Iterator[list[Fragment]]:
    """Yield the fragments of each line from the top down, each from left to right."""
    row: list[Fragment] = []
    for one in sorted(fragments, key=lambda one: (one.y, one.left)):
        if row and one.y - row[0].y > 0.35 * min(one.size, row[0].size):
            yield sorted(row, key=lambda one: one.left)
            row = []
        row.append(one)
    if row:
        yield sorted(row, key=lambda one: one.left)


def _line(row: list[Fragment], page: int) -> Line:
    size = max(row, key=lambda one: len(one.text)).size
    text = row[0].text
    cells = [Cell(row[0].left, row[0].right, text)]
    for above, one in pairwise(row):
        gap = one.left - above.right
        space = " " if gap > 0.12 * size or above.spaced else ""
        text += space + one.text
        if gap > CELL_GAP * size:
            cells.append(Cell(one.left, one.right, one.text))
        else:
            cells[-1] = Cell(cells[-1].left, one.right, cells[-1].text + space + one.text)
    bold, fixed = (all(one.look[at] for one in row) for at in range(2))
    right = max(one.right for one in row)
    return Line(text, row[0].left, right, row[0].y, size, bold, fixed, page, cells=cells if cells[1:] else [])


def _tabular(found: list[Line]) -> None:
    """Forget the cells of lines that no line beside them shares a stop with: justified lines have wide gaps too."""
    kept = [any(_aligned(line, other) for other in found[max(at - 1, 0) : at + 2]) for at, line in enumerate(found)]
    for line, tabular in zip(found, kept, strict=True):
        line.cells = line.cells if tabular else []


def _aligned(line: Line, other: Line) -> bool:
    """Tell whether two lines have cells that begin or end at one place, those of justified lines by chance aside."""
    if line is other or not line.cells or not other.cells:
        return False
    near = 0.4 * line.size
    starts = _meeting([one.left for one in line.cells[1:]], [one.left for one in other.cells[1:]], near)
    ends = _meeting([one.right for one in line.cells], [one.right for one in other.cells], near)
    return max(starts, ends) > (2 if _is_justified(line) or _is_justified(other) else 0)


def _meeting(places: list[float], others: list[float], near: float) -> int:
    return sum(1 for one in places if any(abs(one - other) < near for other in others))


def _is_justified(line: Line) -> bool:
    """Tell whether a line is words spread over the width of its column."""
    words = len(line.text.split())
    left, right = line.edges
    least = 1 if right - left < NARROW * line.size else 3
    return words > least and len(line.cells) > words / 2 and line.right > right - 1
