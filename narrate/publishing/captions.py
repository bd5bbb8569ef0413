"""Captions cut from a programme: what each says, as printed, and when.

Durations are those of the Netflix Timed Text Style Guide (General Requirements): a caption stays at least 5/6 s where
the next one leaves room, at most 7 s, and two of them are apart by two frames of film; a line has at most 42 characters
(32 in podcasts: Podcasting 2.0, transcripts), a caption two lines. Times are milliseconds, rounded once, from samples.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Generic, TypeVar

from narrate.document import Document
from narrate.programme import Programme
from narrate.publishing.line_breaks import Token, columns, joined, lines, phrases, tokens
from narrate.publishing.tags import UNPRINTABLE, printable
from narrate.timeline import Cue, Timeline, Word

LEAST_MS = 833  # 5/6 s
MOST_S = 7
GAP_MS = 83  # two frames of 24 in a second
LINES = 2
Whole = TypeVar("Whole")


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown from `start_ms` until `end_ms`: `text` in one line, or the same in `lines` that fit.

    `speaker` is the name of whose speech it is, where there is one in the cast.
    """

    start_ms: int
    end_ms: int
    text: str
    lines: tuple[str, ...]
    speaker: str = ""


def captions(programme: Programme, *, fitted: bool = True, named: bool = False) -> tuple[Caption, ...]:
    """The captions of a programme, in order, none over another; `fitted` ones are cut to fit their lines.

    Those that are `named` begin with the speaker's name where the speaker changes: "Holmes: …".

    Every character that is printed and sounds is in exactly one of them. What has no sound goes with the sentence
    before it in its paragraph, or else the one after; a paragraph without any is left out.
    """
    settings = programme.settings
    fitted = fitted and settings.captions_by != "word"  # a word is in one line as it is
    named = named and any(cue.speaker for cue in programme.timeline.cues)
    manner = _Manner(settings.captions_by, settings.captions_width, fitted, programme.language, named)
    return _captions(_Same(programme.document), _Same(programme.timeline), manner)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How captions are cut."""

    by: str
    width: int
    fitted: bool
    language: str
    named: bool


class _Same(Generic[Whole]):
    """Something that is only equal to itself: to compare all the words of a book takes as long as to cut captions."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.whole is other.whole

    def __hash__(self) -> int:
        return id(self.whole)


@lru_cache(maxsize=4)  # several formats of one programme hold the same captions: fitted or not, named or not
def _captions(book: _Same[Document], time: _Same[Timeline], manner: _Manner) -> tuple[Caption, ...]:
    document, timeline = book.whole, time.whole
    texts = [one.text for one in document.paragraphs]
    pieces: list[Caption] = []
    before = ""
    for cue in _sounding(timeline, texts):
        text = UNPRINTABLE.sub(" ", cue.written)
        some = tokens(text, manner.width)
        if some:
            speaker = printable(cue.speaker)
            label = _label(speaker, manner.width) if manner.named and speaker != before else ""
            text, some, before = label + text, _behind(label, text, some, manner.width), speaker
            clock = Clock(cue, len(label))
            groups = _groups(text, some, clock, timeline.sample_rate_hz, manner)
            pieces += (_piece(text, group, clock, timeline, speaker) for group in groups)
    duration_ms = timeline.length * 1000 // timeline.sample_rate_hz
    return tuple(_settled(_shown(pieces, duration_ms), duration_ms, by_word=manner.by == "word"))


def _label(name: str, width: int) -> str:
    """What names a speaker before the speech, in half of a line at most; nothing for narration."""
    if columns(name) > width // 2 - 2:
        name = next(iter(cut for end in range(len(name), -1, -1) if columns(cut := f"{name[:end]}…") <= width // 2 - 2))
    return f"{name}: " if name else ""


def _behind(label: str, text: str, some: list[Token], width: int) -> list[Token]:
    """The tokens of a text with a label before it, which is never parted from the first of them."""
    if not label:
        return some
    room = width - columns(label)
    if columns(text[some[0].start : some[0].end]) > room:
        some = tokens(text, room)
    moved = [replace(one, start=one.start + len(label), end=one.end + len(label)) for one in some]
    return [Token(0, moved[0].end, spaced=False), *moved[1:]]


def _sounding(timeline: Timeline, texts: Sequence[str]) -> Iterator[Cue]:
    """The cues that sound, each with what is silent beside it in its paragraph."""
    for place, cues in groupby(timeline.cues, key=lambda cue: cue.paragraph):
        text = texts[place] if place < len(texts) else ""
        waiting: Cue | None = None
        for cue in cues:
            if waiting is not None and waiting.span.length and cue.span.length:
                yield waiting
                waiting = None
            waiting = cue if waiting is None else _together(waiting, cue, text)
        if waiting is not None and waiting.span.length:
            yield waiting


def _together(first: Cue, second: Cue, text: str) -> Cue:
    """Two cues of a paragraph as one; at most one of them sounds."""
    end = second.start + len(second.written)
    written = text[first.start : end] or f"{first.written} {second.written}"
    shift = second.start - first.start
    words = (*first.words, *(replace(one, start=one.start + shift, end=one.end + shift) for one in second.words))
    heard = first if first.span.length else second
    return replace(first, span=heard.span, written=written, words=words, speaker=heard.speaker)


class Clock:
    """When each character of a cue is said: at its word's time, else in proportion between those that are known.

    There are `lead` characters before its text, which take no time.
    """

    def __init__(self, cue: Cue, lead: int = 0) -> None:
        self._lead = lead
        self._offsets, self._samples = [0], [cue.span.start]
        for offset, sample in (known for word in cue.words if word.span.length for known in _known(word)):
            if offset > self._offsets[-1] and self._samples[-1] <= sample <= cue.span.end:
                self._offsets.append(offset)
                self._samples.append(sample)
        if len(cue.written) > self._offsets[-1]:
            self._offsets.append(len(cue.written))
            self._samples.append(cue.span.end)

    def at(self, offset: int) -> int:
        """The sample at which a character begins."""
        offset = max(offset - self._lead, 0)
        after = min(max(bisect_right(self._offsets, offset), 1), len(self._offsets) - 1)
        first, last = self._offsets[after - 1 : after + 1]
        start, end = self._samples[after - 1 : after + 1]
        return start + (end - start) * (min(offset, last) - first) // (last - first)


def _known(word: Word) -> tuple[tuple[int, int], tuple[int, int]]:
    return (word.start, word.span.start), (word.end, word.span.end)


Lines = Sequence[Sequence[Token]]


def _groups(text: str, some: list[Token], clock: Clock, rate_hz: int, manner: _Manner) -> Iterator[Lines]:
    """The tokens of one sentence as captions of lines."""
    if manner.by == "word":
        yield from ([one] for one in _words(text, some, clock, rate_hz))
        return
    by_phrase = manner.by == "phrase"
    for phrase in phrases(text, some) if by_phrase else [some]:
        if not manner.fitted:
            yield [phrase]
            continue
        length_s = (clock.at(phrase[-1].end) - clock.at(phrase[0].start)) / rate_hz
        slow = length_s * LINES * manner.width > MOST_S * (phrase[-1].end - phrase[0].start)
        yield from lines(text, phrase, manner.width, 1 if by_phrase or slow else LINES, manner.language)


def _words(text: str, some: list[Token], clock: Clock, rate_hz: int) -> Iterator[list[Token]]:
    """The tokens word by word: a lone dash, or what is as good as no time, stays with the word before it."""
    words: list[list[Token]] = []
    for one in some:
        heard = any(char.isalnum() for char in text[one.start : one.end])
        late = words and (clock.at(one.start) - clock.at(words[-1][0].start)) * 1000 >= rate_hz
        if words and not (heard and late):
            words[-1].append(one)
        else:
            words.append([one])
    yield from words


def _piece(text: str, group: Lines, clock: Clock, timeline: Timeline, speaker: str) -> Caption:
    """A caption that lasts as long as its own sound."""
    some = [one for line in group for one in line]
    start, end = clock.at(some[0].start), clock.at(some[-1].end)
    shown = tuple(joined(text, line) for line in group)
    whole = shown[0] if len(shown) == 1 else joined(text, some)
    return Caption(_ms(start, timeline), _ms(end, timeline), whole, shown, speaker)


def _ms(samples: int, timeline: Timeline) -> int:
    return samples * 1000 // timeline.sample_rate_hz


def _shown(pieces: Sequence[Caption], duration_ms: int) -> list[Caption]:
    """The pieces that have a time to be shown; what others say is said with the one before."""
    shown: list[Caption] = []
    for one in pieces:
        if shown and not shown[-1].start_ms < one.start_ms < duration_ms:
            before = shown.pop()
            text, both = f"{before.text} {one.text}", (*before.lines, *one.lines)
            speaker = one.speaker if one.speaker == before.speaker else ""
            one = Caption(before.start_ms, max(before.end_ms, one.end_ms), text, both, speaker)  # noqa: PLW2901
        shown.append(one)
    return shown


def _settled(pieces: Sequence[Caption], duration_ms: int, *, by_word: bool) -> Iterator[Caption]:
    """Each caption long enough to be read, where there is room, and gone before the next one comes."""
    starts = [one.start_ms for one in pieces]
    for one, limit_ms in zip(pieces, [*starts[1:], duration_ms], strict=False):
        room_ms = limit_ms - one.start_ms
        length_ms = one.end_ms - one.start_ms
        if not by_word:
            length_ms = min(max(length_ms, LEAST_MS), max(room_ms - GAP_MS, min(room_ms, LEAST_MS)))
        yield replace(one, end_ms=one.start_ms + max(1, min(length_ms, room_ms)))
