"""What is selected: numbers count from 1, both ends are included, a heading is found by its beginning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.arranging import select
from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.errors import SettingsError
from narrate.selection import Selection

HEADINGS = [
    ("", 1), ("Part One", 1), ("Chapter 1", 2), ("Chapter 10", 2), ("Part Two", 1), ("The Storm", 2), ("The Story", 2),
    ("Author’s Note", 1),
]  # fmt: skip
BOOK = Document(
    tuple(Chapter(title, (Paragraph(title or "Before.", Kind.HEADING),), level) for title, level in HEADINGS),
    title="A Book",
)


def places(**asked: str) -> list[int]:
    kept = select(BOOK, Selection.parse(**asked))
    assert kept.title == "A Book"
    return [BOOK.chapters.index(chapter) + 1 for chapter in kept.chapters]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"chapters": "2"}, [2]),
        ({"chapters": "3-5, 8"}, [3, 4, 5, 8]),
        ({"chapters": "8,1-2"}, [1, 2, 8]),
        ({"chapters": "6-"}, [6, 7, 8]),
        ({"chapters": "–2"}, [1, 2]),
        ({"start": "part two"}, [5, 6, 7, 8]),
        ({"start": "CHAPTER 1"}, [3, 4, 5, 6, 7, 8]),  # the heading itself, not “Chapter 10”
        ({"start": "author's"}, [8]),
        ({"end": "Part One"}, [1, 2, 3, 4]),  # with the deeper chapters below it
        ({"end": "The Storm"}, [1, 2, 3, 4, 5, 6]),
        ({"start": "Part Two", "end": "Part Two"}, [5, 6, 7]),
        ({"start": "Part Two", "chapters": "1-6"}, [5, 6]),
    ],
)
def test_a_selection_keeps_these_chapters(asked: dict[str, str], numbers: list[int]) -> None:
    assert places(**asked) == numbers


@pytest.mark.parametrize(
    ("asked", "problem", "remedy"),
    [
        ({"chapters": "9"}, "There is no chapter 9.", "8 chapters"),
        ({"chapters": "3-12"}, "There is no chapter 12.", "8 chapters"),
        ({"start": "the sto"}, "2 headings begin with “the sto”.", "6 “The Storm”, 7 “The Story”"),
        ({"start": "Part Tow"}, "There is no heading “Part Tow”.", "“Part Two”"),
        ({"start": "storm"}, "There is no heading “storm”.", "“The Storm”"),
        ({"end": "Zzz"}, "There is no heading “Zzz”.", "--outline"),
        ({"start": "Part Two", "end": "Part One"}, "“Part Two” comes after “Part One”.", "--from"),
        ({"start": "Part Two", "chapters": "1-2"}, "No chapter is left by that selection.", "8 chapters"),
        ({"chapters": "two"}, "“two” says no chapters.", "3-7,9"),
        ({"chapters": "7-3"}, "“7-3” says no chapters.", "3-7,9"),
        ({"chapters": "0"}, "“0” says no chapters.", "3-7,9"),
        ({"chapters": "-"}, "“-” says no chapters.", "3-7,9"),
        ({"chapters": "1,,2"}, "“” says no chapters.", "3-7,9"),
    ],
)
def test_what_cannot_be_selected_is_said(asked: dict[str, str], problem: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as raised:
        places(**asked)
    assert raised.value.problem == problem
    assert remedy in raised.value.remedy


@given(st.text("0123456789-,– x", max_size=12))
def test_any_text_selects_or_is_refused(chapters: str) -> None:
    try:
        numbers = places(chapters=chapters)
    except SettingsError:
        return
    assert numbers == sorted(set(numbers))
    assert numbers
