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

from narrate.doors.metering import block_loudness, gated_loudness, measure_file
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
    assert gated_loudness(block_loudness([pcm(tone)], rate_hz)) == pytest.approx(-23 - ONE_CHANNEL_LU, abs=0.1)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_programmes_of_tech_3341_read_as_they_must_both_ways(programme: str, wav: Write) -> None:
    samples, stereo_lufs = PROGRAMMES[programme]
    expected = pytest.approx(stereo_lufs - ONE_CHANNEL_LU, abs=0.1)
    assert measure_file(wav(samples)).levels.loudness_lufs == expected
    assert gated_loudness(block_loudness([pcm(samples)], RATE_HZ)) == expected


def speechlike(seconds: float, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    rhythm = np.repeat(draw.choice([0.0, 0.05, 0.2, 0.5], round(seconds * 5)), RATE_HZ // 5)
    return draw.normal(0, 0.3, len(rhythm)).clip(-1, 1) * rhythm


@pytest.mark.parametrize("seed", range(4))
def test_our_gate_agrees_with_ffmpegs_own(seed: int, wav: Write) -> None:
    samples = speechlike(20, seed)
    ours = gated_loudness(block_loudness([pcm(samples)], RATE_HZ))
    assert ours == pytest.approx(measure_file(wav(samples)).levels.loudness_lufs, abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_a_programme_metered_in_sections_reads_as_it_does_whole(seed: int, wav: Write) -> None:
    sections = [speechlike(seconds, seed * 9 + n) * 10 ** (-n / 10) for n, seconds in enumerate([12, 31, 8, 20])]
    blocks = np.concatenate([block_loudness([pcm(section)], RATE_HZ) for section in sections])
    whole = measure_file(wav(np.concatenate(sections))).levels.loudness_lufs
    assert gated_loudness(blocks) == pytest.approx(whole, abs=0.1)


@pytest.mark.parametrize("size", [7, 333, 2_400, 100_000])
def test_in_what_pieces_the_pcm_comes_makes_no_difference(size: int) -> None:
    sound = pcm(speechlike(2, 1))
    pieces = [sound[start : start + 2 * size] for start in range(0, len(sound), 2 * size)]
    assert np.array_equal(block_loudness(pieces, RATE_HZ), block_loudness([sound], RATE_HZ))


@pytest.mark.parametrize(("seconds", "blocks"), [(0.399, 0), (0.4, 1), (0.45, 1), (0.5, 2), (1.0, 7), (5.0, 47)])
def test_there_is_a_block_of_400_ms_every_100_ms(seconds: float, blocks: int) -> None:
    assert np.isfinite(block_loudness([pcm(sine(seconds, -20))], RATE_HZ)).sum() == blocks


def test_audio_of_no_length_has_no_blocks() -> None:
    assert block_loudness([], RATE_HZ).size == 0
    assert not np.isfinite(block_loudness([b""], RATE_HZ)).any()


def test_silence_is_minus_infinity(wav: Write) -> None:
    assert (block_loudness([bytes(2 * RATE_HZ)], RATE_HZ) < -70).all()
    assert gated_loudness(block_loudness([bytes(2 * RATE_HZ)], RATE_HZ)) == -math.inf
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
