"""How a whole document is set: its size of type, the distance of its lines, the width of its columns, its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from narrate.reading import layout

if TYPE_CHECKING:
    from narrate.reading.pdf.columns import Line

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
SMALLER, LARGER = 0.93, 1.12
"""Type that differs by less than these factors is the same type: fonts of a family vary."""

INDENT = 0.8
"""Sizes of type from which a first line is indented; the smallest in use is one em."""

FEW_LINES = 4
"""A column with fewer lines does not say how wide it is."""

MOST_INDENT = 4
"""Sizes of type by which a first line is indented at most."""

MARGIN_SHARE = 0.15
"""Of the lines of a column that begin at its margin; where all paragraphs are short and indented, few do."""

SPREAD = 0.3
"""Sizes of type by which the distance between paragraphs exceeds that of lines at least."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What most of a document looks like."""

    size: float
    """Of its body's type, in points."""
    leading: float
    """From line to line, in sizes of type."""
    indented: bool
    """Whether its paragraphs begin with an indent."""
    words: frozenset[str]
    """The words printed whole, in lower case."""

    def is_small(self, line: Line) -> bool:
        """Tell whether a line is of smaller type than the body."""
        return line.size < SMALLER * self.size

    def is_large(self, line: Line) -> bool:
        """Tell whether a line is of larger type than the body."""
        return line.size > LARGER * self.size


def of(lines: list[Line]) -> Setting:
    """Return the setting of a document from its lines, and give narrow columns the width that others have."""
    size = _size(lines)
    _adjust(lines, size)
    near = [(a, b) for a, b in pairwise(lines) if a.region == b.region and 0 < b.y - a.y < 3 * a.size]
    body = [(a, b) for a, b in near if abs(a.size - size) < 0.07 * size and abs(b.size - size) < 0.07 * size]
    leading = median([(b.y - a.y) / size for a, b in body] or [1.2])
    starts = [b for a, b in body if not has_room(a, b) or layout.starts_lower(b.text)]
    flush = [b for a, b in body if has_room(a, b) and b.y - a.y < (leading + SPREAD) * size]
    entering = [b for b in flush if indent(b) > INDENT * size]
    return Setting(size, leading, 2 * len(entering) > len(flush) and bool(starts), _words(lines))


def indent(line: Line) -> float:
    """Return how far a line begins from the edge of its column, in points."""
    return line.left - line.edges[0]


def has_room(line: Line, below: Line) -> bool:
    """Tell whether the first word of the line below would have fitted on the line: it was ended on purpose."""
    first = below.text.split(maxsplit=1)[0]
    character = (below.right - below.left) / max(len(below.text), 1)
    return line.right + (len(first) + 1) * character < line.edges[1] - 0.5 * line.size


def _size(lines: list[Line]) -> float:
    """Return the size of type that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(2 * line.size) / 2] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    return median(line.size for line in lines if round(2 * line.size) / 2 == usual)


def _adjust(lines: list[Line], size: float) -> None:
    """Set the edges of each column to those of its body: headings may hang out, and short columns say too little."""
    widths: dict[int, Counter[int]] = defaultdict(Counter)
    regions = [list(region) for _, region in groupby(lines, key=lambda line: line.region)]
    margins = sorted({_margin(region, size) for region in regions if len(region) >= FEW_LINES})
    for region in regions:
        left, right = _margin(region, size), region[0].edges[1]
        if len(region) < FEW_LINES:
            left = max((one for one in margins if left - MOST_INDENT * size < one <= left), default=left)
        for line in region:
            line.edges = (left, right)
        if len(region) >= FEW_LINES and abs(median(line.size for line in region) - size) < 0.1 * size:
            widths[region[0].columns][round(right - left)] += len(region)
    for region in regions:
        usual = widths[region[0].columns].most_common(1)
        left, right = region[0].edges
        if usual and right - left < usual[0][0]:
            for line in region:
                line.edges = (left, left + usual[0][0])


def _margin(region: list[Line], size: float) -> float:
    """Return where most lines of a column begin, or the leftmost place where a fair share of them do."""
    begun = Counter(round(line.left) for line in region if abs(line.size - size) < 0.1 * size)
    usual = [left for left, count in begun.items() if count >= max(2, MARGIN_SHARE * begun.total())]
    return float(min(usual, default=min(line.left for line in region)))


def _words(lines: list[Line]) -> frozenset[str]:
    """Return the words that stand whole on a line: not the halves of one at the ends of two lines."""
    found: set[str] = set()
    broken = False
    for line in lines:
        words = WORD.findall(line.text.lower().replace("’", "'"))
        first, last = int(broken), len(words) - line.text.endswith("-")
        found.update(words[first:last])
        broken = line.text.endswith("-")
    return frozenset(found)
