"""How a plain text is laid out on its lines, told from the text itself.

A *block* is a run of lines without a blank line. A *joint* is a line and the one below it in a block; it is *open*
when the line does not end a sentence, and *full* when the first word below would not have fitted any more, or nearly.
In hard-wrapped prose the open joints are full and most lines below begin in lower case; where each line is a paragraph
most joints are closed; in verse they are open, but not full, and capitalised.
"""

from __future__ import annotations

import itertools
import math
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from narrate.reading import joining, marks

if TYPE_CHECKING:
    from collections.abc import Iterator

Joint = tuple[str, str]


class Column(NamedTuple):
    """Where a text is hard-wrapped, in characters."""

    width: int
    """The length of its full lines."""
    floor: int
    """What nearly every full line needs with the next word on it: above `width` if it was wrapped by a program."""


MIN_COLUMN = 25
MAX_COLUMN = 132
"""Columns that texts are wrapped at: a narrow newsletter to a line printer. Longer lines are paragraphs."""

SLACK = 0.8
"""A line is full at this share of the column: wrapped by a program it always is, by hand it may stop a word early."""

FULL_SHARE = 0.7
OPEN_SHARE = 0.4
LOWER_SHARE = 0.4
"""Wrapped prose has above 0.95 full, 0.85 open and (German) 0.6 lower-case joints; lines and verse are well below."""

INDENTED_SHARE = 0.8
"""Of the lines indented below a flush one, so many begin a paragraph where a text uses indents for that."""

LONG = 1.3
"""A line longer than this many columns was not wrapped: it is a paragraph among wrapped ones."""

MAX_VERSE_CHARACTERS = 60
"""The longest line of verse where no column is known; an alexandrine has about 45."""

MIN_JOINTS = 3
"""Fewer open joints say nothing about the column of a whole text."""


class Shape(Enum):
    """How the lines of a block make paragraphs."""

    WRAPPED = auto()
    LINES = auto()
    VERSE = auto()


def lines(written: str) -> list[str]:
    """Return the lines without spaces at their ends, tabs as four columns, double spacing undone."""
    return _single_spaced([line.expandtabs(4).rstrip() for line in written.split("\n")])


def blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines between blank ones."""
    for blank, run in itertools.groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            yield list(run)


def column(joints: list[Joint], enough: int = MIN_JOINTS) -> Column | None:
    """Return the column that the joints are wrapped at, None where they are not; `enough` is the least open joints."""
    unfinished = [joint for joint in joints if is_open(joint)]
    if len(unfinished) < max(enough, OPEN_SHARE * len(joints)):
        return None
    lengths = sorted(len(line) for line, _ in unfinished)
    width = lengths[math.ceil(0.9 * len(lengths)) - 1]  # not the longest: an address may stick out
    if not MIN_COLUMN <= width <= MAX_COLUMN or _lower_share(unfinished) < LOWER_SHARE:
        return None
    return Column(width, _floor(unfinished, width)) if full_share(unfinished, width) >= FULL_SHARE else None


def joints(block: list[str]) -> list[Joint]:
    """Return each line of a block with the one below it."""
    return list(itertools.pairwise(block))


def is_indented(joints: list[Joint], margin: int) -> bool:
    """Tell whether a text begins its paragraphs with an indent: most indented lines follow the end of a sentence.

    Not so where all but the first lines are indented, as in a list of books.
    """
    entering = [joint for joint in joints if indent(joint[0]) <= margin < indent(joint[1])]
    return len(entering) >= MIN_JOINTS and sum(map(is_open, entering)) <= (1 - INDENTED_SHARE) * len(entering)


def shape(block: list[str], column: Column | None, margin: int = 0) -> Shape:
    """Tell how the lines of a block make paragraphs. `column` and `margin` are those of the whole text."""
    pairs = joints(block)
    if not pairs or is_wrapped(pairs, column):
        return Shape.WRAPPED
    return Shape.VERSE if _is_verse(block, pairs, column, margin) else Shape.LINES


def is_wrapped(pairs: list[Joint], column: Column | None) -> bool:
    """Tell whether the joints of a block are those of wrapped prose, at the text's column or at their own."""
    longest = max(len(line) for pair in pairs for line in pair)
    if column and longest > SLACK * column.width:
        level = [pair for pair in pairs if len(pair[0]) <= LONG * column.width]
        return bool(level) and full_share(list(filter(is_open, level)) or level, column.width) >= FULL_SHARE
    if len(pairs) == 1:
        overflows = column is not None and need(pairs[0]) > column.width
        return is_open(pairs[0]) and (starts_lower(pairs[0][1]) or overflows)
    return own_column(pairs) is not None


def own_column(pairs: list[Joint]) -> Column | None:
    """Return the column of one block by itself."""
    return column(pairs, enough=1)


def paragraphs(block: list[str], column: Column | None, *, indented: bool = False) -> Iterator[list[str]]:
    """Cut wrapped prose where a sentence ends early on its line, or the next line is indented.

    `indented` tells that the whole text begins its paragraphs so: then an indent alone is enough.
    """
    measure = column or own_column(joints(block)) or Column(max(map(len, block)), 0)
    margin = min(map(indent, block[1:]), default=0)
    start = 0
    for at, pair in enumerate(joints(block), start=1):
        begins = indent(pair[1]) > margin
        if (indented and begins) or (_ends_sentence(pair) and (begins or _ends_early(pair, measure))):
            yield block[start:at]
            start = at
    yield block[start:]


def running_lines(block: list[str]) -> Iterator[list[str]]:
    """Cut at every line, except where a sentence plainly runs on into the next."""
    start = 0
    for at, pair in enumerate(joints(block), start=1):
        if not (is_open(pair) and starts_lower(pair[1])):
            yield block[start:at]
            start = at
    yield block[start:]


def is_open(joint: Joint) -> bool:
    """Tell whether a sentence does not end with the upper line."""
    line = joint[0].rstrip()
    bare = line.rstrip(marks.CLOSERS)
    interrupted = bare != line and bare.endswith(("-", "–", "—"))  # “But I thought—”
    return not (interrupted or bare.endswith(tuple(marks.SENTENCE_ENDS)))


def starts_lower(line: str) -> bool:
    """Tell whether a line begins with a small letter, past quotation marks and brackets."""
    return line.lstrip().lstrip(marks.OPENERS)[:1].islower()


def need(joint: Joint) -> int:
    """Return how long the upper line would be with the first word of the lower one on it."""
    line, below = joint
    return len(line) + 1 + (1 if joining.CJK.match(below.lstrip()) else len(below.split(maxsplit=1)[0]))


def is_full(joint: Joint, width: int) -> bool:
    """Tell whether the first word of the lower line would not have fitted on the upper one, with some slack."""
    return need(joint) > SLACK * width


def full_share(pairs: list[Joint], width: int) -> float:
    """Return the share of full joints, 0 to 1; 0 for none."""
    return sum(is_full(joint, width) for joint in pairs) / len(pairs) if pairs else 0.0


def indent(line: str) -> int:
    """Return how many columns a line is indented."""
    return len(line) - len(line.lstrip())


def _floor(unfinished: list[Joint], width: int) -> int:
    """Return what all but a few full lines need; fewer exceptions where lines were wrapped by hand, and so vary."""
    needs = sorted(map(need, unfinished))
    by_program = needs[len(needs) // 32]
    return by_program if by_program > width else needs[len(needs) // 100]


def _lower_share(pairs: list[Joint]) -> float:
    """Return the share of lower lines that begin small, of those with a cased letter; 1 where nothing has case."""
    below = [line for _, line in pairs if line.lower() != line.upper()]
    if not any(character.islower() for line in below for character in line):
        return 1.0
    cased = [line for line in below if line.lstrip().lstrip(marks.OPENERS)[:1].isalpha()]
    return sum(map(starts_lower, cased)) / len(cased) if cased else 0.0


def _is_verse(block: list[str], pairs: list[Joint], column: Column | None, margin: int) -> bool:
    """Tell whether short lines are meant as lines: open joints far from the column; two lines only if they look so."""
    limit = SLACK * column.width if column else MAX_VERSE_CHARACTERS
    if max(map(len, block)) > limit or sum(map(is_open, pairs)) < OPEN_SHARE * len(pairs):
        return False
    set_off = min(map(indent, block)) > margin
    return len(block) > 2 or set_off or not starts_lower(block[1])  # noqa: PLR2004 - a couplet


def _ends_sentence(joint: Joint) -> bool:
    return not is_open(joint) and not starts_lower(joint[1])


def _ends_early(joint: Joint, column: Column) -> bool:
    """Tell whether there was room for the next word, or one of the lines was never wrapped."""
    return need(joint) < column.floor or max(map(len, joint)) > LONG * column.width


def _single_spaced(lines: list[str]) -> list[str]:
    """Undo double spacing: where wrapped lines have a blank one below each, one blank line means nothing."""
    touching = sum(1 for line, below in itertools.pairwise(lines) if line and below)
    spaced = [(a, c) for a, b, c in zip(lines, lines[1:], lines[2:], strict=False) if a and not b and c]
    if touching * 10 > len(spaced) or column(spaced, enough=2 * MIN_JOINTS) is None:
        return lines
    single = {at for at in range(1, len(lines) - 1) if not lines[at] and lines[at - 1] and lines[at + 1]}
    return [line for at, line in enumerate(lines) if at not in single]
