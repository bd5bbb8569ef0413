"""A voice at its stand: its own workers, its version, and what makes it as loud as the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from narrate.clip import Clip
from narrate.doors.keys import key_of
from narrate.doors.processes import Crew, JobFailedError
from narrate.doors.store import Store
from narrate.errors import SpeechError
from narrate.script import CHARACTERS_PER_SECOND, Passage
from narrate.settings import Settings
from narrate.speaking import matching
from narrate.speaking.cache import clip_key
from narrate.speaking.engines import Remote, open_engine
from narrate.speaking.job import Order, speak_passage
from narrate.voice import Voice

SLOWEST_PACE = 3.0  # a passage may take this many times its own length: a slow computer with a neural voice needs one


class Stand:
    """One voice of a narration. `matched` tells that there are others, as loud as which it must be."""

    def __init__(self, voice: Voice, crew: Crew, settings: Settings, sample_rate_hz: int, *, matched: bool) -> None:
        self._voice = voice
        self._crew = crew
        engine = open_engine(voice.engine)
        self._version = " ".join(filter(None, (engine.version, voice.model)))
        self._deadline_s, self._host = settings.deadline_s, ""
        self._settings = settings
        if isinstance(engine, Remote):
            self._host = engine.host(voice.id)
            self._deadline_s = max(settings.deadline_s, engine.patience_s)
        self._rate_hz = sample_rate_hz
        self._reference_lufs = matching.REFERENCE_LUFS if matched else None
        self._gain_db = None if matched else 0.0

    @cached_property
    def _key(self) -> str:
        """What the server may ask for. Looked up with the first order: a keyring may ask who wants it."""
        if not self._host:
            return ""
        keys = dict(self._settings.speech_keys)
        key = keys.get(self._host) or keys.get("", "")
        return key or (key_of(self._host) if self._settings.keyring else "")

    def key(self, passage: Passage, speed: float) -> str:
        """A digest of everything that decides the clip of a passage."""
        return clip_key(passage, self._voice, self._version, speed, self._rate_hz, self._reference_lufs)

    def begin(self, passage: Passage, speed: float, kept: Store[Clip]) -> Callable[[], Clip]:
        """Set a worker to a passage; the answer gives its clip, or raises JobFailedError."""
        if self._gain_db is None:
            self._gain_db = matching.gain_db(self._trial(kept))
        return self._ordered(Order(passage, self._voice, speed, self._rate_hz, self._gain_db, self._key))

    def _ordered(self, order: Order) -> Callable[[], Clip]:
        deadline_s = max(self._deadline_s, SLOWEST_PACE * order.characters / CHARACTERS_PER_SECOND)
        return self._crew.begin(deadline_s, speak_passage, order)

    def _trial(self, kept: Store[Clip]) -> Clip:
        """What tells how loud the voice is, spoken once and kept as every clip is."""
        key = clip_key(matching.TRIAL, self._voice, self._version, 1.0)
        trial = kept.get(key)
        if trial is None:
            try:
                trial = self._ordered(Order(matching.TRIAL, self._voice, 1.0, key=self._key))()
            except JobFailedError as error:
                raise SpeechError(
                    f"The voice “{self._voice.full_id}” does not speak: {error}.", "Choose another for its part."
                ) from error
            kept.put(key, trial)
        return trial
