"""Speaking a script: in order, from the cache or from workers, and what happens when a worker fails."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.clip import Clip
from narrate.doors.processes import Pool
from narrate.errors import OutputError, SpeechError
from narrate.script import Passage, Utterance
from narrate.settings import Settings
from narrate.speaking import VoiceAtWork, cast
from narrate.timeline import Span


def passages(*texts: str, pause_ms: int = 0) -> list[Passage]:
    return [Passage(number, (Utterance(text, text, 0, pause_ms),)) for number, text in enumerate(texts, start=1)]


def said(text: str) -> int:
    """How often the faulty engine was asked for a text."""
    log = Path(os.environ["FAULT_LOG"])
    return log.read_text().splitlines().count(text) if log.exists() else 0


def run(tmp_path: Path, *texts: str, pause_ms: int = 0, **settings: object) -> tuple[list[Clip], int]:
    """The clips of some texts, and how many of them had to be spoken."""
    settings = Settings(voice="faulty", jobs=2, cache_dir=tmp_path / "cache", **settings)
    with Pool(settings.workers) as crew:
        voice = VoiceAtWork(cast("faulty", "en"), settings, crew)
        return list(voice.clips(passages(*texts, pause_ms=pause_ms))), voice.spoken


class Lines:
    """A crew that does its jobs in this process, and tells how many were begun and are not yet asked for."""

    def __init__(self, workers: int, clip: Clip) -> None:
        self.workers, self.waiting, self.most = workers, 0, 0
        self.deadlines_s: list[float] = []
        self._clip = clip

    def apart(self, name: str = "", workers: int = 0) -> Lines:
        return self

    def begin(self, deadline_s: float, job: Callable, *_: object) -> Callable[[], Clip]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        self.deadlines_s.append(deadline_s)

        def finish() -> Clip:
            self.waiting -= 1
            return self._clip

        return finish


def test_clips_come_in_the_order_that_was_asked_for(tmp_path: Path) -> None:
    texts = ["SLOW one", "two", "three three", "four four four", "SLOW five", "six"] + ["x" * n for n in range(1, 20)]
    clips, _ = run(tmp_path, *texts)
    beeps = [sum(map(len, text.split())) for text in texts]
    assert [
        round((clip.length / 24 - 20 - 20 * len(text.split())) / 60) for clip, text in zip(clips, texts, strict=True)
    ] == beeps


def test_what_had_to_be_spoken_is_counted(tmp_path: Path) -> None:
    assert run(tmp_path, "one", "two")[1] == 2
    assert run(tmp_path, "one", "two", "three")[1] == 1
    assert run(tmp_path, "three", "one")[1] == 0


def test_a_second_run_speaks_nothing_and_starts_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = run(tmp_path, "one", "two")
    monkeypatch.setattr("narrate.doors.processes.Pool._live_pool", lambda _self: pytest.fail("a worker was started"))
    assert run(tmp_path, "one", "two") == (first, 0)


def test_an_edited_passage_is_the_only_one_spoken_again(tmp_path: Path) -> None:
    run(tmp_path, "one", "two", "three")
    run(tmp_path, "one", "two, edited", "three")
    assert [said(text) for text in ("one", "two", "two, edited", "three")] == [1, 1, 1, 1]


def test_changed_pauses_speak_nothing_again(tmp_path: Path) -> None:
    for pause_ms in (100, 900):
        run(tmp_path, "same", pause_ms=pause_ms)
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


def test_a_clip_has_a_span_for_every_utterance_that_has_something_to_pronounce(tmp_path: Path) -> None:
    passage = Passage(2, (Utterance("word", "word"), Utterance("…", "", 5, 0, "only punctuation"), Utterance("x", "x")))
    settings = Settings(voice="faulty", jobs=1, cache_dir=tmp_path / "cache")
    with Pool(1) as crew:
        (clip,) = VoiceAtWork(cast("faulty", "en"), settings, crew).clips([passage])
    assert len(clip.utterances) == 2


# --- with a crew of another kind --------------------------------------------------------------------------------------

CLIP = Clip(bytes(2 * 2_400), 24_000, (Span(0, 2_400),))


def at_work(crew: Lines, tmp_path: Path, **settings: object) -> VoiceAtWork:
    return VoiceAtWork(cast("tone:low", "en"), Settings(cache_dir=tmp_path / "cache", **settings), crew)


@pytest.mark.parametrize("workers", [1, 3])
def test_there_is_work_for_every_worker_and_never_much_more_in_memory(workers: int, tmp_path: Path) -> None:
    crew, asked = Lines(workers, CLIP), 0

    def coming() -> Iterator[Passage]:
        nonlocal asked
        for passage in passages(*(f"text {n}" for n in range(60))):
            asked += 1
            yield passage

    for taken, _ in enumerate(at_work(crew, tmp_path).clips(coming()), start=1):
        assert asked <= taken + 4 * workers
    assert taken == 60
    assert 2 * workers <= crew.most <= 4 * workers


def test_a_clip_at_another_rate_than_the_voice_is_refused(tmp_path: Path) -> None:
    crew = Lines(1, Clip(bytes(2 * 1_600), 16_000, (Span(0, 1_600),)))
    with pytest.raises(SpeechError, match="Paragraph 1 came at 16000 Hz, the rest at 24000") as caught:
        list(at_work(crew, tmp_path).clips(passages("one", "two")))
    assert "voice" in caught.value.remedy


def test_a_long_passage_has_a_deadline_of_its_own(tmp_path: Path) -> None:
    """A slow computer may take some times its length; a short one has what the settings say."""
    crew = Lines(1, CLIP)
    list(at_work(crew, tmp_path, deadline_s=7).clips(passages("short", "long " * 720)))
    assert crew.deadlines_s[0] == 7
    assert crew.deadlines_s[1] == pytest.approx(3 * 5 * 720 / 18, rel=0.01)


def test_a_cache_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with pytest.raises(OutputError):
        list(at_work(Lines(1, CLIP), tmp_path).clips(passages("one")))


def test_nothing_is_spoken_before_it_is_asked_for(tmp_path: Path) -> None:
    crew = Lines(2, CLIP)
    clips = at_work(crew, tmp_path).clips(passages("one", "two"))
    assert crew.most == 0
    clips.close()
    assert crew.most == 0


@pytest.mark.parametrize(
    ("pace", "speed", "factor"), [(1.0, 1.0, 1.0), (0.8, 1.0, 0.8), (0.5, 2.0, 1.0), (0.1, 1.0, 0.4)]
)
def test_a_passage_is_spoken_at_its_own_pace_within_what_engines_can_do(
    pace: float, speed: float, factor: float, tmp_path: Path
) -> None:
    """The tone engine's beeps are exactly as long as the speed says."""
    text = "abcdefghij"
    settings = Settings(voice="tone", jobs=1, cache_dir=tmp_path, speed=speed)
    with Pool(1) as crew:
        voice = VoiceAtWork(cast("tone", "en"), settings, crew)
        (clip,) = voice.clips([Passage(1, (Utterance(text, text),), pace=pace)])
    beep_ms = clip.length * 1000 / clip.sample_rate_hz - 40
    assert beep_ms == pytest.approx(600 / factor, abs=1)


def test_a_pace_of_one_is_the_clip_without_one(tmp_path: Path) -> None:
    (usual,), (slow,) = passages("One"), [replace(passages("One")[0], pace=0.9)]
    with Pool(1) as crew:
        voice = VoiceAtWork(cast("tone", "en"), Settings(voice="tone", cache_dir=tmp_path), crew)
        assert voice.key(replace(usual, pace=1.0)) == voice.key(usual)
        assert voice.key(slow) != voice.key(usual)
