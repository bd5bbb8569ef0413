"""Signs between and around words: arithmetic, slashes, brackets, bullets, and what is left."""

from __future__ import annotations

import re

from narrate.scripting.english.numerals import NUMERAL, amount, cardinal
from narrate.scripting.english.symbol_words import SYMBOLS, UNSAID
from narrate.scripting.patterns import late

LIST_NUMBER = late(r"^(\s*)(?:\((\d{1,3})\)|(\d{1,3})[.)]|\(([a-z])\)|([a-zA-Z])\))(?=\s+\S)")
NO_APOSTROPHE = late(r"(?<=[^\W\d_])[`´ʼʹ](?=[^\W\d_])")
NO_SPACE = late(r"(?<=[a-z]{3})\.(?=[A-Z][a-z]{0,12}[\s,])")
BULLET = late(r"^\s*[-–—*•·◦▪‣●○■►➤]\s+(?=\S)")
MINUS_IN_SUM = late(r"(?<=[\w)])\s?[-−–]\s?(?=[\w(.]{1,12}(?:\s?[-+−–×*÷/]\s?[\w(.]{1,12}){0,3}\s?[=≈<>≤≥])")
MINUS_AFTER_EQUALS = late(r"(?<==\s)([\w.]{1,12})\s?[-−–]\s?(?=[\w.])")
REAL_MINUS = late(r"(?<=\d)\s−\s(?=\d)")
OVER_IN_SUM = late(rf"({NUMERAL})\s/\s({NUMERAL})")
TIMES_IN_SUM = late(r"(?<=\d)\s?[*·]\s?(?=\d)|(?<=\d)\s[x]\s(?=\d)")
SQUARED = late(r"(?<=[\w)°])\^?([²³])|(?<=[\w)°])\^\(?([23])\)?(?!\w|\.\d)")
POWER = late(r"(?<=[\w)])\^[({]?([-−–+])?(\d{1,4}|[a-z])[)}]?")
LETTERS_MULTIPLIED = late(r"(?<![A-Za-z])([b-df-hj-np-tv-z])([b-df-hj-np-tv-z])(?=[\^²³])")
ONE_OVER_ANOTHER = late(r"(?<![\w/.])([a-z])/([a-z])(?![\w/])")
ABOUT = late(r"(?<![\w~])[~∼]\s?(?=[$£€]?\d)")
LESS_THAN = late(
    r"(?:(?<=[\w)])\s?|(?<=\s)|^)(<=|>=|<|>)\s?(?=[$£€]?[-−]?[\d.]|[A-Za-z]\b)(?![a-z]{2,12}>)|(?<=\s)(<=|>=|<|>)(?=\s)"
)
COMPARED = {"<": "less than", ">": "greater than", "<=": "less than or equal to", ">=": "greater than or equal to"}
ARROW = late(r"\s?(?:[-=]{1,2}>)\s?")
EQUALS = late(r"\s?(==|!=)\s?")
CAPITALS_WITH_SLASH = late(r"(?<=\b[A-Z]{2})/(?=[A-Z]{2,})|(?<=[A-Z]{3})/(?=[A-Z]{2,})")
SPACED_SLASH = late(r"\s+/+\s+")
SLASH = late(r"(?<=[\w.)\"'])/(?=[\w(\"'])")
STRAY_SLASH = late(r"/+")
LETTERS_WITH_DASH = late(r"(?<![\w–-])[A-Z]–[A-Z](?![\w–-])|(?<![\w-])A-Z(?![\w-])")
NAMES_WITH_DASH = late(r"(?<=[a-z])–(?=[A-Z][a-z])")
EDITORS_BRACKET = late(
    r"\[([A-Za-z]{1,3})\](?=[a-z])|(?<=[a-z])\[([a-z]{1,4})\]|(?<=\w)\(([a-z]{1,4})\)|\(([A-Za-z]{1,4})\)(?=[a-z-])"
)
EMOTICON = late(r"(?<!\S)[:;]['-]?[()|/](?!\S)")
EMPTY_BRACKETS = late(r"\(\s*[?!.,]*\s*\)|\[\s*\]|\{\s*\}")
OPENING = late(r"(?<!\s)\s*+[(\[]\s*")
CLOSING = late(r"(?<!\s)\s*+[)\]]+(,)?")
SYMBOL = late(f"[{re.escape(''.join(SYMBOLS))}]")
HASH = late(r"#+\s?(?=\w)")
UNSAID_MARKS = str.maketrans(dict.fromkeys(UNSAID, " ") | {"#": " ", "<": " ", ">": " "})
PAUSES = ",.;:!?("
SPACES = late(r"\s{2,}")


def apostrophes(text: str) -> str:
    """Whatever stands for an apostrophe inside a word is one; a full stop has a space after it.

    >>> apostrophes("didn`t, donʼt. the end.The start")
    "didn't, don't. the end. The start"
    """
    return NO_SPACE.sub(". ", NO_APOSTROPHE.sub("'", text))


def list_numbers(text: str) -> str:
    """The bullet or number of an item of a list, at its start.

    >>> list_numbers("1. Wash it."), list_numbers("(b) Dry it."), list_numbers("• Eat it.")
    ('one, Wash it.', 'b, Dry it.', 'Eat it.')
    """
    return LIST_NUMBER.sub(_list_number, BULLET.sub("", text))


def _list_number(found: re.Match[str]) -> str:
    number = found[2] or found[3]
    return f"{found[1]}{cardinal(int(number)) if number else found[4] or found[5]},"


def arithmetic(text: str) -> str:
    """Signs of arithmetic and comparison.

    >>> arithmetic("5 - 3 = 2, x^2 < 10^6, ~5, p<0.05, 6 / 2")
    '5 minus 3 = 2, x squared less than 10 to the power of 6, about 5, p less than 0.05, six divided by two'
    """
    text = MINUS_AFTER_EQUALS.sub(r"\1 minus ", REAL_MINUS.sub(" minus ", MINUS_IN_SUM.sub(" minus ", text)))
    text = ONE_OVER_ANOTHER.sub(r"\1 over \2", LETTERS_MULTIPLIED.sub(r"\1 \2", text))
    text = TIMES_IN_SUM.sub(" times ", text)
    text = OVER_IN_SUM.sub(lambda found: f"{amount(found[1])} divided by {amount(found[2])}", text)
    text = SQUARED.sub(lambda found: " squared" if (found[1] or found[2]) in "²2" else " cubed", text)
    text = POWER.sub(
        lambda found: f" to the power of {'minus ' if found[1] in {'-', '−', '–'} else ''}{found[2]}", text
    )
    text = ABOUT.sub("about ", text)
    text = ARROW.sub(" to ", EQUALS.sub(lambda found: " equals " if found[1] == "==" else " does not equal ", text))
    return LESS_THAN.sub(lambda found: f" {COMPARED[found[1] or found[2]]} ", text).replace("  ", " ").lstrip()


def slashes(text: str) -> str:
    """A slash between words; between lines of verse it is a pause.

    >>> slashes("sex/porn, HIV/AIDS, roses are red / violets are blue")
    'sex slash porn, HIV AIDS, roses are red, violets are blue'
    """
    if "/" not in text:
        return text
    text = SPACED_SLASH.sub(", ", CAPITALS_WITH_SLASH.sub(" ", text))
    return STRAY_SLASH.sub(" ", SLASH.sub(" slash ", text))


def names_joined(text: str) -> str:
    """A dash between two names joins them as a hyphen does; between two letters it is "to".

    >>> names_joined("the Mason–Dixon line, from A–Z")
    'the Mason-Dixon line, from A to Z'
    """
    return NAMES_WITH_DASH.sub("-", LETTERS_WITH_DASH.sub(lambda found: f"{found[0][0]} to {found[0][-1]}", text))


def brackets_as_commas(text: str) -> str:
    """What is in brackets is an aside, which a comma on each side tells every engine.

    >>> brackets_as_commas("It was late (very late), he [Tom] said. (He left.) [T]he item(s)")
    'It was late, very late, he, Tom, said. He left. The items'
    """
    if not any(mark in text for mark in "()[]"):
        return text
    text = EMPTY_BRACKETS.sub("", EMOTICON.sub(" ", text))
    text = EDITORS_BRACKET.sub(lambda found: found[1] or found[2] or found[3] or found[4], text)
    return CLOSING.sub(_closing, OPENING.sub(_opening, text))


def _opening(found: re.Match[str]) -> str:
    before = _char_before(found)
    if not before:
        return ""
    return " " if before in PAUSES else ", "


def _char_before(found: re.Match[str]) -> str:
    return found.string[found.start() - 1] if found.start() else ""


def _closing(found: re.Match[str]) -> str:
    before, after = _char_before(found), found.string[found.end() : found.end() + 1]
    if found[1] or (after and after not in PAUSES + "\"')]" and before not in PAUSES):
        return "," if after.isspace() or found[1] else ", "
    return ""


def symbols(text: str) -> str:
    """Every other sign by its name; those that carry no word are dropped.

    >>> symbols("Tom & Anne + 3 @ home = £, a*b ®")
    'Tom and Anne plus 3 at home equals pound, a b'
    """
    text = (
        SYMBOL.sub(lambda found: f" {SYMBOLS[found[0]]} ", HASH.sub(" ", text))
        if SYMBOL.search(text)
        else HASH.sub("", text)
    )
    return SPACES.sub(" ", text.translate(UNSAID_MARKS)).replace(" ,", ",").strip(" ")
