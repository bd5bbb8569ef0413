"""The read-along book: EPUB 3 with Media Overlays, the text lit as it is spoken in any reader that knows them.

An EPUB 3 that was the source is kept as it is. From any other source a new, clean book is made of the document: a file
of text and an overlay for each chapter. The sound is that of the audio files, as it is.

What is known of readers, and decided something here: Apple Books looks for the class "-epub-media-overlay-active" and
for AAC named m4a, and its guide asks for nothing of its own prefix ("ibooks:") where there are overlays; Kindle has no
overlays and shows the book without its sound, so all that is heard is printed too. Neither plays Opus, so a book holds
mp3 or AAC only. Constant bitrates, which are all that narrate writes in mp3, let a player find a place exactly.

The same programme gives the same bytes: members in one order, with the earliest time that a zip can tell.
"""

from __future__ import annotations

import hashlib
import posixpath
import shutil
import uuid
import zipfile
from collections.abc import Sequence
from pathlib import Path

from narrate.programme import Programme
from narrate.publishing.makers_mark import MADE_BY
from narrate.publishing.makers_mark import zip_says_so as is_ours
from narrate.publishing.overlays.book import COVER_NAMES, Book, bound
from narrate.publishing.overlays.clips import Track
from narrate.publishing.overlays.kept import keep
from narrate.publishing.overlays.package import package

__all__ = ["FORMATS", "SUFFIX", "is_ours", "write"]

SUFFIX = ".read-along.epub"
FORMATS = ("mp3", "m4b")
MIMETYPE = b"application/epub+zip"
FOLDER = "EPUB"
CONTAINER_PATH = "META-INF/container.xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16  # the permissions of a member
UNIX = 3
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def write(programme: Programme, path: Path) -> None:
    """Write the book of a finished audio file, or of several. Raises OSError where the disk refuses."""
    own = keep(programme)
    if own is not None:
        _archive(path, own.members, {}, own.tracks, own.folder)
        return
    book = bound(programme)
    texts = {**book.texts, "package.opf": package(programme, book, _identity(book))}
    members = {CONTAINER_PATH: CONTAINER.encode()}
    members |= {f"{FOLDER}/{name}": text.encode() for name, text in sorted(texts.items())}
    pictures = {f"{FOLDER}/{COVER_NAMES[programme.cover[:2]]}": programme.cover} if programme.cover else {}
    _archive(path, members, pictures, book.tracks, FOLDER)


def _archive(
    path: Path, members: dict[str, bytes], pictures: dict[str, bytes], sound: Sequence[Track], folder: str
) -> None:
    """Write the archive: its type first and not packed, and neither pictures and sound, which are dense already."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.comment = MADE_BY.encode()
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), MIMETYPE)
        for name, content in members.items():
            archive.writestr(_member(name), content)
        for name, content in pictures.items():
            archive.writestr(_member(name, zipfile.ZIP_STORED), content)
        for track in sound:
            member = _member(posixpath.join(folder, track.name), zipfile.ZIP_STORED)
            member.file_size = track.audio.stat().st_size  # tells whether it needs the long form
            with track.audio.open("rb") as audio, archive.open(member, "w") as room:
                shutil.copyfileobj(audio, room, 1 << 20)


def _member(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type, member.external_attr, member.create_system = compression, READABLE, UNIX
    return member


def _identity(book: Book) -> str:
    """An identifier that follows from the text and its times."""
    digest = hashlib.sha256("\0".join(f"{name}\0{text}" for name, text in sorted(book.texts.items())).encode())
    return uuid.UUID(bytes=digest.digest()[:16], version=5).urn
