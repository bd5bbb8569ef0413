"""Words in capitals: letter by letter ("F B I"), as a word ("Nasa"), or only louder ("NOT")."""

from __future__ import annotations

import re

from narrate.scripting.english.acronyms import EITHER, OWN_WAY, SAID_AS_WORDS, SPELLED
from narrate.scripting.english.context import LOOK_BEHIND
from narrate.scripting.english.roman import value
from narrate.scripting.english.short_words import SHORT_WORDS
from narrate.scripting.patterns import late

LONGEST_SURELY_SPELLED = 3  # three letters that are no word of ours are letters, said or not
LONGEST_SPELLED = 5  # longer words in capitals are words, if they can be said
CAPITALS = late(r"(?<![\w'’])([A-Z]{2,20})((?:s|['’]s|s['’])?)(?![\w]|['’][A-Za-z])")
MIXED = late(rf"(?<![\w-])(?:{'|'.join(sorted(OWN_WAY, key=len, reverse=True))})(?![\w])")
SHOUTED_WORD = late(r"[A-ZÀ-ÖØ-Þ]+(?:['’][A-Z]+)*")
SMALL = late(r"[a-zà-öø-ÿ]")
BESIDE_FIGURES = late(r"AD \d|\d ?(?:AM|PM|AD|BC)\b")
NO_VOWEL = late(r"[^AEIOUY]+")
NO_LETTERS = frozenset(
    {
        "MR",
        "MRS",
        "DR",
        "ST",
        "HMM",
        "SHH",
        "PSST",
        "BRR",
        "TH",
        "ND",
        "RD",
        "JR",
        "SR",
        "MT",
        "FT",
        "VS",
        "VOL",
        "PP",
        "NO",
        "PT",
        "CH",
        "FIG",
        "MS",
        "LTD",
        "CO",
        "GRR",
        "PFFT",
        "HM",
        "MM",
    }
)

_ONSET = (
    "(?:[bcdfghjklmnpqrstvwxyz]|b[lr]|c[hlr]|d[rw]|f[lr]|g[hlnr]|k[lnr]|p[hlrs]|qu|s[chklmnpqtw]|sch|scr|"
    "shr|spl|spr|str|squ|t[hrw]|thr|w[hr])?"
)
_CODA = (
    "(?:[bcdfgklmnprstvxyz]|c[kt]|d[gs]|f[ft]|g[hs]|ght|l[dfklmpst]|m[bps]|n[cdgkst]|p[st]|"
    "r[bcdfgklmnpst]|s[hkpst]|t[chs]|tch|nch|rst|rth|"
    "[bcdfgklmnprt]s|zz)?"
)
SAYABLE = late(rf"{_ONSET}[aeiouy]{{1,3}}(?:(?:[bcdfghjklmnpqrstvwxyz]{{1,3}})[aeiouy]{{1,3}}){{0,7}}{_CODA}e?")

AFTER_THE = late(
    r"\b(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]heir|[Yy]our|[Mm]y|[Hh]is|[Hh]er|[Ii]n|[Oo]f|[Bb]y|[Tt]o|[Ff]rom|"
    r"[Ff]ake|[Pp]hoto|[Aa]nd) $"
)
THE_BEFORE = late(r"\b[Tt]he $")
NOUN_OF_IT = late(
    r"\s(?:departments?|support|staff|teams?|managers?|systems?|sector|industry|experts?|skills|security|"
    r"services?|infrastructure|guy|people|professionals?|consultants?|companies|company|job|help|director|"
    r"project|budget|worker|specialist|firm|band)\b"
)
DAY_HALF = late(r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|fifteen|o'clock)) $")
CARD_OF_ID = late(r"\s(?:cards?|numbers?|badges?|checks?|photo|papers?|documents?)\b")


def can_be_said(word: str) -> bool:
    """Whether English could say it as a word.

    >>> [can_be_said(word) for word in ("NATO", "UNESCO", "HTML", "OECD", "STRENGTHS")]
    [True, True, False, False, False]
    """
    return bool(SAYABLE.fullmatch(word.lower()))


def spelled(letters: str) -> str:
    """Letter by letter.

    >>> spelled("FBI")
    'F B I'
    """
    return " ".join(letters)


def quiet_headings(text: str) -> str:
    """A text all in capitals is read as if it were not; only what is never a word stays in them.

    >>> quiet_headings("THE TRUTH ABOUT THE FBI"), quiet_headings("CHAPTER IV. DON'T GO"), quiet_headings("The FBI")
    ('The Truth About The FBI', "Chapter IV. Don't Go", 'The FBI')
    """
    if SMALL.search(text):
        return text
    words = [word for word in SHOUTED_WORD.findall(text) if len(word) > 1]
    if len(words) == 1 or not any(_quiet(word) != word for word in words):
        return text
    return SHOUTED_WORD.sub(
        lambda found: found[0] if BESIDE_FIGURES.search(text, *_around(found)) else _quiet(found[0]), text
    )


def _around(found: re.Match[str]) -> tuple[int, int]:
    return max(0, found.start() - 2), found.end() + 2


def _quiet(word: str) -> str:
    is_known = (word in SPELLED or word in SAID_AS_WORDS) and word not in EITHER and word.lower() not in SHORT_WORDS
    is_consonants = NO_VOWEL.fullmatch(word) and word not in NO_LETTERS
    if len(word) == 1 or is_known or is_consonants or (value(word) and word not in {"MIX", "DID"}):
        return word
    return word[0] + word[1:].lower()


def own_ways(text: str) -> str:
    """Abbreviations with small letters in them, and others with a way of their own.

    >>> own_ways("a PhD on mRNA in JPEGs")
    'a P H D on M R N A in J pegs'
    """
    return MIXED.sub(lambda found: OWN_WAY[found[0]], text)


def initialisms(text: str) -> str:
    """Words in capitals, with their plurals and possessives.

    >>> initialisms("the FBI's CEOs at NASA do NOT use IT; the IT department of the WHO does")
    "the F B I's C E Os at Nasa do not use it; the I T department of the W H O does"
    """
    return CAPITALS.sub(_in_capitals, text)


def _in_capitals(found: re.Match[str]) -> str:
    word, ending = found.groups()
    ending = ending.replace("’", "'")
    if _is_spelled(found, word):
        return spelled(word) + ending
    if (word.lower() in SHORT_WORDS and word not in SAID_AS_WORDS) or not word.isascii():
        return word.lower() + ending
    return word.capitalize() + ending


def _is_spelled(found: re.Match[str], word: str) -> bool:
    if word in EITHER:
        return _either(found, word)
    if word in SAID_AS_WORDS or word in NO_LETTERS:
        return False
    if word in SPELLED:
        return True
    if word.lower() in SHORT_WORDS:
        return False
    if len(word) > LONGEST_SPELLED:
        return bool(NO_VOWEL.fullmatch(word))
    return len(word) <= LONGEST_SURELY_SPELLED or not can_be_said(word)


def _either(found: re.Match[str], word: str) -> bool:
    """Words such as IT and US: by the words beside them."""
    text = found.string
    before = text[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if word in {"AM", "EST"}:
        return bool(DAY_HALF.search(before)) or word == "EST"
    if word == "IT":
        return bool(
            NOUN_OF_IT.match(text, found.end())
            or (
                re.search(r"\b(?:in|of|and|[Tt]he|[Aa]sk|[Cc]ontact|[Ee]-?mail|[Ff]rom) $", before)
                and not re.match(r"\s(?:is|was|has)\b", text[found.end() : found.end() + 5])
            )
        )
    if word in {"US", "LA", "MA", "PA", "MO", "ER", "OK", "STD", "ICE"}:
        return word != "ICE" or bool(THE_BEFORE.search(before))
    if word == "ID":
        return True
    if word == "WHO":
        return bool(
            THE_BEFORE.search(before)
            or re.match(
                r"['’]s\b|\s(?:said|says|declared|announced|recommends|director|guidelines)",
                text[found.end() : found.end() + 14],
            )
        )
    return word in {"AD", "IM", "MS"}
