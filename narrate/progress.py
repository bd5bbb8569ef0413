"""How far the work is: what the library tells whoever asked to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages that take time."""

    SPEAKING = "speaking"
    MASTERING = "mastering"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` (passages, or samples for the later stages), with the audio made so far in seconds.

    `cached` counts the passages that did not need to be spoken.
    """

    stage: Stage
    done: int
    total: int
    audio_s: float = 0.0
    cached: int = 0


Progress = Callable[[Step], None]


def silent(_: Step) -> None:
    """Report to nobody."""


class Tally:
    """Passes steps on, and remembers the last one of speaking: how much was said, and how much of it was kept."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.speaking = Step(Stage.SPEAKING, 0, 0)

    def __call__(self, step: Step) -> None:
        """Remember a step of speaking, and pass every step on."""
        if step.stage is Stage.SPEAKING:
            self.speaking = step
        self._progress(step)
