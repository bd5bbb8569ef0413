"""The command line in a process of its own that need not start Python: a fork of one that has imported narrate already.

What is run is what `python -m narrate` runs, in a new process with its own arguments, environment, folder and streams;
only the second that the imports take is spent once. Not on Windows, which has no fork.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Self

BOOT = "import sys; sys.path[:] = eval(sys.argv[2]); from warm_narrate import serve; serve(int(sys.argv[1]))"
READ_AT_START = ("PYTHON", "LANG", "LC_")  # variables that only a new interpreter heeds


class WarmNarrate:
    """A process to fork from; it ends when nobody holds its socket any more."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._one_at_a_time = threading.Lock()
        self._environ = dict(os.environ)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", BOOT, str(theirs.fileno()), ascii(sys.path)], pass_fds=[theirs.fileno()]
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        self._process.wait(10)

    def can(self, environ: Mapping[str, str]) -> bool:
        """Whether a fork would be as a new process with these variables."""
        wanted, known = (
            {name: value for name, value in one.items() if name.startswith(READ_AT_START) and name != "PYTHONPATH"}
            for one in (environ, self._environ)
        )
        return wanted == known

    def run(
        self, arguments: Sequence[str], stdin: bytes, timeout_s: float, environ: Mapping[str, str]
    ) -> tuple[int, bytes, bytes]:
        """The exit code, and what was printed on both streams. Raises TimeoutError, and then the process is ended."""
        with self._one_at_a_time, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            reader, writer = os.pipe()
            request = json.dumps([list(arguments), dict(environ), str(Path.cwd())]).encode()
            try:
                socket.send_fds(self._ours, [len(request).to_bytes(4, "big")], [reader, out.fileno(), err.fileno()])
            finally:
                os.close(reader)
            self._ours.sendall(request)
            feeder = threading.Thread(target=_feed, args=(writer, stdin))
            feeder.start()
            code = self._ended(int.from_bytes(_exactly(self._ours, 4), "big"), timeout_s)
            feeder.join()
            return code, _all_of(out), _all_of(err)

    def _ended(self, pid: int, timeout_s: float) -> int:
        self._ours.settimeout(timeout_s)
        try:
            return int.from_bytes(_exactly(self._ours, 4), "big", signed=True)
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            self._ours.settimeout(None)
            _exactly(self._ours, 4)
            raise
        finally:
            self._ours.settimeout(None)


def _feed(pipe: int, content: bytes) -> None:
    with suppress(BrokenPipeError), open(pipe, "wb") as stream:
        stream.write(content)


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _exactly(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        received += connection.recv(count - len(received)) or _gone()
    return received


def _gone() -> bytes:
    raise EOFError("the process to fork from has ended")


def serve(number: int) -> None:
    """Fork for each request, and tell the child's number and its exit code. The child goes on as the command."""
    for module in ("narrate.__main__", "narrate.cli.render", "narrate.narration"):
        import_module(module)
    with socket.socket(fileno=number) as connection:
        while True:
            start, streams, _, _ = socket.recv_fds(connection, 4, 3)
            if not start:
                return
            request = _exactly(connection, int.from_bytes(start, "big"))
            child = os.fork()
            if child == 0:
                break
            for stream in streams:
                os.close(stream)
            connection.sendall(child.to_bytes(4, "big"))
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            with suppress(BrokenPipeError):
                connection.sendall(code.to_bytes(4, "big", signed=True))
    arguments, environ, folder = json.loads(request)
    _become(arguments, environ, folder, streams)


def _become(arguments: list[str], environ: dict[str, str], folder: str, streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = [sys.modules["narrate.__main__"].__file__ or "", *arguments]
    sys.modules["__main__"] = sys.modules["narrate.__main__"]  # workers import what the command was started from
    from narrate.cli import main

    main()
