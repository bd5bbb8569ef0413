"""The fragments of a page -> lines in reading order: across where the page is one column, down each column else.

A page has columns where prose stands on both sides of a gutter at the same heights. What crosses the gutter parts the
page into bands: in each, the left column is read before the right one. Columns may have columns: three are a column
beside two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from narrate.reading.pdf.pages import Fragment, Page

LEAST_PAIRS = 3
"""Lines side by side that make columns."""

LEAST_CHARACTERS = 12
"""Of the median line of a column; the cells of a table are shorter."""

MIDDLE = (0.18, 0.82)
"""The share of the text's width where a gutter may be."""

STEP = 2.0
"""Points between the places where a gutter is looked for."""

MOST_CROSSING = 4
"""Lines across the gutter for each pair beside it: a page may be an abstract above its first columns."""

CELL_GAP = 1.8
"""Sizes of type between the cells of a table; words are nearer."""


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
    cells: list[str] = field(default_factory=list)
    """The parts of the line that stand far apart, if there are several."""


def lines(page: Page, region: int = 0) -> list[Line]:
    """Return the lines of a page in reading order, their regions numbered from `region` on."""
    done: list[Line] = []
    for at, (fragments, columns) in enumerate(_regions(page.fragments), start=region):
        found = [_line(row, page.number) for row in _rows(fragments)]
        edges = (min(one.left for one in found), max(one.right for one in found))
        for one in found:
            one.region, one.edges, one.columns = at, edges, columns
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
    rows = [row for row in _rows(fragments) if len(row) > 1]
    gaps = [(a.right, b.left, a, b) for row in rows for a, b in pairwise(row) if b.left > a.right and not a.look.fixed]
    best: tuple[int, float] | None = None
    for place in {round((one[0] + one[1]) / 2 / STEP) * STEP for one in gaps}:
        if not start <= place <= end:
            continue
        pairs = [one for one in gaps if one[0] <= place <= one[1]]
        crossing = sum(1 for one in fragments if one.left < place - STEP and one.right > place + STEP)
        if len(pairs) < LEAST_PAIRS or crossing > MOST_CROSSING * len(pairs) or not _is_prose(pairs):
            continue
        score = 2 * len(pairs) - crossing
        if best is None or (score, -place) > (best[0], -best[1]):
            best = (score, place)
    return best[1] if best else None


def _is_prose(pairs: list[tuple[float, float, Fragment, Fragment]]) -> bool:
    """Tell whether what stands on both sides is long and alike enough to be lines of prose."""
    sides = ([one for _, _, one, _ in pairs], [one for _, _, _, one in pairs])
    long = all(median(len(one.text) for one in side) >= LEAST_CHARACTERS for side in sides)
    full = all(
        median(one.right - one.left for one in side) > 0.6 * max(one.right - one.left for one in side) for side in sides
    )
    return long and full


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
    text, cells = row[0].text, [row[0].text]
    for above, one in pairwise(row):
        gap = one.left - above.right
        space = " " if gap > 0.12 * size or above.spaced else ""
        text += space + one.text
        if gap > CELL_GAP * size:
            cells.append(one.text)
        else:
            cells[-1] += space + one.text
    bold, fixed = (all(one.look[at] for one in row) for at in range(2))
    right = max(one.right for one in row)
    return Line(text, row[0].left, right, row[0].y, size, bold, fixed, page, cells=cells if cells[1:] else [])
