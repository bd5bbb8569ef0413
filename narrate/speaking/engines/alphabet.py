"""Letters and signs that an engine's alphabet lacks, made into words that it can say: no letter is dropped unheard.

An engine that knows one alphabet passes over all others without a word. espeak-ng, which knows most, says the name of a
letter; so does this, by the names of the Unicode standard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

SAID = re.compile(r"[^\W\d_]|\S")  # each letter, mark and sign
KINDS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nl", "Sm"})  # letters, marks, letter numbers, mathematics
NAME = re.compile(r"(?:.* (?:LETTER|SYLLABLE|SIGN|CHARACTER) )?(?P<own>.*?)(?: WITH .*)?")


def spelled(text: str, known: Container[str]) -> str:
    """The text with every letter, mark and sign of mathematics in it known, and all else as it is.

    An unknown one becomes the letters that it is made of, else its name.

    >>> latin = frozenset("abcdefghijklmnopqrstuvwxyzé")
    >>> spelled("café ŕ", latin)
    'café r'
    >>> spelled("the β-test", latin)
    'the beta -test'
    >>> spelled("日 да ≤", latin)
    'Chinese character de a less-than or equal to'
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join(SAID.sub(lambda found: _said(found[0], known), composed).split())


def _said(char: str, known: Container[str]) -> str:
    if char in known or char.isascii() or unicodedata.category(char) not in KINDS:
        return char
    parts = "".join(part for part in unicodedata.normalize("NFKD", char) if part in known)
    return parts or f" {_name(char)} "


def _name(char: str) -> str:
    """A character's name without its script and its marks; nothing for a mark that only changes the letter before."""
    name = unicodedata.name(char, "UNKNOWN CHARACTER")
    if name.startswith("CJK "):
        return "Chinese character"
    found = NAME.fullmatch(name)
    return "" if name.startswith("COMBINING ") or found is None else found["own"].lower()
