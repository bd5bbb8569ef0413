"""The feeder: has spoken what the listener will hear next, and nothing much further on.

A whole passage is spoken at a time, as a render has it, so that its clip is kept under the same key. Where that would
come too late, at the start and after a jump, its next line is spoken alone first; the passage follows when there is
time for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic
from typing import NamedTuple, Protocol

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip, Speaker
from narrate.errors import NarrateError, SpeechError
from narrate.listening.deck import Deck
from narrate.listening.lines import Score
from narrate.listening.pieces import Leveller, Piece, pieces
from narrate.script import Passage

AHEAD_S = 120.0  # of sound that is ready at most; it is 5 MB
SUPPOSED_PACE = 4.0  # seconds of speech in a second, of an engine that has not spoken yet
CAUTION = 2.0  # a passage may take so many times as long as its engine has taken so far
GIVE_UP = 3  # passages that fail, where none was ever spoken


class Keeper(Speaker, Protocol):
    """A speaker who knows what was spoken before."""

    def kept(self, passage: Passage) -> Clip | None:
        """The clip of a passage that was spoken before."""


class Task(NamedTuple):
    """A passage to speak, or one line of it alone."""

    passage: int
    line: int | None = None


class Feeder:
    """Feeds a deck by `threads` threads, each of which waits for one worker.

    `fault` is what stopped it, if anything did; `note` is told what was skipped.
    """

    def __init__(self, score: Score, deck: Deck, leveller: Leveller, threads: int, note: Callable[[str], None]) -> None:
        self.fault: BaseException | None = None
        self._score = score
        self._deck = deck
        self._leveller = leveller
        self._note = note
        self._speaker: Keeper | None = None
        self._speed = 0.0
        self._tasks: set[tuple[float, Task]] = set()  # that are begun
        self._owed: list[tuple[float, Task]] = []  # passages of which lines were spoken alone
        self._pace = SUPPOSED_PACE
        self._spoken = self._failed = 0
        self._closing = False
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def start(self, speaker: Keeper, speed: float) -> None:
        """Have what is to come spoken by somebody from now on."""
        with self._deck.changed:
            self._speaker, self._speed = speaker, speed
            self._tasks.clear()
            self._owed.clear()
            self._deck.changed.notify_all()
        for thread in self._threads:
            if not thread.is_alive():
                thread.start()

    def close(self) -> None:
        """Begin nothing more. What is being spoken is not waited for."""
        with self._deck.changed:
            self._closing = True
            self._deck.changed.notify_all()

    def _run(self) -> None:
        try:
            while (begun := self._next()) is not None:
                self._do(*begun)
        except BaseException as error:  # noqa: BLE001 - whoever listens must hear of it, whatever it is
            self.fault = self.fault or (None if self._closing else error)

    def _next(self) -> tuple[Task, Keeper, float] | None:
        """Wait for something to do; None when there will be no more."""
        with self._deck.changed:
            while not self._closing:
                task = next(self._wanted(), None)
                if task is not None and self._speaker is not None:
                    self._tasks.add((self._speed, task))
                    return task, self._speaker, self._speed
                self._deck.changed.wait(0.5)
            return None

    def _wanted(self) -> Iterator[Task]:
        """What nobody does yet, the most urgent first; until the first words are spoken, nothing beside them."""
        deck, ready_s = self._deck, 0.0
        if self._tasks and not (self._spoken or self._failed):
            return
        if not deck.ended:
            for number in range(self._score.lines[deck.line].passage, len(self._score.passages)):
                if ready_s > AHEAD_S:
                    break
                lacking, before_s = self._lacking(number)
                if lacking and ready_s + before_s < self._needed_s(number) and len(self._score.lines_of(number)) > 1:
                    yield from self._new(Task(number, line) for line in lacking[:2])
                if lacking:
                    yield from self._new([Task(number)])
                ready_s += before_s if lacking else self._length_s(number)
        yield from self._new(task for speed, task in self._owed if speed == self._speed)

    def _new(self, tasks: Iterator[Task] | list[Task]) -> Iterator[Task]:
        return (task for task in tasks if (self._speed, task) not in self._tasks)

    def _needed_s(self, passage: int) -> float:
        return CAUTION * self._score.passages[passage].expected_s(self._speed) / self._pace

    def _lacking(self, passage: int) -> tuple[list[int], float]:
        """The lines to come of a passage that are not there, and how much is before the first of them."""
        deck, before_s = self._deck, 0.0
        lines = [line for line in self._score.lines_of(passage) if line >= deck.line]
        lacking = [line for line in lines if not self._is_there(line)]
        for line in lines:
            if lacking and line == lacking[0]:
                break
            before_s += self._left_s(line)
        return lacking, before_s

    def _is_there(self, line: int) -> bool:
        """Whether a line can be heard as it should be. One that is being heard stays as it is."""
        piece = self._deck.pieces.get(line)
        heard = line == self._deck.line and self._deck.sample > 0
        return piece is not None and (heard or piece.speed == self._speed)

    def _left_s(self, line: int) -> float:
        piece = self._deck.pieces.get(line)
        if piece is None or self._speaker is None:
            return 0.0
        heard = self._deck.sample if line == self._deck.line else 0
        return (len(piece.pcm) // SAMPLE_WIDTH_BYTES - heard) / self._speaker.sample_rate_hz

    def _length_s(self, passage: int) -> float:
        return sum(self._left_s(line) for line in self._score.lines_of(passage) if line >= self._deck.line)

    def _do(self, task: Task, speaker: Keeper, speed: float) -> None:
        try:
            self._speak(task, speaker, speed)
        finally:
            with self._deck.changed:
                self._tasks.discard((speed, task))
                self._deck.changed.notify_all()

    def _speak(self, task: Task, speaker: Keeper, speed: float) -> None:
        """Have it spoken, and put it on the deck; a passage that was kept is there whole at once."""
        passage = self._score.passages[task.passage]
        lines = self._score.lines_of(task.passage)
        clip = speaker.kept(passage)
        self._owe(Task(task.passage), speed, still=clip is None and task.line is not None)
        if clip is None and task.line is not None:
            passage = _alone(passage, task.line - lines.start)
            lines = range(task.line, task.line + 1)
        began_s = monotonic()
        try:
            clip = clip or next(iter(speaker.clips([passage])))
        except SpeechError as error:
            self._skip(lines, speed, error)
            return
        self._learn(clip, monotonic() - began_s)
        made = pieces(clip, [self._score.lines[line] for line in lines], speed, self._leveller)
        if speed == self._speed:
            self._deck.put(dict(zip(lines, made, strict=True)))

    def _owe(self, task: Task, speed: float, *, still: bool) -> None:
        """Note that a passage is still to be spoken whole, or that it is being so."""
        with self._deck.changed:
            self._owed = [*(one for one in self._owed if one != (speed, task)), *[(speed, task)] * still]

    def _learn(self, clip: Clip, took_s: float) -> None:
        """How fast the engine speaks: slowly the average of what it did, the first time all of it."""
        self._spoken += 1
        pace = clip.length / clip.sample_rate_hz / max(took_s, 0.001)
        self._pace = pace if self._spoken == 1 else 0.7 * self._pace + 0.3 * min(pace, 10 * self._pace)

    def _skip(self, lines: range, speed: float, error: NarrateError) -> None:
        self._failed += 1
        if self._failed >= GIVE_UP and not self._spoken:
            raise error
        self._deck.put({line: Piece(b"", speed, fault=error.problem) for line in lines})
        self._note(f"Skipped: {error.problem}")


def _alone(passage: Passage, slot: int) -> Passage:
    """A passage of nothing but one of its utterances."""
    spoken = [one for one in passage.utterances if one.spoken]
    return replace(passage, utterances=(spoken[slot],))
