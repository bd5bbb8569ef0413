"""The finished file: as long and as loud as what was mastered, checked before it takes the old one's place."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import narrate.publishing
from narrate.doors.metering import loudness_lufs, measure_file, weighted_powers
from narrate.edition import Edition
from narrate.errors import OutputError
from narrate.publishing import FORMATS
from narrate.recording import Levels, Recording, Reel
from narrate.settings import Settings
from narrate.timeline import Mark

Published = Callable[..., Edition]
RATES_HZ = [16_000, 22_050, 24_000, 48_000]


def pcm_levels(recording: Recording) -> tuple[float, float]:
    """The loudness (LUFS) and the sample peak (dBFS) of the PCM of lossless reels."""
    pcm = b"".join(reel.packets.content for reel in recording.reels)
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768
    powers = weighted_powers(samples, recording.timeline.sample_rate_hz)
    return loudness_lufs(powers), 20 * np.log10(np.abs(samples).max())


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_as_loud_as_what_was_mastered(
    name: str, rate_hz: int, published: Published, recording: Callable[..., Recording]
) -> None:
    """LAME turns its input down by 0.45 dB; `scale` undoes it."""
    levels = published(name, rate_hz=rate_hz).levels
    loudness_lufs, peak_dbfs = pcm_levels(recording(rate_hz=rate_hz))
    assert levels.loudness_lufs == pytest.approx(loudness_lufs, abs=0.3)
    assert levels.true_peak_dbtp == pytest.approx(peak_dbfs, abs=0.5)


@pytest.mark.parametrize("kbps", [24, 48, 96, 128])
def test_an_mp3_is_as_loud_at_every_bitrate(
    kbps: int, published: Published, recording: Callable[..., Recording]
) -> None:
    levels = published("mp3", settings=Settings(bitrate_kbps=kbps)).levels
    assert levels.loudness_lufs == pytest.approx(pcm_levels(recording())[0], abs=0.3)


@pytest.mark.parametrize("name", FORMATS)
def test_an_edition_tells_what_is_true_of_its_file(name: str, published: Published) -> None:
    edition = published(name, Mark(0, "One"))
    assert edition.format == name
    assert edition.size_bytes == edition.path.stat().st_size
    heard = measure_file(edition.path)
    assert edition.levels.loudness_lufs == pytest.approx(heard.levels.loudness_lufs, abs=0.1)
    assert edition.levels.true_peak_dbtp == pytest.approx(heard.levels.true_peak_dbtp, abs=0.1)
    assert heard.duration_s == pytest.approx(edition.timeline.duration_s, abs=0.05)
    assert edition.timeline.duration_s == 6.0


@pytest.mark.parametrize("name", ["mp3", "opus", "flac"])
def test_every_length_passes_the_check(name: str, published: Published) -> None:
    for samples in (1, 500, 1_153, 24_001):
        timeline = published(name, seconds=samples / 24_000).timeline
        assert timeline.duration_s == (24_000 + samples) / 24_000


def test_an_m4b_at_16_khz_passes_the_check_whatever_its_length(published: Published) -> None:
    for seconds in (5.0, 5.01, 5.02, 5.03):
        published("m4b", rate_hz=16_000, seconds=seconds)


def test_the_same_recording_gives_the_same_file(published: Published) -> None:
    for name in FORMATS:
        first = published(name, Mark(0, "One")).path.read_bytes()
        assert published(name, Mark(0, "One")).path.read_bytes() == first, name


@pytest.mark.parametrize("name", FORMATS)
def test_the_levels_of_an_edition_are_those_of_all_its_reels(name: str, published: Published) -> None:
    """Each is measured once, where it is made: nobody decodes the whole file again."""

    def louder(one: Recording) -> Recording:
        reels = [
            replace(reel, peak=n / 4, powers=np.full(20, n / 100, np.float32)) for n, reel in enumerate(one.reels, 1)
        ]
        return replace(one, reels=iter(reels))

    levels = published(name, change=louder).levels
    assert levels.true_peak_dbtp == pytest.approx(20 * np.log10(2 / 4))
    assert levels.loudness_lufs == pytest.approx(-0.691 + 10 * np.log10(0.015), abs=0.3)


@pytest.mark.parametrize("name", FORMATS)
def test_a_silent_recording_has_silent_levels(name: str, published: Published) -> None:
    def silenced(one: Recording) -> Recording:
        return replace(one, reels=(replace(reel, peak=0.0, powers=reel.powers * 0) for reel in one.reels))

    assert published(name, change=silenced).levels == Levels(-np.inf, -np.inf)


# --- the old file stays -----------------------------------------------------------------------------------------------


@pytest.fixture
def old(published: Published) -> Callable[[], bool]:
    """An mp3 made before; tells whether it is still there, and nothing else."""
    path = published("mp3", seconds=1).path
    content = path.read_bytes()
    return lambda: path.read_bytes() == content and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("off_s", [-0.06, 0.06, 100])
def test_a_file_of_the_wrong_length_never_takes_the_old_ones_place(
    off_s: float, old: Callable[[], bool], published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrate.publishing, "stated_length_s", lambda _: 6.0 + off_s)
    with pytest.raises(OutputError, match=rf"came out {6 + off_s:.2f} s long instead of 6\.00 s"):
        published("mp3")
    assert old()


@pytest.mark.parametrize("off_s", [-0.049, 0.049])
def test_a_difference_within_50_ms_passes(off_s: float, published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrate.publishing, "stated_length_s", lambda _: 6.0 + off_s)
    assert published("mp3").path.exists()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full"),
        (OutputError("cheese"), "cheese"),
        (KeyboardInterrupt(), ""),
    ],
)
def test_what_fails_midway_leaves_the_old_file(
    error: BaseException,
    message: str,
    old: Callable[[], bool],
    published: Published,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(reels: Iterator[Reel], _: int, path: Path, *__: object, **___: object) -> None:
        next(reels)
        path.write_bytes(b"half")
        raise error

    monkeypatch.setattr(narrate.publishing, "write_reels", broken)
    expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else OutputError
    with pytest.raises(expected) as caught:
        published("mp3")
    assert message in str(caught.value)
    assert old()


@pytest.mark.parametrize("error", [OutputError("cheese"), KeyboardInterrupt()])
def test_what_fails_while_the_reels_are_made_leaves_the_old_file(
    error: BaseException, old: Callable[[], bool], published: Published
) -> None:
    def broken(one: Recording) -> Recording:
        def reels() -> Iterator[Reel]:
            yield next(one.reels)
            raise error

        return replace(one, reels=reels())

    with pytest.raises(type(error)):
        published("mp3", change=broken)
    assert old()


@pytest.mark.parametrize("name", FORMATS)
def test_a_reel_too_few_or_too_many_is_found_by_the_files_length(name: str, published: Published) -> None:
    def fewer(one: Recording) -> Recording:
        return replace(one, reels=islice(one.reels, 1))

    def twice(one: Recording) -> Recording:
        first, last = one.reels
        return replace(
            one, reels=iter([first, replace(first, start=first.length), replace(last, start=2 * last.start)])
        )

    for change in (fewer, twice):
        with pytest.raises(OutputError, match=r"s long instead of 6\.00 s"):
            published(name, change=change)
