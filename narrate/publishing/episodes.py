"""What the files that narrate made say of themselves, as episodes of a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from narrate.doors.encoding import read_tags
from narrate.doors.files import disk_errors, write_whole
from narrate.doors.inspecting import Facts, inspect
from narrate.publishing import chapters, tags

RANKS = (".mp3", ".m4a", ".m4b", ".opus", ".ogg", ".flac", ".wav")  # the first are those that most players take
TRANSCRIPTS = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".transcript.json": "application/json",
}
PICTURES = (".jpg", ".jpeg", ".png")
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
TRACK = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Episode:
    """One narration, and what lies beside it: captions, a file of chapters, a picture and a page of its name."""

    audio: Path
    facts: Facts
    transcripts: tuple[Path, ...]
    chapters: Path | None
    picture: Path | None
    page: Path | None

    @property
    def title(self) -> str:
        """Its title, or its file's name."""
        return self.facts.tags.get("title") or self.audio.stem

    @property
    def track(self) -> int:
        """Its number among the parts of a whole; 0 where it is whole itself."""
        found = TRACK.match(self.facts.tags.get("track", ""))
        return int(found[1]) if found else 0

    @property
    def date(self) -> datetime | None:
        """When its text is from, as its tags say; a year alone is its first day."""
        found = DATE.search(self.facts.tags.get("date", ""))
        if not found:
            return None
        year, month, day = (int(part or 1) for part in found.groups())
        try:
            return datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            return None


def episodes(folder: Path) -> list[Episode]:
    """The narrations in a folder: parts of a whole in their order, others the newest first, then by name.

    Chapters that only the audio holds are written beside it, as podcast players read them. Raises SourceError or
    OutputError.
    """
    found = [_episode(path, inspect(path)) for path in _narrations(folder)]
    by_name = sorted(found, key=lambda one: one.audio.name)
    if by_name and all(one.track for one in by_name):
        return sorted(by_name, key=lambda one: one.track)
    return sorted(by_name, key=lambda one: one.date or datetime.min.replace(tzinfo=UTC), reverse=True)


def _narrations(folder: Path) -> Iterator[Path]:
    """The files that narrate made, each narration in its most common format."""
    with disk_errors(folder):
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in RANKS and path.is_file())
    chosen: dict[str, Path] = {}
    for path in sorted(files, key=lambda one: RANKS.index(one.suffix.lower())):
        if not path.name.startswith(".") and path.stem not in chosen and tags.are_ours(read_tags(path)):
            chosen[path.stem] = path
    yield from chosen.values()


def _episode(audio: Path, facts: Facts) -> Episode:
    transcripts = [audio.with_name(audio.stem + suffix) for suffix in TRANSCRIPTS]
    pictures = [audio.with_suffix(suffix) for suffix in PICTURES]
    page = audio.with_suffix(".html")
    return Episode(
        audio,
        facts,
        tuple(path for path in transcripts if path.is_file()),
        _chapters(audio, facts),
        next((path for path in pictures if path.is_file()), None),
        page if page.is_file() else None,
    )


def _chapters(audio: Path, facts: Facts) -> Path | None:
    """The file of chapters beside the audio, made or renewed from the audio's own unless it is somebody else's."""
    place = chapters.beside(audio)
    if facts.chapters and (not place.exists() or chapters.are_ours(place)):
        content = chapters.as_json(facts.chapters)
        with disk_errors(place):
            current = place.read_bytes() if place.exists() else b""
        if current != content:
            write_whole(place, content)
    return place if place.is_file() else None
