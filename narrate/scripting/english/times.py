"""Times of day, and how long something lasts."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND, full_stop
from narrate.scripting.english.numerals import DASH, NUMERAL, amount, cardinal, digit_by_digit
from narrate.scripting.patterns import late

NOON_HOUR = 12
LAST_HOUR = 24
NOON = r"([AaPp])\.?\s?[Mm]\b\.?(?!\w)"
TO_ANOTHER = rf"(\s?{DASH}\s?(?=\d))?"
WITH_NOON = late(rf"(?<![\w.,:$£€])([01]?\d)(?:[:.]([0-5]\d))?(?::([0-5]\d))?\s?{NOON}{TO_ANOTHER}")
HALF_OF_RANGE = late(
    rf"(?<![\w.,:$£€])([01]?\d)(?:[:.]([0-5]\d))?\s?({DASH}|to)\s?(?=[01]?\d(?:[:.][0-5]\d)?\s?{NOON})"
)
ON_THE_CLOCK = late(
    rf"(?<![\w.,:/$£€])([01]?\d|2[0-4]):([0-5]\d)(-?ish\b)?(?!\w|[:.,]\d)(?:\s?({DASH})\s?(?=\d{{1,2}}:\d\d))?"
)
WITH_SECONDS = late(r"(?<![\w.,:/])(\d{1,2}):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?(?![\w]|[:.]\d)")
WITH_POINT = late(
    r"\b((?:starts?|begins?|opens?|closes?|leaves?|arrives?|departs?|meet|met|left|arrived|train|bus|"
    r"flight)(?: is| was)? at )"
    r"([01]?\d|2[0-3])\.([0-5]\d)(?![\w%]|\.\d)"
    r"|\b([Aa]t )([01]?\d|2[0-3])\.([0-5]\d)(?=\s(?:on\s[A-Z]|sharp|tomorrow|tonight|today|every|daily|"
    r"in the (?:morning|afternoon|evening)))"
)
MILITARY = late(r"(?<![\w.,:$£€])([01]\d|2[0-3])([0-5]\d)(?=\s?(?:hours|hrs|h|Z)\b)")
MINUTES_AND_PARTS = late(r"(?<![\w.,:])(\d{1,2}):([0-5]\d)\.(\d{1,3})(?![\w:]|\.\d)")
ONLY_SECONDS = late(r"(?<![\w.,:])0:([0-5]\d)(?![\w:]|[.,]\d)")
NAMED_HOUR = late(
    rf"(?:(?<=\bnoon)|(?<=\bmidnight)|(?<=\bmidday)|(?<=\bdawn))\s?{DASH}\s?(?=\d|dusk|midnight|noon)|"
    rf"(?<=[\dm.])\s?{DASH}\s?(?=(?:noon|midnight|midday)\b)"
)
OF_PARTS = late(r"\b(?:[Mm]ix|[Rr]atio|[Ss]cale|[Dd]ilut|[Oo]dds|[Pp]roportion|[Aa]spect)")
HOURS_TO_HOURS = late(rf"(?<=\bfrom )(\d{{1,2}}){DASH}(\d{{1,2}})(?=\s(?:on|every|each|daily)\b)")
LASTING = late(
    r"\b(?:in|of|time|record|clocked|ran|took|within|lasts?|lasted|duration|runtime|length)(?: (?:it|a|"
    r"just|only|about))? $"
)
SURELY_LASTING = late(
    r"\b(?:lasts?|lasted|clocked|ran for|took|duration of|runtime of|length of)(?: (?:it|him|her|them|a|"
    r"just|only|about))? $"
)
HOURS_MINUTES = late(
    r"(?<![\w.,])(\d{1,3})\s?h(?:rs?)?\.?\s?(\d{1,2})(?:\s?m(?:ins?)?\b\.?)?(?:\s?(\d{1,2})\s?s(?:ecs?)"
    r"?\b\.?)?(?!\w|[:.]\d)"
)
MINUTES_SECONDS = late(r"(?<![\w.,])(\d{1,3})\s?m(?:ins?)?\.?\s?(\d{1,2})\s?s(?:ecs?)?\b\.?(?!\w)")
VERSE = late(
    rf"\b((?:Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Ezra|"
    rf"Nehemiah|Esther|Job|"
    rf"Psalms?|Proverbs|Ecclesiastes|Isaiah|Jeremiah|Ezekiel|Daniel|Hosea|Joel|Amos|Jonah|Micah|Matthew|"
    rf"Mark|Luke|John|Acts|"
    rf"Romans|Corinthians|Galatians|Ephesians|Philippians|Colossians|Thessalonians|Timothy|Titus|Hebrews|"
    rf"James|Peter|Jude|"
    rf"Revelation)\s)(\d{{1,3}}):(\d{{1,3}})(?:\s?{DASH}\s?(\d{{1,3}}))?(?!\w|:\d)"
)
RATIO = late(rf"(?<![\w.:])({NUMERAL})\s?:\s?({NUMERAL})(?!\w|[:.]\d)")


def clock(hour: str, minute: str | None, *, full: str = " o'clock") -> str:
    """A time of day; `full` is what follows a full hour.

    >>> clock("3", "05"), clock("9", "00"), clock("15", "00"), clock("0", "30")
    ('three oh five', "nine o'clock", 'fifteen hundred', 'zero thirty')
    """
    said = cardinal(int(hour))
    if minute is None or minute == "00":
        is_on_the_dial = 1 <= int(hour) <= NOON_HOUR
        return said + (full if is_on_the_dial or not full else " hundred")
    return f"{said} {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}"


def verses(text: str) -> str:
    """Chapter and verse of the Bible.

    >>> verses("John 3:16 and Psalm 23:1-4")
    'John three sixteen and Psalm twenty-three, one to four'
    """
    return VERSE.sub(_verse, text)


def _verse(found: re.Match[str]) -> str:
    book, chapter, first, last = found.groups()
    if last is None:
        return f"{book}{cardinal(int(chapter))} {cardinal(int(first))}"
    return f"{book}{cardinal(int(chapter))}, {cardinal(int(first))} to {cardinal(int(last))}"


def times_of_day(text: str) -> str:
    """Times with a.m. or p.m., and those on a clock of twelve or twenty-four hours.

    >>> times_of_day("3:05 p.m., 9am–5pm, 9:00, 15:30, 9-11 a.m.")
    "three oh five P M, nine A M to five P M, nine o'clock, fifteen thirty, nine to eleven A M."
    """
    text = NAMED_HOUR.sub(" to ", text)
    text = HALF_OF_RANGE.sub(lambda found: f"{clock(found[1], found[2], full='')} to ", text)
    text = WITH_NOON.sub(_with_noon, text)
    text = WITH_SECONDS.sub(_with_seconds, text)
    text = ONLY_SECONDS.sub(lambda found: _many(found[1], "second"), text)
    text = ON_THE_CLOCK.sub(_on_the_clock, MILITARY.sub(_military, text))
    text = HOURS_TO_HOURS.sub(lambda found: f"{cardinal(int(found[1]))} to {cardinal(int(found[2]))}", text)
    return WITH_POINT.sub(
        lambda found: (found[1] or found[4]) + clock(found[2] or found[5], found[3] or found[6]), text
    )


def _on_the_clock(found: re.Match[str]) -> str:
    """A time of day, unless the words before it are of parts, or of how long it took."""
    hour, minute, about, dash = found.groups()
    text, start = found.string, max(0, found.start() - 2 * LOOK_BEHIND)
    if OF_PARTS.search(text, start, found.start()):
        return f"{cardinal(int(hour))} to {cardinal(int(minute))}"
    if SURELY_LASTING.search(text, start, found.start()):
        return f"{_many(hour, 'minute')} and {_many(minute, 'second')}"
    return clock(hour, minute) + ("-ish" if about else "") + (" to " if dash else "")


def _military(found: re.Match[str]) -> str:
    """Four figures before "hours".

    >>> _military(MILITARY.search("at 0730 hours"))
    'zero seven thirty'
    """
    hour, minute = found.groups()
    said = digit_by_digit(hour) if hour[0] == "0" else cardinal(int(hour))
    if minute == "00":
        return f"{said} hundred"
    return f"{said} {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}"


def _with_noon(found: re.Match[str]) -> str:
    """With its half of the day, unless the hour tells it already."""
    hour, minute, second, half, to_another = found.groups()
    said = clock(hour, minute, full="") + (f" and {_many(second, 'second')}" if second else "")
    half_said = f" {half.upper()} M" if int(hour) <= NOON_HOUR else ""
    return f"{said}{half_said}{full_stop(found)}" + (" to " if to_another else "")


def _with_seconds(found: re.Match[str]) -> str:
    """Hours, minutes and seconds: a duration after words that ask for one, else a time of day."""
    hours, minutes, seconds, decimals = found.groups()
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if decimals or LASTING.search(before) or int(hours) > LAST_HOUR:
        seconds_said = f"{amount(f'{int(seconds)}.{decimals}')} seconds" if decimals else _many(seconds, "second")
        return f"{_many(hours, 'hour')}, {_many(minutes, 'minute')} and {seconds_said}"
    return f"{clock(hours, minutes)} and {_many(seconds, 'second')}"


def durations(text: str) -> str:
    """Hours, minutes and seconds by their letters.

    >>> durations("2h 30m, 1 hr 5 min, 5m 30s")
    'two hours thirty minutes, one hour five minutes, five minutes thirty seconds'
    """
    text = HOURS_MINUTES.sub(lambda found: _lasting(found[1], found[2], found[3]) + full_stop(found), text)
    text = MINUTES_AND_PARTS.sub(_minutes_and_parts, text)
    return MINUTES_SECONDS.sub(lambda found: _lasting(None, found[1], found[2]) + full_stop(found), text)


def _minutes_and_parts(found: re.Match[str]) -> str:
    minutes, seconds, parts = found.groups()
    return f"{_many(minutes, 'minute')} {amount(f'{int(seconds)}.{parts}')} seconds"


def _lasting(hours: str | None, minutes: str | None, seconds: str | None) -> str:
    parts = ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return " ".join(_many(count, name) for count, name in parts if count is not None)


def _many(count: str, name: str) -> str:
    return f"{cardinal(int(count))} {name}{'' if int(count) == 1 else 's'}"


def ratios(text: str) -> str:
    """What is left of numbers with a colon between them.

    >>> ratios("16:9, or 2:1")
    'sixteen to nine, or two to one'
    """
    return RATIO.sub(lambda found: f"{amount(found[1])} to {amount(found[2])}", text)
