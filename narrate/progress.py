"""How far the work is: what the library tells whoever asked to hear of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages that take time."""

    SPEAKING = "speaking"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` (passages while speaking, samples while writing), with the audio that is that far in seconds.

    `left_s` is how long all the work will still take, None where nothing tells yet.
    """

    stage: Stage
    done: int
    total: int
    audio_s: float = 0.0
    left_s: float | None = None


Progress = Callable[[Step], None]


def silent(_: Step) -> None:
    """Report to nobody."""


class Pace:
    """How long some work will still take, by how long it took so far; what did not have to be done does not count."""

    def __init__(self, total: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._done = 0.0
        self._clock = clock
        self._start = clock()

    def add(self, amount: float) -> None:
        """So much more is done."""
        self._done += amount

    @property
    def left_s(self) -> float | None:
        """Seconds left; None before the first of it is done."""
        if self._done >= self._total:
            return 0.0
        if not self._done:
            return None
        return (self._clock() - self._start) / self._done * (self._total - self._done)
