"""The script as a listener has it: lines that sound, one after the other, and the ways from one to another.

Conventions: a line is an utterance that has something to pronounce; lines, passages and scenes are counted from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from narrate.script import Passage, Script, Utterance


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance: `passage` and `scene` are where it stands, `slot` its place among those of its passage that sound.

    `pause_ms` is the silence after it, with that of all that does not sound before the next line.
    """

    utterance: Utterance
    passage: int
    slot: int
    scene: int
    pause_ms: int


class Score:
    """All lines of a script, in order; `passages` are those that have any, `titles` those of the scenes."""

    def __init__(self, script: Script) -> None:
        self.titles = [scene.title for scene in script.scenes]
        self.passages: list[Passage] = []
        self.lines: list[Line] = []
        self.firsts: list[int] = []  # of each passage, the number of its first line
        for number, scene in enumerate(script.scenes):
            for passage in scene.passages:
                self._add(passage, number)

    def _add(self, passage: Passage, scene: int) -> None:
        if passage.spoken:
            self.firsts.append(len(self.lines))
            self.passages.append(passage)
        slot = 0
        for one in passage.utterances:
            if one.spoken:
                self.lines.append(Line(one, len(self.passages) - 1, slot, scene, one.pause_ms))
                slot += 1
            elif self.lines:
                last = self.lines[-1]
                self.lines[-1] = replace(last, pause_ms=last.pause_ms + one.pause_ms)

    def lines_of(self, passage: int) -> range:
        """The numbers of the lines of a passage."""
        first = self.firsts[passage]
        return range(first, first + len(self.passages[passage].spoken))

    def paragraph(self, line: int) -> int:
        """The place in the document of a line's paragraph."""
        return self.passages[self.lines[line].passage].paragraph

    def chapter(self, line: int) -> int:
        """The scene that a line is in."""
        return self.lines[line].scene

    def from_line(self, line: int, step: int, unit: Callable[[int], int]) -> int:
        """The first line of the unit (`paragraph`, `chapter`) `step` away; the first or last line where there is none.

        Back from inside a unit is to its own start.
        """
        last = len(self.lines) - 1
        if step > 0:
            return next((n for n in range(line, last + 1) if unit(n) != unit(line)), last)
        start = self._start(line, unit)
        return start if start < line or start == 0 else self._start(start - 1, unit)

    def _start(self, line: int, unit: Callable[[int], int]) -> int:
        while line and unit(line - 1) == unit(line):
            line -= 1
        return line
