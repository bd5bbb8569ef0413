"""Where the words of a text sound, guessed from how long they are to say and where the speech pauses.

The silences inside an utterance are found first. Then its words are dealt out, in order, to the stretches of speech
between them, so that each stretch lasts about as long as its words take to say, and pauses fall after marks rather than
inside a phrase. In a stretch each word has a share by its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from narrate.timeline import Span, Word
from narrate.wording import Place

FRAME_MS = 10
FLOOR_DB = -35.0  # below an utterance's loudest frame: quieter ones are silent
LEAST_PAUSE_MS = 100  # a shorter silence is the closure of a consonant
MARKS = ',.;:!?…)”"'
AT_A_MARK, ELSEWHERE = 0.0, 0.5  # what a pause costs, in squared seconds of a stretch's length being wrong
UNMARKED_MARK = 0.15  # and what a mark without a pause costs
EACH_WORD = 1.5  # what every word takes beside its letters, in letters

Floats = NDArray[np.float64]


def estimated(text: str, places: Sequence[Place], pcm: bytes, sample_rate_hz: int) -> Iterator[Word]:
    """Every word at its place with its span in the sound, in order."""
    if not places:
        return
    spans = _speech(pcm, sample_rate_hz, len(places))
    weights = np.array([EACH_WORD + sum(map(str.isalnum, text[start:end])) for start, end in places])
    marked = np.array([_has_mark(text, place, after) for place, after in zip(places, [*places[1:], None], strict=True)])
    first = 0
    for span, last in zip(
        spans, _dealt(weights, marked, [span.length / sample_rate_hz for span in spans]), strict=True
    ):
        ends = np.cumsum(weights[first:last]) / weights[first:last].sum() * span.length
        position = 0
        for place, end in zip(places[first:last], np.rint(ends).astype(int).tolist(), strict=True):
            yield Word(Span(span.start + position, end - position), *place)
            position = end
        first = last


def _has_mark(text: str, place: Place, after: Place | None) -> bool:
    """Whether a mark at which one pauses is at the end of a word or between it and the next."""
    return any(char in MARKS for char in text[place[1] - 1 : after[0] if after else None])


def _speech(pcm: bytes, sample_rate_hz: int, most: int) -> list[Span]:
    """The stretches of speech, at most so many: the shortest silences between them do not count then."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    frame = max(1, FRAME_MS * sample_rate_hz // 1000)
    powers = np.add.reduceat(np.square(samples), np.arange(0, len(samples), frame)) if len(samples) else samples
    loud = np.flatnonzero(powers > powers.max(initial=0) * 10 ** (FLOOR_DB / 10))
    if not loud.size:
        return [Span(0, len(samples))]
    gaps = np.diff(loud)
    longest = np.argsort(-gaps, kind="stable")[: most - 1]
    cuts = np.sort(longest[gaps[longest] > LEAST_PAUSE_MS // FRAME_MS])
    starts, ends = [loud[0], *loud[cuts + 1]], [*loud[cuts], loud[-1]]
    return [
        Span(int(start) * frame, min((int(end) + 1) * frame, len(samples)) - int(start) * frame)
        for start, end in zip(starts, ends, strict=True)
    ]


def _dealt(weights: Floats, marked: NDArray[np.bool_], lengths_s: list[float]) -> list[int]:
    """How many words have been said by the end of each stretch, at the least cost."""
    pace_s = sum(lengths_s) / weights.sum()
    said_s = np.concatenate([[0.0], np.cumsum(weights) * pace_s])
    missed = np.concatenate([[0.0], np.cumsum(marked * UNMARKED_MARK)])  # marks passed over before each word
    pauses = np.concatenate([[np.inf], np.where(marked, AT_A_MARK - UNMARKED_MARK, ELSEWHERE)])
    count = len(weights)
    costs = np.full(count + 1, np.inf)
    costs[0] = 0.0
    choices = []
    for length_s in lengths_s:
        off = said_s[None, :] - said_s[:, None] - length_s  # from each word, to each word
        ways = costs[:, None] + off**2 + missed[None, :] - missed[:, None] + pauses[None, :]
        ways[np.tril_indices(count + 1)] = np.inf  # at least one word in each stretch
        choices.append(ways.argmin(axis=0))
        costs = ways.min(axis=0)
    ends = [count]
    for choice in reversed(choices[1:]):
        ends.append(int(choice[ends[-1]]))
    return ends[::-1]
