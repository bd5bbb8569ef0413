"""How far the first pass is, and how long both will still take: by what was heard so far, and by one trial encode."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.clip import Clip
from narrate.mastering.sections import Section
from narrate.progress import Pace, Stage, Step

LONG_CHARS = 20_000  # twenty minutes: from here on a trial is worth its time
TRIAL_S = 10  # shorter ones say more about how long an encoder takes to begin
ENCODING_PACE_S = 1 / 100  # for a second of sound, until it was tried: mp3 on one core


class Outlook:
    """Counts clips as they are spoken for the `missing` ones of some sections; `kept_s` is the sound of the others."""

    def __init__(self, sections: list[Section], missing: list[Section], kept_s: float, workers: int) -> None:
        self._characters = sum(section.characters for section in sections)
        self._total = sum(len(section.voiced) for section in sections)
        self._left: Iterator[int] = (sum(map(len, one.spoken)) for section in missing for one in section.voiced)
        self._done = self._total - sum(len(section.voiced) for section in missing)
        to_speak = sum(section.characters for section in missing)
        self._pace = Pace(to_speak)
        self._kept_s = kept_s
        self._workers = workers
        self._characters_heard = 0
        self._heard_s = 0.0
        self._encoding_pace_s = ENCODING_PACE_S
        self._wants_trial = to_speak >= LONG_CHARS

    def wants_trial(self, clip: Clip) -> bool:
        """Whether it is worth encoding this clip, only to learn how long that takes."""
        return self._wants_trial and clip.length >= TRIAL_S * clip.sample_rate_hz

    def tried(self, pace_s: float) -> None:
        """A core needed so long to encode a second of sound."""
        self._encoding_pace_s = pace_s
        self._wants_trial = False

    def after(self, clip: Clip) -> Step:
        """Count the next clip."""
        characters = next(self._left)
        self._done += 1
        self._characters_heard += characters
        self._heard_s += clip.length / clip.sample_rate_hz
        self._pace.add(characters)
        return Step(Stage.SPEAKING, self._done, self._total, self._kept_s + self._heard_s, self._left_s())

    def _left_s(self) -> float | None:
        speaking_s = self._pace.left_s
        if speaking_s is None:
            return None
        all_s = self._heard_s / self._characters_heard * self._characters
        return speaking_s + all_s * self._encoding_pace_s / self._workers
