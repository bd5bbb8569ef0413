"""Recording -> files. Two doors: `claim`, before the work begins, and `publish`, at its end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.document import Document
from narrate.doors.encoding import encode_recording, read_tags
from narrate.doors.files import disk_errors, make_folder, only_writer, replacing
from narrate.doors.metering import measure_file
from narrate.edition import Edition
from narrate.errors import OutputError, SettingsError
from narrate.progress import Progress, Stage, Step
from narrate.publishing import chapters, tags
from narrate.publishing.formats import FORMATS, Format, choose
from narrate.publishing.naming import slug
from narrate.recording import Levels, Recording
from narrate.settings import Settings
from narrate.timeline import Timeline
from narrate.voice import Voice

__all__ = ["FORMATS", "Target", "claim", "publish"]

FOLDER = Path("output")
TOLERANCE_S = 0.05  # of a file's length: encoders work in frames of up to 48 ms


@dataclass(frozen=True, slots=True)
class Target:
    """Where a file will be, how it will be encoded, and the picture that will be in it."""

    path: Path
    format: Format
    cover: bytes | None


@contextlib.contextmanager
def claim(destination: Path | None, name: str, settings: Settings) -> Iterator[Target]:
    """Decide where the file goes and hold that place, so that whatever is wrong with it shows before any work.

    `destination` is a file, a folder that exists, or None for the folder `output`; `name` becomes the file's name where
    the destination has none. Raises SettingsError or OutputError.
    """
    destination, chosen = _place(destination, name, settings)
    cover = tags.load_cover(settings.tags.cover)
    make_folder(destination.parent)
    with only_writer(destination, settings.home / "locks"):
        _require_free(destination, _is_ours, force=settings.force)
        if not chosen.chapters_inside:
            _require_free(chapters.beside(destination), chapters.are_ours, force=settings.force)
        yield Target(destination, chosen, cover)


def _place(destination: Path | None, name: str, settings: Settings) -> tuple[Path, Format]:
    """The file's whole path, and its format."""
    if destination is not None and "\0" in str(destination):
        raise SettingsError("A file's name cannot hold a NUL character.", "Choose another -o.")
    with disk_errors(destination or FOLDER):
        folder = destination is not None and destination.is_dir()
        if destination is not None and not folder and destination.exists() and not destination.is_file():
            raise OutputError(f"“{destination}” is not a file.", "Choose another place with -o.")
    chosen = choose(settings.format, None if folder else destination, settings.bitrate_kbps)
    if destination is None or folder:
        return (destination or FOLDER) / f"{slug(name)}{chosen.suffixes[0]}", chosen
    return destination if destination.suffix else destination.with_name(destination.name + chosen.suffixes[0]), chosen


def _require_free(path: Path, ours: Callable[[Path], bool], *, force: bool) -> None:
    """The place can be written, and what is there may go. Raises OutputError."""
    with disk_errors(path):
        exists, is_file = path.exists(), path.is_file()
    if exists and not is_file:
        raise OutputError(f"“{path}” is not a file.", "Choose another place with -o.")
    if exists and not force and not ours(path):
        raise OutputError(
            f"“{path}” exists and was not made by narrate.", "Choose another place with -o, or replace it with --force."
        )
    with contextlib.suppress(_UnwantedError), replacing(path, ".probe") as part:
        part.touch()
        raise _UnwantedError


class _UnwantedError(Exception):
    """A probe that was written well and must not stay."""


def _is_ours(path: Path) -> bool:
    """Whether narrate made an audio file: its tags say so."""
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
    timeline = chapters.labelled(recording.timeline, labels["title"], encoding.most_chapters)
    with replacing(target.path) as part:
        parts = chapters.spans(timeline)
        encoded = encode_recording(
            recording, part, encoding, workers=settings.workers, tags=labels, chapters=parts, cover=target.cover
        )
        with contextlib.closing(encoded) as steps:  # its workers end here, whatever happens
            for done in steps:
                progress(Step(Stage.WRITING, done, timeline.length, timeline.seconds(done)))
        levels = _checked(part, timeline)
        size_bytes = part.stat().st_size
    beside = () if target.format.chapters_inside else chapters.write_beside(target.path, timeline)
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
