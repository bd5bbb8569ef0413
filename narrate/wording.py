"""Which words a text has, and which words of two texts that say the same stand for each other.

Conventions: a word is a run of characters without white space or dashes that has a letter or a digit in it, its marks
included: “Well,” is one word, and so are “$5” and “twenty-four”.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from narrate.timeline import Span, Word, Words

RUN = re.compile(r"(?:(?!--)[^\s–—―⸺⸻])+")
WINDOW = 40  # words that a changed stretch may have, at most: what bounds the search, so that it is linear

NO_WORDS = Words()

Place = tuple[int, int]  # where a word starts in its text, and where it ends


def words_of(text: str) -> list[Place]:
    """The words of a text, in order.

    >>> [text[start:end] for text in ["“Well — she said,” in 1914–1918 &c. …"] for start, end in words_of(text)]
    ['“Well', 'she', 'said,”', 'in', '1914', '1918', '&c.']
    """
    return [found.span() for found in RUN.finditer(text) if _has_sound(found[0])]


def _has_sound(word: str) -> bool:
    return any(map(str.isalnum, word))


def told(written: str, spoken: str, heard: Words) -> Words:
    """The words of `written`, each with the sound of what is said for it; `heard` are all the words of `spoken`.

    A word that stands alone for what is said has all of its sound; several that do share it. One that nothing is said
    for has an empty span, where it would be.
    """
    if written == spoken:
        return heard
    places = words_of(written)
    said = [_key(spoken[word.start : word.end]) for word in heard]
    return matched(said, heard, [_key(written[start:end]) for start, end in places], places)


class Told(Sequence[Word]):
    """The words of a text, each with its sound, found when one of them is first asked for.

    A book's take seconds, and most renders want none.
    """

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], Words]) -> None:
        self._find: Callable[[], Words] | None = find
        self._found: Words = NO_WORDS

    @property
    def all(self) -> Words:
        """All of them."""
        if self._find:
            self._found, self._find = self._find(), None
        return self._found

    def __len__(self) -> int:
        return len(self.all)

    @overload
    def __getitem__(self, place: int) -> Word: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, place: int | slice) -> Word | tuple[Word, ...]:
        return self.all[place]

    def __eq__(self, other: object) -> bool:
        return self.all == other

    def __hash__(self) -> int:
        return hash(self.all)

    def __repr__(self) -> str:
        return repr(self.all)

    def __reduce__(self) -> tuple[object, ...]:
        return self.all.__reduce__()  # whoever it goes to has no use for how it was found


def matched(said: Sequence[str], heard: Words, printed: Sequence[str], places: Sequence[Place]) -> Words:
    """The words at `places`, each with its share of what is heard; `said` and `printed` are what to compare them by."""
    words: list[Word] = []
    for some, those in correspondence(said, printed):
        before = words[-1].span.end if words else 0
        words += shared(heard.at(0)[slice(*some)], places[slice(*those)], before)
    return Words.of(words).at(heard.origin)


def shared(heard: Sequence[Word], places: Sequence[Place], before: int) -> Iterator[Word]:
    """The words at `places`, each with its share of what is heard, in order, or an empty span at `before`.

    Where they are several, which has what is a guess: as many said for each, or by length where fewer are said.
    """
    if len(heard) < len(places):
        start, end = (heard[0].span.start, heard[-1].span.end) if heard else (before, before)
        for (first, last), span in zip(places, by_length(places, Span(start, end - start)), strict=True):
            yield Word(span, first, last)
        return
    for number, (first, last) in enumerate(places):
        some = heard[len(heard) * number // len(places) : len(heard) * (number + 1) // len(places)]
        span = Span(some[0].span.start, some[-1].span.end - some[0].span.start)
        yield Word(span, first, last, exact=len(places) == 1 and all(word.exact for word in some))


def by_length(places: Sequence[Place], span: Span) -> Iterator[Span]:
    """A span cut into as many parts as there are words, as long as they have characters."""
    total = sum(end - start for start, end in places)
    done, position = 0, span.start
    for start, end in places:
        done += end - start
        cut = span.start + span.length * done // total
        yield Span(position, cut - position)
        position = cut


def correspondence(said: Sequence[str], printed: Sequence[str]) -> Iterator[tuple[Place, Place]]:
    """Which words of two lists stand for each other: pairs of ranges that together are both lists, in order.

    Equal words in pairs, or some that together are one (“HBO”); between them stretches in which words differ, on either
    side perhaps none. Each stretch is the shortest, in `printed` first, as one printed word (“1,001”) is often many
    said, that ends before two equal words in a row, or before an equal word that is there but once; before any equal
    word where there is none of these. At most WINDOW words are looked at, so time is linear.

    >>> list(correspondence("one thousand and one nights".split(), "1001 nights".split()))
    [((0, 4), (0, 1)), ((4, 5), (1, 2))]
    """
    found = defaultdict(list)
    for place, word in enumerate(said):
        found[word].append(place)
    i = j = 0
    while i < len(said) or j < len(printed):
        next_i, next_j = _joined(said, printed, i, j) or _meeting(said, printed, i, j, found)
        yield (i, next_i), (j, next_j)
        i, j = next_i, next_j


def _joined(said: Sequence[str], printed: Sequence[str], i: int, j: int) -> Place | None:
    """Where the words end that are the same from `i` and `j` on: one on each side, or some that together are one."""
    if i == len(said) or j == len(printed):
        return None
    if said[i] == printed[j]:
        return i + 1, j + 1
    end = _together(said, i, printed[j])
    if end:
        return end, j + 1
    end = _together(printed, j, said[i])
    return (i + 1, end) if end else None


def _together(words: Sequence[str], place: int, whole: str) -> int:
    """Where words from `place` on end that together are `whole` ("H", "B", "O"); 0 if they are not."""
    end = place
    while whole and end < len(words) and words[end] and whole.startswith(words[end]):
        whole = whole[len(words[end]) :]
        end += 1
    return 0 if whole or end == place else end


def _meeting(
    said: Sequence[str], printed: Sequence[str], i: int, j: int, found: dict[str, list[int]]
) -> tuple[int, int]:
    """Where, from `i` and `j` on, the two agree again; at their ends where they do not."""
    alone = None
    ahead = printed[j : j + WINDOW]
    for at, word in enumerate(ahead, j):
        candidates = found.get(word, [])
        first = bisect_left(candidates, i)
        near = [place for place in candidates[first : first + WINDOW] if place < i + WINDOW]
        for place in near:
            alone = alone or (place, at)
            if [*said[place + 1 : place + 2]] == [*printed[at + 1 : at + 2]]:
                return place, at
        if len(near) == 1 and ahead.count(word) == 1:
            return near[0], at
    if alone:
        return alone
    left = max(len(said) - i, len(printed) - j)
    return (len(said), len(printed)) if left <= WINDOW else (min(i + WINDOW, len(said)), min(j + WINDOW, len(printed)))


def _key(word: str) -> str:
    """A word as it is compared: its letters and digits alone, in one case."""
    return "".join(filter(str.isalnum, word)).casefold()
