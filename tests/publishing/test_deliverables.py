"""What every file beside the audio keeps to, whatever its format."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pysubs2
import pytest
import webvtt

from narrate.document import Chapter
from narrate.errors import OutputError
from narrate.programme import Programme, excerpt
from narrate.publishing import claim
from narrate.publishing.chapters import labelled
from narrate.publishing.deliverables import DELIVERABLES, Deliverable, discard, write
from narrate.publishing.tags import printable
from narrate.settings import ALSO, CAPTIONS, LAYOUTS, READ_ALONG, Settings
from narrate.timeline import Mark, Span

ALL = Settings(captions=CAPTIONS, also=ALSO, read_along=READ_ALONG)


@pytest.fixture(params=DELIVERABLES)
def deliverable(request: pytest.FixtureRequest) -> Deliverable:
    return DELIVERABLES[request.param]


@pytest.fixture
def programme(spoken: Callable[..., Programme]) -> Programme:
    """A programme of two chapters whose audio is there."""
    made = spoken("It rained & it <rained> all day.", "Then it stopped.", marks=(Mark(0, "One"), Mark(24_000, "Two")))
    made.audio.write_bytes(b"sound")
    return made


def test_all_that_can_be_asked_for_can_be_made() -> None:
    asked = {name for layout in ("", *LAYOUTS) for name in replace(ALL, layout=layout).deliverables}
    assert asked == DELIVERABLES.keys()


def test_two_never_take_the_same_place() -> None:
    places = [one.place(Path("book.mp3")) for one in DELIVERABLES.values()]
    assert len(set(places)) == len(places)


def test_it_knows_its_own_and_nothing_else(deliverable: Deliverable, programme: Programme, tmp_path: Path) -> None:
    (place,) = write(programme, [deliverable])
    assert place == deliverable.place(programme.audio)
    assert deliverable.is_ours(place)
    for foreign in (
        b"",
        b"mine",
        b"{}",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"WEBVTT\n\n",
        b"[" * 100_000,
        place.read_bytes()[20:-2],
    ):
        other = tmp_path / f"other{deliverable.suffix}"
        other.write_bytes(foreign)
        assert not deliverable.is_ours(other), foreign[:20]
    assert not deliverable.is_ours(tmp_path / "none")
    assert not deliverable.is_ours(tmp_path)


def test_the_same_programme_gives_the_same_bytes(deliverable: Deliverable, programme: Programme) -> None:
    (place,) = write(programme, [deliverable])
    first = place.read_bytes()
    write(programme, [deliverable])
    assert place.read_bytes() == first


HOSTILE = {
    "markup": "<b>A</b> & <i>B</i> &amp; &#0;",
    "script": "</script><script>alert(1)</script>",
    "arrow": "A --> B <!-- C",
    "cdata": "A ]]> <![CDATA[ B ]]>",
    "quotes": "\"A\" 'B' ` = onload=",
    "lines": "A\r\n\r\nTRACK 99 AUDIO\n00:00:01.000 --> 00:00:02.000\nB",
    "control": "A\0B\x07\x1b[31mC\x85D\ufffeE",
    "bidi": "A\u202eB\u2066C\u200f",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈",
    "right to left": "قال الرجل שלום עולם",
    "braces": "{{text}} {\\an8} {0} %s [00:01.00] ${A}",
    "lone surrogate": "A\ud800B",
}
CUE = re.compile(
    r'(REM .*|PERFORMER ".*"|TITLE ".*"|FILE ".*" [A-Z0-9]+| *(TRACK \d+ AUDIO|TITLE ".*"|PERFORMER ".*"|INDEX 01 [\d:]+))'
)
BREAK = "{http://www.w3.org/1999/xhtml}br"
TEXT_MEMBERS = (".opf", ".xhtml", ".smil", ".xml", ".html")


def saying(programme: Programme, text: str) -> Programme:
    """A programme with a text wherever one can stand: title, author, voice, chapters, paragraphs, speakers."""
    document, timeline = programme.document, programme.timeline
    (chapter,) = document.chapters
    paragraphs = tuple(replace(one, text=text) for one in chapter.paragraphs)
    cues = tuple(replace(one, written=text, speaker=text) for one in timeline.cues)
    marks = tuple(replace(one, title=f"{text} {one.title}") for one in timeline.marks)
    return replace(
        programme,
        document=replace(
            document, title=text, author=text, chapters=(replace(chapter, title=text, paragraphs=paragraphs),)
        ),
        timeline=labelled(replace(timeline, cues=cues, marks=marks), text, 99),
        labels={key: printable(text) for key in (*programme.labels, "comment", "genre")},
    )


def shape(path: Path) -> object:  # noqa: PLR0911 - a table of formats
    """All of a file but its texts; fails where it is not what its name says."""
    if path.suffix in {".epub", ".lpf"}:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(TEXT_MEMBERS)]
            texts = {name: archive.read(name) for name in names}
        return {name: {one.tag for one in ET.fromstring(text).iter()} - {BREAK} for name, text in texts.items()}
    text = path.read_bytes().decode()
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f\x85\u202a-\u202e\u2066-\u2069]", text) or path.suffix == ".html"
    if path.suffix == ".json":
        return [type(one).__name__ for one in json.loads(text).values()]
    if path.suffix == ".html":
        return re.findall(r"<(?!/?bdi)[a-z/!]\w*", text)
    if path.suffix == ".cue":
        assert all(CUE.fullmatch(line) for line in text.lstrip("\ufeff").splitlines())
        return len(text.splitlines())
    if path.suffix == ".vtt":
        assert not re.search(r"<(?!v )", text)
        return [one.start for one in webvtt.read(str(path))]
    if path.suffix == ".srt":
        return [one.start for one in pysubs2.load(str(path))]
    return len(text.splitlines())


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text_in_every_deliverable(deliverable: Deliverable, text: str, programme: Programme) -> None:
    """Whatever a title, a chapter, an author, a speaker or a paragraph says, a file has the shape of a harmless one."""
    (place,) = write(saying(programme, "Harmless"), [deliverable])
    harmless = shape(place)
    write(saying(programme, text), [deliverable])
    assert shape(place) == harmless
    assert deliverable.is_ours(place)


@pytest.mark.parametrize("paragraphs", [("Yes",), ("Yes.", "", "", "No.")], ids=["one word", "empty paragraphs"])
def test_the_smallest_documents_have_every_deliverable(
    deliverable: Deliverable, paragraphs: tuple[str, ...], spoken: Callable[..., Programme]
) -> None:
    made = spoken(*paragraphs)
    made.audio.write_bytes(b"sound")
    (place,) = write(made, [deliverable])
    assert shape(place)


def test_chapters_without_a_word_have_every_deliverable(deliverable: Deliverable, programme: Programme) -> None:
    chapters = (Chapter("", ()), *programme.document.chapters, Chapter("Silent", ()), Chapter("Last", ()))
    marks = (*programme.timeline.marks, *(Mark(programme.timeline.length, title) for title in ("Silent", "Last")))
    document, timeline = replace(programme.document, chapters=chapters), replace(programme.timeline, marks=marks)
    (place,) = write(replace(programme, document=document, timeline=timeline), [deliverable])
    assert shape(place)


def test_a_book_of_twelve_hours_has_every_deliverable(deliverable: Deliverable, programme: Programme) -> None:
    """Its last sentence has its own time to the millisecond, whatever a format counts in."""
    timeline, late = programme.timeline, 12 * 3600 * programme.timeline.sample_rate_hz
    moved = tuple(replace(one, span=Span(one.span.start + late, one.span.length)) for one in timeline.cues)
    timeline = replace(timeline, length=timeline.length + late, cues=moved, marks=(Mark(0, "One"), Mark(late, "Two")))
    (place,) = write(replace(programme, timeline=timeline), [deliverable])
    assert shape(place)
    told = {
        ".vtt": "12:00:00", ".srt": "12:00:00", ".lrc": "[720:00", ".cue": "INDEX 01 720:00", ".html": "43200",
        ".json": "43200" if deliverable.name != "publication.json" else "PT4320",
    }.get(place.suffix)  # fmt: skip
    assert told is None or told in place.read_text(encoding="utf-8")


def test_what_fails_leaves_the_old_file(deliverable: Deliverable, programme: Programme) -> None:
    (place,) = write(programme, [deliverable])
    before = place.read_bytes()

    def broken(_: Programme, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="disk is full"):
        write(programme, [replace(deliverable, write=broken)])
    assert place.read_bytes() == before
    assert not list(place.parent.glob(".*"))


def test_its_place_is_checked_before_any_work(
    deliverable: Deliverable, programme: Programme, base: Settings, tmp_path: Path
) -> None:
    on_shelf = deliverable.name not in ALL.deliverables
    settings = replace(
        base, captions=CAPTIONS, also=ALSO, read_along=READ_ALONG, layout="audiobookshelf" if on_shelf else ""
    )
    programme.audio.unlink()
    audio = tmp_path / "book" / "book.mp3" if on_shelf else programme.audio

    def claimed(settings: Settings) -> None:
        with claim(tmp_path if on_shelf else audio, "book", settings) as target:
            assert target.path == audio

    claimed(settings)
    place = deliverable.place(audio)
    place.write_bytes(b"mine")
    with pytest.raises(OutputError, match="was not made by narrate"):
        claimed(settings)
    claimed(replace(settings, force=True))
    place.unlink()
    place.mkdir()
    with pytest.raises(OutputError, match="is not a file"):
        claimed(replace(settings, force=True))


def test_with_an_audio_file_goes_what_narrate_wrote_beside_it(programme: Programme) -> None:
    made = write(programme, DELIVERABLES.values())
    notes = programme.audio.with_suffix(".txt")
    notes.write_text("mine")
    discard(programme.audio)
    left = {path.name for path in made if path.exists()}
    assert left == {one.place(programme.audio).name for one in DELIVERABLES.values() if one.whole}
    assert notes.exists()


def test_the_excerpt_of_a_part_has_its_own_paragraphs_and_its_cues_quote_them(spoken: Callable[..., Programme]) -> None:
    whole = spoken("Zero. Zero again.", "One.", "Two.", "Three.")
    cues = tuple(cue for cue in whole.timeline.cues if cue.paragraph in {1, 2})
    document, timeline = excerpt(whole.document, replace(whole.timeline, cues=cues))
    assert [one.text for one in document.paragraphs] == ["One.", "Two."]
    assert all(document.paragraphs[cue.paragraph].text.startswith(cue.written, cue.start) for cue in timeline.cues)


def test_the_excerpt_of_silence_is_empty(spoken: Callable[..., Programme]) -> None:
    whole = spoken("One.")
    assert excerpt(whole.document, replace(whole.timeline, cues=()))[0].paragraphs == ()
