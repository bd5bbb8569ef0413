"""Amounts of money."""

from __future__ import annotations

import re

from narrate.scripting.english.context import is_attributive
from narrate.scripting.english.currencies import CODES, MAGNITUDES, SIGNS, Currency
from narrate.scripting.english.numerals import DASH, NUMERAL, amount
from narrate.scripting.english.unit_names import PER
from narrate.scripting.patterns import late

SIGN = rf"(?<![A-Za-z])(?:{'|'.join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))})"
CODE = rf"\b(?:{'|'.join(CODES)})"
LETTERS = r"(?:[kK]|[mM](?:n|m|io)?|[bB]n?|[tT](?:rn?|n)?)(?![\w])"
SIZE = rf"(?:(\s?{LETTERS}|[\s-](?:hundred|thousand|million|billion|trillion|crore|lakh)\b))?"

POINT_AFTER_SIGN = late(r"(?<=[$£€])(?=\.\d)")
SIGN_FIRST = late(
    rf"({SIGN}|{CODE}\s?)\s?({NUMERAL}){SIZE}(?:\s?({DASH}|\bto\b)\s?({SIGN})?({NUMERAL}){SIZE}(?!{DASH}?\d))?"
)
CODE_LAST = late(rf"({NUMERAL}){SIZE}\s?([$£€¥₹₽₩₪₺₴]|(?:{'|'.join(CODES)})\b)")
A_POUND = 100  # pence
PENNY_SHARE = late(r"\d{1,4}\.\d{1,2}")  # the price of a share: "487.5p"
SMALL_CHANGE = late(rf"({NUMERAL})\s?(¢|c(?=\s(?:each|per|a)\b)|p(?!\w|\.\w))")
_COUNTABLE = {name for one in (*SIGNS.values(), *CODES.values()) for name in (*one, "percent") if name}
PER_TIME = late(
    r"(?<=[a-z])/(?=(?:day|week|month|year|hour|minute|second|person|night|mile|capita|serving)\b"
    r"|(?:one|ten|five|one hundred|one thousand) (?:kilometers?|kilometres?|grams?|milliliters?|"
    r"millilitres?|liters?|litres?)\b)"
)
RATE = late(rf"\b({'|'.join(sorted(_COUNTABLE))})\s?/\s?((?:an?\s)?[a-z]{{1,12}})\b")


def money(text: str) -> str:
    """Sums with a currency's sign or code before or after them.

    >>> money("$5.50, £1, $3.2bn, €10–20, US$300k, 500 JPY, a $3 million house, 50p")
    'five dollars and fifty cents, one pound, three point two billion dollars, ten to twenty euros, \
three hundred thousand U S dollars, five hundred yen, a three million dollar house, fifty pence'
    """
    text = SIGN_FIRST.sub(_sign_first, POINT_AFTER_SIGN.sub("0", text))
    text = CODE_LAST.sub(lambda found: _sum(found, _currency(found[3]), found[1], found[2]), text)
    return SMALL_CHANGE.sub(_small_change, text)


def _currency(sign: str) -> Currency:
    return SIGNS.get(sign.strip()) or CODES[sign.strip()]


def _sign_first(found: re.Match[str]) -> str:
    sign, first, first_size, joint, last_sign, last, last_size = found.groups()
    currency = _currency(sign)
    if last is None:
        return _sum(found, currency, first, first_size)
    if (last_sign and joint == "to") or (first_size and not last_size) or _has_cents(first) or _has_cents(last):
        return f"{_plain_sum(currency, first, first_size)} to {_plain_sum(currency, last, last_size)}"
    return f"{amount(first)}{_size(first_size)} to {_sum(found, currency, last, last_size)}"


def _sum(found: re.Match[str], currency: Currency, numeral: str, size: str | None) -> str:
    """One sum; before a noun the currency is in the singular: "a five dollar bill"."""
    is_before_noun = is_attributive(found.string, *found.span())
    if numeral.startswith("0.") and _has_cents(numeral) and currency.cent and not size and is_before_noun:
        return f"{amount(str(int(numeral[-2:])))} {currency.cent}"
    if not _has_cents(numeral) and is_before_noun:
        return f"{amount(numeral)}{_size(size)} {currency.one}"
    return _plain_sum(currency, numeral, size)


def _plain_sum(currency: Currency, numeral: str, size: str | None) -> str:
    whole, _, cents = numeral.partition(".")
    if size or currency.cents is None or (cents and not _has_cents(numeral)):
        return f"{amount(numeral)}{_size(size)} {currency.many}"
    units = f"{amount(whole)} {currency.one if whole == '1' else currency.many}"
    if not cents or int(cents) == 0:
        return units
    parts = f"{amount(str(int(cents)))} {currency.cent if int(cents) == 1 else currency.cents}"
    return parts if whole in {"0", "00"} else f"{units} and {parts}"


def _has_cents(numeral: str) -> bool:
    return numeral[-3:-2] == "."


def _size(letters: str | None) -> str:
    if not letters:
        return ""
    name = letters.strip(" -").lower()
    return " " + MAGNITUDES.get(name, name)


def _small_change(found: re.Match[str]) -> str:
    """Cents and pence; "1080p" are lines, not pence."""
    numeral, sign = found.groups()
    if sign == "p" and (not numeral.isdecimal() or int(numeral) >= A_POUND) and not PENNY_SHARE.fullmatch(numeral):
        return found[0]
    one, many = ("penny", "pence") if sign == "p" else ("cent", "cents")
    is_one = numeral == "1" or (sign != "p" and is_attributive(found.string, *found.span()))
    return f"{amount(numeral)} {one if is_one else many}"


def rates(text: str) -> str:
    """The slash of a rate, once what stands before it is in words.

    >>> rates("ten dollars/hour")
    'ten dollars per hour'
    """
    text = PER_TIME.sub(" per ", text)
    return RATE.sub(lambda found: f"{found[1]} per {PER.get(found[2], found[2])}", text)
