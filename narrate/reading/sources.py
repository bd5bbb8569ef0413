"""The effect of this room: bytes from a path or a stream, never more than `MAX_BYTES`."""

from __future__ import annotations

import difflib
import errno
import itertools
import stat
from pathlib import Path
from typing import BinaryIO

from narrate.errors import SourceError

MAX_BYTES = 200_000_000
"""200 MB: forty times the King James Bible in UTF-8; what is larger is not a text but a dump or a mistake."""

MAX_NAMES = 5_000
"""How many names of a folder are compared when a file is missing, so that a huge folder costs no time."""

_CUT = "Cut it into smaller files and narrate them one by one."


def read_path(source: str | Path) -> bytes:
    """Return the bytes of a regular file; raise SourceError, with a remedy, for anything else."""
    if not str(source).strip():
        problem = "The source has no name."
        raise SourceError(problem, "Give the path of a file, or an address.")
    path = Path(source)
    try:
        _refuse_irregular(path)
        with path.open("rb") as stream:
            return read_stream(stream, str(path))
    except (OSError, ValueError) as failure:  # ValueError: a NUL character in the name
        raise _unreadable(path, failure) from failure


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """Return all bytes of a stream; raise SourceError beyond `MAX_BYTES` or when reading fails. Does not close it."""
    try:
        data = stream.read(MAX_BYTES + 1)
    except OSError as failure:
        problem = f"{name} cannot be read: {failure.strerror or failure}."
        raise SourceError(problem, "Try again, or save it as a file and narrate that.") from failure
    if len(data) > MAX_BYTES:
        problem = f"{name} is too large: more than {MAX_BYTES // 1_000_000} MB."
        raise SourceError(problem, _CUT)
    return data


def _refuse_irregular(path: Path) -> None:
    """Raise SourceError for a folder, a pipe or a device; opening a pipe could wait for ever."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        problem = f"{path} is a folder, not a file."
        raise SourceError(problem, _inside(path))
    if not stat.S_ISREG(found.st_mode):
        problem = f"{path} is not a regular file but a pipe or a device."
        raise SourceError(problem, "Send its text to the standard input instead: narrate - < FILE.")
    if found.st_size > MAX_BYTES:
        problem = f"{path} is too large: {found.st_size // 1_000_000} MB, and the limit is {MAX_BYTES // 1_000_000} MB."
        raise SourceError(problem, _CUT)


def _unreadable(path: Path, failure: OSError | ValueError) -> SourceError:
    """Return the error that says why a path could not be opened, and what to do about it."""
    if isinstance(failure, FileNotFoundError | NotADirectoryError):
        return _missing(path)
    if isinstance(failure, PermissionError):
        return SourceError(f"{path} may not be read by you.", "Ask for permission, or copy it to your own folder.")
    if isinstance(failure, ValueError) or failure.errno == errno.ENAMETOOLONG:
        return SourceError(f"{str(path)[:60]!r} cannot be a file name.", "Check the path.")
    return SourceError(f"{path} cannot be read: {failure.strerror or failure}.", "Check the disk, or copy it first.")


def _missing(path: Path) -> SourceError:
    if not path.parent.is_dir():
        return SourceError(f"{path} does not exist, because there is no folder {path.parent}.", "Check the path.")
    close = difflib.get_close_matches(path.name, _names(path.parent), n=3, cutoff=0.6)
    remedy = f"Did you mean {_either(close)}?" if close else "Check the path."
    return SourceError(f"There is no file {path}.", remedy)


def _inside(folder: Path) -> str:
    """Return the remedy for a folder given as a source: name up to three of the texts in it."""
    texts = [name for name in _names(folder) if name.lower().endswith((".txt", ".md", ".markdown"))][:3]
    return f"Give one file of it, for example {folder / texts[0]}." if texts else "Give one file."


def _names(folder: Path) -> list[str]:
    """Return names in a folder, sorted; none when it may not be listed."""
    try:
        return sorted(entry.name for entry in itertools.islice(folder.iterdir(), MAX_NAMES))
    except OSError:
        return []


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if names[:-1] else names)
