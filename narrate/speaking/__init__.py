"""Script -> Clips. One door: `VoiceAtWork`; and `assemble`, which finds the voices."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable
from textwrap import shorten

from narrate.cast import Part
from narrate.clip import Clip
from narrate.doors.processes import Crew, JobFailedError, ahead, run_alone
from narrate.errors import OutputError, SpeechError
from narrate.script import Passage, Script, Utterance
from narrate.settings import SPEEDS, Settings
from narrate.speaking.assembling import assemble
from narrate.speaking.cache import clip_store
from narrate.speaking.casting import absent_voices, all_voices, cast, natural_voice, unavailable_engines
from narrate.speaking.engines import NotInstalledError, engine_names, open_engine
from narrate.speaking.job import Order, speak_passage
from narrate.speaking.pronounceable import pronounceable
from narrate.speaking.samples import sample_text
from narrate.speaking.stands import Stand
from narrate.voice import Voice

__all__ = [
    "NotInstalledError",
    "VoiceAtWork",
    "absent_voices",
    "all_voices",
    "assemble",
    "cast",
    "clip_store",
    "engine_names",
    "natural_voice",
    "open_engine",
    "pronounceable",
    "sample_text",
    "say",
    "unavailable_engines",
]

AHEAD = 4  # passages in work or waiting for each worker: enough that none idles, few enough that memory stays flat


class VoiceAtWork:
    """The voices of a script with their workers and what they have spoken before: the `Speaker` of a render.

    `voice` is the narrator's; the others are those that `script` has parts for. Each has workers of its own, so that
    none is changed for another: as many as its share of the text, and at least one. Where there are several, all come
    at the highest of their rates, and equally loud. `spoken` counts the passages that had to be spoken. `unkept`, if
    there is one, is told of a clip that could not be kept, and work goes on without; else that is an error.
    """

    def __init__(
        self,
        voice: Voice,
        settings: Settings,
        crew: Crew,
        script: Script | None = None,
        unkept: Callable[[OutputError], None] | None = None,
    ) -> None:
        shares = (script.shares(voice) if script else {}) or {voice: 1}
        self.sample_rate_hz = max(one.sample_rate_hz for one in shares)
        self.spoken = 0
        self._unkept = unkept
        self._narrator = Part(voice)
        self._settings = settings
        self._crew = crew
        self._store = clip_store(settings.home)
        whole, several = sum(shares.values()), len(shares) > 1
        self._stands = {one: self._stand(one, share / whole, matched=several) for one, share in shares.items()}

    def _stand(self, voice: Voice, share: float, *, matched: bool) -> Stand:
        workers = math.ceil(self._crew.workers * share)
        # small processes: espeak-ng speaks in forks of them, and forks cost by size
        crew = self._crew.apart(voice.full_id, workers)
        return Stand(voice, crew, self._settings, self.sample_rate_hz, matched=matched)

    def key(self, passage: Passage) -> str:
        """A digest of everything that decides the clip of a passage."""
        stand, speed = self._who(passage)
        return stand.key(passage, speed)

    def kept(self, passage: Passage) -> Clip | None:
        """The clip of a passage that was spoken before, if it is still there."""
        return self._store.get(self.key(passage))

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

    def _who(self, passage: Passage) -> tuple[Stand, float]:
        """Who speaks a passage, and how fast: within what every engine can do."""
        part = passage.part or self._narrator
        if part.voice not in self._stands:  # of no script that was told of
            self._stands[part.voice] = self._stand(part.voice, 1.0, matched=True)
        slowest, fastest = SPEEDS
        return self._stands[part.voice], min(max(self._settings.speed * part.speed * passage.pace, slowest), fastest)

    def _begin(self, passage: Passage) -> Callable[[], Clip]:
        """Look a passage up, or set a worker to it; the answer gives its clip."""
        stand, speed = self._who(passage)
        key = stand.key(passage, speed)
        kept = self._store.get(key)
        if kept is not None:
            return lambda: kept
        spoken = stand.begin(passage, speed, self._store)

        def finish() -> Clip:
            clip = _outcome(passage, spoken)
            self._keep(key, clip)
            self.spoken += 1
            return clip

        return finish

    def _keep(self, key: str, clip: Clip) -> None:
        try:
            self._store.put(key, clip)
        except OutputError as error:
            if self._unkept is None:
                raise
            self._unkept(error)


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
