"""Settings: everything that decides what a render sounds like and where its work is kept. Validated once, frozen."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from narrate.delivery import STANDARDS, Standard
from narrate.errors import SettingsError
from narrate.language import require_language
from narrate.manner import STYLES, Manner, Pauses, Policies

SPEEDS = (0.4, 3.0)  # espeak-ng speaks 80 to 450 words a minute and clamps silently outside: 175 wpm is 1.0
BITRATES_KBPS = (16, 320)
CLUSTER_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:\d+")
RANGE_MARGIN_MS = 100  # kept from the ends of a range that a delivery standard gives


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
    `language` is a BCP 47 tag that overrides the document's own; without either it is detected.
    `lexicon` are files of the user's own pronunciations.
    `style` names a way of reading; `pauses` are None for the style's own. `policies` tell what is said of code, tables…
    `standard` names a delivery standard. `format` is a file format's name, empty to follow the destination's suffix.
    `split` asks for a file for each chapter. `bitrate_kbps` is 0 for the format's own. `jobs` is 0 for one worker for
    each core; `cluster` is the address of a Dask scheduler ("tcp://host:8786") whose workers do the work instead.
    `deadline_s` is the least time that a passage may take before its worker is replaced. `cache_dir` is None for the
    user's cache folder.

    Raises SettingsError where a value is out of range.
    """

    voice: str = "pyttsx3"
    language: str = ""
    speed: float = 1.0
    lexicon: tuple[Path, ...] = ()
    style: str = "essay"
    pauses: Pauses | None = None
    policies: Policies = field(default_factory=Policies)
    standard: str = "podcast"
    format: str = ""
    bitrate_kbps: int = 0
    tags: Tags = field(default_factory=Tags)
    split: bool = False
    force: bool = False
    jobs: int = 0
    cluster: str = ""
    deadline_s: float = 30.0
    cache_dir: Path | None = None
    cache_limit_mb: int = 4096

    def __post_init__(self) -> None:
        if self.language:
            require_language(self.language)
        slowest, fastest = SPEEDS
        if not (_is_number(self.speed) and slowest <= self.speed <= fastest):
            raise SettingsError(f"The speed {self.speed!r} cannot be used.", f"Give one from {slowest} to {fastest}.")
        if not isinstance(self.standard, str) or self.standard not in STANDARDS:
            raise SettingsError(
                f"There is no delivery standard called “{self.standard}”.", f"Known: {', '.join(STANDARDS)}."
            )
        if not isinstance(self.style, str) or self.style not in STYLES:
            raise SettingsError(f"There is no style called “{self.style}”.", f"Known: {', '.join(STYLES)}.")
        if self.bitrate_kbps:
            _require_whole("bitrate", self.bitrate_kbps, *BITRATES_KBPS, "kb/s")
        if self.cluster and not CLUSTER_ADDRESS.fullmatch(self.cluster):
            raise SettingsError(f"“{self.cluster}” is no address of a cluster.", "Write it as tcp://host:8786.")
        _require_whole("number of jobs", self.jobs, 0, 256, "jobs")
        _require_whole("cache limit", self.cache_limit_mb, 0, 1 << 30, "MB")
        if not (_is_number(self.deadline_s) and self.deadline_s > 0):
            raise SettingsError("The deadline must be more than 0 seconds.", "Leave it out for 30 seconds.")

    @property
    def delivery(self) -> Standard:
        """The delivery standard that `standard` names."""
        return STANDARDS[self.standard]

    @property
    def splits(self) -> bool:
        """Whether every chapter becomes a file of its own."""
        return self.split or self.delivery.a_file_each

    @property
    def spacing(self) -> Pauses:
        """The pauses, with those at both ends of a file as the delivery standard asks for."""
        pauses = self.pauses or STYLES[self.style].pauses
        head_ms = _fitting(pauses.head_ms, self.delivery.head_s)
        tail_ms = _fitting(pauses.tail_ms, self.delivery.tail_s)
        return replace(pauses, head_ms=head_ms, tail_ms=tail_ms)

    @property
    def manner(self) -> Manner:
        """How it is read, with the pauses of `spacing`."""
        return Manner(replace(STYLES[self.style], pauses=self.spacing), self.policies)

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


def _fitting(pause_ms: int, range_s: tuple[float, float] | None) -> int:
    """A pause that keeps well inside a range: what is heard before it and after it is not silent at once."""
    if range_s is None:
        return pause_ms
    least_ms, most_ms = (round(1000 * limit_s) for limit_s in range_s)
    return min(max(pause_ms, least_ms + RANGE_MARGIN_MS), most_ms - RANGE_MARGIN_MS)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _require_whole(name: str, value: object, least: int, most: int, unit: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SettingsError(f"The {name} {value!r} cannot be used.", f"Give {least} to {most} {unit}, a whole number.")
