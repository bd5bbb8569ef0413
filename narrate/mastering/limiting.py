"""The true-peak limiter: a gain that dips just before a peak and recovers just after, and is 1 everywhere else.

Conventions: samples are float32 mono, 1.0 is full scale. Peaks are true peaks in the sense of ITU-R BS.1770-4 Annex 2:
the largest magnitude after 4x oversampling.

Sound without peaks over the ceiling passes unchanged, to the bit. FFmpeg's `alimiter` was tried first: it holds sample
peaks only, and a true peak can stand 3 dB above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]

ATTACK_MS = 4.0  # look-ahead, and release: long enough not to distort a voice's pitch period, short enough not to pump
OVERSHOOT = 2.0  # a true peak can be at most about this factor above its samples: quieter stretches are not searched
SAFETY = 10 ** (-0.1 / 20)  # what 4x oversampling misses of a peak that falls between its points, at half the bandwidth
BLOCK = 64  # samples examined at a time: short enough that a loud vowel is searched only around its pulses

TAPS = 32  # for each phase; the 12 of BS.1770-4 Annex 2 under-read a loud hiss by 0.6 dB, these by 0.2 dB


def _interpolators() -> tuple[Samples, ...]:
    """Filters that read the wave a quarter, a half and three quarters of a sample after the middle tap."""
    taps = np.arange(TAPS) - (TAPS // 2 - 1)
    return tuple(
        np.asarray(np.sinc(taps - shift) * np.cos(np.pi * (taps - shift) / (TAPS + 1)) ** 2, np.float32)
        for shift in (0.25, 0.5, 0.75)
    )


INTERPOLATORS = _interpolators()


def limited(samples: Samples, sample_rate_hz: int, ceiling_dbtp: float) -> Samples:
    """The same sound with no true peak above the ceiling; same length."""
    ceiling = 10 ** (ceiling_dbtp / 20) * SAFETY
    reach = max(1, round(ATTACK_MS * sample_rate_hz / 1000))
    margin = -(-(2 * reach + TAPS) // BLOCK)
    out = samples
    for start, end in _runs(_blocks_over(samples, ceiling), margin, len(samples)):
        gain = smooth_gain(_peaks_within(samples, start, end), ceiling, reach)
        out = samples.copy() if out is samples else out
        out[start:end] *= gain
    return out


def highest_peak(samples: Samples) -> float:
    """The largest true peak, as a magnitude."""
    highest = float(np.abs(samples).max(initial=0))
    loud = _blocks_over(samples, highest)
    return max((float(_peaks_within(samples, *run).max()) for run in _runs(loud, 0, len(samples))), default=0.0)


def _peaks_within(samples: Samples, start: int, end: int) -> Samples:
    """The true peaks of a span, as its neighbours make them: cut off there, the wave would seem to jump."""
    first, last = max(0, start - TAPS), min(len(samples), end + TAPS)
    return true_peaks(samples[first:last])[start - first : end - first]


def _blocks_over(samples: Samples, ceiling: float) -> NDArray[np.intp]:
    """The numbers of the blocks in which a true peak reaches the ceiling."""
    peaks = block_peaks(samples, BLOCK)
    loud = np.flatnonzero(peaks > ceiling / OVERSHOOT)
    if not loud.size:
        return loud
    padded = np.pad(samples, (TAPS, TAPS + BLOCK))
    around = padded[(loud * BLOCK)[:, None] + np.arange(BLOCK + 2 * TAPS)]  # each block with its neighbours' edges
    windows = sliding_window_view(around[:, TAPS - TAPS // 2 : -TAPS + TAPS // 2], TAPS, axis=1)
    between = np.abs(windows @ np.stack(INTERPOLATORS, axis=1)).max(axis=(1, 2))
    over: NDArray[np.intp] = loud[np.maximum(between, peaks[loud]) >= ceiling]
    return over


def block_peaks(samples: Samples, block: int) -> Samples:
    """The largest magnitude in every so many samples, the last of them perhaps fewer."""
    if not len(samples):
        return np.empty(0, np.float32)
    starts = np.arange(0, len(samples), block)
    return np.maximum(np.maximum.reduceat(samples, starts), -np.minimum.reduceat(samples, starts))


def _runs(blocks: NDArray[np.intp], margin: int, length: int) -> Iterator[tuple[int, int]]:
    """Spans of samples that hold the blocks with `margin` blocks around each, merged where they meet."""
    for run in np.split(blocks, np.flatnonzero(np.diff(blocks) > 2 * margin) + 1) if blocks.size else ():
        yield max(0, (int(run[0]) - margin) * BLOCK), min(length, (int(run[-1]) + 1 + margin) * BLOCK)


def true_peaks(samples: Samples) -> Samples:
    """The largest magnitude at each sample and between it and its neighbours, after 4x oversampling."""
    peaks = np.abs(samples)
    for taps in INTERPOLATORS if len(samples) else ():
        # between[n] lies after sample n and before n + 1, so it counts for both
        between = np.abs(np.convolve(samples, taps[::-1], mode="full")[TAPS // 2 :][: len(samples)])
        np.maximum(peaks, between, out=peaks)
        np.maximum(peaks[1:], between[:-1], out=peaks[1:])
    return peaks


def smooth_gain(peaks: Samples, ceiling: float, reach: int) -> Samples:
    """A gain that is low enough at every peak: the least gain within `reach`, averaged over the same reach.

    The average over 2 * reach + 1 samples of minima that each see the peak cannot exceed the gain that the peak needs.
    It is weighted as a triangle, which two running means of half the length make, in a tenth of a convolution's time.
    """
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, np.float32(1e-9))).astype(np.float32)
    if needed.min(initial=1.0) >= 1.0:
        return needed
    around = np.ones(len(needed) + 4 * reach, np.float32)
    around[2 * reach : len(around) - 2 * reach] = needed
    smooth = _running_mean(_running_mean(_sliding_min(around, 2 * reach + 1), reach + 1), reach + 1)
    return np.minimum(smooth, needed).astype(np.float32)


def _running_mean(values: NDArray[Any], window: int) -> NDArray[np.float64]:
    """The mean of every `window` values (length shrinks by window - 1)."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    means: NDArray[np.float64] = (sums[window:] - sums[:-window]) / window
    return means


def _sliding_min(values: Samples, window: int) -> Samples:
    """The least of every `window` values (length shrinks by window - 1), in log2(window) passes."""
    reached, out = 1, values
    while reached * 2 <= window:
        out = np.minimum(out[:-reached], out[reached:])
        reached *= 2
    rest = window - reached
    return np.minimum(out[: len(out) - rest], out[rest:]) if rest else out
