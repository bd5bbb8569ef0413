"""A clip as pieces to play: each line trimmed, levelled and followed by its pause, as a render joins them."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from narrate.clip import FULL_SCALE, Clip
from narrate.delivery import PODCAST
from narrate.doors.metering import loudness_lufs, weighted_powers
from narrate.listening.lines import Line
from narrate.mastering.joins import silence, trimmed
from narrate.mastering.limiting import Samples, limited
from narrate.timeline import Span, Words
from narrate.wording import told

SURE_S = 10.0  # so much speech tells how loud a voice is
HIGHEST_GAIN_DB = 30.0
UNTOLD = Words()


@dataclass(frozen=True, slots=True)
class Piece:
    """The sound of one line at a speed, with the pause after it; `words` are those of what is written, from its start.

    `fault` says why there is no sound.
    """

    pcm: bytes
    speed: float
    words: Words = UNTOLD
    fault: str = ""


class Leveller:
    """One gain for all that is heard, from the first SURE_S of speech; no peak passes the standard's ceiling.

    Until so much was heard the gain follows what was. For several threads.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self.gain_db = 0.0
        self._rate_hz = sample_rate_hz
        self._powers = np.empty(0, np.float32)
        self._measured_s = 0.0
        self._lock = threading.Lock()

    def level(self, pcm: bytes) -> bytes:
        """The same sound, as loud as all of it is to be."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
        with self._lock:
            if self._measured_s < SURE_S and len(samples):
                self._measure(samples)
            gain = np.float32(10 ** (self.gain_db / 20))
        loud = limited(samples * gain, self._rate_hz, PODCAST.ceiling_dbtp) * FULL_SCALE
        whole: bytes = np.rint(loud).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
        return whole

    def _measure(self, samples: Samples) -> None:
        self._powers = np.concatenate([self._powers, weighted_powers(samples, self._rate_hz)])
        self._measured_s += len(samples) / self._rate_hz
        off_db = (PODCAST.loudness_lufs or 0.0) - loudness_lufs(self._powers)
        if math.isfinite(off_db):
            self.gain_db = min(off_db, HIGHEST_GAIN_DB)


def pieces(clip: Clip, lines: Sequence[Line], speed: float, leveller: Leveller) -> list[Piece]:
    """The pieces of a clip of some lines of one passage, in order."""
    return [
        _piece(clip, line, place, speed, leveller)
        for place, line in zip(zip(clip.utterances, clip.words or repeat(Words()), strict=False), lines, strict=True)
    ]


def _piece(clip: Clip, line: Line, place: tuple[Span, Words], speed: float, leveller: Leveller) -> Piece:
    span, heard = place
    pcm, kept = trimmed(clip.slice(span), clip.sample_rate_hz)
    words = heard.moved(lambda sample: min(max(sample - kept.start, 0), kept.length))
    said = told(line.utterance.written, line.utterance.spoken, words) if len(words) else words
    return Piece(leveller.level(pcm) + silence(line.pause_ms, clip.sample_rate_hz), speed, said)
