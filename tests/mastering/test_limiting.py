"""The limiter and the gain: no true peak above the ceiling, and sound below it untouched to the bit."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from narrate.doors.metering import measure_file
from narrate.mastering import level
from narrate.mastering.limiting import limited, smooth_gain, true_peaks

RATE_HZ = 24_000
CEILING_DBTP = -2.0
HISS_DB = 0.2  # what 4x oversampling misses of sound up to half the sampling rate; mastering leaves 1 dB for encoders


@pytest.fixture
def true_peak(tmp_path: Path) -> Callable[[bytes, int], float]:
    """The true peak that FFmpeg reads; silence behind the sound, as its meter needs a whole block to speak."""

    def measure(pcm: bytes, rate_hz: int) -> float:
        with wave.open(str(tmp_path / "peak.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes(bytes(rate_hz) + pcm + bytes(rate_hz))
        return measure_file(tmp_path / "peak.wav").levels.true_peak_dbtp

    return measure


def pcm(samples: np.ndarray) -> bytes:
    return np.rint(np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()


def eased(samples: np.ndarray) -> np.ndarray:
    """As sections are: beginning and ending in a fade."""
    ramp = np.minimum(1, np.arange(len(samples)) / 200)
    return samples * ramp * ramp[::-1]


def fs4_sine(seconds: float = 2.0) -> np.ndarray:
    """A quarter of the sampling rate at 45 degrees: the wave stands 3 dB above every sample."""
    return eased(np.sin(np.pi / 2 * np.arange(round(seconds * RATE_HZ)) + np.pi / 4))


def impulses() -> np.ndarray:
    out = np.zeros(2 * RATE_HZ)
    out[1000::977] = 0.99
    out[1500::1733] = -0.99
    return out


def bursts() -> np.ndarray:
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    return eased(np.sin(2 * np.pi * 300 * time_s) * (np.sin(2 * np.pi * 3 * time_s) > 0.7))


def noise(low_pass: int = 1, seed: int = 5) -> np.ndarray:
    raw = np.random.default_rng(seed).normal(0, 0.3, 2 * RATE_HZ + low_pass - 1)
    return eased(np.convolve(raw, np.ones(low_pass) / low_pass**0.5, mode="valid"))


SOUNDS = {
    "white noise": noise(),
    "dull noise": noise(8),
    "fs/4 sine at 45 degrees": fs4_sine(),
    "impulses": impulses(),
    "bursts": bursts(),
    "constant": eased(np.full(2 * RATE_HZ, 0.9)),
    "quiet noise": noise() * 0.1,
}


@pytest.mark.parametrize("gain_db", [0.0, 3.0, 6.0, 12.0, 20.0])
@pytest.mark.parametrize("sound", SOUNDS)
def test_the_true_peak_stays_under_the_ceiling_whatever_the_gain(
    sound: str, gain_db: float, true_peak: Callable[[bytes, int], float]
) -> None:
    before = pcm(SOUNDS[sound])
    after = level(before, RATE_HZ, gain_db, CEILING_DBTP)
    assert len(after) == len(before)
    missed_db = HISS_DB if sound in {"white noise", "quiet noise"} else 0.01
    assert true_peak(after, RATE_HZ) <= CEILING_DBTP + missed_db


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_the_ceiling_holds_at_every_rate(rate_hz: int, true_peak: Callable[[bytes, int], float]) -> None:
    after = level(pcm(SOUNDS["white noise"]), rate_hz, 12.0, CEILING_DBTP)
    assert true_peak(after, rate_hz) <= CEILING_DBTP + HISS_DB


@pytest.mark.parametrize("sound", ["fs/4 sine at 45 degrees", "bursts", "constant"])
def test_the_limiter_takes_no_more_than_it_must(sound: str, true_peak: Callable[[bytes, int], float]) -> None:
    assert true_peak(level(pcm(SOUNDS[sound]), RATE_HZ, 12.0, CEILING_DBTP), RATE_HZ) >= CEILING_DBTP - 0.5


@given(
    arrays(np.dtype("<i2"), st.integers(0, 6_000), elements=st.integers(-12_000, 12_000)),
    st.sampled_from([8_000, 48_000]),
)
def test_sound_below_the_ceiling_passes_to_the_bit(samples: np.ndarray, rate_hz: int) -> None:
    assert level(samples.tobytes(), rate_hz, 0.0, -1.0) == samples.tobytes()


def test_sound_far_from_a_peak_passes_to_the_bit() -> None:
    samples = np.asarray(eased(np.sin(np.arange(3 * RATE_HZ) * 0.05)) * 0.3, np.float32)
    samples[RATE_HZ] = 0.99
    out = limited(samples, RATE_HZ, -6.0)
    reach = RATE_HZ // 50
    assert np.array_equal(out[: RATE_HZ - reach], samples[: RATE_HZ - reach])
    assert np.array_equal(out[RATE_HZ + reach :], samples[RATE_HZ + reach :])
    assert abs(out[RATE_HZ]) <= 10 ** (-6 / 20)


def test_what_was_given_is_not_modified() -> None:
    samples = np.asarray(SOUNDS["constant"], np.float32)
    kept = samples.copy()
    assert limited(samples, RATE_HZ, -6.0) is not samples
    assert np.array_equal(samples, kept)


@pytest.mark.parametrize("length", [0, 1, 2, 31, 33, 4095, 4096, 4097, 12_289])
def test_the_length_is_kept_and_the_ceiling_too_however_short(length: int) -> None:
    loud = np.full(length, 32_767, "<i2")
    after = np.frombuffer(level(loud.tobytes(), RATE_HZ, 6.0, CEILING_DBTP), "<i2")
    assert len(after) == length
    assert np.abs(after.astype(int)).max(initial=0) <= 32_768 * 10 ** (CEILING_DBTP / 20)


@given(arrays(np.dtype("<i2"), st.integers(1, 2_000)), st.floats(-20, 40), st.floats(-20, 0))
def test_no_sample_is_above_the_ceiling(samples: np.ndarray, gain_db: float, ceiling_dbtp: float) -> None:
    after = np.frombuffer(level(samples.tobytes(), RATE_HZ, gain_db, ceiling_dbtp), "<i2").astype(int)
    assert np.abs(after).max() <= 32_768 * 10 ** (ceiling_dbtp / 20) + 0.5


@pytest.mark.parametrize("gain_db", [-12.0, -3.5, 0.0, 3.5])
def test_a_gain_is_the_same_for_every_sample_where_nothing_is_limited(gain_db: float) -> None:
    samples = np.arange(-9_000, 9_000, 7).astype("<i2")
    after = np.frombuffer(level(samples.tobytes(), RATE_HZ, gain_db, 0.0), "<i2")
    assert np.abs(after - samples * 10 ** (gain_db / 20)).max() <= 0.51


def test_silence_stays_silence() -> None:
    assert level(bytes(9_600), RATE_HZ, 40.0, CEILING_DBTP) == bytes(9_600)
    assert level(b"", RATE_HZ, 40.0, CEILING_DBTP) == b""


def test_a_true_peak_between_samples_is_found() -> None:
    between = true_peaks(np.asarray(fs4_sine(), np.float32))
    assert 20 * np.log10(between.max()) == pytest.approx(0.0, abs=0.1)
    assert 20 * np.log10(np.abs(fs4_sine()).max()) == pytest.approx(-3.01, abs=0.01)


@given(arrays(np.float32, st.integers(1, 400), elements=st.floats(0, 4, width=32)), st.integers(1, 60))
def test_the_gain_is_never_above_what_a_peak_needs_and_never_over_one(peaks: np.ndarray, reach: int) -> None:
    gain = smooth_gain(peaks, 0.5, reach)
    assert gain.shape == peaks.shape
    assert (gain <= 1).all()
    assert (gain * peaks <= 0.5 * (1 + 1e-5)).all()


def test_the_gain_moves_smoothly() -> None:
    peaks = np.zeros(2_000, np.float32)
    peaks[1_000] = 4.0
    gain = smooth_gain(peaks, 1.0, 96)
    assert gain.min() == pytest.approx(0.25)
    assert np.abs(np.diff(gain)).max() < 0.02
