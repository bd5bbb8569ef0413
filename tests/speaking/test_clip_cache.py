"""The clip cache: what is given back is what was put in, or nothing."""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.clip import Clip
from narrate.script import Passage, Utterance
from narrate.speaking.cache import MAGIC, ClipCache, clip_key
from narrate.timeline import Span
from narrate.voice import Voice

VOICE = Voice("gmw/en-us", "English", "en-us", "pyttsx3")
PASSAGE = Passage(1, (Utterance("Hello.", "Hello.", 0, 350), Utterance("Bye.", "Bye.", 7, 700)))
CLIP = Clip(bytes(range(200)), 22_050, (Span(0, 60), Span(60, 40)))
KEY = clip_key(PASSAGE, VOICE, "1", 1.0)


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips")


def test_a_clip_comes_back_as_it_was(cache: ClipCache) -> None:
    cache.put(KEY, CLIP)
    assert cache.get(KEY) == CLIP


def test_a_clip_that_was_never_put_is_not_there(cache: ClipCache) -> None:
    assert cache.get(KEY) is None


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


def _signed(body: bytes) -> bytes:
    """A hostile entry: its digest is right."""
    return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def test_two_texts_and_their_join_are_different_clips() -> None:
    """A separator inside a text must not look like the border between two."""
    parts = [("a", "b"), ("a\x1fb",), ('a","b',), ("a\nb",), ("ab",)]
    keys = {clip_key(Passage(1, tuple(Utterance(t, t) for t in texts)), VOICE, "1", 1.0) for texts in parts}
    assert len(keys) == len(parts)


class TestDamage:
    """A damaged entry is nothing, is removed, and can be written again."""

    @pytest.mark.parametrize(
        "damage",
        [
            lambda content: content[:-1],
            lambda content: content + b"\0",
            lambda content: content[: len(MAGIC) + 5],
            lambda content: b"",
            lambda content: bytes(len(content)),
            lambda content: content.replace(b'"sample_rate_hz": 22050', b'"sample_rate_hz": 00000'),
            lambda content: _signed(b'{"key": "' + KEY.encode() + b'", "sample_rate_hz": 0, "utterances": []}\n'),
            lambda content: _signed(b'{"key": "' + KEY.encode() + b'", "utterances": [[0, 9]]}\nab'),
            lambda content: _signed(b"[" * 100_000),
            lambda content: _signed(b"\xff\n"),
            lambda content: content.replace(b"[60, 40]", b"[60, 99]"),
            lambda content: content.replace(b"[[0, 60]", b"[[-1,60]"),
            lambda content: pickle.dumps({"pcm": b""}),
        ],
    )
    def test_of_any_kind_is_found(self, cache: ClipCache, damage) -> None:
        cache.put(KEY, CLIP)
        cache.path(KEY).write_bytes(damage(cache.path(KEY).read_bytes()))
        assert cache.get(KEY) is None
        assert not cache.path(KEY).exists()
        cache.put(KEY, CLIP)
        assert cache.get(KEY) == CLIP

    @given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
    def test_of_any_one_bit_is_found_or_does_not_matter(self, tmp_path_factory, place: int, bit: int) -> None:
        cache = ClipCache(tmp_path_factory.mktemp("bits"))
        cache.put(KEY, CLIP)
        content = bytearray(cache.path(KEY).read_bytes())
        content[place % len(content)] ^= 1 << bit
        cache.path(KEY).write_bytes(content)
        assert cache.get(KEY) in (None, CLIP)

    def test_of_two_swapped_entries_is_found(self, cache: ClipCache) -> None:
        other = clip_key(PASSAGE, VOICE, "2", 1.0)
        cache.put(other, CLIP)
        cache.path(KEY).parent.mkdir(parents=True, exist_ok=True)
        cache.path(other).rename(cache.path(KEY))
        assert cache.get(KEY) is None

    @pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
    def test_an_entry_that_is_a_link_is_not_followed(self, cache: ClipCache, tmp_path: Path) -> None:
        cache.put(KEY, CLIP)
        elsewhere = cache.path(KEY).rename(tmp_path / "elsewhere")
        cache.path(KEY).symlink_to(elsewhere)
        assert cache.get(KEY) is None


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
def test_only_its_owner_may_look_into_the_cache(cache: ClipCache) -> None:
    cache.put(KEY, CLIP)
    for folder in (cache.folder, cache.path(KEY).parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_pruning_removes_the_longest_unused_first(cache: ClipCache) -> None:
    keys = [clip_key(PASSAGE, VOICE, str(number), 1.0) for number in range(4)]
    for age, key in enumerate(keys):
        cache.put(key, CLIP)
        os.utime(cache.path(key), (1_000_000 - age, 1_000_000 - age))
    cache.get(keys[3])  # the oldest is used again
    size = cache.path(keys[0]).stat().st_size
    assert cache.prune(2 * size) == (2, 2 * size)
    assert [cache.get(key) is not None for key in keys] == [True, False, False, True]


def test_pruning_to_more_than_there_is_removes_nothing(cache: ClipCache) -> None:
    cache.put(KEY, CLIP)
    assert cache.prune(1 << 30) == (0, 0)
    assert cache.size() == (1, cache.path(KEY).stat().st_size)
