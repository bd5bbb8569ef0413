"""The door to FFmpeg's resampler: sound at another rate."""

from __future__ import annotations

import numpy as np

from narrate.clip import SAMPLE_WIDTH_BYTES


def at_place(samples: int, from_hz: int, to_hz: int) -> int:
    """A place in sound, in samples of another rate, to the nearest."""
    return (samples * to_hz * 2 + from_hz) // (2 * from_hz)


def resampled(pcm: bytes, from_hz: int, to_hz: int) -> bytes:
    """PCM (signed 16-bit mono) at another rate, as long as before to the nearest sample, and in its place."""
    if from_hz == to_hz or not pcm:
        return pcm
    import av

    samples = np.frombuffer(pcm, "<i2")
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="s16", layout="mono")
    frame.sample_rate = from_hz
    resampler = av.AudioResampler(format="s16", layout="mono", rate=to_hz)
    parts = [part.to_ndarray().tobytes() for part in (*resampler.resample(frame), *resampler.resample(None))]
    length_bytes = SAMPLE_WIDTH_BYTES * at_place(len(samples), from_hz, to_hz)
    return b"".join(parts)[:length_bytes].ljust(length_bytes, b"\0")
