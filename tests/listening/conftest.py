"""A listener whose device is a test: it takes sound as fast as it is there, and keeps it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from narrate.doors.playing import Pull
from narrate.errors import OutputError
from narrate.listening import Listening, bookmark
from narrate.listening.crew import Workers
from narrate.narration import prepare, rehearse
from narrate.script import Script
from narrate.settings import Settings
from narrate.speaking import VoiceAtWork

CHUNK = 1_000
PATIENCE_S = 60.0


@dataclass
class Device:
    """Plays nothing, keeps everything. `gone` has it be lost."""

    name: str = "a test"
    latency_s: float = 0.0
    gone: bool = False
    heard: bytearray = field(default_factory=bytearray)
    pull: Pull | None = None
    closed: bool = False

    def start(self, pull: Pull) -> None:
        self.pull = pull

    def check(self) -> None:
        if self.gone:
            raise OutputError("The sound device is gone.")

    def close(self) -> None:
        self.closed = True

    def play(self, listening: Listening, until: Callable[[], bool] = lambda: False) -> bytes:
        """Take what there is to hear, to the end or until something is so; wait where it is not there yet."""
        start, end_s = len(self.heard), time.monotonic() + PATIENCE_S
        while listening.check() and not until():
            assert time.monotonic() < end_s, "nothing comes"
            deck, lines = listening.deck, len(listening.score.lines)
            if all(line in deck.pieces for line in range(deck.line, min(deck.line + 2, lines))):
                self.heard += self.pull(CHUNK)
            else:
                time.sleep(0.005)
        return bytes(self.heard[start:])


@dataclass
class Listener:
    """Somebody who listens to a text."""

    listening: Listening
    device: Device
    notes: list[str]
    script: Script
    speaker: VoiceAtWork

    def play(self, until: Callable[[], bool] = lambda: False) -> bytes:
        return self.device.play(self.listening, until)

    def play_to(self, line: int) -> bytes:
        """Play until a line has begun."""
        return self.play(lambda: self.listening.now.line >= line)


@pytest.fixture(scope="module")
def crew() -> Iterator[Workers]:
    """Those of all tests of a module."""
    with Workers(2) as crew:
        yield crew


@pytest.fixture
def listener(tmp_path: Path, crew: Workers) -> Iterator[Callable[..., Listener]]:
    """Listen to a text: `listener("# One\\n\\nTwo.", voice="tone:low")`, again and again with the same cache."""
    with ExitStack() as stack:

        def listen(text: str, *, enter: bool = True, **changed: object) -> Listener:
            source = tmp_path / "text.md"
            source.write_text(text, encoding="utf-8")
            settings = Settings(**{"voice": "tone:low", "cache_dir": tmp_path / "cache", "jobs": 2, **changed})
            voice, script = rehearse(prepare(source, settings), settings)
            device, notes = Device(), []
            mark = bookmark(settings, str(source))
            listening = Listening(script, voice, settings, crew, lambda _: device, mark, notes.append)
            if enter:
                stack.enter_context(listening)
            return Listener(listening, device, notes, script, VoiceAtWork(voice, settings, crew, script))

        yield listen
