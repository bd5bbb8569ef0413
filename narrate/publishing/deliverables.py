"""What is written beside the audio, from the same run and the same timeline.

How to add one:
1. Write `write(programme, path)` in a file of its own: it makes the whole file at `path`, which `publish` then renames
   into place, from nothing but the `Programme`. The same programme must give the same bytes.
2. Put a maker's mark into the file, and write `is_ours(path)`, which finds it (and False whatever else is there): only
   files that narrate made are replaced.
3. Add its `Deliverable` to DELIVERABLES here, and its name to a group of names in settings.py (CAPTIONS, ALSO…).
4. Test that the file reads back with other eyes, and add it to the tables of tests/publishing/test_deliverables.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from narrate.doors.files import disk_errors, replacing
from narrate.errors import SettingsError
from narrate.programme import Programme
from narrate.publishing import caption_files, overlays, pages
from narrate.settings import Settings

__all__ = ["DELIVERABLES", "Deliverable", "Programme", "chosen", "discard", "write"]


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A kind of file beside the audio. `suffix` follows the audio's name, or is a whole name where it has no dot first.

    One of the `whole` is written once for several audio files, others once for each. `formats` are the audio formats
    that it can hold, any where there are none.
    """

    name: str
    suffix: str
    write: Callable[[Programme, Path], None]
    is_ours: Callable[[Path], bool]
    whole: bool = False
    formats: tuple[str, ...] = ()

    def place(self, audio: Path) -> Path:
        """Where it lies beside an audio file."""
        return audio.with_name(audio.stem + self.suffix if self.suffix.startswith(".") else self.suffix)


DELIVERABLES = {
    one.name: one
    for one in (
        Deliverable("vtt", ".vtt", caption_files.write_vtt, caption_files.vtt_is_ours),
        Deliverable("srt", ".srt", caption_files.write_srt, caption_files.srt_is_ours),
        Deliverable("lrc", ".lrc", caption_files.write_lrc, caption_files.lrc_is_ours),
        Deliverable("json", ".transcript.json", caption_files.write_json, caption_files.json_is_ours),
        Deliverable("chapters.vtt", ".chapters.vtt", caption_files.write_chapters, caption_files.vtt_is_ours),
        Deliverable("read-along.html", pages.SUFFIX, pages.write, pages.is_ours),
        Deliverable(
            "read-along.epub", overlays.SUFFIX, overlays.write, overlays.is_ours, whole=True, formats=overlays.FORMATS
        ),
    )
}


def chosen(settings: Settings, audio_format: str) -> tuple[Deliverable, ...]:
    """Those that the settings ask for, in the order of the table. Raises SettingsError where one takes other audio."""
    wanted = tuple(one for one in DELIVERABLES.values() if one.name in settings.deliverables)
    for one in wanted:
        if one.formats and audio_format not in one.formats:
            raise SettingsError(
                f"A file “{one.suffix}” holds {' or '.join(one.formats)}, not {audio_format}.",
                f"Choose another --format, or leave out {one.name}.",
            )
    return wanted


def write(programme: Programme, deliverables: Iterable[Deliverable]) -> tuple[Path, ...]:
    """Write each of them whole, or leave the old one. Raises OutputError."""
    places = []
    for one in deliverables:
        place = one.place(programme.audio)
        with replacing(place) as part:
            one.write(programme, part)
        places.append(place)
    return tuple(places)


def discard(audio: Path) -> None:
    """Remove what narrate wrote beside an audio file that is no more. Raises OutputError."""
    for one in DELIVERABLES.values():
        place = one.place(audio)
        if not one.whole and one.is_ours(place):
            with disk_errors(place):
                place.unlink(missing_ok=True)
