"""What stands around a number or an abbreviation, as far as that tells how it is said.

Conventions: each function looks at a bounded stretch before or after a match, so that a rule stays linear in time.
"""

from __future__ import annotations

import re

from narrate.scripting.patterns import late

LOOK_BEHIND = 24  # characters: a long word and a space or two

DETERMINER = late(
    r"(?:^|[\s(\"'])(?:an?|the|this|that|these|those|my|your|his|her|its|our|their|each|every|another|one|"
    r"no|any|per)\s$",
    re.IGNORECASE,
)
NOUN_AFTER = late(
    r"[\s-](?!(?:per|a|an|of|in|on|at|to|by|for|and|or|nor|but|is|was|are|were|be|has|had|have|will|would|"
    r"can|could|may|might|must|shall|should|that|which|who|whom|whose|he|she|it|we|they|you|from|with|without|as|than|"
    r"if|when|while|where|because|so|not|into|over|under|up|down|off|out|away|ago|apart|each|every|more|less|after|"
    r"before|since|until|through|across|around|about|between|back|only|too|also|then|now|there|here|long|"
    r"tall|wide|high|"
    r"deep|thick|old|older|faster|longer|shorter|higher|lower|later|earlier|north|south|east|west|left|"
    r"just)\b)[a-z]{3,}"
)
USUALLY_MEASURED = late(
    r"\s(?:film|lens|lenses|sheets?|paper|cameras?|rounds|ammunition|screws?|bolts?|nails|cables?|tape|"
    r"disks?|discs?|drives?|bottles?|bags?|"
    r"races?|sprints?|dash|hurdles|freestyle|fences?|ladders?|screens?|monitors?|barrels?|bulbs?|"
    r"batter(?:y|ies)|engines?|bills?|notes?|coins?)\b"
)
COUNTED = late(
    r"\s(?!(?:was|is|has|his|its|this|thus|as|us|yes|does|always|perhaps|besides|across|unless|towards|afterwards|"
    r"plus|minus|times|versus|previous|various|campaigns?|sees|saw|brings|marks|remains|begins|starts|ends)\b)"
    r"(?:[a-z]{2,20}(?<!s)s|people|men|women|children|feet|sheep|per|square|cubic|million|or so|"
    r"of (?:them|these|those|us))\b"
)
END = late(r"[\"'”’)\]]{0,3}\s*$")


def is_attributive(text: str, start: int, end: int) -> bool:
    """Whether a quantity stands before a noun as an adjective does, which takes the singular.

    >>> text = "a $5 bill and the $5 he gave"
    >>> is_attributive(text, 2, 4), is_attributive(text, 18, 20)
    (True, False)
    """
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return True
    if USUALLY_MEASURED.match(text, end):
        return True
    return bool(DETERMINER.search(text[max(0, start - LOOK_BEHIND) : start]) and NOUN_AFTER.match(text, end))


def counts_things(text: str, end: int) -> bool:
    """Whether a number is followed by what it counts.

    >>> counts_things("1500 people", 4), counts_things("1500 was a year", 4)
    (True, False)
    """
    return bool(COUNTED.match(text, end))


def full_stop(found: re.Match[str]) -> str:
    r"""The full stop of an abbreviation that is also its sentence's.

    >>> full_stop(re.search(r"p\.m\.", "at 5 p.m.")), full_stop(re.search(r"p\.m\.", "at 5 p.m. he left"))
    ('.', '')
    """
    return "." if found[0].endswith(".") and END.match(found.string, found.end()) else ""
