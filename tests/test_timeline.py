"""When it is said, and what was said: positions are whole samples, and turn into seconds at the very end."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.clip import Clip
from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.edition import Edition, Report, Unheard
from narrate.progress import Stage, Step, Tally, silent
from narrate.recording import BLOCK_BYTES, Levels, Recording
from narrate.timeline import Cue, Mark, Span, Timeline
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
        (Recording((), Timeline(1, 1)), "sections"),
        (Voice("a", "b", "en", "tone"), "id"),
        (Unheard("a", "b"), "reason"),
    ],
)
def test_a_noun_never_changes_and_can_be_a_key(noun: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(noun, name, getattr(noun, name))
    assert {noun: 1}[noun] == 1


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


# --- recordings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(), (0,), (10,), (BLOCK_BYTES,), (BLOCK_BYTES + 2, 4), (3 * BLOCK_BYTES, 0, 6)])
def test_blocks_are_the_sections_in_order_and_never_larger_than_one_block(
    sizes: tuple[int, ...], tmp_path: Path
) -> None:
    content = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    paths = [tmp_path / str(number) for number in range(len(sizes))]
    for path, part in zip(paths, content, strict=True):
        path.write_bytes(part)
    blocks = list(Recording(tuple(paths), Timeline(24_000, sum(sizes) // 2)).blocks())
    assert b"".join(blocks) == b"".join(content)
    assert all(0 < len(block) <= BLOCK_BYTES for block in blocks)
    assert all(len(block) % 2 == 0 for block in blocks)


# --- documents, editions, progress ------------------------------------------------------------------------------------


def test_the_paragraphs_of_a_document_are_those_of_its_chapters_in_order() -> None:
    one, two, three = Paragraph("1"), Paragraph("2", Kind.HEADING), Paragraph("3")
    assert Document((Chapter("", (one,)), Chapter("", ()), Chapter("a", (two, three)))).paragraphs == (one, two, three)


def test_a_report_counts_what_was_spoken_as_what_was_not_kept() -> None:
    timeline = Timeline(24_000, 1, (), (Mark(0, "a"),))
    edition = Edition(Path("x"), "mp3", 1, Levels(-19, -1), timeline)
    assert edition.chapters == timeline.marks
    assert Report(edition, Voice("a", "b", "en", "tone"), 10, 4, ()).spoken == 6


def test_a_tally_passes_every_step_on_and_remembers_the_last_of_speaking() -> None:
    steps = [Step(Stage.SPEAKING, 1, 2), Step(Stage.SPEAKING, 2, 2, 3.5, 1), Step(Stage.WRITING, 5, 9)]
    seen: list[Step] = []
    tally = Tally(seen.append)
    assert tally.speaking == Step(Stage.SPEAKING, 0, 0)
    for step in steps:
        tally(step)
    assert seen == steps
    assert tally.speaking == steps[1]
    assert silent(steps[0]) is None


def test_a_voice_is_known_with_its_engine() -> None:
    assert Voice("gmw/en-us", "English", "en-US", "pyttsx3").full_id == "pyttsx3:gmw/en-us"
