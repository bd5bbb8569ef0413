"""A feed from the files that narrate made, read back with the parsers of aggregators and of gPodder."""

from __future__ import annotations

import io
import json
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import feedparser
import podcastparser
import pytest

from narrate.document import Document
from narrate.edition import Edition
from narrate.errors import OutputError, SettingsError, SourceError
from narrate.publishing.feeds import Channel, Feed, write_feed
from narrate.settings import Settings, Tags
from narrate.timeline import Mark

BASE = "https://example.org/pod"
MARKS = Mark(0, "One & two"), Mark(50_001, "<Three>")
PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "My Talks"
    place.mkdir()
    return place


@pytest.fixture
def narrated(published: Callable[..., Edition], folder: Path) -> Callable[..., Path]:
    """A narration in the folder: `narrated("a.mp3", date="2024-05-06")`."""

    def make(name: str, *marks: Mark, title: str = "A talk", seconds: float = 1.0, **given: str) -> Path:
        labels = Tags(title=title, author=given.pop("author", "A. Writer"), **given)
        path = Path(name)
        edition = published(path.suffix[1:], *marks, settings=Settings(tags=labels, force=True), seconds=seconds)
        return edition.path.replace(folder / name)

    return make


def items(feed: Feed) -> list[bytes]:
    return re.findall(rb"    <item>.*?</item>\n", feed.path.read_bytes(), re.DOTALL)


def parsed(feed: Feed) -> feedparser.FeedParserDict:
    read = feedparser.parse(feed.path.read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    return read


def test_an_item_says_where_its_audio_is_how_long_and_how_large(narrated, folder: Path) -> None:
    path = narrated("a talk.mp3", title="Light & <dark>", seconds=5.0, date="2024-05-06", description="What it says")
    (item,) = parsed(write_feed(folder, BASE)).entries
    (enclosure,) = item.enclosures
    assert enclosure == {
        "href": f"{BASE}/a%20talk.mp3",
        "length": str(path.stat().st_size),
        "type": "audio/mpeg",
    }
    assert (item.title, item.description, item.author) == ("Light & <dark>", "What it says", "A. Writer")
    assert item.itunes_duration == "6"
    assert item.published_parsed[:3] == (2024, 5, 6)
    assert not item.guidislink


def test_gpodder_reads_the_same(narrated, folder: Path) -> None:
    path = narrated("a.mp3", title="Light & <dark>", seconds=5.0, date="2024-05-06")
    read = podcastparser.parse(f"{BASE}/feed.xml", io.BytesIO(write_feed(folder, BASE).path.read_bytes()))
    (episode,) = read["episodes"]
    (enclosure,) = episode["enclosures"]
    assert (read["title"], episode["title"], episode["total_time"]) == ("My Talks", "Light & <dark>", 6)
    assert enclosure == {"url": f"{BASE}/a.mp3", "file_size": path.stat().st_size, "mime_type": "audio/mpeg"}
    assert episode["published"] == 1_714_953_600


def test_captions_and_chapters_beside_the_audio_are_linked(narrated, folder: Path) -> None:
    narrated("a.mp3", *MARKS, seconds=5.0)
    for name in ("a.vtt", "a.srt", "a.transcript.json", "b.vtt"):
        (folder / name).write_text("x")
    (item,) = ET.fromstring(write_feed(folder, BASE).path.read_bytes()).iter("item")
    found = {one.get("url"): one.get("type") for one in item.iter(f"{PODCAST}transcript")}
    assert found == {
        f"{BASE}/a.vtt": "text/vtt",
        f"{BASE}/a.srt": "application/x-subrip",
        f"{BASE}/a.transcript.json": "application/json",
    }
    (chapters,) = item.iter(f"{PODCAST}chapters")
    assert chapters.attrib == {"url": f"{BASE}/a.mp3.chapters.json", "type": "application/json+chapters"}
    content = json.loads((folder / "a.mp3.chapters.json").read_bytes())
    assert content["version"] == "1.2.0"
    assert content["chapters"] == [{"startTime": 0, "title": "One & two"}, {"startTime": 2.083, "title": "<Three>"}]


def test_chapters_of_somebody_else_stay_as_they_are(narrated, folder: Path) -> None:
    narrated("a.mp3", *MARKS)
    mine = folder / "a.mp3.chapters.json"
    mine.write_text('{"version": "1.2.0", "chapters": []}')
    write_feed(folder, BASE)
    assert mine.read_text() == '{"version": "1.2.0", "chapters": []}'


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_the_guid_of_a_feed_is_that_of_the_specifications_examples(url: str, guid: str) -> None:
    from narrate.publishing.feeds import channel_guid

    assert str(channel_guid(url)) == guid


def test_a_new_narration_adds_one_item_and_changes_no_other_byte(narrated, folder: Path) -> None:
    narrated("a.mp3", title="A", date="2024-01-01")
    narrated("c.m4b", title="C", date="2022")
    before = items(write_feed(folder, BASE))
    narrated("b.mp3", title="B", date="2023-03-03")
    after = items(write_feed(folder, BASE))
    assert len(after) == 3
    assert [one for one in after if one in before] == before
    assert [one.title for one in parsed(write_feed(folder, BASE)).entries] == ["A", "B", "C"]


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(narrated, folder: Path) -> None:
    path = narrated("a.mp3", *MARKS)
    first = write_feed(folder, BASE).path.read_bytes()
    import os

    os.utime(path, (1, 1))
    assert write_feed(folder, BASE).path.read_bytes() == first


def test_the_guid_of_an_item_stays_when_it_is_narrated_again_and_when_the_feed_moves(narrated, folder: Path) -> None:
    narrated("a.mp3", title="A")
    feed = write_feed(folder, BASE)
    (first,) = parsed(feed).entries
    narrated("a.mp3", title="A, mended", seconds=2.0)
    (second,) = parsed(write_feed(folder, BASE)).entries
    (third,) = parsed(write_feed(folder, "https://elsewhere.net", Channel(guid=feed.guid))).entries
    assert first.id == second.id == third.id
    assert uuid.UUID(first.id).version == 5


def test_only_what_narrate_made_is_listed_and_each_narration_once(narrated, folder: Path) -> None:
    narrated("a.m4b")
    narrated("a.mp3")
    narrated("a.opus")
    narrated("b.opus", title="B")
    foreign = narrated("song.mp3")
    with av.open(str(foreign)) as audio:
        assert audio.metadata.get("encoded_by") == "narrate"
    foreign.write_bytes(foreign.read_bytes().replace(b"narrate", b"another"))
    (folder / "broken.mp3").write_bytes(b"ID3 no audio")
    (folder / "notes.txt").write_text("x")
    assert [one.audio.name for one in write_feed(folder, BASE).episodes] == ["a.mp3", "b.opus"]


def test_the_parts_of_a_book_are_in_their_order(narrated, folder: Path) -> None:
    import mutagen.id3

    for name, track in (("b.mp3", "1/2"), ("a.mp3", "2/2")):
        path = narrated(name, title=name)
        found = mutagen.id3.ID3(path)
        found.add(mutagen.id3.TRCK(text=track))
        found.save(v2_version=3)
    feed = write_feed(folder, BASE)
    assert [one.title for one in parsed(feed).entries] == ["b.mp3", "a.mp3"]
    assert "<itunes:type>serial</itunes:type>" in feed.path.read_text()
    assert "<podcast:medium>audiobook</podcast:medium>" in feed.path.read_text()
    assert re.findall(r"<itunes:episode>(\d)<", feed.path.read_text()) == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "]]></title><script>",
        "a\x00b\x0bc",
        "\u202egnp.exe",
        "👩‍👩‍👧",
        "שלום & عالم",
        "&amp; <![CDATA[x]]>",
        "'\"",
        "￾￿",
    ],
)
def test_hostile_titles_stay_text(narrated, folder: Path, text: str) -> None:
    narrated("a.mp3", title=f"T {text}", description=text)
    feed = write_feed(
        folder, BASE, Channel(title=text, description=text, author=text, email='a"b@c', category='A"/<B>')
    )
    root = ET.fromstring(feed.path.read_bytes())
    assert "script" not in {one.tag for one in root.iter()}
    (item,) = root.iter("item")
    from narrate.publishing.tags import printable

    assert item.findtext("title") == printable(f"T {text}")
    parsed(feed)


def test_a_feed_says_what_directories_ask_for(narrated, folder: Path, artwork) -> None:
    narrated("a.mp3", date="2024-05-06")
    artwork(folder / "cover.png", 1400, 1400)
    feed = write_feed(folder, BASE, Channel(email="a@example.org", explicit=True))
    assert feed.notes == ()
    channel = parsed(feed).feed
    assert (channel.title, channel.language, channel.author) == ("My Talks", "en", "A. Writer")
    assert channel.image.href == f"{BASE}/cover.png"
    assert "<itunes:explicit>true</itunes:explicit>" in feed.path.read_text()
    assert [one.term for one in channel.tags] == ["Arts", "Books"]
    assert channel.publisher_detail == {"name": "A. Writer", "email": "a@example.org"}
    assert channel.updated_parsed[:3] == (2024, 5, 6)


@pytest.fixture
def artwork() -> Callable[..., None]:
    def make(path: Path, width: int, height: int) -> None:
        import struct
        import zlib

        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        rows = zlib.compress(b"\0" * (1 + width) * height)
        header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))

    return make


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(1400, 1400, True), (3000, 3000, True), (1399, 1399, False), (3001, 3001, False), (1400, 1500, False)],
)
def test_artwork_is_square_and_of_1400_to_3000_pixels(
    narrated, folder: Path, artwork, width: int, height: int, fits: bool
) -> None:
    narrated("a.mp3", date="2024")
    artwork(folder / "cover.png", width, height)
    notes = write_feed(folder, BASE).notes
    assert (notes == ()) is fits
    assert fits or f"has {width} by {height}" in notes[0]


def test_artwork_is_drawn_where_it_is_asked_for_and_there_is_none(narrated, folder: Path, artwork) -> None:
    narrated("a.mp3", date="2024")
    feed = write_feed(folder, BASE, Channel(image=Path("auto")))
    assert feed.notes == ()
    drawn = (folder / "cover.png").read_bytes()
    assert f'<itunes:image href="{BASE}/cover.png"/>' in feed.path.read_text()
    artwork(folder / "cover.png", 1500, 1500)
    write_feed(folder, BASE, Channel(image=Path("auto")))
    assert (folder / "cover.png").read_bytes() != drawn


def test_what_is_missing_is_said(narrated, folder: Path) -> None:
    narrated("a.mp3")
    notes = write_feed(folder, BASE).notes
    assert any("put a cover.jpg into" in note for note in notes)
    assert any("Without a date: 1 of 1" in note for note in notes)
    narrated("b.opus", date="2024")
    assert write_feed(folder, BASE).notes[-1] == "Apple Podcasts takes mp3 and m4a only: 1 of 2 are neither"


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org", "https://", "file:///tmp", "https://x.org/?a=1", "https://x.org/#a"]
)
def test_the_base_must_be_an_address_on_the_web(folder: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="no address of a folder"):
        write_feed(folder, url)


def test_what_cannot_be_made_is_said_and_nothing_is_written(narrated, folder: Path, artwork, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing that narrate made"):
        write_feed(folder, BASE)
    with pytest.raises(SourceError, match="is not a folder"):
        write_feed(folder / "none", BASE)
    assert list(folder.iterdir()) == []
    narrated("a.mp3")
    with pytest.raises(SettingsError, match=r"no podcast:guid"):
        write_feed(folder, BASE, Channel(guid="x"))
    artwork(tmp_path / "cover.png", 1400, 1400)
    with pytest.raises(SettingsError, match="is not in"):
        write_feed(folder, BASE, Channel(image=tmp_path / "cover.png"))
    (folder / "cover.jpg").write_text("no picture")
    with pytest.raises(SettingsError, match="cannot be read"):
        write_feed(folder, BASE)


def test_somebody_elses_feed_is_not_replaced(narrated, folder: Path) -> None:
    narrated("a.mp3")
    (folder / "feed.xml").write_text("<rss/>")
    with pytest.raises(OutputError, match="was not made by narrate"):
        write_feed(folder, BASE)
    write_feed(folder, BASE, force=True)
    write_feed(folder, BASE)


def test_the_language_is_that_of_its_files(published, folder: Path) -> None:
    for name in ("mp3", "opus"):
        document = Document((), title=name, language="de-CH")
        published(name, document=document, settings=replace(Settings(), force=True), seconds=0.5).path.replace(
            folder / f"{name}.{name}"
        )
    assert parsed(write_feed(folder, BASE, Channel())).feed.language in {"de", "en"}
    (folder / "opus.opus").unlink()
    assert parsed(write_feed(folder, BASE)).feed.language == "de"


def test_the_command_writes_it_and_says_where(narrate) -> None:
    Path("a.txt").write_text("Some words.\n")
    narrate("a.txt", "--voice", "tone", "--captions", "vtt", "--date", "2024-01-02")
    done = narrate("feed", "output", "--base-url", BASE, "--title", "Mine")
    assert (done.code, done.out) == (0, "output/feed.xml\n")
    assert f"1 episode, to be served as {BASE}/feed.xml" in done.err
    result = json.loads(narrate("feed", "output", "--base-url", BASE, "--json").out)
    assert result["url"] == f"{BASE}/feed.xml"
    assert result["episodes"] == [{"path": "output/a.mp3", "title": "a"}]
    assert narrate("feed", "output").code == 2
