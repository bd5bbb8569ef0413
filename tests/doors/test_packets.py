"""Encoding a section by itself: its packets follow those of the one before it as if both were encoded in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.doors.codecs import Encoding, codec_rate
from narrate.doors.decoding import decode_mono
from narrate.doors.encoding import encode, write_reels
from narrate.doors.metering import measure_file
from narrate.doors.packets import FRAMES_BEFORE, Grid, grid, packed
from narrate.doors.store import key_of
from narrate.mastering.keeping import reel_store
from narrate.publishing import FORMATS
from narrate.recording import Reel

JOINABLE = [name for name, one in FORMATS.items() if one.encoding.joinable]
RATES_HZ = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
FRAME_SIZES = {"mp3": 576, "m4b": 1024, "opus": 960}  # at 24 kHz, in samples of the codec
RATE_HZ = 24_000
NO_POWERS = np.empty(0, np.float32)


def encoding_of(name: str) -> Encoding:
    return FORMATS[name].encoding


# --- the grid ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", JOINABLE)
def test_the_grid_is_the_codecs_own_at_its_own_rate(name: str, rate_hz: int) -> None:
    found = grid(encoding_of(name), rate_hz)
    assert found.rate_hz == codec_rate(encoding_of(name), rate_hz)
    assert found.frame_size == FRAME_SIZES[name] * (2 if name == "mp3" and found.rate_hz >= 32_000 else 1)


@pytest.mark.parametrize("name", ["flac", "wav"])
def test_what_is_not_encoded_in_sections_can_end_anywhere(name: str) -> None:
    assert grid(encoding_of(name), RATE_HZ) == Grid(RATE_HZ, 0)
    assert grid(encoding_of(name), RATE_HZ).border(12_345, 12_350) == 12_350


@given(st.integers(0, 10**7), st.integers(0, 10**5), st.sampled_from([576, 960, 1_024, 1_152]))
def test_a_border_is_the_first_with_enough_silence_before_it(sound_end: int, pause: int, frame_size: int) -> None:
    border = Grid(24_000, frame_size).border(sound_end, sound_end + pause)
    least = max(sound_end + pause, sound_end + FRAMES_BEFORE * frame_size)
    assert border % frame_size == 0
    assert least <= border < least + frame_size


# --- a section by itself ----------------------------------------------------------------------------------------------


def length_of(name: str, frames: int, rate_hz: int = RATE_HZ) -> int:
    """The length of a section of so many frames, in samples of the codec."""
    return frames * grid(encoding_of(name), rate_hz).frame_size


def sound(seed: int, frames: int, name: str, rate_hz: int = RATE_HZ) -> bytes:
    """A beep of its own pitch, with silence at both ends, as long as so many frames or less than a sample longer."""
    length = -(-length_of(name, frames, rate_hz) * rate_hz // codec_rate(encoding_of(name), rate_hz))
    chance, margin = np.random.default_rng(seed), length // 4
    inner = np.arange(length - 2 * margin)
    beep = np.sin(2 * np.pi * chance.uniform(300, 900) * inner / rate_hz) * np.hanning(len(inner)) ** 0.2
    return np.rint(np.pad(beep, margin) * 8_000).astype("<i2").tobytes()


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", JOINABLE)
def test_a_section_gives_a_packet_for_every_frame_of_it(name: str, rate_hz: int) -> None:
    length = length_of(name, 30, rate_hz)
    taken, heard = packed(sound(1, 30, name, rate_hz), rate_hz, encoding_of(name), length)
    assert len(taken.sizes) == len(taken.durations) == 30
    assert sum(taken.sizes) == len(taken.content)
    assert sum(taken.durations) == length
    assert abs(len(heard) - length) <= -taken.first  # with the encoder's delay, or without


@pytest.mark.parametrize("name", JOINABLE)
def test_the_last_section_gives_all_the_packets_that_come(name: str) -> None:
    """Its end is where the encoder's is: one or two frames after the sound."""
    pcm = sound(1, 40, name)
    inner, last = (packed(pcm, RATE_HZ, encoding_of(name), length)[0] for length in (length_of(name, 40), None))
    assert len(inner.sizes) < len(last.sizes) <= len(inner.sizes) + 3
    assert last.content.startswith(inner.content)
    assert last.first == inner.first < 0


@pytest.mark.parametrize("rate_hz", [16_000, 24_000])
@pytest.mark.parametrize("name", JOINABLE)
def test_what_is_heard_of_it_is_its_sound(name: str, rate_hz: int) -> None:
    """An encoder is late by what `first` says, and the decoder hears the level that was given."""
    pcm, heard_hz = sound(3, 60, name, rate_hz), codec_rate(encoding_of(name), rate_hz)
    taken, heard = packed(pcm, rate_hz, encoding_of(name))
    samples = np.frombuffer(pcm, "<i2") / 32_768

    def centre_s(signal: np.ndarray, hz: int) -> float:
        return float((np.square(signal) * np.arange(len(signal))).sum() / np.square(signal).sum()) / hz

    late_s = centre_s(heard, heard_hz) - centre_s(samples, rate_hz)
    assert min(abs(late_s), abs(late_s + taken.first / heard_hz)) < 0.002  # some decoders leave it out
    assert np.abs(heard).max() == pytest.approx(np.abs(samples).max(), rel=0.1)


@pytest.mark.parametrize("name", JOINABLE)
@pytest.mark.parametrize("ends", [False, True])
def test_the_same_sound_gives_the_same_packets(name: str, ends: bool) -> None:
    length = None if ends else length_of(name, 40)
    one, two = (packed(sound(1, 40, name), RATE_HZ, encoding_of(name), length) for _ in range(2))
    assert one[0] == two[0]
    assert np.array_equal(one[1], two[1])


@pytest.mark.parametrize("name", JOINABLE)
@pytest.mark.parametrize("length", [0, None])
def test_a_section_of_no_length_can_be_heard_too(name: str, length: int | None) -> None:
    taken, heard = packed(b"", RATE_HZ, encoding_of(name), length)
    assert len(taken.sizes) == len(taken.durations)
    assert sum(taken.sizes) == len(taken.content)
    assert not heard.any()


@pytest.mark.parametrize("name", JOINABLE)
def test_an_encoder_that_gives_too_few_packets_is_found_out(name: str) -> None:
    with pytest.raises(ValueError, match=r"packets came of 60 frames"):
        packed(sound(1, 40, name), RATE_HZ, encoding_of(name), length_of(name, 60))


@pytest.mark.parametrize("name", JOINABLE)
def test_a_packet_that_does_not_decode_is_found_out(name: str) -> None:
    broken = "opus" if name != "opus" else "mp3float"
    with pytest.raises((ValueError, av.FFmpegError)):
        packed(sound(1, 40, name), RATE_HZ, replace(encoding_of(name), decoder=broken))


# --- sections in a file -----------------------------------------------------------------------------------------------


def reels_of(frames: Sequence[int], name: str, rate_hz: int = RATE_HZ) -> list[Reel]:
    start, reels = 0, []
    for number, count in enumerate(frames):
        length, ends = length_of(name, count, rate_hz), number == len(frames) - 1
        taken, _ = packed(sound(number, count, name, rate_hz), rate_hz, encoding_of(name), None if ends else length)
        reels.append(Reel(start, length, taken, NO_POWERS, 0.0))
        start += length
    return reels


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write reels to a file."""

    def write(reels: list[Reel], name: str, rate_hz: int = RATE_HZ) -> Path:
        file_hz = codec_rate(encoding_of(name), rate_hz)
        write_reels(reels, file_hz, tmp_path / "out", encoding_of(name), tags={})
        return tmp_path / "out"

    return write


def packets_of(path: Path) -> list[tuple[float, float, int]]:
    """Where every packet of a file is, how long, and how large."""
    with av.open(str(path)) as container:
        (stream,) = container.streams.audio
        return [
            (float(one.pts * one.time_base), float(one.duration * one.time_base), one.size)
            for one in container.demux(stream)
            if one.size
        ]


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100])
@pytest.mark.parametrize("name", JOINABLE)
def test_every_packet_begins_where_the_one_before_it_ends(name: str, rate_hz: int, written: Callable) -> None:
    found = packets_of(written(reels_of(range(30, 36), name, rate_hz), name, rate_hz))
    assert len(found) > sum(range(30, 36))
    for (start, length, _), (following, _, _) in pairwise(found):
        assert following == pytest.approx(start + length, abs=2e-6)


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 44_100])
@pytest.mark.parametrize("name", JOINABLE)
def test_the_file_is_about_what_one_encoder_makes_of_all_of_it(
    name: str, rate_hz: int, written: Callable, tmp_path: Path
) -> None:
    """As many packets at the same places, and the same sound but for what it carries from frame to frame."""
    counts = [30, 40, 50, 32]  # whole samples at all of these rates
    apart, whole = written(reels_of(counts, name, rate_hz), name, rate_hz), tmp_path / "whole"
    pcm = [sound(n, count, name, rate_hz) for n, count in enumerate(counts)]
    encode(pcm, rate_hz, whole, encoding_of(name), tags={})
    ours, theirs = packets_of(apart), packets_of(whole)
    assert len(ours) == len(theirs)
    assert [start for start, _, _ in ours] == pytest.approx([start for start, _, _ in theirs], abs=2e-6)
    one, two = (np.frombuffer(decode_mono(path)[0], "<i2").astype(float) for path in (apart, whole))
    assert len(one) == len(two)
    assert np.sqrt(np.mean((one - two) ** 2)) < 0.1 * np.sqrt(np.mean(two**2))


def off_s(name: str, file_hz: int) -> float:
    """What a file may be longer than its reels; see tests/mastering/test_joined_files.py."""
    return {"m4b": 0.05, "mp3": 48 / file_hz}.get(name, 0.001)


@pytest.mark.parametrize("rate_hz", [16_000, 24_000])
@pytest.mark.parametrize("frames", [(30,), (5, 5), (1, 30), (30, 1), (1, 1, 1)])
@pytest.mark.parametrize("name", JOINABLE)
def test_no_section_is_too_short_for_the_file_to_have_its_length(
    frames: tuple[int, ...], name: str, rate_hz: int, written: Callable
) -> None:
    reels, file_hz = reels_of(frames, name, rate_hz), codec_rate(encoding_of(name), rate_hz)
    duration_s = measure_file(written(reels, name, rate_hz)).duration_s
    assert duration_s == pytest.approx(sum(reel.length for reel in reels) / file_hz, abs=off_s(name, file_hz))


@pytest.mark.parametrize("samples", [100, 500, 1_000])
@pytest.mark.parametrize("name", JOINABLE)
def test_a_last_section_of_a_moment_takes_nothing_from_the_others(samples: int, name: str, written: Callable) -> None:
    file_hz, length = codec_rate(encoding_of(name), RATE_HZ), length_of(name, 30)
    first, _ = packed(sound(1, 30, name), RATE_HZ, encoding_of(name), length)
    last, _ = packed(bytes(2 * samples), RATE_HZ, encoding_of(name))
    reels = [Reel(0, length, first, NO_POWERS, 0.0), Reel(length, samples * file_hz // RATE_HZ, last, NO_POWERS, 0.0)]
    duration_s = measure_file(written(reels, name)).duration_s
    assert duration_s == pytest.approx(length / file_hz + samples / RATE_HZ, abs=off_s(name, file_hz))


@pytest.mark.parametrize("name", JOINABLE)
def test_packets_that_were_kept_and_read_again_are_written_the_same(
    name: str, written: Callable, tmp_path: Path
) -> None:
    """Nothing of them is changed by writing."""
    reels, store = reels_of([30, 30], name), reel_store(tmp_path / "home")
    for number, reel in enumerate(reels):
        store.put(key_of(number), reel)
    again = [replace(store.get(key_of(number)), start=reel.start) for number, reel in enumerate(reels)]
    files = [written(some, name).read_bytes() for some in (reels, again, reels)]
    assert files[0] == files[1] == files[2]
