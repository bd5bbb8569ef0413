"""Subtitles: what is said, as sentences and paragraphs; times, marks of type and repetitions go."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.document import Kind
from narrate.errors import SourceError
from narrate.reading import decoding, subtitles

SRT = """1
00:00:01,000 --> 00:00:03,000
The <i>tide</i> was low, and the
boats lay on their sides

2
00:00:03,100 --> 00:00:05,000 X1:40 X2:600
{\\an8}in the mud. Nobody came.

3
00:00:09,000 --> 00:00:11,000
Then it turned.
"""

VTT = """WEBVTT - Some words
Kind: captions
Language: en-gb

STYLE
::cue { color: lime }

NOTE
A comment that
nobody hears.

intro
00:01.000 --> 00:04.000 align:start position:0%
<v Ann>Good morning &amp; <c.loud>welcome</c>.</v>

00:04.000 --> 00:06.000
<v Ann>It <00:04.500>rains.

00:06.000 --> 00:08.000
<v Bob Doe>Does it?
"""


def read(written: str) -> list[tuple[Kind, str]]:
    document = subtitles.read(decoding.tidy(written), "a.srt")
    return [(paragraph.kind, paragraph.text) for paragraph in document.paragraphs]


def said(written: str) -> list[str]:
    return [text for _, text in read(written)]


def cue(text: str, at: float, length: float = 2.0) -> str:
    def time(seconds: float) -> str:
        return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{int(seconds % 60):02},{int(seconds % 1 * 1000):03}"

    return f"{time(at)} --> {time(at + length)}\n{text}\n\n"


def test_cues_become_sentences_and_silence_after_one_a_new_paragraph() -> None:
    assert said(SRT) == [
        "The tide was low, and the boats lay on their sides in the mud. Nobody came.",
        "Then it turned.",
    ]


def test_webvtt_comments_styles_and_tags_go_and_another_voice_begins_a_paragraph() -> None:
    assert said(VTT) == ["Good morning & welcome. It rains.", "Does it?"]
    assert subtitles.read(VTT, "a.vtt").language == "en-GB"


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["- Who is it?\n- It's me."], ["Who is it?", "It's me."]),
        ([">> Good evening.", ">> Hello."], ["Good evening.", "Hello."]),
        (["ANN: Who is it?", "It's me."], ["ANN: Who is it? It's me."]),
        (["And then", "— suddenly — it fell."], ["And then — suddenly — it fell."]),
        (["-5 degrees below."], ["-5 degrees below."]),
        (["It is inter-", "national; international."], ["It is international; international."]),
        (["♪ Sing a song ♪", "♪ of sixpence ♪"], ["Sing a song of sixpence"]),
        (["I <3 you.", "2 < 3 > 1"], ["I <3 you. 2 < 3 > 1"]),
        (["No!", "No!"], ["No! No!"]),
    ],
)
def test_marks_of_speakers_are_not_said(lines: list[str], paragraphs: list[str]) -> None:
    assert said("".join(cue(line, 2.0 * at) for at, line in enumerate(lines))) == paragraphs


def test_a_sound_is_described_apart() -> None:
    assert read(cue("Listen.", 0) + cue("[door opens]", 2) + cue("He came in.", 4)) == [
        (Kind.BODY, "Listen."),
        (Kind.FIGURE, "[door opens]"),
        (Kind.BODY, "He came in."),
    ]


def test_captions_that_roll_are_said_once() -> None:
    shown = ["so today we", "so today we\nwill look at", "will look at\nthe tides of", "the tides of\nthe sea"]
    assert said("".join(cue(text, 2.0 * at) for at, text in enumerate(shown))) == [
        "so today we will look at the tides of the sea"
    ]


def test_a_long_speech_is_cut_into_paragraphs_at_sentences() -> None:
    sentence = "It was said of the sea that it never is at rest for an hour."
    paragraphs = said("".join(cue(sentence, 4.0 * at, 3.5) for at in range(40)))
    assert len(paragraphs) > 3
    assert all(450 < len(text) < 700 for text in paragraphs[:-1])
    assert " ".join(paragraphs) == " ".join([sentence] * 40)


def test_cues_without_blank_lines_between_them_and_with_blank_lines_in_them_are_read() -> None:
    assert said("1\n00:00:01,000 --> 00:00:02,000\nOne and\n2\n00:00:02,000 --> 00:00:03,000\ntwo.\n") == [
        "One and two."
    ]
    assert said("1\n00:00:01,000 --> 00:00:02,000\nOne\n\nand\n\n\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo.\n") == [
        "One and two."
    ]


@pytest.mark.parametrize("written", ["", "Just a text.", "WEBVTT\n\nNOTE nothing", "00:01 00:02\nno arrow"])
def test_what_has_no_cues_is_refused(written: str) -> None:
    with pytest.raises(SourceError, match="has no subtitles in it"):
        subtitles.read(written, "a.srt")


WORDS = st.text("abcdefghij", min_size=1, max_size=8)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8, unique=True), st.data())
def test_no_word_is_lost(texts: list[str], data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.floats(0, 9), min_size=len(texts), max_size=len(texts)))
    start, written = 0.0, ""
    for text, gap in zip(texts, gaps, strict=True):
        written += cue(text, start)
        start += 2 + gap
    assert " ".join(said(written)) == " ".join(texts)


@settings(max_examples=150)
@given(
    st.sampled_from([SRT, VTT]),
    st.lists(st.tuples(st.integers(0, 400), st.text(max_size=5), st.integers(0, 9)), max_size=8),
)
def test_a_damaged_file_is_read_or_refused(written: str, changes: list[tuple[int, str, int]]) -> None:
    for at, new, gone in changes:
        written = written[:at] + new + written[at + gone :]
    try:
        said(written)
    except SourceError:
        return
