from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.listening.deck import Deck
from narrate.listening.pieces import Piece

RATE_HZ = 1_000


def piece(first: int, length: int) -> Piece:
    return Piece(np.arange(first, first + length, dtype="<i2").tobytes(), 1.0)


def samples(pcm: bytes) -> list[int]:
    return np.frombuffer(pcm, "<i2").tolist()


@given(st.lists(st.integers(0, 50), min_size=1), st.lists(st.integers(1, 70), min_size=1))
def test_pieces_come_one_after_the_other_without_a_sample_between(lengths: list[int], asks: list[int]) -> None:
    deck = Deck(len(lengths), RATE_HZ)
    whole = list(range(1, 1 + sum(lengths)))
    start = 1
    for line, length in enumerate(lengths):
        deck.put({line: piece(start, length)})
        start += length
    heard = [one for ask in asks * (1 + sum(lengths)) for one in samples(deck.pull(ask))]
    assert heard[: len(whole)] == whole
    assert not any(heard[len(whole) :])
    assert deck.ended
    assert not deck.starved


def test_what_is_not_there_in_time_is_silence_and_counted() -> None:
    deck = Deck(2, RATE_HZ)
    assert samples(deck.pull(5)) == [0] * 5
    assert deck.starved == 0  # nobody has begun to listen
    deck.put({0: piece(1, 3)})
    assert samples(deck.pull(5)) == [1, 2, 3, 0, 0]
    assert deck.starved == 2
    deck.put({1: piece(4, 1)})
    assert samples(deck.pull(2)) == [4, 0]


def test_a_pause_holds_the_place_and_dies_away() -> None:
    deck = Deck(1, RATE_HZ)
    deck.put({0: Piece(np.full(100, 800, "<i2").tobytes(), 1.0)})
    deck.pull(10)
    deck.pause(paused=True)
    fading = samples(deck.pull(20))
    assert fading == sorted(fading, reverse=True)
    assert fading[0] == 800
    assert not any(fading[8:])
    deck.pause(paused=False)
    assert samples(deck.pull(90)) == [800] * 90
    assert deck.ended


def test_a_jump_goes_on_with_the_line_it_leads_to() -> None:
    deck = Deck(3, RATE_HZ)
    deck.put({0: piece(0, 10), 2: piece(500, 3)})
    deck.pull(1)
    deck.go(2)
    assert samples(deck.pull(12))[-4:] == [500, 501, 502, 0]


def test_the_line_that_is_heard_keeps_its_sound() -> None:
    deck = Deck(2, RATE_HZ)
    deck.put({0: piece(1, 4), 1: piece(5, 1)})
    deck.pull(2)
    deck.put({0: piece(100, 9), 1: piece(200, 1)})
    assert samples(deck.pull(3)) == [3, 4, 200]


@pytest.mark.parametrize(("latency_s", "line", "sample"), [(0.0, 1, 2), (0.002, 1, 0), (0.004, 0, 2)])
def test_what_is_heard_is_what_was_pulled_a_latency_ago(
    monkeypatch: pytest.MonkeyPatch, latency_s: float, line: int, sample: int
) -> None:
    monkeypatch.setattr("narrate.listening.deck.monotonic", lambda: 0.0)
    deck = Deck(2, RATE_HZ)
    deck.put({0: piece(1, 4), 1: piece(5, 4)})
    for _ in range(3):
        deck.pull(2)
    now = deck.heard(latency_s)
    assert (now.line, now.sample) == (line, sample)


def test_memory_does_not_grow_with_the_text() -> None:
    deck = Deck(10_000, RATE_HZ)
    for line in range(3_000):
        deck.put({line: piece(1, 5)})
        deck.pull(5)
    assert len(deck.pieces) <= 102
    assert len(deck._past) < 1_000
