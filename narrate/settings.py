"""Settings: everything that decides what a render sounds like and where its work is kept. Validated once, frozen."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

from narrate.delivery import STANDARDS, Standard
from narrate.errors import SettingsError

LONGEST_PAUSE_MS = 60_000
SPEEDS = (0.4, 3.0)  # espeak-ng speaks 80 to 450 words a minute and clamps silently outside: 175 wpm is 1.0
BITRATES_KBPS = (16, 320)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence after each thing said, in milliseconds, exact to the sample in the file.

    Between two paragraphs the longer of what the first asks for after it and the second before it is kept.
    """

    head_ms: int = 300  # before the first word
    clause_ms: int = 80  # where a sentence longer than the engine's limit was cut
    sentence_ms: int = 350
    list_item_ms: int = 450
    paragraph_ms: int = 700
    heading_ms: int = 900  # after a heading
    chapter_ms: int = 1600  # before a chapter
    scene_break_ms: int = 1500
    tail_ms: int = 1000  # after the last word

    def __post_init__(self) -> None:
        for one in fields(self):
            _require_whole(f"pause {one.name}", getattr(self, one.name), 0, LONGEST_PAUSE_MS, "milliseconds")


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows. Empty fields are filled from the document (title, author…) or left out."""

    title: str = ""
    author: str = ""
    narrator: str = ""
    date: str = ""
    genre: str = "Audiobook"
    description: str = ""
    cover: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One render's settings.

    `voice` is "engine:voice", a bare voice, or an engine's name for its own choice of voice in the document's language.
    `language` is a BCP 47 tag that overrides the document's own.
    `standard` names a delivery standard. `format` is a file format's name, empty to follow the destination's suffix.
    `bitrate_kbps` is 0 for the format's own. `jobs` is 0 for one worker for each core. `deadline_s` is the least time
    that a passage may take before its worker is replaced. `cache_dir` is None for the user's cache folder.

    Raises SettingsError where a value is out of range.
    """

    voice: str = "pyttsx3"
    language: str = ""
    speed: float = 1.0
    pauses: Pauses = field(default_factory=Pauses)
    standard: str = "podcast"
    format: str = ""
    bitrate_kbps: int = 0
    tags: Tags = field(default_factory=Tags)
    force: bool = False
    jobs: int = 0
    deadline_s: float = 30.0
    cache_dir: Path | None = None
    cache_limit_mb: int = 4096

    def __post_init__(self) -> None:
        slowest, fastest = SPEEDS
        if not (_is_number(self.speed) and slowest <= self.speed <= fastest):
            raise SettingsError(f"The speed {self.speed!r} cannot be used.", f"Give one from {slowest} to {fastest}.")
        if not isinstance(self.standard, str) or self.standard not in STANDARDS:
            raise SettingsError(
                f"There is no delivery standard called “{self.standard}”.", f"Known: {', '.join(STANDARDS)}."
            )
        if self.bitrate_kbps:
            _require_whole("bitrate", self.bitrate_kbps, *BITRATES_KBPS, "kb/s")
        _require_whole("number of jobs", self.jobs, 0, 256, "jobs")
        _require_whole("cache limit", self.cache_limit_mb, 0, 1 << 30, "MB")
        if not (_is_number(self.deadline_s) and self.deadline_s > 0):
            raise SettingsError("The deadline must be more than 0 seconds.", "Leave it out for 30 seconds.")

    @property
    def delivery(self) -> Standard:
        """The delivery standard that `standard` names."""
        return STANDARDS[self.standard]

    @property
    def home(self) -> Path:
        """The folder for clips, locks and unfinished work: `cache_dir`, or the user's cache folder."""
        if self.cache_dir is not None:
            return self.cache_dir
        from platformdirs import user_cache_path

        return user_cache_path("narrate", appauthor=False)

    @property
    def workers(self) -> int:
        """How many worker processes to run: `jobs`, or one for each core that this process may use."""
        if self.jobs:
            return self.jobs
        affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS and Windows
        return len(affinity(0)) if affinity else os.cpu_count() or 1


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _require_whole(name: str, value: object, least: int, most: int, unit: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SettingsError(f"The {name} {value!r} cannot be used.", f"Give {least} to {most} {unit}, a whole number.")
