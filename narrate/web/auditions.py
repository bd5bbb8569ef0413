"""The voices of this machine, and how each sounds."""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

from narrate.doors.broadcasting import Broadcast
from narrate.doors.files import write_whole
from narrate.errors import SettingsError
from narrate.publishing.formats import MP3
from narrate.settings import Settings
from narrate.speaking import all_voices, cast, sample_text, say
from narrate.voice import Voice

DEADLINE_S = 30.0
AT_ONCE = 2  # each sample has a process of its own, for a second or two
REHEARSED = "tone"  # beeps: for tests, and no choice of a reader's


class Auditions:
    """Voices and samples; a sample is spoken once and kept in a folder."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._stages = threading.Semaphore(AT_ONCE)
        self._lock = threading.Lock()

    @cached_property
    def _voices(self) -> dict[str, Voice]:
        usual = self._usual
        found = [one for one in all_voices() if one.engine != REHEARSED or usual.engine == REHEARSED]
        return {one.full_id: one for one in [usual, *found]}

    @cached_property
    def _usual(self) -> Voice:
        return cast(self._settings.voice, self._settings.language or "en")

    def require_usual(self) -> None:
        """Raise SettingsError where the settings' own voice cannot be had."""
        with self._lock:
            _ = self._usual

    def voices(self) -> dict[str, Any]:
        """Every voice, and which is the usual one. Raises SettingsError."""
        with self._lock:
            fields = [
                {"id": id_, "name": one.name, "language": one.language, "natural": one.natural, "engine": one.engine}
                for id_, one in self._voices.items()
            ]
            return {"usual": self._usual.full_id, "voices": fields}

    def require(self, id_: str) -> Voice:
        """The voice of an id that the page was given: no other is ever opened. Raises SettingsError."""
        with self._lock:
            if id_ not in self._voices:
                raise SettingsError("There is no such voice here.", "Choose another one.")
            return self._voices[id_]

    def sample(self, id_: str) -> Path:
        """An MP3 file in which a voice says a few words. Raises SettingsError, SpeechError or OutputError."""
        voice = self.require(id_)
        name = hashlib.sha256(f"{voice.full_id} {voice.model}".encode()).hexdigest()[:32]
        path = self._folder / f"{name}.mp3"
        with self._stages:
            if not path.exists():
                clip = say(sample_text(voice.language), voice, DEADLINE_S)
                stream = Broadcast(MP3.encoding, clip.sample_rate_hz)
                write_whole(path, stream.feed(clip.pcm) + stream.end())
        return path
