"""Clips -> Recording: one exact timeline, one gain, sections on disk, and nothing of the programme in memory."""

from __future__ import annotations

import tracemalloc
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from narrate.clip import Clip
from narrate.doors.metering import measure_file
from narrate.errors import OutputError, SpeechError
from narrate.mastering import master
from narrate.mastering.joins import silence, trimmed
from narrate.mastering.sections import LONGEST_CHARS
from narrate.progress import Stage, Step, silent
from narrate.recording import Levels, Recording
from narrate.script import Passage, Scene, Script, Utterance
from narrate.settings import Pauses, Settings
from narrate.timeline import Span

RATE_HZ = 24_000
HEAD_MS = 301
Master = Callable[..., Recording]


@pytest.fixture
def mastered(tmp_path: Path) -> Master:
    """Master scenes of sounds: every sound is a passage of one sentence, followed by 150 ms."""

    def run(
        *scenes: list[np.ndarray],
        standard: str = "none",
        rate_hz: int = RATE_HZ,
        written: str = "Words.",
        head_ms: int = HEAD_MS,
    ) -> Recording:
        numbers = iter(range(1, 10_000))
        script = Script(
            tuple(
                Scene(
                    f"Scene {n}", tuple(Passage(next(numbers), (Utterance(written, written, 0, 150),)) for _ in sounds)
                )
                for n, sounds in enumerate(scenes)
            )
        )
        settings = Settings(standard=standard, pauses=Pauses(head_ms=head_ms))
        return master(
            script, map(clip, (one for sounds in scenes for one in sounds)), rate_hz, settings, tmp_path, silent
        )

    def clip(samples: np.ndarray) -> Clip:
        return Clip(samples.astype("<i2").tobytes(), RATE_HZ, (Span(0, len(samples)),))

    return run


@pytest.fixture
def levels(tmp_path: Path) -> Callable[[Recording], Levels]:
    """What FFmpeg measures of the whole recording, as a file."""

    def measure(recording: Recording) -> Levels:
        with wave.open(str(tmp_path / "whole.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(recording.timeline.sample_rate_hz)
            file.writeframes(b"".join(recording.blocks()))
        return measure_file(tmp_path / "whole.wav").levels

    return measure


def tone(seconds: float, dbfs: float = -12.0, hz: float = 300.0) -> np.ndarray:
    wave = np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    return np.rint(wave * 32_767 * 10 ** (dbfs / 20)).astype("<i2")


def noise(seconds: float, dbfs: float, seed: int = 1) -> np.ndarray:
    raw = np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), round(seconds * RATE_HZ))
    return np.rint(np.clip(raw, -1, 1) * 32_767).astype("<i2")


def speechlike(seconds: float, dbfs: float) -> np.ndarray:
    """A buzz with the rhythm of syllables and a pause each second."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * 120 * harmonic * time_s) / harmonic for harmonic in range(1, 20))
    return np.rint(
        buzz * np.sin(np.pi * 4 * time_s) ** 2 * (time_s % 1 < 0.8) * 32_767 * 0.5 * 10 ** (dbfs / 20)
    ).astype("<i2")


# --- the timeline -----------------------------------------------------------------------------------------------------


def test_sections_are_the_timeline_to_the_sample(mastered: Master) -> None:
    recording = mastered([tone(0.3), tone(0.5)], [tone(0.2)], [tone(0.1), tone(0.4), tone(0.7)])
    assert len(recording.sections) == 3
    assert sum(map(len, recording.blocks())) == 2 * recording.timeline.length
    spoken = sum(cue.span.length for cue in recording.timeline.cues)
    pauses = len(silence(HEAD_MS, RATE_HZ)) // 2 + 6 * len(silence(150, RATE_HZ)) // 2
    assert recording.timeline.length == spoken + pauses


def test_every_cue_holds_its_utterance_and_every_pause_is_silence_across_sections(mastered: Master) -> None:
    sounds = [[tone(0.3, hz=200), tone(0.5, hz=250)], [tone(0.2, hz=300)], [tone(0.4, hz=350)]]
    recording = mastered(*sounds)
    whole = Clip(b"".join(recording.blocks()), RATE_HZ, ())
    expected = [trimmed(one.tobytes(), RATE_HZ) for scene in sounds for one in scene]
    cues = recording.timeline.cues
    assert [whole.slice(cue.span) for cue in cues] == expected
    gaps = [Span(one.span.end, two.span.start - one.span.end) for one, two in pairwise(cues)]
    gaps += [Span(0, cues[0].span.start), Span(cues[-1].span.end, whole.length - cues[-1].span.end)]
    assert not any(any(whole.slice(gap)) for gap in gaps)
    assert [gap.length for gap in gaps] == [3600, 3600, 3600, 7224, 3600]


def test_a_mark_is_where_its_chapter_begins_and_the_first_is_at_the_very_start(mastered: Master) -> None:
    recording = mastered([tone(0.3), tone(0.5)], [tone(0.2)], [tone(0.4)])
    cues, marks = recording.timeline.cues, recording.timeline.marks
    assert [(mark.start, mark.title) for mark in marks] == [
        (0, "Scene 0"),
        (cues[2].span.start, "Scene 1"),
        (cues[3].span.start, "Scene 2"),
    ]


def test_a_chapter_too_long_for_one_section_has_one_mark(mastered: Master) -> None:
    recording = mastered([tone(0.02)] * 20, written="A sentence of some length. " * 100)
    assert len(recording.sections) > 2
    assert [mark.start for mark in recording.timeline.marks] == [0]
    assert sum(map(len, recording.blocks())) == 2 * recording.timeline.length


def test_progress_counts_the_sections(tmp_path: Path) -> None:
    steps: list[Step] = []
    scenes = tuple(Scene("", (Passage(n, (Utterance("A", "A"),)),)) for n in range(3))
    clips = (Clip(tone(0.1).tobytes(), RATE_HZ, (Span(0, 2400),)) for _ in scenes)
    master(Script(scenes), clips, RATE_HZ, Settings(), tmp_path, steps.append)
    assert [(step.stage, step.done, step.total) for step in steps] == [(Stage.MASTERING, n, 3) for n in (1, 2, 3)]


def test_passages_that_have_nothing_to_pronounce_take_no_clip(tmp_path: Path) -> None:
    mute = Passage(1, (Utterance("🎉", "", skipped="emoji"),))
    heard = Passage(2, (Utterance("A", "A", 0, 100),))
    clips = iter([Clip(tone(0.1).tobytes(), RATE_HZ, (Span(0, 2400),))])
    script = Script((Scene("", (mute, heard, mute)),))
    recording = master(script, clips, RATE_HZ, Settings(), tmp_path, silent)
    assert [cue.span.length for cue in recording.timeline.cues] == [0, 2400, 0]
    assert next(clips, None) is None


# --- levels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sounds",
    [
        pytest.param([tone(3, -12)], id="a tone"),
        pytest.param([tone(3, -3)], id="a loud tone"),
        pytest.param([tone(3, -45)], id="a faint tone"),
        pytest.param([noise(3, -30)], id="hiss"),
        pytest.param([speechlike(5, -10)], id="speech-like"),
        pytest.param([speechlike(4, -25), speechlike(4, -15), speechlike(4, -20)], id="uneven"),
        pytest.param([tone(3, -20), np.zeros(RATE_HZ * 3), tone(3, -20)], id="with silence"),
    ],
)
def test_the_programme_reaches_the_loudness_of_the_standard(
    sounds: list[np.ndarray], mastered: Master, levels: Callable[[Recording], Levels]
) -> None:
    one_scene = levels(mastered(sounds, standard="podcast"))
    assert one_scene.loudness_lufs == pytest.approx(-19.0, abs=0.1)
    assert one_scene.true_peak_dbtp <= -1.0


def test_loudness_is_of_the_programme_not_of_a_section(mastered: Master, levels: Callable[[Recording], Levels]) -> None:
    recording = mastered([tone(10, -10)], [tone(10, -16)], standard="podcast")
    assert levels(recording).loudness_lufs == pytest.approx(-19.0, abs=0.1)
    peaks = [np.abs(np.frombuffer(path.read_bytes(), "<i2").astype(int)).max() for path in recording.sections]
    assert 20 * np.log10(peaks[0] / peaks[1]) == pytest.approx(6.0, abs=0.02)


def test_peaks_are_held_under_the_ceiling_of_the_standard(
    mastered: Master, levels: Callable[[Recording], Levels]
) -> None:
    clicks = speechlike(4, -40)
    clicks[::4801] = 30_000
    assert levels(mastered([clicks], standard="podcast")).true_peak_dbtp <= -1.0
    assert levels(mastered([noise(3, -6)], standard="none")).true_peak_dbtp <= -1.0


def test_the_standard_none_leaves_the_samples_as_they_were(mastered: Master) -> None:
    sound = speechlike(2, -14)
    recording = mastered([sound], standard="none")
    (cue,) = recording.timeline.cues
    whole = Clip(b"".join(recording.blocks()), RATE_HZ, ())
    assert whole.slice(cue.span) == trimmed(sound.tobytes(), RATE_HZ)


@pytest.mark.parametrize("standard", ["podcast", "none"])
def test_silence_stays_silence(standard: str, mastered: Master, levels: Callable[[Recording], Levels]) -> None:
    recording = mastered([np.zeros(RATE_HZ)] * 2, standard=standard)
    assert not any(map(any, recording.blocks()))
    assert recording.timeline.length == 7224 + 2 * 3600
    assert levels(recording) == Levels(-np.inf, -np.inf)


def test_a_programme_shorter_than_a_block_of_the_meter_is_left_as_it_is(mastered: Master) -> None:
    (cue,) = (recording := mastered([tone(0.02)], standard="podcast", head_ms=0)).timeline.cues
    assert Clip(b"".join(recording.blocks()), RATE_HZ, ()).slice(cue.span) == trimmed(tone(0.02).tobytes(), RATE_HZ)


def test_the_same_clips_give_the_same_bytes(mastered: Master) -> None:
    first = b"".join(mastered([speechlike(1, -10)], [noise(1, -20)], standard="podcast").blocks())
    assert b"".join(mastered([speechlike(1, -10)], [noise(1, -20)], standard="podcast").blocks()) == first


@pytest.mark.parametrize("mute_first", [True, False])
def test_a_chapter_without_a_word_is_no_obstacle(mute_first: bool, tmp_path: Path) -> None:
    """A chapter of nothing but “* * *”; before the first word there is at least the head, unless it is set to 0."""
    mute = Scene("* * *", (Passage(1, (Utterance("* * *", "", skipped="punctuation"),)),))
    heard = Scene("A", (Passage(2, (Utterance("A", "A", 0, 100),)),))
    script = Script((mute, heard) if mute_first else (heard, mute))
    clips = iter([Clip(tone(0.5).tobytes(), RATE_HZ, (Span(0, 12_000),))])
    recording = master(script, clips, RATE_HZ, Settings(pauses=Pauses(head_ms=0)), tmp_path, silent)
    assert sum(map(len, recording.blocks())) == 2 * recording.timeline.length == 2 * (12_000 + 2_400)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_disk_that_refuses_is_an_output_error(tmp_path: Path) -> None:
    script = Script((Scene("", (Passage(1, (Utterance("A", "A"),)),)),))
    clips = iter([Clip(tone(0.1).tobytes(), RATE_HZ, (Span(0, 2400),))])
    with pytest.raises(OutputError, match=r"section-00000\.pcm” could not be written: No such file or directory"):
        master(script, clips, RATE_HZ, Settings(), tmp_path / "gone", silent)


def test_a_clip_at_another_rate_is_refused(mastered: Master) -> None:
    with pytest.raises(SpeechError, match="24000 Hz, the rest at 22050"):
        mastered([tone(0.1)], rate_hz=22_050)


# --- length -----------------------------------------------------------------------------------------------------------

SLOW_RATE_HZ = 8_000
FOUR_SECONDS = np.rint(np.sin(np.arange(4 * SLOW_RATE_HZ) * 0.2) * 9_000).astype("<i2").tobytes()
CHARS = 75  # about what is said in four seconds


def peak_bytes(clips: int, folder: Path) -> int:
    """The most memory that mastering so many clips of four seconds holds at once."""
    passages = tuple(
        Passage(n, (Utterance(text := f"{n:05}".ljust(CHARS, "a"), text, 0, 350),)) for n in range(1, clips + 1)
    )

    def spoken() -> Iterator[Clip]:
        for _ in passages:
            yield Clip(bytes(bytearray(FOUR_SECONDS)), SLOW_RATE_HZ, (Span(0, 4 * SLOW_RATE_HZ),))

    folder.mkdir()
    tracemalloc.start()
    try:
        recording = master(Script((Scene("", passages),)), spoken(), SLOW_RATE_HZ, Settings(), folder, silent)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    longest = max(path.stat().st_size for path in recording.sections)
    assert longest <= (LONGEST_CHARS / CHARS + 1) * (4.35 * SLOW_RATE_HZ * 2)
    assert sum(map(len, recording.blocks())) == 2 * recording.timeline.length
    assert recording.timeline.length > clips * 4 * SLOW_RATE_HZ
    return peak


@pytest.mark.slow
def test_800_clips_take_no_more_memory_than_a_section_of_them(tmp_path: Path) -> None:
    section, book = peak_bytes(200, tmp_path / "section"), peak_bytes(800, tmp_path / "book")
    assert book < 1.25 * section


@pytest.mark.parametrize("sections", [1, 4, 20])
def test_many_short_chapters_reach_the_standard_as_one_long_one_does(sections: int, tmp_path: Path) -> None:
    """Windows of the meter reach over the borders of sections, and a section may be shorter than one window."""
    from narrate.document import Kind
    from narrate.progress import silent
    from narrate.script import Passage, Scene, Script, Utterance
    from narrate.settings import Settings
    from narrate.speaking.engines.tone import ToneEngine

    words = [Passage(n, (Utterance("abcde", "abcde", 0, 200),), Kind.BODY) for n in range(20)]
    size = len(words) // sections
    scenes = tuple(Scene(f"{n}", tuple(words[n * size : (n + 1) * size])) for n in range(sections))
    clips = (ToneEngine().speak(one, "high", 1.0) for one in words)
    recording = master(Script(scenes), clips, 24_000, Settings(), tmp_path, silent)
    assert measured(recording).loudness_lufs == pytest.approx(-19.0, abs=0.3)


def test_what_the_limiter_takes_is_given_back(tmp_path: Path) -> None:
    """Sharp peaks far over the rest: without a correction the programme stays under its standard."""
    from narrate.document import Kind
    from narrate.progress import silent
    from narrate.script import Passage, Scene, Script, Utterance
    from narrate.settings import Settings

    chance = np.random.default_rng(3)
    rough = chance.standard_normal(24_000 * 8) * np.exp(-np.arange(24_000 * 8) % 3_000 / 400)
    pcm = np.rint(rough / np.abs(rough).max() * 12_000).astype("<i2").tobytes()
    passage = Passage(1, (Utterance("rough", "rough", 0, 500),), Kind.BODY)
    clip = Clip(pcm, 24_000, (Span(0, len(pcm) // 2),))
    recording = master(Script((Scene("", (passage,)),)), iter([clip]), 24_000, Settings(), tmp_path, silent)
    assert measured(recording).loudness_lufs == pytest.approx(-19.0, abs=0.5)
    assert measured(recording).true_peak_dbtp < -1.5


def measured(recording: Recording) -> Levels:
    import wave

    from narrate.doors.metering import measure_file

    path = recording.sections[0].with_name("whole.wav")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(recording.timeline.sample_rate_hz)
        for block in recording.blocks():
            file.writeframes(block)
    return measure_file(path).levels
