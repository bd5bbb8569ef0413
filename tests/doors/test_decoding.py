"""Other people's audio as PCM, and how long a file is by its two ends."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from narrate.doors.decoding import LAST_US, decode_mono, length_s
from narrate.doors.encoding import encode
from narrate.doors.metering import measure_file
from narrate.errors import OutputError, SpeechError
from narrate.publishing import FORMATS

RATES_HZ = [16_000, 22_050, 24_000, 44_100]
LAST_S = LAST_US / 1_000_000


def made(path: Path, name: str, seconds: float, rate_hz: int = 24_000) -> Path:
    """A file of noise and pauses, so that its packets are of all sizes."""
    chance = np.random.default_rng(1)
    rhythm = np.repeat(chance.choice([0, 300, 9_000], int(seconds * 4) + 1), rate_hz // 4)[: round(seconds * rate_hz)]
    pcm = np.rint(chance.uniform(-1, 1, len(rhythm)) * rhythm).astype("<i2").tobytes()
    encode([pcm], rate_hz, path, FORMATS[name].encoding, tags={"title": "T" * 500})
    return path


# --- how long a file is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seconds", [0.05, 0.731, LAST_S - 0.01, LAST_S + 0.01, 3 * LAST_S + 0.123])
def test_the_length_by_its_ends_is_that_of_all_that_is_decoded(
    seconds: float, name: str, rate_hz: int, tmp_path: Path
) -> None:
    path = made(tmp_path / "out", name, seconds, rate_hz)
    assert length_s(path) == pytest.approx(measure_file(path).duration_s, abs=0.003)


@pytest.mark.parametrize("name", ["mp3", "wav"])
def test_a_file_that_was_cut_short_is_as_long_as_what_is_left(name: str, tmp_path: Path) -> None:
    """Whatever its header says: or a disk that lost the end of a file would not be noticed."""
    path = made(tmp_path / "out", name, 10)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    try:
        found = length_s(path)
    except OutputError:
        return
    assert found < 6


@pytest.mark.parametrize("name", ["m4b", "opus", "flac"])
def test_a_file_whose_end_is_noise_does_not_pass(name: str, tmp_path: Path) -> None:
    path = made(tmp_path / "out", name, 10)
    content = bytearray(path.read_bytes())
    content[-len(content) // 4 :] = np.random.default_rng(1).bytes(len(content) // 4)
    path.write_bytes(content)
    try:
        found = length_s(path)
    except OutputError:
        return
    assert abs(found - 10) > 0.05


@pytest.mark.parametrize("content", [b"", b"not audio", b"RIFF", b"ID3\x03\x00" + bytes(500), bytes(5_000), None])
def test_a_file_that_does_not_decode_has_no_length(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "broken.mp3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OutputError, match=r"“broken\.mp3” does not decode"):
        length_s(path)


@pytest.mark.parametrize("name", ["a:b.wav", "http:x.wav", "ünï #1?.wav", "%s.wav", "-i.wav"])
def test_a_file_name_is_never_taken_for_an_address_or_an_option(name: str, tmp_path: Path) -> None:
    assert length_s(made(tmp_path / name, "wav", 0.5)) == pytest.approx(0.5, abs=0.001)


# --- the sound of a file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2])
def test_any_layout_becomes_16_bit_mono_at_its_own_rate(width: int, channels: int, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "in.wav"), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(11_025)
        file.writeframes(bytes([128 if width == 1 else 0]) * (width * channels * 5_000))
    pcm, rate_hz = decode_mono(tmp_path / "in.wav")
    assert (len(pcm), rate_hz) == (10_000, 11_025)
    assert not any(pcm)


def test_what_an_engine_left_unreadable_is_an_error_of_speech(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFF")
    with pytest.raises(SpeechError, match="cannot be read"):
        decode_mono(tmp_path / "x.wav")
