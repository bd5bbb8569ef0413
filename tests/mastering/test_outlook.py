"""How far the first pass is, and the time left: for all that is still to do, and nothing that is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest

from narrate.clip import Clip
from narrate.errors import OutputError
from narrate.mastering import outlook
from narrate.mastering.outlook import LONG_CHARS, TRIAL_S, Outlook
from narrate.mastering.sections import cut
from narrate.progress import Pace, Stage, Step
from narrate.script import Passage, Scene, Script, Utterance

RATE_HZ = 8_000
SHORT = np.full(800, 9_000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock for the outlook that is moved by hand: `clock(5)`."""
    now = [0.0]
    monkeypatch.setattr(outlook, "Pace", lambda total: Pace(total, lambda: now[0]))

    def move(seconds: float) -> None:
        now[0] += seconds

    return move


def spoken(outlook: Outlook, parrot: type, passages: list[Passage], seconds: float, clock: Callable) -> list[Step]:
    """What is told while passages are spoken whose every character takes and lasts so long."""
    sounds = parrot(lambda text: np.ones(round(len(text) * seconds * RATE_HZ)), RATE_HZ)
    steps = []
    for passage, clip in zip(passages, sounds.clips(passages), strict=True):
        clock(sum(map(len, passage.spoken)) * 0.01)
        steps.append(outlook.after(clip))
    return steps


def test_passages_and_sound_are_counted_with_what_is_kept(text_of: Callable, parrot: type, clock: Callable) -> None:
    sections = cut([text_of(["a" * 600, "b" * 600], ["c" * 10, "d" * 20], ["e" * 30])], 0)
    missing = [section for section in sections if section.scene == 1]
    view = Outlook(sections, missing, kept_s=7.5, workers=1)
    steps = spoken(view, parrot, list(missing[0].passages), 0.05, clock)
    assert [(step.stage, step.done, step.total) for step in steps] == [(Stage.SPEAKING, 4, 5), (Stage.SPEAKING, 5, 5)]
    assert [step.audio_s for step in steps] == pytest.approx([7.5 + 0.5, 7.5 + 1.5])


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("pace_s", [0.001, 0.5])
def test_the_time_left_is_that_of_speaking_and_then_of_encoding_all_of_it(
    pace_s: float, workers: int, text_of: Callable, parrot: type, clock: Callable
) -> None:
    """Every character takes 10 ms to speak and lasts 50 ms; every second of sound takes `pace_s` to encode."""
    sizes = [100, 300, 50, 550]
    sections = cut([text_of([str(n) * size for n, size in enumerate(sizes)])], 0)
    view = Outlook(sections, sections, kept_s=0.0, workers=workers)
    view.tried(pace_s)
    passages = [passage for section in sections for passage in section.voiced]
    steps = spoken(view, parrot, passages, 0.05, clock)
    encoding_s = sum(sizes) * 0.05 * pace_s / workers
    expected = [sum(sizes[n + 1 :]) * 0.01 + encoding_s for n in range(len(sizes))]
    assert [step.left_s for step in steps] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("chars", "seconds", "wanted"),
    [
        (LONG_CHARS, TRIAL_S, True),
        (LONG_CHARS - 1, TRIAL_S, False),
        (LONG_CHARS, TRIAL_S - 0.01, False),  # would tell how long an encoder takes to begin
    ],
)
def test_a_clip_is_encoded_for_a_trial_only_where_much_is_to_be_spoken_and_it_is_long(
    chars: int, seconds: float, wanted: bool, text_of: Callable
) -> None:
    sections, clip = cut([text_of(["a" * chars])], 0), Clip(bytes(2 * round(seconds * RATE_HZ)), RATE_HZ, ())
    view = Outlook(sections, sections, 0.0, 1)
    assert view.wants_trial(clip) is wanted
    view.tried(0.1)
    assert not view.wants_trial(clip)
    assert not Outlook(sections, [], 100.0, 1).wants_trial(clip)  # all of it is kept


# --- at work ----------------------------------------------------------------------------------------------------------


def sound(text: str) -> np.ndarray:
    """One passage of many is long."""
    return np.full(TRIAL_S * RATE_HZ, 9_000) if text.startswith("003") else SHORT


def book(text_of: Callable) -> Script:
    return text_of([f"{n:03}".ljust(500, "a") for n in range(LONG_CHARS // 500 + 1)])


@pytest.mark.parametrize("name", ["mp3", "wav"])
def test_a_long_text_has_one_trial_and_a_kept_one_has_none(
    name: str, mastered: Callable, parrot: type, desk: type, text_of: Callable
) -> None:
    trials = []
    for _ in range(2):
        crew = desk()
        mastered(book(text_of), parrot(sound, RATE_HZ), name, crew=crew)
        trials.append(crew.jobs["seconds_to_encode"])
    assert trials == [1, 0]


def test_a_book_may_begin_with_a_chapter_that_has_nothing_to_say(
    mastered: Callable, parrot: type, text_of: Callable
) -> None:
    """There is no clip to try an encoder with yet."""
    mute = Scene("* * *", (Passage(0, (Utterance("* * *", "", skipped="punctuation"),)),))
    script = Script((mute, *book(text_of).scenes))
    made = mastered(script, parrot(sound, RATE_HZ), "mp3")
    assert len(made.timeline.marks) == 2


def test_a_trial_that_fails_is_no_mystery(mastered: Callable, parrot: type, desk: type, text_of: Callable) -> None:
    """Either nothing comes of it, or it is said as any other job's failure is."""
    crew = desk(failing="seconds_to_encode")
    with suppress(OutputError):
        mastered(book(text_of), parrot(sound, RATE_HZ), "mp3", crew=crew)
    assert crew.jobs["seconds_to_encode"] == 1


@pytest.mark.parametrize("kept", [0, 1])
def test_the_time_left_never_grows_absurd_and_ends_at_0(
    kept: int, mastered: Callable, parrot: type, text_of: Callable
) -> None:
    texts = [[f"{n:03}".ljust(500, "a") for n in range(20)]]
    for _ in range(kept):
        mastered(text_of(*texts), parrot(lambda _: SHORT, RATE_HZ), "mp3")
    steps: list[Step] = []
    texts[0][10] = "b" * 500
    mastered(text_of(*texts), parrot(lambda _: SHORT, RATE_HZ), "mp3", progress=steps.append)
    assert all(step.left_s is None or 0 <= step.left_s < 60 for step in steps)
    assert steps[-1].left_s == 0
    assert steps[-1].done == steps[-1].total
    assert [step.done for step in steps if step.stage is Stage.SPEAKING][-1] == 20
