"""What is said of code, tables, figures, notes, citations and emoji, and that nothing of it is lost silently."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.manner import CHOICES, STYLES, Manner, Policies
from narrate.script import Script
from narrate.scripting import write_script

PEOPLE = "Name\tAge\tTown\nAnn\t12\tYork\nBob\t\tHull."
PAIRS = "Name\tAge\nAnn\t12"
CODE = "x = 1\n\ny = 2"


def script(*paragraphs: Paragraph, language: str = "en", limit_chars: int = 1000, **policies: Any) -> Script:
    manner = Manner(policies=Policies(**policies))
    document = Document((Chapter("", paragraphs),))
    return write_script(document, language=language, limit_chars=limit_chars, manner=manner)


def spoken(*paragraphs: Paragraph, **given: Any) -> list[str]:
    return [text for passage in script(*paragraphs, **given).passages for text in passage.spoken]


def reasons(*paragraphs: Paragraph, **given: Any) -> set[str]:
    passages = script(*paragraphs, **given).passages
    return {one.skipped for passage in passages for one in passage.utterances if one.skipped}


def test_a_table_is_said_row_by_row_with_its_headers() -> None:
    assert spoken(Paragraph(PEOPLE, Kind.TABLE)) == [
        "Name: Ann.", "Age: twelve.", "Town: York.", "Name: Bob.", "Town: Hull.",
    ]  # fmt: skip
    assert reasons(Paragraph(PEOPLE, Kind.TABLE)) == {"a header, which is said with its cells"}


def test_a_table_of_two_columns_is_said_as_pairs() -> None:
    assert spoken(Paragraph(PAIRS, Kind.TABLE)) == ["Name, Age", "Ann, twelve"]


def test_a_table_without_headers_is_said_as_it_is() -> None:
    assert spoken(Paragraph("1\t2\t3\n4\t5\t6", Kind.TABLE)) == ["one, two, three", "four, five, six"]


def test_within_a_row_cells_are_closer_than_rows() -> None:
    (passage,) = script(Paragraph(PEOPLE, Kind.TABLE)).passages
    assert [one.pause_ms for one in passage.utterances if one.spoken][:4] == [200, 200, 350, 200]


@pytest.mark.parametrize(
    ("paragraph", "policies", "said"),
    [
        (Paragraph(CODE, Kind.CODE), {"code": "announce"}, ["Code, two lines."]),
        (Paragraph("x", Kind.CODE), {"code": "announce"}, ["Code, one line."]),
        (Paragraph(CODE, Kind.CODE), {"code": "skip"}, []),
        (Paragraph(PEOPLE, Kind.TABLE), {"tables": "announce"}, ["Table, three rows."]),
        (Paragraph(PEOPLE, Kind.TABLE), {"tables": "skip"}, []),
        (Paragraph("A lamp.", Kind.FIGURE), {"figures": "skip"}, []),
        (Paragraph("A lamp.", Kind.FIGURE), {"figures": "say"}, ["A lamp."]),
        (Paragraph("See above.", Kind.NOTE), {"notes": "skip"}, []),
        (Paragraph("See above.", Kind.NOTE), {"notes": "inline"}, ["See above."]),
        (Paragraph("So it is.[12]"), {"citations": "drop"}, ["So it is."]),
        (Paragraph("So it is [12]."), {"citations": "keep"}, ["So it is, twelve."]),
        (Paragraph("Done 🎉!"), {"emoji": "drop"}, ["Done!"]),
        (Paragraph("Done 🎉!"), {"emoji": "say"}, ["Done party popper!"]),
        (Paragraph("🎉"), {"emoji": "say"}, ["party popper"]),
    ],
)
def test_a_policy_tells_what_is_said(paragraph: Paragraph, policies: dict[str, str], said: list[str]) -> None:
    assert spoken(paragraph, **policies) == said


def test_what_is_announced_is_announced_in_the_texts_own_language() -> None:
    assert spoken(Paragraph(CODE, Kind.CODE), language="de", code="announce") == ["Code, zwei Zeilen."]


def test_what_is_not_said_tells_why() -> None:
    assert reasons(Paragraph(CODE, Kind.CODE), code="skip") == {"code, skipped as asked"}
    assert reasons(Paragraph(CODE, Kind.CODE), code="announce") == {"code, announced only"}
    assert reasons(Paragraph("See.", Kind.NOTE), notes="skip") == {"note, skipped as asked"}


NOTED = (
    Paragraph("One."),
    Paragraph("A note.", Kind.NOTE),
    Paragraph("Two."),
    Paragraph("Another.", Kind.NOTE),
)


def test_a_note_is_said_where_it_stands_after_what_refers_to_it_or_at_the_end_of_its_chapter() -> None:
    assert spoken(*NOTED, notes="inline") == ["One.", "A note.", "Two.", "Another."]
    assert spoken(*NOTED, notes="end") == ["One.", "Two.", "A note.", "Another."]


def test_a_note_keeps_its_place_in_the_document_wherever_it_is_said() -> None:
    at_the_end = script(*NOTED, notes="end")
    assert [(passage.number, passage.paragraph) for passage in at_the_end.passages] == [(1, 0), (2, 2), (3, 1), (4, 3)]


POLICIES = st.builds(Policies, **{name: st.sampled_from(choices) for name, choices in CHOICES.items()})
TEXTS = st.text(st.sampled_from("ab1 .,\t\n—🎉[2]†é"), max_size=40)
PARAGRAPHS = st.lists(st.builds(Paragraph, TEXTS, st.sampled_from(Kind)), max_size=4)


@given(PARAGRAPHS, POLICIES, st.sampled_from([5, 30, 1000]), st.sampled_from(["en", "de"]))
def test_every_character_is_in_one_utterance_whatever_is_said_of_it(
    paragraphs: list[Paragraph], policies: Policies, limit_chars: int, language: str
) -> None:
    """And an utterance without a spoken form has a reason; one with a spoken form has none."""
    document = Document((Chapter("", tuple(paragraphs)),))
    whole = write_script(document, language=language, limit_chars=limit_chars, manner=Manner(policies=policies))
    left = {place: list(one.text) for place, one in enumerate(paragraphs) if one.kind is not Kind.BREAK}
    for passage in whole.passages:
        text = paragraphs[passage.paragraph].text
        for one in passage.utterances:
            assert text[one.start : one.start + len(one.written)] == one.written
            assert bool(one.spoken) != bool(one.skipped)
            for place in range(one.start, one.start + len(one.written)):
                assert left[passage.paragraph][place] is not None
                left[passage.paragraph][place] = None
    assert not any(char.strip() for chars in left.values() for char in chars if char)


@pytest.mark.parametrize("style", STYLES)
def test_headings_are_said_slower_than_what_follows(style: str) -> None:
    document = Document((Chapter("A", (Paragraph("A", Kind.HEADING), Paragraph("Text."))),))
    heading, body = write_script(document, language="en", limit_chars=100, manner=Manner(STYLES[style])).passages
    assert heading.pace < body.pace


def test_a_passage_lasts_longer_the_slower_its_pace() -> None:
    document = Document((Chapter("", (Paragraph("Some words to say."),)),))
    usual, slow = (
        write_script(document, language="en", limit_chars=100, manner=Manner(STYLES[style])).expected_s(1.0)
        for style in ("essay", "bedtime")
    )
    assert slow > usual
