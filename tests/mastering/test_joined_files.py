"""A programme of many sections in one file: every sound where the timeline says, silence between, nothing at the seams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from narrate.doors.metering import measure_file
from narrate.mastering.sections import SHORTEST_CHARS, cut
from narrate.publishing import FORMATS
from narrate.script import Script
from narrate.timeline import Cue, Timeline

JOINABLE = [*(name for name, one in FORMATS.items() if one.encoding.joinable), "mp3 at 44100 Hz"]
RATES_HZ = [16_000, 22_050, 24_000]
PAUSE_MS = 400
PASSAGES = 12  # in each of three chapters
LAME_SAMPLES = 47  # FFmpeg's muxer for MP3 notes the padding of the last packet only: up to so many are heard too
NEAR_S = 0.15  # around a beep, where nothing else is heard
FRAME_SIZES = {"mp3": 576, "m4b": 1_024, "opus": 960, "mp3 at 44100 Hz": 1_152}
SMEAR = 60 / 32_768  # -54 dBFS: what an encoder smears before a sound and after it


def beep(text: str, rate_hz: int) -> np.ndarray:
    """A sound of 60 to 120 ms, of a pitch and a length of its own text's."""
    chance = np.random.default_rng(list(text[:8].encode()))
    length = round(chance.uniform(0.06, 0.12) * rate_hz)
    turn = 2 * np.pi * chance.uniform(300, 2_000) * np.arange(length) / rate_hz
    return np.rint(9_000 * np.sin(turn) * np.hanning(length) ** 0.3)


def book(text_of: Callable, *, pause_ms: int = PAUSE_MS) -> Script:
    """Three chapters of passages that are a section each, or two or three are: by their text, not by their sound."""
    chapters = [[f"{chapter}{n:03}".ljust(SHORTEST_CHARS + 100, "a") for n in range(PASSAGES)] for chapter in "xyz"]
    return text_of(*chapters, pause_ms=pause_ms)


def off_s(name: str, timeline: Timeline) -> float:
    """What a file of a format may be longer or shorter than its timeline."""
    return {"m4b": 0.05, "mp3": (LAME_SAMPLES + 0.5) / timeline.sample_rate_hz}.get(name.split(" ", 1)[0], 0.001)


def centre_s(samples: np.ndarray, rate_hz: int, cues: Sequence[Cue], timeline: Timeline, near_s: float) -> float:
    """The centre of gravity of the sound around some cues, from the beginning of the first of them, in seconds."""
    start_s = timeline.seconds(cues[0].span.start)
    first = max(0, round((start_s - near_s) * rate_hz))
    last = round((timeline.seconds(cues[-1].span.end) + near_s) * rate_hz)
    power = samples[first:last] ** 2
    return (first + float((power * np.arange(len(power))).sum() / power.sum())) / rate_hz - start_s


@pytest.fixture(scope="module")
def shelf() -> dict:
    """What these tests have mastered so far: it is only read."""
    return {}


@pytest.fixture
def read(mastered: Callable, parrot: type, text_of: Callable, shelf: dict) -> Callable:
    """The book mastered for a format, with beeps for its passages."""

    def run(name: str, rate_hz: int, *, pause_ms: int = PAUSE_MS):
        if (name, rate_hz, pause_ms) not in shelf:
            speaker = parrot(lambda text: beep(text, rate_hz), rate_hz)
            script, head_ms = book(text_of, pause_ms=pause_ms), 300 if pause_ms else 0
            shelf[name, rate_hz, pause_ms] = mastered(script, speaker, name, head_ms=head_ms)
        return shelf[name, rate_hz, pause_ms]

    return run


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", JOINABLE)
def test_every_sound_is_within_a_millisecond_of_its_cue(
    name: str, rate_hz: int, read: Callable, tmp_path: Path
) -> None:
    made, lossless = read(name, rate_hz), read("wav", rate_hz)
    assert len(made.reels) > 15
    samples, heard_hz = made.heard(tmp_path / "out", name)
    original, _ = lossless.heard(tmp_path / "wav", "wav")
    for cue, same in zip(made.timeline.cues, lossless.timeline.cues, strict=True):
        expected_s = centre_s(original, rate_hz, [same], lossless.timeline, NEAR_S)
        assert centre_s(samples, heard_hz, [cue], made.timeline, NEAR_S) == pytest.approx(expected_s, abs=0.001)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", JOINABLE)
def test_the_file_is_as_long_as_its_timeline(name: str, rate_hz: int, read: Callable, tmp_path: Path) -> None:
    made = read(name, rate_hz)
    duration_s = measure_file(made.written(tmp_path / "out", name)).duration_s
    assert duration_s == pytest.approx(made.timeline.duration_s, abs=off_s(name, made.timeline))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", JOINABLE)
def test_pauses_are_silent_where_sections_meet(name: str, rate_hz: int, read: Callable, tmp_path: Path) -> None:
    made = read(name, rate_hz)
    samples, heard_hz = made.heard(tmp_path / "out", name)
    seams = [made.timeline.seconds(reel.start) for reel in made.reels[1:]]
    silences = [[made.timeline.seconds(at) for at in (one.start, one.end)] for one in made.timeline.silences()]
    assert all(any(start < seam <= end for start, end in silences) for seam in seams)
    for start, end in [(0.0, made.timeline.seconds(made.timeline.cues[0].span.start)), *silences]:
        middle = samples[round((start + 0.1) * heard_hz) : round((end - 0.05) * heard_hz)]
        assert np.abs(middle).max(initial=0) < SMEAR


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", [*JOINABLE, "wav"])
def test_a_pause_is_as_long_as_asked_and_less_than_50_ms_longer_where_sections_meet(
    name: str, rate_hz: int, read: Callable
) -> None:
    """A section ends where a frame does. Only within one is every pause exact to the sample."""
    made = read(name, rate_hz)
    seams, file_hz = {reel.start for reel in made.reels}, made.timeline.sample_rate_hz
    asked, off = PAUSE_MS * file_hz / 1000, 0 if name == "wav" else 1  # sample, where the file has another rate
    for one, following in pairwise(made.timeline.cues):
        pause = following.span.start - one.span.end
        at_a_seam = any(one.span.end < seam <= following.span.start for seam in seams)
        more = 0.05 * file_hz if at_a_seam and name != "wav" else 0
        assert asked - off <= pause <= asked + off + more


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", JOINABLE)
def test_sections_begin_where_frames_do(name: str, rate_hz: int, read: Callable) -> None:
    made, frame_size = read(name, rate_hz), FRAME_SIZES[name]
    assert all(reel.start % frame_size == 0 for reel in made.reels)
    assert all(reel.length % frame_size == 0 for reel in made.reels[:-1])


@pytest.mark.parametrize(("name", "file_hz"), [("mp3", 22_050), ("opus", 48_000), ("mp3 at 44100 Hz", 44_100)])
def test_the_timeline_is_in_samples_of_the_file(name: str, file_hz: int, read: Callable) -> None:
    made = read(name, 22_050)
    assert made.timeline.sample_rate_hz == file_hz
    lossless = read("wav", 22_050).timeline
    for cue, same in zip(made.timeline.cues, lossless.cues, strict=True):
        assert cue.span.length == pytest.approx(same.span.length * file_hz / 22_050, abs=1)


def rhythm(samples: np.ndarray, rate_hz: int, cues: Sequence[Cue], timeline: Timeline) -> np.ndarray:
    """The level of every millisecond from 50 ms before some cues to 50 ms after them."""
    start_s, end_s = timeline.seconds(cues[0].span.start) - 0.05, timeline.seconds(cues[-1].span.end) + 0.05
    padded = np.pad(samples, rate_hz)
    edges = [round((start_s + ms / 1000 + 1) * rate_hz) for ms in range(round((end_s - start_s) * 1000) + 1)]
    return np.sqrt([np.mean(padded[one:two] ** 2) for one, two in pairwise(edges)])


# --- without pauses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", [*JOINABLE, "wav"])
def test_without_any_pause_a_chapter_is_one_section_and_the_timeline_still_exact(
    name: str, rate_hz: int, read: Callable, parrot: type, text_of: Callable, tmp_path: Path
) -> None:
    made, lossless = read(name, rate_hz, pause_ms=0), read("wav", rate_hz, pause_ms=0)
    assert len(made.reels) == len(made.timeline.marks) == 3
    whole_s = measure_file(made.written(tmp_path / "out", name)).duration_s
    assert whole_s == pytest.approx(made.timeline.duration_s, abs=off_s(name, made.timeline))
    (samples, heard_hz), (original, _) = made.heard(tmp_path / "out", name), lossless.heard(tmp_path / "wav", "wav")
    for first in range(0, 3 * PASSAGES, PASSAGES):
        cues, same = (one.timeline.cues[first : first + PASSAGES] for one in (made, lossless))
        assert all(one.span.end == following.span.start for one, following in pairwise(cues))
        mine, others = (
            rhythm(samples, heard_hz, cues, made.timeline),
            rhythm(original, rate_hz, same, lossless.timeline),
        )
        shifts = range(-20, 21)
        assert abs(max(shifts, key=lambda ms: np.dot(mine[50 + ms :][: len(others) - 100], others[50:-50]))) <= 1


@pytest.mark.parametrize("name", JOINABLE)
def test_a_chapter_that_ends_without_a_pause_ends_in_enough_silence_to_start_anew(name: str, read: Callable) -> None:
    """Four frames: or the encoder's tail would be cut off, or heard in the next chapter."""
    made, frame = read(name, 22_050, pause_ms=0), FRAME_SIZES[name]
    for reel in made.reels[1:]:
        before = max(cue.span.end for cue in made.timeline.cues if cue.span.end <= reel.start)
        assert 4 * frame <= reel.start - before < 6 * frame


# --- the seams --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", JOINABLE)
def test_no_sound_is_softer_for_being_the_first_of_its_section(name: str, read: Callable, tmp_path: Path) -> None:
    """An encoder starts anew there. Opus, at 32 kb/s, is a little free with levels anywhere."""
    rate_hz = 24_000
    made, lossless = read(name, rate_hz), read("wav", rate_hz)
    (samples, heard_hz), (original, _) = made.heard(tmp_path / "out", name), lossless.heard(tmp_path / "wav", "wav")
    assert heard_hz == made.timeline.sample_rate_hz

    def level_db(samples: np.ndarray, cue: Cue) -> float:
        return 10 * np.log10(np.mean(samples[cue.span.start : cue.span.end] ** 2))

    starts, off_db = {reel.start for reel in made.reels}, {True: [], False: []}
    for cue, same in zip(made.timeline.cues, lossless.timeline.cues, strict=True):
        first = any(0 <= cue.span.start - start < 0.32 * heard_hz for start in starts)
        off_db[first].append(level_db(samples, cue) - level_db(original, same))
    assert min(map(len, off_db.values())) > 10
    assert np.mean(off_db[True]) == pytest.approx(np.mean(off_db[False]), abs=0.1)
    assert min(off_db[True]) > min(off_db[False]) - 0.3


def test_the_book_of_these_tests_has_many_sections(text_of: Callable) -> None:
    assert len(cut([book(text_of)], 0)) > 15
    assert len(cut([book(text_of, pause_ms=0)], 0)) == 3
