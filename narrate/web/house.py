"""All that a server has: its shelf, its workshop, its voices, its news, and its lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from narrate.doors.files import locked, make_folder
from narrate.doors.processes import Pool
from narrate.errors import NarrateError, SettingsError
from narrate.settings import Settings
from narrate.web.auditions import Auditions
from narrate.web.jobs import Workshop
from narrate.web.podcast import Podcast, kept_secret
from narrate.web.shelf import OWN, Shelf
from narrate.web.telling import News


@dataclass(frozen=True, slots=True)
class House:
    """What requests are answered with. `podcast` is there where the user asked for it."""

    settings: Settings
    crew: Pool
    shelf: Shelf
    workshop: Workshop
    auditions: Auditions
    news: News
    podcast: Podcast | None = None

    def close(self) -> None:
        """Begin to end: nobody waits for news any more."""
        self.news.over = True


@contextmanager
def keeping_house(settings: Settings, folder: Path, *, feed_at: str = "") -> Iterator[House]:
    """Open a folder for one server, with its workers; at the end, call off what is in work and let them go.

    `feed_at` is the address of the server where its shelf shall be a podcast, too. Raises SettingsError where the
    settings cannot serve or another server has the folder, OutputError.
    """
    _require_whole_files(settings)
    with _only_server(folder), Pool(settings.workers) as crew:
        shelf = Shelf(folder)
        workshop = Workshop(shelf, settings, crew)
        auditions = Auditions(settings, shelf.samples)
        auditions.require_usual()
        podcast = Podcast(shelf, feed_at, kept_secret(folder, "feed")) if feed_at else None
        house = House(settings, crew, shelf, workshop, auditions, News(shelf, workshop), podcast)
        workshop.start()
        threading.Thread(target=_look_for_voices, args=(auditions,), daemon=True).start()
        try:
            yield house
        finally:
            house.close()
            workshop.end()


def _look_for_voices(auditions: Auditions) -> None:
    """Begin with what takes a second, before anybody asks."""
    with suppress(NarrateError):
        auditions.voices()


def _require_whole_files(settings: Settings) -> None:
    if settings.splits:
        raise SettingsError(
            "The page makes one file of each text, not one for each chapter.",
            "Leave out --split, and choose another --standard.",
        )
    if settings.cluster:
        raise SettingsError("The page speaks on this machine alone.", "Leave out --cluster.")


def _only_server(folder: Path) -> AbstractContextManager[None]:
    """Hold the folder's lock. Raises SettingsError where another server does."""
    own = make_folder(make_folder(folder) / OWN, private=True)
    taken = SettingsError(f"Another narrate serves “{folder}” already.", "Use that one, or give another folder.")
    return locked(own / "server.lock", taken, chosen_by="FOLDER")
