"""espeak-ng's mnemonics for sounds, and which of them a voice has.

Each language of espeak-ng has a table of phonemes with names of its own, in the file `phontab` of its data. A sound
may be called otherwise from one to the next ("a" is /æ/ in English and /a/ in French): MNEMONICS has the names by
preference, and ENGLISH what only English means by them. Read back with espeak_TextToPhonemes: see the tests.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from narrate.sound import Sound, stretches
from narrate.speaking.engines import ipa
from narrate.speaking.engines.espeak import fields, find_espeak

TABLE, PHONEME = struct.Struct("<BB2x32s"), struct.Struct("<4s12x")  # N_PHONEME_TAB_NAME and PHONEME_TAB, phoneme.h

ITSELF = "bdfhjklmnpstvwz"
MNEMONICS = """
ɡ g, ŋ N, θ T, ð D, ʃ S, ʒ Z, ʔ ?, ɾ *, ɲ n^, ʎ l^, ɟ J, c c, q q, β B, ç C, x x, χ X, ɣ Q, ɬ l#, ɕ S;, ʂ s., ʑ Z;
tʃ tS, dʒ dZ, ts ts, dz dz, ɹ r- r, r R r, ʁ r R, ː :
i i, u u u:, e e, o o, ɑ A A: 0, ɔ O, a a, ɛ E, y y, ʏ y, ɪ I, ʊ U, ə @, ʌ V, ɐ a#, ɒ 0, œ W, ø Y W
iː i:, uː u:, eː e:, oː o:, ɑː A:, ɔː O:, aː a: aa, ɛː E:, yː y:, ɜː 3:, øː Y: W
eɪ eI, aɪ aI, aʊ aU, ɔɪ OI, oʊ oU, ɑ̃ A~, ɔ̃ O~, ɛ̃ E~, œ̃ W~
"""
ENGLISH = """
æ a, a aa a, aː A:, əʊ oU, ɚ 3, ɝ 3:, ɝː 3:, ɜ 3:, ɜɹ 3:, ɜːɹ 3:
ɹ r-, r r-, ɫ l, ʍ w#, əl @L, l̩ @L, n̩ @|n, m̩ @|m
"""
APART = "|"  # between two, which together might be the name of a third
STRESSES = {"ˈ": "'", "ˌ": ","}


def unsayable(sounds: str, voice: str) -> str:
    """The signs of some IPA for which a voice has no sound."""
    return ipa.converted(sounds, _table(voice))[1]


def marked(text: str, sounds: tuple[Sound, ...], voice: str) -> tuple[str, list[Place]]:
    """A text in which words are mnemonics in double brackets, which it has no others of.

    And its stretches: where each starts there and in the text, and whether it is a word as it sounds.
    """
    table = _table(voice)
    whole, places, place = "", [], 0
    for stretch, sound in stretches(text, sounds):
        whole += (
            " " if sound and whole and not whole[-1].isspace() else ""
        )  # without it, no word is told to begin there
        places.append(Place(len(whole), place, bool(sound)))
        whole += f"[[{ipa.converted(sound, table)[0]}]]" if sound else stretch.replace("[", "(").replace("]", ")")
        place += len(stretch)
    return whole, places


class Place(NamedTuple):
    """A stretch of a text with mnemonics: where it starts, there and in the text without them."""

    marked: int
    plain: int
    sounds: bool


def plainly(told: list[tuple[int, int]], places: list[Place]) -> list[tuple[int, int]]:
    """Where words begin in a text with mnemonics, and in its sound, as told of the text without them."""
    plain: dict[int, int] = {}
    for place, sample in told:
        stretch = places[bisect_right(places, place, key=attrgetter("marked")) - 1]
        plain.setdefault(stretch.plain if stretch.sounds else stretch.plain + place - stretch.marked, sample)
    return list(plain.items())


@lru_cache(maxsize=64)
def _table(voice: str) -> ipa.Table:
    """How a voice calls the sounds that it has."""
    name, english = _phonemes(voice)
    names = _names(name)
    lines = f"{MNEMONICS},{ENGLISH if english else ''}".replace("\n", ",").split(",")
    choices = {sign: sign for sign in ITSELF} | {
        sign: next((one for one in named if names.issuperset(one.split(APART))), "")
        for sign, *named in map(str.split, filter(str.strip, lines))
    }
    return ipa.table(STRESSES | {sign: f"{one}{APART}" for sign, one in choices.items() if one})


def _phonemes(voice: str) -> tuple[str, bool]:
    """The name of the table of a voice, and whether it is one for English."""
    root = find_espeak().data / "lang"
    base = voice.partition("+")[0]
    path = next(path for path in root.rglob("*") if path.relative_to(root).as_posix().lower() == base)
    known = fields(path)
    language = known.get("language", path.name).split()[0].partition("-")[0]
    return known.get("phonemes", language), language == "en"


@lru_cache(maxsize=64)
def _names(table: str) -> frozenset[str]:
    """The mnemonics in one of espeak-ng's tables and in those that it builds upon."""
    content = (find_espeak().data / "phontab").read_bytes()
    names: list[frozenset[str]] = []
    place = 4
    for _ in range(content[0]):
        count, base, title = TABLE.unpack_from(content, place)
        place += TABLE.size
        own = (PHONEME.unpack_from(content, place + PHONEME.size * number)[0] for number in range(count))
        names.append(frozenset(name.rstrip(b"\0").decode("latin-1") for name in own))
        names[-1] |= names[base - 1] if base else frozenset()
        place += PHONEME.size * count
        if title.rstrip(b"\0").decode() == table:
            return names[-1]
    return frozenset()
