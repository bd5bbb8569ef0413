"""The parts of laws: sections by their letter, and paragraphs in brackets after a number."""

from __future__ import annotations

import re

from narrate.scripting.english.context import LOOK_BEHIND
from narrate.scripting.english.roman import value
from narrate.scripting.patterns import late

SECTION = late(r"\b(under|of|by|see|in|with|to|and|per|See) (s{1,2})\. ?(?=\d)")
PARAGRAPHS = late(r"(?<=\d)(?:\((?:[a-zA-Z]|[ivx]{2,4}|\d{1,2})\)){1,4}(?!\w)")
LAW_BEFORE = late(
    r"(?:§|\b(?:[Ss]ections?|[Aa]rticles?|[Rr]ules?|[Pp]aragraphs?|[Rr]egulations?|[Cc]lauses?|[Ss]chedules?|[Ss]s?\.|[Rr]egs?\.|[Pp]aras?\.|"
    r"U\.?S\.?C\.?|C\.?F\.?R\.?|[Ll]ines?|[Qq]uestions?)) ?\d{1,4}[A-Z]?$"
)
INNER = late(r"\((\w{1,4})\)")


def statutes(text: str) -> str:
    """Sections and paragraphs of laws.

    >>> statutes("under s. 18, § 4(b), Article 5(1)(a), section 2(iv), f(2)")
    'under section 18, § 4 B, Article 5 1 A, section 2 4, f(2)'
    """
    text = SECTION.sub(lambda found: f"{found[1]} section{'s' if found[2] == 'ss' else ''} ", text)
    return PARAGRAPHS.sub(_paragraphs, text)


def _paragraphs(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - LOOK_BEHIND) : found.start()]
    if not LAW_BEFORE.search(before):
        return f" {found[0]}"
    return "".join(f" {_paragraph(inner)}" for inner in INNER.findall(found[0]))


def _paragraph(name: str) -> str:
    """A number, a Roman number in figures, or a letter."""
    is_roman = set(name) <= set("ivx") and (len(name) > 1 or name == "i")
    return str(value(name.upper()) or name.upper()) if is_roman else name.upper()
