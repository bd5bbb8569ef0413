"""Chapters apart: a file for each, a playlist, and what ACX asks of an audiobook."""

from __future__ import annotations

import json
from pathlib import Path

import mutagen
import pytest

from narrate.checking import check
from narrate.doors.metering import measure_file

BOOK = """# The Book of Lamps

To whoever opens this.

## One: Oil

It burns with a steady flame. Nobody minds the smell of it.

## * * *

## Two: Gas

It came through pipes, and the streets were lit.
"""
NAMES = ["01-the-book-of-lamps.mp3", "02-one-oil.mp3", "03-two-gas.mp3"]


@pytest.fixture
def book() -> Path:
    path = Path("lamps.md")
    path.write_text(BOOK)
    return path


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_every_chapter_that_is_heard_is_a_file_and_the_playlist_has_them_in_order(narrate, book: Path) -> None:
    done = narrate(book, "--voice", "tone", "--split")
    assert (done.code, done.out) == (0, "output/lamps/lamps.m3u8\n")
    assert names(Path("output/lamps")) == [*NAMES, "lamps.m3u8"]
    lines = Path("output/lamps/lamps.m3u8").read_text().splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == NAMES
    lengths = [float(line.partition(":")[2].partition(",")[0]) for line in lines if line.startswith("#EXTINF")]
    assert lengths == pytest.approx([measure_file(Path("output/lamps") / name).duration_s for name in NAMES], abs=0.01)


def test_each_file_has_its_own_title_and_its_place_in_the_album(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--split", "--title", "Lamps", "--author", "A. Writer", "-o", "out")
    tags = [mutagen.File(f"out/{name}") for name in NAMES]
    assert [str(one["TIT2"]) for one in tags] == ["The Book of Lamps", "One: Oil", "Two: Gas"]
    assert [str(one["TRCK"]) for one in tags] == ["1/3", "2/3", "3/3"]
    assert {(str(one["TALB"]), str(one["TPE1"])) for one in tags} == {("Lamps", "A. Writer")}
    assert not any(one.tags.getall("CHAP") for one in tags)


def test_json_tells_of_all_files_and_of_the_whole(narrate, book: Path) -> None:
    result = json.loads(narrate(book, "--voice", "tone", "--split", "--json", "-o", "out").out)
    assert result["path"] == "out/lamps.m3u8"
    assert [Path(one["path"]).name for one in result["files"]] == NAMES
    assert sum(one["duration_s"] for one in result["files"]) == pytest.approx(result["duration_s"], abs=0.01)
    starts = [one["start_s"] for one in result["chapters"]]
    assert starts == pytest.approx([0, *[result["files"][0]["duration_s"]], starts[2]], abs=0.01)
    assert [one["written"] for one in result["unheard"]] == ["* * *"]


def test_a_chapter_that_is_gone_takes_its_file_with_it_but_nobody_elses(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--split", "-o", "out")
    Path("out/notes.txt").write_text("mine")
    book.write_text(BOOK.replace("## One: Oil\n", "## One: Whale oil\n"))
    narrate(book, "--voice", "tone", "--split", "-o", "out")
    assert names(Path("out")) == [NAMES[0], "02-one-whale-oil.mp3", NAMES[2], "lamps.m3u8", "notes.txt"]


@pytest.mark.parametrize("name", ["lamps.m3u8", NAMES[1]])
def test_a_file_of_somebody_else_is_not_replaced(narrate, book: Path, name: str) -> None:
    Path("out").mkdir()
    Path("out", name).write_text("mine")
    done = narrate(book, "--voice", "tone", "--split", "-o", "out")
    assert done.code == 5
    assert "was not made by narrate" in done.err
    assert Path("out", name).read_text() == "mine"


@pytest.mark.parametrize("place", ["book.mp3", "book.m3u8"])
def test_several_files_do_not_fit_into_one(narrate, book: Path, place: str) -> None:
    done = narrate(book, "--split", "-o", place)
    assert done.code == 2
    assert "the name of a folder" in done.err


@pytest.mark.parametrize("voice", ["tone", "pyttsx3"])
def test_an_audiobook_for_acx_passes_every_line(narrate, book: Path, voice: str) -> None:
    assert narrate(book, "--voice", voice, "--standard", "audiobook-acx", "-o", "acx").code == 0
    for name in NAMES:
        verdict = check(Path("acx") / name, "audiobook-acx")
        assert [line for line in verdict.lines if line.passed is False] == []
        assert sum(line.passed is True for line in verdict.lines) >= 10


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--format", "m4b"), "takes mp3 only"),
        (("--bitrate", "64"), "asks for 192 kb/s"),
    ],
)
def test_what_acx_does_not_take_is_refused_before_any_work(narrate, book: Path, options, reason: str) -> None:
    done = narrate(book, "--standard", "audiobook-acx", *options)
    assert done.code == 2
    assert reason in done.err


def test_a_second_run_writes_the_same_bytes(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--split", "-o", "out")
    first = {one.name: one.read_bytes() for one in Path("out").iterdir()}
    narrate(book, "--voice", "tone", "--split", "-o", "out", "--jobs", "1")
    assert {one.name: one.read_bytes() for one in Path("out").iterdir()} == first


def test_a_text_of_one_chapter_is_one_file(narrate) -> None:
    Path("one.txt").write_text("Some words, and some more of them.\n")
    done = narrate("one.txt", "--voice", "tone", "--standard", "audiobook-acx", "-o", "one.mp3")
    assert (done.code, done.out) == (0, "one.mp3\n")
    assert check(Path("one.mp3"), "audiobook-acx").passed
