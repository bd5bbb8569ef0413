"""Where each word of a spoken text sounds: by what the engine told of it, else by an estimate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip
from narrate.script import Passage
from narrate.timeline import Span, Word, Words
from narrate.wording import Place, by_length, words_of


def with_words(clip: Clip, passage: Passage) -> tuple[Words, ...]:
    """Every word of what a passage says, from its utterance's own start. Pure of numpy where the engine has told all.

    `clip.words` are what its engine knows: stretches of text with their sound, in order, as fine or as coarse as it has
    them; empty where it knows nothing.
    """
    known = clip.words or (Words(),) * len(clip.utterances)
    return tuple(
        Words.of(_placed(text, some, clip.slice(span), clip.sample_rate_hz))
        for text, span, some in zip(passage.spoken, clip.utterances, known, strict=True)
    )


def _placed(text: str, known: Words, pcm: bytes, sample_rate_hz: int) -> Iterator[Word]:
    places = words_of(text)
    if not known:
        from narrate.speaking.estimation import estimated

        yield from estimated(text, places, pcm, sample_rate_hz)
        return
    for some, stretches in _groups(places, known):
        span = _sounding(stretches, pcm)
        exact = len(some) == 1 and all(one.exact for one in stretches)
        for (start, end), share in zip(some, by_length(some, span), strict=True):
            yield Word(share, start, end, exact)


def _groups(places: Sequence[Place], known: Sequence[Word]) -> Iterator[tuple[list[Place], list[Word]]]:
    """Words with the stretches that they lie in: as few of both together as have no border inside the other.

    A word that no stretch is known for goes with the words before it, or after it if it is the first.
    """
    some: list[Place] = []
    stretches: list[Word] = []
    left = list(reversed(known))
    for place in places:
        if stretches and left and left[-1].start < place[1] and stretches[-1].end <= place[0]:
            yield some, stretches
            some, stretches = [], []
        some.append(place)
        while left and left[-1].start < place[1]:
            stretches.append(left.pop())
    if some:
        yield some, stretches or left[::-1]


def _sounding(stretches: Sequence[Word], pcm: bytes) -> Span:
    """All of some stretches together, without the digital silence after them: a pause is no part of a word."""
    start, end = stretches[0].span.start, stretches[-1].span.end
    sound = pcm[start * SAMPLE_WIDTH_BYTES : end * SAMPLE_WIDTH_BYTES].rstrip(b"\0")
    return Span(start, -(-len(sound) // SAMPLE_WIDTH_BYTES))
