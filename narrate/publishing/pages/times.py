"""The timeline as `page.js` reads it; how, is said there. Whole milliseconds, and offsets in units of UTF-16."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate

from narrate.document import Document
from narrate.publishing.tags import printable
from narrate.timeline import Cue, Timeline

Units = Callable[[int], int]
BASIC_PLANE = "\uffff"  # the last character that is one unit of UTF-16


def times(timeline: Timeline, document: Document) -> dict[str, list[object] | int]:
    """What sounds when: its length, its cues (of those that sound) and where its chapters begin.

    Where a cast has names, "speakers" are pairs of a name and the numbers of the cues that are its speech.
    """
    paragraphs = document.paragraphs
    units = [_units(paragraph.text) for paragraph in paragraphs]
    sounding = [cue for cue in timeline.cues if cue.span.length]
    found: dict[str, list[object] | int] = {
        "length": _ms(timeline, timeline.length),
        "cues": [_cue(cue, timeline, units[cue.paragraph]) for cue in sounding],
        "marks": [_ms(timeline, mark.start) for mark in timeline.marks],
    }
    speech: dict[str, list[int]] = defaultdict(list)
    for number, cue in enumerate(sounding):
        if cue.speaker:
            speech[cue.speaker].append(number)
    return {**found, "speakers": [[printable(name), own] for name, own in speech.items()]} if speech else found


def _ms(timeline: Timeline, samples: int) -> int:
    return round(1000 * timeline.seconds(samples))


def _units(text: str) -> Units:
    """Where a character is, in units of UTF-16."""
    if not text or max(text) <= BASIC_PLANE:
        return lambda at: at
    places = list(accumulate((1 + (char > BASIC_PLANE) for char in text), initial=0))
    return lambda at: places[min(at, len(text))]


def _cue(cue: Cue, timeline: Timeline, units: Units) -> list[object]:
    end = cue.start + len(cue.written)
    found: list[object] = [cue.paragraph, units(cue.start), units(end), _ms(timeline, cue.span.start)]
    words = list(_words(cue, timeline, units))
    return [*found, words] if words else found


def _words(cue: Cue, timeline: Timeline, units: Units) -> Iterator[int]:
    """Three numbers for each word that has a sound of its own."""
    at, before_ms = units(cue.start), _ms(timeline, cue.span.start)
    for word in cue.words:
        if not word.span.length:
            continue
        start, end = units(cue.start + word.start), units(cue.start + word.end)
        start_ms = _ms(timeline, word.span.start)
        yield from (start - at, end - start, start_ms - before_ms)
        at, before_ms = end, start_ms
