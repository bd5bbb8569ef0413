"""An audio file -> Verdict: anybody's file, measured and held against a delivery standard. One door: `check`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from narrate.checking import companions
from narrate.delivery import STANDARDS, STEREO_LU, TOLERANCE_LU, Range, Standard
from narrate.doors.surveying import survey
from narrate.errors import SettingsError
from narrate.survey import Line, Survey, Verdict

__all__ = ["check"]


def check(path: Path, standard: str, captions: Sequence[Path] = ()) -> Verdict:
    """Measure a file, and say of each thing measured whether the standard is kept.

    `captions` (WebVTT, SubRip, LRC, JSON chapters), or else those that lie beside it, must end with the sound. Raises
    SettingsError where there is no such standard, SourceError where the file is no audio.
    """
    if standard not in STANDARDS:
        raise SettingsError(f"There is no delivery standard called “{standard}”.", f"Known: {', '.join(STANDARDS)}.")
    found, wanted = survey(path), STANDARDS[standard]
    beside = companions.lines(list(captions) or companions.beside(path), found.duration_s)
    return Verdict(path, standard, (*_levels(found, wanted), *_shape(found, wanted), *beside))


def _levels(found: Survey, standard: Standard) -> Iterator[Line]:
    levels = found.levels
    yield _within("loudness", levels.loudness_lufs, _loudness_range(found, standard), "LUFS")
    yield _within("loudness range", found.loudness_range_lu, None, "LU")
    yield _at_most("true peak", levels.true_peak_dbtp, standard.true_peak_dbtp, "dBTP")
    yield _at_most("sample peak", found.peak_dbfs, standard.peak_dbfs, "dBFS")
    yield _within("RMS", found.rms_dbfs, standard.rms_dbfs, "dBFS")
    yield _at_most("noise floor", found.noise_floor_dbfs, standard.noise_floor_dbfs, "dBFS")
    yield Line("clipped samples", str(found.clipped), "0", found.clipped == 0)


def _loudness_range(found: Survey, standard: Standard) -> Range | None:
    if standard.loudness_lufs is None:
        return None
    target = standard.loudness_lufs + (STEREO_LU if standard.heard and found.channels > 1 else 0.0)
    return target - TOLERANCE_LU, target + TOLERANCE_LU


def _shape(found: Survey, standard: Standard) -> Iterator[Line]:
    yield _at_most("length", found.duration_s, standard.longest_s, "s")
    yield _within("silence at the start", found.head_s, standard.head_s, "s")
    yield _within("silence at the end", found.tail_s, standard.tail_s, "s")
    yield _within("longest pause", found.longest_gap_s, None, "s")
    yield _exactly("sample rate", found.sample_rate_hz, standard.sample_rate_hz, " Hz")
    yield Line("channels", str(found.channels))
    yield _bitrate(found, standard.bitrate_kbps)
    yield _exactly("codec", found.codec, standard.codec)
    yield Line("chapters", str(len(found.chapters)))
    yield Line("title", found.tags.get("title", "none"))
    yield Line("author", found.tags.get("artist", "none"))


def _bitrate(found: Survey, least_kbps: int | None) -> Line:
    kind = "constant" if found.constant_bitrate else "variable"
    value = f"{found.bitrate_kbps:.0f} kb/s, {kind}"
    if least_kbps is None:
        return Line("bitrate", value)
    kept = found.constant_bitrate and round(found.bitrate_kbps) >= least_kbps
    return Line("bitrate", value, f"at least {least_kbps} kb/s, constant", kept)


def _exactly(name: str, value: str | int, wanted: str | int | None, unit: str = "") -> Line:
    if wanted is None:
        return Line(name, f"{value}{unit}")
    return Line(name, f"{value}{unit}", f"{wanted}{unit}", value == wanted)


def _within(name: str, value: float, limits: Range | None, unit: str) -> Line:
    if limits is None:
        return Line(name, _figure(value, unit))
    low, high = limits
    return Line(name, _figure(value, unit), f"{low:g} to {high:g} {unit}", low <= value <= high)


def _at_most(name: str, value: float, limit: float | None, unit: str) -> Line:
    if limit is None:
        return Line(name, _figure(value, unit))
    return Line(name, _figure(value, unit), f"at most {limit:g} {unit}", value <= limit)


def _figure(value: float, unit: str) -> str:
    if math.isnan(value):
        return "not known"
    return "silence" if math.isinf(value) else f"{value:.2f} {unit}"
