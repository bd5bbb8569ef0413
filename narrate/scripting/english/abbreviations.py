"""Abbreviations, as the words around them tell: Doctor or Drive, Saint or Street, number or No."""

from __future__ import annotations

import re

from narrate.scripting.english.abbreviation_words import (
    AFTER_A_NAME,
    AFTER_AN_ORDINAL,
    AFTER_WITHOUT_STOP,
    ANYWHERE,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    DOTTED,
    MONTHS,
    NOT_AT_THE_END,
    NUMBER_WITHOUT_STOP,
    ONLY_WITH_STOP,
    STATES,
    WEEKDAYS,
)
from narrate.scripting.english.context import END, LOOK_BEHIND, full_stop
from narrate.scripting.english.unit_names import UNITS
from narrate.scripting.patterns import late

_DOTTED = "|".join(re.escape(one) for one in sorted(DOTTED, key=len, reverse=True))
DOTTED_WORDS = late(rf"(?<![\w.])({_DOTTED})(?!\w)", re.IGNORECASE)
DOTTED_LOWER = {one.lower(): words for one, words in DOTTED.items()}
RIGHT_HONOURABLE = late(r"\bRt\.? Hon\b\.?")
POSITION = late(r"\b(?:([Ll]at|[Ll]ong)\. (?=\d{1,3} ?°)|Cat\. (?=[1-5]\b))")
AFTER_ORDINAL = late(rf"(\d(?:st|nd|rd|th)) ({'|'.join(AFTER_AN_ORDINAL)})\b\.?")
SHORTENED = late(r"(?<![\w.'’@/-])([A-Za-z]{1,7})(\.)?(?![\w@]|\.\w)")
NAME_AFTER = late(r"\s+(?:(?:the\s)?(?:[A-Z][A-Za-z'’.-]|[A-Z]\b|de\s|van\s|von\s|(?:and|&)\s(?:Mrs|Mr|Dr|Ms|Miss)\b))")
NAME_BEFORE = late(
    r"(?:\b[A-Z][\w'’]{0,20},?|\b\d{1,3}(?:st|nd|rd|th)|\b[NSEW]\.?|&|\b(?:first|second|third|fourth|"
    r"fifth|sixth|seventh|eighth|ninth|tenth))\s$"
)
NUMBER_AFTER = late(r"\s?(?:\d|#\d|[IVXLC]{2,6}\b|[IVX]\b(?!\s[a-z]|['’])|[ivxlc]{1,6}\b(?!\s[a-z]))")
TIGHT_LETTERS = late(r"(?<![\w.])(?:[A-Za-z]\.){2,8}(?:[A-Z](?![\w.])|(s)\b|(?!\w))")
INITIAL = late(r"(?<![\w.'’])([A-Z])\.(?:\s?(?=[A-Z]\.\s?[A-Z])|\s(?=(?:[A-Z][a-z'’]|Mc|O['’]|de\s|van\s|von\s|du\s)))")
DIGIT_BEFORE = late(r"(?:\d|\b(?:sq|cu|fl)\.?)[\s-]?$")
EDITOR_AFTER = late(r"\s[A-Z]")
ORDINAL_BEFORE = late(r"(?:\d(?:st|nd|rd|th)|first|second|third|new|revised|rev\.|[Ll]td\.?) $")
STARTERS = late(
    r"\s(?:He|She|It|They|We|The|This|That|You|In|But|And|When|There|If|At|On|A|An|As|So|His|Her|Then|Now|"
    r"What|Who|How|Why)\b"
)
BEFORE_INITIAL = late(
    r"(?:^|[\"'“‘(\s])(?:(?:[A-Z][\w'’-]*|[A-Z]\.?|and|by|of|to|with|from|author|President|&)\s)?$|[A-Z]\.$"
)
BESIDE = (
    (late(r"\bmed\.(?=[ -](?:heat|high|low)\b)"), "medium"),
    (late(r"\(v\.\s(?=pp?\.\s?\d)"), "(vide "),
    (late(r"\b([Aa]t|[Cc]all|[Dd]ial)\sx(?=\d{4,5}\b(?!\s?(?:magn|zoom|power|speed|faster)))"), r"\1 ext. "),
)
V_IN_LAW = late(r"(?<=[A-Za-z.] )v\.?(?= (?:[A-Z]|the\s[A-Z]))")
_DAYS = rf"(?:{'|'.join([*WEEKDAYS, *WEEKDAYS.values()])})"
_MONTHS = rf"(?:{'|'.join([*MONTHS, *MONTHS.values(), 'May'])})"
FROM_TO = late(rf"\b({_DAYS}|{_MONTHS})\.?\s?[–—-]\s?({_DAYS}|{_MONTHS})\b\.?")
CALENDAR = late(rf"(?<![\w'’])({'|'.join([*WEEKDAYS, *MONTHS])})(\.?)(?![\w'’])")
CALENDAR_AFTER = late(
    r",?\s(?:\d|(?:at|morning|afternoon|evening|night|the|and|to|or|through)\b|[A-Z][a-z]{2,8}\.?\s\d)|,"
)
DATE_AFTER = late(rf",?\s(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTHS}|{_MONTHS}\.?\s\d)")
CALENDAR_BEFORE = late(
    r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ll]ast|[Nn]ext|[Oo]n|[Ff]rom|[Tt]o|[Bb]y|[Ee]very|[Oo]f|[Ll]ate|"
    r"[Ee]arly|and|through|\d) $"
)
STATE = late(
    r"(?<=[a-z], )([A-Z]{2})(?=\s(?:\d{5}|zero|one|two|three|four|five|six|seven|eight|nine)\b|[.,;:)]|"
    r"\s*$|\s(?:on|in|is|was|to|and|has|where|with|for|since)\b)"
)


def dotted_abbreviations(text: str) -> str:
    """Abbreviations with more than one full stop, in words or letter by letter.

    >>> dotted_abbreviations("e.g. a Ph.D., i.e. the U.S. Army's F.B.I.")
    "for example a P H D, that is the U S Army's F B I."
    """
    text = DOTTED_WORDS.sub(lambda found: DOTTED_LOWER[found[0].lower()] + full_stop(found), text)
    return TIGHT_LETTERS.sub(_letters, text)


def _letters(found: re.Match[str]) -> str:
    letters = " ".join(letter.upper() for letter in found[0] if letter.isalpha() and not (found[1] and letter == "s"))
    stop = "." if found[0].endswith(".") and STARTERS.match(found.string, found.end()) else full_stop(found)
    return letters + ("s" if found[1] else "") + stop


def initials(text: str) -> str:
    """The initials of a name, without their full stops.

    >>> initials("J. R. R. Tolkien and George W. Bush have plan B. He left. So do I.")
    'J R R Tolkien and George W Bush have plan B. He left. So do I.'
    """
    return INITIAL.sub(_initial, text)


def _initial(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    is_pronoun = found[1] == "I" and not re.match(r"[A-Z]\.", found.string[found.end() : found.end() + 2])
    ends_sentence = STARTERS.match(found.string, found.end() - 1)
    return found[0] if is_pronoun or ends_sentence or not BEFORE_INITIAL.search(before) else f"{found[1]} "


def told_by_what_follows(text: str) -> str:
    """Short forms of one or two letters, or that are names too, where what stands beside them leaves no doubt.

    >>> told_by_what_follows("Call her at x4512 (v. p. 3); med. heat, at x1000 magnification")
    'Call her at ext. 4512 (vide p. 3); medium heat, at x1000 magnification'
    """
    for pattern, said in BESIDE:
        text = pattern.sub(said, text)
    return text


def calendar(text: str) -> str:
    """Weekdays and months that are shortened, and from one to another.

    >>> calendar("Mon–Fri, Sat. night, in Sept., May-June; the Sun shone")
    'Monday to Friday, Saturday night, in September, May to June; the Sun shone'
    """
    text = FROM_TO.sub(lambda found: f"{_whole(found[1])} to {_whole(found[2])}{full_stop(found)}", text)
    return CALENDAR.sub(_calendar, text)


def _whole(name: str) -> str:
    return WEEKDAYS.get(name) or MONTHS.get(name) or name


def _calendar(found: re.Match[str]) -> str:
    """Only beside a date, a time or a preposition: "Sun" and "Mar" are other words too."""
    name, stop = found.groups()
    text = found.string
    before = text[max(0, found.start() - LOOK_BEHIND) : found.start()]
    follows = CALENDAR_AFTER.match(text, found.end())
    if stop and (follows or CALENDAR_BEFORE.search(before)):
        return _whole(name) + full_stop(found)
    if not stop and follows and DATE_AFTER.match(text, found.end()):
        return _whole(name)
    if not stop and follows and name not in {"Sun", "Sat", "Mar", "Wed", "Jan", "Dec"} and follows[0][-1].isdigit():
        return _whole(name)
    return found[0]


def states(text: str) -> str:
    """The states of the United States, after a town.

    >>> states("Austin, TX, and Portland, OR 97201")
    'Austin, Texas, and Portland, Oregon 97201'
    """
    return STATE.sub(lambda found: STATES.get(found[1], found[1]), text)


def abbreviations(text: str) -> str:
    """Shortened words, by what stands before and after them.

    >>> abbreviations("Dr. Smith of Oak Dr. saw St. Paul on Main St. at No. 5, vs. Ms. Hale etc. No. Mt. Fuji")
    'Doctor Smith of Oak Drive saw Saint Paul on Main Street at number 5, versus Ms Hale et cetera No. Mount Fuji'
    """
    text = V_IN_LAW.sub("versus", text)
    text = RIGHT_HONOURABLE.sub("Right Honorable", text)
    text = POSITION.sub(lambda found: f"{found[1]}itude " if found[1] else "Category ", text)
    text = AFTER_ORDINAL.sub(lambda found: f"{found[1]} {AFTER_AN_ORDINAL[found[2]]}{full_stop(found)}", text)
    return SHORTENED.sub(_shortened, text)


def _shortened(found: re.Match[str]) -> str:
    word, stop = found.groups()
    if word in BEFORE_A_NAME or word in AFTER_A_NAME:
        said = _beside_a_name(found, word, stop)
        if said:
            return said
    lower = word.lower()
    if (
        lower in BEFORE_A_NUMBER
        and (stop or lower in NUMBER_WITHOUT_STOP)
        and NUMBER_AFTER.match(found.string, found.end())
    ):
        return _before_a_number(found, word)
    if lower in ANYWHERE and (stop or word == "vs") and not _is_unit(found, lower):
        return _anywhere(found, word)
    return found[0]


def _anywhere(found: re.Match[str], word: str) -> str:
    """An abbreviation that needs nothing beside it, unless it is a word of its own at the end of a sentence."""
    lower, text = word.lower(), found.string
    is_edition = lower == "ed" and ORDINAL_BEFORE.search(text, max(0, found.start() - LOOK_BEHIND), found.start())
    if lower == "ed" and not is_edition and EDITOR_AFTER.match(text, found.end()):
        return "edited by"
    ends = END.match(text, found.end()) or STARTERS.match(text, found.end())
    if ends and lower in NOT_AT_THE_END and not is_edition:
        return found[0]
    return _cased(ANYWHERE[lower], word) + full_stop(found)


def _is_unit(found: re.Match[str], lower: str) -> bool:
    """Whether it stands after a figure: "20 min." are minutes, not a minimum."""
    return lower in UNITS and bool(DIGIT_BEFORE.search(found.string, max(0, found.start() - 5), found.start()))


def _beside_a_name(found: re.Match[str], word: str, stop: str | None) -> str:
    """A title before a name, a street or a firm after one; a street in an address even before another name."""
    text = found.string
    before = text[max(0, found.start() - 2 * LOOK_BEHIND) : found.start()]
    follows = NAME_AFTER.match(text, found.end())
    after_name = word in AFTER_A_NAME and NAME_BEFORE.search(before) and (stop or word in AFTER_WITHOUT_STOP)
    if after_name and (not follows or word not in BEFORE_A_NAME or _is_address(before)):
        return AFTER_A_NAME[word] + full_stop(found)
    if word in BEFORE_A_NAME and follows and (stop or word not in ONLY_WITH_STOP):
        return BEFORE_A_NAME[word]
    return ""


def _is_address(before: str) -> bool:
    """A number of a house before the name of the street: "at 12 Main St. Louis waited"."""
    return bool(re.search(r"\d[A-Za-z]?\s(?:[NSEW]\.?\s)?(?:[A-Z][\w'’]{0,20}\s){1,3}$|\d(?:st|nd|rd|th)\s$", before))


def _before_a_number(found: re.Match[str], word: str) -> str:
    """A letter that is also an initial or a list's number needs a bracket or a year to be a word."""
    lower = word.lower()
    if lower in {"b", "d", "r", "fl", "est", "c"}:
        is_year = re.match(r"\s?\d{3,4}(?!\d)", found.string[found.end() : found.end() + 6])
        if not is_year or (word[0].isupper() and lower != "est"):
            return found[0]
    if word in {"L", "N", "V", "P", "S"} or lower == "s":
        return found[0]
    gap = "" if found.string[found.end() : found.end() + 1].isspace() else " "
    return _cased(BEFORE_A_NUMBER[lower], word) + gap


def _cased(said: str, word: str) -> str:
    return said[0].upper() + said[1:] if word[0].isupper() and word.lower() not in {"no", "nos"} else said
