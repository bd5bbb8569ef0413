"""The door to the keyboard: keys as they are pressed, and the terminal afterwards as it was before."""

from __future__ import annotations

import contextlib
import os
import select
import time
from types import TracebackType
from typing import Any, Self

ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
NAMES = {" ": "space", "\r": "enter", "\n": "enter"}
ESCAPE_S = 0.05  # an arrow's characters come together; a lone Escape has none after it
TERMINAL = "/dev/tty"


class Keys:
    """The keys of whoever sits at the terminal, though standard input may be a pipe. Use it in a `with` block.

    Where there is no terminal, or none are `wanted`, there are no keys. Ctrl-C interrupts as ever; Ctrl-Z does nothing,
    as it would leave a terminal without an echo.
    """

    def __init__(self, *, wanted: bool = True) -> None:
        self._wanted = wanted
        self._file: int | None = None
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        if os.name == "nt" or not self._wanted:
            return self
        import termios

        with contextlib.suppress(OSError, termios.error):
            self._file = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY)
            self._before = termios.tcgetattr(self._file)
            changed = termios.tcgetattr(self._file)
            changed[3] &= ~(termios.ICANON | termios.ECHO)
            changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
            changed[6][termios.VSUSP] = os.fpathconf(self._file, "PC_VDISABLE").to_bytes(1, "little")
            termios.tcsetattr(self._file, termios.TCSADRAIN, changed)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is None:
            return
        import termios

        with contextlib.suppress(OSError, termios.error):
            if self._before:
                termios.tcsetattr(self._file, termios.TCSAFLUSH, self._before)
        os.close(self._file)
        self._file = None

    def read(self, wait_s: float) -> str:
        """The next key's name or character; empty where none comes in so many seconds."""
        if os.name == "nt" and self._wanted:
            return _read_console(wait_s)
        if self._file is None or not self._before:
            time.sleep(wait_s)
            return ""
        char = self._char(wait_s)
        if char != "\x1b":
            return NAMES.get(char, char)
        if self._char(ESCAPE_S) not in {"[", "O"}:
            return "escape"
        return ARROWS.get(self._char(ESCAPE_S), "")

    def _char(self, wait_s: float) -> str:
        if self._file is None or not select.select([self._file], [], [], wait_s)[0]:
            return ""
        with contextlib.suppress(OSError):  # the terminal is gone: a hang-up follows
            return os.read(self._file, 1).decode("latin-1")
        return ""


def _read_console(wait_s: float) -> str:
    """A key of the Windows console, which has no file to wait for."""
    msvcrt: Any = __import__("msvcrt")
    end = time.monotonic() + wait_s
    while not msvcrt.kbhit():
        if time.monotonic() > end:
            return ""
        time.sleep(0.02)
    char = str(msvcrt.getwch())
    if char in "\x00\xe0":
        return {"H": "up", "P": "down", "M": "right", "K": "left"}.get(msvcrt.getwch(), "")
    return NAMES.get(char, char)
