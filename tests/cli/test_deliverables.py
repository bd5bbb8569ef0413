"""Files beside the audio, as a user asks for them: from one run or a later one, replaced only where they are narrate's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pysubs2
import pytest

from narrate.doors.decoding import decode_mono

BOOK = """# The Book of Lamps

It begins here, with a sentence that is long enough to need more than one line of captions.

## One: Oil

Oil & wicks. * * *

## Two: Gas

Gas <i>came</i> late --> very late.
"""
KINDS = "vtt,srt,lrc,json"
BESIDE = ["book.chapters.vtt", "book.lrc", "book.srt", "book.transcript.json", "book.vtt"]


@pytest.fixture
def book() -> Path:
    path = Path("book.md")
    path.write_text(BOOK)
    return path


def names(folder: Path | str = "output") -> list[str]:
    return sorted(one.name for one in Path(folder).iterdir())


def test_one_run_writes_the_audio_and_all_that_is_asked_for(narrate, book: Path) -> None:
    done = narrate(book, "--voice", "tone", "--captions", KINDS, "--json")
    assert names() == sorted([*BESIDE, "book.mp3"])
    assert sorted(Path(one).name for one in json.loads(done.out)["beside"]) == BESIDE


def test_the_summary_names_them(narrate, book: Path) -> None:
    assert "Beside it: book.srt" in narrate(book, "--voice", "tone", "--captions", "srt").err


def test_a_later_run_adds_them_and_speaks_and_encodes_nothing(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone")
    audio, before = Path("output/book.mp3").read_bytes(), kept()
    result = json.loads(narrate(book, "--voice", "tone", "--captions", "vtt", "--json").out)
    assert (result["spoken"], result["cached"]) == (0, result["passages"])
    assert kept() == before != set()
    assert Path("output/book.mp3").read_bytes() == audio


def kept() -> set[Path]:
    """The entries of the cache: clips, measured sections, encoded ones."""
    return {path for path in (Path.home() / "cache").rglob("*") if path.is_file() and path.suffix != ".lock"}


def test_the_same_command_writes_the_same_bytes(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--captions", KINDS, "-o", "a/book.mp3")
    narrate(book, "--voice", "tone", "--captions", KINDS, "-o", "b/book.mp3", "--jobs", "1")
    assert [Path("a", name).read_bytes() for name in names("a")] == [
        Path("b", name).read_bytes() for name in names("b")
    ]


@pytest.mark.parametrize("suffix", ["mp3", "m4b"])
def test_captions_pass_the_check_of_every_format(narrate, book: Path, suffix: str) -> None:
    narrate(book, "--voice", "tone", "--captions", KINDS, "-o", f"book.{suffix}", "--quiet")
    lines = json.loads(narrate("check", f"book.{suffix}", "--standard", "none", "--json").out)["lines"]
    ends = {line["name"].removeprefix("end of "): line["passed"] for line in lines if line["name"].startswith("end of")}
    assert ends.keys() >= {"book.vtt", "book.srt", "book.lrc", "book.chapters.vtt"}
    assert all(ends.values())


def test_captions_begin_with_the_sound_of_their_sentence(narrate, book: Path) -> None:
    """The tone engine beeps for every word, and is silent between sentences."""
    narrate(book, "--voice", "tone", "--captions", "srt", "-o", "book.wav")
    pcm, rate_hz = decode_mono(Path("book.wav"))
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2")) > 200)
    begins = loud[np.flatnonzero(np.diff(loud, prepend=-rate_hz) > 0.25 * rate_hz)] * 1000 / rate_hz
    starts = [one.start for one in pysubs2.load("book.srt")]
    assert all(min(abs(start - begin) for start in starts) <= 40 for begin in begins)
    assert len(begins) >= 5


def test_a_file_of_somebody_else_is_not_replaced_and_nothing_is_spoken(narrate, book: Path) -> None:
    Path("output").mkdir()
    Path("output/book.srt").write_text("mine")
    done = narrate(book, "--voice", "tone", "--captions", KINDS)
    assert done.code == 5
    assert "book.srt” exists and was not made by narrate" in done.err
    assert names() == ["book.srt"]
    assert Path("output/book.srt").read_text() == "mine"
    assert narrate(book, "--voice", "tone", "--captions", KINDS, "--force").code == 0
    assert Path("output/book.srt").read_text() != "mine"


def test_its_own_are_replaced(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--captions", KINDS)
    before = Path("output/book.srt").read_text()
    book.write_text(BOOK.replace("Oil & wicks", "Whale oil"))
    assert narrate(book, "--voice", "tone", "--captions", KINDS).code == 0
    assert "Whale oil" in Path("output/book.srt").read_text() != before


def test_chapters_apart_have_theirs_each_and_take_them_with_them(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--split", "--captions", "srt", "-o", "out")
    parts = ["01-the-book-of-lamps", "02-one-oil", "03-two-gas"]
    assert names("out") == sorted([*(f"{part}{suffix}" for part in parts for suffix in (".mp3", ".srt")), "book.m3u8"])
    assert [one.text for one in pysubs2.load("out/02-one-oil.srt")] == ["One: Oil", "Oil & wicks. * * *"]
    assert pysubs2.load("out/03-two-gas.srt")[0].start < 1000
    Path("out/04-notes.srt").write_text("mine")
    book.write_text(BOOK.replace("## One: Oil\n", "## One: Whales\n"))
    narrate(book, "--voice", "tone", "--split", "--captions", "srt", "-o", "out")
    assert "02-one-oil.srt" not in names("out")
    assert {"02-one-whales.srt", "04-notes.srt"} <= set(names("out"))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--captions", "ass"), "no kind of captions called “ass”"),
        (("--also", "metadata.json"), "no file called “metadata.json”"),
        (("--layout", "plex"), "no layout called “plex”"),
        (("--captions-by", "verse"), "no measure of captions called “verse”"),
        (("--captions-width", "8"), "width of captions 8 cannot be used"),
    ],
)
def test_what_there_is_not_is_refused_before_any_work(narrate, book: Path, options, problem: str) -> None:
    done = narrate(book, *options)
    assert done.code == 2
    assert problem in done.err


def test_the_settings_file_names_them_too(narrate, book: Path) -> None:
    Path("narrate.toml").write_text('captions = "srt, vtt"\ncaptions_by = "phrase"\ncaptions_width = 32\n')
    narrate(book, "--voice", "tone")
    assert names() == ["book.chapters.vtt", "book.mp3", "book.srt", "book.vtt"]
    assert max(len(line) for line in Path("output/book.vtt").read_text().splitlines()) <= 32


def test_a_source_is_not_replaced_by_what_lies_beside_the_audio(narrate) -> None:
    Path("talk.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nWords.\n")
    done = narrate("talk.srt", "--voice", "tone", "--captions", "srt", "-o", "talk.mp3", "--force")
    assert done.code == 5
    assert "is the source itself" in done.err


ALSO = "cue,lpf,publication.json"
ALSO_FILES = ["book.cue", "book.lpf", "book.publication.json"]


def test_more_files_are_written_beside_and_a_second_time(narrate, book: Path) -> None:
    assert narrate(book, "--voice", "tone", "--also", ALSO).code == 0
    assert names() == sorted([*ALSO_FILES, "book.mp3"])
    assert narrate(book, "--voice", "tone", "--also", ALSO).code == 0


def test_for_audiobookshelf_a_book_lies_in_its_authors_folder(narrate, book: Path) -> None:
    given = ("--voice", "tone", "--layout", "audiobookshelf", "--author", "A. Writer", "-o", "lib")
    assert narrate(book, *given).out == "lib/A. Writer/The Book of Lamps/The Book of Lamps.mp3\n"
    assert names("lib/A. Writer/The Book of Lamps") == ["The Book of Lamps.mp3", "desc.txt", "metadata.json"]
    assert narrate(book, *given, "--split", "--title", "Lamps", "--format", "m4b").code == 0
    parts = ["01-the-book-of-lamps.m4b", "02-one-oil.m4b", "03-two-gas.m4b"]
    assert names("lib/A. Writer/Lamps") == [*parts, "book.m3u8", "desc.txt", "metadata.json"]
    found = json.loads(Path("lib/A. Writer/Lamps/metadata.json").read_bytes())
    assert [one["title"] for one in found["chapters"]] == ["The Book of Lamps", "One: Oil", "Two: Gas"]
    assert narrate(book, "--layout", "audiobookshelf", "-o", "book.mp3").code == 2


def test_a_book_in_several_files_has_one_manifest(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone", "--split", "--also", "publication.json,cue", "-o", "out")
    found = json.loads(Path("out/book.publication.json").read_bytes())
    assert [one["name"] for one in found["readingOrder"]] == ["The Book of Lamps", "One: Oil", "Two: Gas"]
    assert Path("out/book.cue").read_text().count("FILE") == 3
