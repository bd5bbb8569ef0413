"""The door to the disk: files that appear whole or not at all, and locks.

A file is written beside its destination under a temporary name, synced, and renamed over it (the order that restic and
git rely on): whatever is killed, the destination is the old file or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from narrate.errors import NarrateError, OutputError

PART = ".part"
ELSEWHERE, OTHER_CACHE = "-o", "--cache-dir"  # the options that choose another place
STALE_S = 24 * 3600  # what is this old belongs to a run that was killed: no render of ours lasts a day


@contextlib.contextmanager
def replacing(
    destination: Path, part_suffix: str = "", *, durable: bool = True, chosen_by: str = ELSEWHERE
) -> Iterator[Path]:
    """Give a temporary path beside `destination`; on success sync it and rename it over, on failure remove it.

    What is not `durable` is not synced: after a loss of power it may be torn. Raises OutputError where the disk
    refuses.
    """
    part = destination.with_name(f"{_part_beginning(destination)}{os.getpid()}{part_suffix}{PART}")
    try:
        with disk_errors(destination, chosen_by):
            yield part
            if durable:
                sync(part)
            part.replace(destination)
            if durable:
                sync(destination.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _part_beginning(destination: Path) -> str:
    """How the temporary names of a file begin: its own name cut short, and a digest that tells it from its likes."""
    digest = hashlib.sha256(os.fsencode(destination.name)).hexdigest()
    beginning = destination.name.encode(errors="replace")[:60].decode(errors="ignore")
    return f".{beginning}.{digest[:8]}."


def write_whole(destination: Path, content: bytes, *, durable: bool = True, chosen_by: str = ELSEWHERE) -> None:
    """Write a small file so that it is there whole or not at all; see `replacing`. Raises OutputError."""
    with replacing(destination, durable=durable, chosen_by=chosen_by) as part:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with open(descriptor, "wb") as file:
            file.write(content)


def sync(path: Path) -> None:
    """Wait until what was written to a file or folder is on the disk. Folders cannot be synced on Windows."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def disk_errors(path: Path, chosen_by: str = ELSEWHERE) -> Iterator[None]:
    """Turn what the system says of a disk into an OutputError about `path`, a place that an option chose."""
    try:
        yield
    except OSError as error:
        raise OutputError(*_explain(error, path, chosen_by)) from error


def _explain(error: OSError, path: Path, chosen_by: str) -> tuple[str, str]:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        free = _free_bytes(path)
        space = f" ({free:,} bytes free)" if free is not None else ""
        return f"The disk is full: “{path}” could not be written{space}.", (
            "Free some space and run the same command again: what was spoken is kept."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"“{path}” cannot be written: permission denied.", f"Choose another place with {chosen_by}."
    reason = error.strerror or str(error)
    return f"“{path}” could not be written: {reason}.", f"Choose another place with {chosen_by}, or mend this one."


def _free_bytes(path: Path) -> int | None:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(path if path.is_dir() else path.parent).free
    return None


def make_folder(folder: Path, *, private: bool = False) -> Path:
    """Make a folder and those above it; `private` ones are readable by their owner alone. Raises OutputError."""
    with disk_errors(folder, OTHER_CACHE if private else ELSEWHERE):
        for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            missing.mkdir(exist_ok=True, mode=0o700 if private else 0o777)
        folder.mkdir(exist_ok=True)  # says so where a file is in the way
    return folder


@contextlib.contextmanager
def only_writer(destination: Path, locks: Path) -> Iterator[None]:
    """Hold a lock on a destination while it is made; a second run for the same file is refused at once.

    Raises OutputError.
    """
    place = destination.parent.resolve() / destination.name  # however it is spelt
    name = hashlib.sha256(os.fsencode(place)).hexdigest()[:32]
    taken = OutputError(
        f"Another narrate is writing “{destination}” right now.", "Wait for it to end, or choose another -o."
    )
    with locked(make_folder(locks, private=True) / f"{name}.lock", taken):
        _discard_parts(destination)
        yield


@contextlib.contextmanager
def locked(path: Path, taken: NarrateError, *, chosen_by: str = OTHER_CACHE) -> Iterator[None]:
    """Hold a lock that ends with the process. Raises `taken` at once where another has it, or OutputError."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    with disk_errors(path.parent, chosen_by):
        try:
            lock.acquire()
        except Timeout as error:  # an OSError too, so it must be told apart first
            raise taken from error
    try:
        yield
    finally:
        lock.release()


def _discard_parts(destination: Path) -> None:
    """Remove what killed runs left of this file: the parts of processes that are no more.

    The lock alone does not tell: a run with another cache folder has another lock.
    """
    beginning = _part_beginning(destination)
    with contextlib.suppress(OSError):
        for path in destination.parent.iterdir():
            owner = path.name.removeprefix(beginning).partition(".")[0]
            ours = path.name.startswith(beginning) and path.name.endswith(PART) and owner.isdecimal()
            if ours and not _is_alive(int(owner)):
                path.unlink()


def _is_alive(process_id: int) -> bool:
    """Whether a process of this number runs. On Windows, where asking could end it, it is taken for alive."""
    if os.name == "nt":
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def discard_stale_parts(folder: Path) -> None:
    """Remove what runs that were killed, more than a day ago, left in a folder that several runs may share."""
    for path in folder.glob(f".*{PART}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_S:
                path.unlink()
