"""Document -> Script: what is written and what is said, side by side, and nothing lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.script import CHARACTERS_PER_SECOND, Passage, Scene, Script, Utterance
from narrate.scripting import write_script


def script(*paragraphs: Paragraph, limit_chars: int = 1000, language: str = "en") -> Script:
    document = Document((Chapter("Title", paragraphs),))
    return write_script(document, language=language, limit_chars=limit_chars)


def utterances(text: str, limit_chars: int = 1000) -> list[Utterance]:
    return [one for passage in script(Paragraph(text), limit_chars=limit_chars).passages for one in passage.utterances]


def ink(text: str) -> str:
    """Everything but the white space."""
    return "".join(text.split())


PIECES = [
    *(
        "Hello there.",
        "Dr. Who?",
        "“Stop!” he said.",
        "3.14",
        "a—b",
        "--",
        "…",
        "🎉",
        "你好。",
        "مرحبا؟",
        "\u200b",
        "\x00",
        "\ud83d",
    ),
    *(" ", "\n", "\t", "averyveryverylongwordindeed", "one, two; three: four", "e\u0301", "«Oui.»"),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=15).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=15).map("".join),
    st.text(st.characters(), max_size=60),
)


@given(TEXTS, st.integers(20, 60))  # a single sign may be said in words: ¾
def test_written_is_an_exact_slice_of_the_paragraph(text: str, limit: int) -> None:
    for one in utterances(text, limit):
        assert one.written
        assert one.written == text[one.start : one.start + len(one.written)]


@given(TEXTS, st.integers(20, 60))  # a single sign may be said in words: ¾
def test_every_character_that_is_not_white_space_is_in_exactly_one_utterance(text: str, limit: int) -> None:
    place = 0
    for one in utterances(text, limit):
        assert one.start >= place
        assert not text[place : one.start].strip()
        place = one.start + len(one.written)
    assert not text[place:].strip()


@given(TEXTS, st.integers(20, 60))  # a single sign may be said in words: ¾
def test_what_is_spoken_keeps_to_the_engines_limit(text: str, limit: int) -> None:
    for one in utterances(text, limit):
        assert len(one.spoken) <= limit
        assert len(one.written) <= limit


@given(TEXTS)
def test_an_utterance_is_spoken_or_says_why_not(text: str) -> None:
    for one in utterances(text):
        assert bool(one.spoken) != bool(one.skipped)


@given(
    st.lists(
        st.builds(Paragraph, TEXTS, st.sampled_from([kind for kind in Kind if kind is not Kind.BREAK])), max_size=5
    )
)
def test_nothing_of_a_document_is_lost_or_said_twice(paragraphs: list[Paragraph]) -> None:
    written = [one.written for passage in script(*paragraphs).passages for one in passage.utterances]
    ordered = sorted(paragraphs, key=lambda paragraph: paragraph.kind is Kind.NOTE)  # notes come at the chapter's end
    assert ink("".join(written)) == ink("".join(paragraph.text for paragraph in ordered))


def test_every_naughty_string_is_accounted_for(naughty_strings: list[str]) -> None:
    paragraphs = [Paragraph(text.replace("\n", " ")) for text in naughty_strings]
    whole = script(*paragraphs, limit_chars=100)
    written = [one for passage in whole.passages for one in passage.utterances]
    assert ink("".join(one.written for one in written)) == ink("".join(naughty_strings))
    assert all(one.spoken or one.skipped for one in written)


def test_tables_whose_spoken_form_is_longer_than_what_is_written_keep_to_the_limit() -> None:
    cells = "\t".join("abcdefgh")
    assert [one.spoken for one in utterances(cells, limit_chars=15)] == ["a, b, c, d", "e, f, g, h"]


@pytest.mark.parametrize(
    ("heading", "language", "spoken"),
    [
        ("I", "en", "one"),
        ("II.", "en", "two"),
        ("XLIV", "en", "forty-four"),
        ("II", "fr", "deux"),
        ("CV", "en", "CV"),
        ("Mix", "en", "Mix"),
        ("I and You", "en", "I and You"),
    ],
)
def test_a_heading_that_is_a_roman_numeral_is_said_as_a_number(heading: str, language: str, spoken: str) -> None:
    whole = script(Paragraph(heading, Kind.HEADING), Paragraph("I went."), language=language)
    first, second = whole.passages
    assert first.utterances[0].spoken.replace(" ", "").lower() == spoken.replace(" ", "").lower()
    assert second.spoken == ("I went.",)


def test_passages_are_numbered_through_the_whole_script_from_one() -> None:
    document = Document((Chapter("A", (Paragraph("One"), Paragraph("Two"))), Chapter("B", (Paragraph("Three"),))))
    whole = write_script(document, language="en", limit_chars=100)
    assert [(passage.number, passage.spoken) for passage in whole.passages] == [
        (1, ("One",)),
        (2, ("Two",)),
        (3, ("Three",)),
    ]


def test_a_passage_knows_its_paragraph_across_breaks_chapters_and_portions() -> None:
    long = "Some words here. " * 600
    first = Chapter("A", (Paragraph("One"), Paragraph("", Kind.BREAK), Paragraph(long.strip())))
    whole = write_script(Document((first, Chapter("B", (Paragraph("Three"),)))), language="en", limit_chars=100)
    assert [passage.paragraph for passage in whole.passages] == [0, 2, 2, 2, 3]


def test_a_scene_is_a_chapter_with_its_title_and_level_and_one_without_words_is_none() -> None:
    chapters = (
        Chapter("A", (Paragraph("One"),), 2),
        Chapter("Empty", ()),
        Chapter("Only a break", (Paragraph("", Kind.BREAK),)),
        Chapter("B", (Paragraph("* * *"),)),
    )
    whole = write_script(Document(chapters), language="en", limit_chars=100)
    assert [(scene.title, scene.level) for scene in whole.scenes] == [("A", 2), ("B", 1)]


def test_a_passage_keeps_its_kind_and_its_own_language_or_that_of_the_script() -> None:
    whole = script(Paragraph("Hallo.", Kind.QUOTE, "de-AT"), Paragraph("Hi."), language="en-GB")
    assert [(one.kind, one.language) for one in whole.passages] == [(Kind.QUOTE, "de-AT"), (Kind.BODY, "en-GB")]
    assert whole.language == "en-GB"


def test_each_paragraph_is_cut_by_the_rules_of_its_own_language() -> None:
    german = "Am 3. Mai kam er."
    (passage,) = script(Paragraph(german, language="de")).passages
    assert passage.spoken == ("Am dritten Mai kam er.",)


def test_an_empty_document_has_an_empty_script() -> None:
    assert write_script(Document(()), language="en", limit_chars=100) == Script((), "en")
    assert script(Paragraph(""), Paragraph(" \n ")).scenes == ()


def test_the_same_document_gives_the_same_script() -> None:
    paragraphs = Paragraph("One. Two, three."), Paragraph("Four", Kind.LIST_ITEM)
    assert script(*paragraphs) == script(*paragraphs)


@pytest.mark.parametrize(("speed", "expected_s"), [(1.0, 2.5), (2.0, 1.5), (0.5, 4.5)])
def test_expected_length_follows_from_the_characters_the_speed_and_the_pauses(speed: float, expected_s: float) -> None:
    text = "a" * round(CHARACTERS_PER_SECOND)
    passage = Passage(1, (Utterance(text, text, pause_ms=500), Utterance("*", "", skipped="x"), Utterance(text, text)))
    assert Script((Scene("", (passage,)),)).expected_s(speed) == pytest.approx(expected_s)
