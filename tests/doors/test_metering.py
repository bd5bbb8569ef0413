"""The meter: what EBU Tech 3341 and ITU-R BS.1770-4 ask of one, in mono.

A mono file is one channel: every figure of Tech 3341, which is for stereo, lies 3.01 LU lower here.
"""

from __future__ import annotations

import math
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.doors.metering import gated_loudness, loudness_lufs, measure_file, weighted_powers
from narrate.errors import OutputError

RATES_HZ = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]
RATE_HZ = 24_000
ONE_CHANNEL_LU = 10 * math.log10(2)
Write = Callable[..., Path]


@pytest.fixture
def wav(tmp_path: Path) -> Write:
    """Write samples from -1 to 1 as a mono WAV file."""

    def write(samples: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
        with wave.open(str(tmp_path / "sound.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes(pcm(samples))
        return tmp_path / "sound.wav"

    return write


def pcm(samples: np.ndarray) -> bytes:
    return np.rint(samples * 32_767).astype("<i2").tobytes()


def powers(samples: np.ndarray, rate_hz: int = RATE_HZ) -> np.ndarray:
    """The powers of what a WAV file of some samples holds."""
    return weighted_powers(np.frombuffer(pcm(samples), "<i2").astype(np.float32) / 32_768, rate_hz)


def sine(seconds: float, dbfs: float, rate_hz: int = RATE_HZ, hz: float = 1_000.0) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz) * 10 ** (dbfs / 20)


def steps(*parts: tuple[float, float]) -> np.ndarray:
    return np.concatenate([sine(seconds, dbfs) for dbfs, seconds in parts])


PROGRAMMES = {
    "case 1": (steps((-23, 20)), -23),
    "case 2": (steps((-33, 20)), -33),
    "case 3: the relative gate": (steps((-36, 10), (-23, 60), (-36, 10)), -23),
    "case 4: both gates": (steps((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23),
    "case 5": (steps((-26, 20), (-20, 20.1), (-26, 20)), -23),
    "silence between": (np.concatenate([sine(10, -23), np.zeros(20 * RATE_HZ), sine(10, -23)]), -23),
}


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_sine_of_1_khz_at_minus_23_dbfs_reads_minus_26_lufs_at_every_rate(rate_hz: int, wav: Write) -> None:
    tone = sine(5, -23, rate_hz)
    heard = measure_file(wav(tone, rate_hz))
    assert heard.levels.loudness_lufs == pytest.approx(-23 - ONE_CHANNEL_LU, abs=0.1)
    assert loudness_lufs(powers(tone, rate_hz)) == pytest.approx(-23 - ONE_CHANNEL_LU, abs=0.1)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_programmes_of_tech_3341_read_as_they_must_both_ways(programme: str, wav: Write) -> None:
    samples, stereo_lufs = PROGRAMMES[programme]
    expected = pytest.approx(stereo_lufs - ONE_CHANNEL_LU, abs=0.1)
    assert measure_file(wav(samples)).levels.loudness_lufs == expected
    assert loudness_lufs(powers(samples)) == expected


def speechlike(seconds: float, seed: int, rate_hz: int = RATE_HZ) -> np.ndarray:
    """A buzz and a hiss by turns, in syllables of all levels, with pauses."""
    draw, length = np.random.default_rng(seed), round(seconds * rate_hz)
    time_s, syllables = np.arange(length) / rate_hz, -(-length * 5 // rate_hz) + 1
    highest = min(20, int(0.45 * rate_hz / 130))
    buzz = sum(np.sin(2 * np.pi * 130 * n * time_s + n * n) / n for n in range(1, highest)) / 3
    hiss = draw.normal(0, 0.3, length).clip(-1, 1)
    kinds = np.repeat(draw.uniform(size=syllables) < 0.3, rate_hz // 5 + 1)[:length]
    levels = draw.choice([0.0, 0.03, 0.2, 0.5, 0.9], syllables)
    return np.where(kinds, hiss, buzz) * np.interp(time_s * 5, np.arange(syllables), levels)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("seed", range(3))
def test_our_meter_agrees_with_ffmpegs_own(seed: int, rate_hz: int, wav: Write) -> None:
    samples = speechlike(30, seed, rate_hz)  # long enough that one window at the gate makes no difference
    theirs = measure_file(wav(samples, rate_hz)).levels.loudness_lufs
    assert loudness_lufs(powers(samples, rate_hz)) == pytest.approx(theirs, abs=0.02)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("seed", range(3))
def test_a_programme_metered_in_sections_reads_as_it_does_whole(seed: int, rate_hz: int, wav: Write) -> None:
    """Though each section is filled up to a tenth of a second, and its filter starts anew."""
    sections = [speechlike(s, seed * 9 + n, rate_hz) * 10 ** (-n / 10) for n, s in enumerate([8.03, 5.01, 11, 7.77])]
    whole = measure_file(wav(np.concatenate(sections), rate_hz)).levels.loudness_lufs
    together = np.concatenate([powers(section, rate_hz) for section in sections])
    assert loudness_lufs(together) == pytest.approx(whole, abs=0.1)


@pytest.mark.parametrize("samples", [0, 1, 2_399, 2_400, 2_401, 65_535, 65_536, 65_537, 200_000])
def test_there_is_a_power_for_every_tenth_of_a_second_begun(samples: int) -> None:
    found = powers(speechlike(samples / RATE_HZ, 1)[:samples])
    assert found.shape == (-(-samples * 10 // RATE_HZ),)
    assert found.dtype == np.float32


def test_how_much_is_filtered_at_a_time_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = speechlike(4, 1)
    whole = powers(samples)
    monkeypatch.setattr("narrate.doors.metering.BATCH", 999)
    assert powers(samples) == pytest.approx(whole, rel=1e-4)


def test_a_power_is_that_of_its_own_tenth_of_a_second() -> None:
    sound = np.concatenate([np.zeros(RATE_HZ), sine(0.5, -20), np.zeros(RATE_HZ)])
    found = 10 * np.log10(powers(sound) + 1e-20)
    assert (found[:10] < -100).all()
    assert found[11:15] == pytest.approx(-23.01 + 0.65, abs=0.2)  # 1 kHz is weighted by 0.65 dB
    assert (found[17:] < -60).all()


def test_what_was_given_is_not_modified() -> None:
    samples = np.asarray(speechlike(1, 1), np.float32)
    kept = samples.copy()
    weighted_powers(samples, RATE_HZ)
    samples.flags.writeable = False
    weighted_powers(samples[::1], RATE_HZ)
    assert np.array_equal(samples, kept)


@pytest.mark.parametrize(("seconds", "heard"), [(0.0, False), (0.25, False), (0.35, True), (0.4, True), (1.0, True)])
def test_a_programme_shorter_than_a_window_of_400_ms_has_no_loudness(seconds: float, heard: bool) -> None:
    """The last tenth of a second counts as soon as it has begun."""
    assert np.isfinite(loudness_lufs(powers(sine(seconds, -20)))) == heard


@given(st.lists(st.floats(0, 1), min_size=4, max_size=40))
def test_powers_are_gated_in_windows_of_four(values: list[float]) -> None:
    windows = np.convolve(np.array(values, np.float32).astype(float), np.ones(4) / 4, mode="valid")
    expected = gated_loudness(-0.691 + 10 * np.log10(windows[windows > 1e-8]))
    assert loudness_lufs(np.array(values, np.float32)) == pytest.approx(expected, abs=1e-3)


@given(st.lists(st.floats(0.001, 1), min_size=4, max_size=40), st.floats(-20, 20))
def test_a_gain_moves_the_loudness_of_powers_by_as_much(values: list[float], gain_db: float) -> None:
    before, after = (
        loudness_lufs(np.array(values, np.float32) * np.float32(times)) for times in (1, 10 ** (gain_db / 10))
    )
    assert after - before == pytest.approx(gain_db, abs=1e-3)


def test_silence_is_minus_infinity(wav: Write) -> None:
    assert loudness_lufs(powers(np.zeros(RATE_HZ))) == loudness_lufs(powers(np.zeros(0))) == -math.inf
    assert measure_file(wav(np.zeros(RATE_HZ))).levels == measure_file(wav(np.zeros(0))).levels
    assert measure_file(wav(np.zeros(RATE_HZ))).levels.true_peak_dbtp == -math.inf


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([], -math.inf),
        ([-math.inf] * 9, -math.inf),
        ([-70.0], -math.inf),  # the gate itself does not count
        ([-69.9], -69.9),
        ([-20.0, -20.0], -20.0),
        ([-20.0, -math.inf, -90.0], -20.0),  # the absolute gate
        ([-20.0, -20.0, -40.0], -20.0),  # the relative one
        ([-20.0, -25.0], 10 * math.log10((10**-2 + 10**-2.5) / 2)),  # powers are averaged, not decibels
    ],
)
def test_blocks_are_gated_twice(blocks: list[float], expected: float) -> None:
    assert gated_loudness(np.array(blocks)) == pytest.approx(expected)


@given(st.lists(st.floats(-60, 0), min_size=1, max_size=50), st.floats(-9, 20))
def test_a_gain_moves_the_loudness_by_as_much(blocks: list[float], gain_db: float) -> None:
    loudness = gated_loudness(np.array(blocks))
    assert min(blocks) - 0.01 <= loudness <= max(blocks) + 0.01
    assert gated_loudness(np.array(blocks) + gain_db) == pytest.approx(loudness + gain_db)


# --- true peak --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase_degrees", [0, 45, 60, 67.5])
@pytest.mark.parametrize("divisor", [4, 6, 8])
def test_a_peak_between_samples_is_read(divisor: int, phase_degrees: float, wav: Write) -> None:
    """Cases 15 to 19 of Tech 3341: sines at fs/4, fs/6 and fs/8, at half of full scale, +0.2 / -0.4 dB."""
    ramp = np.minimum(1, np.arange(RATE_HZ) / 2_000)
    turn = np.sin(2 * np.pi * np.arange(RATE_HZ) / divisor + np.radians(phase_degrees))
    peak_dbtp = measure_file(wav(0.5 * turn * ramp * ramp[::-1])).levels.true_peak_dbtp
    assert -6.42 <= peak_dbtp <= -5.82


@pytest.mark.parametrize("place_s", [0.0, 0.5, 0.93])
def test_one_loud_sample_anywhere_is_read(place_s: float, wav: Write) -> None:
    samples = np.zeros(RATE_HZ)
    samples[round(place_s * RATE_HZ)] = 0.9
    assert measure_file(wav(samples)).levels.true_peak_dbtp == pytest.approx(-0.92, abs=0.3)


@pytest.mark.parametrize("length_s", [0.05, 1.05])
def test_a_peak_in_the_last_tenth_of_a_second_is_read_too(length_s: float, wav: Write) -> None:
    samples = np.zeros(round(length_s * RATE_HZ))
    samples[-500] = 0.9
    assert measure_file(wav(samples)).levels.true_peak_dbtp == pytest.approx(-0.92, abs=0.3)


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("samples", [0, 1, 1_151, 1_152, 1_153, 99_999])
def test_the_length_of_a_file_is_counted_to_the_sample(samples: int, rate_hz: int, wav: Write) -> None:
    assert measure_file(wav(np.full(samples, 0.1), rate_hz)).duration_s == samples / rate_hz


@pytest.mark.parametrize("content", [b"", b"not audio", b"RIFF", b"ID3\x03\x00" + bytes(500), bytes(5_000)])
def test_a_file_that_does_not_decode_is_an_output_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken.mp3").write_bytes(content)
    with pytest.raises(OutputError, match=r"“broken\.mp3” does not decode"):
        measure_file(tmp_path / "broken.mp3")


def test_a_file_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not decode"):
        measure_file(tmp_path / "gone.mp3")


@pytest.mark.parametrize("name", ["a:b.wav", "http:x.wav", "ünï #1?.wav", "%s.wav", "-i.wav"])
def test_a_file_name_is_never_taken_for_an_address_or_an_option(name: str, wav: Write, tmp_path: Path) -> None:
    file = wav(sine(0.5, -20)).rename(tmp_path / name)
    assert measure_file(file).duration_s == 0.5
