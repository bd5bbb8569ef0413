"""From the International Phonetic Alphabet to an engine's own signs for sounds.

A table has an engine's spelling for each sound, and for those of several signs that it writes as one ("tʃ"): the
longest wins. Signs that only join or part others are passed over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import regex

Table = Mapping[str, str]

SILENT = regex.compile(r"[./\[\]‿|‖()\u0361\u035c\u032f]")  # ties, borders of syllables and feet, marks of a glide
MARKS = "ˈˌː"  # of stress and length: no sounds by themselves
PLAIN = str.maketrans({"g": "ɡ", "'": "ˈ", "’": "ˈ", ":": "ː", "ʦ": "ts", "ʧ": "tʃ", "ʤ": "dʒ", "ᵻ": "ɪ"})
# Of English: what dictionaries write otherwise than the voices for English were taught.
ENGLISH = {"r": "ɹ", "ɝː": "ɜːɹ", "ɝ": "ɜːɹ", "ɫ": "l", "n̩": "ən", "l̩": "əl", "m̩": "əm", "ʍ": "w", "ɻ": "ɹ"}


def converted(ipa: str, table: Table) -> tuple[str, str]:
    """Some IPA in an engine's signs, and those of its signs that the engine has nothing for; all where none is a sound.

    >>> converted("ˈt͡ʃɪ.lə", {"tʃ": "tS", "ɪ": "I", "l": "l", "ə": "@", "ˈ": "'"})
    ("'tSIl@", '')
    >>> converted("nǃ", {"n": "n"})
    ('n', 'ǃ')
    >>> converted("ˈ.", {"ˈ": "'"})
    ("'", 'ˈ.')
    """
    plain = SILENT.sub("", unicodedata.normalize("NFD", ipa)).translate(PLAIN)
    said, lacking, place = [], [], 0
    marks = {table.get(mark) for mark in MARKS} | {" "}
    longest = max(map(len, table), default=1)
    while place < len(plain):
        sizes = range(longest, 0, -1)
        size = next((size for size in sizes if plain[place : place + size] in table), 0)
        said.append(table[plain[place : place + size]] if size else "")
        lacking.append("" if size or plain[place].isspace() else plain[place])
        said += " " if plain[place].isspace() and not size else ""
        place += size or 1
    is_sound = any(one and one not in marks for one in said)
    return "".join(said).strip(), "".join(dict.fromkeys(lacking)) or ("" if is_sound else ipa)


def as_itself(signs: frozenset[str], *, english: bool) -> dict[str, str]:
    """The table of an engine whose signs are those of IPA; for a voice for English with what it says otherwise."""
    own = {sign: sign for sign in signs}
    return table(own | {sign: said for sign, said in ENGLISH.items() if english and set(said) <= signs})


def table(pairs: Mapping[str, str]) -> dict[str, str]:
    """A table whose signs are taken apart as `converted` takes apart what it is given."""
    return {unicodedata.normalize("NFD", sign): said for sign, said in pairs.items()}
