"""The read-along book: EPUB 3 with Media Overlays, the text lit as it is spoken in any reader that knows them.

A new, clean book is made from the document: a file of text and an overlay for each chapter, the sound as it is in the
audio files. What is known of readers, and decided something here: Apple Books looks for the class
"-epub-media-overlay-active" and for AAC named m4a; Kindle has no overlays and shows the book without its sound; neither
plays Opus, so a book holds mp3 or AAC only. Constant bitrates, which are all that narrate writes in mp3, are what the
readers' players can find a place in exactly.

The same programme gives the same bytes: members in one order, with the earliest time that a zip can tell.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
import zipfile
from pathlib import Path

from narrate.programme import Programme
from narrate.publishing.overlays.book import COVER_NAMES, Book, bound
from narrate.publishing.overlays.package import MARK, package

SUFFIX = ".read-along.epub"
FORMATS = ("mp3", "m4b")
MIMETYPE = b"application/epub+zip"
PACKAGE = "EPUB/package.opf"
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16  # the permissions of a member
UNIX = 3
LONGEST_PACKAGE_BYTES = 16 << 20
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def write(programme: Programme, path: Path) -> None:
    """Write the book of a finished audio file, or of several. Raises OSError where the disk refuses."""
    book = bound(programme)
    texts = {**book.texts, "package.opf": package(programme, book, _identity(book))}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(_member("mimetype", zipfile.ZIP_STORED), MIMETYPE)  # the first, and as it is
        archive.writestr(_member("META-INF/container.xml"), CONTAINER)
        for name, text in sorted(texts.items()):
            archive.writestr(_member(f"EPUB/{name}"), text)
        if programme.cover:
            name = COVER_NAMES[programme.cover[:2]]
            archive.writestr(_member(f"EPUB/{name}", zipfile.ZIP_STORED), programme.cover)
        for track in book.tracks:
            member = _member(f"EPUB/{track.name}", zipfile.ZIP_STORED)
            member.file_size = track.audio.stat().st_size  # tells whether it needs the long form
            with track.audio.open("rb") as sound, archive.open(member, "w") as room:
                shutil.copyfileobj(sound, room, 1 << 20)


def is_ours(path: Path) -> bool:
    """Whether narrate wrote a book."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(PACKAGE) as opened:
            return MARK.encode() in opened.read(LONGEST_PACKAGE_BYTES)
    except (OSError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile):
        return False


def _member(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type, member.external_attr, member.create_system = compression, READABLE, UNIX
    return member


def _identity(book: Book) -> str:
    """An identifier that follows from the text and its times."""
    digest = hashlib.sha256("\0".join(f"{name}\0{text}" for name, text in sorted(book.texts.items())).encode())
    return uuid.UUID(bytes=digest.digest()[:16], version=5).urn
