"""Measuring anybody's file: the figures are those of sounds made to have them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import av
import numpy as np
import pytest

from narrate.checking import check
from narrate.delivery import STANDARDS
from narrate.doors.surveying import survey
from narrate.errors import SettingsError, SourceError

RATE_HZ = 44_100


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def tone(seconds: float, dbfs: float, hz: float = 997.0) -> np.ndarray:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)


def write(
    path: Path, *parts: np.ndarray, channels: int = 1, codec: str = "pcm_s16le", bit_rate: int = 0, **options: str
) -> Path:
    """A file made without narrate's own encoder."""
    samples = np.concatenate(parts)
    layout = {1: "mono", 2: "stereo"}[channels]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE_HZ, layout=layout, options=options)
        if bit_rate:
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(np.tile(samples, (channels, 1))), format="fltp", layout=layout
        )
        frame.sample_rate = RATE_HZ
        resampler = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=RATE_HZ)
        for ready in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """0.6 s of silence, 30 s of tone, a pause of 1.25 s, 30 s of tone, 1.5 s of silence; the tone peaks at -20 dBFS."""
    parts = (silence(0.6), tone(30, -20), silence(1.25), tone(30, -20), silence(1.5))
    return write(tmp_path / "known.wav", *parts)


def test_the_figures_are_those_of_the_sound(known: Path) -> None:
    found = survey(known)
    assert found.duration_s == pytest.approx(63.35, abs=0.001)
    assert found.levels.loudness_lufs == pytest.approx(-23.0, abs=0.1)  # a sine of -20 dBFS reads 3 LU under its peak
    assert found.levels.true_peak_dbtp == pytest.approx(-20.0, abs=0.2)
    assert found.peak_dbfs == pytest.approx(-20.0, abs=0.02)
    assert found.rms_dbfs == pytest.approx(-23.01 + 10 * math.log10(60 / 63.35), abs=0.05)
    assert found.noise_floor_dbfs == -math.inf
    assert (found.head_s, found.tail_s, found.longest_gap_s) == pytest.approx((0.6, 1.5, 1.25), abs=0.011)
    assert (found.clipped, found.sample_rate_hz, found.channels, found.codec) == (0, RATE_HZ, 1, "pcm_s16le")


def test_the_noise_floor_is_that_of_the_quietest_half_second(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal(RATE_HZ * 3).astype(np.float32) * 10 ** (-65 / 20)
    found = survey(write(tmp_path / "noise.wav", tone(2, -20), noise, tone(2, -20)))
    assert found.noise_floor_dbfs == pytest.approx(-65, abs=0.5)


def test_samples_at_full_scale_are_clipped(tmp_path: Path) -> None:
    path = write(tmp_path / "loud.wav", np.clip(tone(2, 6), -1, 1))
    assert survey(path).clipped > 1_000
    assert not check(path, "none").passed


def test_a_stereo_file_may_read_three_more_than_a_mono_one(tmp_path: Path) -> None:
    """The podcast standard is about what is heard: -19 LUFS in a mono file, -16 in a stereo one."""
    mono = write(tmp_path / "mono.wav", tone(5, -16))
    stereo = write(tmp_path / "stereo.wav", tone(5, -16), channels=2)
    assert survey(stereo).levels.loudness_lufs - survey(mono).levels.loudness_lufs == pytest.approx(3.0, abs=0.1)
    assert check(mono, "podcast").passed
    assert check(stereo, "podcast").passed
    assert not check(write(tmp_path / "quiet.wav", tone(5, -19)), "podcast").passed
    assert check(write(tmp_path / "ebu.wav", tone(5, -20)), "ebu-r128").passed


@pytest.mark.parametrize(
    ("codec", "name", "bit_rate", "constant"),
    [("libmp3lame", "cbr.mp3", 192_000, True), ("aac", "vbr.m4a", 64_000, False), ("flac", "x.flac", 0, False)],
)
def test_a_constant_bitrate_is_told_from_a_variable_one(
    tmp_path: Path, codec: str, name: str, bit_rate: int, constant: bool
) -> None:
    found = survey(
        write(tmp_path / name, tone(3, -20), silence(1), tone(3, -12, 4_000), codec=codec, bit_rate=bit_rate)
    )
    assert found.constant_bitrate is constant
    if constant:
        assert found.bitrate_kbps == pytest.approx(192, rel=0.02)


def test_what_acx_asks_is_checked_line_by_line(tmp_path: Path) -> None:
    good = write(tmp_path / "good.mp3", silence(0.7), tone(20, -16), silence(2), codec="libmp3lame", bit_rate=192_000)
    verdict = check(good, "audiobook-acx")
    assert verdict.passed, [line for line in verdict.lines if line.passed is False]
    bad = write(tmp_path / "bad.wav", silence(0.1), tone(20, -2), silence(9))
    failed = {line.name for line in check(bad, "audiobook-acx").lines if line.passed is False}
    assert failed == {"sample peak", "RMS", "silence at the start", "silence at the end", "codec"}


@pytest.mark.parametrize("content", [b"", b"no audio", b"RIFF\0\0\0\0WAVE", None])
def test_what_is_no_audio_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.mp3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match="cannot be measured"):
        check(path, "podcast")


def test_an_unknown_standard_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="loud"):
        check(tmp_path / "missing.mp3", "loud")


def test_an_empty_and_a_silent_file_are_measured(tmp_path: Path) -> None:
    found = survey(write(tmp_path / "silent.wav", silence(2)))
    assert (found.levels.loudness_lufs, found.rms_dbfs, found.peak_dbfs) == (-math.inf, -math.inf, -math.inf)
    assert found.head_s == pytest.approx(2.0, abs=0.011)


class TestCommand:
    def test_a_render_keeps_the_standard_it_was_made_for(self, narrate) -> None:
        Path("a.txt").write_text("Some words to say, and then some more of them.\n")
        for standard in STANDARDS:
            narrate("a.txt", "-o", f"{standard}.mp3", "--standard", standard)
            done = narrate("check", f"{standard}.mp3", "--standard", standard)
            assert done.code == 0, done.out
            assert "keeps" in done.err

    def test_exit_code_1_says_that_it_fails(self, narrate, known: Path) -> None:
        done = narrate("check", known, "--standard", "podcast")
        assert done.code == 1
        assert "FAILS  loudness" in done.out
        assert "does not keep" in done.err

    def test_json_is_the_interface_for_programs(self, narrate, known: Path) -> None:
        done = narrate("check", known, "--standard", "ebu-r128", "--json")
        result = json.loads(done.out)
        assert (result["path"], result["standard"], result["passed"]) == (str(known), "ebu-r128", True)
        line = result["lines"][0]
        assert (line["name"], line["limit"], line["passed"]) == ("loudness", "-23.5 to -22.5 LUFS", True)
        assert line["value"].endswith(" LUFS")

    @pytest.mark.parametrize(("arguments", "code"), [(("missing.mp3",), 3), (("x", "--standard", "loud"), 2), ((), 2)])
    def test_bad_input_is_one_sentence(self, narrate, arguments: tuple[str, ...], code: int) -> None:
        done = narrate("check", *arguments)
        assert done.code == code
        assert "Traceback" not in done.err
