"""How clips become a section: trimmed to their speech, faded, joined in one linear pass with exact pauses.

Conventions: PCM is signed 16-bit mono. A pause of n ms is round(n * rate / 1000) samples of digital silence.
"""

from __future__ import annotations

import os
import warnings
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip
from narrate.script import Passage
from narrate.timeline import Span, Words

if TYPE_CHECKING:
    from pydub import AudioSegment

FLOOR_DB = -50.0  # below its own peak by this much, a clip is not yet (or no longer) speech
ONSET_MS = 8.0  # kept before the first loud sample: a plosive starts quietly
RELEASE_MS = 40.0  # kept after the last: the end of a fricative or a vowel dies away slowly
FADE_MS = 4.0  # at both ends, so that no join clicks; shorter than ONSET_MS, so that no consonant is softened

Samples = NDArray[np.int16]


class Joiner:
    """Builds one section: give it passages in order, then take `segment`.

    `spans` are those of the utterances from the section's start, `words` what each says, from its span's own start, and
    `length` its own so far, in samples.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self.spans: list[Span] = []
        self.words: list[Words] = []
        self.sample_rate_hz = sample_rate_hz
        self.length = 0
        self._parts: list[bytes] = []

    def pause(self, length_ms: int) -> None:
        """Add silence."""
        self._add(silence(length_ms, self.sample_rate_hz))

    def passage(self, passage: Passage, clip: Clip | None) -> None:
        """Add a passage's utterances, each with its span and its pause. An utterance without sound has an empty one."""
        said = iter(zip(clip.utterances, clip.words or repeat(Words()), strict=False) if clip else ())
        for utterance in passage.utterances:
            start, words = self.length, Words()
            if clip is not None and utterance.spoken:
                words = self._speak(clip, *next(said))
            self.spans.append(Span(start, self.length - start))
            self.words.append(words)
            self.pause(utterance.pause_ms)

    def _speak(self, clip: Clip, span: Span, words: Words) -> Words:
        """Add an utterance without the silence around it; its words, from where it now begins."""
        pcm, kept = trimmed(clip.slice(span), self.sample_rate_hz)
        self._add(pcm)
        return words.moved(lambda place: min(max(place - kept.start, 0), kept.length))

    def segment(self) -> AudioSegment:
        """The section as one pydub segment. pydub's own `+=` copies all that came before at every step."""
        os.environ.setdefault("PATH", os.defpath)  # pydub fails to import without one
        with warnings.catch_warnings():
            # pydub looks for an ffmpeg binary, which narrate does not need, and has old-style escapes in its source.
            warnings.simplefilter("ignore")
            from pydub import AudioSegment
        return AudioSegment(
            data=b"".join(self._parts), sample_width=SAMPLE_WIDTH_BYTES, frame_rate=self.sample_rate_hz, channels=1
        )

    def _add(self, pcm: bytes) -> None:
        self._parts.append(pcm)
        self.length += len(pcm) // SAMPLE_WIDTH_BYTES


def silence(length_ms: int, sample_rate_hz: int) -> bytes:
    """Digital silence, to the nearest sample."""
    return bytes(SAMPLE_WIDTH_BYTES * round(length_ms * sample_rate_hz / 1000))


def trimmed(pcm: bytes, sample_rate_hz: int) -> tuple[bytes, Span]:
    """An utterance from just before its first sound to just after its last, faded at both ends; empty if silent.

    And which part of it that is.
    """
    samples = np.frombuffer(pcm, "<i2")
    span = speech_span(samples, sample_rate_hz)
    return faded(samples[span.start : span.end], sample_rate_hz).tobytes(), span


def speech_span(samples: Samples, sample_rate_hz: int) -> Span:
    """Where in an utterance its speech lies, with the margins kept around it."""
    peak = max(int(samples.max(initial=0)), -int(samples.min(initial=0)))
    floor = int(peak * 10 ** (FLOOR_DB / 20))
    heard = (samples > floor) | (samples < -floor)
    if peak <= 1 or not len(heard):
        return Span(0, 0)
    first, last = int(heard.argmax()), len(heard) - 1 - int(heard[::-1].argmax())
    start = max(0, first - round(ONSET_MS * sample_rate_hz / 1000))
    end = min(len(samples), last + 1 + round(RELEASE_MS * sample_rate_hz / 1000))
    return Span(start, end - start)


def faded(samples: Samples, sample_rate_hz: int) -> Samples:
    """The same samples with a raised-cosine fade at both ends."""
    length = min(round(FADE_MS * sample_rate_hz / 1000), len(samples) // 2)
    ramp = (1 - np.cos(np.pi * (np.arange(length) + 0.5) / max(length, 1))) / 2
    out = samples.copy()
    out[:length] = np.rint(samples[:length] * ramp)
    out[len(out) - length :] = np.rint(samples[len(out) - length :] * ramp[::-1])
    return out
