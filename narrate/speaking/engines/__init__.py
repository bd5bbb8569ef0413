"""The family of speech engines.

How to add one:
1. Write a class with the members of `Engine` below, heavy imports inside its methods; see `tone.py` for the smallest.
2. Name it in the entry-point group `narrate.engines` of your package ("name = package.module:Class"); narrate's own
   engines are named in its pyproject.toml in the same way.
3. Where it cannot work, raise SettingsError from `voices`, saying what is missing and how to get it: NotInstalledError
   where that is an optional package.
4. Add it to the table of the contract test (tests/speaking/test_engines.py), which every engine passes.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol, runtime_checkable

from narrate.clip import Clip
from narrate.errors import NarrateError, SettingsError
from narrate.script import Passage
from narrate.voice import Voice

GROUP = "narrate.engines"
NORMAL_WPM = 175  # words a minute at speed 1.0 on every engine: espeak-ng's own default, and a calm pace for narration


class NotInstalledError(SettingsError):
    """An optional package is absent: its engine is no fault here, only a choice that was not made."""


class Engine(Protocol):
    """Speaks passages. It knows no files, tags, progress or retries.

    `version` names everything beside voice, speed and text that decides the sound: a clip is cached under it.
    """

    name: str

    @property
    def version(self) -> str:
        """The versions of the engine and its data."""

    def voices(self) -> tuple[Voice, ...]:
        """The voices that work here. Raises SettingsError with the remedy where none can."""

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """Speak all of `passage.spoken`, a span for each text, or raise SpeechError.

        `voice` is the id of one of `voices`; `speed` is a factor, 1.0 being the pace of espeak-ng at NORMAL_WPM.
        Leading and trailing silence may stay: the join trims it. The same passage, voice and speed give the same bytes,
        whatever was spoken before. `words` of the clip are what the engine knows of them: stretches of text with their
        sound, in order, as fine as it has them (see speaking/placing.py); where it knows nothing, they are estimated.
        """


@runtime_checkable
class FromFiles(Protocol):
    """What an engine has beside `Engine` where a voice is a file: any may be asked for by its path."""

    def voices_at(self, path: Path) -> tuple[Voice, ...]:
        """The voice of a file, or the voices in a folder. Raises SettingsError where there is none that works."""


@runtime_checkable
class KnowsOthers(Protocol):
    """What an engine has beside `Engine` where it knows of voices that do not work here."""

    def absent(self) -> dict[str, SettingsError]:
        """Their ids, each with why it does not work and what to do. Empty where the engine itself does not work."""


@runtime_checkable
class TakesSounds(Protocol):
    """What an engine has beside `Engine` where it says what it is given in IPA: the `sounds` of a passage."""

    def unsayable(self, ipa: str, voice: str) -> str:
        """The signs of some IPA for which a voice has no sound; it is given no word that has any."""


@runtime_checkable
class Remote(Protocol):
    """What an engine has beside `Engine` where a server speaks. `patience_s` is the least time that a passage has."""

    patience_s: float

    def voice_at(self, address: str) -> Voice:
        """The voice that is written so. Raises SettingsError where it is no address of one."""

    def host(self, voice: str) -> str:
        """The host that speaks with a voice: it is who may see a key."""

    def admit(self, key: str) -> None:
        """Show a key, or none, for whatever is spoken from now on."""


def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def engine_names() -> tuple[str, ...]:
    """The names of all installed engines, in order."""
    return tuple(sorted(_points()))


def open_engine(name: str) -> Engine:
    """Import and make one engine. Raises SettingsError where there is none of that name or it does not import."""
    points = _points()
    if name not in points:
        raise SettingsError(f"There is no speech engine called “{name}”.", f"Installed: {', '.join(sorted(points))}.")
    try:
        engine: Engine = points[name].load()()
    except NarrateError:
        raise
    except Exception as error:  # a third-party engine may fail in any way; the reason must reach the user
        raise SettingsError(f"The speech engine “{name}” does not start: {error}.", "Run: narrate doctor") from error
    return engine
