"""Which words a text has, and when each is heard of what is said for it."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.scripting.normalisation import spoken_form
from narrate.timeline import Span, Word, Words
from narrate.wording import correspondence, told, words_of


def heard(spoken: str, *, exact: bool = True, gap: int = 10) -> Words:
    """Every word of a text, each as long as it has characters times 100, with gaps."""
    words, start = [], gap
    for first, last in words_of(spoken):
        words.append(Word(Span(start, 100 * (last - first)), first, last, exact))
        start = words[-1].span.end + gap
    return Words.of(words)


def sounds(written: str, spoken: str) -> dict[str, str]:
    """For each printed word what is said while it sounds."""
    said = heard(spoken)
    return {
        written[word.start : word.end]: " ".join(
            spoken[one.start : one.end]
            for one in said
            if word.span.start <= one.span.start and one.span.end <= word.span.end
        )
        for word in told(written, spoken, said)
    }


@pytest.mark.parametrize(
    ("written", "spoken", "expected"),
    [
        ("In 2024 it rained.", "In twenty twenty-four it rained.", {"In": "In", "2024": "twenty twenty-four", "it": "it"}),
        ("$5 and more", "five dollars and more", {"$5": "five dollars", "and": "and"}),
        ("1,001 nights and a day", "one thousand and one nights and a day", {"1,001": "one thousand and one", "a": "a"}),
        ("1,005 and more", "one thousand and five and more", {"1,005": "one thousand and five", "and": "and"}),
        ("5 km of it", "five kilometers of it", {"5": "five", "km": "kilometers", "of": "of"}),
        ("“Don’t—ever,” he said", "\"Don't, ever,\" he said", {"“Don’t": "\"Don't,", "ever,”": 'ever,"', "said": "said"}),
        ("Dr. Ito, M.D.", "Doctor Ito, M D.", {"Dr.": "Doctor", "Ito,": "Ito,", "M.D.": "M D."}),
        ("1914–1918 was", "nineteen fourteen to nineteen eighteen was", {"was": "was"}),
        ("so it was[3] said 12 then", "so it was said then", {"12": "", "then": "then"}),
        ("in infor- mation age", "in information age", {"in": "in", "age": "age"}),
    ],
)  # fmt: skip
def test_a_printed_word_has_the_sound_of_what_is_said_for_it(written: str, spoken: str, expected: dict) -> None:
    assert expected.items() <= sounds(written, spoken).items()


def test_words_that_share_a_sound_are_estimates() -> None:
    words = told(
        "infor- mation 2024 now", "information twenty twenty-four now", heard("information twenty twenty-four now")
    )
    assert [word.exact for word in words] == [False, False, False, True]


def test_what_was_estimated_stays_an_estimate() -> None:
    assert not any(word.exact for word in told("2 or", "two or", heard("two or", exact=False)))


PIECES = st.sampled_from(
    ["a", "the", "the", "and", "house", "Dr.", "1,001", "$5", "2024", "“Well,”", "—", "…", "3rd", "5 km", "[3]", "e.g.", "x" * 30]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=9).map("—".join), st.text(max_size=60)
)


@given(TEXTS, TEXTS)
def test_every_printed_word_has_a_place_in_order(written: str, spoken: str) -> None:
    """Whatever is said for whatever is printed."""
    said = heard(spoken)
    words = told(written, spoken, said)
    assert [(word.start, word.end) for word in words] == words_of(written)
    assert words.are_inside(said[-1].span.end if said else 0)
    assert all(one.span.end <= other.span.start for one, other in pairwise(words))


@given(TEXTS)
def test_every_printed_word_of_what_is_really_said_has_a_place(written: str) -> None:
    spoken = spoken_form(written)
    words = told(written, spoken, heard(spoken))
    assert [(word.start, word.end) for word in words] == words_of(written)
    assert words.are_inside(10**6)


@given(TEXTS)
def test_a_text_that_is_said_as_printed_keeps_its_words(text: str) -> None:
    assert told(text, text, heard(text)) == heard(text)


@given(st.text())
def test_a_word_has_a_letter_or_a_digit_and_no_white_space(text: str) -> None:
    places = words_of(text)
    words = [text[start:end] for start, end in places]
    assert all(any(map(str.isalnum, word)) and not any(map(str.isspace, word)) for word in words)
    assert sum(map(str.isalnum, text)) == sum(char.isalnum() for word in words for char in word)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


LISTS = st.lists(st.sampled_from("abcdefg"), max_size=60)


@given(LISTS, LISTS)
def test_a_correspondence_is_both_lists_in_order(said: list[str], printed: list[str]) -> None:
    pairs = list(correspondence(said, printed))
    for side, words in enumerate((said, printed)):
        ranges = [pair[side] for pair in pairs]
        assert [place for first, last in ranges for place in range(first, last)] == list(range(len(words)))


@given(LISTS)
def test_equal_lists_correspond_word_for_word(words: list[str]) -> None:
    assert list(correspondence(words, words)) == [((n, n + 1), (n, n + 1)) for n in range(len(words))]


@pytest.mark.parametrize("words", [["a"], ["a", "b"], ["a", "b", "a", "c"]])
def test_time_grows_with_length_alone(words: list[str]) -> None:
    """A hostile text, in which every word is like many others, costs no more than its length."""

    def seconds(times: int) -> float:
        start = time.process_time()
        list(correspondence(words * times, ["1", *words[::-1] * times]))
        return time.process_time() - start

    assert seconds(4_000) < 12 * seconds(1_000) + 0.05
