"""The mastered programme: sections of PCM on disk, their timeline, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.timeline import Timeline

BLOCK_BYTES = 1 << 18  # read this much at a time: about 6 s at 22 kHz, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured: integrated loudness (LUFS, BS.1770-4) and true peak (dBTP). -inf for silence."""

    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Recording:
    """Sections of signed 16-bit mono PCM, in order, that together are exactly the timeline's length."""

    sections: tuple[Path, ...]
    timeline: Timeline

    def blocks(self) -> Iterator[bytes]:
        """The programme's PCM, a bounded block at a time."""
        for section in self.sections:
            with section.open("rb") as file:
                while block := file.read(BLOCK_BYTES):
                    yield block
