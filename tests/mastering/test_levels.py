"""How loud a programme is, and the gain that follows: known before anything is levelled."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.delivery import STANDARDS, Standard
from narrate.doors.metering import loudness_lufs, measure_file, weighted_powers
from narrate.mastering.job import level
from narrate.mastering.levels import (
    GAIN_STEP_DB,
    HIGHEST_GAIN_DB,
    SILENCE,
    ceiling_dbtp,
    gain_db,
    limiter_loss_db,
    loudness,
    programme,
    rms_dbfs,
)
from narrate.recording import Levels

RATE_HZ = 16_000
PODCAST, EBU, NONE = (STANDARDS[name] for name in ("podcast", "ebu-r128", "none"))
BY_RMS = Standard("by rms", "", rms_dbfs=(-23.0, -18.0), true_peak_dbtp=-3.0)


def speech(seconds: float, seed: int, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Like speech: pulses of a voice through a mouth of three resonances, hisses, syllables, sentences and pauses."""
    chance, length = np.random.default_rng(seed), round(seconds * rate_hz)
    pitch_hz = chance.uniform(90, 220) * (1 + 0.15 * np.sin(np.arange(length) / rate_hz * chance.uniform(1, 3)))
    pulses = np.diff(np.floor(np.cumsum(pitch_hz) / rate_hz), prepend=0.0)
    time_s = np.arange(round(0.02 * rate_hz)) / rate_hz
    formants = zip((500, 1_500, 2_500), (1, 0.5, 0.25), strict=True)
    mouth = sum(share * np.sin(2 * np.pi * hz * time_s) for hz, share in formants) * np.exp(-time_s * 250)
    voice = np.convolve(pulses, mouth)[:length]
    hiss = np.diff(chance.normal(0, 0.06, length + 1))
    syllables = -(-length * 5 // rate_hz)
    hushed = chance.uniform(size=syllables) < 0.2
    loud = np.where(chance.uniform(size=syllables) < 0.15, 0.0, chance.uniform(0.2, 1.0, syllables))
    swell = np.interp(np.arange(length) * 5 / rate_hz, np.arange(syllables), loud)
    kind = np.repeat(hushed, rate_hz // 5 + 1)[:length]
    sound = np.where(kind, hiss, voice) * swell
    return np.asarray(sound / np.abs(sound).max(), np.float32)


SPOKEN = speech(1, 1)


def amplified(samples: np.ndarray, gain: float) -> np.ndarray:
    return np.asarray(samples * 10 ** (gain / 20), np.float32)


def pcm(samples: np.ndarray) -> bytes:
    return np.rint(samples * 32_767).astype("<i2").tobytes()


def samples_of(content: bytes) -> np.ndarray:
    return np.frombuffer(content, "<i2").astype(np.float32) / 32_768


def rms_db(samples: np.ndarray) -> float:
    return 10 * np.log10(np.mean(np.square(samples, dtype=np.float64)))


def measured(content: bytes, folder: Path, rate_hz: int = RATE_HZ) -> Levels:
    """What FFmpeg measures of PCM, as a file."""
    with wave.open(str(folder / "whole.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(content)
    return measure_file(folder / "whole.wav").levels


# --- what is measured -------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5_000), max_size=4), st.integers(0, 2**32), st.floats(-50, 0))
def test_all_energy_is_counted_once(lengths: list[int], seed: int, dbfs: float) -> None:
    chance = np.random.default_rng(seed)
    parts = [np.asarray(chance.normal(0, 10 ** (dbfs / 20), length), np.float32) for length in lengths]
    whole = programme([loudness(part, RATE_HZ) for part in parts])
    assert whole.samples == sum(lengths)
    assert whole.by_peak.sum() == pytest.approx(sum(float(np.square(part, dtype=np.float64).sum()) for part in parts))
    assert len(whole.powers) == sum(-(-length * 10 // RATE_HZ) for length in lengths)


@given(st.lists(st.integers(0, 2_000), max_size=5))
def test_a_programme_is_the_sum_of_its_parts(lengths: list[int]) -> None:
    parts = [loudness(SPOKEN[:length], RATE_HZ) for length in lengths]
    whole = programme(parts)
    assert np.array_equal(whole.powers, np.concatenate([SILENCE.powers, *(part.powers for part in parts)]))
    assert whole.by_peak == pytest.approx(sum((part.by_peak for part in parts), SILENCE.by_peak))
    assert whole.samples == sum(lengths)


def test_silence_has_no_loudness_no_rms_and_no_loss() -> None:
    for sound in (SILENCE, programme([]), loudness(np.zeros(RATE_HZ, np.float32), RATE_HZ)):
        assert loudness_lufs(sound.powers) == rms_dbfs(sound) == -np.inf
        assert limiter_loss_db(sound, 12, -2) == 0.0


@pytest.mark.parametrize("dbfs", [-60, -23, -3])
def test_the_rms_is_of_all_of_it_pauses_included(dbfs: float) -> None:
    sound = amplified(speech(4, 1), dbfs)
    assert rms_dbfs(loudness(sound, RATE_HZ)) == pytest.approx(rms_db(sound), abs=0.01)
    longer = np.concatenate([sound, np.zeros(len(sound), np.float32)])
    assert rms_dbfs(loudness(longer, RATE_HZ)) == pytest.approx(rms_db(sound) - 3.01, abs=0.01)


# --- what the limiter will take ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
@pytest.mark.parametrize("seed", range(4))
def test_what_the_limiter_takes_is_known_beforehand(seed: int, rate_hz: int) -> None:
    """Of a calm programme of -26 LUFS, made up to 12 dB louder: 5 LU more than any standard asks for."""
    sound = speech(6, seed, rate_hz)
    known = loudness_lufs(weighted_powers(sound, rate_hz))
    sound, ceiling = samples_of(pcm(amplified(sound, -26 - known))), -2.0
    losses = [limiter_loss_db(loudness(sound, rate_hz), gain, ceiling) for gain in range(13)]
    for gain, loss in enumerate(losses):
        after = samples_of(level(pcm(sound), rate_hz, gain, ceiling))
        assert loss == pytest.approx(rms_db(sound) + gain - rms_db(after), abs=0.15)
    assert losses[0] == 0.0
    assert losses[12] > 0.05


@given(st.integers(0, 20), st.floats(0, 20), st.floats(0, 5), st.floats(-12, 0))
def test_more_gain_never_costs_less_and_never_more_than_itself(
    seed: int, gain: float, more: float, ceiling: float
) -> None:
    known = loudness(speech(0.5, seed), RATE_HZ)
    less, loss = limiter_loss_db(known, gain, ceiling), limiter_loss_db(known, gain + more, ceiling)
    assert 0 <= less <= loss + 1e-9
    assert loss - less <= more + 1e-9


# --- the gain ---------------------------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.floats(-60, 0), st.sampled_from([PODCAST, EBU, BY_RMS]))
def test_a_gain_is_a_whole_number_of_steps_up_to_the_highest(seed: int, dbfs: float, standard: Standard) -> None:
    gain = gain_db(loudness(amplified(speech(1, seed), dbfs), RATE_HZ), standard)
    assert gain == pytest.approx(round(gain / GAIN_STEP_DB) * GAIN_STEP_DB, abs=1e-9)
    assert gain == round(gain, 1)  # to the bit: it is part of a key
    assert gain <= HIGHEST_GAIN_DB


@pytest.mark.parametrize("standard", [PODCAST, EBU], ids=lambda one: one.name)
@pytest.mark.parametrize("dbfs", [-35, -20, -12, -6, -1])
@pytest.mark.parametrize("seed", range(3))
def test_the_levelled_programme_reads_what_its_standard_asks(
    seed: int, dbfs: float, standard: Standard, tmp_path: Path
) -> None:
    sections = [pcm(amplified(speech(5, 10 * seed + n), dbfs - 2 * n)) for n in range(3)]
    gain = gain_db(programme([loudness(samples_of(one), RATE_HZ) for one in sections]), standard)
    levelled = b"".join(level(one, RATE_HZ, gain, ceiling_dbtp(standard)) for one in sections)
    levels = measured(levelled, tmp_path)
    assert levels.loudness_lufs == pytest.approx(standard.loudness_lufs, abs=0.25)
    assert levels.true_peak_dbtp <= standard.true_peak_dbtp


def test_what_the_limiter_takes_is_given_back(tmp_path: Path) -> None:
    """Sharp peaks far over the rest: with the gain of the loudness alone the programme stays under its standard."""
    chance, rate_hz = np.random.default_rng(3), 24_000
    rough = chance.standard_normal(8 * rate_hz) * np.exp(-(np.arange(8 * rate_hz) % 3_000) / 400)
    sound = samples_of(pcm(rough / np.abs(rough).max() * 0.4))
    known = loudness(sound, rate_hz)
    gain = gain_db(known, PODCAST)
    assert gain > PODCAST.loudness_lufs - loudness_lufs(known.powers) + GAIN_STEP_DB / 2
    levels = measured(level(pcm(sound), rate_hz, gain, ceiling_dbtp(PODCAST)), tmp_path, rate_hz)
    assert levels.loudness_lufs == pytest.approx(-19.0, abs=0.25)
    assert levels.true_peak_dbtp < -1.5


@pytest.mark.parametrize("dbfs", [-40, -20, -6])
def test_a_standard_of_rms_gets_the_middle_of_its_range(dbfs: float) -> None:
    sound = pcm(amplified(speech(8, 4), dbfs))
    gain = gain_db(loudness(samples_of(sound), RATE_HZ), BY_RMS)
    levelled = samples_of(level(sound, RATE_HZ, gain, ceiling_dbtp(BY_RMS)))
    assert rms_db(levelled) == pytest.approx(-20.5, abs=0.25)
    assert 20 * np.log10(np.abs(levelled).max()) <= -3.0


@pytest.mark.parametrize(
    ("sound", "standard"),
    [
        pytest.param(SILENCE, PODCAST, id="nothing"),
        pytest.param(loudness(np.zeros(RATE_HZ, np.float32), RATE_HZ), PODCAST, id="silence"),
        pytest.param(loudness(np.zeros(RATE_HZ, np.float32), RATE_HZ), BY_RMS, id="silence by rms"),
        pytest.param(loudness(speech(0.02, 1), RATE_HZ), PODCAST, id="shorter than a block of the meter"),
        pytest.param(loudness(amplified(speech(2, 1), -30), RATE_HZ), NONE, id="no standard"),
    ],
)
def test_there_is_no_gain_where_nothing_asks_for_one(sound, standard: Standard) -> None:
    assert gain_db(sound, standard) == 0.0


def test_faint_noise_is_not_blown_up() -> None:
    faint = np.random.default_rng(1).normal(0, 10 ** (-66 / 20), 5 * RATE_HZ).astype(np.float32)
    assert gain_db(loudness(faint, RATE_HZ), PODCAST) == HIGHEST_GAIN_DB


def test_a_word_more_or_less_in_a_book_is_no_other_gain() -> None:
    """Or every section would be encoded again after every edit."""
    book = [loudness(speech(3, seed), RATE_HZ) for seed in range(40)]
    gains = {gain_db(programme([*book[:n], loudness(speech(3, 99), RATE_HZ), *book[n + 1 :]]), EBU) for n in range(40)}
    assert len(gains | {gain_db(programme(book), EBU)}) <= 2


def test_weighted_powers_are_those_of_the_meter() -> None:
    sound = speech(2, 7)
    assert np.array_equal(loudness(sound, RATE_HZ).powers, weighted_powers(sound, RATE_HZ))
