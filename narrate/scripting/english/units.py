"""Quantities with units, dimensions, feet and inches, degrees."""

from __future__ import annotations

import re
from typing import NamedTuple

from narrate.scripting.english.context import LOOK_BEHIND, counts_things, full_stop, is_attributive
from narrate.scripting.english.numerals import DASH, NUMERAL, amount, cardinal
from narrate.scripting.english.parts import QUANTITY, quantity
from narrate.scripting.english.unit_names import BRITISH, PER, SPACED_ONLY, UNITS, WITH_STOP_ONLY
from narrate.scripting.patterns import late

_BY_LENGTH = sorted(UNITS, key=len, reverse=True)
_ANY = "|".join(map(re.escape, _BY_LENGTH))
_PER = "|".join(
    sorted({*map(re.escape, PER), *map(re.escape, (unit for unit in UNITS if "/" not in unit))}, key=len, reverse=True)
)
SHAPE = r"(?:(?P<shape>sq|cu)\.?[\s-])?"
POWER = r"(?:\^?(?P<power>[23])(?!\d)|\^-(?P<less>\d))?"
BETWEEN_LETTERS = r"(?:in|st)(?=\.|[\^23]|\s?[×x]\s?\d)|st(?=\s\d{1,2}\s?lb)|c(?=\.\s(?!and\b|or\b|in\b)[a-z])"  # units only there: "in" is a word too
UNIT = rf"{SHAPE}(?P<symbol>{_ANY}|{BETWEEN_LETTERS})(?![A-Za-z'°]){POWER}(?P<stop>\.(?=\W|$))?"
PER_UNIT = (
    rf"(?:(?:\s?/\s?|\s?·\s?|\sper\s)(?:(?P<per_shape>sq|cu)\.?\s)?(?P<per>{_PER})(?![A-Za-z])"
    r"(?:\^?(?P<per_power>[23])(?!\d))?)?"
)
TO = rf"\s?(?:{DASH}|\bto\b)\s?"
LARGE = r"\s(?:hundred|thousand|million|billion|trillion)(?=\s[A-Za-z]{2})"
WITH_UNIT = late(
    rf"(?:(?P<first>{QUANTITY}){TO})?(?P<last>{QUANTITY})(?P<large>{LARGE})?(?P<gap>\s?|-){UNIT}{PER_UNIT}"
)
MOST_DIGITS_OF_SECONDS = 2  # "747s" are aeroplanes
ORDINAL_FIRST = late(r"(?<!1)1$")  # "21st."
NAME_BEFORE = late(r"[A-Za-z]-?$|\b[Pp]ar[ -]$")  # "F-35s", "par 5s"
PARTS = late(r"[2-9]/\d+")
# “in.” that is the word and no inches: before what one is in, and after what one does to things or people.
WORD_IN_BEFORE = late(r"\s(?:my|your|his|her|its|our|their|whose|which)\b")
WORD_IN_AFTER = late(
    r"\b(?:let|lets|letting|took|takes?|taking|brought|brings?|called|calls?|invited|handed|turned|sent|squeezed|"
    r"traded|came|comes?|got|moved|walked)(?: (?:just|only|all|another|the (?:other|first|last)))? ?$"
)
SHAPES = {"sq": "square ", "cu": "cubic ", "2": "square ", "3": "cubic "}
LESS = {"2": "squared", "3": "cubed"}

BY = r"\s?[x×X]\s?"
MEASURE = rf"({QUANTITY})(?:[\s-]?(mm|cm|m|km|ft|in|px|yd|'|\")(?![\w'])\.?)?"
DIMENSIONS = late(rf"(?<![\w.])(?<![x×]){MEASURE}{BY}{MEASURE}(?:{BY}{MEASURE})?(?![\w])")
SUM_AFTER = late(r"\s?=")
TIMES_AFTER = late(rf"(?<![\w.])({NUMERAL})\s?[x×](?![\w])")
TIMES_BEFORE = late(r"(?<![\w.])[x×](?=\d)")

FEET_AND_INCHES = late(
    r"(?<![\w.,])(\d{1,3})\s?(?:'|ft\.?|feet|foot)[\s-]?(\d{1,2}(?:\.\d{1,2}| 1/2| 1/4| 3/4)?)\s?(?:(\"|"
    r"''|in(?:ch|ches)?\b)(\.(?=\s|$))?|(?![\w']|[.,]\d))"
)
FEET = late(r"(?<![\w.,'])(\d{1,3})'(?=\s(?!x\s?\d)[a-z(]|[,;)])")
INCHES = late(rf"(?<![\w'])({QUANTITY})(\"|'')(?!\w)")
BEARING = late(
    r"(?<![\w.])(\d{1,3}(?:\.\d{1,6})?)\s?°\s?(?:(\d{1,2})\s?'\s?)?(?:(\d{1,2}(?:\.\d{1,3})?)\s?(?:\"|'')"
    r"\s?)?([NSEW])(?![\w])(?:\.(?=[,;)]))?"
)
QUOTE_REACH = 400  # characters: a quotation that was opened before is of another sentence
INCH = ("inch", "inches")
WINDS = {"N": "north", "S": "south", "E": "east", "W": "west"}
DEGREES_UNSAID = late(r"(?<![\w.])(\d{1,3}(?:\.\d)?)\s?([CF])(?![\w'°+#-]|\.\w)")
WARMTH = late(
    r"(?:\b(?:at|to|of|is|was|about|around|below|above|hit|reached|under|over|minus|oven|temperature|"
    r"between|and|from)|[-–−]) ?$"
)
MAGNITUDE = late(r"(?<![\w.,])(\d{1,3}(?:,\d{3})?(?:\.\d{1,2})?)(k|K|M|B|bn|Bn|m)(?!\w|\.\w|[-'])")
NUMBERED = late(r"\b(?:[Nn]umber|No\.?|[Ff]lat|[Pp]latform|[Uu]nit|[Rr]oom|[Aa]partment) $")
SIZES = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion"}
SAID_AS_LETTER = late(
    r"\s(?:runs?|races?|TVs?|tv|videos?|resolution|displays?|monitors?|screens?|footage|charity|fun|Ultra|"
    r"UHD|gaming|cameras?)\b"
)


class Unit(NamedTuple):
    """A unit's name for one and for many."""

    one: str
    many: str


def _unit(shape: str | None, symbol: str, power: str | None) -> Unit:
    """A unit by its symbol, square or cubic; only seconds are squared."""
    one, many = UNITS.get(symbol) or WITH_STOP_ONLY[symbol]
    if power and symbol in {"s", "sec"}:
        return Unit(f"{one} {LESS[power]}", f"{many} {LESS[power]}")
    before = SHAPES.get(shape or power or "", "")
    return Unit(before + one, before + many)


def units(text: str) -> str:
    """Quantities with a unit, in American spelling.

    >>> units("5 km, 1 lb, 9.8 m/s^2, 50–60 mph, a 10-kg bag, -5°C, 1/2 mi, 100 sq ft, 6 in.")
    'five kilometers, one pound, nine point eight meters per second squared, fifty to sixty miles per hour, \
a ten-kilogram bag, -five degrees Celsius, one half mile, one hundred square feet, six inches.'
    """
    return WITH_UNIT.sub(_with_unit, text)


def british_units(text: str) -> str:
    """Quantities with a unit, in British spelling.

    >>> british_units("5 km")
    'five kilometres'
    """
    return WITH_UNIT.sub(lambda found: _british(_with_unit(found)), text)


def _british(said: str) -> str:
    for american, british in BRITISH.items():
        said = said.replace(american, british)
    return said


def _with_unit(found: re.Match[str]) -> str:
    """A quantity with its unit; the letter alone of a few, or after too many digits, is none."""
    symbol, is_tight = found["symbol"], not found["gap"]
    if is_tight and (symbol in SPACED_ONLY or (symbol == "s" and not _is_seconds(found))):
        return found[0]
    if is_tight and symbol == "st" and ORDINAL_FIRST.search(found["last"]):
        return found[0]
    if symbol == "in" and found["stop"] and found["gap"].isspace() and _is_word_in(found):
        return f"{found[0].removesuffix('.')}{full_stop(found)}"
    if is_tight and symbol == "m" and counts_things(found.string, found.end()):
        return found[0] if found["first"] else f"{quantity(found['last'])} million"
    return _numbers(found) + _unit_of(found) + _per(found) + (full_stop(found) if found["stop"] else "")


def _is_seconds(found: re.Match[str]) -> bool:
    """Whether an "s" right after a number is seconds: not in "747s" and "F-35s"."""
    is_name = NAME_BEFORE.search(found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]) is not None
    return "." in found["last"] or (len(found["last"]) <= MOST_DIGITS_OF_SECONDS and not is_name)


def _is_word_in(found: re.Match[str]) -> bool:
    """Whether “in.” after a number is the word: “3 in. his pocket”, “He let 3 in.” at the end."""
    text = found.string
    if WORD_IN_BEFORE.match(text, found.end()):
        return True
    rest = text[found.end() : found.end() + 3].strip()
    ends = not rest or rest[0].isupper() or not rest[0].isalnum()
    return ends and WORD_IN_AFTER.search(text[max(0, found.start() - LOOK_BEHIND) : found.start()]) is not None


def _numbers(found: re.Match[str]) -> str:
    if found["first"]:
        before = found.string[max(0, found.start() - len("between ")) : found.start()]
        joint = "and" if before.lower() == "between " else "to"
        return f"{quantity(found['first'])} {joint} {quantity(found['last'])}{found['large'] or ''} "
    return quantity(found["last"]) + (found["large"] or "") + ("-" if found["gap"] == "-" else " ")


def _unit_of(found: re.Match[str]) -> str:
    """The unit, in the singular after one, after a part of one, and before a noun."""
    last = found["last"]
    unit = _unit(found["shape"], found["symbol"], found["power"])
    if found["less"]:
        return f"per {unit.one} {LESS.get(found['less'], '')}".rstrip()
    if not found["first"] and PARTS.fullmatch(last):
        return f"of {'an' if unit.one[0] in 'aeio' else 'a'} {unit.one}"
    is_one = (last == "1" and not found["first"] and not found["large"]) or last.startswith("1/")
    is_before_noun = found["gap"] == "-" or (not found["per"] and is_attributive(found.string, *found.span()))
    return unit.one if is_one or is_before_noun else unit.many


def _per(found: re.Match[str]) -> str:
    """What the unit is counted by."""
    per, shape, power = found["per"], found["per_shape"], found["per_power"]
    if not per:
        return ""
    if per in PER and not shape:
        return f" per {PER[per]}{' ' + LESS[power] if power else ''}"
    return f" per {_unit(shape, per, power).one}"


def dimensions(text: str) -> str:
    """One measure by another, and "times" after or before a number.

    >>> dimensions("210×297 mm, 3 ft x 4 in, 10x faster")
    'two hundred ten by two hundred ninety-seven millimeters, three feet by four inches, ten times faster'
    """
    text = DIMENSIONS.sub(_dimension, text)
    text = TIMES_AFTER.sub(lambda found: f"{amount(found[1])} times", text)
    return TIMES_BEFORE.sub("times ", text)


def british_dimensions(text: str) -> str:
    """One measure by another, in British spelling.

    >>> british_dimensions("3 x 4 m")
    'three by four metres'
    """
    return dimensions(DIMENSIONS.sub(lambda found: _british(_dimension(found)), text))


def _dimension(found: re.Match[str]) -> str:
    groups = found.groups()
    if SUM_AFTER.match(found.string, found.end()) or (not any(groups[1::2]) and " × " in found[0]):
        return " times ".join(quantity(number) for number in groups[::2] if number)
    measures = [(number, symbol) for number, symbol in zip(groups[::2], groups[1::2], strict=True) if number]
    singular = is_attributive(found.string, *found.span())
    stop = full_stop(found) if found[0].endswith(".") else ""
    return " by ".join(_measure(number, symbol, singular=singular) for number, symbol in measures) + stop


def _measure(number: str, symbol: str | None, *, singular: bool) -> str:
    if symbol is None:
        return quantity(number)
    one, many = {"'": ("foot", "feet"), '"': INCH, "in": INCH}.get(symbol) or UNITS[symbol]
    return f"{quantity(number)} {one if singular or number == '1' else many}"


def feet_and_inches(text: str) -> str:
    r"""Feet and inches, by their marks or their names.

    >>> feet_and_inches("He was 6'2\", she 5'10, a 15\" screen, 6 ft 2 in tall")
    'He was six feet two inches, she five feet ten, a fifteen inch screen, six feet two inches tall'
    """
    text = FEET_AND_INCHES.sub(_feet_and_inches, text)
    text = FEET.sub(lambda found: f"{cardinal(int(found[1]))} {'foot' if found[1] == '1' else 'feet'}", text)
    return INCHES.sub(_inches, text) if '"' in text or "''" in text else text


def _feet_and_inches(found: re.Match[str]) -> str:
    feet, inches, mark, stop = found.groups()
    said = f"{cardinal(int(feet))} {'foot' if feet == '1' else 'feet'} {quantity(inches)}"
    if mark:
        said += " inch" if inches == "1" else " inches"
    return said + (full_stop(found) if stop else "")


def _inches(found: re.Match[str]) -> str:
    """A double mark right after a number is no opening quote; nor a closing one where none is open."""
    if found[2] == '"' and found.string.count('"', max(0, found.start(2) - QUOTE_REACH), found.start(2)) % 2:
        return found[0]
    is_one = found[1] == "1" or is_attributive(found.string, found.start(), found.end())
    return f"{quantity(found[1])} {'inch' if is_one else 'inches'}"


def bearings(text: str) -> str:
    r"""Latitudes and longitudes.

    >>> bearings("40°26'46\"N, 79° W")
    'forty degrees twenty-six minutes forty-six seconds north, seventy-nine degrees west'
    """
    return BEARING.sub(_bearing, text)


def _bearing(found: re.Match[str]) -> str:
    degrees, minutes, seconds, wind = found.groups()
    parts = ((degrees, "degrees"), (minutes, "minutes"), (seconds, "seconds"))
    return " ".join([*(f"{amount(count)} {name}" for count, name in parts if count), WINDS[wind]])


def unsaid_degrees(text: str) -> str:
    """A temperature whose degree sign was left out, where the words before it are of warmth.

    >>> unsaid_degrees("bake at 200C, seat 20C")
    'bake at 200°C, seat 20C'
    """
    return DEGREES_UNSAID.sub(_degrees_if_warmth, text)


def _degrees_if_warmth(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    return f"{found[1]}°{found[2]}" if WARMTH.search(before) else found[0]


def magnitudes(text: str) -> str:
    """Thousands, millions and billions by their letters; a resolution and a race keep the letter.

    >>> magnitudes("10k followers, 2.5M users, a 4K TV")
    'ten thousand followers, two point five million users, a four K TV'
    """
    return MAGNITUDE.sub(_magnitude, text)


def _magnitude(found: re.Match[str]) -> str:
    numeral, letter = found.groups()
    if NUMBERED.search(found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]):
        return found[0]  # "No. 221B"
    is_letter = letter == "K" and (numeral in {"4", "8"} or SAID_AS_LETTER.match(found.string, found.end()))
    if letter == "m" and not counts_things(found.string, found.end()):
        return found[0]
    if is_letter or (letter == "k" and SAID_AS_LETTER.match(found.string, found.end())):
        return f"{amount(numeral)} K"
    return f"{amount(numeral)} {SIZES[letter.lower()]}"
