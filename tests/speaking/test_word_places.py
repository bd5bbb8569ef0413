"""Where each word of a spoken text sounds: what an engine tells is kept, the rest is estimated by length and pauses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.clip import Clip
from narrate.script import Passage, Utterance
from narrate.speaking.estimation import estimated
from narrate.speaking.placing import with_words
from narrate.timeline import Span, Word, Words
from narrate.wording import words_of

RATE_HZ = 8_000


def sound(*parts_s: float) -> bytes:
    """Noise and silence in turn, so many seconds of each."""
    loud = np.random.default_rng(0).integers(-9_000, 9_000, RATE_HZ * 60)
    parts = [loud[: round(s * RATE_HZ)] * (n % 2 == 0) for n, s in enumerate(parts_s)]
    return np.concatenate(parts).astype("<i2").tobytes()


def placed(text: str, pcm: bytes, *known: tuple[int, int, int, int]) -> list[Word]:
    """The words of a text, when stretches of text and of sound are known."""
    stretches = [Word(Span(start, end - start), first, last, exact=True) for first, last, start, end in known]
    clip = Clip(pcm, RATE_HZ, (Span(0, len(pcm) // 2),), (Words.of(stretches),))
    (words,) = with_words(clip, Passage(1, (Utterance(text, text),)))
    return list(words)


def shown(words: list[Word]) -> list[tuple[int, int, bool]]:
    return [(word.span.start, word.span.end, word.exact) for word in words]


LOUD = sound(1.0)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("one two", [(0, 3, 0, 400), (4, 7, 500, 900)], [(0, 400, True), (500, 900, True)]),
        ("of the house", [(0, 6, 0, 500), (7, 12, 500, 900)], [(0, 200, False), (200, 500, False), (500, 900, True)]),
        ("12,345 or", [(0, 3, 0, 200), (3, 3, 200, 300), (3, 6, 300, 500), (7, 9, 600, 700)], [(0, 500, True), (600, 700, True)]),
        ("oh so untold", [(0, 2, 0, 200), (3, 5, 200, 300)], [(0, 200, True), (200, 225, False), (225, 300, False)]),
        ("untold so", [(7, 9, 200, 360)], [(200, 320, False), (320, 360, False)]),
        ("all", [(8, 9, 200, 360)], [(200, 360, True)]),
    ],
    ids=["told", "two as one", "one as many", "untold at the end", "untold at the start", "out of place"],
)  # fmt: skip
def test_what_an_engine_tells_is_kept(text: str, known: list, expected: list) -> None:
    assert shown(placed(text, LOUD, *known)) == expected


def test_a_pause_after_a_word_is_no_part_of_it() -> None:
    pcm = sound(0.5, 0.3, 0.2)
    assert shown(placed("one, two", pcm, (0, 4, 0, 6400), (5, 8, 6400, 8000))) == [(0, 4000, True), (6400, 8000, True)]


@pytest.mark.parametrize(
    ("text", "parts_s", "expected_s"),
    [
        ("one two, six", (0.6, 0.3, 0.3), [0.0, 0.21, 0.9]),
        ("one, two six", (0.3, 0.3, 0.6), [0.0, 0.6, 0.9]),
        ("one, two, six", (0.3, 0.3, 0.3, 0.2, 0.3), [0.0, 0.6, 1.1]),
        ("one two six", (0.0, 0.5, 0.9), [0.5, 0.8, 1.1]),
        ("one two, six", (0.3, 0.05, 0.25, 0.3, 0.3), [0.0, 0.21, 0.9]),
        ("one", (0.3, 0.3, 0.3), [0.0]),
    ],
    ids=["late comma", "early comma", "two commas", "silence before", "no pause but a closure", "a pause in a word"],
)
def test_an_estimate_follows_the_pauses(text: str, parts_s: tuple, expected_s: list[float]) -> None:
    words = placed(text, sound(*parts_s))
    assert [word.span.start / RATE_HZ for word in words] == pytest.approx(expected_s, abs=0.03)
    assert not any(word.exact for word in words)


@given(st.text("ab ,.", max_size=80), st.lists(st.sampled_from([0.0, 0.05, 0.12, 0.4]), max_size=12))
def test_an_estimate_has_every_word_in_order_inside_the_sound(text: str, parts_s: list[float]) -> None:
    pcm = sound(*parts_s, 0.01)
    places = words_of(text)
    words = list(estimated(text, places, pcm, RATE_HZ))
    assert [(word.start, word.end) for word in words] == places
    assert Words.of(words).are_inside(len(pcm) // 2)
