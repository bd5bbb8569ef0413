"""Clips -> Recording: one exact timeline, one gain, reels as they are taken, and nothing of the programme in memory."""

from __future__ import annotations

import tracemalloc
import wave
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from itertools import count, islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from narrate.clip import Clip
from narrate.doors.metering import measure_file
from narrate.errors import OutputError, SpeechError
from narrate.manner import Pauses
from narrate.mastering import master
from narrate.mastering.joins import silence, trimmed
from narrate.mastering.sections import LONGEST_CHARS
from narrate.progress import Stage, Step, silent
from narrate.publishing import FORMATS
from narrate.recording import Levels
from narrate.script import Passage, Scene, Script, Utterance
from narrate.settings import Settings
from narrate.timeline import Span

RATE_HZ = 24_000
HEAD_MS = 301
PAUSE_MS = 150
HISS_DB = 0.2
Sounds = list[np.ndarray]


@pytest.fixture
def played(mastered: Callable, parrot: type, text_of: Callable) -> Callable:
    """Master scenes of sounds: every sound is a passage of one sentence, followed by 150 ms."""

    def run(*scenes: Sounds, written: str = "Words.", rate_hz: int = RATE_HZ, **how: object):
        numbers = count()
        texts = [[f"{next(numbers)} {written}" for _ in sounds] for sounds in scenes]
        named = zip(
            (text for scene in texts for text in scene), (one for scene in scenes for one in scene), strict=True
        )
        return mastered(text_of(*texts, pause_ms=PAUSE_MS), parrot(dict(named), rate_hz), **how)

    return run


@pytest.fixture
def levels(tmp_path: Path) -> Callable[[bytes], Levels]:
    """What FFmpeg measures of PCM, as a file."""

    def measure(pcm: bytes) -> Levels:
        with wave.open(str(tmp_path / "whole.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(pcm)
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


def test_the_reels_are_the_timeline_to_the_sample(played: Callable) -> None:
    made = played([tone(0.3), tone(0.5)], [tone(0.2)], [tone(0.1), tone(0.4), tone(0.7)])
    assert len(made.reels) == 3
    assert len(made.pcm) == 2 * made.timeline.length
    spoken = sum(cue.span.length for cue in made.timeline.cues)
    pauses = len(silence(HEAD_MS, RATE_HZ)) // 2 + 6 * len(silence(PAUSE_MS, RATE_HZ)) // 2
    assert made.timeline.length == spoken + pauses


@pytest.mark.parametrize("name", ["wav", "mp3", "m4b", "opus"])
def test_every_reel_begins_where_the_one_before_it_ends(name: str, played: Callable) -> None:
    made = played([tone(0.3), tone(0.5)], [tone(0.2)], [tone(0.1)], name=name)
    edges = [(reel.start, reel.start + reel.length) for reel in made.reels]
    assert [start for start, _ in edges] == [0, *(end for _, end in edges[:-1])]
    assert edges[-1][1] == made.timeline.length


def test_every_cue_holds_its_utterance_and_every_pause_is_silence_across_sections(played: Callable) -> None:
    sounds = [[tone(0.3, hz=200), tone(0.5, hz=250)], [tone(0.2, hz=300)], [tone(0.4, hz=350)]]
    made = played(*sounds)
    expected = [trimmed(one.tobytes(), RATE_HZ)[0] for scene in sounds for one in scene]
    cues = made.timeline.cues
    assert [made.slice(cue.span) for cue in cues] == expected
    assert [(cue.written, cue.passage) for cue in cues] == [(f"{n} Words.", n + 1) for n in range(4)]
    gaps = [Span(one.span.end, two.span.start - one.span.end) for one, two in pairwise(cues)]
    gaps += [Span(0, cues[0].span.start), Span(cues[-1].span.end, made.timeline.length - cues[-1].span.end)]
    assert not any(any(made.slice(gap)) for gap in gaps)
    assert [gap.length for gap in gaps] == [3600, 3600, 3600, 7224, 3600]


def test_a_mark_is_where_its_chapter_begins_and_the_first_is_at_the_very_start(played: Callable) -> None:
    timeline = played([tone(0.3), tone(0.5)], [tone(0.2)], [tone(0.4)]).timeline
    assert [(mark.start, mark.title) for mark in timeline.marks] == [
        (0, "Scene 0"),
        (timeline.cues[2].span.start, "Scene 1"),
        (timeline.cues[3].span.start, "Scene 2"),
    ]


def test_a_chapter_too_long_for_one_section_has_one_mark(mastered: Callable, parrot: type, text_of: Callable) -> None:
    texts = [f"{n}" + "A sentence of some length. " * 30 for n in range(12)]
    made = mastered(text_of(texts), parrot(lambda _: tone(0.02), RATE_HZ))
    assert len(made.reels) > 3
    assert [mark.start for mark in made.timeline.marks] == [0]
    assert len(made.pcm) == 2 * made.timeline.length


def test_passages_that_have_nothing_to_pronounce_are_not_spoken(mastered: Callable, parrot: type) -> None:
    mute = Passage(1, (Utterance("🎉", "", skipped="emoji"),))
    heard = Passage(2, (Utterance("A", "A", 0, 100),))
    speaker = parrot({"A": tone(0.1)}, RATE_HZ)
    made = mastered(Script((Scene("", (mute, heard, mute)),)), speaker)
    assert [cue.span.length for cue in made.timeline.cues] == [0, 2400, 0]
    assert set(speaker.said) == {"A"}


# --- several files ----------------------------------------------------------------------------------------------------


def test_every_part_is_a_programme_of_its_own(parrot: type, text_of: Callable, desk: type, tmp_path: Path) -> None:
    """Its own head, timeline and gain: mastered alone it would be the same."""
    texts = [["loud 1", "loud 2"], ["soft 1", "soft 2"]]
    speaker = parrot(lambda text: tone(1, -6 if text.startswith("loud") else -30), RATE_HZ)
    parts = [text_of(one) for one in texts]
    settings = Settings(cache_dir=tmp_path / "home", pauses=Pauses(head_ms=HEAD_MS))

    def made(scripts: list[Script], home: str) -> list[tuple]:
        own = replace(settings, cache_dir=tmp_path / home)
        recordings = master(scripts, speaker, FORMATS["wav"].encoding, own, desk(), silent)
        reels = [list(one.reels) for one in recordings]
        return [
            (one.timeline, [reel.start for reel in some], b"".join(reel.packets.content for reel in some))
            for one, some in zip(recordings, reels, strict=True)
        ]

    together = made(parts, "together")
    assert together == [*made(parts[:1], "one"), *made(parts[1:], "two")]
    peaks = [np.abs(np.frombuffer(pcm, "<i2").astype(int)).max() for _, _, pcm in together]
    assert peaks[0] == pytest.approx(peaks[1], rel=0.05)


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
@pytest.mark.parametrize(("standard", "lufs"), [("podcast", -19.0), ("ebu-r128", -23.0)])
def test_the_programme_reaches_the_loudness_of_the_standard(
    sounds: Sounds, standard: str, lufs: float, played: Callable, levels: Callable[[bytes], Levels]
) -> None:
    found = levels(played(sounds, standard=standard).pcm)
    assert found.loudness_lufs == pytest.approx(lufs, abs=0.25)
    assert found.true_peak_dbtp <= -1.0


def test_loudness_is_of_the_programme_not_of_a_section(played: Callable, levels: Callable[[bytes], Levels]) -> None:
    made = played([tone(10, -10)], [tone(10, -16)], standard="podcast")
    assert levels(made.pcm).loudness_lufs == pytest.approx(-19.0, abs=0.25)
    peaks = [np.abs(np.frombuffer(reel.packets.content, "<i2").astype(int)).max() for reel in made.reels]
    assert 20 * np.log10(peaks[0] / peaks[1]) == pytest.approx(6.0, abs=0.02)


@pytest.mark.parametrize("name", ["wav", "mp3", "m4b", "opus"])
@pytest.mark.parametrize("standard", ["podcast", "none"])
@pytest.mark.parametrize("sound", ["clicks", "speech-like", "hiss"])
def test_peaks_are_held_under_the_ceiling_of_the_standard(
    sound: str, standard: str, name: str, played: Callable, tmp_path: Path
) -> None:
    """In the file, as decoded: an encoder overshoots. What a hiss has between its samples no two meters agree on."""
    sounds = {"clicks": speechlike(4, -40), "speech-like": speechlike(4, 3), "hiss": noise(2, -6)}
    sounds["clicks"][::4801] = 30_000
    path = played([sounds[sound]], name=name, standard=standard).written(tmp_path / "out", name)
    assert measure_file(path).levels.true_peak_dbtp <= -1.0 + (HISS_DB if sound == "hiss" else 0.0)


def test_the_standard_none_leaves_the_samples_as_they_were(played: Callable) -> None:
    sound = speechlike(2, -14)
    made = played([sound], standard="none")
    (cue,) = made.timeline.cues
    assert made.slice(cue.span) == trimmed(sound.tobytes(), RATE_HZ)[0]


@pytest.mark.parametrize("standard", ["podcast", "none"])
def test_a_silent_programme_stays_silent(standard: str, played: Callable, levels: Callable[[bytes], Levels]) -> None:
    made = played([np.zeros(RATE_HZ), np.zeros(RATE_HZ)], standard=standard)
    assert [cue.span.length for cue in made.timeline.cues] == [0, 0]
    assert made.timeline.length == 7224 + 2 * 3600
    assert levels(made.pcm) == Levels(-np.inf, -np.inf)


def test_a_programme_shorter_than_a_block_of_the_meter_is_left_as_it_is(played: Callable) -> None:
    made = played([tone(0.02)], standard="podcast", head_ms=0)
    assert made.slice(made.timeline.cues[0].span) == trimmed(tone(0.02).tobytes(), RATE_HZ)[0]


@pytest.mark.parametrize("sections", [1, 4, 20])
def test_many_short_chapters_reach_the_standard_as_one_long_one_does(
    sections: int, played: Callable, levels: Callable[[bytes], Levels]
) -> None:
    """Windows of the meter reach over the borders of sections, and a section may be shorter than one window."""
    size = 20 // sections
    made = played(*([tone(1.0, -12, 440)] * size for _ in range(sections)), standard="podcast")
    assert levels(made.pcm).loudness_lufs == pytest.approx(-19.0, abs=0.3)


@pytest.mark.parametrize("name", ["wav", "mp3", "m4b", "opus"])
def test_what_a_reel_says_of_itself_is_what_is_heard(name: str, played: Callable, tmp_path: Path) -> None:
    """Measured as decoded: an encoder overshoots."""
    made = played([speechlike(3, -3)], [speechlike(3, -3)], name=name, standard="podcast")
    heard = measure_file(made.written(tmp_path / "out", name)).levels
    assert 20 * np.log10(max(reel.peak for reel in made.reels)) == pytest.approx(heard.true_peak_dbtp, abs=0.2)


# --- chapters without a word ------------------------------------------------------------------------------------------

MUTE = Scene("* * *", (Passage(1, (Utterance("* * *", "", skipped="punctuation"),)),))
HEARD = Scene("A", (Passage(2, (Utterance("A", "A", 0, 100),)),))


@pytest.mark.parametrize("scenes", [(MUTE, HEARD), (HEARD, MUTE), (MUTE, HEARD, MUTE), (MUTE, MUTE)])
def test_a_chapter_without_a_word_is_no_obstacle(scenes: tuple[Scene, ...], mastered: Callable, parrot: type) -> None:
    """A chapter of nothing but “* * *”; before the first word there is at least the head, unless it is set to 0."""
    made = mastered(Script(scenes), parrot({"A": tone(0.5)}, RATE_HZ), head_ms=0)
    assert len(made.pcm) == 2 * made.timeline.length == 2 * (12_000 + 2_400) * (HEARD in scenes)
    assert [mark.title for mark in made.timeline.marks] == [one.title for one in scenes]


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 24_000])
@pytest.mark.parametrize("name", ["mp3", "m4b", "opus"])
@pytest.mark.parametrize("scenes", [(MUTE, HEARD), (HEARD, MUTE), (MUTE, HEARD, MUTE)])
def test_a_chapter_without_a_word_takes_nothing_from_a_file(
    scenes: tuple[Scene, ...], name: str, rate_hz: int, mastered: Callable, parrot: type, tmp_path: Path
) -> None:
    made = mastered(Script(scenes), parrot({"A": tone(0.5)}, rate_hz), name)
    heard = measure_file(made.written(tmp_path / "out", name))
    tolerance_s = {"m4b": 0.05, "mp3": 48 / rate_hz}.get(name, 0.001)  # see test_joined_files
    assert heard.duration_s == pytest.approx(made.timeline.duration_s, abs=tolerance_s)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_disk_that_refuses_is_an_output_error(played: Callable, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="could not be written"):
        played([tone(0.1)], home=tmp_path / "file" / "home")


@pytest.mark.parametrize("job", ["measure", "finish"])
def test_a_job_that_fails_twice_is_an_output_error(job: str, played: Callable, desk: type) -> None:
    with pytest.raises(OutputError, match="could not be made: out of cheese"):
        played([tone(0.1)], name="mp3", crew=desk(failing=job))


def test_a_speaker_that_fails_is_heard_of(mastered: Callable, parrot: type, text_of: Callable) -> None:
    class Hoarse(parrot):
        def clips(self, passages: Iterable[Passage]) -> Generator[Clip, None, None]:
            yield from super().clips(islice(passages, 1))
            raise SpeechError("no voice any more")

    with pytest.raises(SpeechError, match="no voice any more"):
        mastered(text_of(["One.", "Two."]), Hoarse(lambda _: tone(0.1), RATE_HZ))


# --- length -----------------------------------------------------------------------------------------------------------

SLOW_RATE_HZ = 8_000
FOUR_SECONDS = np.rint(np.sin(np.arange(4 * SLOW_RATE_HZ) * 0.2) * 9_000).astype("<i2")
CHARS = 75  # about what is said in four seconds


def peak_bytes(clips: int, parrot: type, text_of: Callable, crew: object, home: Path) -> int:
    """The most memory that mastering so many clips of four seconds holds at once, while its reels are taken."""
    speaker = parrot(lambda _: FOUR_SECONDS.copy(), SLOW_RATE_HZ)
    script = text_of([f"{n:05}".ljust(CHARS, "a") for n in range(clips)])
    length, longest = 0, 0
    tracemalloc.start()
    try:
        (recording,) = master([script], speaker, FORMATS["wav"].encoding, Settings(cache_dir=home), crew, silent)
        for reel in recording.reels:
            length, longest = length + reel.length, max(longest, reel.length)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert longest <= (LONGEST_CHARS / CHARS + 1) * 4.35 * SLOW_RATE_HZ
    assert length == recording.timeline.length > clips * 4 * SLOW_RATE_HZ
    return peak


@pytest.mark.slow
def test_many_clips_take_no_more_memory_than_some(parrot: type, text_of: Callable, desk: type, tmp_path: Path) -> None:
    some, many = (peak_bytes(n, parrot, text_of, desk(), tmp_path / f"{n}") for n in (200, 500))
    assert many < 1.25 * some


def test_progress_counts_up_to_the_end(played: Callable) -> None:
    steps: list[Step] = []
    made = played([tone(0.1)], [tone(0.2)], [tone(0.3)], progress=steps.append)
    spoken = [step for step in steps if step.stage is Stage.SPEAKING]
    written = [step for step in steps if step.stage is Stage.WRITING]
    assert steps == [*spoken, *written]
    assert [(step.done, step.total) for step in spoken] == [(1, 3), (2, 3), (3, 3)]
    assert [step.audio_s for step in spoken] == pytest.approx([0.1, 0.3, 0.6])
    assert [step.done for step in written] == [reel.start + reel.length for reel in made.reels]
    assert {step.total for step in written} == {made.timeline.length}
    assert written[-1].audio_s == pytest.approx(made.timeline.duration_s)
    assert written[-1].left_s == 0
