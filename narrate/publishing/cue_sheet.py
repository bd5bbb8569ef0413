"""Chapters as a cue sheet (CDRWIN's format), which players split a file by and burners read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from narrate.programme import Programme
from narrate.publishing.audiobook_manifest import files
from narrate.publishing.chapters import fitting
from narrate.publishing.makers_mark import MADE_BY

FRAMES = 75  # in a second: those of a CD
MOST_TRACKS = 99
KINDS = {".mp3": "MP3"}  # all others are called WAVE, as every writer of cue sheets does


def write(programme: Programme, path: Path) -> None:
    """A track for each chapter, its start rounded down to a frame; the deepest ones go where a sheet has no room."""
    path.write_text("\n".join([*_lines(programme), ""]), encoding="utf-8", newline="\n")


def _lines(programme: Programme) -> Iterator[str]:
    labels = programme.labels
    yield f'REM COMMENT "{MADE_BY}"'
    for name, key in (("REM GENRE", "genre"), ("REM DATE", "date"), ("PERFORMER", "artist")):
        if labels.get(key):
            yield f"{name} {_quoted(labels[key])}"
    yield f"TITLE {_quoted(labels.get('album') or labels['title'])}"
    number = 0
    for part in files(programme)[:MOST_TRACKS]:
        yield f"FILE {_quoted(part.audio.name)} {KINDS.get(part.audio.suffix.lower(), 'WAVE')}"
        for start, title in _tracks(part):
            number += 1
            yield f"  TRACK {number:02} AUDIO"
            yield f"    TITLE {_quoted(title)}"
            yield f"    INDEX 01 {_frames(start, part.timeline.sample_rate_hz)}"


def _tracks(part: Programme) -> list[tuple[int, str]]:
    """Where tracks begin, the first with the file: what stands before the first chapter belongs to it."""
    marks = fitting(part.chapters, MOST_TRACKS)
    return [(mark.start if number else 0, mark.title) for number, mark in enumerate(marks)]


def _frames(samples: int, rate_hz: int) -> str:
    seconds, rest = divmod(samples, rate_hz)
    return f"{seconds // 60:02}:{seconds % 60:02}:{rest * FRAMES // rate_hz:02}"


def _quoted(text: str) -> str:
    """A text in quotes, which nothing can escape inside of them."""
    return '"' + text.replace('"', "'") + '"'
