"""Chapters: their labels, their spans, and the file beside the audio for formats that hold none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from narrate.doors.encoding import Chapter
from narrate.doors.files import disk_errors, write_whole
from narrate.publishing.tags import MAKER, printable
from narrate.timeline import Cue, Mark, Span, Timeline

SUFFIX = ".chapters.json"
OPENING = "Beginning"  # the label of what stands before the first heading, where there is no title either


def labelled(timeline: Timeline, title: str, most: int) -> Timeline:
    """The timeline with a label on every chapter, at most so many; none where the source has no headings."""
    marks = _fitting(timeline.marks, most) if any(mark.title for mark in timeline.marks) else ()
    fallback = printable(title) or OPENING
    return replace(timeline, marks=tuple(replace(mark, title=printable(mark.title) or fallback) for mark in marks))


def spans(timeline: Timeline) -> list[Chapter]:
    """Each chapter with its span: to the start of the next, the last to the end."""
    marks = timeline.marks
    ends = [mark.start for mark in marks[1:]] + [timeline.length]
    return [Chapter(Span(mark.start, end - mark.start), mark.title) for mark, end in zip(marks, ends, strict=False)]


def joined(timelines: Sequence[Timeline], title: str) -> Timeline:
    """One timeline of several programmes, one after the other, each a chapter."""
    marks: list[Mark] = []
    cues: list[Cue] = []
    start = 0
    for one in timelines:
        marks.append(replace(one.marks[0], start=start, title=printable(one.marks[0].title) or printable(title)))
        cues += [replace(cue, span=Span(start + cue.span.start, cue.span.length)) for cue in one.cues]
        start += one.length
    return Timeline(timelines[0].sample_rate_hz, start, tuple(cues), tuple(marks))


def _fitting(marks: tuple[Mark, ...], most: int) -> tuple[Mark, ...]:
    """At most so many marks: the deepest levels go first, then the last ones."""
    while len(marks) > most and len({mark.level for mark in marks}) > 1:
        deepest = max(mark.level for mark in marks)
        marks = tuple(mark for mark in marks if mark.level < deepest)
    return marks[:most]


def beside(path: Path) -> Path:
    """Where the chapters of an audio file lie that cannot hold them."""
    return path.with_name(path.name + SUFFIX)


def are_ours(path: Path) -> bool:
    """Whether narrate wrote a file of chapters."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("encoded_by") == MAKER


def write_beside(path: Path, timeline: Timeline) -> tuple[Path, ...]:
    """Write the chapters of an audio file as JSON Chapters 1.2 (Podcasting 2.0), start times in seconds.

    Where there are none any more, those of an earlier version go. Raises OutputError.
    """
    place = beside(path)
    if not timeline.marks:
        with disk_errors(place):
            place.unlink(missing_ok=True)
        return ()
    write_whole(place, as_json([(timeline.seconds(mark.start), mark.title) for mark in timeline.marks]))
    return (place,)


def as_json(starts: Sequence[tuple[float, str]]) -> bytes:
    """Chapters, each its start in seconds and its title, as JSON Chapters 1.2."""
    chapters = [{"startTime": round(start_s, 3), "title": title} for start_s, title in starts]
    content = {"version": "1.2.0", "encoded_by": MAKER, "chapters": chapters}
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
