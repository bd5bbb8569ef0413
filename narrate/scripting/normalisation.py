"""From written to spoken: what every text needs before any engine may have it, and what its language needs.

Each rule is a function from text to text; RULES is their order in any language, and `rules` that of one. They take out
what is no speech (control characters, emoji, invisible marks) and turn typography into the punctuation that engines
pause at. English has rules of its own in between, other languages those of `languages` for their numbers, and nothing
English is imposed on them.
No rule loses a word: what is dropped (emoji, marks that point to notes) `explain` shows.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import regex

from narrate.scripting import english, languages
from narrate.scripting.english import notes

Rule = Callable[[str], str]

WIDE = {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# What UTF-8 looks like when it was read as Latin-1 or Windows-1252: ftfy is asked only about these.
MOJIBAKE = regex.compile(r"[ÂÃâÄÅÐÑðïËÎÏ][^\x00-\x7f]")
ENTITY = regex.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
BROKEN_WORD = regex.compile(r"(?<=\p{Ll})[-\u2010\u00ad][^\S\n]*\n\s*(?=\p{Ll})")
INVISIBLE = regex.compile(r"[\p{Cf}\p{Co}\p{Cn}\p{Cs}\uFE00-\uFE0F]")  # bidi marks, zero-width, tags, surrogates…
CELL_BORDER = regex.compile(r"(?<=\S)\s*\t\s*")
CONTROL = regex.compile(r"\p{Cc}+")
# The digits of keycaps stay; © ® ™ are read aloud by engines, and stay. Flags are pairs of regional indicators.
EMOJI = regex.compile(r"(?![©®™])\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u20E3")
DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
OTHER_NUMBER = regex.compile(r"(?<=(\p{Nd})|)(\p{No}+)(?=(\p{Nd})|)")
CURLY = str.maketrans("‘’‚‛′“”„‟″", "'" * 5 + '"' * 5)
# A dash between words is a pause. Between numbers it is a range, a score or a minus, and stays (an em dash with spaces
# around it is a pause even there); so does a hyphen in a word, and a minus before a number.
BETWEEN_NUMBERS = r"(?<=\d)(?:\s?[-–−]\s?|[—―])(?=\d)"
DASH = regex.compile(
    rf"{BETWEEN_NUMBERS}(*SKIP)(*FAIL)|(?<!\s)\s*+(?:[–—―⸺⸻]|--+|(?<=\s)[-−](?=\s))+(?:\s|[–—―⸺⸻]|--+)*(?:,\s*)?"
)
RULE_LINE = regex.compile(r"([-_=*~#])\1{3,}|\.{6,}")  # a drawn line, or the leaders of a table of contents
ELLIPSIS = regex.compile(r"(?<!\s)\s*+(?:…|\.\s?\.\s?\.)(?:\s*[.…](?!\d))*")
SHOUT = regex.compile(r"([!?])\s*[!?](?:\s*[!?])*")
SPACE = regex.compile(r"\s+")
LIGATURE_TABLE = str.maketrans(LIGATURES | WIDE)
MARKS = ",.;:!?…"
LEADING_MARK = regex.compile(r"^[\s,;:]+(?=\S)")
SPACED_MARK = regex.compile(r"(?<!\s)\s++(?=[,.;:!?]+(?:\s|$))")
MOST_ROUNDS = 8  # two are enough for any text that is not built to need more
ANY_DIGIT = regex.compile(r"\d")
NO_JOINT = regex.compile(r"(?:(?<=[\p{Latin}\s])|^)[\u200c\u200d]+|[\u200c\u200d]+(?=[\p{Latin}\s]|$)")
NO_JOINER = "\u200d\u200c"  # shape letters in Persian and Indic scripts: invisible, yet part of the word


def mended(text: str) -> str:
    """Text that was decoded wrongly, or not decoded at all, as it was meant.

    >>> mended("donâ€™t, cafÃ©"), mended("Ãngstrom or café"), mended("Tom &amp; Jerry")
    ('don’t, café', 'Ãngstrom or café', 'Tom & Jerry')
    """
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if not MOJIBAKE.search(text):
        return text
    import ftfy

    return str(ftfy.fix_encoding(text))


def without_ligatures(text: str) -> str:
    r"""Letters that are printed as one, apart; wide ones, and those composed of a letter and its accent, as they are.

    >>> without_ligatures("ﬁnd the ＢＢＣ, cafe\u0301")
    'find the BBC, café'
    """
    return unicodedata.normalize("NFC", text.translate(LIGATURE_TABLE))


def broken_words_joined(text: str) -> str:
    r"""A word with a hyphen at the end of a line is whole again.

    >>> broken_words_joined("infor-\nmation")
    'information'
    """
    return BROKEN_WORD.sub("", text) if "\n" in text else text


def without_invisible(text: str) -> str:
    r"""Drop characters that print nothing; a lone surrogate or a NUL would make an engine fail or stop.

    >>> without_invisible("a\u200bb\u202ec\ufeff")
    'abc'
    """
    return INVISIBLE.sub(lambda found: found[0] if found[0] in NO_JOINER else "", NO_JOINT.sub("", text))


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


def emoji_by_name(text: str) -> str:
    """Emoji by the names that Unicode has for them, where one is asked for them; shades and joiners are not said.

    >>> emoji_by_name("Well done 🎉 👍🏽!")
    'Well done  party popper   thumbs up sign !'
    """
    return EMOJI.sub(lambda found: _emoji_name(found[0]), text)


def _emoji_name(sign: str) -> str:
    """The name of a sign, set apart from what is around it; empty for a part of another."""
    name = unicodedata.name(sign, "")
    return "" if not name or "EMOJI MODIFIER" in name or "REGIONAL" in name else f" {name.lower().replace('-', ' ')} "


def plain_digits(text: str) -> str:
    """Digits of any script, and those that are raised, lowered, circled or fractions, become 0 to 9.

    A voice has no sound for digits of another script than its own.

    >>> plain_digits("１２ and ٣٤, m², 2½")
    '12 and 34, m2, 2 1/2'
    """
    return OTHER_NUMBER.sub(_number_apart, DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0], digit[0])), text))


def _number_apart(found: regex.Match[str]) -> str:
    """Raised, lowered or circled digits, or fractions, in plain digits, apart from the digits before and after."""
    before, run, after = found.groups()
    plain = "".join(f" {number} " if "/" in number else number for number in map(_plain, run))
    return (" " if before else "") + " ".join(plain.split()) + (" " if after else "")


def _plain(number: str) -> str:
    return unicodedata.normalize("NFKC", number).replace("⁄", "/")


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
    return LEADING_MARK.sub("", SPACED_MARK.sub("", SPACE.sub(" ", text))).strip()


REPAIRS: tuple[Rule, ...] = (
    mended,
    without_ligatures,
    broken_words_joined,
    without_control,
    without_invisible,
    without_emoji,
)
NOTES: tuple[Rule, ...] = (notes.without_note_marks, notes.plain_powers)
FIGURES_AND_QUOTES: tuple[Rule, ...] = (plain_digits, straight_quotes)
MARKS_AND_SPACES: tuple[Rule, ...] = (dashes_as_commas, ellipsis_as_three_dots, one_mark, tidy)
RULES: tuple[Rule, ...] = (*REPAIRS, *FIGURES_AND_QUOTES, *MARKS_AND_SPACES)


class Change(NamedTuple):
    """What one rule did to a text."""

    rule: str
    before: str
    after: str


@lru_cache(maxsize=64)
def rules(language: str, citations: str = "drop", emoji: str = "drop") -> tuple[Rule, ...]:
    """The rules for a language, by its BCP 47 tag, in order.

    `citations` tells what becomes of marks such as "[12]", `emoji` of emoji: their names are English.

    >>> set(RULES) <= set(rules("de")), [rule.__name__ for rule in rules("zh") if rule not in RULES]
    (True, ['without_citation_marks', 'without_note_marks'])
    """
    cited = (notes.without_citation_marks,) if citations == "drop" else ()
    if language.partition("-")[0].lower() == "en":
        named = (emoji_by_name,) if emoji == "say" else ()
        return (*named, *REPAIRS, *cited, *NOTES, *FIGURES_AND_QUOTES, *english.rules(language), *MARKS_AND_SPACES)
    first = (*REPAIRS, *cited, notes.without_note_marks, *FIGURES_AND_QUOTES)
    return (*first, *languages.rules(language), *MARKS_AND_SPACES)


@lru_cache(maxsize=1_024)  # a sentence is asked for three times while it is cut
def spoken_form(written: str, language: str = "en", citations: str = "drop", emoji: str = "drop") -> str:
    """What an engine gets for a text as printed; empty where there is nothing to pronounce.

    Signs alone ("***", "$") are drawn, not meant to be read. The rules are applied until none of them changes
    anything, as one may bring together what an earlier one parts.
    """
    if not (speakable(written) or (emoji == "say" and EMOJI.search(written))):
        return ""
    spoken, order = written, rules(language, citations, emoji)
    for _ in range(MOST_ROUNDS):
        before, spoken = spoken, _ruled(spoken, order)
        if spoken == before:
            break
    return spoken if speakable(spoken) else ""


def explain(written: str, language: str = "en", citations: str = "drop", emoji: str = "drop") -> list[Change]:
    """Each rule that changed the text on its way to its spoken form, in order.

    >>> [change.rule for change in explain("Dr. Who is 5!!")]
    ['abbreviations', 'cardinals', 'one_mark']
    """
    changes: list[Change] = []
    for _ in range(MOST_ROUNDS):
        known = len(changes)
        for rule in rules(language, citations, emoji):
            before = changes[-1].after if changes else written
            after = rule(before)
            if after != before:
                changes.append(Change(rule.__name__, before, after))
        if len(changes) == known:
            break
    return changes


def _ruled(text: str, order: tuple[Rule, ...]) -> str:
    for rule in order:
        if rule not in english.ABOUT_DIGITS or ANY_DIGIT.search(text):
            text = rule(text)
    return text


def speakable(text: str) -> bool:
    """Whether there is a letter or a digit in it: engines give no sound, or name the marks, for anything else."""
    return any(char.isalnum() for char in text)


def why_silent(written: str) -> str:
    """Why a text has no spoken form."""
    if EMOJI.search(written):
        return "only emoji or symbols"
    if not written.strip() or not CONTROL.sub("", INVISIBLE.sub("", written)).strip():
        return "only invisible characters"
    if speakable(written):
        return "only a mark that points to a note"
    return "only punctuation or symbols"
