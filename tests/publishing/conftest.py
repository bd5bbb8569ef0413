"""A small programme to publish: half a second of silence, five of tone with the rhythm of speech, half a second of silence."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.document import Document
from narrate.edition import Edition
from narrate.progress import Progress, silent
from narrate.publishing import claim, publish
from narrate.recording import Recording
from narrate.settings import Settings
from narrate.timeline import Mark, Timeline
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


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., Recording]:
    """A recording with chapters at these samples."""

    def make(*marks: Mark, rate_hz: int = RATE_HZ, seconds: float = 5.0) -> Recording:
        pcm = programme(rate_hz, seconds)
        half = len(pcm) // 4 * 2
        sections = tmp_path / "one.pcm", tmp_path / "two.pcm"
        for path, part in zip(sections, (pcm[:half], pcm[half:]), strict=True):
            path.write_bytes(part)
        return Recording(sections, Timeline(rate_hz, len(pcm) // 2, (), marks))

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
        progress: Progress = silent,
    ) -> Edition:
        settings = replace(settings, cache_dir=tmp_path / "cache")
        with claim(tmp_path / "out" / f"book.{name}", "book", settings) as target:
            made = recording(*marks, rate_hz=rate_hz, seconds=seconds)
            return publish(made, document or Document(()), voice, target, settings, progress)

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
