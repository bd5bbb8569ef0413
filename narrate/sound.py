"""How a stretch of a text sounds, in the International Phonetic Alphabet, where a lexicon tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Sound(NamedTuple):
    """The sound of the characters from `start` to `end` of a text.

    `respelled` tells that what stands there is a respelling: a voice that has not all of the sounds says that instead.
    """

    start: int
    end: int
    ipa: str
    respelled: bool = False


def stretches(text: str, sounds: Sequence[Sound]) -> Iterator[tuple[str, str]]:
    """A text in stretches, each with its sound; what has none is read as it stands.

    >>> list(stretches("We met Nguyen.", [Sound(7, 13, "wɪn")]))
    [('We met ', ''), ('Nguyen', 'wɪn'), ('.', '')]
    """
    place = 0
    for sound in sounds:
        yield text[place : sound.start], ""
        yield text[sound.start : sound.end], sound.ipa
        place = sound.end
    yield text[place:], ""
