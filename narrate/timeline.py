"""When it is said. The only source of times in narrate.

Conventions: positions and lengths are whole samples at one rate, running sums of sample counts; they are turned into
seconds only by the writer of a file, never rounded before, and never recovered by listening to the audio.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of audio, in samples: `start` is in it, `end` is the first sample after it."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """The first sample after the span."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word of a cue: `written[start:end]`, and where it sounds.

    `exact` where the engine told its place, else it was estimated.
    """

    span: Span
    start: int
    end: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """One utterance in the programme: where it sounds, and what it says as printed.

    `paragraph` is its paragraph's place in the document, from 0, and `start` the offset of `written` in it. `words` may
    be absent; those that have a sound of their own are in order and inside the span.
    """

    span: Span
    written: str
    passage: int
    paragraph: int = 0
    start: int = 0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The start of a chapter."""

    start: int
    title: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every cue and every chapter of a programme of `length` samples."""

    sample_rate_hz: int
    length: int
    cues: tuple[Cue, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def duration_s(self) -> float:
        """The programme's length in seconds."""
        return self.length / self.sample_rate_hz

    def silences(self) -> Iterator[Span]:
        """The silences between one sound and the next."""
        end = None
        for cue in self.cues:
            if not cue.span.length:
                continue
            if end is not None and cue.span.start > end:
                yield Span(end, cue.span.start - end)
            end = cue.span.end

    def seconds(self, samples: int) -> float:
        """A position of this timeline in seconds."""
        return samples / self.sample_rate_hz
