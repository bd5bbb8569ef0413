"""Chapters, read back with other eyes: every one, where it begins to the millisecond."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from mutagen.id3 import ID3, CTOCFlags
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from narrate.document import Document
from narrate.edition import Edition
from narrate.publishing.formats import FORMATS
from narrate.settings import Settings, Tags
from narrate.timeline import Mark

Published = Callable[..., Edition]
RATE_HZ = 24_000

# The programme is 6 s; 50,001 and 120,007 samples are 2083.375 and 5000.2917 ms, with less and more than half a second.
MARKS = Mark(0, "Opening"), Mark(50_001, "Two = 2; b", 2), Mark(110_407, "第一章 🎉"), Mark(120_007, "End")
STARTS_MS = [0, 2083, 4600, 5000]
TITLES = ["Opening", "Two = 2; b", "第一章 🎉", "End"]


def test_mp3_has_a_chap_for_each_and_a_table_of_them_at_the_top(published: Published) -> None:
    tags = ID3(published("mp3", *MARKS).path)
    (table,) = tags.getall("CTOC")
    assert table.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    chapters = [tags[f"CHAP:{name}"] for name in table.child_element_ids]
    assert [one.start_time for one in chapters] == STARTS_MS
    assert [one.end_time for one in chapters] == [*STARTS_MS[1:], 6000]
    assert [one.sub_frames["TIT2"].text for one in chapters] == [[title] for title in TITLES]


def test_mp3_with_more_chapters_than_a_table_holds_has_as_many_as_it_holds(published: Published) -> None:
    tags = ID3(published("mp3", *(Mark(n * 400, f"C{n}") for n in range(300))).path)
    (table,) = tags.getall("CTOC")
    assert len(table.child_element_ids) == 255


def test_m4b_has_nero_chapters(published: Published) -> None:
    chapters = MP4(published("m4b", *MARKS).path).chapters
    assert [round(one.start * 1000) for one in chapters] == STARTS_MS
    assert [one.title for one in chapters] == TITLES


def test_m4b_has_a_quicktime_chapter_track(published: Published) -> None:
    path = published("m4b", *MARKS).path
    content = path.read_bytes()
    assert b"chap" in content[content.index(b"tref") :][:16]
    with av.open(str(path), options={"ignore_chapters": "1"}) as container:
        (track,) = [stream for stream in container.streams if stream.type not in {"audio", "video"}]
        samples = [
            (float(packet.pts * packet.time_base), bytes(packet)) for packet in container.demux(track) if packet.size
        ]
    assert [round(start_s * 1000) for start_s, _ in samples] == STARTS_MS
    titles = [text[2 : 2 + int.from_bytes(text[:2], "big")].decode() for _, text in samples]
    assert titles == TITLES


def opus_chapters(path: Path) -> list[tuple[str, str]]:
    tags = OggOpus(path).tags
    return [(tags[f"CHAPTER{n:03}"][0], tags[f"CHAPTER{n:03}NAME"][0]) for n in range(len(MARKS))]


def test_opus_has_a_name_for_each_chapter(published: Published) -> None:
    assert [title for _, title in opus_chapters(published("opus", *MARKS).path)] == TITLES


def test_opus_has_chapter_comments_at_their_times(published: Published) -> None:
    assert [start for start, _ in opus_chapters(published("opus", *MARKS).path)] == [
        "00:00:00.000",
        "00:00:02.083",
        "00:00:04.600",
        "00:00:05.000",
    ]


@pytest.mark.parametrize("name", ["flac", "wav"])
def test_formats_without_chapters_have_them_in_a_file_beside(name: str, published: Published) -> None:
    edition = published(name, *MARKS)
    (beside,) = edition.beside
    assert beside == edition.path.with_name(edition.path.name + ".chapters.json")
    assert json.loads(beside.read_bytes()) == {
        "version": "1.2.0",
        "encoded_by": "narrate",
        "chapters": [
            {"startTime": start_ms / 1000, "title": title} for start_ms, title in zip(STARTS_MS, TITLES, strict=True)
        ],
    }


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.chapters_inside])
def test_formats_with_chapters_have_no_file_beside(name: str, published: Published) -> None:
    edition = published(name, *MARKS)
    assert edition.beside == ()
    assert list(edition.path.parent.iterdir()) == [edition.path]


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("name", ["mp3", "m4b", "opus"])
def test_chapters_are_exact_at_every_rate(name: str, rate_hz: int, published: Published) -> None:
    starts = [0, round(1.2345 * rate_hz), round(3.999 * rate_hz)]
    path = published(name, *(Mark(start, f"At {start}") for start in starts), rate_hz=rate_hz).path
    with av.open(str(path)) as container:
        found = [float(one["start"] * one["time_base"]) for one in container.chapters()]
    assert found == pytest.approx([start / rate_hz for start in starts], abs=0.001)


# --- labels -----------------------------------------------------------------------------------------------------------


def labels(published: Published, *marks: Mark, **other: object) -> list[str]:
    return [mark.title for mark in published("wav", *marks, **other).chapters]


def test_a_source_without_headings_has_no_chapters(published: Published) -> None:
    edition = published("flac", Mark(0, ""))
    assert (edition.chapters, edition.beside) == ((), ())


def test_what_stands_before_the_first_heading_has_the_title_of_the_whole(published: Published) -> None:
    marks = Mark(0, ""), Mark(50_000, "One")
    assert labels(published, *marks, document=Document((), title="My Book")) == ["My Book", "One"]
    assert labels(published, *marks, settings=Settings(tags=Tags(title="Set"), force=True)) == ["Set", "One"]
    assert labels(published, *marks) == ["book", "One"]


def test_a_label_without_a_character_that_prints_is_the_title(published: Published) -> None:
    assert labels(published, Mark(0, "\0\n"), Mark(50_000, "a\nb")) == ["book", "a b"]


@pytest.mark.parametrize("name", ["mp3", "m4b", "opus", "flac"])
def test_two_chapters_may_begin_at_one_sample_and_one_at_the_very_end(name: str, published: Published) -> None:
    edition = published(name, Mark(0, "A"), Mark(0, "B"), Mark(24_000, "C"), Mark(144_000, "D"))
    assert [mark.title for mark in edition.chapters] == ["A", "B", "C", "D"]
    if not edition.beside:
        with av.open(str(edition.path)) as container:
            assert [one["metadata"]["title"] for one in container.chapters()] == ["A", "B", "C", "D"]


def test_chapters_beside_a_file_that_has_none_any_more_go_with_it(published: Published) -> None:
    (beside,) = published("flac", *MARKS).beside
    published("flac", Mark(0, ""))
    assert not beside.exists()
