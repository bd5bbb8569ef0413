"""Pounds, shillings and pence, as Britain counted until 1971: 20 shillings to a pound, 12 pence to a shilling."""

from __future__ import annotations

import re

from narrate.scripting.english.context import is_attributive
from narrate.scripting.english.numerals import NUMERAL, amount, cardinal
from narrate.scripting.patterns import late

STOP = r"(?:\.(?=\s[a-z0-9(]|[,;:)]))?"  # a point goes with its letter, unless it ends the sentence too
POUNDS = rf"£\s?(?P<pounds>{NUMERAL})"
SHILLINGS = r"(?P<shillings>1?\d)\s?s"
PENCE = r"(?P<pence>1[01]|\d)\s?d\b"
SUMS = (
    late(rf"{POUNDS},?\s{SHILLINGS}\.?,?\s{PENCE}{STOP}"),
    late(rf"{POUNDS},?\s{SHILLINGS}\b{STOP}"),
    late(rf"(?<![\w.£]){SHILLINGS}\.?,?\s{PENCE}{STOP}"),
    late(rf"(?<![\w.,£])(?P<pounds>{NUMERAL})\s?l\.,?\s{SHILLINGS}\b{STOP}"),
    late(rf"(?<![\w.,£])(?P<pounds>{NUMERAL})\s?l\.(?=\s(?:a\s|per\s)(?:year|annum|month|week))"),
)
SLASHED = late(rf"{POUNDS}/(?P<shillings>1?\d)/(?P<pence>1[01]|\d)(?![\d/])")
PENCE_ALONE = late(r"(?<![\w.£/])(1[01]|[1-9])d\.(?=\s[a-z]|[,;:)])")


def old_money(text: str) -> str:
    """Sums of old money, where more than one of its signs says that they are.

    >>> old_money("£2 10s. 6d. for it, 3s. 6d. each, £5 3s., £12/10/6 and a 6d. stamp")
    'two pounds ten shillings and sixpence for it, three shillings and sixpence each, five pounds three shillings, \
twelve pounds ten shillings and sixpence and a sixpenny stamp'
    """
    for pattern in (*SUMS, SLASHED):
        text = pattern.sub(_sum, text)
    return PENCE_ALONE.sub(_pence_alone, text)


def _sum(found: re.Match[str]) -> str:
    parts = found.groupdict()
    whole = parts.get("pounds", "")
    shillings, pence = int(parts.get("shillings") or 0), int(parts.get("pence") or 0)
    said = [amount(whole) + (" pound" if whole == "1" else " pounds")] if whole else []
    said += [f"{cardinal(shillings)} shilling{'s' * (shillings != 1)}"] if shillings else []
    before = " ".join(said)
    return f"{before} and {_pence(pence)}" if pence and said else before or _pence(pence)


def _pence(number: int) -> str:
    """Said as one word, and stressed so: "sixpence"."""
    return "one penny" if number == 1 else f"{cardinal(number)}pence"


def _pence_alone(found: re.Match[str]) -> str:
    number = int(found[1])
    before_noun = number > 1 and is_attributive(found.string, *found.span())
    return f"{_pence(number).removesuffix('pence')}penny" if before_noun else _pence(number)
