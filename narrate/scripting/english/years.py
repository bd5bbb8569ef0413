"""Years, decades, eras and spans of years."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND, counts_things, full_stop
from narrate.scripting.english.numerals import DASH, amount, cardinal, in_pairs
from narrate.scripting.patterns import late

DECADES = (
    "hundreds",
    "tens",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
)
COMMON_YEARS = range(1100, 2100)
FIRST_IN_HALVES, LAST_IN_HALVES = 1010, 9999  # "ten ten"
TURN_OF_THE_MILLENNIUM = 200  # 2000 to 2009: "two thousand five"
NOTHING_BEFORE = r"(?<![\w.,:/$£€-])"
NOTHING_AFTER = r"(?![\w%°]|[.,:/]\d|[-–]\d)"

ERA_NAME = r"(BCE|CE|BC|AD|B\.\s?C\.\s?E\.|B\.\s?C\.|C\.\s?E\.|A\.\s?D\.)(?![a-z])"
ERA_AFTER = late(rf"(?<![\w.,])(\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}})(?:\s?{DASH}\s?(\d{{1,5}}))?\s?{ERA_NAME}")
ERA_BEFORE = late(rf"(?<![\w.]){ERA_NAME}\s?(\d{{1,4}})(?:\s?{DASH}\s?(\d{{1,4}}))?{NOTHING_AFTER}")
DECADE = late(rf"(?<![\w.,$])(?:(1[1-9]|20)?|')(\d)0'?s\b(\s?{DASH}\s?(?='?\d{{1,3}}0'?s))?")
SPAN = late(rf"(?<![\w.,:/$£€])(?<!\d[-–])(1\d{{3}}|20\d\d)\s?({DASH}|/)\s?(\d{{4}}|\d\d){NOTHING_AFTER}")
OPEN_SPAN = late(rf"{NOTHING_BEFORE}(1\d{{3}}|20\d\d)\s?{DASH}\s?(?=present\b|now\b|today\b|date\b)")
SHORT_YEAR = late(r"(?<![\w'])'(\d\d)(?![\w'.,]?\w|')")
FOUR_DIGITS = late(rf"{NOTHING_BEFORE}[12]\d{{3}}{NOTHING_AFTER}")
PART_OF_YEAR = late(rf"\b([Mm]id|[Ee]arly|[Ll]ate|[Pp]re|[Pp]ost)([-–])(1\d{{3}}|20\d\d){NOTHING_AFTER}")
MONTHS_AND_SEASONS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|"
    "autumn|fall|winter"
)
# Words that only a year follows, words that one may follow, and words that only a count follows.
SURE = late(
    rf"(?:^|\W)(?:since|until|till|during|years?|circa|anno|[Ee]arly|[Ll]ate|mid|{MONTHS_AND_SEASONS}|In|"
    rf"By|class of|Q [a-z]{{3,5}})"
    r"(?: of)?[\s,-]{1,2}$"
)
LIKELY = late(r"(?:^|\W)(?:in|by|from|to|before|after|between|and|around|about|of|the|through|summer|for) \(?$")
A_COUNT = late(
    r"(?:^|\W)(?:nearly|almost|than|least|most|exactly|roughly|approximately|another|only|some|every|all|"
    r"these|those|minus|plus|"
    r"times|equals|about the|number|numbers) $"
)


def year(number: int) -> str:
    """A year as it is said.

    >>> [year(number) for number in (1984, 1905, 1900, 2000, 2005, 2024, 1066, 476)]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['nineteen eighty-four', 'nineteen oh five', 'nineteen hundred', 'two thousand', 'two thousand five',
     'twenty twenty-four', 'ten sixty-six', 'four hundred seventy-six']
    """
    if not FIRST_IN_HALVES <= number <= LAST_IN_HALVES or number // 10 == TURN_OF_THE_MILLENNIUM:
        return cardinal(number)
    return in_pairs(str(number))


def eras(text: str) -> str:
    """Years before and after Christ.

    >>> eras("44 BC, A.D. 79, 500–300 B.C.")
    'forty-four B C, A D seventy-nine, five hundred to three hundred B C.'
    """
    text = ERA_AFTER.sub(lambda found: f"{_years(found[1], found[2])} {_letters(found[3])}{full_stop(found)}", text)
    return ERA_BEFORE.sub(lambda found: f"{_letters(found[1])} {_years(found[2], found[3])}", text)


def _years(first: str, last: str | None) -> str:
    said = [in_pairs(one) if one.isdecimal() else amount(one) for one in (first, last) if one]
    return " to ".join(said)


def _letters(name: str) -> str:
    return " ".join(letter for letter in name if letter.isalpha())


def decades(text: str) -> str:
    """Decades, in full or not.

    >>> decades("the 1990s, the '60s, her 30s, the 1900s and the 1960s-70s")
    'the nineteen nineties, the sixties, her thirties, the nineteen hundreds and the nineteen sixties to seventies'
    """
    return DECADE.sub(_decade, text)


def _decade(found: re.Match[str]) -> str:
    century, ten, dash = found.groups()
    if not century and ten in "01" and "'" not in found[0][:1]:
        return found[0]  # "10s" are seconds
    name = DECADES[int(ten)]
    if ten == "0" and century in {"20", None}:
        return "two thousands" + (" to " if dash else "")
    return (f"{cardinal(int(century))} " if century else "") + name + (" to " if dash else "")


def year_spans(text: str) -> str:
    """From one year to another.

    >>> year_spans("1914–1918, 1939-45, 2019/20 and 1998–present") # doctest: +NORMALIZE_WHITESPACE
    'nineteen fourteen to nineteen eighteen, nineteen thirty-nine to forty-five, twenty nineteen twenty
    and nineteen ninety-eight to present'
    """
    text = OPEN_SPAN.sub(lambda found: f"{year(int(found[1]))} to ", text)
    return SPAN.sub(_span, text)


def _span(found: re.Match[str]) -> str:
    first, mark, last = int(found[1]), found[2], found[3]
    is_short = len(last) < len(found[1])
    follows = int(last) > (first % 100 if is_short else first)
    is_season = mark == "/" and int(last) == (first + 1) % (100 if is_short else 10_000)
    if counts_things(found.string, found.end()) or not (is_season if mark == "/" else follows):
        return found[0]
    said = f"{'oh ' if last[0] == '0' else ''}{cardinal(int(last))}" if is_short else year(int(last))
    return f"{year(first)} {said}" if mark == "/" else f"{year(first)} to {said}"


def short_years(text: str) -> str:
    """A year without its century.

    >>> short_years("the class of '84, or '05")
    'the class of eighty-four, or oh five'
    """
    return SHORT_YEAR.sub(lambda found: ("oh " if found[1][0] == "0" else "") + cardinal(int(found[1])), text)


def years(text: str) -> str:
    """Four digits that are a year, as far as the words around them tell.

    >>> years("In 1984 he wrote 1984 words, since 1066; nearly 2000.")
    'In nineteen eighty-four he wrote 1984 words, since ten sixty-six; nearly 2000.'
    """
    text = PART_OF_YEAR.sub(lambda found: f"{found[1]}{found[2]}{year(int(found[3]))}", text)
    return FOUR_DIGITS.sub(_year_in_context, text)


def _year_in_context(found: re.Match[str]) -> str:
    number, text = int(found[0]), found.string
    before = text[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if SURE.search(before):
        return year(number)
    if A_COUNT.search(before) or counts_things(text, found.end()):
        return found[0]
    is_year = number in COMMON_YEARS or (number >= FIRST_IN_HALVES and LIKELY.search(before))
    return year(number) if is_year else found[0]
