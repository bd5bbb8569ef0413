"""Chapters apart: their file names, and the playlist that holds them together (extended M3U, in UTF-8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from narrate.doors.files import disk_errors, write_whole
from narrate.edition import Edition
from narrate.publishing.naming import slug
from narrate.publishing.tags import MAKER, printable

SUFFIX = ".m3u8"
HEAD = "#EXTM3U"
MADE_BY = f"#EXTENC:UTF-8\n# made by {MAKER}"


def file_names(titles: Sequence[str], suffix: str) -> list[str]:
    """A name for the file of each chapter: its number, so that they sort, and its title."""
    width = max(2, len(str(len(titles))))
    return [f"{number:0{width}}{_named(title)}{suffix}" for number, title in enumerate(titles, start=1)]


def _named(title: str) -> str:
    return f"-{slug(title)}" if title else ""


def is_ours(path: Path) -> bool:
    """Whether narrate wrote a playlist."""
    return _lines(path)[:3] == [HEAD, *MADE_BY.splitlines()]


def write(path: Path, parts: Sequence[tuple[str, Edition]], ours: Callable[[Path], bool]) -> list[Path]:
    """Write the playlist of titled files; those of narrate's that only an earlier one lists go, and are returned.

    Raises OutputError.
    """
    before = {line for line in _lines(path) if not line.startswith("#") and line == Path(line).name}
    entries = [f"#EXTINF:{one.timeline.duration_s:.3f},{printable(title)}\n{one.path.name}" for title, one in parts]
    write_whole(path, "\n".join([HEAD, MADE_BY, *entries, ""]).encode())
    gone = [path.with_name(name) for name in sorted(before - {one.path.name for _, one in parts})]
    with disk_errors(path):
        gone = [one for one in gone if one.exists() and ours(one)]
        for one in gone:
            one.unlink(missing_ok=True)
    return gone


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
