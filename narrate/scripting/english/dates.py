"""Dates in every common order. Britain says the day first, and reads 3/4/2021 so; the United States the month."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND
from narrate.scripting.english.numerals import DASH, ordinal
from narrate.scripting.english.years import year
from narrate.scripting.patterns import late

MONTHS = {
    "jan": "January",
    "feb": "February",
    "mar": "March",
    "apr": "April",
    "may": "May",
    "jun": "June",
    "jul": "July",
    "aug": "August",
    "sep": "September",
    "oct": "October",
    "nov": "November",
    "dec": "December",
}
NAMES = tuple(MONTHS.values())
LAST_DAY = 31
FULL_YEAR = 4  # digits
CENTURY_TURNS = 50  # 49 is 2049, 50 is 1950

_SHORT = "|".join(rf"{name[:3]}(?:{name[3:]}|t?\.?)" if name != "May" else name for name in NAMES)
MONTH = rf"(?:{_SHORT}|{'|'.join(name.upper() for name in NAMES)}|{'|'.join(name[:3].upper() for name in NAMES)})\b\.?"
YEAR_AFTER = r"(?:(?:,\s*|\s+(?:in\s)?)([12]\d{3})(?![\d%]|,\d|\.\d|[-–]\d))?"
SUFFIX = r"(?:st|nd|rd|th|ST|ND|RD|TH)?"
TO_ANOTHER = rf"(\s?{DASH}\s?(?=(?:{MONTH}|\d{{1,2}}{SUFFIX}\s{MONTH})))?"

MONTH_FIRST = late(
    rf"\b({MONTH})\s+(?:the\s+)?(\d{{1,2}}){SUFFIX}(?:\s?{DASH}\s?(\d{{1,2}}){SUFFIX})?(?![\w%]|[.:/]\d|"
    rf",\d)(?!\s[ap]\.?m\b)"
    rf"{YEAR_AFTER}{TO_ANOTHER}"
)
DAY_FIRST = late(
    rf"(\b[Tt]he\s+)?(?<![\w.,:/$£€–-])(\d{{1,2}}){SUFFIX}(?:(\s?{DASH}\s?|\s(?:to|and|or|through)"
    rf"\s(?:the\s)?)(\d{{1,2}}){SUFFIX})?(?:\s+|-)(?:of\s+)?({MONTH})"
    rf"(?:-(\d{{4}}|\d\d)(?!\d)|{YEAR_AFTER}){TO_ANOTHER}"
)
MONTH_AND_YEAR = late(rf"\b({MONTH})(,?\s+)([12]\d{{3}})(?![\d%]|,\d|\.\d)")
YEAR_FIRST = late(
    r"(?<![\w./-])([12]\d{3})([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d|[-/.]\d)(?:T(?=\d\d:))?"
)
NUMERIC = late(r"(?<![\w./-])(\d{1,2})(?:([-/])(\d{1,2})\2(\d{4}|\d\d)|\.(\d{1,2})\.([12]\d{3}))(?!\w|[-/.]\d)")
AFTER_ANOTHER = late(r"(?:\d(?:st|nd|rd|th)|\b[a-z]{2,10}(?:st|nd|rd|th)),?\s(?:and|or|to|through|&)\s$")
TWO_ORDINALS = late(r"\d(?:st|nd|rd|th)\s.*\d(?:st|nd|rd|th)\s")
YEAR_AND_MONTH = late(r"(?<![\w./-])(1[89]\d\d|20\d\d)-(0[1-9]|1[0-2])(?![\w%]|[-./]\d)")
NO_YEAR = late(
    r"(?:(?<=\b[Oo]n )|(?<=\b[Ww]eek of )|(?<=\b[Dd]ated )|(?<=\b[Dd]ue )|(?<=\b[Ss]ince )|(?<=day )|(?<=day, ))(\d{1,2})"
    r"/(\d{1,2})(?![\w/]|\.\d)"
)


def month(name: str) -> str:
    """The whole name of a month, however it is shortened.

    >>> month("Sept."), month("MAY")
    ('September', 'May')
    """
    return MONTHS[name[:3].lower()]


def named_dates(text: str) -> str:
    """Dates with the month in letters.

    >>> named_dates("July 4, 1776; on the 5th of Nov. 1605; 4–6 March; Dec 25th; May 2021")
    'July fourth, seventeen seventy-six; on the fifth of November, sixteen oh five; the fourth to the sixth of March; \
December twenty-fifth; May twenty twenty-one'
    """
    text = DAY_FIRST.sub(_day_first, text)
    text = MONTH_FIRST.sub(_month_first, text)
    return MONTH_AND_YEAR.sub(lambda found: f"{month(found[1])}{found[2]}{year(int(found[3]))}", text)


def british_named_dates(text: str) -> str:
    """Dates with the month in letters, and "the" between it and its day.

    >>> british_named_dates("March 4, 2021")
    'March the fourth, twenty twenty-one'
    """
    text = DAY_FIRST.sub(_day_first, text)
    text = MONTH_FIRST.sub(lambda found: _month_first(found, " the"), text)
    return MONTH_AND_YEAR.sub(lambda found: f"{month(found[1])}{found[2]}{year(int(found[3]))}", text)


def _day_first(found: re.Match[str]) -> str:
    the, first, joint, last, name, short_year, full_year, to_another = found.groups()
    if not _are_days(first, last):
        return found[0]
    article = the or (
        "" if AFTER_ANOTHER.search(found.string, max(0, found.start() - LOOK_BEHIND), found.start()) else "the "
    )
    said = article + ordinal(int(first)) + (f" {_joint(joint, found[0])} {ordinal(int(last))}" if last else "")
    which = full_year or short_year
    return f"{said} of {month(name)}" + (f", {_full_year(which)}" if which else "") + (" to " if to_another else "")


def _joint(mark: str, written: str) -> str:
    """What is said between two days: as it is written, where it is written in words."""
    words = mark.split()
    if not words or not words[0].isalpha():
        return "to the"
    return " ".join(words) if TWO_ORDINALS.search(written) else f"{words[0]} the"


def _month_first(found: re.Match[str], the: str = "") -> str:
    name, first, last, which, to_another = found.groups()
    if not _are_days(first, last):
        return found[0]
    said = f"{month(name)}{the} {ordinal(int(first))}" + (f" to{the} {ordinal(int(last))}" if last else "")
    return said + (f", {year(int(which))}" if which else "") + (" to " if to_another else "")


def _are_days(first: str, last: str | None) -> bool:
    return 1 <= int(first) <= LAST_DAY and (last is None or int(first) < int(last) <= LAST_DAY)


def _full_year(digits: str) -> str:
    """A year of two digits is one of the hundred around now.

    >>> _full_year("85"), _full_year("21")
    ('nineteen eighty-five', 'twenty twenty-one')
    """
    short = int(digits)
    if len(digits) == FULL_YEAR:
        return year(short)
    return year(short + (2000 if short < CENTURY_TURNS else 1900))


def numeric_dates(text: str) -> str:
    """Dates in figures, the month first.

    >>> numeric_dates("2021-03-04, 3/4/2021, 25/12/99")
    'March fourth, twenty twenty-one, March fourth, twenty twenty-one, December twenty-fifth, nineteen ninety-nine'
    """
    text = YEAR_AND_MONTH.sub(_year_and_month, text)
    text = YEAR_FIRST.sub(lambda found: _us(found[3], found[4], found[1]) + _before_time(found), text)
    text = NUMERIC.sub(
        lambda found: _one_order(found, found[1], found[3] or found[5], found[4] or found[6], british=False), text
    )
    return NO_YEAR.sub(lambda found: _one_order(found, found[1], found[2], "", british=False), text)


def british_numeric_dates(text: str) -> str:
    """Dates in figures, the day first.

    >>> british_numeric_dates("2021-03-04, 3/4/2021, 12/25/99")
    'the fourth of March, twenty twenty-one, the third of April, twenty twenty-one, \
the twenty-fifth of December, nineteen ninety-nine'
    """
    text = YEAR_AND_MONTH.sub(_year_and_month, text)
    text = YEAR_FIRST.sub(lambda found: _gb(found[3], found[4], found[1]) + _before_time(found), text)
    text = NUMERIC.sub(
        lambda found: _one_order(found, found[3] or found[5], found[1], found[4] or found[6], british=True), text
    )
    return NO_YEAR.sub(lambda found: _one_order(found, found[2], found[1], "", british=True), text)


def _year_and_month(found: re.Match[str]) -> str:
    """A year and a month, where it can be no span of years ("2001-05")."""
    which, number = found.groups()
    return found[0] if int(number) > int(which[2:]) else f"{NAMES[int(number) - 1]} {year(int(which))}"


def _before_time(found: re.Match[str]) -> str:
    return ", " if found[0].endswith("T") else ""


def _one_order(found: re.Match[str], month_number: str, day: str, which: str, *, british: bool) -> str:
    """A date whose month and day are exchanged where only that makes sense; as it is where nothing does."""
    if int(month_number) > len(NAMES):
        month_number, day = day, month_number
    if not (1 <= int(month_number) <= len(NAMES) and 1 <= int(day) <= LAST_DAY):
        return found[0]
    return (_gb if british else _us)(month_number, day, which)


def _us(month_number: str, day: str, which: str) -> str:
    said = f"{NAMES[int(month_number) - 1]} {ordinal(int(day))}"
    return f"{said}, {_full_year(which)}" if which else said


def _gb(month_number: str, day: str, which: str) -> str:
    said = f"the {ordinal(int(day))} of {NAMES[int(month_number) - 1]}"
    return f"{said}, {_full_year(which)}" if which else said
