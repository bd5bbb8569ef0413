"""What lies beside an audio file must end with it: captions, lyrics, chapters, whoever made them."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from narrate.checking import check
from narrate.errors import SourceError

VTT = "WEBVTT\n\n00:00.000 --> 00:01.500\nOne\n\n00:01.500 --> {end}\nTwo\n"
SRT = "1\n00:00:00,000 --> 00:00:01,500\nOne\n\n2\n00:00:01,500 --> {end}\nTwo\n"


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Three seconds of silence."""
    path = tmp_path / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(2 * 8_000 * 3))
    return path


def ends(path: Path, *captions: Path) -> list[tuple[str, bool | None]]:
    lines = check(path, "none", captions).lines
    return [(line.name, line.passed) for line in lines if line.name.startswith("end of")]


@pytest.mark.parametrize(
    ("name", "content", "fits"),
    [
        ("talk.vtt", VTT.format(end="00:03.000"), True),
        ("talk.vtt", VTT.format(end="00:00:03.040"), True),
        ("talk.vtt", VTT.format(end="00:03.500"), False),
        ("talk.wav.vtt", VTT.format(end="01:00:00.000"), False),
        ("talk.srt", SRT.format(end="00:00:02,999"), True),
        ("talk.srt", SRT.format(end="00:00:03,900"), False),
        ("talk.lrc", "[00:00.00]One\n[00:02.90]Two\n", True),
        ("talk.lrc", "[ti:Talk]\n[00:00.00]One\n[00:09.00]Two\n", False),
        ("talk.wav.chapters.json", json.dumps({"chapters": [{"startTime": 0}, {"startTime": 2.5}]}), True),
        ("talk.wav.chapters.json", json.dumps({"chapters": [{"startTime": 3.5}]}), False),
        ("talk.vtt", "﻿WEBVTT\n", True),
    ],
)
def test_a_companion_beside_the_file_must_not_outlast_it(talk: Path, name: str, content: str, fits: bool) -> None:
    talk.with_name(name).write_text(content, encoding="utf-8")
    assert ends(talk) == [(f"end of {name}", fits)]


def test_captions_elsewhere_can_be_named(talk: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.srt"
    other.write_text(SRT.format(end="00:00:05,000"))
    assert ends(talk) == []
    assert ends(talk, other) == [("end of other.srt", False)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.vtt", b"\xff\xfe\x00\xd8"),
        ("talk.wav.chapters.json", b"{"),
        ("talk.wav.chapters.json", b'{"chapters": [3]}'),
        ("talk.wav.chapters.json", b"[" * 100_000),
    ],
)
def test_a_companion_that_cannot_be_read_is_an_error_in_words(talk: Path, name: str, content: bytes) -> None:
    talk.with_name(name).write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read"):
        check(talk, "none")


def test_the_command_says_it_in_its_table(narrate, talk: Path) -> None:
    talk.with_name("talk.vtt").write_text(VTT.format(end="00:09.000"))
    done = narrate("check", talk, "--standard", "none")
    assert done.code == 1
    assert "FAILS  end of talk.vtt" in done.out
