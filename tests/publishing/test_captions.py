"""Captions: every sentence as printed, in order, when it is said, in lines that fit; read back with other eyes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from narrate.document import Chapter, Document, Paragraph
from narrate.programme import Programme
from narrate.publishing.caption_files import write_chapters, write_json, write_lrc, write_srt, write_vtt
from narrate.publishing.captions import GAP_MS, LEAST_MS, Caption, captions
from narrate.publishing.line_breaks import ARTICLES, CONJUNCTIONS, PREPOSITIONS
from narrate.publishing.tags import UNPRINTABLE
from narrate.settings import CAPTIONS_BY, Settings
from narrate.timeline import Cue, Mark, Span, Timeline

Spoken = Callable[..., Programme]
LONG = (
    "When the lamps were lit along the quay, the old keeper would walk down to the end of the pier with his dog, "
    "and he would stand there until the last of the boats had come in from the sea; then he went home."
)
JOINER = "\u2060"


def letters(texts: Iterable[str]) -> str:
    """What is printed, without white space: a line may end where there is none."""
    return re.sub(r"\s", "", "".join(texts)).replace(JOINER, "")


# --- cutting ----------------------------------------------------------------------------------------------------------


def test_a_sentence_that_fits_is_one_caption_of_one_line(spoken: Spoken) -> None:
    (one,) = captions(spoken("It rained all day."))
    assert (one.start_ms, one.end_ms, one.lines) == (500, 1400, ("It rained all day.",))


def test_a_long_sentence_is_shared_over_captions_of_two_lines_at_most(spoken: Spoken) -> None:
    shown = captions(spoken(LONG))
    assert len(shown) == 3
    assert all(len(one.lines) <= 2 and all(len(line) <= 42 for line in one.lines) for one in shown)
    assert " ".join(line for one in shown for line in one.lines) == LONG


@pytest.mark.parametrize("width", [32, 42, 60])
def test_no_line_but_the_last_ends_with_an_article_a_preposition_or_a_conjunction(spoken: Spoken, width: int) -> None:
    lines = [line for one in captions(spoken(LONG, captions_width=width)) for line in one.lines]
    assert not {line.split()[-1].lower() for line in lines[:-1]} & (ARTICLES | PREPOSITIONS | CONJUNCTIONS)


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("He bought a lamp, and then he walked all the way home.", ["He bought a lamp,", "and then he walked all the way home."]),
        ("The keeper of the light waited until the boats came in.", ["The keeper of the light waited", "until the boats came in."]),
        ("In the end it was decided that Elizabeth Bennet would go.", ["In the end it was decided", "that Elizabeth Bennet would go."]),
        ("Nobody had ever asked what the reason for it might be at all.", ["Nobody had ever asked what the reason", "for it might be at all."]),
    ],
)  # fmt: skip
def test_a_line_breaks_at_a_phrase(spoken: Spoken, written: str, lines: list[str]) -> None:
    (one,) = captions(spoken(written))
    assert list(one.lines) == lines


def test_a_phrase_is_a_caption_of_one_line(spoken: Spoken) -> None:
    shown = captions(spoken(LONG, captions_by="phrase"))
    assert all(len(one.lines) == 1 and len(one.text) <= 42 for one in shown)
    assert shown[0].text == "When the lamps were lit along the quay,"
    assert shown[-1].text == "then he went home."


def test_a_word_is_a_caption_and_a_dash_stays_with_the_word_before(spoken: Spoken) -> None:
    shown = captions(spoken("Yes — it did, twice!", captions_by="word"))
    assert [one.text for one in shown] == ["Yes —", "it", "did,", "twice!"]


def test_a_long_address_is_cut_where_the_line_ends(spoken: Spoken) -> None:
    address = "https://example.org/" + "a" * 60
    lines = [line for one in captions(spoken(f"See {address} now.")) for line in one.lines]
    assert all(len(line) <= 42 for line in lines)
    assert letters(lines) == f"See{address}now."


def test_wide_characters_take_two_columns_and_no_line_begins_with_a_full_stop() -> None:
    text = "春天来了，花儿都开了，孩子们在公园里高兴地玩耍，老人们坐在长椅上聊天。"
    document = Document((Chapter("", (Paragraph(text),)),))
    timeline = Timeline(1000, 9000, (Cue(Span(0, 8000), text, 1),))
    shown = captions(Programme(document, timeline, {}, Path("x.mp3"), None, "zh", Settings(), "mp3"))
    lines = [line for one in shown for line in one.lines]
    assert all(len(line) <= 21 for line in lines)
    assert letters(lines) == text
    assert not any(line[0] in "，。" for line in lines)


def test_a_slow_voice_has_one_line_at_a_time(spoken: Spoken) -> None:
    """At 8 characters a second two full lines would stay for more than 7 s."""
    programme = spoken(LONG)
    (cue,) = programme.timeline.cues
    slow = replace(programme.timeline, length=30 * 24_000, cues=(replace(cue, span=Span(0, 25 * 24_000)),))
    shown = captions(replace(programme, timeline=slow))
    assert max(one.end_ms - one.start_ms for one in shown) <= 7000


# --- timing -----------------------------------------------------------------------------------------------------------


def test_where_words_have_times_captions_begin_with_their_first_word(spoken: Spoken) -> None:
    programme = spoken(LONG, words=True)
    starts = {word.span.start * 1000 // 24_000 for cue in programme.timeline.cues for word in cue.words}
    shown = captions(programme)
    assert all(one.start_ms in starts for one in shown)
    assert [one.start_ms for one in shown] != [one.start_ms for one in captions(spoken(LONG))]


def test_every_word_begins_and_ends_with_its_sound(spoken: Spoken) -> None:
    programme = spoken("One two three four.", words=True, captions_by="word")
    (cue,) = programme.timeline.cues
    spans = [(word.span.start * 1000 // 24_000, word.span.end * 1000 // 24_000) for word in cue.words]
    shown = [(one.start_ms, one.end_ms) for one in captions(programme)]
    assert shown[:-1] == spans[:-1]
    assert shown[-1][0] == spans[-1][0]


def test_a_short_caption_stays_where_there_is_room_and_is_gone_before_the_next(spoken: Spoken) -> None:
    first, second, third = captions(spoken("No. Yes.", "It was a long day for all of us."))
    assert first.end_ms - first.start_ms < LEAST_MS
    assert first.end_ms == second.start_ms
    assert second.end_ms - second.start_ms == LEAST_MS
    assert third.start_ms - second.end_ms >= 0


def test_parts_of_a_sentence_are_two_frames_apart(spoken: Spoken) -> None:
    assert {after.start_ms - one.end_ms for one, after in pairwise(captions(spoken(LONG)))} == {GAP_MS}


def test_what_has_no_sound_is_shown_with_the_sentence_beside_it(spoken: Spoken) -> None:
    programme = spoken("!?! Great news. * * *", "* * *", "And so to bed.")
    assert [one.text for one in captions(programme)] == ["!?! Great news. * * *", "And so to bed."]


def test_a_document_of_one_word_has_one_caption(spoken: Spoken) -> None:
    for by in CAPTIONS_BY:
        assert [one.text for one in captions(spoken("Fire!", captions_by=by))] == ["Fire!"]


TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Cn", "Cc"]), st.sampled_from(" .,;—“”-<>&[]{}אبग1第🎉\u202e\n")),
    max_size=150,
)


@given(st.lists(st.tuples(TEXT, st.integers(0, 4000)), max_size=5), st.sampled_from(CAPTIONS_BY), st.integers(16, 60))
def test_law_all_that_sounds_is_shown_once_in_order_and_nothing_overlaps(
    said: list[tuple[str, int]], by: str, width: int
) -> None:
    cues, place = [], 0
    for number, (text, length) in enumerate(said):
        cues.append(Cue(Span(place, length), text, number, number))
        place += length
    document = Document((Chapter("", tuple(Paragraph(text) for text, _ in said)),))
    settings = Settings(captions_by=by, captions_width=width)
    shown = captions(
        Programme(document, Timeline(8000, place, tuple(cues)), {}, Path("x"), None, "en", settings, "mp3")
    )
    printed = [one.text for one in shown]
    if place >= 8 * len(said):  # where there is a millisecond for each
        assert is_in_order(letters(printed), letters(text for text, length in said if length))
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(shown))
    assert all(0 <= one.start_ms < one.end_ms for one in shown)
    assert all(one.end_ms <= max(place // 8, 1) for one in shown)


def is_in_order(shown: str, text: str) -> bool:
    """Whether a text is shown as it is, but for what no font prints."""
    from narrate.publishing.tags import UNPRINTABLE

    return shown == re.sub(r"\s", "", UNPRINTABLE.sub("", text)).replace(JOINER, "")


# --- files ------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "markup": "Then <b>bold</b> & <i>it</i> &amp; </script><script>alert(1)</script> came.",
    "arrows": "From a --> b, 00:00:01,000 --> 00:00:02,000 and back.",
    "note": "NOTE this is no comment.",
    "header": "WEBVTT is a format.",
    "style": "STYLE ::cue { color: red } is no style.",
    "override": r"A {\an8}tag and a {b:1} brace.",
    "lyric": "[00:01.00] a time, <00:02.00> another, [ti:no title] here.",
    "right to left": "قال الرجل إن البحر هادئ اليوم. שלום עולם, מה שלומך?",
    "emoji": "Well done 👩‍👩‍👧‍👦 and 🏳️‍🌈 too!",
    "numbers": "1984",
    "cdata": "It ends ]]> here.",
}


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest, spoken: Spoken) -> Programme:
    return spoken("First.", HOSTILE[request.param], "Last.")


def expected(programme: Programme) -> str:
    return letters(cue.written for cue in programme.timeline.cues)


def seen(path: Path) -> list[str]:
    """The texts of captions as pysubs2 reads them, markup kept."""
    kept = {"keep_html_tags": True} if path.suffix == ".srt" else {}
    subtitles = pysubs2.load(str(path), **kept)
    assert all(a.end <= b.start for a, b in pairwise(subtitles))
    return [one.text.replace(r"\N", "\n") for one in subtitles]


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_webvtt_reads_back_as_printed(hostile: Programme, tmp_path: Path) -> None:
    path = tmp_path / "x.vtt"
    write_vtt(hostile, path)
    read = webvtt.read(str(path))
    assert letters(unescaped(one.raw_text) for one in read) == expected(hostile)
    assert letters(map(unescaped, seen(path))) == expected(hostile)
    cues = path.read_text().split("\n\n")[2:]
    assert not any("<" in cue or "-->" in cue.partition("\n")[2] for cue in cues)


def test_subrip_reads_back_as_printed(hostile: Programme, tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    write_srt(hostile, path)
    assert letters(seen(path)) == expected(hostile)
    assert letters(one.raw_text for one in webvtt.from_srt(str(path))) == expected(hostile)


def test_no_player_takes_printed_text_for_subrip_markup(hostile: Programme, tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    write_srt(hostile, path)
    styled = pysubs2.load(str(path))  # turns what it takes for tags into its own
    assert letters(one.text.replace(r"\N", "\n") for one in styled) == letters(seen(path))
    cues = [cue.split("\n", 2)[2] for cue in path.read_text(encoding="utf-8").strip().split("\n\n")]
    assert not any(
        re.search(r"<[a-z/!]|\{[\\a-z]|-->", cue) for cue in cues
    )  # what FFmpeg's and VLC's readers look for


def test_lrc_has_a_line_for_each_sentence_and_no_other_times(hostile: Programme, tmp_path: Path) -> None:
    path = tmp_path / "x.lrc"
    write_lrc(hostile, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["[re:narrate]", "[ti:A Title]", "[ar:A. Writer]"]
    timed = [re.fullmatch(r"\[\d\d:\d\d\.\d\d\](.*)", line) for line in lines[4:]]
    assert letters(one[1] for one in timed) == expected(hostile)
    assert not any(re.search(r"[\[<]\d+:\d+", one[1]) for one in timed)


def test_a_json_transcript_has_the_segments_of_podcasting_2(hostile: Programme, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(hostile, path)
    content = json.loads(path.read_bytes())
    assert (content["version"], content["language"]) == ("1.0.0", "en")
    assert letters(one["body"] for one in content["segments"]) == expected(hostile)
    assert all(one["startTime"] < one["endTime"] for one in content["segments"])


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\u202eb", "a\u2066b", "a\ufeffb", "a\x85b"])
def test_control_and_bidi_characters_are_not_shown(spoken: Spoken, text: str) -> None:
    (one,) = captions(spoken(f"See {text} here."))
    assert one.text == "See a b here."


def test_chapters_are_a_track_that_fills_the_programme(spoken: Spoken, tmp_path: Path) -> None:
    marks = Mark(0, "One & <two>"), Mark(24_000, "Empty"), Mark(24_000, "Last --> chapter")
    programme = spoken("It rained all day.", marks=marks)
    write_chapters(programme, tmp_path / "x.vtt")
    read = webvtt.read(str(tmp_path / "x.vtt"))
    assert [(one.start, one.end) for one in read] == [
        ("00:00:00.000", "00:00:01.000"),
        ("00:00:01.000", "00:00:02.900"),
    ]
    assert [unescaped(one.raw_text) for one in read] == ["One & <two>", "Last --> chapter"]


def test_a_text_without_headings_is_one_chapter(spoken: Spoken, tmp_path: Path) -> None:
    write_chapters(spoken("It rained all day."), tmp_path / "x.vtt")
    assert [one.text for one in webvtt.read(str(tmp_path / "x.vtt"))] == ["A Title"]


def test_times_of_a_long_book_have_hours(spoken: Spoken, tmp_path: Path) -> None:
    programme = spoken("It rained all day.")
    (cue,) = programme.timeline.cues
    late = replace(cue, span=replace(cue.span, start=12 * 3600 * 24_000))
    programme = replace(programme, timeline=replace(programme.timeline, length=13 * 3600 * 24_000, cues=(late,)))
    for write, name in ((write_vtt, "x.vtt"), (write_srt, "x.srt"), (write_lrc, "x.lrc")):
        write(programme, tmp_path / name)
    assert [one.start for one in pysubs2.load(str(tmp_path / "x.vtt"))] == [12 * 3_600_000]
    assert [one.start for one in pysubs2.load(str(tmp_path / "x.srt"))] == [12 * 3_600_000]
    assert "[720:00.00]It rained all day." in (tmp_path / "x.lrc").read_text()


# --- speakers ---------------------------------------------------------------------------------------------------------

NAMES = {
    "plain": "Dr. Watson",
    "markup": "<b>A & B</b></v>",
    "arrow": "A --> B",
    "lines": "A\n\n00:00:01.000 --> 00:00:02.000\nB",
    "lyric": "[00:01.00]A <00:02.00>",
    "override": r"{\an8}A",
    "bidi": "A\u202eB\x00C",
    "script": "</script><script>alert(1)</script>",
    "long": "A Very Long Name Indeed Of Somebody Whom Nobody Knows" * 9,
    "wide": "福尔摩斯先生" * 9,
    "right to left": "יוסף",
}


def spoken_by(programme: Programme, *speakers: str) -> Programme:
    """A programme whose cues are the speech of these, in turn."""
    cues = zip(programme.timeline.cues, speakers, strict=True)
    named = tuple(replace(cue, speaker=speaker) for cue, speaker in cues)
    return replace(programme, timeline=replace(programme.timeline, cues=named))


@pytest.fixture
def conversation(spoken: Spoken) -> Programme:
    made = spoken("“You see.", "You do not observe!”", "He sat down.", "“Nonsense!”", "“No.”")
    return spoken_by(made, "Holmes", "Holmes", "", "Watson", "Holmes")


def test_webvtt_has_every_speech_in_its_speakers_voice(conversation: Programme, tmp_path: Path) -> None:
    write_vtt(conversation, tmp_path / "x.vtt")
    assert [one.voice for one in webvtt.read(str(tmp_path / "x.vtt"))] == ["Holmes", "Holmes", None, "Watson", "Holmes"]
    assert "\n<v Holmes>“You see.\n" in (tmp_path / "x.vtt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("write", "suffix"), [(write_srt, "srt"), (write_lrc, "lrc")])
def test_where_a_format_has_no_voices_a_name_tells_where_the_speaker_changes(
    write: Callable[[Programme, Path], None], suffix: str, conversation: Programme, tmp_path: Path
) -> None:
    write(conversation, tmp_path / f"x.{suffix}")
    text = (tmp_path / f"x.{suffix}").read_text(encoding="utf-8")
    said = [re.sub(r"^\[[\d.:]+\]", "", line) for line in text.splitlines() if re.search(r"[“”.!]", line)]
    spoken = [line for line in said if not re.match(r"[\[\d]", line)]
    assert spoken == [
        "Holmes: “You see.",
        "You do not observe!”",
        "He sat down.",
        "Watson: “Nonsense!”",
        "Holmes: “No.”",
    ]


def test_a_json_transcript_says_who_speaks(conversation: Programme, tmp_path: Path) -> None:
    write_json(conversation, tmp_path / "x.json")
    segments = json.loads((tmp_path / "x.json").read_bytes())["segments"]
    assert [one.get("speaker") for one in segments] == ["Holmes", "Holmes", None, "Watson", "Holmes"]
    assert segments[0]["body"] == "“You see."


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("by", CAPTIONS_BY)
def test_a_hostile_name_is_a_name_and_moves_nothing(name: str, by: str, spoken: Spoken, tmp_path: Path) -> None:
    plain = spoken("“It rained and it poured, all day and all night.”", "So he said.", words=True, captions_by=by)
    named = spoken_by(plain, name, "")
    write_vtt(named, tmp_path / "x.vtt")
    write_srt(named, tmp_path / "x.srt")
    write_lrc(named, tmp_path / "x.lrc")
    shown = list(captions(plain))
    read = webvtt.read(str(tmp_path / "x.vtt"))
    assert letters(unescaped(one.text) for one in read) == letters(one.text for one in shown)
    assert [bool(one.voice) for one in read] == [
        name and letters([one.text]) in letters(plain.document.paragraphs[0].text) for one in shown
    ]
    printed = " ".join(UNPRINTABLE.sub(" ", name).split())
    assert {unescaped(one.voice).replace(JOINER, "") for one in read if one.voice} == {printed}
    srt = seen(tmp_path / "x.srt")
    assert letters(srt).endswith(expected(plain))
    assert all(len(line) <= 42 for text in srt for line in text.split("\n"))
    assert srt[0].count(": ") == 1
    assert pysubs2.load(str(tmp_path / "x.srt"))[0].start == shown[0].start_ms
    lyrics = (tmp_path / "x.lrc").read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"\[(\d|re:|ti:|ar:|length:)", line) for line in lyrics)
    assert not any(re.search(r"[\[<]\d+:\d+", line[10:]) for line in lyrics)


def test_a_label_is_never_shown_alone(spoken: Spoken) -> None:
    """Not even where its first word leaves it no room, as a long address does."""
    programme = spoken("https://example.org/" + "a" * 60 + " is where.", captions_by="phrase")
    for named in (spoken_by(programme, "Dr. Watson"), spoken_by(programme, "Dr. Watson of Baker Street")):
        first = captions(named, named=True)[0]
        assert re.match(r"Dr\. Watson[^:]*: https", first.text)
        assert all(len(line) <= 42 for one in captions(named, named=True) for line in one.lines)


def test_without_a_cast_captions_name_nobody(spoken: Spoken) -> None:
    assert captions(spoken(LONG), named=True) == captions(spoken(LONG))
    assert {one.speaker for one in captions(spoken(LONG))} == {""}


def test_captions_are_frozen() -> None:
    assert hash(Caption(0, 1, "a", ("a",)))
