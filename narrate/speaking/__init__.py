"""Script -> Clips. One door: `VoiceAtWork`; and `cast`, which chooses whose voice it is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from textwrap import shorten

from narrate.clip import Clip
from narrate.doors.processes import Crew, JobFailedError, ahead, run_alone
from narrate.errors import SpeechError
from narrate.script import CHARACTERS_PER_SECOND, Passage, Utterance
from narrate.settings import SPEEDS, Settings
from narrate.speaking.cache import clip_key, clip_store
from narrate.speaking.casting import absent_voices, all_voices, cast, unavailable_engines
from narrate.speaking.engines import NotInstalledError, engine_names, open_engine
from narrate.speaking.job import Order, speak_passage
from narrate.voice import Voice

__all__ = [
    "NotInstalledError",
    "VoiceAtWork",
    "absent_voices",
    "all_voices",
    "cast",
    "engine_names",
    "open_engine",
    "say",
    "unavailable_engines",
]

AHEAD = 4  # passages in work or waiting for each worker: enough that none idles, few enough that memory stays flat
SLOWEST_PACE = 3.0  # a passage may take this many times its own length: a slow computer with a neural voice needs one


class VoiceAtWork:
    """One voice with its workers and what they have spoken before: the `Speaker` of a render.

    `spoken` counts the passages that had to be spoken.
    """

    def __init__(self, voice: Voice, settings: Settings, crew: Crew) -> None:
        self.sample_rate_hz = voice.sample_rate_hz
        self.spoken = 0
        self._voice = voice
        self._settings = settings
        self._crew = crew.apart()  # small processes: espeak-ng speaks in forks of them, and forks cost by size
        self._store = clip_store(settings.home)
        self._version = " ".join(filter(None, (open_engine(voice.engine).version, voice.model)))

    def key(self, passage: Passage) -> str:
        """A digest of everything that decides the clip of a passage."""
        return clip_key(passage, self._voice, self._version, self._speed(passage))

    def _speed(self, passage: Passage) -> float:
        """The speed of a passage, by its own pace, within what every engine can do."""
        slowest, fastest = SPEEDS
        return min(max(self._settings.speed * passage.pace, slowest), fastest)

    def clips(self, passages: Iterable[Passage]) -> Generator[Clip, None, None]:
        """The clips of passages that have something to pronounce, in order, from the cache or from workers.

        Raises SpeechError where a passage fails twice or comes at another rate, OutputError where the cache cannot be
        written. What was spoken by then is kept.
        """
        begun = ((passage, self._begin(passage)) for passage in passages)
        for passage, finish in ahead(begun, self._crew.workers * AHEAD):
            clip = finish()
            if clip.sample_rate_hz != self.sample_rate_hz:
                raise SpeechError(
                    f"Paragraph {passage.number} came at {clip.sample_rate_hz} Hz, the rest at {self.sample_rate_hz}.",
                    "Choose a voice that keeps to one sample rate.",
                )
            yield clip

    def _begin(self, passage: Passage) -> Callable[[], Clip]:
        """Look a passage up, or set a worker to it; the answer gives its clip."""
        key = self.key(passage)
        kept = self._store.get(key)
        if kept is not None:
            return lambda: kept
        order = Order(passage, self._voice, self._speed(passage))
        deadline_s = max(self._settings.deadline_s, SLOWEST_PACE * order.characters / CHARACTERS_PER_SECOND)
        spoken = self._crew.begin(deadline_s, speak_passage, order)

        def finish() -> Clip:
            clip = _outcome(passage, spoken)
            self._store.put(key, clip)
            self.spoken += 1
            return clip

        return finish


def _outcome(passage: Passage, spoken: Callable[[], Clip]) -> Clip:
    try:
        return spoken()
    except JobFailedError as error:
        opening = shorten(" ".join(passage.spoken), 60, placeholder="…")
        raise SpeechError(
            f"Paragraph {passage.number} (“{opening}”) could not be spoken, twice: {error}.",
            "What was spoken is kept: run the same command again, change that paragraph, or choose another --voice.",
        ) from error


def say(text: str, voice: Voice, deadline_s: float) -> Clip:
    """Have a voice say one short text in a process of its own, past the cache. Raises SpeechError."""
    order = Order(Passage(1, (Utterance(text, text),)), voice, 1.0)
    try:
        return run_alone(deadline_s, speak_passage, order)
    except JobFailedError as error:
        raise SpeechError(f"The voice “{voice.full_id}” does not speak: {error}.", "Choose another --voice.") from error
