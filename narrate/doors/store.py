"""The door to what is kept between runs: small files that are found again by what decided their content.

One file an entry, named by a SHA-256 of everything that decides what is in it, so that whatever changes is a new name
and two runs may share the folder. A file is a line of magic, the digest of the rest, a line of JSON and the payload.
Digest and name are checked on reading: a torn, swapped or altered file is thrown away and made again. Nothing is
unpickled. Reading an entry renews its time, so that pruning takes the longest unused first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from narrate.doors.files import OTHER_CACHE, discard_stale_parts, disk_errors, make_folder, write_whole

MAGIC = b"narrate kept 1\n"
ENTRY = re.compile(r"[0-9a-f]{64}\.(clip|reel|script|section)")  # nothing else under a cache folder is ours to remove

T = TypeVar("T")
Record = tuple[dict[str, Any], bytes]  # a header of JSON, and a payload


def key_of(identity: object) -> str:
    """The name of an entry: SHA-256 over the canonical JSON of everything that decides its content."""
    canonical = json.dumps(identity, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Store(Generic[T]):
    """Entries of one kind under one folder, in 256 sub-folders.

    `parse` makes of a record what `compose` made it of; it raises ValueError, KeyError or TypeError where it cannot.
    """

    folder: Path
    suffix: str
    compose: Callable[[T], Record]
    parse: Callable[[dict[str, Any], bytes], T]

    def path(self, key: str) -> Path:
        """Where the entry of a key lies."""
        return self.folder / key[:2] / f"{key}{self.suffix}"

    def get(self, key: str) -> T | None:
        """The entry of a key, or None where there is none that is whole."""
        path = self.path(key)
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        except OSError:
            return None
        with open(descriptor, "rb") as file:
            entry = self._parsed(file.read(), key)
        with contextlib.suppress(OSError):  # an entry is whole even where its time cannot be renewed
            if entry is None:
                path.unlink()
            else:
                os.utime(path)
        return entry

    def put(self, key: str, entry: T) -> None:
        """Keep an entry. Raises OutputError where the disk refuses."""
        header, payload = self.compose(entry)
        body = json.dumps({"key": key, **header}).encode() + b"\n" + payload
        path = self.path(key)
        make_folder(path.parent, private=True)
        content = MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        # Its digest tells a torn entry, which is only made again: waiting for the disk took a third of a book's time.
        write_whole(path, content, durable=False, chosen_by=OTHER_CACHE)

    def _parsed(self, content: bytes, key: str) -> T | None:
        """The entry in a file's bytes, or None where anything about it is not as it was written."""
        digest, header, payload = _parted(content)
        if digest != hashlib.sha256(content[len(MAGIC) + len(digest) + 1 :]).hexdigest().encode():
            return None
        try:
            fields: dict[str, Any] = json.loads(header)
            return self.parse(fields, payload) if fields["key"] == key else None
        except (ValueError, KeyError, TypeError, RecursionError):  # a right digest over what we never wrote: hostile
            return None


def _parted(content: bytes) -> tuple[bytes, bytes, bytes]:
    """The digest, the header and the payload of a file; empty where it is none of ours."""
    if not content.startswith(MAGIC):
        return b"", b"", b""
    head = content.find(b"\n", len(MAGIC))
    line = content.find(b"\n", head + 1)
    if head < 0 or line < 0:
        return b"", b"", b""
    return content[len(MAGIC) : head], content[head + 1 : line], content[line + 1 :]


def kept_files(home: Path) -> Iterator[tuple[float, int, Path]]:
    """Every entry of every store under a folder: its time of last use, size in bytes, and path."""
    for path in home.glob("*/??/*"):
        if not ENTRY.fullmatch(path.name):
            continue
        with contextlib.suppress(OSError):  # another run may prune at the same time
            facts = path.stat(follow_symlinks=False)
            yield facts.st_mtime, facts.st_size, path


def prune(home: Path, limit_bytes: int) -> tuple[int, int]:
    """Remove the longest unused entries until at most `limit_bytes` are left; how many went, and their bytes.

    Raises OutputError where the disk refuses.
    """
    entries = sorted(kept_files(home))
    excess = sum(size for _, size, _ in entries) - limit_bytes
    count = freed = 0
    for folder in home.glob("*/??"):
        discard_stale_parts(folder)
    with disk_errors(home, OTHER_CACHE):
        for _, size, path in entries:
            if freed >= excess:
                break
            path.unlink(missing_ok=True)
            count, freed = count + 1, freed + size
    return count, freed
