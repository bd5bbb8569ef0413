"""How clips become a section: trimmed to their speech, faded, and as far apart as asked, to the sample."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from narrate.clip import Clip
from narrate.mastering.joins import FADE_MS, FLOOR_DB, ONSET_MS, RELEASE_MS, Joiner, silence, speech_span, trimmed
from narrate.script import Passage, Utterance
from narrate.timeline import Span

RATES_HZ = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]
PAUSES_MS = [0, 1, 7, 80, 333, 350, 999, 1600]


def samples_of(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, "<i2")


def tone(seconds: float, rate_hz: int, amplitude: int = 20_000, hz: float = 200.0) -> np.ndarray:
    return np.rint(np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz + 0.7) * amplitude).astype(
        "<i2"
    )


def quiet(seconds: float, rate_hz: int) -> np.ndarray:
    return np.zeros(round(seconds * rate_hz), "<i2")


def clip_of(parts: list[np.ndarray], rate_hz: int) -> Clip:
    starts = np.cumsum([0, *map(len, parts)])
    spans = tuple(Span(int(start), len(part)) for start, part in zip(starts, parts, strict=False))
    return Clip(b"".join(part.tobytes() for part in parts), rate_hz, spans)


def passage_of(pauses_ms: list[int], number: int = 1) -> Passage:
    return Passage(number, tuple(Utterance(f"u{n}", f"u{n}", n, ms) for n, ms in enumerate(pauses_ms)))


# --- pauses and spans -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_pauses_are_digital_silence_exact_to_the_sample(rate_hz: int) -> None:
    parts = [np.concatenate([quiet(0.03, rate_hz), tone(0.1, rate_hz), quiet(0.1, rate_hz)]) for _ in PAUSES_MS]
    joiner = Joiner(rate_hz)
    joiner.passage(passage_of(PAUSES_MS), clip_of(parts, rate_hz))
    pcm = samples_of(joiner.segment().raw_data)
    edges = [*joiner.spans, Span(len(pcm), 0)]
    for (span, following), pause_ms in zip(pairwise(edges), PAUSES_MS, strict=True):
        gap = pcm[span.end : following.start]
        assert abs(len(gap) - pause_ms * rate_hz / 1000) <= 0.5
        assert not gap.any()


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_span_holds_exactly_its_trimmed_utterance(rate_hz: int) -> None:
    parts = [np.concatenate([quiet(0.05, rate_hz), tone(0.1 * n, rate_hz), quiet(0.1, rate_hz)]) for n in (1, 2, 3)]
    joiner = Joiner(rate_hz)
    joiner.pause(300)
    joiner.passage(passage_of([80, 350, 700]), clip_of(parts, rate_hz))
    joined = Clip(joiner.segment().raw_data, rate_hz, ())
    assert [joined.slice(span) for span in joiner.spans] == [trimmed(part.tobytes(), rate_hz)[0] for part in parts]


@given(
    st.sampled_from(RATES_HZ),
    st.integers(0, 60_000),
    st.lists(st.lists(st.integers(0, 2000), min_size=1, max_size=4), min_size=1, max_size=4),
)
def test_spans_pauses_and_head_add_up_to_the_length(rate_hz: int, head_ms: int, passages: list[list[int]]) -> None:
    joiner = Joiner(rate_hz)
    joiner.pause(head_ms)
    for pauses_ms in passages:
        joiner.passage(passage_of(pauses_ms), clip_of([tone(0.02, rate_hz)] * len(pauses_ms), rate_hz))
    pauses = [head_ms, *(ms for pauses_ms in passages for ms in pauses_ms)]
    expected = sum(span.length for span in joiner.spans) + sum(len(silence(ms, rate_hz)) // 2 for ms in pauses)
    assert joiner.length == expected == joiner.segment().frame_count()
    assert joiner.spans[0].start == len(silence(head_ms, rate_hz)) // 2


def test_an_utterance_with_nothing_to_pronounce_has_an_empty_span_and_takes_no_sound_from_the_next() -> None:
    spoken = tone(0.1, 24_000)
    utterances = (Utterance("🎉", "", 0, 0, "emoji"), Utterance("One", "One", 2, 0), Utterance("*", "", 6, 0, "symbol"))
    joiner = Joiner(24_000)
    joiner.pause(100)
    joiner.passage(Passage(1, utterances), clip_of([spoken], 24_000))
    assert joiner.spans == [Span(2400, 0), Span(2400, 2400), Span(4800, 0)]


def test_a_passage_without_a_clip_has_empty_spans() -> None:
    joiner = Joiner(24_000)
    joiner.passage(Passage(1, (Utterance("🎉", "", 0, 0, "emoji"),)), None)
    assert joiner.spans == [Span(0, 0)]
    assert joiner.length == joiner.segment().frame_count() == 0


def test_an_utterance_that_the_engine_left_silent_has_an_empty_span_and_keeps_its_pause() -> None:
    joiner = Joiner(24_000)
    joiner.passage(passage_of([100, 200]), clip_of([quiet(1, 24_000), tone(0.1, 24_000)], 24_000))
    assert joiner.spans == [Span(0, 0), Span(2400, 2400)]


def test_a_section_is_one_mono_16_bit_segment_at_the_rate_of_its_clips() -> None:
    joiner = Joiner(22_050)
    joiner.passage(passage_of([0]), clip_of([tone(0.5, 22_050)], 22_050))
    segment = joiner.segment()
    assert (segment.channels, segment.sample_width, segment.frame_rate) == (1, 2, 22_050)


# --- joins that do not click ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("shape", ["constant", "square", "cosine"])
def test_no_join_clicks_though_clips_start_and_end_at_full_amplitude(rate_hz: int, shape: str) -> None:
    time_s = np.arange(round(0.25 * rate_hz)) / rate_hz
    wave = {"constant": np.ones_like(time_s), "square": np.sign(np.cos(60 * time_s)), "cosine": np.cos(1000 * time_s)}[
        shape
    ]
    clip = np.rint(wave * 32_767).astype("<i2")
    joiner = Joiner(rate_hz)
    joiner.passage(passage_of([0, 0, 100, 0]), clip_of([clip] * 4, rate_hz))
    pcm = samples_of(joiner.segment().raw_data).astype(int)
    fade = round(FADE_MS * rate_hz / 1000)
    steepest = 32_767 * np.pi / 2 / fade + np.abs(np.diff(clip[:fade].astype(int))).max() + 1
    for span in joiner.spans:
        around = np.abs(np.diff(np.concatenate([[0, 0], pcm, [0, 0]])))
        for edge in (span.start, span.end):
            assert around[max(0, edge - fade // 2) : edge + fade // 2].max() <= steepest
        assert abs(pcm[span.start]) < 32_767 * 0.001 * (48_000 / rate_hz)


def test_a_fade_is_over_before_the_speech_begins_where_the_engine_left_room() -> None:
    rate_hz = 24_000
    speech = tone(0.2, rate_hz)
    kept = samples_of(trimmed(np.concatenate([quiet(0.1, rate_hz), speech, quiet(0.1, rate_hz)]).tobytes(), rate_hz)[0])
    onset = round(ONSET_MS * rate_hz / 1000)
    first = int(np.flatnonzero(np.abs(kept) > 1000)[0])
    assert abs(first - onset) <= 3
    assert np.array_equal(kept[onset : onset + len(speech) - 1], speech[: len(speech) - 1])


# --- trimming ---------------------------------------------------------------------------------------------------------

RATE_HZ = 24_000
NOISE = np.random.default_rng(3)


def noise(seconds: float, dbfs: float) -> np.ndarray:
    return np.rint(NOISE.uniform(-1, 1, round(seconds * RATE_HZ)) * 32_767 * 10 ** (dbfs / 20)).astype("<i2")


SPEECH = tone(0.3, RATE_HZ, 16_000)
IMPULSE = np.array([30_000], "<i2")


@pytest.mark.parametrize(
    ("before", "speech", "after"),
    [
        pytest.param(quiet(0.2, RATE_HZ), SPEECH, quiet(0.5, RATE_HZ), id="silence on both sides"),
        pytest.param(quiet(0, RATE_HZ), SPEECH, quiet(0.5, RATE_HZ), id="speech from the first sample"),
        pytest.param(quiet(0.2, RATE_HZ), SPEECH, quiet(0, RATE_HZ), id="speech to the last sample"),
        pytest.param(noise(0.2, -65), SPEECH, noise(0.2, -65), id="a noise floor"),
        pytest.param(quiet(0.2, RATE_HZ), IMPULSE, quiet(0.2, RATE_HZ), id="a single impulse"),
        pytest.param(quiet(0.2, RATE_HZ), -IMPULSE, quiet(0.2, RATE_HZ), id="a single impulse downwards"),
        pytest.param(
            quiet(0.2, RATE_HZ), np.array([-32_768], "<i2"), quiet(0.2, RATE_HZ), id="the lowest sample there is"
        ),
        pytest.param(
            quiet(0.2, RATE_HZ), (SPEECH // 800).astype("<i2"), quiet(0.2, RATE_HZ), id="whispered, at -64 dBFS"
        ),
        pytest.param(
            quiet(0.2, RATE_HZ),
            np.concatenate([SPEECH, quiet(2, RATE_HZ), SPEECH]),
            quiet(0.2, RATE_HZ),
            id="a pause inside stays",
        ),
        pytest.param(
            quiet(0.2, RATE_HZ),
            np.concatenate([SPEECH, (SPEECH / 100).astype("<i2")]),
            quiet(0.2, RATE_HZ),
            id="an ending 40 dB below",
        ),
    ],
)
def test_trimming_keeps_all_speech_and_a_margin_of_what_is_around_it(
    before: np.ndarray, speech: np.ndarray, after: np.ndarray
) -> None:
    span = speech_span(np.concatenate([before, speech, after]), RATE_HZ)
    onset, release = round(ONSET_MS * RATE_HZ / 1000), round(RELEASE_MS * RATE_HZ / 1000)
    slack = 5  # a sine takes some samples to leave the floor
    assert max(0, len(before) - onset) <= span.start <= max(0, len(before) - onset + slack)
    end = len(before) + len(speech) + min(release, len(after))
    assert end - slack <= span.end <= end


@pytest.mark.parametrize(
    "pcm",
    [b"", bytes(2), bytes(4800), np.array([1, -1, 0, 1] * 500, "<i2").tobytes()],
    ids=["empty", "one", "zero", "dither"],
)
def test_what_has_no_speech_is_trimmed_to_nothing(pcm: bytes) -> None:
    assert trimmed(pcm, RATE_HZ)[0] == b""


def test_noise_that_is_near_the_speech_in_level_is_kept_rather_than_cut() -> None:
    samples = np.concatenate([noise(0.2, -35), SPEECH, noise(0.2, -35)])
    assert speech_span(samples, RATE_HZ).length > len(samples) - 2 * RATE_HZ * 0.01


@given(arrays(np.dtype("<i2"), st.integers(0, 3000)), st.sampled_from(RATES_HZ))
def test_all_that_is_cut_off_is_below_the_floor(samples: np.ndarray, rate_hz: int) -> None:
    span = speech_span(samples, rate_hz)
    assert 0 <= span.start <= span.end <= len(samples)
    magnitudes = np.abs(samples.astype(int))
    peak = int(magnitudes.max(initial=0))
    cut_off = np.concatenate([magnitudes[: span.start], magnitudes[span.end :]])
    assert cut_off.max(initial=0) <= max(1, peak * 10 ** (FLOOR_DB / 20))
    assert len(trimmed(samples.tobytes(), rate_hz)[0]) == 2 * span.length
