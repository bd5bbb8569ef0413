"""Which stretch of which audio file belongs to which cue.

A cue has the sound from its own start to the start of the next: its pause is its own, the first has the silence before
it, and the last that of the end. So the clips are the whole of the sound, none of it twice, and a reader that plays one
after the other plays the audio file. Times are whole milliseconds of their file, each rounded once: what one clip ends
with, the next begins with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from narrate.programme import Programme
from narrate.timeline import Cue, Timeline, Word

SUFFIXES = {"mp3": "mp3", "m4b": "m4a"}


@dataclass(frozen=True, slots=True)
class Track:
    """An audio file, its name in the book, and where it is in the programme, in samples."""

    audio: Path
    name: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a track, from `start_ms` to `end_ms`: a word's, or a cue's with the clips of its words."""

    track: Track
    start_ms: int
    end_ms: int
    words: tuple[tuple[Word, Clip], ...] = ()


def tracks(programme: Programme, folder: str) -> list[Track]:
    """The audio files of a programme, in order, and the folder of the book that they go into."""
    files = programme.parts or (programme,)
    starts = accumulate((one.timeline.length for one in files), initial=0)
    suffix = SUFFIXES[programme.format]
    return [
        Track(one.audio, f"{folder}/{number:03}.{suffix}", start, one.timeline.length)
        for number, (one, start) in enumerate(zip(files, starts, strict=False), start=1)
    ]


def clips(timeline: Timeline, files: list[Track], *, by_word: bool) -> dict[int, Clip]:
    """The clip of every cue that sounds, by its number in the timeline."""
    found: dict[int, Clip] = {}
    for track, cues in _by_track(timeline, files):
        for (number, cue), (start, end) in zip(cues, pairwise(_bounds(track, [cue for _, cue in cues])), strict=True):
            words = tuple(_words(timeline, track, cue, start, end)) if by_word else ()
            found[number] = Clip(track, _ms(timeline, track, start), _ms(timeline, track, end), words)
    return found


def _by_track(timeline: Timeline, files: list[Track]) -> Iterator[tuple[Track, list[tuple[int, Cue]]]]:
    starts = [track.start for track in files]
    own: list[list[tuple[int, Cue]]] = [[] for _ in files]
    for number, cue in enumerate(timeline.cues):
        if cue.span.length:
            own[bisect_right(starts, cue.span.start) - 1].append((number, cue))
    return zip(files, own, strict=True)


def _bounds(track: Track, cues: list[Cue]) -> list[int]:
    """Where the clips of a track meet, in samples of the programme, and its two ends."""
    return [track.start, *(cue.span.start for cue in cues[1:]), track.start + track.length] if cues else []


def _words(timeline: Timeline, track: Track, cue: Cue, start: int, end: int) -> Iterator[tuple[Word, Clip]]:
    """The clips of a cue's words, which are the whole of its own."""
    words = [word for word in cue.words if word.span.length]
    bounds = [start, *(word.span.start for word in words[1:]), end]
    for word, (first, last) in zip(words, pairwise(bounds), strict=False):
        yield word, Clip(track, _ms(timeline, track, first), _ms(timeline, track, last))


def _ms(timeline: Timeline, track: Track, samples: int) -> int:
    return round(1000 * timeline.seconds(samples - track.start))
