"""What a printed page points with: marks of citations and notes, and raised figures."""

from __future__ import annotations

from narrate.scripting.patterns import late

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWERED = "₀₁₂₃₄₅₆₇₈₉"
PLAIN = str.maketrans(RAISED + LOWERED + "⁻⁺ˢᵗⁿᵈʳʰ", "0123456789" * 2 + "-+stndrh")

CITATION = late(
    r"\s?\[(?:(?:note|nb|n|ref|p{1,2}\.?)\s?)?[1-9]\d{0,2}(?:\s?[,;–-]\s?[1-9]\d{0,2})"
    r"{0,12}\](?::\d{1,4}(?:[–-]\d{1,4})?)?|\s?\[(?:citation needed|clarification needed|who\?|when\?|"
    r"note|edit)\]|(?<=[\w.,;:!?\"”'’)])\[[a-rt-z]\](?=\s|$|[.,;:])"
)
NOTE_SIGN = late(r"(?<=[^\W\d_])[†‡*]{1,3}(?=[\s.,;:!?\"'”’)]|$)|(?<=[.,;:!?\"'”’)])[†‡*]{1,3}(?=\s|$)|[†‡]")
RAISED_NOTE = late(
    rf"(?<=[^\W\d_]{{3}})(?<!\bsec)[{RAISED}]{{1,3}}(?![\w⁻])|(?<=[.,;:!?\"'”’)\]])"
    rf"[{RAISED}]{{1,3}}(?:[,⁻–-][{RAISED}]{{1,3}}){{0,4}}(?!\w)|(?<=\d)¹(?!\w|[{RAISED}])"
)
POWER = late(rf"(?<=[\w)°])([⁻⁺]?[{RAISED}]{{1,4}})")
RAISED_ENDING = late(r"(?<=\d)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)")
LOWERED_RUN = late(rf"[{LOWERED}]{{1,6}}")


def without_citation_marks(text: str) -> str:
    """Drop the numbers in square brackets that point to sources.

    >>> without_citation_marks("It is so.[12] And so [3, 4] too[citation needed].")
    'It is so. And so too.'
    """
    return CITATION.sub("", text) if "[" in text else text


def without_note_marks(text: str) -> str:
    """Drop daggers, asterisks and raised figures that point to notes.

    >>> without_note_marks("the truth† is* known.¹ In m² it stays")
    'the truth is known. In m² it stays'
    """
    return RAISED_NOTE.sub("", NOTE_SIGN.sub("", text))


def plain_powers(text: str) -> str:
    """Raised figures that are powers, after "^"; lowered ones as they are.

    >>> plain_powers("m², 10⁻³, H₂O")
    'm^2, 10^-3, H2O'
    """
    text = POWER.sub(lambda found: "^" + found[1].translate(PLAIN), text)
    text = RAISED_ENDING.sub(lambda found: found[0].translate(PLAIN), text)
    return LOWERED_RUN.sub(lambda found: found[0].translate(PLAIN), text).replace("⁄", "/")
