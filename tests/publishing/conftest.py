"""A small programme to publish: half a second of silence, five of tone with the rhythm of speech, half a second of silence."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from narrate.document import Chapter, Document, Paragraph
from narrate.doors.codecs import codec_rate
from narrate.doors.metering import weighted_powers
from narrate.doors.packets import grid, packed
from narrate.edition import Edition
from narrate.mastering.limiting import highest_peak
from narrate.programme import Programme
from narrate.publishing import FORMATS, claim, publish
from narrate.publishing.formats import Format
from narrate.recording import Packets, Recording, Reel
from narrate.scripting import write_script
from narrate.settings import Settings
from narrate.timeline import Cue, Mark, Span, Timeline, Word
from narrate.voice import Voice

RATE_HZ = 24_000
VOICE = Voice("low", "Low Tone", "en", "tone")


def programme(rate_hz: int = RATE_HZ, seconds: float = 5.0) -> bytes:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = np.sin(2 * np.pi * 440 * time_s) * np.sin(2 * np.pi * time_s) ** 2 * 0.3
    return bytes(rate_hz) + np.rint(wave * 32_767).astype("<i2").tobytes() + bytes(rate_hz)


@pytest.fixture
def base(tmp_path: Path) -> Settings:
    """Settings that keep their locks in the test's own folder."""
    return Settings(cache_dir=tmp_path / "cache")


def reel(pcm: bytes, rate_hz: int, chosen: Format, length: int | None) -> Reel:
    """Some PCM as mastering hands it on: encoded, and measured as decoded; `length` is None for the last."""
    file_hz = codec_rate(chosen.encoding, rate_hz)
    if chosen.encoding.joinable:
        packets, heard = packed(pcm, rate_hz, chosen.encoding, length)
    else:
        packets, heard = Packets(pcm), np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768
    samples = len(pcm) // 2 * file_hz // rate_hz
    return Reel(0, length or samples, packets, weighted_powers(heard, file_hz), highest_peak(heard))


@pytest.fixture
def recording() -> Callable[..., Recording]:
    """A recording with chapters at these samples, in two reels that meet in the silence at its beginning."""

    def make(*marks: Mark, rate_hz: int = RATE_HZ, seconds: float = 5.0, chosen: Format = FORMATS["wav"]) -> Recording:
        pcm, file_hz = programme(rate_hz, seconds), codec_rate(chosen.encoding, rate_hz)
        frame = Fraction(max(grid(chosen.encoding, rate_hz).frame_size, 1) * rate_hz, file_hz)
        seam = int(rate_hz // 2 // frame.numerator) * frame.numerator  # whole frames, and whole samples before them
        parts = [(pcm[: 2 * seam], 0, seam * file_hz // rate_hz)] * bool(seam)
        parts += [(pcm[2 * seam :], seam * file_hz // rate_hz, None)]
        reels = (replace(reel(part, rate_hz, chosen, length), start=start) for part, start, length in parts)
        there = tuple(replace(mark, start=round(mark.start * file_hz / rate_hz)) for mark in marks)
        return Recording(Timeline(file_hz, round(len(pcm) // 2 * file_hz / rate_hz), (), there), reels)

    return make


@pytest.fixture
def published(tmp_path: Path, base: Settings, recording: Callable[..., Recording]) -> Callable[..., Edition]:
    """Publish the programme as `tmp_path/out/book.<format>`."""

    def run(
        name: str,
        *marks: Mark,
        settings: Settings = base,
        document: Document | None = None,
        rate_hz: int = RATE_HZ,
        seconds: float = 5.0,
        voice: Voice = VOICE,
        change: Callable[[Recording], Recording] = lambda one: one,
    ) -> Edition:
        settings = replace(settings, cache_dir=tmp_path / "cache")
        with claim(tmp_path / "out" / f"book.{name}", "book", settings) as target:
            made = change(recording(*marks, rate_hz=rate_hz, seconds=seconds, chosen=target.format))
            return publish([made], document or Document(()), voice, target, settings)

    return run


@pytest.fixture
def png(tmp_path: Path) -> Path:
    """A picture of 3 by 2 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + bytes([200, 30, 30]) * 3 for _ in range(2)))
    picture = chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    path = tmp_path / "cover.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + picture)
    return path


@pytest.fixture
def spoken(tmp_path: Path) -> Callable[..., Programme]:
    """A programme of these paragraphs, said at 20 characters a second, with or without the times of words."""

    def make(*paragraphs: str, words: bool = False, marks: tuple[Mark, ...] = (), **given: object) -> Programme:
        document = Document((Chapter("", tuple(map(Paragraph, paragraphs))),), "A Title", "A. Writer", language="en")
        script = write_script(document, language="en", limit_chars=500)
        cues, place = [], RATE_HZ // 2
        for passage in script.passages:
            for one in passage.utterances:
                length = len(one.spoken) * RATE_HZ // 20
                known = timed(one.written, place, length) if words else ()
                cues.append(Cue(Span(place, length), one.written, passage.number, passage.paragraph, one.start, known))
                place += length + one.pause_ms * RATE_HZ // 1000
        labels = {"title": "A Title", "album": "A Title", "artist": "A. Writer", "composer": "Low Tone (tone)"}
        timeline = Timeline(RATE_HZ, place + RATE_HZ // 2, tuple(cues), marks)
        return Programme(document, timeline, labels, tmp_path / "book.mp3", None, "en", Settings(**given), "mp3")

    return make


def timed(written: str, start: int, length: int) -> tuple[Word, ...]:
    """Every word twice as slow as the one before it, as no count of characters would guess."""
    found = list(re.finditer(r"\w+", written))
    whole = 2 ** len(found) - 1
    return tuple(
        Word(
            Span(start + length * (2**number - 1) // whole, length * 2**number // whole), word.start(), word.end(), True
        )
        for number, word in enumerate(found)
    )
