"""Recording -> files. Two doors: `claim`, before the work begins, and `publish`, at its end."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.document import Document
from narrate.doors.decoding import stated_length_s
from narrate.doors.encoding import read_tags, write_reels
from narrate.doors.files import disk_errors, make_folder, only_writer, replacing
from narrate.doors.metering import loudness_lufs
from narrate.edition import Edition
from narrate.errors import OutputError, SettingsError
from narrate.programme import Programme, excerpt
from narrate.publishing import audiobookshelf, chapters, covers, deliverables, origins, playlists, tags
from narrate.publishing.deliverables import Deliverable
from narrate.publishing.formats import FORMATS, Format, choose
from narrate.publishing.naming import slug
from narrate.publishing.tags import printable
from narrate.recording import Levels, Recording, Reel
from narrate.settings import FALLBACK_LANGUAGE, Settings
from narrate.timeline import Timeline
from narrate.voice import Voice

__all__ = ["FORMATS", "Target", "claim", "is_ours", "publish"]

FOLDER = Path("output")
AUDIO_SUFFIXES = {suffix for one in FORMATS.values() for suffix in one.suffixes}
TOLERANCE_S = 0.05  # of a file's length: encoders work in frames of up to 48 ms


@dataclass(frozen=True, slots=True)
class Target:
    """Where a file will be, how it will be encoded, the picture that will be in it, and what is written beside it.

    `drawn` is a picture for where there is no other; `origin` tells the source from others.
    """

    path: Path
    format: Format
    cover: bytes | None
    beside: tuple[Deliverable, ...] = ()
    drawn: bytes | None = None
    origin: str = ""

    @property
    def places(self) -> list[Path]:
        """Every file that will be written, as far as names are known before chapters are."""
        return [self.path, *(one.place(self.path) for one in self.beside)]


@contextlib.contextmanager
def claim(
    destination: Path | None,
    name: str,
    settings: Settings,
    *,
    document: Document | None = None,
    apart: bool = False,
    origin: str = "",
) -> Iterator[Target]:
    """Decide where the file goes and hold that place, so that whatever is wrong with it shows before any work.

    `destination` is a file, a folder that exists, or None for the folder `output`; `name` becomes the file's name where
    the destination has none. Chapters `apart` go into the folder `destination`. Where the settings have a layout, the
    destination is a library, and the `document` says where in it. A name that a source of another `origin` has there
    gets a number; a file that was named is replaced. Raises SettingsError or OutputError.
    """
    given = destination
    if settings.layout:
        destination = _on_shelf(destination, name, document, settings, apart=apart)
    destination, chosen = (_place_apart if apart else _place)(destination, name, settings)
    if settings.layout or given is None or (not apart and destination != given and given.is_dir()):
        in_folder = apart or bool(settings.layout)
        destination = origins.free(destination, origin, settings.home, folder=in_folder)
    cover = tags.load_cover(settings.tags.cover)
    drawn = covers.draw(*_named(name, document, settings)) if settings.tags.cover == tags.AUTO else None
    target = Target(destination, chosen, cover, deliverables.chosen(settings, chosen.name), drawn, origin)
    make_folder(destination.parent)
    with contextlib.ExitStack() as held:
        for place in target.places:
            held.enter_context(only_writer(place, settings.home / "locks"))
        _require_free(destination, playlists.is_ours if apart else is_ours, force=settings.force)
        if not chosen.chapters_inside and not apart:
            _require_free(chapters.beside(destination), chapters.are_ours, force=settings.force)
        _require_room_beside(target, settings, whole=apart)
        yield target


def _on_shelf(library: Path | None, name: str, document: Document | None, settings: Settings, *, apart: bool) -> Path:
    """Where in a library a book goes: a folder for its chapters apart, or a file in it, named as the book is."""
    if library is not None and (library.is_file() or library.suffix in AUDIO_SUFFIXES):
        raise SettingsError(f"A library is a folder, not “{library}”.", "Give -o the folder of your library.")
    folder = audiobookshelf.folder(library or FOLDER, *_named(name, document, settings))
    chosen = choose(settings.format, None, settings.bitrate_kbps, settings.delivery)
    return folder if apart else folder / f"{folder.name}{chosen.suffixes[0]}"


def _named(name: str, document: Document | None, settings: Settings) -> tuple[str, str]:
    """The title and the author, before anything else is known of the file."""
    title = settings.tags.title or (document.title if document else "") or name
    author = settings.tags.author or (document.author if document else "")
    return printable(title), printable(author)


def _place(destination: Path | None, name: str, settings: Settings) -> tuple[Path, Format]:
    """The file's whole path, and its format."""
    if destination is not None and "\0" in str(destination):
        raise SettingsError("A file's name cannot hold a NUL character.", "Choose another -o.")
    with disk_errors(destination or FOLDER):
        folder = destination is not None and destination.is_dir()
        if destination is not None and not folder and destination.exists() and not destination.is_file():
            raise OutputError(f"“{destination}” is not a file.", "Choose another place with -o.")
    chosen = choose(settings.format, None if folder else destination, settings.bitrate_kbps, settings.delivery)
    if destination is None or folder:
        return (destination or FOLDER) / f"{slug(name)}{chosen.suffixes[0]}", chosen
    return destination if destination.suffix else destination.with_name(destination.name + chosen.suffixes[0]), chosen


def _place_apart(folder: Path | None, name: str, settings: Settings) -> tuple[Path, Format]:
    """The path of a playlist of chapters apart, in a folder of its own, and the format of the chapters."""
    chosen = choose(settings.format, None, settings.bitrate_kbps, settings.delivery)
    if folder is not None and (folder.is_file() or folder.suffix in {*chosen.suffixes, playlists.SUFFIX}):
        raise SettingsError(f"Chapters apart do not fit into one file, “{folder}”.", "Give -o the name of a folder.")
    return (folder or FOLDER / slug(name)) / f"{slug(name)}{playlists.SUFFIX}", chosen


def _require_room_beside(target: Target, settings: Settings, *, whole: bool = False) -> None:
    """There is room for what is written beside the audio, or only for what is written once for a `whole` of files."""
    for one in target.beside:
        if not whole or one.whole:
            _require_free(one.place(target.path), one.is_ours, force=settings.force)


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


def is_ours(path: Path) -> bool:
    """Whether narrate made an audio file: its tags say so."""
    return tags.are_ours(read_tags(path))


def publish(
    recordings: Sequence[Recording],
    document: Document,
    voice: Voice,
    target: Target,
    settings: Settings,
    *,
    source: Path | None = None,
) -> Edition:
    """Write each recording to its file, check it, and only then let it take the old one's place.

    Raises OutputError where one cannot be written or fails its check; the old file is then as it was.
    """
    labels = tags.compose(settings, document, voice, target.path.stem, target.format.encoding.container)
    language = tags.language(settings, document, voice) or FALLBACK_LANGUAGE
    timeline = recordings[0].timeline
    target = replace(target, cover=target.cover or tags.printed_cover(document) or target.drawn)
    programme = Programme(document, timeline, labels, target.path, target.cover, language, settings, target.format.name)
    programme = replace(programme, source=source)
    if len(recordings) > 1:
        return _publish_apart(recordings, programme, target)
    edition = _write(recordings[0], labels, target, Heard())
    origins.record(edition.path, target.origin, settings.home)
    return _with_beside(edition, replace(programme, timeline=edition.timeline), target.beside)


def _with_beside(edition: Edition, programme: Programme, wanted: Sequence[Deliverable]) -> Edition:
    """An edition whose audio is in its place, and with it what is wanted beside."""
    return replace(edition, beside=(*edition.beside, *deliverables.write(programme, wanted)))


def _write(recording: Recording, labels: dict[str, str], target: Target, own: Heard, *others: Heard) -> Edition:
    """One recording in one file; its reels are measured by all, and its levels are those of its own meter."""
    encoding = target.format.encoding
    timeline = chapters.labelled(recording.timeline, labels["title"], encoding.most_chapters)

    def metered(reel: Reel) -> Reel:
        for meter in (own, *others):
            meter.add(reel)
        return reel

    with replacing(target.path) as part:
        write_reels(
            map(metered, recording.reels),
            timeline.sample_rate_hz,
            part,
            encoding,
            tags=labels,
            chapters=chapters.spans(timeline),
            cover=target.cover,
        )
        _check(part, timeline)
        size_bytes = part.stat().st_size
    beside = () if target.format.chapters_inside else chapters.write_beside(target.path, timeline)
    return Edition(target.path, target.format.name, size_bytes, own.levels(), timeline, beside)


def _publish_apart(recordings: Sequence[Recording], programme: Programme, target: Target) -> Edition:
    """Every recording in a file of its own, and a playlist of them all."""
    labels, settings = programme.labels, programme.settings
    timeline = chapters.joined([one.timeline for one in recordings], labels["title"])
    titles = [mark.title for mark in timeline.marks]
    names = playlists.file_names([one.timeline.marks[0].title for one in recordings], target.format.suffixes[0])
    places = [target.path.with_name(name) for name in names]
    each = replace(target, beside=tuple(one for one in target.beside if not one.whole))
    for place in places:
        if origins.is_anothers(place, target.origin, settings.home):
            raise OutputError(f"“{place}” is of another source.", "Choose another folder with -o.")
        _require_free(place, is_ours, force=settings.force)
        _require_room_beside(replace(each, path=place), settings)
    heard = Heard()
    programmes, parts = [], []
    for number, (recording, title, place) in enumerate(zip(recordings, titles, places, strict=True), start=1):
        own = {**labels, **tags.of_part(title, number, len(places))}
        plain = replace(recording, timeline=replace(recording.timeline, marks=()))
        part = _write(plain, own, replace(each, path=place), Heard(), heard)
        document, quoting = excerpt(programme.document, part.timeline)
        programmes.append(replace(programme, document=document, timeline=quoting, labels=own, audio=place))
        parts.append(_with_beside(part, programmes[-1], each.beside))
    for gone in playlists.write(target.path, list(zip(titles, parts, strict=True)), is_ours):
        deliverables.discard(gone)
    for place in (*places, target.path):
        origins.record(place, target.origin, settings.home)
    size_bytes = sum(part.size_bytes for part in parts)
    edition = Edition(target.path, target.format.name, size_bytes, heard.levels(), timeline, parts=tuple(parts))
    book = replace(programme, timeline=timeline, parts=tuple(programmes))
    return _with_beside(edition, book, [one for one in target.beside if one.whole])


class Heard:
    """What was measured of the reels that went by, each as decoded."""

    def __init__(self) -> None:
        self._powers: list[NDArray[np.float32]] = [np.empty(0, np.float32)]
        self._peak = 0.0

    def add(self, reel: Reel) -> None:
        """Count a reel."""
        self._powers.append(reel.powers)
        self._peak = max(self._peak, reel.peak)

    def levels(self) -> Levels:
        """Those of all of them, one after the other."""
        peak_dbtp = 20 * math.log10(self._peak) if self._peak else -math.inf
        return Levels(loudness_lufs(np.concatenate(self._powers)), peak_dbtp)


def _check(path: Path, timeline: Timeline) -> None:
    """Read the finished file, whose sound was checked in sections, from its two ends.

    Raises OutputError where it does not decode there or its length is not the timeline's.
    """
    duration_s = stated_length_s(path)
    if abs(duration_s - timeline.duration_s) > TOLERANCE_S:
        raise OutputError(
            f"The file came out {duration_s:.2f} s long instead of {timeline.duration_s:.2f} s.",
            "Run the same command again, or try another --format.",
        )
