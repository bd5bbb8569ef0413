"""The mastered programme: sections of PCM on disk, their timeline, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.clip import SAMPLE_WIDTH_BYTES
from narrate.timeline import Span, Timeline

BLOCK_BYTES = 1 << 18  # read this much at a time: about 6 s at 22 kHz, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured: integrated loudness (LUFS, BS.1770-4) and true peak (dBTP). -inf for silence."""

    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some bytes of a file of PCM."""

    path: Path
    start: int
    length: int

    def blocks(self) -> Iterator[bytes]:
        """The bytes, a bounded block at a time."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.length
            while left and (block := file.read(min(left, BLOCK_BYTES))):
                left -= len(block)
                yield block


@dataclass(frozen=True, slots=True)
class Recording:
    """Sections of signed 16-bit mono PCM, in order, that together are exactly the timeline's length."""

    sections: tuple[Path, ...]
    timeline: Timeline

    def blocks(self) -> Iterator[bytes]:
        """The programme's PCM, a bounded block at a time."""
        return (block for one in self.stretches(Span(0, self.timeline.length)) for block in one.blocks())

    def stretches(self, span: Span) -> tuple[Stretch, ...]:
        """Where the PCM of a span lies."""
        found = []
        start, end, position = span.start * SAMPLE_WIDTH_BYTES, span.end * SAMPLE_WIDTH_BYTES, 0
        for path in self.sections:
            size = path.stat().st_size
            first, last = max(start, position), min(end, position + size)
            if first < last:
                found.append(Stretch(path, first - position, last - first))
            position += size
        return tuple(found)
