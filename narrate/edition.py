"""What came out: the finished file, and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from narrate.recording import Levels
from narrate.timeline import Mark, Timeline
from narrate.voice import Voice


@dataclass(frozen=True, slots=True)
class Edition:
    """A published audio file, or several of them in `parts`: then `path` is their playlist.

    `levels` were measured on the encoded sound; `beside` are files that belong to it. The timeline of several is that
    of one file after the other.
    """

    path: Path
    format: str
    size_bytes: int
    levels: Levels
    timeline: Timeline
    beside: tuple[Path, ...] = ()
    parts: tuple[Edition, ...] = ()

    @property
    def chapters(self) -> tuple[Mark, ...]:
        """The chapters, as labelled in the file."""
        return self.timeline.marks


@dataclass(frozen=True, slots=True)
class Unheard:
    """A piece of the source that is not in the audio, and why."""

    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """One render: its edition and voice, how many passages it has, how many of them were kept, what is not heard.

    `others` are the voices that are heard beside the narrator's.
    """

    edition: Edition
    voice: Voice
    passages: int
    cached: int
    unheard: tuple[Unheard, ...]
    others: tuple[Voice, ...] = ()

    @property
    def spoken(self) -> int:
        """How many passages were spoken in this run."""
        return self.passages - self.cached
