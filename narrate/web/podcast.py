"""The shelf as a podcast, for a phone on the same network: what `narrate feed` writes, behind a secret address."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

from narrate.doors.files import write_whole
from narrate.errors import SourceError
from narrate.publishing.episodes import PICTURES, TRANSCRIPTS
from narrate.publishing.feeds import NAME, Channel, write_feed
from narrate.publishing.formats import FORMATS
from narrate.web.shelf import OWN, Shelf

SECRET_BYTES = 16
CHAPTERS = ".chapters.json"
TITLE = "My narrations"
SHOWN = (*(suffix for one in FORMATS.values() for suffix in one.suffixes), *TRANSCRIPTS, *PICTURES, CHAPTERS)


def kept_secret(folder: Path, name: str) -> str:
    """A secret that is the same for every server of a folder: who was given it finds the way. Raises OutputError."""
    path = folder / OWN / name
    if not path.is_file():
        write_whole(path, secrets.token_urlsafe(SECRET_BYTES).encode())
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


class Podcast:
    """The feed of a shelf at an address; written anew where the shelf has changed."""

    def __init__(self, shelf: Shelf, base_url: str, secret: str) -> None:
        self._shelf = shelf
        self._secret = secret
        self._base_url = f"{base_url}/feed/{secret}"
        self._written: frozenset[str] | None = None
        self._lock = threading.Lock()
        self.url = f"{self._base_url}/{NAME}"

    def file(self, secret: str, name: str) -> Path | None:
        """The file of a name, for whoever knows the secret: the feed, or what it lists. Raises NarrateError."""
        if not secrets.compare_digest(secret.encode(), self._secret.encode()):
            return None
        if name == NAME:
            return self._feed()
        listed = (path for path in self._shelf.folder.iterdir() if path.name == name)
        return next((path for path in listed if self._is_shown(path)), None)

    def _is_shown(self, path: Path) -> bool:
        return path.name.endswith(SHOWN) and not path.name.startswith(".") and path.is_file() and not path.is_symlink()

    def _feed(self) -> Path | None:
        with self._lock:
            now = frozenset(f"{work.id} {work.state}" for work in self._shelf.works())
            path = self._shelf.folder / NAME
            if now != self._written or not path.is_file():
                try:
                    write_feed(self._shelf.folder, self._base_url, Channel(title=TITLE))
                except SourceError:
                    return None
                self._written = now
            return path
