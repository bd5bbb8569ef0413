"""Where in a spoken text the words are whose sound the user's lexicon knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from narrate.sound import Sound
from narrate.timeline import Span, Word, Words
from narrate.wording import Place, told, words_of

EDGES = regex.compile(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$")
POSSESSIVE = regex.compile(r"'s\b", regex.IGNORECASE)
HISSES = ("s", "z", "ʃ", "ʒ", "ʧ", "ʤ")
VOICELESS = ("p", "t", "k", "f", "θ", "x")


def placed(sounds: Sequence[Sound], known: str, spoken: str, language: str) -> tuple[Sound, ...]:
    """The sounds of words of `known`, at the places in `spoken` where those words stand; those that are lost left out.

    `spoken` is what the rules made of `known`: words may have moved and changed, and keep their order. A word that
    stands as often in both is in the same places; one that the rules say otherwise ("SQL") is looked for by its
    neighbours.

    >>> placed([Sound(4, 10, "wɪn")], "5 × Nguyen’s", "five times Nguyen's", "en")
    (Sound(start=11, end=19, ipa='wɪnz', respelled=False),)
    """
    english = language.partition("-")[0].lower() == "en"
    by_word: dict[str, dict[int, int] | None] = {}
    found: list[Sound] = []
    words: list[Word] | None = None
    for sound in sounds:
        word = known[sound.start : sound.end]
        if word not in by_word:
            by_word[word] = _same_places(word, known, spoken)
        places = by_word[word]
        if places is None and words is None:
            words = _counterparts(known, spoken)
        place = _by_neighbours(sound, words or [], known, spoken) if places is None else _at(places, sound)
        if place is not None and place[0] >= (found[-1].end if found else 0):
            there = sound._replace(start=place[0], end=place[1])
            found.append(_owning(there, spoken) if english else there)
    return tuple(found)


def _same_places(word: str, known: str, spoken: str) -> dict[int, int] | None:
    """For each place of a word in `known` that in `spoken`; None where it does not stand there as often."""
    pattern = regex.compile(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(word)}(?![\p{{L}}\p{{N}}])")
    before, after = ([match.start() for match in pattern.finditer(text)] for text in (known, spoken))
    return dict(zip(before, after, strict=True)) if len(before) == len(after) else None


def _at(places: Mapping[int, int], sound: Sound) -> Place | None:
    start = places.get(sound.start)
    return None if start is None else (start, start + sound.end - sound.start)


def _counterparts(known: str, spoken: str) -> list[Word]:
    """The words of `known`, each with its span in `spoken`."""
    heard = Words.of(Word(Span(start, end - start), start, end) for start, end in words_of(spoken))
    return list(told(known, spoken, heard))


def _by_neighbours(sound: Sound, words: Sequence[Word], known: str, spoken: str) -> Place | None:
    """Where in `spoken` a word stands, by what the words are that it is made of; None where that cannot be told."""
    some = [word for word in words if word.start < sound.end and sound.start < word.end]
    if not some or not _is_all(known[some[0].start : some[-1].end], known[sound.start : sound.end]):
        return None
    start = some[0].span.start
    said = EDGES.sub("", POSSESSIVE.sub("", spoken[start : some[-1].span.end]))
    place = spoken.find(said, start)
    return (place, place + len(said)) if said else None


def _is_all(words: str, word: str) -> bool:
    """Whether a word is all of some words, but for the marks around it and an “’s” after it."""
    return EDGES.sub("", words).removesuffix("’s").removesuffix("'s") == EDGES.sub("", word)


def _owning(sound: Sound, spoken: str) -> Sound:
    """The sound of an English word with the “'s” that follows it."""
    found = POSSESSIVE.match(spoken, sound.end)
    if found is None:
        return sound
    ending = "ɪz" if sound.ipa.endswith(HISSES) else "s" if sound.ipa.endswith(VOICELESS) else "z"
    return sound._replace(end=found.end(), ipa=sound.ipa + ending)
