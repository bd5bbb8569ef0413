"""How loud a programme is before anything is done to it, and which one gain brings it to its standard.

The gain is known before anything is levelled: what the limiter will take follows from where the energy of the sound
lies, stretch by stretch, below the stretch's own peak.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from narrate.delivery import Standard
from narrate.doors.metering import loudness_lufs, weighted_powers
from narrate.mastering.limiting import ATTACK_MS, SAFETY, Samples, block_peaks

HIGHEST_GAIN_DB = 40.0  # a programme quieter than this is noise, and amplifying it helps nobody
GAIN_STEP_DB = 0.2  # an edit moves the loudness of a book by far less, so all that was encoded before can stay
ENCODER_HEADROOM_DB = 1.0  # lossy encoders overshoot: mp3 at 64 kb/s by 0.2 to 0.8 dB on limited speech
PEAK_STEP_DB, LOWEST_PEAK_DB = 0.5, -60.0
PEAK_STEPS = int(-LOWEST_PEAK_DB / PEAK_STEP_DB) + 1
ROUNDS = 6  # of looking for the gain; each halves what is left to find at least

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Loudness:
    """The energy of some sound: K-weighted power in every 100 ms, and how much of it lies under peaks of each height.

    `by_peak` has PEAK_STEPS sums of squares of samples (full scale 1.0): of all stretches of 2 * ATTACK_MS whose peak
    is that many PEAK_STEP_DB above LOWEST_PEAK_DB. `samples` is how many there were, silence included.
    """

    powers: Values
    by_peak: NDArray[np.float64]
    samples: int


SILENCE = Loudness(np.empty(0, np.float32), np.zeros(PEAK_STEPS), 0)


def loudness(samples: Samples, sample_rate_hz: int) -> Loudness:
    """Measure mono sound, full scale 1.0."""
    block = max(1, round(2 * ATTACK_MS * sample_rate_hz / 1000))
    peaks = block_peaks(samples, block)
    energies = np.add.reduceat(np.square(samples), np.arange(0, len(samples), block)) if len(samples) else peaks
    steps = (20 * np.log10(np.maximum(peaks, 1e-9)) - LOWEST_PEAK_DB) / PEAK_STEP_DB
    numbers = np.clip(np.ceil(steps), 0, PEAK_STEPS - 1).astype(int)
    by_peak = np.bincount(numbers, energies, PEAK_STEPS).astype(np.float64)
    return Loudness(weighted_powers(samples, sample_rate_hz), by_peak, len(samples))


def programme(parts: list[Loudness]) -> Loudness:
    """The loudness of all parts, one after the other."""
    powers = np.concatenate([SILENCE.powers, *(part.powers for part in parts)])
    return Loudness(
        powers, reduce(np.add, (part.by_peak for part in parts), SILENCE.by_peak), sum(p.samples for p in parts)
    )


def ceiling_dbtp(standard: Standard) -> float:
    """Where true peaks are held before encoding."""
    return standard.ceiling_dbtp - ENCODER_HEADROOM_DB


def gain_db(sound: Loudness, standard: Standard) -> float:
    """The one gain that brings a programme to the standard, in steps of GAIN_STEP_DB; what the limiter takes is added.

    0 where the standard asks for none or there is only silence.
    """
    off_db = _off_db(sound, standard)
    if off_db is None or not math.isfinite(off_db):
        return 0.0
    gain = off_db
    for _ in range(ROUNDS):
        gain = min(off_db + limiter_loss_db(sound, gain, ceiling_dbtp(standard)), HIGHEST_GAIN_DB)
    return round(round(gain / GAIN_STEP_DB) * GAIN_STEP_DB, 1)


def _off_db(sound: Loudness, standard: Standard) -> float | None:
    """How far a programme is from what its standard asks for: a loudness, or the middle of a range of RMS."""
    if standard.loudness_lufs is not None:
        return standard.loudness_lufs - loudness_lufs(sound.powers)
    if standard.rms_dbfs is not None:
        return sum(standard.rms_dbfs) / 2 - rms_dbfs(sound)
    return None


def rms_dbfs(sound: Loudness) -> float:
    """The root mean square of a whole programme, pauses included, in dB below full scale; -inf for silence."""
    energy = float(sound.by_peak.sum())
    return 10 * math.log10(energy / sound.samples) if energy else -math.inf


def limiter_loss_db(sound: Loudness, gain: float, ceiling: float) -> float:
    """How much quieter the limiter makes a programme that was amplified by `gain` dB (at least 0)."""
    ceiling += 20 * math.log10(SAFETY)
    peaks_db = LOWEST_PEAK_DB + PEAK_STEP_DB * (np.arange(PEAK_STEPS) - 0.5) + gain
    kept = float((sound.by_peak * 10 ** (np.minimum(0.0, ceiling - peaks_db) / 10)).sum())
    whole = float(sound.by_peak.sum())
    return 10 * math.log10(whole / kept) if whole else 0.0
