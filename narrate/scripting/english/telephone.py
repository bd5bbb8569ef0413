"""Numbers that are said digit by digit: telephones, addresses of machines, codes of books and people."""

from __future__ import annotations

import re

from narrate.scripting.english.numerals import digit_by_digit
from narrate.scripting.patterns import late

SEPARATOR = r"[\s.‑–-]"
EXTENSION = r"(?:,?\s?(?:ext\.?|extension|x)\s?(\d{1,6})\b)?"
INTERNATIONAL = late(
    rf"(?<![\w+])\+(\d{{1,3}})({SEPARATOR}?(?:\(\d{{1,4}}\)|\d{{1,4}})(?:{SEPARATOR}?\d{{2,4}}){{1,4}})"
    rf"(?![\d-]){EXTENSION}"
)
NORTH_AMERICAN = late(
    rf"(?<![\w.+-])(?:(1){SEPARATOR})?(?:\((\d{{3}})\)\s?|(\d{{3}}){SEPARATOR})(\d{{3}})"
    rf"{SEPARATOR}(\d{{4}})(?![\w-]|[.]\d){EXTENSION}"
)
LOCAL = late(rf"(?<![\w.,+$£€/-])(\d{{3}})-(\d{{4}})(?![\w-]|[.,]\d){EXTENSION}")
TRUNK = late(r"(?<![\w.,+-])\(?(0\d{2,4})\)?[\s-](\d{3,8})(?:[\s-](\d{3,4}))?(?![\w-]|[.,]\d)")
WITH_WORD = late(r"(?<![\w.-])(?:(1)-)?(8\d\d|900)-([A-Z]{4,10}|\d{3}-[A-Z]{4})\b")
SOCIAL_SECURITY = late(r"(?<![\w.-])(\d{3})-(\d{2})-(\d{4})(?![\w-])")
CARD = late(r"(?<![\w.-])(\d{4})([ -])(\d{4})\2(\d{4})\2(\d{4})(?![\w-])")
BOOK = late(r"(?<=ISBN)(-1[03])?[:\s]{1,2}([\d][\d -]{8,16}[\dX])(?![\w-])")
MACHINE = late(r"(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::(\d{1,5}))?(?:/(\d{1,2}))?(?![\w]|\.\d)")
CALLED = late(
    r"(?<=\b[Cc]all )[19]\d\d\b(?!,?\d)|(?<=\b[Dd]ial )\d{3}\b|(?<=\bcalled )[19](?:11|99)\b|"
    r"(?<=\b[Cc]alling )[19](?:11|99)\b|(?<=\bdialled )\d{3}\b|(?<=\bdialed )\d{3}\b|\b911(?= (?:call|"
    r"operator|dispatcher)s?\b)"
)
EXTENSION_ONLY = late(r"\b[Ee]xt\.?\s?(\d{1,6})\b")
ZIP_CODE = late(
    r"(?<=\b[A-Z]{2} )(\d{5})(?:-(\d{4}))?\b|(?<=\b[Zz][Ii][Pp] )(\d{5})\b|(?<=\b[Zz]ip code )(\d{5})\b|"
    r"(?<=ZIP code )(\d{5})\b"
)
POSTAL = late(r"\b(?:ZIP|[Zz]ip|[Pp]ostal) code")
FIVE_DIGITS = late(r"(?<![\w.,$£€-])\d{5}(?![\w%]|[.,-]\d)")
CODE_WORD = late(
    r"\b((?:PIN|[Cc]ode|[Pp]asscode|[Ss]erial number|[Aa]ccount number|[Oo]rder number|[Tt]racking number)"
    r"(?: (?:is|was|of))?:? )(\d{4,20})\b"
)


def telephone_numbers(text: str) -> str:
    """Telephone numbers, their groups set apart by commas.

    >>> telephone_numbers("(555) 123-4567 ext. 12, +44 20 7946 0958, 1-800-555-0199, 555-0100, call 911")
    'five five five, one two three, four five six seven, extension one two, plus four four, two zero, \
seven nine four six, zero nine five eight, one eight hundred, five five five, zero one nine nine, \
five five five, zero one zero zero, call nine one one'
    """
    text = INTERNATIONAL.sub(_international, text)
    text = WITH_WORD.sub(_with_word, text)
    text = NORTH_AMERICAN.sub(_north_american, text)
    text = LOCAL.sub(lambda found: _groups(found[1], found[2]) + _extension(found[3]), text)
    text = TRUNK.sub(lambda found: _groups(*(group for group in found.groups() if group)), text)
    text = EXTENSION_ONLY.sub(lambda found: f"extension {digit_by_digit(found[1])}", text)
    return CALLED.sub(lambda found: digit_by_digit(found[0]), text)


def _groups(*groups: str) -> str:
    return ", ".join(digit_by_digit(group) for group in groups)


def _extension(digits: str | None) -> str:
    return f", extension {digit_by_digit(digits)}" if digits else ""


def _international(found: re.Match[str]) -> str:
    country, rest, extension = found.groups()
    return "plus " + _groups(country, *re.findall(r"\d+", rest)) + _extension(extension)


def _with_word(found: re.Match[str]) -> str:
    first, area, rest = found.groups()
    words = ", ".join(digit_by_digit(part) if part.isdecimal() else part.lower() for part in rest.split("-"))
    return f"{_area(first, area)}, {words}"


def _north_american(found: re.Match[str]) -> str:
    first, bracketed, area, exchange, line, extension = found.groups()
    return f"{_area(first, bracketed or area)}, {_groups(exchange, line)}{_extension(extension)}"


def _area(first: str | None, area: str) -> str:
    said = "eight hundred" if area == "800" else digit_by_digit(area)
    return f"one {said}" if first else said


def codes(text: str) -> str:
    """Numbers of books, cards and people, ZIP codes, and addresses of machines.

    >>> codes("ISBN 978-3-16-148410-0, 192.168.0.1, Beverly Hills, CA 90210")
    'ISBN nine seven eight, three, one six, one four eight four one zero, zero, \
one nine two dot one six eight dot zero dot one, \
Beverly Hills, CA nine zero two one zero'
    """
    text = BOOK.sub(_book, text)
    if POSTAL.search(text):
        text = FIVE_DIGITS.sub(lambda found: digit_by_digit(found[0]), text)
    text = SOCIAL_SECURITY.sub(lambda found: _groups(*found.groups()), text)
    text = CARD.sub(lambda found: _groups(found[1], found[3], found[4], found[5]), text)
    text = MACHINE.sub(_machine, text)
    text = CODE_WORD.sub(lambda found: found[1] + digit_by_digit(found[2]), text)
    return ZIP_CODE.sub(lambda found: _groups(*(group for group in found.groups() if group)), text)


def _book(found: re.Match[str]) -> str:
    groups = re.findall(r"\d+|X", found[2])
    return " " + ", ".join(digit_by_digit(group) if group != "X" else group for group in groups)


def _machine(found: re.Match[str]) -> str:
    *numbers, port, network = found.groups()
    said = " dot ".join(digit_by_digit(number) for number in numbers)
    return (
        said
        + (f" port {digit_by_digit(port)}" if port else "")
        + (f" slash {digit_by_digit(network)}" if network else "")
    )
