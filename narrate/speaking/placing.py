"""Where each word of a spoken text sounds: by what the engine told of it, else by an estimate.

Words are numbers here, as in `Words`, not objects: espeak-ng says a word in less time than it takes to make a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip
from narrate.script import Passage
from narrate.timeline import Span, Words
from narrate.wording import Place, by_length, words_of

SILENCE = bytes(1024)  # compared as a whole: looked at byte by byte, the pauses of a book would take minutes


def with_words(clip: Clip, passage: Passage) -> tuple[Words, ...]:
    """Every word of what a passage says, from its utterance's own start.

    `clip.words` are what its engine knows: stretches of text with their sound, in order, as fine or as coarse as it has
    them; empty where it knows nothing.
    """
    known = clip.words or (Words(),) * len(clip.utterances)
    return tuple(
        Words(_placed(text, some, clip.pcm, span)) if some else _estimated(text, clip, span)
        for text, span, some in zip(passage.spoken, clip.utterances, known, strict=True)
    )


def _estimated(text: str, clip: Clip, span: Span) -> Words:
    from narrate.speaking.estimation import estimated  # needs numpy, which a worker of espeak-ng does without

    return Words.of(estimated(text, words_of(text), clip.slice(span), clip.sample_rate_hz))


def _placed(text: str, known: Words, pcm: bytes, span: Span) -> Iterable[int]:
    places = words_of(text)
    sounds, lengths, starts, sizes = (known.numbers[kind::4].tolist() for kind in range(4))
    numbers: list[int] = []
    ends = [start + (size >> 1) for start, size in zip(starts, sizes, strict=True)]
    for first, last, one, other in _groups(places, starts, ends):
        sound, end = sounds[one], sounds[other - 1] + lengths[other - 1]
        length = _sounding(pcm, span.start + sound, span.start + end)
        if last - first == 1:
            start, end = places[first]
            exact = sizes[one] & 1 if other - one == 1 else all(size & 1 for size in sizes[one:other])
            numbers += sound, length, start, 2 * (end - start) + exact
            continue
        some = places[first:last]
        for (start, end), share in zip(some, by_length(some, Span(sound, length)), strict=True):
            numbers += share.start, share.length, start, 2 * (end - start)
    return numbers


def _groups(places: Sequence[Place], starts: list[int], ends: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """Words with the stretches of text that they lie in: as few of both together as have no border inside the other.

    Each group is a range of words and a range of stretches. A word that no stretch is known for goes with the words
    before it, or after it if it is the first.
    """
    first = one = other = 0
    count = len(starts)
    for number, (start, end) in enumerate(places):
        if one < other < count and starts[other] < end and ends[other - 1] <= start:
            yield first, number, one, other
            first, one = number, other
        while other < count and starts[other] < end:
            other += 1
    if places:
        yield first, len(places), one, other if one < other else count


def _sounding(pcm: bytes, start: int, end: int) -> int:
    """How much of a stretch of sound is left without the digital silence at its end: a pause is no part of a word."""
    if pcm[end * SAMPLE_WIDTH_BYTES - 1]:
        return end - start
    size = len(SILENCE) // SAMPLE_WIDTH_BYTES
    last = end
    while last - size >= start and pcm[(last - size) * SAMPLE_WIDTH_BYTES : last * SAMPLE_WIDTH_BYTES] == SILENCE:
        last -= size
    least = max(start, last - size)
    sound = pcm[least * SAMPLE_WIDTH_BYTES : last * SAMPLE_WIDTH_BYTES].rstrip(b"\0")
    return least - start - (-len(sound) // SAMPLE_WIDTH_BYTES)
