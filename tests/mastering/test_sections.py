"""Where a programme is cut into sections: in its pauses, where its text says so, so that an edit moves no cut but those beside it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.mastering.sections import (
    LEAST_PAUSE_MS,
    LONGEST_CHARS,
    NEVER_LONGER_CHARS,
    SHORTEST_CHARS,
    Section,
    cut,
)
from narrate.script import Passage, Scene, Script, Utterance

Texts = tuple[str, ...]


def passage(text: str, number: int = 1, pause_ms: int = LEAST_PAUSE_MS) -> Passage:
    return Passage(number, (Utterance(text, text, 0, pause_ms),))


def book(count: int = 400, seed: int = 1) -> list[str]:
    draw = random.Random(seed)
    return [
        " ".join(draw.choices(["lorem", "ipsum", "dolor", "sit", "amet"], k=draw.randint(10, 90))) for _ in range(count)
    ]


def scene(texts: list[str]) -> Scene:
    return Scene("", tuple(passage(text, number) for number, text in enumerate(texts, start=1)))


def sections(texts: list[str]) -> list[Texts]:
    return [tuple(one.spoken[0] for one in section.passages) for section in of(Script((scene(texts),)))]


def of(script: Script, head_ms: int = 0) -> list[Section]:
    """The sections of a programme of one part."""
    return cut([script], head_ms)


def length(section: Texts) -> int:
    return sum(map(len, section))


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Scenes of passages of any length and pause, some of them with nothing to pronounce."""
    chars = st.one_of(st.just(0), st.integers(1, 1_000), st.integers(1_000, 4_000))
    pauses = st.sampled_from([0, LEAST_PAUSE_MS - 1, LEAST_PAUSE_MS, 700])
    scenes = draw(st.lists(st.lists(st.tuples(chars, pauses), max_size=12), max_size=4))
    return Script(
        tuple(
            Scene(str(n), tuple(passage("a" * size, number, pause) for number, (size, pause) in enumerate(sizes)))
            for n, sizes in enumerate(scenes)
        )
    )


@given(scripts(), st.integers(0, 60_000))
def test_the_sections_are_the_script_and_each_belongs_to_one_scene(script: Script, head_ms: int) -> None:
    parts = of(script, head_ms)
    for number, one in enumerate(script.scenes):
        assert tuple(each for part in parts if part.scene == number for each in part.passages) == one.passages
    assert [part.scene for part in parts] == sorted(part.scene for part in parts)
    assert all(part.passages for part in parts)


@given(st.lists(scripts(), max_size=3), st.integers(1, 60_000))
def test_every_part_has_a_head_and_an_end_and_every_scene_an_opening(parts: list[Script], head_ms: int) -> None:
    whole = cut(parts, head_ms)
    for number, script in enumerate(parts):
        own = [section for section in whole if section.part == number]
        assert [section.passages for section in own] == [section.passages for section in of(script)]
        assert [place for place, section in enumerate(own) if section.head_ms] == [0][: len(own)]
        assert [place for place, section in enumerate(own, start=1) if section.ends] == [len(own)][: len(own)]
        openings = [section.scene for section in own if section.opens]
        assert openings == [scene for scene, one in enumerate(script.scenes) if one.passages]
    assert [section.part for section in whole] == sorted(section.part for section in whole)


def inner_cuts(script: Script) -> list[Section]:
    """The sections that do not end where their scene ends."""
    return [one for one, following in pairwise(of(script)) if one.scene == following.scene]


@given(scripts())
def test_a_scene_is_cut_in_pauses_only_unless_it_has_none_for_half_an_hour(script: Script) -> None:
    for section in inner_cuts(script):
        last = section.passages[-1].utterances[-1]
        in_a_pause = last.spoken and last.pause_ms >= LEAST_PAUSE_MS
        assert in_a_pause or section.characters >= NEVER_LONGER_CHARS


@given(scripts())
def test_no_section_is_short_but_where_its_scene_ends(script: Script) -> None:
    assert all(section.characters >= SHORTEST_CHARS for section in inner_cuts(script))


@given(st.lists(st.integers(1, 4_000), min_size=1, max_size=60), st.integers(0, 100))
def test_no_section_is_long_where_there_are_pauses(lengths: list[int], salt: int) -> None:
    for part in sections([f"{salt}{'a' * chars}"[:chars] for chars in lengths]):
        assert length(part[:-1]) < LONGEST_CHARS


@given(st.lists(st.integers(1, 4_000), min_size=1, max_size=60))
def test_without_pauses_it_is_cut_all_the_same_before_it_fills_the_memory(lengths: list[int]) -> None:
    passages = tuple(passage("a" * chars, number, 0) for number, chars in enumerate(lengths))
    parts = of(Script((Scene("", passages),)))
    assert all(part.characters < NEVER_LONGER_CHARS + 4_000 for part in parts)
    assert all(part.characters >= NEVER_LONGER_CHARS for part in parts[:-1])


def test_the_pause_that_counts_is_the_one_that_is_heard() -> None:
    """What has nothing to pronounce has no pause either: the silence before it is that of what was said last."""
    mute = Utterance("***", "", 0, 0, "only punctuation")

    def parts(*utterances: Utterance) -> int:
        once = Passage(1, utterances)
        return len(of(Script((Scene("", (once, once)),))))

    said = Utterance("a", "a" * LONGEST_CHARS, 0, LEAST_PAUSE_MS)
    assert parts(said, mute) == 2
    assert parts(said, Utterance("b", "b", 0, 0), mute) == 1


def test_a_section_knows_what_it_has_to_say() -> None:
    mute = Passage(2, (Utterance("***", "", 0, 0, "only punctuation"),))
    (section,) = of(Script((Scene("", (passage("One."), mute, passage("Three."))),)))
    assert section.voiced == (section.passages[0], section.passages[2])
    assert section.characters == len("One.Three.")


def test_a_short_scene_is_one_section_and_an_empty_script_is_none() -> None:
    assert sections(["One.", "Two."]) == [("One.", "Two.")]
    assert of(Script(())) == []
    assert of(Script((Scene("", ()),))) == []


def test_the_cuts_follow_from_the_text_alone() -> None:
    texts = book()
    numbered = Scene("Other", tuple(passage(text, number, 999) for number, text in enumerate(texts, start=77)))
    parts = of(Script((scene(["One."]), numbered)))[1:]
    assert [tuple(one.spoken[0] for one in section.passages) for section in parts] == sections(texts)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("place", [30, 200, 370])
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
    assert len(old) > 50
    assert len(set(new) - set(old)) <= 6
    first = next(number for number, section in enumerate(old) if before[place] in section)
    assert new[:first] == old[:first]


def test_an_edit_changes_one_section_or_two_nearly_always() -> None:
    texts, changed = book(), []
    old = set(sections(texts))
    for place in range(0, len(texts), 7):
        new = sections([*texts[:place], "something else entirely", *texts[place + 1 :]])
        changed.append(len(set(new) - old))
    assert min(changed) == 1
    assert sum(changed) < 2 * len(changed)
    assert sum(count <= 2 for count in changed) > 0.8 * len(changed)


def test_most_sections_end_at_a_landmark_of_the_text() -> None:
    parts = sections(book(2000))
    forced = [part for part in parts[:-1] if length(part) >= LONGEST_CHARS]
    assert len(forced) < len(parts) / 5


def test_a_section_is_about_a_minute() -> None:
    """Of speech, at some 18 characters a second: what an edit costs, and what a worker does at a time."""
    parts = sections(book(2000))
    assert 0.7 < sum(map(length, parts)) / len(parts) / (60 * 18) < 1.5
