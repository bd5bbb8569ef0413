"""From written to spoken: what every text needs before any engine may have it.

Each rule is a function from text to text; RULES is their order. They take out what is no speech (control characters,
emoji, invisible marks) and turn typography into the punctuation that engines pause at. No rule removes a letter or a
digit (some rewrite digits).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex

Rule = Callable[[str], str]

INVISIBLE = regex.compile(r"[\p{Cf}\p{Co}\p{Cn}\p{Cs}\uFE00-\uFE0F]")  # bidi marks, zero-width, tags, surrogates…
CELL_BORDER = regex.compile(r"(?<=\S)\s*\t\s*")
CONTROL = regex.compile(r"\p{Cc}+")
# Keycaps and flags are digits and letters to Unicode, and stay; © ® ™ are read aloud by engines, and stay.
EMOJI = regex.compile(r"(?![©®™])\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u20E3")
FANCY_DIGIT = regex.compile(r"(?![0-9])[\p{Nd}\p{No}]")
CURLY = str.maketrans("‘’‚‛′“”„‟″", "'" * 5 + '"' * 5)
# A dash between words is a pause. Between digits it is a range or a score, and stays; so does a hyphen in a word.
DASH = regex.compile(r"\s*(?:(?<!\d)[–—―⸺⸻]|[–—―⸺⸻](?!\d)|(?<!-)-{2,}(?!-)|(?<=\s)[-−](?=\s))+\s*")
RULE_LINE = regex.compile(r"[-_=*~#.]{4,}")
ELLIPSIS = regex.compile(r"\s*(?:…|\.\s?\.\s?\.)[.…]*")
SHOUT = regex.compile(r"([!?])[!?]+")
SPACE = regex.compile(r"\s+")
MARKS = ",.;:!?…"
LEADING_MARK = regex.compile(r"^[\s,;:]+(?=\S)")
SPACED_MARK = regex.compile(r"\s+([,.;:!?](?:\s|$))")
NO_JOINER = "\u200d\u200c"  # shape letters in Persian and Indic scripts: invisible, yet part of the word


def without_invisible(text: str) -> str:
    r"""Drop characters that print nothing; a lone surrogate or a NUL would make an engine fail or stop.

    >>> without_invisible("a\u200bb\u202ec\ufeff")
    'abc'
    """
    return INVISIBLE.sub(lambda found: found[0] if found[0] in NO_JOINER else "", text)


def without_control(text: str) -> str:
    r"""Control characters (line breaks and tabs too) become spaces; table cells get a comma between them.

    >>> without_control("one\x00two")
    'one two'
    >>> without_control("Name\tAge")
    'Name, Age'
    """
    return CONTROL.sub(" ", CELL_BORDER.sub(", ", text))


def without_emoji(text: str) -> str:
    """Drop emoji, which engines read by their long official names.

    >>> without_emoji("Well done 🎉!")
    'Well done  !'
    """
    return EMOJI.sub(" ", text)


def plain_digits(text: str) -> str:
    """Digits of any script, and those that are raised, lowered, circled or fractions, become 0 to 9.

    A voice has no sound for digits of another script than its own.

    >>> plain_digits("１２ and ٣٤, m², ½")
    '12 and 34, m2, 1/2'
    """
    return FANCY_DIGIT.sub(lambda found: _plain(found[0]), text)


def _plain(digit: str) -> str:
    decimal = unicodedata.decimal(digit, None)
    return str(decimal) if decimal is not None else unicodedata.normalize("NFKC", digit).replace("⁄", "/")


def straight_quotes(text: str) -> str:
    r"""Curly quotes and primes become straight: not every engine knows "don’t".

    >>> straight_quotes("“Don’t,” he said.")
    '"Don\'t," he said.'
    """
    return text.translate(CURLY)


def dashes_as_commas(text: str) -> str:
    """A dash between words, or "--", is a pause, which a comma tells every engine. Ranges and hyphens stay.

    >>> dashes_as_commas("Recovery -- A Guide")
    'Recovery, A Guide'
    >>> dashes_as_commas("a well-known span, 1914–1918")
    'a well-known span, 1914–1918'
    >>> dashes_as_commas("— Yes. — No, — he said —")
    ' Yes. No, he said '
    """
    text = RULE_LINE.sub(" ", text)
    return DASH.sub(lambda dash: " " if _beside_a_mark(text, *dash.span()) else ", ", text)


def _beside_a_mark(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text is at either end of it, or beside punctuation that is a pause already."""
    return start == 0 or end == len(text) or text[start - 1] in MARKS or text[end] in MARKS


def ellipsis_as_three_dots(text: str) -> str:
    """One spelling for every ellipsis.

    >>> ellipsis_as_three_dots("Well . . . yes…")
    'Well... yes...'
    """
    return ELLIPSIS.sub("...", text)


def one_mark(text: str) -> str:
    """One mark is enough: "!!!" is said as "!".

    >>> one_mark("What?!! No!!!")
    'What? No!'
    """
    return SHOUT.sub(r"\1", text)


def tidy(text: str) -> str:
    """Single spaces, none before a mark, and no comma at the start.

    >>> tidy(" ,  Yes .  He  said it ,")
    'Yes. He said it,'
    """
    return LEADING_MARK.sub("", SPACED_MARK.sub(r"\1", SPACE.sub(" ", text))).strip()


RULES: tuple[Rule, ...] = (
    without_control,
    without_invisible,
    without_emoji,
    plain_digits,
    straight_quotes,
    ellipsis_as_three_dots,
    dashes_as_commas,
    one_mark,
    tidy,
)


def spoken_form(written: str) -> str:
    """What an engine gets for a text as printed; empty where there is nothing to pronounce."""
    for rule in RULES:
        written = rule(written)
    return written if speakable(written) else ""


def speakable(text: str) -> bool:
    """Whether there is a letter or a digit in it: engines give no sound, or name the marks, for anything else."""
    return any(char.isalnum() for char in text)


def why_silent(written: str) -> str:
    """Why a text has no spoken form."""
    if EMOJI.search(written):
        return "only emoji or symbols"
    if not written.strip() or not CONTROL.sub("", INVISIBLE.sub("", written)).strip():
        return "only invisible characters"
    return "only punctuation or symbols"
