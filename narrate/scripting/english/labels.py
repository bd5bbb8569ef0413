"""Numbers in names: flights, rooms, houses, versions, models; scores; and phrases that are said in their own way."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND
from narrate.scripting.english.fixed_phrases import PHRASES
from narrate.scripting.english.numerals import DASH, amount, cardinal, in_pairs
from narrate.scripting.patterns import late

_FIXED = sorted((phrase for phrase in PHRASES if phrase != "°"), key=len, reverse=True)
FIXED = late(
    r"(?<![\w$£€/&+])(?:"
    + "|".join(re.escape(phrase) + (r"(?!\w)" if phrase[-1] != "/" else r"(?=\s|[A-Za-z])") for phrase in _FIXED)
    + r")(?![/+]|-\d|[.,]\d|\(\w\)|[+#])"
)
GRADE_OR_HYPHEN = late(r"[ABC]-$")

LABEL = (
    r"[Ff]light|[Rr]oom|[Ss]uite|[Aa]partment|[Aa]pt\.?|[Gg]ate|[Hh]ighway|[Rr]oute|[Ii]nterstate|[Bb]us|"
    r"[Tt]rain|[Uu]nit|"
    r"Boeing|Airbus|[Ee]xtension|[Cc]hannel|[Ll]ocker|[Cc]abin|[Cc]ell|[Tt]rack|[Bb]ox|Economics|English|"
    r"Math|History|[Pp]sychology|"
    r"Porsche|Peugeot|Ferrari|[Bb]uilding|Flat|flat|[Ww]ard|Lot|[Ss]eat|[Cc]ourse|[Aa]rea code|Area|Intel|"
    r"Xbox|Fahrenheit|[Ll]ine"
)
LABELLED = late(rf"\b({LABEL})( #?| [Nn]umber | [A-Z]{{2}} ?)(\d{{1,4}})([A-Z])?(?![\w%]|[.,:]\d|{DASH}\d)")
STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Place|Pl|Court|Ct|Terrace|Way|"
    r"Square|Sq|Crescent|Close|"
    r"Gardens|Row|Parkway|Pkwy|Highway|Hwy|Broadway|Hill|Grove|Mews|Circle|Cir|Alley|Quay|Wharf)"
)
HOUSE = late(
    rf"(?<![\w.,:/$£€#-])(\d{{1,5}})([A-Za-z])?(?=\s(?:[NSEW]\.?\s|North\s|South\s|East\s|West\s)"
    rf"?(?:(?:[A-Z][a-z'’]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,3}}{STREET}\b(?!\s(?:[a-z]+\s)"
    rf"?(?:people|houses|men)))"
)
COMMON_YEAR = late(r"(?:18|19|20)\d\d")
BEFORE_HOUSE = late(
    r"\b(?:in|on|since|of|about|than|by|until|January|February|March|April|May|June|July|August|September|"
    r"October|November|December),? $"
)
VERSION = late(
    r"(?<![\w.])([vV]er(?:sion|\.)?\s?|[vV]\.?\s?)?(\d{1,5}(?:\.\d{1,5}){1,5})(?:([a-z])\b|[-_]?(alpha|"
    r"beta|rc|b|a)\.?(\d{1,2})?\b)?(?!\w|\.\d)"
)
V_WHOLE = late(r"(?<![\w.])(?:v|ver\.?\s|Ver\.?\s|V)(\d{1,4})(?![\w]|\.\d)")
SOFTWARE = late(
    r"\b(?:[Vv]ersion|[Rr]elease|Python|iOS|iPadOS|macOS|Android|Java|PHP|Ruby|Ubuntu|Debian|Fedora|Linux|"
    r"kernel|Node|Node\.js|Perl|"
    r"Go|Rust|Swift|Django|Rails|React|Angular|PostgreSQL|MySQL|Windows|HTML|Unity|[Ss]ection|[Cc]hapter|"
    r"§|[Uu]pdate|[Pp]atch|[Bb]uild) $"
)
VERSION_SUFFIX = {"rc": "R C", "a": "A", "b": "B", None: ""}

TOKEN = late(
    r"(?<![\w.@/])(?=[A-Za-z0-9-]{0,14}[A-Za-z])(?=[A-Za-z-]{0,14}\d)"
    r"[A-Za-z0-9]{1,12}(?:-[A-Za-z0-9]{1,12}){0,3}(?![\w@]|\.\w)"
)
FROM_ONE_TO_ANOTHER = late(r"(?<![\w–-])(?:([A-Z])\d{1,2}[–-]\1\d{1,2}|\d{1,3}[a-z][–-]\d{1,3}[a-z])(?![\w–-])")
SEVERAL = late(r"(?<=\d)s$")  # "F-35s"
RUN = late(r"[A-Za-z]+|\d+")
QUANTITY_WORD = late(r"\d{1,6}-(?!.*\d)[a-z]|\d+(?:(?:st|nd|rd|th)(?:$|-)|s$|ers$)|[a-z]{3,}-\d|\d+[a-z]{3,}")
SCORE_BEFORE = late(
    r"\b(?:won|win|wins|winning|beat|beats|beating|lost|lose|loses|losing|defeated|defeat|score|scored|"
    r"victory|drew|draw|drawn|tied|tie|led|lead|"
    r"leads|leading|ahead|up|down|trailed|trailing|trail|final|finished|ended|thrashed|hammered|result|"
    r"aggregate|series)\b[^.;!?]{0,40}$",
    re.IGNORECASE,
)
SCORE_AFTER = late(
    r"\s(?:win|victory|defeat|loss|lead|draw|tie|score|record|advantage|scoreline|thriller|home win|"
    r"series|start|run|vote|decision|over|against|thrashing|rout)\b"
)
SCORE = late(
    rf"(?<![\w.,/$£€%-])(\d{{1,3}})\s?{DASH}\s?(\d{{1,3}})(?:{DASH}(\d{{1,3}}))?(?![\w%°]|[.,/:]\d|"
    rf"{DASH}\d|\s(?:percent|million))"
)
MEN = late(r"(?<![\w.,])(\d{1,2})ers\b")
PLURAL = late(r"(?<=[\w-])(\d{1,4})s\b|(?<![\w.,])(\d{1,4})s\b")
NUMBER_SIGN = late(r"#(?=\d)")
PLUS_AFTER = late(r"(?<=\d)\+(?![\w+])")


def fixed_phrases(text: str) -> str:
    """Numbers and letters that became names.

    >>> fixed_phrases("24/7 since 9/11, R&D in C++")
    'twenty-four seven since nine eleven, R and D in C plus plus'
    """
    return FIXED.sub(_fixed, text)


def _fixed(found: re.Match[str]) -> str:
    """A mark with a minus is one only at the end of a phrase: "A- and B-sides"."""
    following = found.string[found.end() : found.end() + 1]
    is_after_article = re.search(r"\b[Aa]n?\s$", found.string[max(0, found.start() - 3) : found.start()])
    ends = {"", ".", ",", ";", ")"} | ({" "} if is_after_article else set())
    if GRADE_OR_HYPHEN.match(found[0]) and following not in ends:
        return found[0]
    return PHRASES[found[0]] + (" " if found[0] == "w/" and following.isalpha() else "")


def labelled_numbers(text: str) -> str:
    """Flights, rooms, roads: the numbers after the name of what they number.

    >>> labelled_numbers("Flight 370 left from Room 101; Boeing 747; flight BA 123")
    'Flight three seventy left from Room one oh one; Boeing seven forty-seven; flight BA one twenty-three'
    """
    return LABELLED.sub(_labelled, text)


def _labelled(found: re.Match[str]) -> str:
    label, between, digits, letter = found.groups()
    between = " number " if "#" in between else between.rstrip() + " "
    return f"{label}{between}{in_pairs(digits)}{' ' + letter if letter else ''}"


def house_numbers(text: str) -> str:
    """The number of a house, before its street.

    >>> house_numbers("221B Baker Street, 1600 Pennsylvania Avenue, 350 5th Ave")
    'two twenty-one B Baker Street, sixteen hundred Pennsylvania Avenue, three fifty 5th Ave'
    """
    return HOUSE.sub(_house, text)


def _house(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if BEFORE_HOUSE.search(before) and COMMON_YEAR.fullmatch(found[1]):
        return found[0]
    return in_pairs(found[1]) + (f" {found[2].upper()}" if found[2] else "")


def versions(text: str) -> str:
    """Versions, and sections of sections.

    >>> versions("v2.0.1, Python 3.11, version 1.10, 3.14")
    'version two point zero point one, Python three point eleven, version one point ten, 3.14'
    """
    text = VERSION.sub(_version, text)
    return V_WHOLE.sub(lambda found: f"version {amount(found[1])}", text)


def _version(found: re.Match[str]) -> str:
    name, digits, letter, suffix, suffix_number = found.groups()
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if not (name or digits.count(".") > 1 or SOFTWARE.search(before)):
        return found[0]
    said = " point ".join(amount(part) for part in digits.split("."))
    tail = f" {VERSION_SUFFIX.get(suffix, suffix)}" if suffix else ""
    number = f" {amount(suffix_number)}" if suffix_number else ""
    return f"{'version ' if name else ''}{said}{' ' + letter if letter else ''}{tail}{number}"


def names_with_numbers(text: str) -> str:
    """Letters and digits that are one name.

    >>> names_with_numbers("F-16, A380, COVID-19, M25, B12, PS5, iPhone12, a 20-year plan")
    'F sixteen, A three eighty, COVID nineteen, M twenty-five, B twelve, PS five, iPhone twelve, a 20-year plan'
    """
    return TOKEN.sub(_name_with_number, FROM_ONE_TO_ANOTHER.sub(_from_to, text))


def _from_to(found: re.Match[str]) -> str:
    return found[0].replace("–", " to ").replace("-", " to ")


def _name_with_number(found: re.Match[str]) -> str:
    name = found[0]
    if QUANTITY_WORD.match(name):
        return name
    several = SEVERAL.search(name)
    parts = [_name_part(run) for run in RUN.findall(name.removesuffix("s") if several else name)]
    return _plural(" ".join(parts)) if several else " ".join(parts)


def _name_part(run: str) -> str:
    if run.isdecimal():
        return in_pairs(run)
    return run


def scores(text: str) -> str:
    """Results of games.

    >>> scores("They won 3-2, a 10–0 win")
    'They won three to two, a ten to zero win'
    """
    return SCORE.sub(lambda found: _score(found, " to ", "zero"), text)


def british_scores(text: str) -> str:
    """Results of games, as Britain says them.

    >>> british_scores("They won 3-0")
    'They won three nil'
    """
    return SCORE.sub(lambda found: _score(found, " ", "nil"), text)


def _score(found: re.Match[str], between: str, nothing: str) -> str:
    before = found.string[max(0, found.start() - 60) : found.start()]
    if not (SCORE_AFTER.match(found.string, found.end()) or SCORE_BEFORE.search(before)):
        return found[0]
    return between.join(nothing if part == "0" else amount(part) for part in found.groups() if part)


def plural_figures(text: str) -> str:
    """More than one of what a number names.

    >>> plural_figures("two 747s")
    'two seven forty-sevens'
    """
    text = MEN.sub(lambda found: cardinal(int(found[1])).removesuffix("e") + "ers", text)
    return PLURAL.sub(lambda found: _plural(in_pairs(found[1] or found[2])), text)


def _plural(said: str) -> str:
    if said.endswith("y"):
        return said[:-1] + "ies"
    return said + ("es" if said.endswith("x") else "s")


def number_signs(text: str) -> str:
    """The sign "#" before a number, and "+" after one.

    >>> number_signs("#1 of 18+")
    'number 1 of 18 plus'
    """
    return PLUS_AFTER.sub(" plus", NUMBER_SIGN.sub("number ", text))
