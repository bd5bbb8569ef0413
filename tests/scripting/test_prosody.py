"""Where the silences are: a listener hears the structure of a text as pauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.manner import Manner, Pauses, Style
from narrate.script import Script
from narrate.scripting import LONGEST_PASSAGE_CHARS, write_script

PAUSES = Pauses(
    head_ms=1,
    clause_ms=10,
    sentence_ms=20,
    verse_line_ms=25,
    cell_ms=15,
    list_item_ms=30,
    paragraph_ms=40,
    quote_ms=45,
    note_ms=55,
    heading_ms=50,
    chapter_ms=60,
    scene_break_ms=70,
    tail_ms=80,
)
BREAK = Paragraph("", Kind.BREAK)
SILENT = Paragraph("* 🎉 *")


def body(text: str = "One") -> Paragraph:
    return Paragraph(text)


def of(kind: Kind, text: str = "Word") -> Paragraph:
    return Paragraph(text, kind)


def script(*chapters: tuple[Paragraph, ...], pauses: Pauses = PAUSES, limit_chars: int = 1000) -> Script:
    document = Document(tuple(Chapter("", paragraphs) for paragraphs in chapters))
    return write_script(document, language="en", manner=Manner(Style(pauses)), limit_chars=limit_chars)


def heard(script: Script) -> list[tuple[str, int]]:
    """What is spoken, with the silence up to the next thing spoken."""
    spoken: list[tuple[str, int]] = []
    for passage in script.passages:
        for utterance in passage.utterances:
            if utterance.spoken:
                spoken.append((utterance.spoken, utterance.pause_ms))
            elif spoken:
                spoken[-1] = (spoken[-1][0], spoken[-1][1] + utterance.pause_ms)
    return spoken


def silences(*chapters: tuple[Paragraph, ...], pauses: Pauses = PAUSES, limit_chars: int = 1000) -> list[int]:
    return [pause_ms for _, pause_ms in heard(script(*chapters, pauses=pauses, limit_chars=limit_chars))]


H, B, L, V, T = Kind.HEADING, Kind.BODY, Kind.LIST_ITEM, Kind.VERSE, Kind.TABLE


@pytest.mark.parametrize(
    ("first", "second", "pause_ms"),
    [
        (B, B, 40),
        (B, H, 50),  # before a heading
        (H, B, 50),  # and after it
        (H, H, 50),
        (L, L, 30),
        (V, V, 40),
        (T, T, 30),
        (B, L, 40),
        (L, B, 40),
        (L, V, 40),
        (H, L, 50),
        (L, H, 50),
        (Kind.QUOTE, B, 45),
        (B, Kind.QUOTE, 45),
        (Kind.QUOTE, Kind.QUOTE, 40),
        (Kind.NOTE, Kind.NOTE, 40),
        (B, Kind.CODE, 40),
        (Kind.FIGURE, Kind.NOTE, 55),
        (H, Kind.BYLINE, 50),
        (Kind.BYLINE, B, 40),
    ],
)
def test_between_two_paragraphs_is_what_their_kinds_ask_for(first: Kind, second: Kind, pause_ms: int) -> None:
    assert silences((of(first), of(second))) == [pause_ms, 80]


def test_within_a_paragraph_sentences_and_cut_clauses_have_their_own_pauses() -> None:
    text = "One two three, four five six. Seven."
    assert heard(script((body(text),), limit_chars=20)) == [
        ("One two three,", 10),
        ("four five six.", 20),
        ("Seven.", 80),
    ]


def test_lines_of_verse_have_a_beat_between_them() -> None:
    assert silences((of(V, "One\nTwo. Two\nThree"), body())) == [25, 20, 25, 40, 80]


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        pytest.param([(body(), BREAK, body())], [70, 80], id="between two paragraphs"),
        pytest.param([(body(), BREAK, BREAK, body())], [70, 80], id="two breaks are one"),
        pytest.param([(of(L), BREAK, of(L))], [70, 80], id="within a list"),
        pytest.param([(body(), BREAK, of(H))], [70, 80], id="before a heading"),
        pytest.param([(of(H), BREAK, body())], [70, 80], id="after a heading"),
        pytest.param([(BREAK, body(), body())], [40, 80], id="before everything"),
        pytest.param([(body(), body(), BREAK)], [40, 80], id="after everything"),
        pytest.param([(body(),), (BREAK, body())], [70, 80], id="at the start of a chapter, and longer than its pause"),
        pytest.param([(body(), SILENT, BREAK, SILENT, body())], [70, 80], id="among silent paragraphs"),
    ],
)
def test_a_scene_break_is_heard_wherever_it_stands_between_two_things_said(
    chapters: list[tuple[Paragraph, ...]], expected: list[int]
) -> None:
    assert silences(*chapters) == expected


def test_a_scene_break_at_the_end_of_a_chapter_is_heard_as_one_at_the_start_of_the_next() -> None:
    assert silences((body(), BREAK), (body(),)) == silences((body(),), (BREAK, body())) == [70, 80]


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        ([(body(),), (body(),), (body(),)], [60, 60, 80]),
        ([(body(),), (of(H), body())], [60, 50, 80]),
        ([(body(),), (SILENT,), (body(),)], [60, 80]),
        ([(body(),), (), (body(),)], [60, 80]),
        ([(SILENT,), (body(),), (body(),)], [60, 80]),
        ([(body(),), (SILENT,)], [80]),
    ],
)
def test_a_chapter_has_its_pause_before_it(chapters: list[tuple[Paragraph, ...]], expected: list[int]) -> None:
    assert silences(*chapters) == expected


@pytest.mark.parametrize(
    ("paragraphs", "longer", "expected_ms"),
    [
        ((of(H), BREAK, body()), {"heading_ms": 2000}, 2000),
        ((body(), BREAK, body()), {"paragraph_ms": 2000}, 2000),
        ((of(L), BREAK, of(L)), {"list_item_ms": 2000}, 2000),
    ],
)
def test_of_two_pauses_at_one_place_the_longer_is_kept(
    paragraphs: tuple[Paragraph, ...], longer: dict[str, int], expected_ms: int
) -> None:
    assert silences(paragraphs, pauses=Pauses(**longer))[0] == expected_ms


def test_a_chapter_after_a_heading_keeps_the_longer_pause_too() -> None:
    assert silences((of(H),), (body(),), pauses=Pauses(heading_ms=900, chapter_ms=100))[0] == 900


def test_the_last_words_are_followed_by_the_tail_and_by_nothing_else() -> None:
    assert silences((body("One. Two."),)) == [20, 80]
    assert silences((body("One. Two."), SILENT, BREAK, SILENT)) == [20, 80]
    assert silences((body("One. Two. 🎉"),)) == [20, 80]


def test_every_pause_may_be_nothing() -> None:
    none = Pauses(**dict.fromkeys(Pauses.__slots__, 0))
    chapters = (of(H), body("One. Two."), BREAK, of(L), of(L)), (body(),)
    assert set(silences(*chapters, pauses=none)) == {0}


def test_a_very_long_paragraph_is_several_passages_with_no_more_than_a_sentence_between_them() -> None:
    text = " ".join(f"This is sentence number {number} of a long one." for number in range(300))
    whole = script((body(text), body("After.")))
    passages = list(whole.passages)
    assert len(passages) > 3
    assert all(sum(map(len, passage.spoken)) <= LONGEST_PASSAGE_CHARS for passage in passages)
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
    pauses = [pause_ms for _, pause_ms in heard(whole)]
    assert pauses == [20] * 299 + [40, 80]


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.VERSE, Kind.BODY])
def test_an_indented_paragraph_is_a_paragraph(kind: Kind) -> None:
    assert silences((of(H), of(kind, "    indented"))) == [50, 80]


def test_a_cut_sentence_whose_last_piece_is_silent_keeps_the_pause_of_a_sentence() -> None:
    assert heard(script((body("abcdefghi !!! And more."),), limit_chars=10)) == [("abcdefghi", 20), ("And more.", 80)]


SPOKEN = st.builds(
    Paragraph,
    st.sampled_from(["One.", "One. Two.", "A b c", "One. 🎉 Two."]),
    st.sampled_from([kind for kind in Kind if kind is not Kind.BREAK]),
)
CHAPTERS = st.lists(st.lists(SPOKEN | st.just(BREAK), max_size=4), min_size=1, max_size=4)


@given(CHAPTERS, st.data())
def test_silent_paragraphs_change_nothing_that_is_heard(chapters: list[list[Paragraph]], data: st.DataObject) -> None:
    silent = st.builds(Paragraph, st.sampled_from(["🎉", "* * *", "\u200b"]), st.sampled_from([B, L, H, V]))
    without = script(*map(tuple, chapters))
    with_silent = [
        tuple(one for block in chapter for one in [*data.draw(st.lists(silent, max_size=2)), block])
        for chapter in chapters
    ]
    assert heard(script(*with_silent)) == heard(without)


@given(CHAPTERS)
def test_what_is_not_heard_has_no_pause(chapters: list[list[Paragraph]]) -> None:
    for passage in script(*map(tuple, chapters)).passages:
        assert all(utterance.spoken or not utterance.pause_ms for utterance in passage.utterances)
