"""Manifests beside the audio: W3C audiobooks and their packages, cue sheets, what Audiobookshelf reads."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.programme import Programme
from narrate.publishing import cue_sheet
from narrate.publishing.audiobook_manifest import write_manifest, write_package
from narrate.publishing.audiobookshelf import folder, write_description, write_metadata
from narrate.timeline import Mark

RATE_HZ = 24_000
HOSTILE = 'Of "A" & <b>\'s</b> ]]> --> </script>'
MARKS = Mark(0, "Opening"), Mark(RATE_HZ + 1000, HOSTILE), Mark(2 * RATE_HZ, "Ende")


@pytest.fixture
def book(spoken: Callable[..., Programme], png: Path) -> Programme:
    """A programme of three chapters in 2.9 s, whose audio is there, with a cover and an awkward title."""
    made = spoken("It rained all day.", marks=MARKS)
    labels = {**made.labels, "title": HOSTILE, "album": HOSTILE, "date": "1813-01-28", "genre": "Audiobook"}
    audio = made.audio.with_name("a book #1.mp3")
    audio.write_bytes(b"sound" * 1000)
    return replace(made, labels=labels, audio=audio, cover=png.read_bytes())


@pytest.fixture
def parted(book: Programme) -> Programme:
    """The same in two files."""
    parts = []
    for number, name in enumerate(("01-one.mp3", "02-two.mp3"), start=1):
        audio = book.audio.with_name(name)
        audio.write_bytes(bytes([number]) * 500)
        timeline = replace(book.timeline, length=number * RATE_HZ, marks=())
        parts.append(replace(book, audio=audio, timeline=timeline, labels={**book.labels, "title": f"Part {number}"}))
    whole = replace(book.timeline, length=3 * RATE_HZ, marks=(Mark(0, "Part 1"), Mark(RATE_HZ, "Part 2")))
    return replace(book, audio=book.audio.with_name("book.m3u8"), timeline=whole, parts=tuple(parts))


def test_a_manifest_has_what_the_recommendation_requires(book: Programme, tmp_path: Path) -> None:
    """Audiobooks, W3C Recommendation of 10 November 2020, 3 and 4."""
    write_manifest(book, tmp_path / "p.json")
    found = json.loads((tmp_path / "p.json").read_bytes())
    assert found["@context"][:2] == ["https://schema.org", "https://www.w3.org/ns/pub-context"]
    assert found["conformsTo"] == "https://www.w3.org/TR/audiobooks/"
    assert (found["type"], found["name"], found["author"]) == ("Audiobook", HOSTILE, "A. Writer")
    assert (found["readBy"], found["inLanguage"], found["datePublished"]) == ("Low Tone (tone)", "en", "1813-01-28")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["id"])
    (only,) = found["readingOrder"]
    assert (only["url"], only["encodingFormat"], only["duration"]) == ("a%20book%20%231.mp3", "audio/mpeg", "PT2.900S")
    assert found["duration"] == "PT2.900S"
    assert "resources" not in found


def test_a_manifest_of_several_files_has_them_in_reading_order(parted: Programme, tmp_path: Path) -> None:
    write_manifest(parted, tmp_path / "p.json")
    found = json.loads((tmp_path / "p.json").read_bytes())
    order = [(one["url"], one["name"], one["duration"]) for one in found["readingOrder"]]
    assert order == [("01-one.mp3", "Part 1", "PT1.000S"), ("02-two.mp3", "Part 2", "PT2.000S")]
    assert found["duration"] == "PT3.000S"


@pytest.mark.parametrize("which", ["book", "parted"])
def test_a_package_holds_everything_that_its_manifest_names(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Lightweight Packaging Format, W3C Note of 19 March 2020: the manifest and the entry page lie at the root."""
    programme = request.getfixturevalue(which)
    write_package(programme, tmp_path / "p.lpf")
    with zipfile.ZipFile(tmp_path / "p.lpf") as package:
        assert package.testzip() is None
        names = set(package.namelist())
        found = json.loads(package.read("publication.json"))
        from urllib.parse import unquote

        named = {unquote(one["url"]) for one in (*found["readingOrder"], *found["resources"])}
        assert names == {*named, "publication.json"}
        for part in programme.parts or (programme,):
            assert package.read(part.audio.name) == part.audio.read_bytes()
            assert package.getinfo(part.audio.name).compress_type == zipfile.ZIP_STORED
        assert [one["rel"] for one in found["resources"]] == ["contents", "cover"]
        assert package.read("cover.png") == programme.cover


def test_the_page_of_contents_leads_to_each_chapter_and_nothing_in_it_is_markup(
    book: Programme, tmp_path: Path
) -> None:
    write_package(book, tmp_path / "p.lpf")
    with zipfile.ZipFile(tmp_path / "p.lpf") as package:
        page = ET.fromstring(package.read("index.html"))
    links = page.findall(".//nav[@role='doc-toc']//a")
    assert [one.text for one in links] == ["Opening", HOSTILE, "Ende"]
    assert [one.get("href").partition("#")[2] for one in links] == ["t=0.000", "t=1.042", "t=2.000"]
    assert [one.get("rel") for one in page.iter("link")] == ["publication"]
    assert page.findtext(".//h1") == HOSTILE
    assert not {"script", "b"} & {one.tag for one in page.iter()}


def test_a_package_has_the_same_bytes_whenever_it_is_made(book: Programme, tmp_path: Path) -> None:
    import os

    write_package(book, tmp_path / "a.lpf")
    os.utime(book.audio, (1_000_000_000, 1_000_000_000))
    write_package(book, tmp_path / "b.lpf")
    assert (tmp_path / "a.lpf").read_bytes() == (tmp_path / "b.lpf").read_bytes()


def test_a_cue_sheet_has_a_track_for_each_chapter_in_frames_of_a_75th(book: Programme, tmp_path: Path) -> None:
    cue_sheet.write(book, tmp_path / "x.cue")
    lines = (tmp_path / "x.cue").read_text(encoding="utf-8").splitlines()
    assert 'FILE "a book #1.mp3" MP3' in lines
    assert [line for line in lines if "TRACK" in line] == [f"  TRACK {n:02} AUDIO" for n in (1, 2, 3)]
    assert [line.split()[-1] for line in lines if "INDEX" in line] == ["00:00:00", "00:01:03", "00:02:00"]
    assert all(line.count('"') in {0, 2} for line in lines)
    assert lines[-3:] == ["  TRACK 03 AUDIO", '    TITLE "Ende"', "    INDEX 01 00:02:00"]


def test_a_cue_sheet_of_several_files_starts_each_with_its_track(parted: Programme, tmp_path: Path) -> None:
    cue_sheet.write(parted, tmp_path / "x.cue")
    lines = (tmp_path / "x.cue").read_text().splitlines()
    assert lines[-8:] == [
        'FILE "01-one.mp3" MP3', "  TRACK 01 AUDIO", '    TITLE "Part 1"', "    INDEX 01 00:00:00",
        'FILE "02-two.mp3" MP3', "  TRACK 02 AUDIO", '    TITLE "Part 2"', "    INDEX 01 00:00:00",
    ]  # fmt: skip


def test_a_cue_sheet_has_99_tracks_at_most_and_the_first_begins_with_the_file(book: Programme, tmp_path: Path) -> None:
    marks = tuple(Mark(100 + n * 400, f"C{n}") for n in range(150))
    cue_sheet.write(replace(book, timeline=replace(book.timeline, marks=marks)), tmp_path / "x.cue")
    lines = (tmp_path / "x.cue").read_text().splitlines()
    assert sum("TRACK" in line for line in lines) == 99
    assert next(line for line in lines if "INDEX" in line) == "    INDEX 01 00:00:00"


def test_a_text_without_chapters_is_one_track(spoken, tmp_path: Path) -> None:
    cue_sheet.write(spoken("It rained."), tmp_path / "x.cue")
    assert (tmp_path / "x.cue").read_text().count("TRACK") == 1


def test_audiobookshelf_finds_people_chapters_and_year(book: Programme, tmp_path: Path) -> None:
    write_metadata(book, tmp_path / "metadata.json")
    found = json.loads((tmp_path / "metadata.json").read_bytes())
    assert (found["title"], found["authors"], found["narrators"]) == (HOSTILE, ["A. Writer"], ["Low Tone (tone)"])
    assert (found["publishedYear"], found["language"], found["genres"]) == ("1813", "en", ["Audiobook"])
    spans = [(one["id"], one["start"], one["end"]) for one in found["chapters"]]
    assert spans == [(0, 0.0, 1.042), (1, 1.042, 2.0), (2, 2.0, 2.9)]
    assert [one["title"] for one in found["chapters"]] == ["Opening", HOSTILE, "Ende"]


def test_a_description_is_the_texts_own_or_says_what_it_is(book: Programme, tmp_path: Path) -> None:
    write_description(book, tmp_path / "desc.txt")
    assert (tmp_path / "desc.txt").read_text().strip() == f"{HOSTILE}, by A. Writer. Read by Low Tone (tone)."
    write_description(replace(book, labels={**book.labels, "description": "A tale."}), tmp_path / "desc.txt")
    assert (tmp_path / "desc.txt").read_text().strip() == "A tale."


@pytest.mark.parametrize(
    ("title", "author", "parts"),
    [
        ("Hackers: Heroes", "Steven Levy", ("Steven Levy", "Hackers Heroes")),
        ("Animal Farm", "", ("Animal Farm",)),
        ("../../etc", "a/b\\c", ("a b c", "etc")),
        ("CON", "nul.txt", ("nul.txt audio", "CON audio")),
        ("What?", "Dr. Who...", ("Dr. Who", "What")),
        ("第一章", "Jane\x00Austen\u202e", ("Jane Austen", "第一章")),
    ],
)
def test_a_book_has_a_folder_in_its_authors(title: str, author: str, parts: tuple[str, ...]) -> None:
    assert folder(Path("lib"), title, author) == Path("lib", *parts)


@pytest.mark.parametrize("title", ["", "...", "///", "\0"])
def test_a_folder_always_has_a_name(title: str) -> None:
    assert folder(Path("lib"), title, "").name.startswith("narration-")
