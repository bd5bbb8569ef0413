"""The door to ZIP archives (EPUB, DOCX, ODT): members by name, as bytes, never more than the limits below.

Nothing is ever extracted to the disk, and no size that an archive states is believed: bytes are counted as they are
inflated. What no honest writer makes (names that climb out of the archive, entries that overlap, sizes that are not
true) is refused as soon as it shows.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from narrate.errors import SourceError

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 64 << 20
MAX_TOTAL_BYTES = 512 << 20
"""Of one member, and of all that is read of one archive: the longest novels are 5 MB of markup."""

MAX_RATIO = 200
RATIO_FROM_BYTES = 1 << 20
"""How many times smaller a member may be inside than outside: markup reaches 50, deflated zeros 1,032."""

CENTRAL_HEADER = b"PK\x01\x02"
LOCAL_HEADER_BYTES = 30
LOCAL_LENGTHS_AT = 26
NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
ENCRYPTED = 0x1 | 0x40 | 0x2000  # encrypted, strongly encrypted, directory encrypted: APPNOTE.TXT 4.4.4
UNSAFE_NAME = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)
"""What leaves the folder an archive is unpacked into: "/etc/passwd", "C:\\x", "../x", "a/../../x". Not "a..b"."""

_UNTRUE = (BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises for an archive that is not as it says; ValueError with its UnicodeDecodeError and offsets."""

_DAMAGED = "It may be damaged, or only half downloaded: get it again."
_TRAP = "This is how harmful archives are made: get it from another place."


class Archive:
    """A ZIP archive in memory that was checked as far as its directory goes."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._given_bytes = 0
        with self._told():
            self._zip = ZipFile(BytesIO(data))
        for info in self._zip.infolist():
            self._check(info)
        self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        with self._told():
            _require_apart(data, self._zip.infolist())

    def names(self) -> tuple[str, ...]:
        """The names of all files in it, in its own order; a name that is there twice means the last of the two."""
        return tuple(self._members)

    def __contains__(self, member: object) -> bool:
        return member in self._members

    def read(self, member: str) -> bytes:
        """The bytes of one file. Raises SourceError where it is not there, too large, damaged, or another archive."""
        if member not in self._members:
            raise SourceError(f"{self._name} is incomplete: it has no “{_shown(member)}” in it.", _DAMAGED)
        info = self._members[member]
        self._require_bounded(info)
        with self._told(), self._zip.open(info) as stream:
            content = stream.read(info.file_size + 1)
        if len(content) != info.file_size:
            raise SourceError(f"{self._name} states a wrong size of “{_shown(member)}” in it.", _DAMAGED)
        if content.startswith(NESTED):
            raise SourceError(f"{self._name} has another archive in it, “{_shown(member)}”.", "Unpack it first.")
        self._given_bytes += len(content)
        return content

    def _require_bounded(self, info: ZipInfo) -> None:
        """Raise SourceError for a member that states more than the limits; no more than it states is ever inflated."""
        shown = _shown(info.filename)
        if info.file_size > max(info.compress_size * MAX_RATIO, RATIO_FROM_BYTES):
            problem = f"{self._name} is a zip bomb: “{shown}” in it is over {MAX_RATIO} times as large as its packing."
            raise SourceError(problem, _TRAP)
        if info.file_size > min(MAX_MEMBER_BYTES, MAX_TOTAL_BYTES - self._given_bytes):
            problem = f"{self._name} holds too much: “{shown}” in it has {info.file_size >> 20:,} MB, unpacked."
            raise SourceError(problem, "Cut it into smaller files and narrate them one by one.")

    def _check(self, info: ZipInfo) -> None:
        """Raise SourceError for an entry of the directory that no reader should touch."""
        shown = f"“{_shown(info.orig_filename)}”"
        if UNSAFE_NAME.match(info.filename) or "\0" in info.orig_filename or not info.filename:
            raise SourceError(f"{self._name} names a file outside of itself, {shown}.", _TRAP)
        if info.flag_bits & ENCRYPTED:
            raise SourceError(f"{self._name} is encrypted ({shown} in it).", "Save it without a password first.")
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise SourceError(f"{self._name} is packed in a way that books are not ({shown}).", "Pack it again as ZIP.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise SourceError(f"{self._name} has a link in it instead of a file, {shown}.", _TRAP)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what zipfile says into a SourceError."""
        try:
            yield
        except SourceError:
            raise
        except _UNTRUE as error:
            raise SourceError(f"{self._name} is a damaged archive: {_reason(error)}.", _DAMAGED) from error


def open_archive(data: bytes, name: str) -> Archive:
    """Open a ZIP archive that is in memory; `name` is how messages call it.

    Raises SourceError for what is not one, has too many members, is encrypted, or is made to do harm.
    """
    if data.count(CENTRAL_HEADER) > MAX_MEMBERS:  # before zipfile makes an object of each
        raise SourceError(f"{name} has more than {MAX_MEMBERS:,} files in it.", "Books have fewer: get it again.")
    return Archive(data, name)


def _require_apart(data: bytes, members: list[ZipInfo]) -> None:
    """Raise BadZipFile where two members share bytes: a few kilobytes can so become petabytes."""
    spans = sorted((info.header_offset, _end(data, info)) for info in members)
    if any(end > following for (_, end), (following, _) in pairwise(spans)):
        raise BadZipFile("files in it overlap")


def _end(data: bytes, info: ZipInfo) -> int:
    """Where a member's own bytes end; its header in front of them states the lengths of a name and of extra fields."""
    lengths: tuple[int, int] = struct.unpack_from("<HH", data, info.header_offset + LOCAL_LENGTHS_AT)
    return info.header_offset + LOCAL_HEADER_BYTES + sum(lengths) + info.compress_size


def _shown(member: str) -> str:
    """A member's name as a message may show it: on one line, not endless."""
    return "".join(character if character.isprintable() else "�" for character in member[:80])


def _reason(error: Exception) -> str:
    return _shown(str(error).strip().rstrip(".")) or type(error).__name__
