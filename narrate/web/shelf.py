"""The shelf: a folder of narrations, and a small record of each beside them.

What is made lies in the folder itself, as the command line would leave it: `narrate feed` and players find it. Its own
folder `.narrate` has the records, one file for each work, written whole or not at all, and the texts that wait to be
spoken. Whatever is killed, the next server finds every work in the state that it was last written in.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from narrate.doors.files import disk_errors, make_folder, write_whole
from narrate.doors.inspecting import cover_of, inspect
from narrate.errors import NarrateError, SettingsError, SourceError
from narrate.publishing import FORMATS, chapters, is_ours, pages
from narrate.publishing.deliverables import DELIVERABLES
from narrate.publishing.naming import slug
from narrate.web.works import Origin, State, Wish, Work, new_work

OWN = ".narrate"
RECORD = ".json"
MOST_WORKS = 5_000  # that wait or failed: an end to what a page can be made to write


class Shelf:
    """Every work of a folder, in memory and on disk. Many threads may use it at once.

    `stamp` grows with every change, so that whoever looks again sees what is new.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = make_folder(folder)
        self._records = make_folder(folder / OWN / "works", private=True)
        self._sources = make_folder(folder / OWN / "sources", private=True)
        self.samples = make_folder(folder / OWN / "samples", private=True)
        self._works: dict[str, Work] = {}
        self._stamps: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self.stamp = 0
        self._load()

    def _load(self) -> None:
        for path in sorted(self._records.glob(f"*{RECORD}")):
            with contextlib.suppress(OSError, msgspec.DecodeError):
                work = msgspec.json.decode(path.read_bytes(), type=Work)
                if work.id == path.stem and _is_sane(work) and not self._is_lost(work):
                    self._works[work.id] = work
                    self.touch(work.id)
        self._adopt()
        for source in self._sources.iterdir():
            if source.name.partition(".")[0] not in self._works:
                source.unlink(missing_ok=True)

    def _is_lost(self, work: Work) -> bool:
        """Whether somebody took a finished work's sound away, and with it the work."""
        lost = work.state is State.DONE and not any(self._audio(work))
        if lost:
            self._record(work.id).unlink(missing_ok=True)
        return lost

    def _adopt(self) -> None:
        """Take in what narrate made here without this page."""
        known = {work.stem for work in self._works.values()}
        known |= {Path(name).stem for work in self._works.values() for name in work.files.values()}
        formats = {suffix: form.name for form in FORMATS.values() for suffix in form.suffixes}
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for path in sorted(self.folder.iterdir()):
            if path.suffix in formats and path.stem not in known and path.is_file() and is_ours(path):
                found[path.stem][formats[path.suffix]] = path.name
        for files in found.values():
            with contextlib.suppress(NarrateError):
                work = replace(new_work(Wish(Origin.FOUND)), files=files)
                self.put(replace(self.described(work), created_s=next(self._audio(work)).stat().st_mtime))

    def described(self, work: Work) -> Work:
        """A work as its own files describe it, done. Raises SourceError where its sound is damaged."""
        audio = next(self._audio(work), None)
        if audio is None:
            raise SourceError("Its sound is not there any more.", "Narrate it again.")
        facts = inspect(audio)
        beside = {one.name: one.place(audio) for one in DELIVERABLES.values() if one.suffix.startswith(".")}
        files = {**work.files, **{name: path.name for name, path in beside.items() if path.is_file()}}
        page = files.get("read-along.html")
        return replace(
            work,
            state=State.DONE,
            title=facts.tags.get("title") or audio.stem,
            author=facts.tags.get("artist", ""),
            voice=facts.tags.get("composer", ""),
            duration_s=facts.duration_s,
            chapters=len(facts.chapters),
            has_cover=cover_of(audio) is not None,
            files=files,
            page_id=pages.identity(self.folder / page) if page else "",
            problem="",
            remedy="",
        )

    def _audio(self, work: Work) -> Iterator[Path]:
        """The audio files of a work that are there, the most common first."""
        places = (self.folder / work.files[name] for name in FORMATS if name in work.files)
        return (path for path in places if path.is_file())

    # What is on it

    def works(self) -> list[Work]:
        """Every work, the newest first."""
        with self._lock:
            return sorted(self._works.values(), key=lambda one: one.created_s, reverse=True)

    def queued(self) -> list[Work]:
        """Those that wait, the longest waiting first."""
        with self._lock:
            waiting = [one for one in self._works.values() if one.state is State.QUEUED]
            return sorted(waiting, key=lambda one: one.created_s)

    def get(self, id_: str) -> Work | None:
        """The work of an id."""
        return self._works.get(id_)

    def changed(self, since: int) -> list[Work]:
        """The works that have changed since a stamp."""
        with self._lock:
            return [self._works[id_] for id_, stamp in self._stamps.items() if stamp > since]

    def touch(self, id_: str) -> None:
        """Say that there is something new about a work."""
        with self._lock:
            if id_ in self._works:
                self.stamp = self._stamps[id_] = next(self._numbers)

    # What changes

    def add(self, wish: Wish, source: bytes, suffix: str, title: str) -> Work:
        """Put a wish into the queue, with its text. Raises SettingsError where too many wait, OutputError."""
        with self._lock:
            if sum(one.state is not State.DONE for one in self._works.values()) >= MOST_WORKS:
                raise SettingsError("Too many texts are waiting.", "Wait until some are spoken, or remove them.")
        work = new_work(wish, title)
        if wish.origin is not Origin.ADDRESS:
            write_whole(self._sources / f"{work.id}{suffix}", source)
        self.put(work)
        return work

    def put(self, work: Work) -> None:
        """Write a work's record. Raises OutputError."""
        write_whole(self._record(work.id), msgspec.json.encode(work))
        self.show(work)

    def show(self, work: Work) -> None:
        """Take a work as it is now, in memory alone."""
        with self._lock:
            self._works[work.id] = work
            self.touch(work.id)

    def change(self, id_: str, **fields: Any) -> Work | None:
        """Change a work that is still there. Raises OutputError."""
        with self._lock:
            work = self._works.get(id_)
            if work is None:
                return None
            changed = replace(work, **fields)
            self.put(changed)
            return changed

    def settle(self, work: Work) -> bool:
        """Write what became of a work; whether it is still there. Raises OutputError."""
        with self._lock:
            latest = self._works.get(work.id)
            if latest is not None:
                self.put(replace(work, place_ms=latest.place_ms))
            return latest is not None

    def name(self, work: Work, title: str) -> Work:
        """Choose what the files of a work are called, once and for all. Raises OutputError."""
        with self._lock:
            taken = {one.stem for one in self._works.values()} | {path.stem for path in self.folder.iterdir()}
            names = itertools.chain([slug(title)], (f"{slug(title)}-{number}" for number in itertools.count(2)))
            stem = work.stem or next(name for name in names if name not in taken)
            return self.change(work.id, stem=stem, title=title) or work

    def remove(self, id_: str) -> None:
        """Remove a work, and every file of it. Raises OutputError."""
        with self._lock:
            work = self._works.pop(id_, None)
            self._stamps.pop(id_, None)
            self.stamp = next(self._numbers)
        if work is not None:
            with disk_errors(self.folder):
                for path in [*self._files(work), *self._own_sources(id_), self._record(id_)]:
                    path.unlink(missing_ok=True)

    def remove_made(self, work: Work) -> None:
        """Remove what was made of a work that somebody called off meanwhile. Raises OutputError."""
        with disk_errors(self.folder):
            for path in [*self._files(work), self._record(work.id)]:
                path.unlink(missing_ok=True)

    def _files(self, work: Work) -> Iterator[Path]:
        """All that was made of a work, also by a run that did not come to its end."""
        sounds = {self.folder / work.files[kind] for kind in FORMATS if kind in work.files}
        if work.stem:
            sounds |= {self.folder / f"{work.stem}{form.suffixes[0]}" for form in FORMATS.values()}
        beside = [one for one in DELIVERABLES.values() if one.suffix.startswith(".")]
        yield from {self.folder / name for name in work.files.values()} | sounds
        for sound in sounds:
            yield from (one.place(sound) for one in beside if work.stem or one.is_ours(one.place(sound)))
            yield from filter(chapters.are_ours, [chapters.beside(sound)])

    def source(self, id_: str) -> Path | None:
        """The text of a work, while it is to be made."""
        return next(iter(self._own_sources(id_)), None)

    def forget_source(self, id_: str) -> None:
        """A text that was spoken is not kept twice."""
        for path in self._own_sources(id_):
            path.unlink(missing_ok=True)

    def _own_sources(self, id_: str) -> Iterable[Path]:
        return list(self._sources.glob(f"{id_}*"))

    def file(self, work: Work, kind: str) -> Path | None:
        """The file of a kind, where it is still there."""
        path = self.folder / work.files[kind] if kind in work.files else None
        return path if path is not None and path.is_file() else None

    def _record(self, id_: str) -> Path:
        return self._records / f"{id_}{RECORD}"


def _is_sane(work: Work) -> bool:
    """Whether a record names files of its folder, and no path."""
    return all(
        Path(name).name == name and name not in {"", ".", ".."} for name in [*work.files.values(), work.stem or "-"]
    )
