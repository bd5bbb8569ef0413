"""A page of somebody else's book with spans around what is spoken, and every other byte as it was."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from narrate.publishing.overlays.clips import Clip
from narrate.publishing.overlays.positions import INLINE, Page, inserted, letters_of
from narrate.timeline import Cue

Stretch = tuple[int, int]  # the bytes from the first to before the last

# What stands at the same byte: ends before beginnings, so that spans lie in each other or side by side.
WORD_ENDS, CUE_ENDS, CUE_BEGINS, WORD_BEGINS = range(4)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is in a page: from one of its letters to before another."""

    first: int
    last: int


def lit(
    page: Page, places: dict[int, Place], cues: Sequence[Cue], found: dict[int, Clip], style: str
) -> tuple[bytes, set[str]]:
    """The page with its cues, and their words, in spans with ids and its link to a style sheet; and the ids."""
    link = f'<link rel="stylesheet" type="text/css" href="{style}"/>'
    put = [(page.named("head")[0].close, CUE_ENDS, link)]
    marked: set[str] = set()
    floor = 0
    for number, place in sorted(places.items(), key=lambda one: one[1].first):
        start, end = _stretch(page, place, floor)
        name = f"narrate-s{number}"
        put += [(start, CUE_BEGINS, f'<span id="{name}">'), (end, CUE_ENDS, "</span>")]
        marked.add(name)
        for at, (first, last) in _words(page, place, cues[number], found[number], (start, end)):
            put += [(first, WORD_BEGINS, f'<span id="{name}w{at}">'), (last, WORD_ENDS, "</span>")]
            marked.add(f"{name}w{at}")
        floor = end
    ordered = sorted(put, key=lambda one: one[:2])
    return inserted(page.data, [(place, text.encode()) for place, _, text in ordered]), marked


def _words(page: Page, place: Place, cue: Cue, clip: Clip, bounds: Stretch) -> Iterator[tuple[int, Stretch]]:
    """The words of a cue that can be lit by themselves, by their numbers."""
    counts = list(accumulate((len(letters_of(char)) for char in cue.written), initial=place.first))
    floor, end = bounds
    for at, (word, _) in enumerate(clip.words):
        first, last = counts[word.start], counts[word.end]
        if first < last:
            start, stop = _stretch(page, Place(first, last), floor)
            if floor <= start < stop <= end:
                yield at, (start, stop)
                floor = stop


def _stretch(page: Page, place: Place, floor: int) -> Stretch:
    """The bytes of some letters and the punctuation around them, elements in between whole.

    Where that cannot be, as elements begin in it and end after it, the letters up to the first tag.
    """
    return _whole(page, place, floor) or _run(page, place)


def _run(page: Page, place: Place) -> Stretch:
    start, end = page.starts[place.first], page.ends[place.first]
    for at in range(place.first + 1, place.last):
        if b"<" in page.data[end : page.starts[at]]:
            break
        end = page.ends[at]
    return start, end


def _whole(page: Page, place: Place, floor: int) -> Stretch | None:
    owner, other = page.owners[place.first], page.owners[place.last - 1]
    above = set(_ancestors(page, other))
    common = next(one for one in _ancestors(page, owner) if one in above)
    start = page.marks_before(page.starts[place.first], floor)
    end = page.marks_after(page.ends[place.last - 1])
    while owner != common:
        element = page.elements[owner]
        if element.first != place.first or element.start < floor:
            return None
        start, owner = page.marks_before(element.start, floor), element.parent
    while other != common:
        element = page.elements[other]
        if element.last != place.last:
            return None
        end, other = page.marks_after(page.end(element)), element.parent
    starts = page.element_starts
    inside = page.elements[bisect_left(starts, start) : bisect_right(starts, end - 1)]
    return (start, end) if all(element.name in INLINE for element in inside) else None


def _ancestors(page: Page, place: int) -> Iterator[int]:
    while place >= 0:
        yield place
        place = page.elements[place].parent
