"""Numbers: what they are called, and the rules for those that are nothing but numbers.

num2words (LGPL) has the words. num2words2 has the same answers, faster, for 8 MB of compiled code that not every
machine has a wheel for; we ask for few numbers and remember them. normt2s (MIT) writes "one pound and fifty pencebn",
and nemo-text-processing (Apache), which has the best grammar, needs 900 MB: neither knows what a page or a king is, so
the rules around the words are ours.

Conventions: words have no "and" and no commas ("one hundred five"); the British rule `with_and` adds "and". A numeral
is digits as printed, which may have grouping commas and a decimal point.
"""

from __future__ import annotations

import re
from functools import lru_cache

from narrate.scripting.patterns import late

NUMERAL = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,5}(?!,?\d)|\d{1,15}(?!\d))(?:\.\d{1,15}(?!\d))?+"
DASH = r"[-‐‑–−—]"
LONGEST_READ_WHOLE = 15  # a longer run of digits is a code, said digit by digit
LONGEST_IN_PAIRS = 4
ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MAGNITUDE = r"(?:hundred|thousand|million|billion|trillion|quadrillion)"
BEHIND_THE_POINT = 15

THIN_SPACED = late(r"(?<![\d\u00a0\u2009\u202f.,])\d{1,3}(?:[\u00a0\u2009\u202f]\d{3}){1,4}(?![\u00a0\u2009\u202f]?\d)")
WIDE_SPACED = late(r"(?<![\d.,] )(?<![\d.,+-])[1-9]\d{0,2}(?:(?: \d{3}){2,4}| 000)(?![ -]?\d)")
ORDINAL = late(r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:st|nd|rd|th)\b", re.IGNORECASE)
PERCENT = late(rf"({NUMERAL})\s?(%|‰|percent\b|per cent\b|pct\.?(?!\w))")
PERCENT_SIGN = {"%": "percent", "pct": "percent", "‰": "per mille"}
PLUS_OR_MINUS = late(r"(?:(?<=^)|(?<=[\s(\[\"'=×,/]))([-−–+])(?=[$£€]?\.?\d)")
RANGE = late(rf"(?<![\w.,/-])({NUMERAL})\s?{DASH}\s?({NUMERAL})(?![\w/]|{DASH}\d)")
PERCENT_RANGE = late(rf"({NUMERAL})\s?%\s?{DASH}\s?(?={NUMERAL}\s?%)")
POINT_ONLY = late(r"(?<![\w.])\.(\d{1,15})(?!\d|\.\d)")
ANY_NUMERAL = late(NUMERAL)
ANY_DIGITS = late(r"(?<!\d)\d{1,15}(?!\d)|\d+")
LETTER_BEFORE = late(r"(?<=[^\W\d_])(?=\d)")
LETTER_AFTER = late(r"(?<=\d)(?=[^\W\d_])")
_ONE_TO_TWELVE = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FIRST_TO_TWELFTH = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
SMALL_NUMBER = (
    rf"(?:(?:{_TENS})(?:-(?:{_ONE_TO_TWELVE}|{_FIRST_TO_TWELFTH}))?|(?:{_TEENS})(?:th)?|{_ONE_TO_TWELVE}|"
    rf"{_FIRST_TO_TWELFTH}|"
    r"(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ieth)"
)
WITHOUT_AND = late(
    rf"(?<=\bhundred)(?= {SMALL_NUMBER}\b)|(?<=\bthousand)(?= {SMALL_NUMBER}\b(?! (?:hundred|thousand|"
    rf"million|billion)))"
)
BEFORE_HUNDRED = late(
    rf"\b(?:{_ONE_TO_TWELVE}|{_TENS}|{_TEENS}|hundred) (?:hundred|thousand)$|-(?:{_ONE_TO_TWELVE})"
    rf" (?:hundred|thousand)$"
)


@lru_cache(maxsize=4_096)
def cardinal(number: int) -> str:
    """A whole number in words.

    >>> cardinal(1_234_567)
    'one million two hundred thirty-four thousand five hundred sixty-seven'
    """
    from num2words import num2words

    return str(num2words(number)).replace(" and ", " ").replace(",", "")


@lru_cache(maxsize=1_024)
def ordinal(number: int) -> str:
    """A whole number's place in a row.

    >>> ordinal(121)
    'one hundred twenty-first'
    """
    from num2words import num2words

    return str(num2words(number, to="ordinal")).replace(" and ", " ").replace(",", "")


def digit_by_digit(digits: str) -> str:
    """Each digit by itself.

    >>> digit_by_digit("907")
    'nine zero seven'
    """
    return " ".join(ONES[int(digit)] for digit in digits)


@lru_cache(maxsize=4_096)
def amount(numeral: str) -> str:
    """A numeral in words; one that starts with a zero, or is very long, digit by digit.

    >>> amount("1,234.50")
    'one thousand two hundred thirty-four point five zero'
    >>> amount("007")
    'zero zero seven'
    """
    whole, _, decimals = numeral.replace(",", "").partition(".")
    is_code = (len(whole) > 1 and whole[0] == "0") or len(whole) > LONGEST_READ_WHOLE
    words = digit_by_digit(whole) if is_code else cardinal(int(whole or 0))
    return f"{words} point {digit_by_digit(decimals)}" if decimals else words


@lru_cache(maxsize=1_024)
def in_pairs(digits: str) -> str:
    """The digits of a house, a flight or a model in the groups that people say them in.

    >>> [in_pairs(digits) for digits in ("7", "42", "101", "221", "380", "400", "1600", "1408", "737800", "05")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['seven', 'forty-two', 'one oh one', 'two twenty-one', 'three eighty', 'four hundred', 'sixteen hundred',
     'fourteen oh eight', 'seven three seven eight zero zero', 'zero five']
    """
    if digits[0] == "0" or len(digits) > LONGEST_IN_PAIRS:
        return digit_by_digit(digits)
    head, tail = digits[:-2], digits[-2:]
    if not head or digits[-3:] == "000":
        return cardinal(int(digits))
    if tail == "00":
        return f"{cardinal(int(head))} hundred"
    return f"{cardinal(int(head))} {'oh ' if tail[0] == '0' else ''}{cardinal(int(tail))}"


def joined_digits(text: str) -> str:
    """Thousands that are set apart by spaces are one number.

    >>> joined_digits("10\u2009000 of 1 234 567")
    '10,000 of 1,234,567'
    """
    text = THIN_SPACED.sub(lambda found: re.sub(r"\D", ",", found[0]), text)
    return WIDE_SPACED.sub(lambda found: found[0].replace(" ", ","), text)


def ordinals(text: str) -> str:
    """Ordinals in figures.

    >>> ordinals("the 21st of the 1,000th")
    'the twenty-first of the one thousandth'
    """
    return ORDINAL.sub(lambda found: ordinal(int(found[1].replace(",", ""))), text)


def percentages(text: str) -> str:
    """Per cent, and per mille.

    >>> percentages("5% of 0.5 %")
    'five percent of zero point five percent'
    """
    return PERCENT.sub(lambda found: f"{amount(found[1])} {PERCENT_SIGN.get(found[2].rstrip('.'), found[2])}", text)


def signs(text: str) -> str:
    """A plus or a minus before a number, where it is no hyphen and no range.

    >>> signs("-5 or +3, but 4-3")
    'minus 5 or plus 3, but 4-3'
    """
    return PLUS_OR_MINUS.sub(lambda found: "plus " if found[1] == "+" else "minus ", text)


def ranges(text: str) -> str:
    """A hyphen or dash between two numbers.

    >>> ranges("ages 10–20, 3 - 4")
    'ages ten to twenty, three to four'
    """
    return RANGE.sub(_range, PERCENT_RANGE.sub(r"\1% to ", text))


def _range(found: re.Match[str]) -> str:
    """Pages may leave out what the second number has in common with the first: "45–7"."""
    first, last = found.groups()
    before = found.string[max(0, found.start() - 9) : found.start()].lower()
    if before.endswith("pages ") and first.isdecimal() and last.isdecimal() and len(last) < len(first):
        last = first[: -len(last)] + last
    return f"{amount(first)} {'and' if before.endswith('between ') else 'to'} {amount(last)}"


def cardinals(text: str) -> str:
    """Numbers with their separators and decimals: those that no rule before knew more about.

    >>> cardinals("1,250 sheep and .5 or 2.75 goats")
    'one thousand two hundred fifty sheep and point five or two point seven five goats'
    """
    text = POINT_ONLY.sub(lambda found: f"point {digit_by_digit(found[1])}", text)
    return ANY_NUMERAL.sub(lambda found: _apart(found) + amount(found[0]), text)


def _apart(found: re.Match[str]) -> str:
    """What keeps a number apart from a letter before it ("P@ss123")."""
    return " " if found.start() and found.string[found.start() - 1].isalpha() else ""


def last_digits(text: str) -> str:
    """Whatever digits are left, apart from the letters around them: no digit reaches an engine.

    >>> last_digits("x9y 1.2.3")
    'x nine y one.two.three'
    """
    text = LETTER_AFTER.sub(" ", LETTER_BEFORE.sub(" ", text))
    return ANY_DIGITS.sub(lambda found: amount(found[0]), text)


def with_and(text: str) -> str:
    """The British "and" in numbers.

    >>> with_and("one hundred five, two thousand twenty-four, three thousand two hundred, the hundred days")
    'one hundred and five, two thousand and twenty-four, three thousand two hundred, the hundred days'
    """
    return WITHOUT_AND.sub(lambda place: _and(text, place.start()), text)


def _and(text: str, place: int) -> str:
    """Only after a number of hundreds: "a hundred one-pound notes" is no number."""
    return " and" if BEFORE_HUNDRED.search(text, max(0, place - 40), place) else ""
