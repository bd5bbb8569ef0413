"""Several voices in one narration: each with its own workers, all at one rate, and none louder than another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from narrate.cast import Part
from narrate.clip import Clip
from narrate.doors.metering import loudness_lufs, weighted_powers
from narrate.doors.processes import Pool
from narrate.script import Passage, Scene, Script, Utterance
from narrate.settings import Settings
from narrate.speaking import VoiceAtWork, cast
from narrate.speaking.engines.neural import folder_of
from narrate.speaking.job import Order, speak_passage
from narrate.speaking.matching import REFERENCE_LUFS

LOW, HIGH, ESPEAK = (cast(name, "en") for name in ("tone:low", "tone:high", "pyttsx3:gmw/en-us"))
TEXT = "The lamp was lit at six, and nobody saw it go out again."


def script(*lines: tuple[Part | None, str]) -> Script:
    passages = (Passage(n, (Utterance(text, text),), part=part) for n, (part, text) in enumerate(lines, start=1))
    return Script((Scene("", tuple(passages)),))


def run(tmp_path: Path, made: Script, jobs: int = 2, **settings: object) -> tuple[list[Clip], int]:
    settings = Settings(jobs=jobs, cache_dir=tmp_path / "cache", **settings)
    with Pool(settings.workers) as crew:
        speaker = VoiceAtWork(LOW, settings, crew, made)
        return list(speaker.clips(made.passages)), speaker.spoken


def loudness(clip: Clip) -> float:
    samples = np.frombuffer(clip.pcm, "<i2").astype(np.float32) / 32_768
    return loudness_lufs(weighted_powers(samples, clip.sample_rate_hz))


class Desks:
    """A crew that does its jobs in this process, and tells who was given which voice."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.apart_from: dict[str, Desks] = {}
        self.voices: Counter[str] = Counter()

    def apart(self, name: str = "", workers: int = 0) -> Desks:
        return self.apart_from.setdefault(name, Desks(workers or self.workers))

    def begin(self, deadline_s: float, job: Callable, order: Order) -> Callable[[], Clip]:
        self.voices[order.voice.full_id] += 1
        return lambda: job(order)


def test_all_clips_come_at_the_highest_rate_of_the_voices(tmp_path: Path) -> None:
    clips, _ = run(tmp_path, script((Part(ESPEAK), TEXT), (None, TEXT)))
    assert {clip.sample_rate_hz for clip in clips} == {24_000}
    assert all(clip.is_whole(1) for clip in clips)
    alone = speak_passage(Order(Passage(1, (Utterance(TEXT, TEXT),)), ESPEAK, 1.0))
    assert clips[0].length / 24_000 == pytest.approx(alone.length / 22_050, abs=1e-4)


def test_a_voice_alone_keeps_its_own_rate_and_level(tmp_path: Path) -> None:
    made = script((Part(ESPEAK), TEXT))
    alone = speak_passage(Order(Passage(1, (Utterance(TEXT, TEXT),)), ESPEAK, 1.0))
    assert run(tmp_path, made)[0] == [alone]


NATURAL = [name for name, module in (("hibari", "hibari"), ("piper", "piper")) if folder_of(module)]


@pytest.mark.parametrize(
    "names", [("pyttsx3:roa/fr", "pyttsx3:gmw/en-us+f3"), pytest.param(NATURAL, marks=pytest.mark.slow)]
)
def test_no_voice_is_louder_than_another(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Spoken by engines whose own levels are up to 6 LU apart."""
    parts = [None, Part(ESPEAK), *(Part(cast(name, "en")) for name in names)]
    text = f"{TEXT} It stood on the table by the door, where they had left it a week before, and it burned."
    levels = [loudness(clip) for clip in run(tmp_path, script(*((part, text) for part in parts)))[0]]
    speech = levels[1:]
    assert max(speech) - min(speech) < 1.5
    assert all(abs(level - REFERENCE_LUFS) < 2.5 for level in levels)


def test_how_many_work_changes_nothing(tmp_path: Path) -> None:
    made = script((None, "One."), (Part(ESPEAK), "Two."), (Part(HIGH), "Three."), (None, "Four."))
    assert run(tmp_path / "a", made, jobs=1)[0] == run(tmp_path / "b", made, jobs=3)[0]


def test_a_voice_has_workers_of_its_own_by_its_share_of_the_text(tmp_path: Path) -> None:
    crew = Desks(4)
    made = script(*[(None, "x" * 80), (Part(HIGH), "x" * 20), (Part(ESPEAK), "x")] * 3)
    list(VoiceAtWork(LOW, Settings(cache_dir=tmp_path), crew, made).clips(made.passages))
    assert {name: desk.workers for name, desk in crew.apart_from.items()} == {
        "tone:low": 4,
        "tone:high": 1,
        "pyttsx3:gmw/en-us": 1,
    }
    assert all(set(desk.voices) == {name} for name, desk in crew.apart_from.items())
    assert all(desk.voices.total() == 3 + 1 for desk in crew.apart_from.values())  # and one trial each


def test_a_part_speaks_at_its_own_speed(tmp_path: Path) -> None:
    slow, usual, both = run(
        tmp_path, script((Part(HIGH, 0.5), TEXT), (Part(HIGH), TEXT), (Part(HIGH, 2.0), TEXT)), speed=1.0
    )[0]
    assert slow.length > 1.7 * usual.length > 1.7 * 1.5 * both.length


def test_a_second_run_speaks_nothing_and_starts_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = script((None, "One."), (Part(ESPEAK), "Two."))
    first, _ = run(tmp_path, made)
    monkeypatch.setattr("narrate.doors.processes.Pool._live_pool", lambda _self: pytest.fail("a worker was started"))
    assert run(tmp_path, made) == (first, 0)


def test_an_edit_speaks_only_what_it_changed(tmp_path: Path) -> None:
    run(tmp_path, script((None, "One."), (Part(ESPEAK), "Two."), (Part(HIGH), "Three.")))
    assert run(tmp_path, script((None, "One, edited."), (Part(ESPEAK), "Two."), (Part(HIGH), "Three.")))[1] == 1
    assert run(tmp_path, script((None, "One."), (Part(ESPEAK, 1.1), "Two."), (Part(HIGH), "Three.")))[1] == 1
    assert (
        run(tmp_path, script((None, "One."), (Part(LOW), "Two."), (Part(HIGH), "Three."), (Part(ESPEAK), "Four.")))[1]
        == 2
    )
