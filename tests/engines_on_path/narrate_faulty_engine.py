"""A third-party engine, found through its entry point, that fails in whatever way its text asks for."""

from __future__ import annotations

import os
import time
from pathlib import Path

from narrate.clip import Clip
from narrate.script import Passage
from narrate.speaking.engines.tone import ToneEngine
from narrate.timeline import Span
from narrate.voice import Voice


class FaultyEngine(ToneEngine):
    """Speaks in tones, but for texts with a word in capitals. `FAULT_LOG` names a file that counts what was spoken."""

    name = "faulty"
    version = "1"

    def voices(self) -> tuple[Voice, ...]:
        """One voice."""
        return (Voice(id="broken", name="Broken", language="mul", engine=self.name, sample_rate_hz=24_000),)

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """Fail as the text says, else speak."""
        words = set(" ".join(passage.spoken).replace(".", "").upper().split())  # words in capitals are said as words
        first = _count(passage)
        if "HANG" in words or ("HANGONCE" in words and first):
            time.sleep(3600)
        if "CRASH" in words or ("CRASHONCE" in words and first):
            os.abort()
        if "EXIT" in words:
            os._exit(1)
        if "RAISE" in words:
            raise ValueError("out of cheese")
        if "EMPTY" in words:
            return Clip(b"", 24_000, tuple(Span(0, 0) for _ in passage.spoken))
        if "ENDLESS" in words:
            return Clip(bytes(2 * 24_000 * 600), 24_000, (Span(0, 24_000 * 600),))
        if "SLOW" in words:
            time.sleep(1)
        return super().speak(passage, "low", speed)


def _count(passage: Passage) -> bool:
    """Note a passage in the log; True the first time."""
    log = Path(os.environ["FAULT_LOG"])
    text = " ".join(passage.spoken)
    before = log.read_text() if log.exists() else ""
    with log.open("a") as file:
        file.write(f"{text}\n")
    return f"{text}\n" not in before
