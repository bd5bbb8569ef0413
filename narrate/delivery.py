"""Delivery standards: how loud a programme must be, how high its peaks may rise, and what else a publisher asks.

Loudness is integrated loudness in LUFS (ITU-R BS.1770-4, EBU R 128); peaks are true peaks in dBTP. narrate writes mono
files, which a player sends to both ears: a mono file is heard 3 dB louder than the meter reads (two equal channels
sum), so a target that is named for what is heard lies 3 LU lower in a mono file than in a stereo one.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]

TOLERANCE_LU = 0.5  # EBU R 128: what a programme may be off, where a live one may be off by 1
STEREO_LU = 3.0  # how much louder a stereo file of the same sound reads than a mono one


@dataclass(frozen=True, slots=True)
class Standard:
    """A named target. None where the standard says nothing.

    `loudness_lufs` is that of a mono file; `heard` tells that a stereo file is to read STEREO_LU more. `rms_dbfs`,
    `head_s` and `tail_s` are ranges; `peak_dbfs` and `noise_floor_dbfs` are the highest allowed. `codec`,
    `sample_rate_hz` and `bitrate_kbps` (constant, the least) are what it must have, `longest_s` how long it may be.
    `a_file_each` tells that every chapter is a file of its own.
    """

    name: str
    source: str
    loudness_lufs: float | None = None
    heard: bool = False
    true_peak_dbtp: float = -1.0
    rms_dbfs: Range | None = None
    peak_dbfs: float | None = None
    noise_floor_dbfs: float | None = None
    head_s: Range | None = None
    tail_s: Range | None = None
    codec: str | None = None
    sample_rate_hz: int | None = None
    bitrate_kbps: int | None = None
    longest_s: float | None = None
    a_file_each: bool = False

    @property
    def ceiling_dbtp(self) -> float:
        """What no true peak may pass, so that no sample does either: a true peak is never lower than its samples."""
        return min(self.true_peak_dbtp, self.peak_dbfs if self.peak_dbfs is not None else self.true_peak_dbtp)


PODCAST = Standard(
    name="podcast",
    source="AES TD1008 and Apple Podcasts: -16 LUFS as heard (-19 in a mono file), true peak at most -1 dBTP",
    loudness_lufs=-19.0,
    heard=True,
)

EBU_R128 = Standard(
    name="ebu-r128",
    source="EBU R 128 (2023): programme loudness -23 LUFS, true peak at most -1 dBTP",
    loudness_lufs=-23.0,
)

NONE = Standard(name="none", source="as the engine speaks; only peaks over -1 dBTP are held back")

AUDIOBOOK_ACX = Standard(
    name="audiobook-acx",
    source="ACX audio submission requirements: RMS, peak, noise floor, 44.1 kHz, 192 kb/s CBR, room tone at both ends",
    rms_dbfs=(-23.0, -18.0),
    peak_dbfs=-3.0,
    noise_floor_dbfs=-60.0,
    head_s=(0.5, 1.0),
    tail_s=(1.0, 5.0),
    codec="mp3",
    sample_rate_hz=44_100,
    bitrate_kbps=192,
    longest_s=7_200.0,
    a_file_each=True,
)

STANDARDS = {standard.name: standard for standard in (PODCAST, EBU_R128, AUDIOBOOK_ACX, NONE)}
