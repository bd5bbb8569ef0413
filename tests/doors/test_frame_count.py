"""What an mp3 file says of itself: as FFmpeg would, had it been given one frame at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.doors.encoding import read_tags, write_reels
from narrate.doors.frame_count import write_frame_count
from narrate.doors.packets import packed
from narrate.publishing.formats import FORMATS
from narrate.recording import Reel

MP3 = FORMATS["mp3"].encoding
ONE_BY_ONE = replace(MP3, frames_a_packet=1)
TAG_BYTES = 4 + 32 + 156  # of a frame's head, its side information and its tag, at most
PLACES = slice(16, 116)


def written(path: Path, seconds: float, rate_hz: int, encoding: object, tags: dict[str, str]) -> bytes:
    noise = np.random.default_rng(1).normal(0, 3_000, round(seconds * rate_hz)).astype("<i2").tobytes()
    packets, heard = packed(noise, rate_hz, MP3)
    reel = Reel(0, len(heard), packets, np.zeros(0, np.float32), 0.0)
    write_reels([reel], rate_hz, path, encoding, tags=tags)
    return path.read_bytes()


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 44_100])
@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.1, 1.0, 7.3])
@pytest.mark.parametrize("tags", [{}, {"title": "T" * 3_000}], ids=["bare", "labelled"])
def test_a_file_is_the_same_but_for_the_places_to_seek_to(
    rate_hz: int, seconds: float, tags: dict[str, str], tmp_path: Path
) -> None:
    ours = written(tmp_path / "a.mp3", seconds, rate_hz, MP3, tags)
    theirs = written(tmp_path / "b.mp3", seconds, rate_hz, ONE_BY_ONE, tags)
    tag = theirs.index(b"Info")
    check = slice(tag + 154, tag + 156)
    differ = {place for place in range(len(theirs)) if ours[place] != theirs[place]}
    assert len(ours) == len(theirs)
    assert differ <= {*range(tag + 16, tag + 116), *range(check.start, check.stop)}
    (tmp_path / "b.mp3").write_bytes(theirs)
    write_frame_count(tmp_path / "b.mp3", int.from_bytes(theirs[tag + 8 : tag + 12], "big"))
    assert (tmp_path / "b.mp3").read_bytes() == ours
    assert read_tags(tmp_path / "a.mp3").get("title", "") == tags.get("title", "")


def test_readers_find_the_check_right(tmp_path: Path) -> None:
    written(tmp_path / "a.mp3", 7.3, 22_050, MP3, {})
    assert read_tags(tmp_path / "a.mp3").get("encoder") == "Lavf"  # which FFmpeg believes only then


def test_the_places_to_seek_to_are_where_ffmpeg_finds_them_in_a_long_file(tmp_path: Path) -> None:
    ours = written(tmp_path / "a.mp3", 120, 22_050, MP3, {})
    theirs = written(tmp_path / "b.mp3", 120, 22_050, ONE_BY_ONE, {})
    tag = theirs.index(b"Info")
    pairs = zip(ours[tag:][PLACES], theirs[tag:][PLACES], strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 1


def test_a_file_without_a_tag_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"\xff\xf3" + bytes(500))
    with pytest.raises(ValueError, match="no Info tag"):
        write_frame_count(path, 7)
    assert path.read_bytes() == b"\xff\xf3" + bytes(500)
