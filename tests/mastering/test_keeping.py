"""Under which name a section is kept: one for each sound of it, and none for what is only written about it."""

from __future__ import annotations

import tracemalloc
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.mastering.job import Finish, Measured, measure
from narrate.mastering.keeping import reel_key, reel_store, section_key
from narrate.mastering.levels import SILENCE
from narrate.mastering.sections import Section
from narrate.publishing import FORMATS
from narrate.recording import Packets, Reel
from narrate.script import Passage, Utterance
from narrate.timeline import Span

MP3 = FORMATS["mp3"].encoding
POWERS = np.linspace(0, 1, 60, dtype=np.float32)
ONE = Utterance("One.", "One.", 0, 350)
TWO = Utterance("Two.", "Two.", 5, 700)
MUTE = Utterance("***", "", 9, 0, "only punctuation")
PASSAGES = (Passage(1, (ONE, TWO)), Passage(2, (MUTE,)), Passage(3, (TWO,)))


class Namesake:
    """A speaker whose clips are known by their texts."""

    sample_rate_hz = 24_000

    def key(self, passage: Passage) -> str:
        return "|".join((*passage.spoken, passage.language))


class Other(Namesake):
    sample_rate_hz = 22_050


def section(*passages: Passage, head_ms: int = 300) -> Section:
    return Section(0, 0, opens=True, passages=passages or PASSAGES, head_ms=head_ms, ends=False)


def key(one: Section, speaker: Namesake | None = None) -> str:
    return section_key(one, speaker or Namesake())


# --- sections ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        section(*PASSAGES[:2]),
        section(*reversed(PASSAGES)),
        section(*PASSAGES, head_ms=0),
        section(replace(PASSAGES[0], utterances=(ONE, replace(TWO, spoken="Too."))), *PASSAGES[1:]),
        section(replace(PASSAGES[0], utterances=(ONE, replace(TWO, pause_ms=701))), *PASSAGES[1:]),
        section(replace(PASSAGES[0], language="de"), *PASSAGES[1:]),
        section(PASSAGES[0], replace(PASSAGES[1], utterances=(MUTE, MUTE)), PASSAGES[2]),
        section(replace(PASSAGES[0], utterances=(ONE,)), *PASSAGES[1:]),
        section(Passage(1, (ONE, TWO, MUTE)), *PASSAGES[2:]),
    ],
    ids=["fewer", "order", "head", "text", "pause", "language", "silent ones", "utterances", "borders of passages"],
)
def test_what_decides_the_sound_or_its_spans_is_another_section(other: Section) -> None:
    assert key(other) != key(section())


def test_another_rate_is_another_section() -> None:
    assert key(section(), Other()) != key(section())


@pytest.mark.parametrize(
    "other",
    [
        replace(section(), part=3, scene=7, opens=False),
        replace(section(), ends=True),
        section(*(replace(one, number=one.number + 40) for one in PASSAGES)),
        section(replace(PASSAGES[0], utterances=(replace(ONE, written="1.", start=3), TWO)), *PASSAGES[1:]),
        section(
            PASSAGES[0], replace(PASSAGES[1], utterances=(replace(MUTE, skipped="?", written="..."),)), PASSAGES[2]
        ),
    ],
    ids=["place", "the last", "numbers", "print", "print of silent ones"],
)
def test_what_is_not_heard_is_the_same_section(other: Section) -> None:
    assert key(other) == key(section())


UTTERANCES = st.one_of(
    st.just(MUTE),
    st.builds(lambda text, ms: Utterance(text, text, 0, ms), st.sampled_from("ab"), st.sampled_from([0, 9])),
)
PARTS = st.lists(st.lists(UTTERANCES, min_size=1, max_size=3), min_size=1, max_size=3)


@given(PARTS, PARTS)
def test_two_sections_have_one_name_where_all_of_them_is_the_same(
    one: list[list[Utterance]], two: list[list[Utterance]]
) -> None:
    """What was measured of the one is then true of the other: every utterance has its span in it."""
    names = [key(section(*(Passage(n, tuple(each)) for n, each in enumerate(parts)))) for parts in (one, two)]
    assert (names[0] == names[1]) == (one == two)


# --- reels ------------------------------------------------------------------------------------------------------------


def reel(
    of: str = "s", *, ends: bool = False, length: int = 4_800, rate_hz: int = 24_000, gain: float = 2.0,
    peak: float = -1.0, encoding=MP3,
) -> str:  # fmt: skip
    return reel_key(of, ends=ends, length=length, sample_rate_hz=rate_hz, how=Finish(gain, peak, encoding))


@pytest.mark.parametrize(
    "other",
    [
        {"of": "t"},
        {"ends": True},
        {"length": 5_376},
        {"rate_hz": 22_050},
        {"gain": 2.2},
        {"peak": -3.0},
        {"encoding": FORMATS["m4b"].encoding},
        {"encoding": replace(MP3, bitrate_bps=96_000)},
        {"encoding": replace(MP3, rates_hz=(44_100,))},
        {"encoding": replace(MP3, scale=1.0)},
        {"encoding": replace(MP3, codec_options={"compression_level": "2"})},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_decides_the_packets_is_another_reel(other: dict) -> None:
    assert reel(**other) != reel()


def test_another_version_of_the_encoder_is_another_reel(monkeypatch: pytest.MonkeyPatch) -> None:
    import av

    before = reel()
    monkeypatch.setattr(av, "library_versions", {**av.library_versions, "libavcodec": (99, 0, 0)})
    assert reel() != before


def test_how_a_file_is_put_together_is_no_matter_of_its_reels() -> None:
    assert reel(encoding=replace(MP3, muxer_options={"id3v2_version": "4"}, tags_on_stream=True)) == reel()


# --- what is measured -------------------------------------------------------------------------------------------------


def test_the_last_sound_of_a_section_ends_where_its_last_span_with_sound_does() -> None:
    assert Measured((), 100, SILENCE, ()).sound_end == 0
    assert Measured((Span(5, 20), Span(40, 10), Span(90, 0)), 100, SILENCE, ()).sound_end == 50
    assert Measured((Span(5, 0),), 100, SILENCE, ()).sound_end == 0


def test_what_is_measured_is_the_section_from_its_own_start(parrot: type) -> None:
    speaker = parrot({"One.": np.full(2_400, 9_000), "Two.": np.full(4_800, 9_000)}, 24_000)
    own = section()
    found = measure(own, tuple(speaker.clips(own.voiced)), 24_000)
    assert found.spans == (Span(7_200, 2_400), Span(18_000, 4_800), Span(39_600, 0), Span(39_600, 4_800))
    assert found.length == found.loudness.samples == 39_600 + 4_800 + 16_800
    assert found.sound_end == 44_400


def test_measuring_is_all_that_is_kept_of_it(parrot: type, mastered: Callable, text_of: Callable, tmp_path) -> None:
    """A section's sound is in its clips and its reel; what is kept of measuring is small."""
    made = mastered(text_of(["a"]), parrot(lambda _: np.full(24_000 * 60, 9_000), 24_000))
    (entry,) = (tmp_path / "home" / "sections").glob("??/*.section")
    assert made.timeline.duration_s > 60
    assert entry.stat().st_size < 5_000


def test_who_keeps_the_powers_of_a_reel_does_not_keep_its_packets(tmp_path: Path) -> None:
    """A meter holds the powers of a whole programme: with the packets they would be the whole file."""
    store = reel_store(tmp_path)
    store.put(
        "0" * 64, Reel(0, 576, Packets(bytes(1_000_000), array("i", [1_000_000]), array("i", [576])), POWERS, 0.5)
    )
    tracemalloc.start()
    try:
        kept = store.get("0" * 64).powers
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
    assert np.array_equal(kept, POWERS)
