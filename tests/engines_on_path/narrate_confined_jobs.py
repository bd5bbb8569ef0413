"""Readers that do what a reader should not, or that were taken over by the file they read."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from narrate.document import Chapter, Document, Paragraph
from narrate.errors import SourceError


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Leaf:
    text: str
    colour: Colour = Colour.RED
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: tuple[Leaf, ...]
    picture: bytes | None = None
    note: str = ""


def said(note: object) -> Tree:
    return Tree((), note=str(note))


def whoever_reads(data: bytes, name: str) -> Document:
    return Document((Chapter("", (Paragraph(f"{name} is read by {os.getpid()}, {data.decode()}."),)),), language="en")


def echo(data: bytes, name: str) -> Tree:
    return Tree((Leaf(name), Leaf("naïve 🎉", number=-3)), picture=data, note="two\nlines")


def refuse(data: bytes, name: str) -> Tree:
    raise SourceError(f"{name} has no words.", "Give “another”.")


def fail(data: bytes, name: str) -> Tree:
    raise IndexError("out of cheese")


def recurse(data: bytes, name: str) -> Tree:
    return recurse(data, name)


def print_much(data: bytes, name: str) -> Tree:
    print("a library says hello" * 100_000)  # noqa: T201
    os.write(1, b"and so does one in C" * 10_000)
    return said("quiet")


def hang(data: bytes, name: str) -> Tree:
    Path(f"/proc/{os.getpid()}/stat").read_text()
    time.sleep(3600)
    return said("")


def spin(data: bytes, name: str) -> Tree:
    while True:
        pass


def crash(data: bytes, name: str) -> Tree:
    os.abort()


def leave(data: bytes, name: str) -> Tree:
    os._exit(0)


def fill_memory(data: bytes, name: str) -> Tree:
    return said(len([bytearray(1 << 20) for _ in range(4096)]))


def answer_endlessly(data: bytes, name: str) -> Tree:
    while True:
        os.write(the_pipe(), bytes(1 << 16))


def answer_with_another_noun(data: bytes, name: str) -> Tree:
    os.write(the_pipe(), b"=\x81\xa6leaves\x07")
    os._exit(0)


def return_another_noun(data: bytes, name: str) -> Leaf:
    return Leaf("not a tree")


def the_pipe() -> int:
    """The descriptor that the answer goes through: code that has taken a process over would find it."""
    descriptors = {
        int(path.name): str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()
    }
    return max(number for number, target in descriptors.items() if number > 2 and target.startswith("pipe:"))


def attempted(deed: Callable[[], object]) -> Tree:
    try:
        return said(f"did it: {deed()}")
    except OSError as error:
        return said(type(error).__name__)


def write_file(data: bytes, name: str) -> Tree:
    return attempted(lambda: Path(name).write_bytes(data))


def remove_file(data: bytes, name: str) -> Tree:
    return attempted(Path(name).unlink)


def start_program(data: bytes, name: str) -> Tree:
    return attempted(lambda: subprocess.run(["/bin/true"], check=False))


def open_socket(data: bytes, name: str) -> Tree:
    return attempted(lambda: socket.create_connection(("127.0.0.1", int(name))))


def native(data: bytes, name: str) -> Tree:
    """What code in C may do: make a file, change one, remove one, run a program, make a socket; -1 where it may not."""
    path = name.encode()
    c = ctypes.CDLL(None)
    created = c.open(path + b".new", os.O_CREAT | os.O_WRONLY, 0o600)
    changed = c.open(path, os.O_WRONLY)
    removed = c.unlink(path)
    renamed = c.rename(path, path + b".new")
    made = c.mkdir(path + b".folder", 0o700)
    executed = c.execl(b"/bin/true", b"true", None)
    sockets = [c.socket(family, kind, 0) for family in (1, 2, 10) for kind in (1, 2)]
    return said([created, changed, removed, renamed, made, executed, *sockets])


def read_file(data: bytes, name: str) -> Tree:
    return said(Path(name).read_text())
