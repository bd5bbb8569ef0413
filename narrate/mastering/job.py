"""The work of a worker on one section. No file, cache or progress is known here: it could run anywhere."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from narrate.clip import FULL_SCALE, SAMPLE_WIDTH_BYTES, Clip
from narrate.doors.codecs import Encoding, codec_rate
from narrate.doors.metering import weighted_powers
from narrate.doors.packets import packed
from narrate.mastering.joins import Joiner
from narrate.mastering.levels import ENCODER_HEADROOM_DB, Loudness, loudness
from narrate.mastering.limiting import Samples, highest_peak, limited
from narrate.mastering.sections import Section
from narrate.recording import Packets, Reel
from narrate.timeline import Span, Words

TRIES = 4  # of encoding a section so that no peak overshoots; one is enough nearly always
MARGIN_DB = 0.2  # what meters differ by on hiss; so much more than a try was over is taken off for the next


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a section before it is levelled: a span for each utterance from its own start, and its energy.

    `length` is that of all of it, its last pause included; `words` are those of each spoken text, from its span's
    start.
    """

    spans: tuple[Span, ...]
    length: int
    loudness: Loudness
    words: tuple[Words, ...]

    @property
    def sound_end(self) -> int:
        """Where its last sound ends."""
        return max((span.end for span in self.spans if span.length), default=0)


@dataclass(frozen=True, slots=True)
class Finish:
    """What is done with every section of a programme, once its loudness is known; `peak_dbtp` is its highest."""

    gain_db: float
    peak_dbtp: float
    encoding: Encoding


def measure(section: Section, clips: tuple[Clip, ...], sample_rate_hz: int) -> Measured:
    """Join a section, and say what is in it."""
    joiner = joined(section, clips, sample_rate_hz)
    samples = _samples(joiner.segment().raw_data, 0.0)
    return Measured(tuple(joiner.spans), joiner.length, loudness(samples, sample_rate_hz), tuple(joiner.words))


def finish(section: Section, clips: tuple[Clip, ...], sample_rate_hz: int, length: int, how: Finish) -> Reel:
    """Join a section, fill it up to `length` (samples of the codec), level it and encode it; measured as decoded.

    Where the encoder overshoots more than was left for it, the section is limited harder and encoded again.
    """
    heard_hz = codec_rate(how.encoding, sample_rate_hz)
    least = -(-length * sample_rate_hz // heard_hz)
    pcm = joined(section, clips, sample_rate_hz).segment().raw_data.ljust(least * SAMPLE_WIDTH_BYTES, b"\0")
    ceiling_dbtp = how.peak_dbtp - (ENCODER_HEADROOM_DB if how.encoding.joinable else MARGIN_DB)
    for _ in range(TRIES):
        levelled = level(pcm, sample_rate_hz, how.gain_db, ceiling_dbtp)
        if how.encoding.joinable:
            packets, heard = packed(levelled, sample_rate_hz, how.encoding, None if section.ends else length)
        else:
            packets, heard = Packets(levelled), _samples(levelled, 0.0)
        peak = highest_peak(heard)
        over_db = 20 * math.log10(max(peak, 1e-9)) - how.peak_dbtp
        if over_db <= 0:
            break
        ceiling_dbtp -= over_db + MARGIN_DB
    return Reel(0, length, packets, weighted_powers(heard, heard_hz), peak)


def joined(section: Section, clips: tuple[Clip, ...], sample_rate_hz: int) -> Joiner:
    """The passages of a section with their clips and pauses."""
    joiner = Joiner(sample_rate_hz)
    joiner.pause(section.head_ms)
    left = iter(clips)
    for passage in section.passages:
        joiner.passage(passage, next(left) if passage.spoken else None)
    return joiner


def level(pcm: bytes, sample_rate_hz: int, gain_db: float, ceiling_dbtp: float) -> bytes:
    """Apply one gain and hold true peaks under the ceiling. A section starts and ends in silence or a fade."""
    loud = limited(_samples(pcm, gain_db), sample_rate_hz, ceiling_dbtp)
    return np.rint(loud * FULL_SCALE).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()


def _samples(pcm: bytes, gain_db: float) -> Samples:
    """PCM as numbers, full scale 1.0."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(10 ** (gain_db / 20) / FULL_SCALE)


def seconds_to_encode(pcm: bytes, sample_rate_hz: int, encoding: Encoding) -> float:
    """How long a core needs to encode a second of sound, tried on some."""
    if not encoding.joinable:
        return 0.0
    packed(bytes(sample_rate_hz), sample_rate_hz, encoding)  # so that the clock does not count what is loaded once
    start = time.perf_counter()
    packed(pcm, sample_rate_hz, encoding)
    return (time.perf_counter() - start) * sample_rate_hz * SAMPLE_WIDTH_BYTES / max(len(pcm), 1)
