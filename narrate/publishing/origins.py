"""Which source each file came from, so that the narration of one never takes the place of another's.

A note for each file lies in narrate's own folder, under a digest of the file's place; without a note, a file that
narrate made is taken to be of the same source. Notes hold digests only: nobody's reading can be read from them.
"""

from __future__ import annotations

import hashlib
import os
from itertools import chain, count
from pathlib import Path

from narrate.doors.files import OTHER_CACHE, make_folder, write_whole

FOLDER = "origins"


def record(place: Path, source: str, home: Path) -> None:
    """Note that a file is of a source. Raises OutputError."""
    note = _note(place, home)
    make_folder(note.parent, private=True)
    if _recorded(note) != _digest(source):
        write_whole(note, _digest(source).encode(), durable=False, chosen_by=OTHER_CACHE)


def is_anothers(place: Path, source: str, home: Path) -> bool:
    """Whether there is a file that is known to be of another source."""
    return os.path.lexists(place) and _recorded(_note(place, home)) not in {"", _digest(source)}


def free(place: Path, source: str, home: Path, *, folder: bool = False) -> Path:
    """The place, or the first with a number (essay-2.mp3) that is not another source's; of a `folder`, its folder's."""
    stem, suffix = (place.parent.name, "") if folder else (place.stem, place.suffix)
    names = chain([f"{stem}{suffix}"], (f"{stem}-{number}{suffix}" for number in count(2)))
    places = (place.parent.with_name(name) / place.name if folder else place.with_name(name) for name in names)
    return next(one for one in places if not is_anothers(one, source, home))


def _note(place: Path, home: Path) -> Path:
    return home / FOLDER / _digest(os.fsdecode(place.parent.resolve() / place.name))


def _recorded(note: Path) -> str:
    try:
        return note.read_text("ascii")
    except (OSError, ValueError):
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:32]
