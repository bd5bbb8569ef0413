"""The tone engine: each word is a beep whose length follows from the word. For tests and rehearsals; needs nothing."""

from __future__ import annotations

import math
import re
from array import array
from functools import lru_cache

from narrate.clip import Clip
from narrate.script import Passage
from narrate.timeline import Span, Word, Words
from narrate.voice import ANY_LANGUAGE, Voice

SAMPLE_RATE_HZ = 24_000
SILENCE_MS = 20  # before and after each utterance, as real engines leave some
CHARACTER_MS = 60  # about the pace of speech: 16 characters a second
AMPLITUDE = 8_000  # of 32,767: about -12 dBFS, so that a test can tell gain from clipping
PITCHES_HZ = {"low": 220.0, "high": 440.0}


class ToneEngine:
    """Speaks in beeps: a word of n characters lasts n * CHARACTER_MS / speed, with a short gap after it."""

    name = "tone"
    version = "1"

    def voices(self) -> tuple[Voice, ...]:
        """Two voices, an octave apart."""
        return tuple(
            Voice(name, f"Tone, {name}", ANY_LANGUAGE, self.name, sample_rate_hz=SAMPLE_RATE_HZ, licence="MIT")
            for name in PITCHES_HZ
        )

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """One beep a word."""
        pcm = bytearray()
        spans, words = [], []
        for text in passage.spoken:
            start = len(pcm) // 2
            pcm += _silence(SILENCE_MS)
            beeps = []
            for word in re.finditer(r"\S+", text):
                beep = _beep(round(len(word[0]) * CHARACTER_MS / speed), PITCHES_HZ[voice])
                beeps.append(Word(Span(len(pcm) // 2 - start, len(beep) // 2), *word.span(), exact=True))
                pcm += beep + _silence(SILENCE_MS)
            spans.append(Span(start, len(pcm) // 2 - start))
            words.append(Words.of(beeps))
        return Clip(bytes(pcm), SAMPLE_RATE_HZ, tuple(spans), tuple(words))


def _silence(length_ms: int) -> bytes:
    return bytes(2 * (length_ms * SAMPLE_RATE_HZ // 1000))


@lru_cache(maxsize=256)
def _beep(length_ms: int, pitch_hz: float) -> bytes:
    count = length_ms * SAMPLE_RATE_HZ // 1000
    step = 2 * math.pi * pitch_hz / SAMPLE_RATE_HZ
    return array("h", (round(AMPLITUDE * math.sin(step * n)) for n in range(count))).tobytes()
