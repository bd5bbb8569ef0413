"""When each printed word sounds, in whole renders: exact with the tone engine, which says a beep for each word."""

from __future__ import annotations

import hashlib
import json
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import narrate
from narrate.doors.store import MAGIC, kept_files
from narrate.mastering.joins import ONSET_MS
from narrate.timeline import Cue
from narrate.wording import words_of

TEXT = """In 2024 it rained—hard. “Don’t,” said Dr. Ito; and *nobody* did!

* * *

The other 1,250 people (and their dogs) paid $5 each. Nothing was said of it[3].
"""


def rendered(home: Path, suffix: str = "wav", **settings: object) -> narrate.Report:
    source = home.with_suffix(".md")
    source.write_text(TEXT, encoding="utf-8")
    known = {"voice": "tone", "standard": "none", "jobs": 1, "cache_dir": home, "force": True} | settings
    return narrate.render(source, home.with_suffix(f".{suffix}"), narrate.Settings(**known))


def cues(report: narrate.Report) -> tuple[Cue, ...]:
    return report.edition.timeline.cues


def words(report: narrate.Report) -> list[list]:
    return [list(cue.words) for cue in cues(report)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> narrate.Report:
    return rendered(tmp_path_factory.mktemp("plain") / "cache")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_every_printed_word_that_is_spoken_is_told(plain: narrate.Report) -> None:
    for cue in cues(plain):
        spoken = [word for word in cue.words if word.span.length]
        assert [(word.start, word.end) for word in cue.words] == (words_of(cue.written) if cue.span.length else [])
        assert all(cue.span.start <= word.span.start and word.span.end <= cue.span.end for word in cue.words)
        assert all(one.span.end <= other.span.start for one, other in pairwise(spoken))


def test_every_beep_lies_inside_its_word(plain: narrate.Report) -> None:
    """No sound is outside a word, and every word begins and ends with sound: to the sample, but for a wave's zeros."""
    with wave.open(str(plain.edition.path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    told = [word for cue in cues(plain) for word in cue.words if word.span.length]
    inside = np.zeros(len(samples), bool)
    for word in told:
        heard = np.flatnonzero(samples[word.span.start : word.span.end])
        assert heard[0] <= 2
        assert heard[-1] >= word.span.length - 2 or not word.exact
        inside[word.span.start : word.span.end] = True
    assert not samples[~inside].any()
    assert sum(word.exact for word in told) > len(told) / 2


def test_a_word_lasts_as_long_as_what_is_said_for_it(plain: narrate.Report) -> None:
    """The tone engine needs 60 ms for a letter: "twenty twenty-four" is 6 + 11 of them, with a gap of 20 ms."""
    first = cues(plain)[0]
    lengths_ms = {first.written[word.start : word.end]: word.span.length / 24 for word in first.words}
    assert lengths_ms["2024"] == pytest.approx(17 * 60 + 20, abs=0.1)
    assert lengths_ms["it"] == pytest.approx(2 * 60, abs=0.1)


def test_words_move_with_the_silence_that_is_trimmed_before_them(plain: narrate.Report) -> None:
    """The tone engine leaves 20 ms before a beep; the join keeps ONSET_MS of them."""
    spoken = [cue for cue in cues(plain) if cue.span.length]
    for cue in spoken:
        assert cue.words[0].span.start - cue.span.start == pytest.approx(ONSET_MS * 24, abs=2)


def test_words_keep_their_place_at_the_rate_of_the_codec(plain: narrate.Report, home: Path) -> None:
    for cue, other in zip(cues(plain), cues(rendered(home, "opus")), strict=True):
        for word, same in zip(cue.words, other.words, strict=True):
            assert same.span.start - other.span.start == pytest.approx(2 * (word.span.start - cue.span.start), abs=1)
            assert same.span.length == pytest.approx(2 * word.span.length, abs=2)


def test_words_are_the_same_from_the_cache_and_from_two_workers(plain: narrate.Report, home: Path) -> None:
    assert words(rendered(home, jobs=2)) == words(plain)
    assert words(rendered(home)) == words(plain)


def test_entries_that_an_older_version_kept_do_no_harm(plain: narrate.Report, home: Path) -> None:
    assert rendered(home).spoken
    for _, _, path in kept_files(home):
        _, header, payload = path.read_bytes().removeprefix(MAGIC).split(b"\n", 2)
        known = {name: value for name, value in json.loads(header).items() if name != "words"}
        body = json.dumps(known).encode() + b"\n" + payload
        path.write_bytes(MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    assert words(rendered(home)) == words(plain)
