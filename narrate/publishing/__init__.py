"""Recording -> files. Two doors: `claim`, before the work begins, and `publish`, at its end."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.document import Document
from narrate.doors.encoding import Chapter, encode, read_tags
from narrate.doors.files import disk_errors, make_folder, only_writer, replacing, write_whole
from narrate.doors.metering import measure_file
from narrate.edition import Edition
from narrate.errors import OutputError, SettingsError
from narrate.progress import Progress, Stage, Step
from narrate.publishing import tags
from narrate.publishing.formats import FORMATS, Format, choose
from narrate.publishing.naming import slug
from narrate.recording import Levels, Recording
from narrate.settings import Settings
from narrate.timeline import Mark, Span, Timeline
from narrate.voice import Voice

__all__ = ["FORMATS", "Target", "claim", "publish"]

FOLDER = Path("output")
TOLERANCE_S = 0.05  # of a file's length: encoders work in frames of up to 48 ms
SIDECAR = ".chapters.json"
OPENING = "Beginning"  # the label of what stands before the first heading, where there is no title either


@dataclass(frozen=True, slots=True)
class Target:
    """Where a file will be, how it will be encoded, and the picture that will be in it."""

    path: Path
    format: Format
    cover: bytes | None


@contextlib.contextmanager
def claim(destination: Path | None, name: str, settings: Settings) -> Iterator[Target]:
    """Decide where the file goes and hold that place, so that whatever is wrong with it shows before any work.

    `destination` is a file, a folder that exists or None for the folder `output`;
    `name` becomes the file's name where the destination has none. Raises SettingsError or OutputError.
    """
    destination, chosen = _place(destination, name, settings)
    cover = tags.load_cover(settings.tags.cover)
    make_folder(destination.parent)
    with only_writer(destination, settings.home / "locks"):
        _require_free(destination, force=settings.force)
        if not chosen.chapters_inside:
            _require_free(_sidecar(destination), force=settings.force)
        yield Target(destination, chosen, cover)


def _place(destination: Path | None, name: str, settings: Settings) -> tuple[Path, Format]:
    """The file's whole path, and its format."""
    if destination is not None and "\0" in str(destination):
        raise SettingsError("A file's name cannot hold a NUL character.", "Choose another -o.")
    with disk_errors(destination or FOLDER):
        folder = destination is not None and destination.is_dir()
    chosen = choose(settings.format, None if folder else destination, settings.bitrate_kbps)
    if destination is None or folder:
        return (destination or FOLDER) / f"{slug(name)}{chosen.suffixes[0]}", chosen
    return destination if destination.suffix else destination.with_name(destination.name + chosen.suffixes[0]), chosen


def _require_free(path: Path, *, force: bool) -> None:
    """The place can be written, and what is there may go. Raises OutputError."""
    with disk_errors(path):
        exists, is_file = path.exists(), path.is_file()
    if exists and not is_file:
        raise OutputError(f"“{path}” is not a file.", "Choose another place with -o.")
    if exists and not force and not _is_ours(path):
        raise OutputError(
            f"“{path}” exists and was not made by narrate.", "Choose another place with -o, or replace it with --force."
        )
    with contextlib.suppress(_UnwantedError), replacing(path, ".probe") as part:
        part.touch()
        raise _UnwantedError


class _UnwantedError(Exception):
    """A probe that was written well and must not stay."""


def _is_ours(path: Path) -> bool:
    """Whether narrate made a file: its audio and its chapters say so."""
    if path.suffix == SIDECAR[-5:]:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            content = json.loads(path.read_bytes())
            return isinstance(content, dict) and content.get("encoded_by") == tags.MAKER
        return False
    found = read_tags(path)
    return tags.MAKER in {found.get("encoded_by"), found.get("comment")}


def publish(
    recording: Recording, document: Document, voice: Voice, target: Target, settings: Settings, progress: Progress
) -> Edition:
    """Encode the recording to its target, check the file, and only then let it take the old one's place.

    Raises OutputError where it cannot be written or fails its check; the old file is then as it was.
    """
    encoding = target.format.encoding
    labels = tags.compose(settings, document, voice, target.path.stem, encoding.container)
    timeline = _labelled(recording.timeline, labels["title"])
    pcm, rate_hz = recording.blocks(), timeline.sample_rate_hz
    with replacing(target.path) as part:
        chapters = _chapters(timeline, encoding.most_chapters)
        for done in encode(pcm, rate_hz, part, encoding, tags=labels, chapters=chapters, cover=target.cover):
            progress(Step(Stage.WRITING, done, timeline.length, done / rate_hz))
        levels = _checked(part, timeline)
        size_bytes = part.stat().st_size
    beside = _write_sidecar(target, timeline)
    return Edition(target.path, target.format.name, size_bytes, levels, timeline, beside)


def _checked(path: Path, timeline: Timeline) -> Levels:
    """Decode the finished file. Raises OutputError where its length is not the timeline's."""
    heard = measure_file(path)
    if abs(heard.duration_s - timeline.duration_s) > TOLERANCE_S:
        raise OutputError(
            f"The file came out {heard.duration_s:.2f} s long instead of {timeline.duration_s:.2f} s.",
            "Run the same command again, or try another --format.",
        )
    return heard.levels


def _labelled(timeline: Timeline, title: str) -> Timeline:
    """The timeline with a label on every chapter; no chapters at all where the source has no headings."""
    marks = timeline.marks
    if not any(mark.title for mark in marks):
        marks = ()
    return replace(timeline, marks=tuple(_titled(mark, title or OPENING) for mark in marks))


def _titled(mark: Mark, fallback: str) -> Mark:
    return replace(mark, title=tags.printable(mark.title) or tags.printable(fallback))


def _chapters(timeline: Timeline, most: int) -> list[Chapter]:
    """Each chapter with its span: to the start of the next, the last to the end."""
    marks = _fitting(timeline.marks, most)
    ends = [mark.start for mark in marks[1:]] + [timeline.length]
    return [Chapter(Span(mark.start, end - mark.start), mark.title) for mark, end in zip(marks, ends, strict=False)]


def _fitting(marks: tuple[Mark, ...], most: int) -> tuple[Mark, ...]:
    """At most so many marks: the deepest levels go first, then the last ones."""
    while len(marks) > most and len({mark.level for mark in marks}) > 1:
        deepest = max(mark.level for mark in marks)
        marks = tuple(mark for mark in marks if mark.level < deepest)
    return marks[:most]


def _sidecar(path: Path) -> Path:
    return path.with_suffix(SIDECAR)


def _write_sidecar(target: Target, timeline: Timeline) -> tuple[Path, ...]:
    """Chapters for formats that hold none, as JSON Chapters 1.2 (Podcasting 2.0): start times in seconds."""
    path = _sidecar(target.path)
    if target.format.chapters_inside:
        return ()
    if not timeline.marks:
        with disk_errors(path):
            path.unlink(missing_ok=True)  # of an earlier version of the text; `claim` made sure that it is ours
        return ()
    chapters = [{"startTime": round(timeline.seconds(mark.start), 3), "title": mark.title} for mark in timeline.marks]
    content = {"version": "1.2.0", "encoded_by": tags.MAKER, "chapters": chapters}
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")
    return (path,)
