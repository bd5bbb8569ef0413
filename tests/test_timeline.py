"""When it is said, and what was said: positions are whole samples, and turn into seconds at the very end."""

from __future__ import annotations

import pickle
import tracemalloc
from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.clip import Clip
from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.edition import Edition, Report, Unheard
from narrate.progress import Stage, Step
from narrate.recording import Levels, Packets, Recording, Reel
from narrate.timeline import Cue, Mark, Span, Timeline, Word, Words
from narrate.voice import Voice

SAMPLES = st.integers(0, 2**40)
RATES_HZ = st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000])


@given(SAMPLES, SAMPLES)
def test_a_span_ends_where_the_next_may_begin(start: int, length: int) -> None:
    span = Span(start, length)
    assert span.end - span.start == span.length
    assert Span(span.end, 5).start == span.end


@given(st.lists(st.builds(Span, SAMPLES, SAMPLES)))
def test_spans_are_ordered_by_where_they_begin(spans: list[Span]) -> None:
    assert [span.start for span in sorted(spans)] == sorted(span.start for span in spans)


@given(SAMPLES, RATES_HZ)
def test_seconds_are_the_samples_over_the_rate_to_the_last_bit(samples: int, rate_hz: int) -> None:
    timeline = Timeline(rate_hz, samples)
    assert timeline.duration_s == timeline.seconds(samples) == float(Fraction(samples, rate_hz))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=50), RATES_HZ)
def test_a_position_in_seconds_is_back_at_its_sample(lengths: list[int], rate_hz: int) -> None:
    """However long the programme: no rounding adds up."""
    timeline = Timeline(rate_hz, sum(lengths))
    for end in (sum(lengths[: n + 1]) for n in range(len(lengths))):
        assert round(timeline.seconds(end) * rate_hz) == end


def test_an_empty_timeline_has_no_length() -> None:
    assert (Timeline(24_000, 0).duration_s, Timeline(24_000, 0).cues, Timeline(24_000, 0).marks) == (0.0, (), ())


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        (Span(0, 1), "start"),
        (Cue(Span(0, 1), "a", 1), "written"),
        (Mark(0, "a"), "title"),
        (Timeline(1, 1), "length"),
        (Clip(b"", 1, ()), "pcm"),
        (Paragraph("a"), "text"),
        (Chapter("a", ()), "title"),
        (Document(()), "title"),
        (Levels(0, 0), "loudness_lufs"),
        (Step(Stage.SPEAKING, 1, 2), "done"),
        (Voice("a", "b", "en", "tone"), "id"),
        (Unheard("a", "b"), "reason"),
    ],
)
def test_a_noun_never_changes_and_can_be_a_key(noun: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(noun, name, getattr(noun, name))
    assert {noun: 1}[noun] == 1


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        (Packets(b"ab"), "content"),
        (Reel(0, 1, Packets(b"ab"), np.empty(0, np.float32), 0.0), "start"),
        (Recording(Timeline(1, 1), iter(())), "timeline"),
    ],
)
def test_sound_that_is_on_its_way_never_changes_either(noun: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(noun, name, getattr(noun, name))


def test_packets_are_plain_pcm_unless_they_say_otherwise() -> None:
    packets = Packets(b"abcd")
    assert (len(packets.sizes), len(packets.durations), packets.first, packets.notes) == (0, 0, 0, {})


# --- clips ------------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=400), st.integers(0, 100), st.integers(0, 100))
def test_a_slice_of_a_clip_is_its_samples(data: bytes, start: int, length: int) -> None:
    pcm = data[: len(data) // 2 * 2]
    clip = Clip(pcm, 24_000, ())
    assert clip.length * 2 == len(pcm)
    samples = memoryview(pcm).cast("h").tolist()
    assert memoryview(clip.slice(Span(start, length))).cast("h").tolist() == samples[start : start + length]


def test_spans_that_lie_back_to_back_make_the_whole_clip() -> None:
    clip = Clip(bytes(range(20)), 24_000, (Span(0, 3), Span(3, 0), Span(3, 7)))
    assert b"".join(map(clip.slice, clip.utterances)) == clip.pcm


@given(
    st.binary(max_size=40), st.integers(0, 9), st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=3)
)
def test_a_clip_is_whole_where_it_has_a_span_of_its_own_sound_for_every_utterance(
    pcm: bytes, rate_hz: int, spans: list[tuple[int, int]]
) -> None:
    clip = Clip(pcm, rate_hz, tuple(Span(*one) for one in spans))
    in_order = all(one.end <= two.start for one, two in pairwise(clip.utterances))
    inside = all(one.end <= len(pcm) // 2 for one in clip.utterances)
    sound = len(pcm) % 2 == 0 and rate_hz > 0
    assert clip.is_whole(len(spans)) == (in_order and inside and sound)
    assert not clip.is_whole(len(spans) + 1)


# --- silences ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_silences_are_what_no_cue_covers_between_the_first_sound_and_the_last(parts: list[tuple[int, int]]) -> None:
    cues, position, heard = [], 3, set()
    for length, pause in parts:
        cues.append(Cue(Span(position, length), "", 1))
        heard |= set(range(position, position + length))
        position += length + pause
    silent = {at for one in Timeline(8_000, position, tuple(cues)).silences() for at in range(one.start, one.end)}
    assert silent == (set(range(min(heard), max(heard))) - heard if heard else set())


# --- documents, editions ----------------------------------------------------------------------------------------------


def test_the_paragraphs_of_a_document_are_those_of_its_chapters_in_order() -> None:
    one, two, three = Paragraph("1"), Paragraph("2", Kind.HEADING), Paragraph("3")
    assert Document((Chapter("", (one,)), Chapter("", ()), Chapter("a", (two, three)))).paragraphs == (one, two, three)


def test_a_report_counts_what_was_spoken_as_what_was_not_kept() -> None:
    timeline = Timeline(24_000, 1, (), (Mark(0, "a"),))
    edition = Edition(Path("x"), "mp3", 1, Levels(-19, -1), timeline)
    assert edition.chapters == timeline.marks
    assert Report(edition, Voice("a", "b", "en", "tone"), 10, 4, ()).spoken == 6


def test_a_voice_is_known_with_its_engine() -> None:
    assert Voice("gmw/en-us", "English", "en-US", "pyttsx3").full_id == "pyttsx3:gmw/en-us"


PARTS = st.lists(st.tuples(*[st.integers(0, 500)] * 4, st.booleans()), max_size=20)


def words_from(parts: list[tuple[int, int, int, int, bool]]) -> tuple[list[Word], int]:
    """Words with those gaps and lengths, in sound and in text; and where the last sound ends."""
    words, end, place = [], 0, 0
    for gap, length, space, size, exact in parts:
        words.append(Word(Span(end + gap, length), place + space, place + space + size, exact))
        end, place = words[-1].span.end, words[-1].end
    return words, end


@given(PARTS, SAMPLES)
def test_words_held_as_numbers_are_the_same_words(parts: list, origin: int) -> None:
    words, _ = words_from(parts)
    held = Words.of(words)
    assert held == words == list(held)
    assert [held[place] for place in range(-len(words), 0)] == words
    assert [word.span.start - origin for word in held.at(origin)] == [word.span.start for word in words]
    assert held.at(origin) == pickle.loads(pickle.dumps(held.at(origin)))
    assert held.at(origin)[1:3] == tuple(held.at(origin))[1:3]


@given(PARTS)
def test_words_are_inside_what_holds_all_of_them(parts: list) -> None:
    words, end = words_from(parts)
    held = Words.of(words)
    assert held.are_inside(end)
    assert not held.are_inside(end - 1)
    moved = held.moved(lambda place: place // 3)
    assert moved.are_inside(end // 3)
    assert [word.start for word in moved] == [word.start for word in words]


@pytest.mark.parametrize("numbers", [[5, 1, 0, 2, 4, 1, 1, 2], [0, 1, 5, 2, 1, 1, 4, 2], [0, -1, 0, 2], [0, 1, 0]])
def test_words_in_disorder_are_inside_nothing(numbers: list[int]) -> None:
    assert not Words(numbers).are_inside(100)


def test_a_word_too_far_away_is_refused() -> None:
    with pytest.raises(ValueError, match="too far"):
        Words([1 << 40, 1, 0, 2])


def test_a_hundred_hours_of_words_take_little_memory() -> None:
    """A million words in cues of sixteen: 25 bytes a word."""
    tracemalloc.start()
    words = [Word(Span(400 * n, 300), 6 * n, 6 * n + 5) for n in range(16)]
    cues = [Words.of(words).at(48_000 * n) for n in range(1_000_000 // 16)]
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 30e6
    assert cues[-1][3].span.start == 48_000 * (1_000_000 // 16 - 1) + 1200
