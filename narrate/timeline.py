"""When it is said. The only source of times in narrate.

Conventions: positions and lengths are whole samples at one rate, running sums of sample counts; they are turned into
seconds only by the writer of a file, never rounded before, and never recovered by listening to the audio.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import add
from typing import overload


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of audio, in samples: `start` is in it, `end` is the first sample after it."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """The first sample after the span."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `text[start:end]`, and where it sounds; empty where it is printed and not said.

    `exact` where the engine told its place, else it was estimated.
    """

    span: Span
    start: int
    end: int
    exact: bool = False


class Words(Sequence[Word]):
    """Words of one text, held as numbers: 16 bytes each, where objects would take 200.

    There are four numbers to a word: where its sound starts, from `origin`, and how long that is, in samples; where it
    starts in the text; and twice its length there, plus one where its place is exact.
    """

    __slots__ = ("numbers", "origin")

    def __init__(self, numbers: Iterable[int] = (), origin: int = 0) -> None:
        try:
            self.numbers = numbers if isinstance(numbers, array) else array("i", numbers)
        except OverflowError as error:
            raise ValueError("a word lies too far away") from error
        self.origin = origin

    @classmethod
    def of(cls, words: Iterable[Word]) -> Words:
        """Those words, from origin 0."""
        return cls(
            number
            for word in words
            for number in (
                word.span.start,
                word.span.length,
                word.start,
                2 * (word.end - word.start) + word.exact,
            )
        )

    def __len__(self) -> int:
        return len(self.numbers) // 4

    @overload
    def __getitem__(self, place: int) -> Word: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, place: int | slice) -> Word | tuple[Word, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        first = 4 * range(len(self))[place]  # as any sequence: from the end where negative, IndexError outside
        start, length, place_in_text, size = self.numbers[first : first + 4]
        return Word(Span(self.origin + start, length), place_in_text, place_in_text + (size >> 1), bool(size & 1))

    def __iter__(self) -> Iterator[Word]:
        numbers, origin = iter(self.numbers), self.origin
        for start, length, place, size in zip(numbers, numbers, numbers, numbers, strict=False):
            yield Word(Span(origin + start, length), place, place + (size >> 1), bool(size & 1))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Words.of({list(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _unpacked, (self.numbers.tobytes(), self.origin)  # half the time to hand from process to process

    def at(self, origin: int) -> Words:
        """The same words, as far from another origin."""
        return Words(self.numbers, origin)

    def moved(self, place: Callable[[int], int]) -> Words:
        """The same words where `place`, which keeps order, puts their starts and ends; it is told how far from origin.

        >>> Words.of([Word(Span(10, 20), 0, 3)]).moved(lambda samples: samples * 2)[0].span
        Span(start=20, length=40)
        """
        moved = array("i", self.numbers)
        for first in range(0, len(moved), 4):
            start, length = self.numbers[first : first + 2]
            moved[first] = place(start)
            moved[first + 1] = place(start + length) - moved[first]
        return Words(moved, self.origin)

    def are_inside(self, length: int) -> bool:
        """Whether they are in order, in sound and in text, and no sound begins before the origin or ends after it."""
        if len(self.numbers) % 4:
            return False
        sounds, lengths, starts, sizes = (self.numbers[kind::4] for kind in range(4))
        heard = [0, *chain.from_iterable(zip(sounds, map(add, sounds, lengths), strict=True)), length]
        text = [
            0,
            *chain.from_iterable((start, start + (size >> 1)) for start, size in zip(starts, sizes, strict=True)),
        ]
        return heard == sorted(heard) and text == sorted(text)


def _unpacked(numbers: bytes, origin: int) -> Words:
    return Words(array("i", numbers), origin)


@dataclass(frozen=True, slots=True)
class Cue:
    """One utterance in the programme: where it sounds, and what it says as printed.

    `paragraph` is its paragraph's place in the document, from 0, and `start` the offset of `written` in it. `words` may
    be absent; else there is one for each printed word that has a letter or a digit, in order and inside the span.
    `speaker` is the name of whose speech it is, where there is one in the cast.
    """

    span: Span
    written: str
    passage: int
    paragraph: int = 0
    start: int = 0
    words: Sequence[Word] = ()
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The start of a chapter."""

    start: int
    title: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every cue and every chapter of a programme of `length` samples."""

    sample_rate_hz: int
    length: int
    cues: tuple[Cue, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def duration_s(self) -> float:
        """The programme's length in seconds."""
        return self.length / self.sample_rate_hz

    def silences(self) -> Iterator[Span]:
        """The silences between one sound and the next."""
        end = None
        for cue in self.cues:
            if not cue.span.length:
                continue
            if end is not None and cue.span.start > end:
                yield Span(end, cue.span.start - end)
            end = cue.span.end

    def seconds(self, samples: int) -> float:
        """A position of this timeline in seconds."""
        return samples / self.sample_rate_hz
