"""The deck: where the listener is, and the sound from there on, for whoever pulls.

Conventions: PCM is signed 16-bit mono; positions are whole samples in a line's piece. Everything here is asked by
several threads, of which one plays and must never wait: whoever holds `changed` holds it for a moment.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from time import monotonic

import numpy as np

from narrate.clip import SAMPLE_WIDTH_BYTES
from narrate.listening.pieces import Piece

FADE_MS = 8  # where sound is cut off in a word, so that it does not click
BEHIND, BEYOND = 100, 400  # lines that are kept around the one that is heard: in most texts some minutes
MEMORY_S = 2.0  # of what was pulled: longer than any device's latency


@dataclass(frozen=True, slots=True)
class Moment:
    """What is heard: `sample` of the piece of `line`."""

    line: int
    sample: int


@dataclass(frozen=True, slots=True)
class _Pulled:
    """What was pulled at a time, from sample `start` of all on; silence does not move."""

    start: int
    moment: Moment
    at_s: float
    moves: bool


class Deck:
    """Plays the pieces of `count` lines from line `start` on.

    `starved` counts samples of silence that were played because a piece was not there in time, but for those after a
    jump; `ended` tells that the last line was pulled to its end.
    """

    def __init__(self, count: int, sample_rate_hz: int, start: int = 0) -> None:
        self.changed = threading.Condition()
        self.pieces: dict[int, Piece] = {}
        self.line, self.sample = start, 0
        self.starved = 0
        self.paused = False
        self._count = count
        self._rate_hz = sample_rate_hz
        self._fresh = True  # nothing was heard since the start, or since a jump
        self._dying = b""  # the rest of what was cut off
        self._pulled = 0
        self._past: deque[_Pulled] = deque()

    @property
    def ended(self) -> bool:
        """Whether there is no more to pull."""
        return self.line >= self._count

    def put(self, pieces: dict[int, Piece]) -> None:
        """Have the pieces of some lines, instead of those there were; not of the line that is heard."""
        with self.changed:
            heard = self.line if self.sample else None
            self.pieces |= {line: one for line, one in pieces.items() if line != heard or line not in self.pieces}
            self.pieces = {line: one for line, one in self.pieces.items() if -BEHIND <= line - self.line <= BEYOND}
            self.changed.notify_all()

    def drop(self, lines: list[int]) -> None:
        """Forget the pieces of some lines."""
        with self.changed:
            for line in lines:
                self.pieces.pop(line, None)
            self.changed.notify_all()

    def go(self, line: int) -> None:
        """Be heard from the start of a line on."""
        with self.changed:
            self._cut()
            self.line, self.sample = line, 0
            self._fresh = True
            self._past.clear()
            self.changed.notify_all()

    def pause(self, *, paused: bool) -> None:
        """Hold, or go on."""
        with self.changed:
            if paused and not self.paused:
                self._cut()
            self.paused = paused

    def _cut(self) -> None:
        piece = self.pieces.get(self.line)
        if piece is not None and self.sample and not self.paused:
            length = FADE_MS * self._rate_hz // 1000
            rest = np.frombuffer(piece.pcm, "<i2")[self.sample : self.sample + length]
            self._dying = np.rint(rest * np.linspace(1, 0, len(rest))).astype("<i2").tobytes()

    def pull(self, count: int) -> bytes:
        """The next samples: sound where there is some, else silence."""
        with self.changed:
            now = monotonic()
            parts, self._dying = [self._dying[: 2 * count]], b""
            left = count - len(parts[0]) // SAMPLE_WIDTH_BYTES
            while left > 0:
                sound = self._next(left, now)
                parts.append(sound)
                left -= len(sound) // SAMPLE_WIDTH_BYTES
            return b"".join(parts)

    def _next(self, most: int, now: float) -> bytes:
        """Up to so many samples from where the listener is, which moves on."""
        piece = self.pieces.get(self.line)
        if piece is None or self.paused or self.ended:
            self._note(most, now, moves=False)
            if piece is None and not (self.paused or self._fresh or self.ended):
                self.starved += most
            return bytes(SAMPLE_WIDTH_BYTES * most)
        sound = piece.pcm[SAMPLE_WIDTH_BYTES * self.sample :][: SAMPLE_WIDTH_BYTES * most]
        length = len(sound) // SAMPLE_WIDTH_BYTES
        self._note(length, now, moves=True)
        self.sample += length
        self._fresh = self._fresh and not length
        if SAMPLE_WIDTH_BYTES * self.sample >= len(piece.pcm):
            self.line, self.sample = self.line + 1, 0
            self.changed.notify_all()
        return sound

    def _note(self, length: int, now: float, *, moves: bool) -> None:
        self._past.append(_Pulled(self._pulled, Moment(self.line, self.sample), now, moves))
        self._pulled += length
        while len(self._past) > 1 and self._past[1].start < self._pulled - MEMORY_S * self._rate_hz:
            self._past.popleft()

    def heard(self, latency_s: float) -> Moment:
        """What is heard right now, where a sample is heard so much after it was pulled. A jump is told at once."""
        with self.changed:
            if not self._past:
                return Moment(self.line, self.sample)
            since_s = min(monotonic() - self._past[-1].at_s, latency_s)
            now = self._pulled - round((latency_s - since_s) * self._rate_hz)
            one = next((one for one in reversed(self._past) if one.start <= now), self._past[0])
            return Moment(one.moment.line, one.moment.sample + (max(0, now - one.start) if one.moves else 0))
