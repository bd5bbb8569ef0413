"""Delivery standards: how loud a programme must be, and how high its peaks may rise.

Loudness is integrated loudness in LUFS (ITU-R BS.1770-4, EBU R 128); peaks are true peaks in dBTP. narrate writes mono
files, which a player sends to both ears: a mono file is heard 3 dB louder than the meter reads (two equal channels
sum), so a target that is named for what is heard lies 3 LU lower in the file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standard:
    """A named target. `loudness_lufs` is that of the mono file, None where levels are left as the engine made them."""

    name: str
    loudness_lufs: float | None
    true_peak_dbtp: float
    source: str


PODCAST = Standard(
    name="podcast",
    loudness_lufs=-19.0,
    true_peak_dbtp=-1.0,
    source="AES TD1008 and Apple Podcasts: -16 LUFS as heard (-19 in a mono file), true peak at most -1 dBTP",
)

NONE = Standard(
    name="none",
    loudness_lufs=None,
    true_peak_dbtp=-1.0,
    source="as the engine speaks; only peaks over -1 dBTP are held back",
)

STANDARDS = {standard.name: standard for standard in (PODCAST, NONE)}
