"""Where the file goes: decided, and held, before any work begins."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.doors.files import replacing
from narrate.edition import Edition
from narrate.errors import NarrateError, OutputError, SettingsError
from narrate.publishing import Target, claim
from narrate.publishing.formats import FORMATS, choose
from narrate.settings import Settings, Tags

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")


def claimed(destination: Path | None, settings: Settings, name: str = "My Essay") -> Target:
    with claim(destination, name, settings) as target:
        return target


# --- the place --------------------------------------------------------------------------------------------------------


def test_without_a_destination_it_goes_to_the_folder_output_here(base: Settings) -> None:
    assert claimed(None, base).path == Path("output/my-essay.mp3")
    assert Path("output").is_dir()


def test_a_folder_as_destination_gets_a_file_named_after_the_source(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "shelf.v2").mkdir()
    assert claimed(tmp_path / "shelf.v2", base).path == tmp_path / "shelf.v2" / "my-essay.mp3"


def test_a_file_as_destination_is_where_it_goes_and_its_folders_are_made(base: Settings, tmp_path: Path) -> None:
    assert claimed(tmp_path / "a" / "b" / "Book.m4b", base).path == tmp_path / "a" / "b" / "Book.m4b"
    assert list((tmp_path / "a" / "b").iterdir()) == []  # held, but nothing left there


def test_a_destination_without_a_suffix_gets_one(base: Settings, tmp_path: Path) -> None:
    assert claimed(tmp_path / "book", base).path == tmp_path / "book.mp3"
    assert claimed(tmp_path / "book", replace(base, format="opus")).path == tmp_path / "book.opus"
    assert claimed(tmp_path / ".hidden", base).path == tmp_path / ".hidden.mp3"


@pytest.mark.parametrize(
    ("format_", "file", "chosen"),
    [
        ("", "x.mp3", "mp3"),
        ("", "x.MP3", "mp3"),
        ("", "x.m4b", "m4b"),
        ("", "x.m4a", "m4b"),
        ("", "x.opus", "opus"),
        ("", "x.ogg", "opus"),
        ("", "x.flac", "flac"),
        ("", "x.wav", "wav"),
        ("", "x", "mp3"),
        ("", "a.b.c.wav", "wav"),
        ("flac", "x.flac", "flac"),
        ("FLAC", "x", "flac"),
        ("m4a", "x.v2", "m4b"),
    ],
)
def test_the_suffix_chooses_the_format_unless_it_is_named(
    format_: str, file: str, chosen: str, base: Settings, tmp_path: Path
) -> None:
    assert claimed(tmp_path / file, replace(base, format=format_)).format.name == chosen


@pytest.mark.parametrize(
    ("format_", "file"), [("", "x.txt"), ("", "x.mp4"), ("", "x.aac"), ("wma", "x.mp3"), (".mp3", "x")]
)
def test_an_unknown_format_is_a_settings_error_that_names_those_there_are(
    format_: str, file: str, base: Settings, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="is not an audio format that narrate writes") as caught:
        claimed(tmp_path / file, replace(base, format=format_))
    assert all(name in caught.value.remedy for name in FORMATS)


@pytest.mark.parametrize(
    ("name", "kbps", "bps"), [("mp3", 128, 128_000), ("mp3", 0, 64_000), ("flac", 128, 0), ("wav", 64, 0)]
)
def test_a_bitrate_is_for_formats_that_have_one(name: str, kbps: int, bps: int) -> None:
    assert choose(name, None, kbps).encoding.bitrate_bps == bps


# --- what is there already --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"somebody's music", bytes(5_000)])
def test_a_file_that_narrate_did_not_make_is_not_overwritten(content: bytes, base: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.mp3").write_bytes(content)
    with pytest.raises(OutputError, match="exists and was not made by narrate") as caught:
        claimed(tmp_path / "x.mp3", base)
    assert "--force" in caught.value.remedy
    assert (tmp_path / "x.mp3").read_bytes() == content


def test_force_lets_any_file_go_but_not_before_the_new_one_is_there(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.mp3").write_bytes(b"somebody's music")
    assert claimed(tmp_path / "x.mp3", replace(base, force=True)).path == tmp_path / "x.mp3"
    assert (tmp_path / "x.mp3").read_bytes() == b"somebody's music"


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_narrates_own_is_replaced_without_force(name: str, published: Callable[..., Edition]) -> None:
    first = published(name)
    assert published(name).path == first.path


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_with_the_name_of_the_file_is_in_the_way(force: bool, base: Settings, tmp_path: Path) -> None:
    (tmp_path / "shelf" / "my-essay.mp3").mkdir(parents=True)
    with pytest.raises(OutputError, match="is not a file"):
        claimed(tmp_path / "shelf", replace(base, force=force))


@POSIX
def test_a_pipe_or_a_device_is_no_file(base: Settings, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.mp3")
    with pytest.raises(OutputError, match="is not a file"):
        claimed(tmp_path / "x.mp3", replace(base, force=True))


@POSIX
def test_a_link_to_somebody_elses_file_is_somebody_elses_file(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "music.mp3").write_bytes(b"music")
    (tmp_path / "x.mp3").symlink_to("music.mp3")
    with pytest.raises(OutputError, match="was not made by narrate"):
        claimed(tmp_path / "x.mp3", base)


@POSIX
def test_a_link_to_nothing_is_a_free_place(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.mp3").symlink_to("gone.mp3")
    assert claimed(tmp_path / "x.mp3", base).path == tmp_path / "x.mp3"
    assert (tmp_path / "x.mp3").is_symlink()


@POSIX
def test_a_link_to_a_folder_is_a_folder(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "link").symlink_to("shelf")
    assert claimed(tmp_path / "link", base).path == tmp_path / "link" / "my-essay.mp3"


def test_chapters_beside_the_audio_that_somebody_else_made_are_not_overwritten(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.flac.chapters.json").write_text("mine")
    with pytest.raises(OutputError):
        claimed(tmp_path / "x.flac", base)


def test_what_a_killed_run_left_beside_the_destination_is_swept(base: Settings, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with replacing(shelf / "book.mp3") as part:
        part.touch()
        left = part.with_name(part.name.replace(str(os.getpid()), "999999"))
    left.write_bytes(b"half")
    (shelf / ".other.mp3.1.part").touch()
    claimed(shelf / "book.mp3", replace(base, force=True))
    assert sorted(one.name for one in shelf.iterdir()) == [".other.mp3.1.part", "book.mp3"]


# --- what cannot be ---------------------------------------------------------------------------------------------------


def test_a_file_in_the_place_of_a_folder_is_an_output_error(base: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="could not be written"):
        claimed(tmp_path / "file" / "x.mp3", base)


@POSIX
def test_a_folder_that_may_not_be_written_shows_before_the_work(base: Settings) -> None:
    with pytest.raises(OutputError):
        claimed(Path("/proc/x.mp3"), base)


def test_a_place_that_another_run_holds_is_refused_and_free_afterwards(base: Settings, tmp_path: Path) -> None:
    with claim(tmp_path / "x.mp3", "x", base):
        with pytest.raises(OutputError, match="Another narrate is writing"):
            claimed(tmp_path / "x.mp3", base)
        claimed(tmp_path / "y.mp3", base)
    claimed(tmp_path / "x.mp3", base)


def test_a_name_that_the_disk_does_not_take_is_an_output_error(base: Settings, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"could not be written|cannot be written"):
        claimed(tmp_path / ("x" * 300 + ".mp3"), base)


def test_a_destination_with_a_nul_is_a_narrate_error(base: Settings, tmp_path: Path) -> None:
    with pytest.raises(NarrateError):
        claimed(tmp_path / "a\0b.mp3", base)


# --- the cover --------------------------------------------------------------------------------------------------------


def with_cover(base: Settings, cover: Path) -> Settings:
    return replace(base, tags=Tags(cover=cover))


def test_a_cover_is_read_at_once(base: Settings, tmp_path: Path, png: Path) -> None:
    assert claimed(tmp_path / "x.mp3", with_cover(base, png)).cover == png.read_bytes()
    assert claimed(tmp_path / "x.mp3", base).cover is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file"),
        (b"", "neither a JPEG nor a PNG"),
        (b"GIF89a", "neither a JPEG nor a PNG"),
        (b"<svg/>", "neither a JPEG nor a PNG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20_000_000), "larger than 20 MB"),
    ],
    ids=["gone", "empty", "gif", "svg", "huge"],
)
def test_a_cover_that_is_no_picture_is_a_settings_error(
    content: bytes | None, problem: str, base: Settings, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "cover.jpg").write_bytes(content)
    with pytest.raises(SettingsError, match=problem):
        claimed(tmp_path / "x.mp3", with_cover(base, tmp_path / "cover.jpg"))


def test_a_folder_is_no_cover(base: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not a file"):
        claimed(tmp_path / "x.mp3", with_cover(base, tmp_path))


def test_a_name_that_says_another_format_than_the_one_asked_for_is_refused(base: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"not a name for flac"):
        claimed(tmp_path / "x.mp3", replace(base, format="flac"))


@pytest.mark.parametrize("size", [20, 45])
def test_a_broken_picture_is_a_settings_error_before_the_work(
    size: int, base: Settings, tmp_path: Path, png: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(png.read_bytes()[:size])
    with pytest.raises(SettingsError):
        claimed(tmp_path / "x.mp3", with_cover(base, tmp_path / "broken.png"))


def test_a_bitrate_that_the_format_does_not_take_is_refused_before_the_work(base: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        claimed(tmp_path / "x.opus", replace(base, bitrate_kbps=320))
