"""Fractions, mixed numbers, and other pairs with a slash between them: marks out of ten, blood pressure."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND
from narrate.scripting.english.numerals import NUMERAL, amount, cardinal, ordinal
from narrate.scripting.patterns import late

QUANTITY = rf"(?:{NUMERAL}(?:[ -]\d{{1,2}}/\d{{1,3}}(?![\d/]))?+|(?<![\w./])\d{{1,3}}/\d{{1,3}}(?![\d/]))"
NOTHING_BEFORE = r"(?<![\w.,/$£€])"
NOTHING_AFTER = r"(?![\w/]|[.,]\d)"

PARTS_SPELLED = late(rf"{NOTHING_BEFORE}(\d{{1,3}})/(\d{{1,4}})(?:ths?|rds?|nds?)\b")
MIXED = late(rf"{NOTHING_BEFORE}(\d{{1,6}})[ -](\d{{1,2}})/(\d{{1,3}}){NOTHING_AFTER}")
SIMPLE = late(rf"{NOTHING_BEFORE}(\d{{1,3}})/(\d{{1,4}}){NOTHING_AFTER}")
OUT_OF = late(
    r"\b(?:scored?|scores|scoring|rated?|rating|ratings|gave|give|gets?|got|graded?|marks?|marked|an?|is|"
    r"was|review|pain|only)"
    r"(?: (?:it|him|her|them|this|that|of|a|an|as|at|is|was|me|us|solid|perfect))? ?:? ?$",
    re.IGNORECASE,
)
WHOLES = {5, 10, 20, 100}
PART_OF = late(
    r"\s(?:of|chance|probability|inch|mile|cup|pound|ounce|teaspoon|tablespoon|full|price|scale|majority|"
    r"share|time|empty|done)"
)
STARS = late(r"\s(?:stars?|points?)\b")
CHANCE = late(r"\s(?:chance|odds|probability|risk)\b")
DENOMINATORS = {*range(2, 21), 24, 25, 30, 32, 40, 50, 60, 64, 100, 128, 1000}
OVER = late(rf"({NUMERAL})/({NUMERAL})")


def fraction(upper: str, lower: str) -> str:
    """A fraction in words.

    >>> fraction("1", "2"), fraction("3", "4"), fraction("7", "8"), fraction("120", "80")
    ('one half', 'three quarters', 'seven eighths', 'one hundred twenty over eighty')
    """
    numerator, denominator = int(upper), int(lower)
    if denominator not in DENOMINATORS or numerator > denominator or numerator == 0:
        return f"{amount(upper)} over {amount(lower)}"
    part = {2: "half", 4: "quarter"}.get(denominator) or ordinal(denominator)
    return f"{cardinal(numerator)} {part}" + ("s" if numerator > 1 else "")


def quantity(text: str) -> str:
    """A numeral, a fraction, or both.

    >>> quantity("1,000.5"), quantity("1/2"), quantity("5 1/2"), quantity("2-3/4")
    ('one thousand point five', 'one half', 'five and a half', 'two and three quarters')
    """
    whole, _, part = text.replace("-", " ").rpartition(" ")
    if "/" not in part:
        return amount(text)
    said = fraction(*part.split("/"))
    if not whole:
        return said
    return f"{amount(whole)} and {'a' + said[3:] if said in {'one half', 'one quarter'} else said}"


def mixed_numbers(text: str) -> str:
    """A whole number and a fraction.

    >>> mixed_numbers("5 1/2, 1 3/4")
    'five and a half, one and three quarters'
    """
    return MIXED.sub(lambda found: quantity(found[0]) if int(found[2]) < int(found[3]) else found[0], text)


def pairs_with_a_slash(text: str) -> str:
    """Fractions, marks out of a whole, and one number over another.

    >>> pairs_with_a_slash("2/3 of it, rated 8/10, 120/80")
    'two thirds of it, rated eight out of ten, one hundred twenty over eighty'
    """
    text = SIMPLE.sub(_pair, PARTS_SPELLED.sub(lambda found: fraction(found[1], found[2]), text))
    return OVER.sub(lambda found: f"{amount(found[1])} over {amount(found[2])}", text)


def _pair(found: re.Match[str]) -> str:
    upper, lower = found.groups()
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if upper == "1" and CHANCE.match(found.string, found.end()):
        return f"one in {amount(lower)}"
    is_mark = int(lower) in WHOLES and int(upper) <= int(lower) and not PART_OF.match(found.string, found.end())
    if STARS.match(found.string, found.end()):
        return f"{amount(upper)} out of {amount(lower)}"
    if is_mark and (OUT_OF.search(before) or (lower in {"10", "100"} and int(upper) > 1)):
        return f"{amount(upper)} out of {amount(lower)}"
    return fraction(upper, lower)
