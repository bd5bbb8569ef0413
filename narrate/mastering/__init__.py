"""Clips -> Recording. One door: `master`.

Two passes over the disk, none over the whole programme in memory. First each section is joined and metered as its clips
arrive; then the programme's loudness is known, one gain follows from it, and each section is levelled and limited.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from narrate.clip import Clip
from narrate.delivery import Standard
from narrate.doors.files import disk_errors
from narrate.doors.metering import LoudnessMeter, gated_loudness
from narrate.mastering.joins import Joiner
from narrate.mastering.limiting import limited
from narrate.mastering.sections import cut
from narrate.progress import Progress, Stage, Step
from narrate.recording import Recording
from narrate.script import Script
from narrate.settings import Settings
from narrate.timeline import Cue, Mark, Timeline

__all__ = ["master"]

FULL_SCALE = 32_768
ENCODER_HEADROOM_DB = 1.0  # lossy encoders overshoot: mp3 at 64 kb/s by 0.2 to 0.8 dB on limited speech
WORTH_CORRECTING_DB = 0.2  # what the limiter may take; speech at a calm pace loses 0.1
MOST_CORRECTIONS = 2
HIGHEST_GAIN_DB = 40.0  # a programme quieter than this is noise, and amplifying it helps nobody


def master(
    script: Script, clips: Iterator[Clip], sample_rate_hz: int, settings: Settings, folder: Path, progress: Progress
) -> Recording:
    """Join the clips by the script, bring them to the standard, and leave the sections as files in `folder`.

    `clips` are those of the passages that have something to pronounce, in order. Raises OutputError where the disk
    refuses, and SpeechError where a clip is at another rate than `sample_rate_hz`.
    """
    sections: list[Path] = []
    cues: list[Cue] = []
    marks: list[Mark] = []
    meter = LoudnessMeter(sample_rate_hz)
    position = 0
    for scene in script.scenes:
        for number, passages in enumerate(cut(scene)):
            joiner = Joiner(position, sample_rate_hz)
            if not sections:
                joiner.pause(settings.pauses.head_ms)
            if number == 0:
                marks.append(Mark(joiner.position if marks else 0, scene.title, scene.level))
            for passage in passages:
                joiner.passage(passage, next(clips) if passage.spoken else None)
            sections.append(_kept(joiner, folder / f"section-{len(sections):05}.pcm"))
            meter.add(sections[-1].read_bytes())
            cues += joiner.cues
            position = joiner.position
    gain_db = _gain_db(gated_loudness(meter.blocks()), settings.delivery)
    levelled = _level_all(sections, sample_rate_hz, gain_db, settings.delivery, progress)
    return Recording(levelled, Timeline(sample_rate_hz, position, tuple(cues), tuple(marks)))


def _kept(joiner: Joiner, path: Path) -> Path:
    with disk_errors(path):
        joiner.segment().export(path, format="raw").close()
    return path


def _gain_db(measured_lufs: float, standard: Standard) -> float:
    """The one gain that brings the programme to the standard; 0 where it asks for none or there is only silence."""
    if standard.loudness_lufs is None or not np.isfinite(measured_lufs):
        return 0.0
    return min(standard.loudness_lufs - measured_lufs, HIGHEST_GAIN_DB)


def _level_all(
    sections: list[Path], sample_rate_hz: int, gain_db: float, standard: Standard, progress: Progress
) -> tuple[Path, ...]:
    """Level every section into a file beside it, and once more where the limiter took away what the gain gave."""
    ceiling_dbtp = standard.true_peak_dbtp - ENCODER_HEADROOM_DB
    for _ in range(MOST_CORRECTIONS + 1):
        asked = given = 0.0
        for done, path in enumerate(sections, start=1):
            pcm = path.read_bytes()
            levelled = level(pcm, sample_rate_hz, gain_db, ceiling_dbtp)
            with disk_errors(path):
                _levelled(path).write_bytes(levelled)
            asked += _energy(pcm) * 10 ** (gain_db / 10)
            given += _energy(levelled)
            progress(Step(Stage.MASTERING, done, len(sections)))
        lost_db = 10 * np.log10(asked / given) if given else 0.0
        if standard.loudness_lufs is None or lost_db < WORTH_CORRECTING_DB:
            break
        gain_db = min(gain_db + lost_db, HIGHEST_GAIN_DB)
    return tuple(map(_levelled, sections))


def _levelled(path: Path) -> Path:
    return path.with_suffix(".levelled")


def _energy(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    return float(np.dot(samples, samples))


def level(pcm: bytes, sample_rate_hz: int, gain_db: float, ceiling_dbtp: float) -> bytes:
    """Apply one gain and hold true peaks under the ceiling. A section starts and ends in silence or a fade."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(10 ** (gain_db / 20) / FULL_SCALE)
    loud = limited(samples, sample_rate_hz, ceiling_dbtp)
    return np.rint(loud * FULL_SCALE).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
