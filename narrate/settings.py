"""Settings: everything that decides what a render sounds like and where its work is kept. Validated once, frozen."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from narrate.delivery import STANDARDS, Standard
from narrate.document import PARTS, Kind
from narrate.errors import SettingsError
from narrate.language import require_language
from narrate.manner import STYLES, Manner, Pauses, Policies
from narrate.selection import Selection

SPEEDS = (0.4, 3.0)  # espeak-ng speaks 80 to 450 words a minute and clamps silently outside: 175 wpm is 1.0
BITRATES_KBPS = (16, 320)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # BCP 47, as far as voices tell languages apart
CLUSTER_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:\d+")
CAPTIONS = ("vtt", "srt", "lrc", "json")
CAPTIONS_BY = ("sentence", "phrase", "word")
ALSO = ("cue", "publication.json", "lpf")
LAYOUTS = ("audiobookshelf",)
WIDTHS = (16, 120)  # of a line of captions, in columns
READ_ALONG = ("html", "epub")
READ_ALONG_BY = ("sentence", "word")
FALLBACK_LANGUAGE = "en"  # of a text that does not say, and whose reader does not
RANGE_MARGIN_MS = 100  # kept from the ends of a range that a delivery standard gives


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows. Empty fields are filled from the document (title, author…) or left out.

    `cover` is a JPEG or PNG picture, or Path("auto") to have one drawn where the text has none of its own.
    """

    title: str = ""
    author: str = ""
    narrator: str = ""
    date: str = ""
    genre: str = "Audiobook"
    description: str = ""
    cover: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One render's settings. Raises SettingsError where a value is out of range."""

    voice: str = "pyttsx3"  # "engine:voice", a bare voice, or an engine's name for its own choice in the language
    voices_for: tuple[tuple[str, str], ...] = ()  # languages, each with the voice for text in it
    cast: Path | None = None  # a file of voices for roles and speakers
    language: str = ""  # a BCP 47 tag, instead of the document's own; without either it is detected
    speed: float = 1.0
    lexicon: tuple[Path, ...] = ()  # files of the user's own pronunciations
    include: tuple[str, ...] = ()  # parts of a book that are usually left out ("colophon")
    exclude: tuple[str, ...] = ()  # other parts, or kinds of paragraphs ("table"), to leave out
    selection: Selection = field(default_factory=Selection)  # the chapters wanted; all where it is empty
    style: str = "essay"  # the name of a way of reading
    pauses: Pauses | None = None  # None for the style's own
    policies: Policies = field(default_factory=Policies)  # what is said of code, tables…
    standard: str = "podcast"  # the name of a delivery standard
    format: str = ""  # a file format's name; empty to follow the destination's suffix
    bitrate_kbps: int = 0  # 0 for the format's own
    tags: Tags = field(default_factory=Tags)
    split: bool = False  # a file for each chapter
    captions: tuple[str, ...] = ()  # kinds of captions to write beside the audio
    captions_by: str = "sentence"  # what each caption holds
    captions_width: int = 42  # columns of a line, at most
    read_along: tuple[str, ...] = ()  # kinds of text that is lit as it is spoken: a page ("html"), a book ("epub")
    read_along_by: str = "sentence"  # what the book lights at a time
    also: tuple[str, ...] = ()  # more files to write beside the audio
    layout: str = ""  # the folders that a library expects
    linked: bool = False  # the page plays the audio file instead of holding its sound
    force: bool = False  # replace files that narrate did not make
    jobs: int = 0  # 0 for one worker for each core
    cluster: str = ""  # the address of a Dask scheduler ("tcp://host:8786") whose workers do the work instead
    deadline_s: float = 30.0  # the least time that a passage may take before its worker is replaced
    allow_private: bool = False  # an address may be of this machine or its network
    cache_dir: Path | None = None  # None for the user's cache folder
    cache_limit_mb: int = 4096
    # Hosts of speech servers ("" for any), each with the key that it may see.
    speech_keys: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    keyring: bool = False  # ask the system's keyring for the key of a host that has none here

    def __post_init__(self) -> None:
        if self.language:
            require_language(self.language)
        slowest, fastest = SPEEDS
        if not (_is_number(self.speed) and slowest <= self.speed <= fastest):
            raise SettingsError(f"The speed {self.speed!r} cannot be used.", f"Give one from {slowest} to {fastest}.")
        for tag, voice in self.voices_for:
            if not (LANGUAGE_TAG.fullmatch(tag) and voice):
                raise SettingsError(f"“{tag}={voice}” is no voice for a language.", "Write it as fr=pyttsx3:roa/fr.")
        if not isinstance(self.standard, str) or self.standard not in STANDARDS:
            raise SettingsError(
                f"There is no delivery standard called “{self.standard}”.", f"Known: {', '.join(STANDARDS)}."
            )
        _require_names("kind of captions", self.captions, CAPTIONS)
        _require_names("measure of captions", (self.captions_by,), CAPTIONS_BY)
        _require_names("file", self.also, ALSO)
        _require_names("layout", (self.layout,) if self.layout else (), LAYOUTS)
        _require_whole("width of captions", self.captions_width, *WIDTHS, "columns")
        _require_names("kind of read-along", self.read_along, READ_ALONG)
        _require_names("measure of read-along", (self.read_along_by,), READ_ALONG_BY)
        _require_names("part of a book", self.include, PARTS)
        _require_names("part or kind", self.exclude, (*PARTS, *Kind))
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
    def deliverables(self) -> frozenset[str]:
        """The names of all files that are wanted beside the audio; WebVTT captions come with their chapters."""
        chapters = {"chapters.vtt"} if "vtt" in self.captions else set()
        read_along = {f"read-along.{kind}" for kind in self.read_along}
        shelf = {"metadata.json", "desc.txt"} if self.layout == "audiobookshelf" else set()
        return frozenset({*self.captions, *chapters, *read_along, *self.also, *shelf})

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


def _require_names(what: str, names: object, known: tuple[str, ...]) -> None:
    if not isinstance(names, tuple):
        raise SettingsError(f"“{names}” is no tuple of names.", f"Known: {', '.join(known)}.")
    for name in names:
        if name not in known:
            raise SettingsError(f"There is no {what} called “{name}”.", f"Known: {', '.join(known)}.")


def _require_whole(name: str, value: object, least: int, most: int, unit: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SettingsError(f"The {name} {value!r} cannot be used.", f"Give {least} to {most} {unit}, a whole number.")
