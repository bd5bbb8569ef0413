"""One set of tags, read back with other eyes (mutagen) in every format."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4, AtomDataType, Atoms
from mutagen.oggopus import OggOpus

from narrate.document import Document
from narrate.doors.encoding import read_tags
from narrate.edition import Edition
from narrate.publishing.formats import FORMATS
from narrate.publishing.tags import ISO_639_2, compose, language, printable
from narrate.settings import Settings, Tags
from narrate.timeline import Mark
from narrate.voice import Voice

Published = Callable[..., Edition]

FULL = Tags(
    title="The Title = a; b",
    author="Jane Å. Author",
    narrator="A Reader",
    date="2024-05-17",
    genre="Essay",
    description="About 🎉 this: 第一",
)
BOOK = Document((), language="de-AT")


def settings(tags: Tags = FULL, **other: object) -> Settings:
    return Settings(tags=tags, **other)


# --- each format ------------------------------------------------------------------------------------------------------


def test_mp3_has_id3v2_3_frames(published: Published, png: Path) -> None:
    path = published("mp3", settings=settings(replace(FULL, cover=png)), document=BOOK).path
    tags = ID3(path, translate=False)
    assert tags.version == (2, 3, 0)
    assert {name: frame.text for name, frame in tags.items() if name[0] == "T"} == {
        "TIT2": ["The Title = a; b"],
        "TALB": ["The Title = a; b"],
        "TPE1": ["Jane Å. Author"],
        "TPE2": ["Jane Å. Author"],
        "TCOM": ["A Reader"],
        "TYER": ["2024"],
        "TDAT": ["1705"],
        "TCON": ["Essay"],
        "TLAN": ["deu"],
        "TENC": ["narrate"],
        "TXXX:description": ["About 🎉 this: 第一"],
    }
    (cover,) = tags.getall("APIC")
    assert (cover.mime, cover.data) == ("image/png", png.read_bytes())


def test_m4b_has_the_atoms_of_an_audiobook(published: Published, png: Path) -> None:
    path = published("m4b", settings=settings(replace(FULL, cover=png)), document=BOOK).path
    tags = MP4(path).tags
    assert {name: value for name, value in tags.items() if name != "covr"} == {
        "\xa9nam": ["The Title = a; b"],
        "\xa9alb": ["The Title = a; b"],
        "\xa9ART": ["Jane Å. Author"],
        "aART": ["Jane Å. Author"],
        "\xa9wrt": ["A Reader"],
        "\xa9day": ["2024-05-17"],
        "\xa9gen": ["Essay"],
        "desc": ["About 🎉 this: 第一"],
        "\xa9cmt": ["narrate"],
        "stik": [2],
    }
    (cover,) = tags["covr"]
    assert (bytes(cover), cover.imageformat) == (png.read_bytes(), AtomDataType.PNG)


def test_m4b_is_branded_as_a_book_and_its_index_comes_first(published: Published) -> None:
    path = published("m4b").path
    assert path.read_bytes()[4:12] == b"ftypM4B "
    with path.open("rb") as file:
        order = [atom.name for atom in Atoms(file).atoms]
    assert order.index(b"moov") < order.index(b"mdat")


def test_m4b_tells_the_language_in_its_media_header(published: Published) -> None:
    content = published("m4b", document=BOOK).path.read_bytes()
    header = content[content.index(b"mdhd") + 4 :]
    (code,) = struct.unpack(">H", header[20:22])
    assert "".join(chr((code >> shift & 31) + 0x60) for shift in (10, 5, 0)) == "deu"


@pytest.mark.parametrize(("name", "reader"), [("opus", OggOpus), ("flac", FLAC)])
def test_opus_and_flac_have_vorbis_comments(name: str, reader: type, published: Published) -> None:
    tags = reader(published(name, settings=settings(), document=BOOK).path).tags
    assert {key.lower(): values for key, values in dict(tags).items()} == {
        "title": ["The Title = a; b"],
        "album": ["The Title = a; b"],
        "artist": ["Jane Å. Author"],
        "albumartist": ["Jane Å. Author"],
        "composer": ["A Reader"],
        "date": ["2024-05-17"],
        "genre": ["Essay"],
        "description": ["About 🎉 this: 第一"],
        "language": ["de-AT"],
        "encoded_by": ["narrate"],
    }


def test_opus_has_the_picture_as_a_front_cover(published: Published, png: Path) -> None:
    (block,) = OggOpus(published("opus", settings=settings(replace(FULL, cover=png))).path)["METADATA_BLOCK_PICTURE"]
    cover = Picture(base64.b64decode(block))
    assert (cover.type, cover.mime, cover.data, cover.width, cover.height) == (3, "image/png", png.read_bytes(), 3, 2)


def test_flac_has_the_picture(published: Published, png: Path) -> None:
    (cover,) = FLAC(published("flac", settings=settings(replace(FULL, cover=png))).path).pictures
    assert (cover.mime, cover.data, cover.width, cover.height) == ("image/png", png.read_bytes(), 3, 2)


@pytest.mark.parametrize("name", ["mp3", "flac"])
def test_the_picture_is_the_front_cover(name: str, published: Published, png: Path) -> None:
    path = published(name, settings=settings(replace(FULL, cover=png))).path
    (cover,) = ID3(path).getall("APIC") if name == "mp3" else FLAC(path).pictures
    assert cover.type == 3


def info_of(path: Path) -> dict[str, str]:
    """The INFO list of a WAV file, read by hand: mutagen reads only ID3 there."""
    content = path.read_bytes()
    place = content.index(b"LIST")
    (size,) = struct.unpack("<I", content[place + 4 : place + 8])
    body, found = content[place + 12 : place + 8 + size], {}
    while body:
        name, (length,) = body[:4].decode(), struct.unpack("<I", body[4:8])
        found[name] = body[8 : 8 + length].rstrip(b"\0").decode()
        body = body[8 + length + length % 2 :]
    return found


def test_wav_has_an_info_list_of_what_that_has_room_for(published: Published) -> None:
    assert info_of(published("wav", settings=settings(), document=BOOK).path) == {
        "INAM": "The Title = a; b",
        "IPRD": "The Title = a; b",
        "IART": "Jane Å. Author",
        "ICRD": "2024-05-17",
        "IGNR": "Essay",
        "ILNG": "de-AT",
        "ITCH": "narrate",
    }


# --- what is in them --------------------------------------------------------------------------------------------------


NO_TAGS, NO_DOCUMENT = Tags(), Document(())


def composed(
    tags: Tags = NO_TAGS, document: Document = NO_DOCUMENT, container: str = "mp3", **other: str
) -> Mapping[str, str]:
    return compose(Settings(tags=tags, **other), document, Voice("v", "Alba", "en", "piper"), "fallback", container)


def test_what_the_settings_say_wins_over_the_document_and_that_over_the_file_name() -> None:
    document = Document((), title="T", author="A", date="1813", description="D", language="en")
    assert composed(FULL, document)["title"] == composed(FULL, document)["album"] == "The Title = a; b"
    found = composed(document=document)
    assert (found["title"], found["artist"], found["date"], found["description"]) == ("T", "A", "1813", "D")
    assert found["artist"] == found["album_artist"]
    assert composed()["title"] == composed()["album"] == "fallback"


def test_the_narrator_is_the_voice_unless_told() -> None:
    assert composed()["composer"] == "Alba (piper)"
    assert composed(Tags(narrator="Me"))["composer"] == "Me"


def test_what_is_not_known_is_left_out() -> None:
    assert set(composed()) == {"title", "album", "composer", "genre", "language", "encoded_by"}
    assert all(composed(FULL).values())


@pytest.mark.parametrize(
    ("container", "setting", "document", "expected"),
    [
        ("mp3", "", "en-GB", "eng"),
        ("mp4", "", "de", "deu"),
        ("mp3", "fr", "de", "fra"),
        ("mp3", "", "EN", "eng"),
        ("ogg", "", "en-GB", "en-GB"),
        ("flac", "pt-BR", None, "pt-BR"),
        ("mp3", "", "tlh", None),
        ("mp3", "", None, "eng"),  # the voice's own: it is what is heard
        ("ogg", "", None, "en"),
    ],
)
def test_the_language_is_in_the_code_that_the_container_asks_for(
    container: str, setting: str, document: str | None, expected: str | None
) -> None:
    found = composed(document=Document((), language=document), container=container, language=setting)
    assert found.get("language") == expected


@pytest.mark.parametrize("tag", ["", "A\ud800B", "en us", "<b>", "en\n", "\u202een", "e" * 99])
def test_what_is_no_language_tag_is_nobodys_language(tag: str) -> None:
    voice = Voice("v", "V", "en-gb", "tone")
    assert language(Settings(), Document((), language=tag), voice) == "en-gb"


def test_every_language_code_has_its_three_letters() -> None:
    assert all(len(two) == 2 and len(three) == 3 for two, three in ISO_639_2.items())


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_says_who_made_it(name: str, published: Published) -> None:
    found = read_tags(published(name).path)
    assert "narrate" in {found.get("encoded_by"), found.get("comment")}


@pytest.mark.parametrize("date", ["1813", "2024-05", "2024-05-17"])
def test_a_date_is_in_every_mp3(date: str, published: Published) -> None:
    frames = ID3(published("mp3", settings=settings(Tags(date=date))).path, translate=False)
    assert frames["TYER"].text == [date[:4]]


@pytest.mark.parametrize(("date", "year"), [("May 2024", "2024"), ("17 May 2024", "2024"), ("c. 1850", "1850")])
def test_a_date_in_words_is_at_least_its_year_in_an_mp3(date: str, year: str, published: Published) -> None:
    frames = ID3(published("mp3", settings=settings(Tags(date=date))).path, translate=False)
    assert frames["TYER"].text == [year]


# --- characters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\nb\r\nc\td", "a b c d"),
        ("cut\0short", "cut short"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("  spaces \u00a0 ", "spaces"),
        ("lone \ud800 half", "lone half"),
        ("a = b; c [CHAPTER]", "a = b; c [CHAPTER]"),
        ("第一章 🎉 עברית é", "第一章 🎉 עברית é"),
        ("\0", ""),
    ],
)
def test_a_tag_has_no_control_characters(text: str, expected: str) -> None:
    assert printable(text) == expected


@pytest.mark.parametrize("text", ["می‌خواهم", "क्‍ष", "👨‍👩‍👧", "auto\u00admatic"])
def test_a_tag_keeps_the_marks_that_join_letters(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("title", ["two\nlines", "a\0b", "e\ud800", "; = # [x] \\ \"'", "x" * 3_000])
def test_no_title_breaks_a_file(title: str, name: str, published: Published) -> None:
    path = published(name, settings=settings(Tags(title=title))).path
    assert read_tags(path)["title"] == printable(title)


def test_the_json_beside_a_file_is_utf_8_and_ends_in_a_line_break(published: Published) -> None:
    (beside,) = published("wav", Mark(0, "第一章")).beside
    assert "第一章" in beside.read_text("utf-8")
    assert beside.read_bytes().endswith(b"}\n")
    assert json.loads(beside.read_bytes())["version"] == "1.2.0"
