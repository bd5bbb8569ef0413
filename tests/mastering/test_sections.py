"""Where a programme is cut into sections: where its text says so, so that an edit moves no cut but those beside it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.mastering.sections import LONGEST_CHARS, SHORTEST_CHARS, cut
from narrate.script import Passage, Scene, Utterance

Section = tuple[str, ...]


def passage(text: str, number: int = 1) -> Passage:
    return Passage(number, (Utterance(text, text),))


def book(count: int = 900, seed: int = 1) -> list[str]:
    draw = random.Random(seed)
    return [
        " ".join(draw.choices(["lorem", "ipsum", "dolor", "sit", "amet"], k=draw.randint(10, 90))) for _ in range(count)
    ]


def sections(texts: list[str]) -> list[Section]:
    return [tuple(one.spoken[0] for one in section) for section in cut(Scene("", tuple(map(passage, texts))))]


def length(section: Section) -> int:
    return sum(map(len, section))


@given(st.lists(st.integers(0, 4_000), max_size=60))
def test_the_sections_are_the_scene(lengths: list[int]) -> None:
    scene = Scene("", tuple(passage("a" * chars, number) for number, chars in enumerate(lengths)))
    assert tuple(one for section in cut(scene) for one in section) == scene.passages
    assert all(cut(scene))


@given(st.lists(st.integers(1, 4_000), min_size=1, max_size=60), st.integers(0, 100))
def test_a_section_is_neither_long_nor_short_but_the_last(lengths: list[int], salt: int) -> None:
    parts = sections([f"{salt}{'a' * chars}"[:chars] for chars in lengths])
    for part in parts:
        assert length(part[:-1]) < LONGEST_CHARS
    for part in parts[:-1]:
        assert length(part) >= SHORTEST_CHARS


def test_a_short_scene_is_one_section_and_an_empty_one_is_none() -> None:
    assert sections(["One.", "Two."]) == [("One.", "Two.")]
    assert sections([]) == []


def test_the_cuts_follow_from_the_text_alone() -> None:
    numbered = Scene("Other", tuple(passage(text, number) for number, text in enumerate(book(), start=77)))
    assert [tuple(one.spoken[0] for one in section) for section in cut(numbered)] == sections(book())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("place", [30, 450, 870])
@pytest.mark.parametrize("edit", ["change", "insert", "delete"])
def test_an_edit_moves_no_cut_but_those_beside_it(seed: int, place: int, edit: str) -> None:
    before = book(seed=seed)
    after = [*before]
    if edit == "change":
        after[place] = "something else entirely"
    elif edit == "insert":
        after.insert(place, "one more paragraph")
    else:
        del after[place]
    old, new = sections(before), sections(after)
    assert len(old) > 20
    assert len(set(new) - set(old)) <= 6
    first = next(number for number, section in enumerate(old) if before[place] in section)
    assert new[:first] == old[:first]


def test_most_sections_end_at_a_landmark_of_the_text() -> None:
    parts = sections(book(3000))
    forced = [part for part in parts[:-1] if length(part) >= LONGEST_CHARS]
    assert len(forced) < len(parts) / 5
