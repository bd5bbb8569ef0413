"""Settings: everything that decides what a render sounds like and where its work is kept. Validated once, frozen."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from narrate.delivery import STANDARDS, Standard
from narrate.document import PARTS, Kind
from narrate.errors import SettingsError
from narrate.selection import Selection

LONGEST_PAUSE_MS = 60_000
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
class Pauses:
    """Silence after each thing said, in milliseconds, exact to the sample in the file.

    Once in a minute or so, where two sections of an mp3, m4b or opus file meet, a pause is longer by up to one frame of
    the codec (46 ms at most), and at least four frames; the timeline says by how much.

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
    language: str = ""  # a BCP 47 tag, instead of the document's own
    speed: float = 1.0
    lexicon: tuple[Path, ...] = ()  # files of the user's own pronunciations
    include: tuple[str, ...] = ()  # parts of a book that are usually left out ("colophon")
    exclude: tuple[str, ...] = ()  # other parts, or kinds of paragraphs ("table"), to leave out
    pauses: Pauses = field(default_factory=Pauses)
    selection: Selection = field(default_factory=Selection)  # the chapters wanted; all where it is empty
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

    def __post_init__(self) -> None:
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
        head_ms = _fitting(self.pauses.head_ms, self.delivery.head_s)
        tail_ms = _fitting(self.pauses.tail_ms, self.delivery.tail_s)
        return replace(self.pauses, head_ms=head_ms, tail_ms=tail_ms)

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
