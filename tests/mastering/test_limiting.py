"""The limiter and the gain: no true peak above the ceiling, and sound below it untouched to the bit."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from narrate.doors.metering import measure_file
from narrate.mastering.job import level
from narrate.mastering.limiting import (
    ATTACK_MS,
    BLOCK,
    OVERSHOOT,
    SAFETY,
    _blocks_over,
    block_peaks,
    highest_peak,
    limited,
    smooth_gain,
    true_peaks,
)

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


@pytest.mark.parametrize("hz", [60, 250, 1_000])
def test_the_limiter_never_clicks(hz: int) -> None:
    """Its gain moves slowly: a step of it in the middle of a vowel would be heard."""
    wave = np.asarray(eased(np.sin(2 * np.pi * hz * np.arange(2 * RATE_HZ) / RATE_HZ)) * 0.75, np.float32)
    samples = wave.copy()
    samples[12_345::7_001] += np.copysign(0.3, samples[12_345::7_001])
    gain = limited(samples, RATE_HZ, -2.0) / np.where(samples == 0, 1, samples)
    heard = np.abs(samples) > 0.05
    assert gain[heard].min() < 0.95
    assert np.abs(np.diff(gain))[heard[1:] & heard[:-1]].max() < 0.02


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


# --- where peaks are looked for ---------------------------------------------------------------------------------------


def sound(seed: int) -> np.ndarray:
    """Some waves, a noise, a few clicks, and a rhythm of loud and soft stretches; up to 100 blocks long."""
    chance = np.random.default_rng(seed)
    length = int(chance.integers(1, 100 * BLOCK))
    samples = chance.normal(0, chance.choice([0, 0.01, 0.3]), length)
    for _ in range(chance.integers(0, 4)):
        turn = np.arange(length) * np.pi * chance.uniform(0, 1) ** 3 + chance.uniform(0, 6.3)
        samples += np.sin(turn) * chance.uniform(0, 1)
    for _ in range(chance.integers(0, 5)):
        samples[chance.integers(length)] += chance.uniform(-1, 1)
    rhythm = chance.choice([[1, 1], [0, 1], [0.3, 1]][chance.integers(3)], -(-length // 500)).repeat(500)
    return np.asarray(samples * rhythm[:length], np.float32)


SEEDS = st.integers(0, 2**32)


@given(SEEDS)
@example(1)
def test_the_highest_peak_is_the_highest_of_all_true_peaks(seed: int) -> None:
    samples = sound(seed)
    assert highest_peak(samples) == pytest.approx(float(true_peaks(samples).max()), rel=1e-5)


def test_the_highest_peak_of_a_loud_sound_with_a_louder_spot_is_that_spots() -> None:
    """Cut out of its surroundings, loud sound reads higher than it is: by what a step overshoots."""
    samples = np.asarray(eased(np.full(RATE_HZ, 0.7)), np.float32)
    samples[RATE_HZ // 2] = 0.78
    assert highest_peak(samples) == pytest.approx(float(true_peaks(samples).max()), rel=1e-5)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(1, np.float32), np.zeros(9_999, np.float32)])
def test_the_highest_peak_of_silence_is_0(samples: np.ndarray) -> None:
    assert highest_peak(samples) == 0


@given(SEEDS, st.floats(0.05, 2))
def test_no_true_peak_over_the_ceiling_is_missed(seed: int, ceiling: float) -> None:
    """A peak between two blocks may be found in either; quiet samples are not searched, whatever lies between them."""
    samples = sound(seed)
    over = true_peaks(samples) >= ceiling * (1 + 1e-5)
    sides = np.maximum(np.abs(samples), np.maximum(np.abs(np.roll(samples, 1)), np.abs(np.roll(samples, -1))))
    places = np.flatnonzero(over & (sides > ceiling / OVERSHOOT))
    found = set((_blocks_over(samples, ceiling)).tolist())
    for place in places.tolist():
        assert {(place - 1) // BLOCK, place // BLOCK, (place + 1) // BLOCK} & found


@given(SEEDS, st.floats(0.05, 2))
def test_no_block_is_searched_for_a_peak_that_it_has_not(seed: int, ceiling: float) -> None:
    samples = sound(seed)
    peaks = true_peaks(samples)
    for block in _blocks_over(samples, ceiling).tolist():
        assert peaks[block * BLOCK : (block + 1) * BLOCK].max() >= ceiling * (1 - 1e-5)


@given(arrays(np.float32, st.integers(0, 500), elements=st.floats(-2, 2, width=32)), st.integers(1, 200))
def test_the_peak_of_a_block_is_the_largest_magnitude_in_it(samples: np.ndarray, block: int) -> None:
    blocks = [samples[start : start + block] for start in range(0, len(samples), block)]
    assert block_peaks(samples, block).tolist() == [float(np.abs(one).max()) for one in blocks]


@given(SEEDS, st.floats(0.1, 6))
@example(1, 0.125)
def test_sound_is_limited_as_if_all_of_it_were_looked_at(seed: int, over_db: float) -> None:
    """Only stretches around peaks are looked at, but where they begin and end makes no difference."""
    samples = sound(seed)
    peaks = true_peaks(samples)
    ceiling_dbtp = 20 * np.log10(max(peaks.max(), 1e-3)) - over_db
    gain = smooth_gain(peaks, 10 ** (ceiling_dbtp / 20) * SAFETY, round(ATTACK_MS * RATE_HZ / 1000))
    assert np.abs(limited(samples, RATE_HZ, ceiling_dbtp) - samples * gain).max() <= 1e-4 * np.abs(samples).max()


# --- the gain ---------------------------------------------------------------------------------------------------------


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
