"""What lies beside an audio file and must fit its length: captions, lyrics and chapters, whoever made them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from narrate.errors import SourceError
from narrate.survey import Line

TOLERANCE_S = 0.05  # a caption may outlast the sound by a frame of video
CUE_END = re.compile(r"-->\s*((?:\d+:)?\d+:\d+[.,]\d+)")  # WebVTT and SubRip
LYRIC = re.compile(r"^\[(\d+:\d+(?:\.\d+)?)\]", re.MULTILINE)
SUFFIXES = (".vtt", ".srt", ".lrc", ".chapters.vtt", ".chapters.json")


def beside(audio: Path) -> list[Path]:
    """The companions that lie beside an audio file: of its name, with another suffix or one more."""
    names = [name + suffix for suffix in SUFFIXES for name in (audio.stem, audio.name)]
    return [path for path in map(audio.with_name, dict.fromkeys(names)) if path.is_file()]


def lines(paths: list[Path], duration_s: float) -> Iterator[Line]:
    """For each companion whether it ends with the sound. Raises SourceError where one cannot be read."""
    for path in paths:
        last_s = max(_times_s(path), default=0.0)
        limit = f"at most {duration_s:.2f} s"
        yield Line(f"end of {path.name}", f"{last_s:.2f} s", limit, last_s <= duration_s + TOLERANCE_S)


def _times_s(path: Path) -> list[float]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".json":
            return [float(chapter["startTime"]) for chapter in json.loads(text)["chapters"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"“{path}” cannot be read: {reason}.", "Mend it, or name another with --captions.") from error
    return [_seconds(found) for found in (LYRIC if path.suffix == ".lrc" else CUE_END).findall(text)]


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = 60 * seconds + float(part)
    return seconds
