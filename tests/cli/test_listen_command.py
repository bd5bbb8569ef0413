"""narrate listen as somebody at a terminal has it: a real pseudo-terminal, real keys, a device without sound."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

TEXT = """# Lamps

The lamp was lit at six by nobody whom anybody knew, and it burned on through all of that long night. Nobody came.

The second paragraph is said here, slowly, and with a good many words in it, so that there is time for a key.

# Boats

The boats had gone out, one after the other, and nobody at all was left in the harbour to see them return. So it ends.
"""
OPTIONS = ("--voice", "tone:low", "--device", "none", "--jobs", "1")
PATIENCE_S = 60.0


class Terminal:
    """A command that has a terminal of its own."""

    def __init__(self, *arguments: str | Path, stdin: int | None = None) -> None:
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.text = ""

        def own() -> None:
            os.setsid()
            fcntl.ioctl(1, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [sys.executable, "-m", "narrate", "listen", *map(str, arguments)],
            stdin=self.slave if stdin is None else stdin,
            stdout=self.slave,
            stderr=self.slave,
            env={**os.environ, "TERM": "xterm-256color"},
            preexec_fn=own,  # noqa: PLW1509 - the terminal is to be its own, and it runs no Python of ours yet
        )

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait_for(self, pattern: str) -> str:
        """Read until something has been shown, and forget what was shown before it."""
        end_s = time.monotonic() + PATIENCE_S
        while not (found := re.search(pattern, self.text)):
            assert time.monotonic() < end_s, f"no {pattern!r} in {self.text[-2000:]!r}"
            self._read()
        self.text = self.text[found.end() :]
        return found[0]

    def _read(self) -> None:
        if select.select([self.master], [], [], 0.2)[0]:
            with contextlib.suppress(OSError):
                self.text += re.sub(r"\x1b\[[\d;?]*m", "", os.read(self.master, 65_536).decode("utf-8", "replace"))

    def end(self) -> int:
        """Wait for its end, reading what it still says."""
        end_s = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < end_s
            self._read()
        self._read()
        return self.process.returncode

    @property
    def is_restored(self) -> bool:
        return termios.tcgetattr(self.slave) == self.before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    with contextlib.ExitStack() as stack:

        def start(*arguments: str | Path, **options: int) -> Terminal:
            one = Terminal(*arguments, *OPTIONS, **options)
            stack.callback(one.close)
            return one

        yield start


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "text.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_keys_move_pause_and_quit_and_the_place_is_found_again(terminal: Callable[..., Terminal], source: Path) -> None:
    one = terminal(source)
    one.wait_for(r"listening · sentence \d of 7")
    one.press("n")
    one.wait_for("sentence 5 of 7")
    one.press(" ")
    one.wait_for("paused · sentence 5 of 7")
    one.press("\x1b[C")
    one.wait_for("sentence 6 of 7")
    one.press("\x1b[A\x1b[A")
    one.wait_for("sentence 4 of 7")
    one.press("p")
    one.wait_for("sentence 1 of 7")
    one.press("\x1b[B\x1b[B")
    one.wait_for("sentence 4 of 7")
    one.press("]")
    one.wait_for("speed 1.1")
    one.press("q")
    assert one.end() == 0
    assert one.is_restored

    again = terminal(source)
    again.wait_for("sentence 4 of 7")
    again.process.send_signal(signal.SIGINT)
    assert again.end() == 130
    assert again.is_restored
    assert "Stopped." in again.text

    anew = terminal(source, "--restart")
    anew.wait_for("sentence 1 of 7")
    anew.process.send_signal(signal.SIGTERM)
    assert anew.end() == 143
    assert anew.is_restored


def test_text_from_a_pipe_has_the_keys_of_the_terminal_and_s_saves_it(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    read, write = os.pipe()
    os.write(write, b"# Lamps\n\nIt is lit. It burns on for a while, and then it does not.")
    os.close(write)
    one = terminal("-", "-o", tmp_path / "lamps.wav", stdin=read)
    os.close(read)
    one.wait_for("sentence 1 of 3")
    one.press("s")
    one.wait_for("will be saved")
    one.press("q")
    assert one.end() == 0
    assert one.is_restored
    assert "lamps.wav" in one.text
    assert (tmp_path / "lamps.wav").stat().st_size > 100_000


def test_what_a_text_says_to_the_terminal_is_only_shown(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    source = tmp_path / "hostile.txt"
    source.write_text("Look \x1b]0;owned\x07 and \x1b[2J here, with a few words more to say it by.")
    one = terminal(source)
    one.wait_for("sentence 1 of 1")
    one.press("q")
    shown = one.text
    assert one.end() == 0
    assert "\x1b]0;" not in shown + one.text


def test_without_a_terminal_the_text_is_printed_as_it_is_heard(narrate: Callable, tmp_path: Path) -> None:
    source = tmp_path / "short.txt"
    source.write_text("One is said.\n\nThen two.")
    done = narrate("listen", source, *OPTIONS)
    assert (done.code, done.out, done.err) == (0, "One is said.\n\nThen two.\n", "")


def test_where_miniaudio_has_no_wheel_a_player_of_the_system_plays(narrate: Callable, tmp_path: Path) -> None:
    """The player is a real process on a real pipe, which keeps what it gets; and miniaudio cannot be imported."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "miniaudio.py").write_text("raise ImportError")
    player = tools / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexec cat > {tmp_path}/heard\n')
    player.chmod(0o755)
    source = tmp_path / "short.txt"
    source.write_text("One is said.")
    variables = {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": f"{tools}:{os.environ['PYTHONPATH']}"}
    done = narrate("listen", source, "--voice", "tone:low", "--jobs", "1", **variables)
    assert (done.code, done.err) == (0, "")
    assert "-f S16_LE -c 1 -r 24000" in (tmp_path / "asked").read_text()
    heard = np.frombuffer((tmp_path / "heard").read_bytes(), "<i2")
    sounding = np.flatnonzero(heard)
    assert 0.5 < (sounding[-1] - sounding[0]) / 24_000 < 1.0  # 9 letters and a full stop, of 60 ms each


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clipboard is no program of the path")
def test_the_clipboard_is_a_source(narrate: Callable, tmp_path: Path) -> None:
    """What pyperclip asks on a desktop with X11, here with a desktop of one program."""
    program = tmp_path / "xclip"
    program.write_text("#!/bin/sh\nprintf 'Copied words.'\n")
    program.chmod(0o755)
    variables = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "DISPLAY": ":0", "WAYLAND_DISPLAY": ""}
    done = narrate("listen", "--clipboard", *OPTIONS, **variables)
    assert (done.code, done.out, done.err) == (0, "Copied words.\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "Give a SOURCE or --clipboard."),
        (("a.txt", "--clipboard"), 2, "Give a SOURCE or --clipboard."),
        (("missing.txt",), 3, "There is no file missing.txt."),
        (("-",), 3, "nothing to say"),
        (("--clipboard",), 3, "clipboard"),
    ],
)
def test_what_cannot_be_listened_to_is_told_in_a_sentence(
    narrate: Callable, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = narrate(
        "listen", *arguments, "--device", "none", "--jobs", "1", stdin=b"***", PATH="/nonexistent", DISPLAY=""
    )
    assert done.code == code
    assert message in done.err
    assert "Traceback" not in done.err


def test_without_a_sound_device_it_says_so_and_what_to_do(narrate: Callable, tmp_path: Path) -> None:
    source = tmp_path / "short.txt"
    source.write_text("One is said.")
    (tmp_path / "miniaudio.py").write_text("raise ImportError")
    path = {"PATH": str(tmp_path), "PYTHONPATH": f"{tmp_path}:{os.environ['PYTHONPATH']}"}
    done = narrate("listen", source, "--voice", "tone:low", "--jobs", "1", **path)
    assert done.code == 5
    assert "There is nothing here that plays sound." in done.err
    assert "pip install miniaudio" in done.err
