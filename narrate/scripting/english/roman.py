"""Roman numerals, where they are numerals: after the names of rulers, of wars and of parts; never the pronoun."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND
from narrate.scripting.english.numerals import cardinal, ordinal
from narrate.scripting.english.rulers import FIRST_NAMES, RULERS
from narrate.scripting.english.years import year
from narrate.scripting.patterns import late

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
CANONICAL = late(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
NUMERAL = r"[MDCLXVI]{1,9}"

PART = (
    r"[Cc]hapters?|CHAPTER|[Pp]arts?|PART|[Vv]olumes?|VOLUME|[Bb]ooks?|BOOK|[Aa]cts?|ACT|[Ss]cenes?|SCENE|"
    r"[Cc]anto|CANTO|[Ss]ections?|SECTION|"
    r"[Aa]rticles?|ARTICLE|[Aa]ppendix|APPENDIX|[Ff]igures?|FIGURE|[Tt]ables?|TABLE|[Pp]late|[Pp]hase|"
    r"[Tt]ype|[Ss]tage|[Gg]rade|[Ll]evel|"
    r"[Cc]lass|[Cc]ategory|[Tt]itle|[Ee]pisode|EPISODE|[Mm]ark|[Mm]odel|[Vv]erse|[Ll]esson|LESSON|"
    r"[Ll]etter|LETTER|[Ss]eries|[Ss]eason|"
    r"[Ee]xhibit|[Ss]chedule|[Nn]umber|[Oo]p(?:us|\.)|[Pp]ages?|[Tt]ier|[Rr]ound|[Dd]ivision|[Ff]actor|"
    r"[Pp]rologue|[Ss]tep|[Tt]heorem|"
    r"Apollo|Gemini|Vatican|World War|WORLD WAR|Punic War|Super Bowl|Wrestlemania|WrestleMania|Olympiad|"
    r"Symphony|Sonata|Concerto|"
    r"Rocky|Godfather|Rambo|Terminator|Saw|Diablo|Civilization|Final Fantasy|Star Trek|Henry IV,? Part|"
    r"SALT|START|Saturn|Titan|Corps"
)
AFTER_PART = late(
    rf"\b({PART})(\s)({NUMERAL}|[mdclxvi]{{1,9}})(?:(\s?[-–—]\s?|\s(?:and|to|or|through|&)\s|,\s)"
    rf"({NUMERAL}|[ivxlc]{{1,9}})(?=\W|$))?(?![\w'’](?!s\b)|\.\w)"
)
AFTER_RULER = late(
    rf"\b({RULERS})(?<!\bMalcolm(?= X))(\s)(?:([IVXL]{{2,7}})|([IVX])(?!\.?\s[A-Z][a-z]))(?:(?=['’]s\b)|(?!\w|['’]))"
)
PRONOUN_AFTER = late(
    r"\s(?:am|'m|have|had|will|would|can|could|may|might|must|shall|should|do|did|know|knew|think|thought|"
    r"believe|love|loved|like|liked|"
    r"want|wanted|need|saw|see|met|meet|said|say|told|tell|hope|remember|never|always|really|just|also|"
    r"still|guess|wish|mean|went|go|"
    r"got|get|used|admire|hate|hated|miss|missed|ever|first|once|wrote|write|call|called|found|made|gave|don|didn)\b"
)
TITLE_BEFORE = late(r"(?:King|Queen|Pope|Emperor|Empress|Tsar|Prince|Princess) $")
DEED_AFTER = late(
    r"\s(?:met|had|made|gave|saw|went|did|called|wrote|said|told|got|found|could|would|may|might|must|will)\b"
)
NAMED_AFTER = late(r"((?:\b[A-Z][\w.'’-]{0,20}\s){1,4})([IVX]{2,6}|V|X)(?![\w'’-]|\.\w)")
LAST_CENTURY = 40
CENTURY = late(
    rf"\b({NUMERAL})(?:th|st|nd|rd|e)?(?=[\s-](?:century|centuries|Olympiad|Olympics|[Dd]ynasty|Legion|"
    rf"Corps|Congress)\b)"
)
YEAR = late(r"(?<![\w.'’-])(M{1,3}[MDCLXVI]{3,12})(?![\w'’-])")
LIST_NUMBER = late(r"^(\s*)(?:\(([ivx]{1,5})\)|([IVX]{1,5}|[ivx]{2,5})[.)])(?=\s+\S)")
IN_SMALL = {"scene", "act", "page", "pages", "verse", "chapter", "book", "canto", "part", "section"}
LETTERED = {
    "appendix",
    "exhibit",
    "model",
    "series",
    "grade",
    "factor",
    "class",
    "type",
    "schedule",
    "level",
    "section",
}


def value(numeral: str) -> int:
    """What a roman numeral is worth; 0 if it is none.

    >>> value("XIV"), value("mcmlxxxiv"), value("IIX")
    (14, 1984, 0)
    """
    numeral = numeral.upper()
    if not numeral or not CANONICAL.fullmatch(numeral):
        return 0
    worths = [VALUES[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(worths, [*worths[1:], 0], strict=True))


def roman_numerals(text: str) -> str:
    """Roman numerals in words: the place of a ruler, the number of everything else.

    >>> roman_numerals("Henry VIII, Chapter IV, World War II, Elizabeth I's reign, the XIX century, and I; MCMXCIV")
    "Henry the eighth, Chapter four, World War two, Elizabeth the first's reign, the nineteenth century, and I; \
nineteen ninety-four"
    """
    text = CENTURY.sub(_century, text)
    text = AFTER_PART.sub(_part, text)
    text = AFTER_RULER.sub(_ruler, text)
    text = NAMED_AFTER.sub(_named, text)
    text = YEAR.sub(lambda found: year(value(found[1])) if value(found[1]) else found[0], text)
    return LIST_NUMBER.sub(_list_number, text)


def _century(found: re.Match[str]) -> str:
    number = value(found[1])
    return ordinal(number) if 1 < number < LAST_CENTURY else found[0]


def _part(found: re.Match[str]) -> str:
    part, gap, first, between, last = found.groups()
    if not value(first) or _is_a_letter(part, first) or PRONOUN_AFTER.match(found.string, found.end(3)):
        return found[0]
    said = f"{part}{gap}{cardinal(value(first))}"
    if not last or not value(last):
        return said + found[0][found.end(3) - found.start() :]
    joint = " to " if between.strip() in {"-", "–", "—"} else between
    return f"{said}{joint}{cardinal(value(last))}"


def _is_a_letter(part: str, numeral: str) -> bool:
    """Whether what looks like a numeral is a letter ("Model X", "Grade C"), or a small word."""
    if len(numeral) > 1:
        return numeral in {"mix", "dim", "mi", "di", "xi"} and part.lower() not in IN_SMALL
    if numeral.islower():
        return part.lower() not in IN_SMALL or numeral not in "ivx"
    return numeral not in "IVX" or (numeral != "I" and part.lower() in LETTERED)


def _ruler(found: re.Match[str]) -> str:
    name, _, long, short = found.groups()
    numeral = long or short
    number = value(numeral)
    text = found.string
    before = text[max(0, found.start() - LOOK_BEHIND) : found.start()]
    is_pronoun = (
        numeral == "I" and PRONOUN_AFTER.match(text, found.end()) and not _is_subject(before, text, found.end())
    )
    if not number or is_pronoun:
        return found[0]
    return f"{name} the {ordinal(number)}"


def _is_subject(before: str, text: str, end: int) -> bool:
    """Whether a name is surely a ruler's: after a title, or first in its sentence and then doing something."""
    is_first = not before.strip("\"'“‘ ") or before.endswith((". ", "; "))
    return bool(TITLE_BEFORE.search(before) or (is_first and DEED_AFTER.match(text, end)))


def _named(found: re.Match[str]) -> str:
    """After other names: the third of a family, the second of a series. A single letter may be one; "I" never."""
    names, numeral = found.groups()
    number = value(numeral)
    words = names.split()
    if not number or (len(numeral) == 1 and words[0] not in FIRST_NAMES) or all(word.isupper() for word in words):
        return found[0]
    is_person = len(words) > 1 and (
        words[0].strip(".,") in FIRST_NAMES or any(word in {"Pope", "King", "Queen"} for word in words[:-1])
    )
    if len(numeral) == 1:
        return found[0]
    return f"{names}the {ordinal(number)}" if is_person else f"{names}{cardinal(number)}"


def _list_number(found: re.Match[str]) -> str:
    indent, bracketed, bare = found.groups()
    numeral = bracketed or bare
    number = value(numeral)
    return f"{indent}{cardinal(number)}," if number and numeral != "I" else found[0]
