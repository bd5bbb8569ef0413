"""What was measured of an audio file that anybody made, and how it stands against a delivery standard.

Conventions: levels in dBFS are of RMS or samples, in dBTP of true peaks, in LUFS and LU of loudness; silence is -inf.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from narrate.recording import Levels


@dataclass(frozen=True, slots=True)
class Survey:
    """One audio file, decoded and measured from end to end.

    `head_s` and `tail_s` are the silence before the first sound and after the last, `longest_gap_s` the longest between
    them. `noise_floor_dbfs` is the RMS of the quietest half second. `constant_bitrate` tells whether all packets are of
    one size. `clipped` counts samples at full scale.
    """

    duration_s: float
    levels: Levels
    loudness_range_lu: float
    rms_dbfs: float
    peak_dbfs: float
    noise_floor_dbfs: float
    head_s: float
    tail_s: float
    longest_gap_s: float
    clipped: int
    codec: str
    sample_rate_hz: int
    channels: int
    bitrate_kbps: float
    constant_bitrate: bool
    chapters: tuple[str, ...]
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was measured; `passed` is None where the standard asks nothing of it."""

    name: str
    value: str
    limit: str = ""
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A file against a standard."""

    path: Path
    standard: str
    lines: tuple[Line, ...]

    @property
    def passed(self) -> bool:
        """Whether no line fails."""
        return all(line.passed is not False for line in self.lines)
