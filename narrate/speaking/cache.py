"""The clip cache: what was spoken is never spoken again.

One file a clip, named by the SHA-256 of everything that decides its sound, so that an edited paragraph is a new name
and two runs may share the folder. A file is a line of magic, the digest of the rest, a line of JSON and the PCM. Digest
and name are checked on reading: a torn, swapped or altered file is thrown away and spoken again. Nothing is unpickled.
Reading a clip renews its time, so that pruning takes the longest unused first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.clip import Clip
from narrate.doors.files import discard_stale_parts, disk_errors, make_folder, write_whole
from narrate.script import Passage
from narrate.timeline import Span
from narrate.voice import Voice

SCHEMA = 1  # raise it when a clip of the same key would hold something else
MAGIC = b"narrate clip 1\n"
SUFFIX = ".clip"


def clip_key(passage: Passage, voice: Voice, engine_version: str, speed: float) -> str:
    """The name of a clip: SHA-256 over canonical JSON of engine, versions, voice, speed, texts and language."""
    identity = {
        "schema": SCHEMA,
        "engine": voice.engine,
        "version": engine_version,
        "voice": voice.id,
        "speed": float(speed),
        "language": passage.language,
        "spoken": passage.spoken,
    }
    canonical = json.dumps(identity, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ClipCache:
    """Clips under one folder, in 256 sub-folders."""

    folder: Path

    def path(self, key: str) -> Path:
        """Where the clip of a key lies."""
        return self.folder / key[:2] / f"{key}{SUFFIX}"

    def get(self, key: str) -> Clip | None:
        """The clip of a key, or None where there is none that is whole."""
        path = self.path(key)
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        except OSError:
            return None
        with open(descriptor, "rb") as file:
            content = file.read()
        clip = _parsed(content, key)
        with contextlib.suppress(OSError):  # a clip is whole even where its time cannot be renewed
            if clip is None:
                path.unlink()
            else:
                os.utime(path)
        return clip

    def put(self, key: str, clip: Clip) -> None:
        """Keep a clip. Raises OutputError where the disk refuses."""
        path = self.path(key)
        make_folder(path.parent, private=True)
        write_whole(path, _composed(clip, key))

    def files(self) -> Iterator[tuple[float, int, Path]]:
        """Every clip's time of last use, size in bytes, and path."""
        for path in self.folder.glob(f"??/*{SUFFIX}"):
            with contextlib.suppress(OSError):  # another run may prune at the same time
                facts = path.stat()
                yield facts.st_mtime, facts.st_size, path

    def size(self) -> tuple[int, int]:
        """How many clips there are, and their bytes."""
        sizes = [size for _, size, _ in self.files()]
        return len(sizes), sum(sizes)

    def prune(self, limit_bytes: int) -> tuple[int, int]:
        """Remove the longest unused clips until at most `limit_bytes` are left; how many went, and their bytes."""
        clips = sorted(self.files())
        excess = sum(size for _, size, _ in clips) - limit_bytes
        count = freed = 0
        for folder in self.folder.glob("??"):
            discard_stale_parts(folder)
        with disk_errors(self.folder):
            for _, size, path in clips:
                if freed >= excess:
                    break
                path.unlink(missing_ok=True)
                count, freed = count + 1, freed + size
        return count, freed


def _composed(clip: Clip, key: str) -> bytes:
    header = {
        "key": key,
        "sample_rate_hz": clip.sample_rate_hz,
        "utterances": [[span.start, span.length] for span in clip.utterances],
    }
    body = json.dumps(header).encode() + b"\n" + clip.pcm
    return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _parsed(content: bytes, key: str) -> Clip | None:
    """The clip in a file's bytes, or None where anything about it is not as it was written."""
    if not content.startswith(MAGIC):
        return None
    digest, _, body = content[len(MAGIC) :].partition(b"\n")
    if digest != hashlib.sha256(body).hexdigest().encode():
        return None
    header, _, pcm = body.partition(b"\n")
    try:
        fields: dict[str, Any] = json.loads(header)
        spans = tuple(Span(int(start), int(length)) for start, length in fields["utterances"])
        clip = Clip(pcm, int(fields["sample_rate_hz"]), spans)
        return clip if fields["key"] == key and clip.is_whole(len(spans)) else None
    except (ValueError, KeyError, TypeError, RecursionError):  # a right digest over what we never wrote: hostile
        return None
