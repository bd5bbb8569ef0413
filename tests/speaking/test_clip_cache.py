"""The clip cache: one name for one sound, and another for every other. How clips are kept: tests/doors/test_store.py."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.script import Passage, Utterance
from narrate.speaking.cache import clip_key
from narrate.voice import Voice

VOICE = Voice("gmw/en-us", "English", "en-us", "pyttsx3")
PASSAGE = Passage(1, (Utterance("Hello.", "Hello.", 0, 350), Utterance("Bye.", "Bye.", 7, 700)))
KEY = clip_key(PASSAGE, VOICE, "1", 1.0)


@pytest.mark.parametrize(
    ("passage", "voice", "version", "speed"),
    [
        (replace(PASSAGE, utterances=(Utterance("Hello!", "Hello!"),)), VOICE, "1", 1.0),
        (replace(PASSAGE, language="de"), VOICE, "1", 1.0),
        (PASSAGE, replace(VOICE, id="gmw/en"), "1", 1.0),
        (PASSAGE, replace(VOICE, engine="tone"), "1", 1.0),
        (PASSAGE, VOICE, "2", 1.0),
        (PASSAGE, VOICE, "1", 1.1),
    ],
    ids=["text", "language", "voice", "engine", "version", "speed"],
)
def test_whatever_decides_the_sound_is_another_clip(passage: Passage, voice: Voice, version: str, speed: float) -> None:
    assert clip_key(passage, voice, version, speed) != KEY


@pytest.mark.parametrize(
    "passage",
    [
        replace(PASSAGE, number=99),
        replace(PASSAGE, utterances=tuple(replace(one, pause_ms=5) for one in PASSAGE.utterances)),
        replace(PASSAGE, utterances=tuple(replace(one, written="printed otherwise") for one in PASSAGE.utterances)),
        replace(PASSAGE, utterances=(*PASSAGE.utterances, Utterance("***", "", 9, 0, "only punctuation"))),
    ],
    ids=["place", "pauses", "print", "silent"],
)
def test_what_does_not_change_the_sound_is_the_same_clip(passage: Passage) -> None:
    assert clip_key(passage, VOICE, "1", 1) == KEY


def test_two_texts_and_their_join_are_different_clips() -> None:
    """A separator inside a text must not look like the border between two."""
    parts = [("a", "b"), ("a\x1fb",), ('a","b',), ("a\nb",), ("ab",)]
    keys = {clip_key(Passage(1, tuple(Utterance(t, t) for t in texts)), VOICE, "1", 1.0) for texts in parts}
    assert len(keys) == len(parts)


TEXT = st.text(max_size=4).filter(bool)


@given(st.lists(TEXT, min_size=1, max_size=3), st.lists(TEXT, min_size=1, max_size=3))
def test_two_passages_have_one_clip_where_the_same_is_said(one: list[str], two: list[str]) -> None:
    keys = [clip_key(Passage(1, tuple(Utterance(t, t) for t in texts)), VOICE, "1", 1.0) for texts in (one, two)]
    assert (keys[0] == keys[1]) == (one == two)


def test_a_key_is_a_name_that_every_disk_takes() -> None:
    assert len(KEY) == 64
    assert set(KEY) <= set("0123456789abcdef")
