"""The door to strangers' files: a reader runs in a process of its own that has given up all but its memory and time.

    document = confined(read_epub, data, "book.epub", Document)

What comes back is data, not pickles: a reader that was taken over by the file it read can only lie about its text. The
types are checked on arrival. A crash, too much time or too much memory is a SourceError like any other.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from narrate.errors import SourceError

if TYPE_CHECKING:
    from subprocess import Popen

T = TypeVar("T")

TIME_S = 120.0
TIME_S_PER_MB = 20.0
MOST_TIME_S = 1200.0
"""Of the processor, in all: a PDF of 1,000 pages has 5 MB and takes 50 s; a slow machine is four times slower."""

WAIT = 3  # times that time is waited for: the processor may have others to serve

MEMORY_BYTES = 224 << 20
MEMORY_TIMES_SOURCE = 64
MOST_MEMORY_BYTES = 2 << 30
"""What a reader may take, its libraries with it: for a small file never more than 300 MB in all. A packed text grows
tenfold when it is unpacked, and again when it becomes a tree."""

MAX_ANSWER_BYTES = 64 << 20  # the 20 million characters that a text may have, in UTF-8
ENDING_S = 5.0  # from an answer to the end of the process that gave it

RESULT, REFUSAL, FAULT = b"=", b"!", b"?"
OUT_OF_MEMORY = 77  # an exit code that neither Python nor a signal has

BOOT = (
    "import sys; sys.path[:], sys.argv[:] = eval(sys.argv[1]), sys.argv[2:]; "
    "from narrate.doors.confinement import answer; answer(*sys.argv)"
)
CONVERT = "Open it in the program that made it, save it again or as plain text, and narrate that."


def confined(job: Callable[[bytes, str], T], data: bytes, name: str, kind: type[T]) -> T:
    """Run `job(data, name)` in a confined process and give what it returns.

    `job` is a function at the top of its module; `kind` is the class of what it returns: a dataclass of strings,
    numbers, bytes, enums, tuples and other such dataclasses. `name` is how messages call the source. Raises the
    SourceError that the job raised, or one that says how it failed.
    """
    size_mb = len(data) / 1e6
    time_s = min(TIME_S + TIME_S_PER_MB * size_mb, MOST_TIME_S)
    memory_bytes = min(MEMORY_BYTES + MEMORY_TIMES_SOURCE * len(data), MOST_MEMORY_BYTES)
    place = f"{job.__module__}:{job.__qualname__}"
    process = _start(place, f"{kind.__module__}:{kind.__qualname__}", name, memory_bytes, time_s)
    reply = None
    try:
        reply = _exchange(process, data, WAIT * time_s)
    finally:
        code = _end(process, ENDING_S if reply is not None and len(reply) <= MAX_ANSWER_BYTES else 0)
    if reply is None:
        raise SourceError(f"{name} takes too long to read.", CONVERT)
    if len(reply) > MAX_ANSWER_BYTES:
        raise SourceError(f"{name} has more text in it than any book.", "Cut it into smaller files.")
    return _understood(reply, code, name, kind)


def _start(job: str, kind: str, name: str, memory_bytes: int, time_s: float) -> Popen[bytes]:
    """Start the process; isolated (-I) and without `site` (-S), it knows no place but ours to import from."""
    import subprocess

    home = str(Path(__file__).parents[2])
    places = [*(place for place in sys.path if place), home]
    numbers = (str(memory_bytes), str(int(time_s) + 1), str(os.getpid()))
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", BOOT, ascii(places), job, kind, name, *numbers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=True,
    )


def _exchange(process: Popen[bytes], data: bytes, deadline_s: float) -> bytes | None:
    """Send the source, take the answer, but never more than is allowed; None where it does not come in time."""
    from threading import Thread

    replies: list[bytes] = []

    def send() -> None:
        with contextlib.suppress(OSError), process.stdin as pipe:  # type: ignore[union-attr]
            pipe.write(data)

    def take() -> None:
        with contextlib.suppress(OSError), process.stdout as pipe:  # type: ignore[union-attr]
            replies.append(pipe.read(MAX_ANSWER_BYTES + 1))

    Thread(target=send, daemon=True).start()
    taker = Thread(target=take, daemon=True)
    taker.start()
    taker.join(deadline_s)
    return replies[0] if replies else None


def _end(process: Popen[bytes], patience_s: float) -> int:
    """Give the process so long to end by itself, then kill it and what it started; its exit code."""
    import subprocess

    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(patience_s)
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    return process.wait()


def _understood(reply: bytes, code: int, name: str, kind: type[T]) -> T:
    """Make of an answer what it stands for. Raises SourceError."""
    import msgspec

    sign, content = reply[:1], reply[1:]
    try:
        if sign == RESULT and code == 0:
            return msgspec.msgpack.decode(content, type=kind)
        if sign == REFUSAL and code == 0:
            raise SourceError(*_told(content))
    except (ValueError, msgspec.MsgspecError) as error:
        raise SourceError(f"{name} is harmful: its reader gave an answer that is no text.", CONVERT) from error
    raise _failure(sign, content, code, name)


def _told(content: bytes) -> tuple[str, str]:
    """The problem and the remedy in a refusal; by `json`, as names of files may hold halves of characters."""
    told = json.loads(content)
    if not isinstance(told, list) or list(map(type, told)) != [str, str]:
        raise ValueError("no refusal")
    return told[0], told[1]


def _failure(sign: bytes, content: bytes, code: int, name: str) -> SourceError:
    """What to say of a reader that gave no result."""
    if code == OUT_OF_MEMORY:
        return SourceError(f"{name} takes too much memory to read.", CONVERT)
    if code == -getattr(signal, "SIGXCPU", 0) != 0:
        return SourceError(f"{name} takes too long to read.", CONVERT)
    if sign == FAULT:
        failure = SourceError(f"{name} is broken: its reader cannot make sense of it.", CONVERT)
        failure.__cause__ = RuntimeError(content.decode("utf-8", "replace"))
        return failure
    return SourceError(f"{name} is broken: its reader crashed (exit code {code}).", CONVERT)


def answer(job: str, kind: str, name: str, memory_bytes: str, time_s: str, parent: str) -> NoReturn:
    """The whole life of the confined process: read the source, give everything up, do the job, answer."""
    from narrate.doors import limits

    limits.die_with(int(parent))
    with open(os.dup(1), "wb") as pipe, open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # libraries print; nothing of theirs is part of the answer
        data = sys.stdin.buffer.read()
        function, expected = _found(job), _found(kind)
        import msgspec

        limits.give_up(int(memory_bytes), int(time_s))
        try:
            pipe.write(_reply(function, data, name, lambda result: msgspec.msgpack.encode(_checked(result, expected))))
            pipe.flush()
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
    os._exit(0)


def _reply(job: Callable[[bytes, str], T], data: bytes, name: str, encode: Callable[[T], bytes]) -> bytes:
    try:
        return RESULT + encode(job(data, name))
    except SourceError as error:
        return REFUSAL + json.dumps([error.problem, error.remedy]).encode()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever it was, the parent must hear of it
        import traceback

        return FAULT + traceback.format_exc().encode("utf-8", "replace")


def _checked(result: object, kind: type) -> object:
    if not isinstance(result, kind):
        raise TypeError(f"the reader gave {type(result).__name__}, not {kind.__name__}")
    return result


def _found(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
