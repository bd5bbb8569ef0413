"""What is kept between runs: clips, measured sections, reels. What is given back is what was put in, or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.clip import Clip
from narrate.doors.store import MAGIC, Store, kept_files, key_of, prune
from narrate.errors import OutputError
from narrate.mastering.job import Measured
from narrate.mastering.keeping import measured_store, reel_store
from narrate.mastering.levels import PEAK_STEPS, Loudness
from narrate.recording import Packets, Reel
from narrate.speaking.cache import clip_store
from narrate.timeline import Span, Words

KEY, OTHER = key_of("one"), key_of("another")
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")


@dataclass(frozen=True)
class Kind:
    """A kind of entry: its store, one of them, and what a hostile hand may write in its place, with a right digest."""

    store: Callable[[Path], Store]
    entry: Any
    hostile: dict[str, tuple[dict[str, object], bytes]]


BY_PEAK = np.linspace(0, 1, PEAK_STEPS).astype("<f8").tobytes()
SPANS, NO_WORDS = [[0, 60], [60, 40]], [[], []]
WORDS = {  # of an utterance of one sample
    "words beyond the end": [[0, 2, 0, 2]],
    "words before the beginning": [[-1, 1, 0, 2]],
    "words in disorder": [[1, 0, 0, 2, 0, 1, 1, 2]],
    "a word too far away": [[0, 1, 1 << 40, 2]],
    "half a word": [[0, 1]],
    "text for words": ["abcd"],
    "words of another utterance": [[], []],
}
REEL = {"length": 960, "peak": 0.5, "packets": 2, "ticks": 1, "first": -9, "notes": {}}
TABLES = np.array([3, 2, 480, 480], "<i4").tobytes() + np.array([0.5], "<f4").tobytes()
KINDS = {
    "clip": Kind(
        clip_store,
        Clip(bytes(range(200)), 22_050, (Span(0, 60), Span(60, 40)), (Words([0, 9, 0, 7, 20, 40, 4, 6]), Words())),
        {
            "no rate": ({"sample_rate_hz": 0, "utterances": [], "words": []}, b""),
            "a field missing": ({"utterances": [[0, 1]], "words": []}, b"ab"),
            "half a sample": ({"sample_rate_hz": 8_000, "utterances": [[0, 1]], "words": []}, b"abc"),
            "a span beyond the end": ({"sample_rate_hz": 8_000, "utterances": [[0, 2]], "words": []}, b"ab"),
            "a span before the beginning": ({"sample_rate_hz": 8_000, "utterances": [[-1, 2]], "words": []}, b"ab"),
            "text for numbers": ({"sample_rate_hz": "x", "utterances": [], "words": []}, b"ab"),
            "an entry from before words": ({"sample_rate_hz": 8_000, "utterances": [[0, 1]]}, b"ab"),
            **{
                name: ({"sample_rate_hz": 8_000, "utterances": [[0, 1]], "words": words}, b"ab")
                for name, words in WORDS.items()
            },
        },
    ),
    "measured section": Kind(
        measured_store,
        Measured(
            (Span(7, 60), Span(90, 0)),
            120,
            Loudness(np.array([0.25, 1e-9, 0.1], np.float32), np.linspace(0, 1 / 3, PEAK_STEPS), 120),
            (Words([0, 9, 0, 7, 20, 40, 4, 6]), Words()),
        ),
        {
            "a field missing": ({"spans": SPANS, "words": NO_WORDS, "length": 100}, BY_PEAK),
            "an entry from before words": ({"spans": SPANS, "length": 100, "samples": 100}, BY_PEAK),
            "too little": ({"spans": SPANS, "words": NO_WORDS, "length": 100, "samples": 100}, BY_PEAK[:-8]),
            "half a number": ({"spans": SPANS, "words": NO_WORDS, "length": 100, "samples": 100}, BY_PEAK + b"abc"),
            "a span without a length": ({"spans": [[0]], "words": [[]], "length": 100, "samples": 100}, BY_PEAK),
            "a span beyond the end": ({"spans": SPANS, "words": NO_WORDS, "length": 50, "samples": 50}, BY_PEAK),
            "a span before the beginning": (
                {"spans": [[-9, 5]], "words": [[]], "length": 100, "samples": 100},
                BY_PEAK,
            ),
            "less than nothing": ({"spans": [], "words": [], "length": -100, "samples": 100}, BY_PEAK),
            **{
                name: ({"spans": [[0, 1]], "words": words, "length": 100, "samples": 100}, BY_PEAK)
                for name, words in WORDS.items()
            },
            "text for numbers": ({"spans": "ab", "words": NO_WORDS, "length": 100, "samples": 100}, BY_PEAK),
        },
    ),
    "reel": Kind(
        reel_store,
        Reel(
            0,
            960,
            Packets(b"abcde", array("i", [3, 2]), array("i", [480, 480]), -312, {0: b"\1\2", 1: b"\3"}),
            np.array([0.25, 1 / 3], np.float32),
            1 / 3,
        ),
        {
            "a field missing": ({**REEL, "ticks": None}, TABLES + b"abcde"),
            "fewer than it says": ({**REEL, "packets": 3}, TABLES),
            "more of them than bytes": ({**REEL, "packets": 10**12}, TABLES + b"abcde"),
            "less than none": ({**REEL, "packets": -1}, TABLES + b"abcde"),
            "sizes of other packets": (REEL, TABLES + b"abcd"),
            "a note that is none": ({**REEL, "notes": {"0": "xyz"}}, TABLES + b"abcde"),
            "text for notes": ({**REEL, "notes": "ab"}, TABLES + b"abcde"),
            "less than no length": ({**REEL, "length": -960}, TABLES + b"abcde"),
        },
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def store(kind: Kind, tmp_path: Path) -> Store:
    return kind.store(tmp_path / "home")


def same(store: Store, one: object, two: object) -> bool:
    """Whether two entries are one: tables of numbers have no equality of their own."""
    return one is not None and store.compose(one) == store.compose(two)


def signed(header: bytes, payload: bytes = b"") -> bytes:
    """A hostile entry: its digest is right."""
    body = header + b"\n" + payload
    return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


# --- in and out -------------------------------------------------------------------------------------------------------


def test_an_entry_comes_back_as_it_was(kind: Kind, store: Store) -> None:
    store.put(KEY, kind.entry)
    assert same(store, store.get(KEY), kind.entry)
    store.put(KEY, store.get(KEY))
    assert same(store, store.get(KEY), kind.entry)


def test_an_entry_that_was_never_put_is_not_there(kind: Kind, store: Store) -> None:
    assert store.get(KEY) is None
    store.put(OTHER, kind.entry)
    assert store.get(KEY) is None


@given(st.binary(max_size=300).map(lambda b: b[: len(b) // 2 * 2]), st.integers(1, 10**6))
def test_any_pcm_comes_back_whatever_bytes_are_in_it(tmp_path_factory, pcm: bytes, rate_hz: int) -> None:
    store, clip = clip_store(tmp_path_factory.mktemp("any")), Clip(pcm, rate_hz, ())
    store.put(KEY, clip)
    assert store.get(KEY) == clip


def test_numbers_come_back_to_the_last_bit(tmp_path: Path) -> None:
    """Or a run that found a section measured would make other bytes than one that measured it."""
    store, before = measured_store(tmp_path), KINDS["measured section"].entry
    store.put(KEY, before)
    after = store.get(KEY)
    assert after.loudness.by_peak.tolist() == before.loudness.by_peak.tolist()
    assert after.loudness.powers.tolist() == before.loudness.powers.tolist()
    assert (after.spans, after.length, after.loudness.samples) == (before.spans, before.length, before.loudness.samples)
    reels, reel = reel_store(tmp_path), KINDS["reel"].entry
    reels.put(KEY, reel)
    assert reels.get(KEY).peak == reel.peak


def test_each_kind_has_a_folder_of_its_own(tmp_path: Path) -> None:
    for one in KINDS.values():
        one.store(tmp_path).put(KEY, one.entry)
    assert all(same(one.store(tmp_path), one.store(tmp_path).get(KEY), one.entry) for one in KINDS.values())
    assert {path.parent.parent.name for path in tmp_path.glob("*/*/*")} == {"clips", "sections", "reels"}


def test_a_reel_has_no_place_of_its_own(tmp_path: Path) -> None:
    store, reel = reel_store(tmp_path), KINDS["reel"].entry
    store.put(KEY, Reel(4_800, reel.length, reel.packets, reel.powers, reel.peak))
    assert store.get(KEY).start == 0


# --- keys -------------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, JSON)
def test_two_identities_have_one_key_where_they_are_one(one: object, two: object) -> None:
    assert (key_of(one) == key_of(two)) == (json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True))


def test_a_key_does_not_depend_on_the_order_of_fields() -> None:
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    assert len({key_of(["a", "b"]), key_of(["ab"]), key_of(['a","b']), key_of(["b", "a"])}) == 4


# --- damage -----------------------------------------------------------------------------------------------------------

DAMAGES = {
    "its end missing": lambda content: content[:-1],
    "a byte too many": lambda content: content + b"\0",
    "its beginning only": lambda content: content[: len(MAGIC) + 5],
    "its magic only": lambda content: MAGIC,
    "one line": lambda content: content.replace(b"\n", b" ").replace(MAGIC[:-1] + b" ", MAGIC),
    "nothing": lambda content: b"",
    "zeros": lambda content: bytes(len(content)),
    "another number": lambda content: content.replace(b"60", b"61", 1).replace(b"960", b"961", 1),
    "another payload": lambda content: content[:-3] + b"xyz",
    "a pickle": lambda content: pickle.dumps({"pcm": b""}),
    "hostile: deep": lambda content: signed(b"[" * 100_000),
    "hostile: no text": lambda content: signed(b"\xff"),
    "hostile: no object": lambda content: signed(b"[1]"),
    "hostile: a number": lambda content: signed(b"1"),
    "hostile: only a key": lambda content: signed(json.dumps({"key": KEY}).encode(), b"ab"),
    "hostile: no key": lambda content: signed(b"{}", b"ab"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_of_any_kind_is_found_removed_and_can_be_written_over(damage: str, kind: Kind, store: Store) -> None:
    store.put(KEY, kind.entry)
    content = store.path(KEY).read_bytes()
    store.path(KEY).write_bytes(DAMAGES[damage](content))
    assert store.path(KEY).read_bytes() != content
    assert store.get(KEY) is None
    assert not store.path(KEY).exists()
    store.put(KEY, kind.entry)
    assert same(store, store.get(KEY), kind.entry)


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, one in KINDS.items() for what in one.hostile])
def test_what_was_never_written_so_is_nothing_though_its_digest_is_right(name: str, what: str, tmp_path: Path) -> None:
    store = KINDS[name].store(tmp_path)
    store.put(KEY, KINDS[name].entry)
    header, payload = KINDS[name].hostile[what]
    store.path(KEY).write_bytes(signed(json.dumps({"key": KEY, **header}).encode(), payload))
    assert store.get(KEY) is None
    assert not store.path(KEY).exists()


@pytest.mark.parametrize("name", KINDS)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_damage_of_any_one_bit_is_found_or_does_not_matter(tmp_path_factory, name: str, place: int, bit: int) -> None:
    store, entry = KINDS[name].store(tmp_path_factory.mktemp("bits")), KINDS[name].entry
    store.put(KEY, entry)
    content = bytearray(store.path(KEY).read_bytes())
    content[place % len(content)] ^= 1 << bit
    store.path(KEY).write_bytes(content)
    found = store.get(KEY)
    assert found is None or same(store, found, entry)


def test_two_swapped_entries_are_found(kind: Kind, store: Store) -> None:
    store.put(OTHER, kind.entry)
    store.path(KEY).parent.mkdir(parents=True, exist_ok=True)
    store.path(OTHER).rename(store.path(KEY))
    assert store.get(KEY) is None


@POSIX
def test_an_entry_that_is_a_link_is_not_followed(kind: Kind, store: Store, tmp_path: Path) -> None:
    store.put(KEY, kind.entry)
    elsewhere = store.path(KEY).rename(tmp_path / "elsewhere")
    store.path(KEY).symlink_to(elsewhere)
    assert store.get(KEY) is None


@POSIX
def test_only_its_owner_may_look_into_it(kind: Kind, store: Store) -> None:
    store.put(KEY, kind.entry)
    for folder in (store.folder, store.path(KEY).parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_disk_that_refuses_is_an_output_error(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        kind.store(tmp_path / "file").put(KEY, kind.entry)


def test_nobody_waits_for_the_disk(kind: Kind, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a loss of power an entry may be torn: its digest tells, and it is made again."""
    monkeypatch.setattr("os.fsync", lambda _: pytest.fail("waited for the disk"))
    store.put(KEY, kind.entry)
    assert same(store, store.get(KEY), kind.entry)


# --- pruning ----------------------------------------------------------------------------------------------------------


def test_pruning_removes_the_longest_unused_of_all_kinds_first(tmp_path: Path) -> None:
    entries = [(one.store(tmp_path), key_of([name, n]), one.entry) for n in range(2) for name, one in KINDS.items()]
    for age, (store, key, entry) in enumerate(entries):
        store.put(key, entry)
        os.utime(store.path(key), (1_000_000 - age, 1_000_000 - age))
    *_, (store, key, _) = entries
    store.get(key)  # the oldest is used again
    sizes = [store.path(key).stat().st_size for store, key, _ in entries]
    assert prune(tmp_path, sizes[0] + sizes[-1]) == (4, sum(sizes[1:-1]))
    assert [store.get(key) is not None for store, key, _ in entries] == [True, False, False, False, False, True]


def test_pruning_to_more_than_there_is_removes_nothing(tmp_path: Path) -> None:
    for one in KINDS.values():
        one.store(tmp_path).put(KEY, one.entry)
    assert prune(tmp_path, 1 << 30) == (0, 0)
    assert len(list(kept_files(tmp_path))) == len(KINDS)
    assert sum(size for _, size, _ in kept_files(tmp_path)) == sum(
        one.store(tmp_path).path(KEY).stat().st_size for one in KINDS.values()
    )


def test_pruning_what_is_not_there_is_no_work(tmp_path: Path) -> None:
    assert prune(tmp_path / "never", 0) == (0, 0)


@pytest.mark.parametrize("place", ["photos/01/sea.jpg", "clips/ab/notes.txt", "src/en/a.clip.py", "locks/ab/x.lock"])
def test_pruning_takes_nothing_that_is_not_an_entry(place: str, tmp_path: Path) -> None:
    """The folder is whichever --cache-dir names: what else lies there is somebody's, and counts for nothing."""
    theirs = tmp_path / place
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(bytes(5_000))
    os.utime(theirs, (1, 1))
    for one in KINDS.values():
        one.store(tmp_path).put(KEY, one.entry)
    assert theirs not in [path for _, _, path in kept_files(tmp_path)]
    assert prune(tmp_path, 4_000)[0] == 0
    assert prune(tmp_path, 0)[0] == len(KINDS)
    assert theirs.exists()


def test_a_folder_beside_the_entries_does_not_stop_the_pruning(tmp_path: Path) -> None:
    (tmp_path / "clips" / "ab" / "folder").mkdir(parents=True)
    KINDS["clip"].store(tmp_path).put(KEY, KINDS["clip"].entry)
    assert prune(tmp_path, 0)[0] == 1
