"""Speaking a script: in order, from the cache or from workers, and what happens when a worker fails."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from narrate.errors import SpeechError
from narrate.progress import Step, silent
from narrate.script import Passage, Scene, Script, Utterance
from narrate.settings import Settings
from narrate.speaking import cast, speak


def script(*texts: str) -> Script:
    passages = tuple(Passage(number, (Utterance(text, text),)) for number, text in enumerate(texts, start=1))
    return Script((Scene("", passages),))


def said(text: str) -> int:
    """How often the faulty engine was asked for a text."""
    log = Path(os.environ["FAULT_LOG"])
    return log.read_text().splitlines().count(text) if log.exists() else 0


def run(tmp_path: Path, *texts: str, **settings):
    steps: list[Step] = []
    settings = Settings(voice="faulty", jobs=2, cache_dir=tmp_path / "cache", **settings)
    return list(speak(script(*texts), cast("faulty", "en"), settings, steps.append)), steps


def test_clips_come_in_the_order_of_the_script(tmp_path: Path) -> None:
    texts = ["SLOW one", "two", "three three", "four four four", "SLOW five", "six"] + ["x" * n for n in range(1, 20)]
    clips, _ = run(tmp_path, *texts)
    beeps = [sum(map(len, text.split())) for text in texts]
    assert [
        round((clip.length / 24 - 20 - 20 * len(text.split())) / 60) for clip, text in zip(clips, texts, strict=True)
    ] == beeps


def test_progress_counts_passages_audio_and_what_was_kept(tmp_path: Path) -> None:
    _, first = run(tmp_path, "one", "two")
    _, second = run(tmp_path, "one", "two", "three")
    assert [(step.done, step.total, step.cached) for step in first] == [(1, 2, 0), (2, 2, 0)]
    assert [(step.done, step.total, step.cached) for step in second] == [(1, 3, 1), (2, 3, 2), (3, 3, 2)]
    assert 0 < second[0].audio_s < second[1].audio_s < second[2].audio_s


def test_a_second_run_speaks_nothing_and_starts_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, "one", "two")
    monkeypatch.setattr("narrate.doors.processes.Crew._live_pool", lambda _self: pytest.fail("a worker was started"))
    clips, _ = run(tmp_path, "one", "two")
    assert len(clips) == 2


def test_an_edited_passage_is_the_only_one_spoken_again(tmp_path: Path) -> None:
    run(tmp_path, "one", "two", "three")
    run(tmp_path, "one", "two, edited", "three")
    assert [said(text) for text in ("one", "two", "two, edited", "three")] == [1, 1, 1, 1]


def test_changed_pauses_speak_nothing_again(tmp_path: Path) -> None:
    settings = Settings(voice="faulty", jobs=1, cache_dir=tmp_path / "cache")
    for pause_ms in (100, 900):
        passage = Passage(1, (Utterance("same", "same", 0, pause_ms),))
        list(speak(Script((Scene("", (passage,)),)), cast("faulty", "en"), settings, silent))
    assert said("same") == 1


@pytest.mark.parametrize("fault", ["HANGONCE", "CRASHONCE"])
def test_a_worker_that_fails_once_is_replaced_and_its_passage_spoken_again(tmp_path: Path, fault: str) -> None:
    clips, _ = run(tmp_path, "before", f"{fault} now", "after", deadline_s=2)
    assert len(clips) == 3
    assert said(f"{fault} now") == 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("HANG", "too long"),
        ("CRASH", "crashed"),
        ("EXIT", "crashed"),
        ("RAISE", "out of cheese"),
        ("EMPTY", "no audio"),
        ("ENDLESS", "600.0 s of audio"),
    ],
)
def test_a_passage_that_fails_twice_stops_the_run_with_its_number_and_text(
    tmp_path: Path, fault: str, reason: str
) -> None:
    with pytest.raises(SpeechError, match=reason) as caught:
        run(tmp_path, "good", f"{fault} this", "later", deadline_s=1.5)
    assert "Paragraph 2" in caught.value.problem
    assert f"{fault} this" in caught.value.problem
    assert said(f"{fault} this") == 2


def test_what_was_spoken_before_a_failure_is_kept(tmp_path: Path) -> None:
    with pytest.raises(SpeechError):
        run(tmp_path, "good", "better", "RAISE this")
    run(tmp_path, "good", "better")
    assert (said("good"), said("better")) == (1, 1)


def test_a_failure_does_not_wait_for_the_passages_behind_it(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(SpeechError):
        run(tmp_path, "RAISE this", *(f"HANG {n}" for n in range(6)), deadline_s=60)
    assert time.monotonic() - start < 20


def test_a_passage_that_has_nothing_to_pronounce_has_no_clip(tmp_path: Path) -> None:
    silent_passage = Passage(1, (Utterance("***", "", 0, 0, "only punctuation"),))
    spoken = Passage(2, (Utterance("word", "word"), Utterance("…", "", 5, 0, "only punctuation")))
    settings = Settings(voice="faulty", jobs=1, cache_dir=tmp_path / "cache")
    clips = list(speak(Script((Scene("", (silent_passage, spoken)),)), cast("faulty", "en"), settings, silent))
    assert [len(clip.utterances) for clip in clips] == [1]
