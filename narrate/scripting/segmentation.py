"""Sentences: where they start and end in a text.

yasbd-lib finds them. On the 48 English golden rules of pySBD it gets 45, pySBD and its fork sentencesplit 47; on the
first 600 paragraphs of Pride and Prejudice it is three times as fast as either, and it alone cuts inside long quoted
speech, where a reader breathes. What it misses there (a bulleted list in one line, ". . . .") no listener would notice.
Where it cuts English at an abbreviation, or German at an ordinal, NO_END_IN joins the two again.

Conventions: a span is (start, end) in characters of the text, without surrounding white space; spans are in order, and
between them there is nothing but white space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from narrate.settings import FALLBACK_LANGUAGE

if TYPE_CHECKING:
    from yasbd import BoundaryDetector

Spans = list[tuple[int, int]]
Contexts = tuple[tuple[regex.Pattern[str], regex.Pattern[str]], ...]

# Where a sentence too long for an engine may be cut, the best place first; each matches up to and with the break.
CLAUSE_ENDS = (
    regex.compile(r".*[;:][\p{Pf}\p{Pe}\"']*(?=\s)", regex.DOTALL),
    regex.compile(r".*(?:[,،][\p{Pf}\p{Pe}\"']*(?=\s)|[。！？；：、，])", regex.DOTALL),
    regex.compile(r".*(?:\s[-–—]+(?=\s)|[—])", regex.DOTALL),
    regex.compile(r".*(?=\s)", regex.DOTALL),
)
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Rev|Sir|Lady|Lord|Miss|St|Capt|Col|Gen|Lt|Sgt|Gov|Sen|Messrs|Mme|Mlle)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# What stands before and after a place that is no end of a sentence. A sentence that begins with a preposition and has
# come no further than an abbreviation has said nothing yet.
NO_END = (
    (regex.compile(r"\b[ap]\.\s?m\.$"), regex.compile(rf"{_TITLE}\b")),
    (
        regex.compile(r"\d\s?(?:ft|in|lbs?|oz|hrs?|mins?|yds?)\.$"),
        regex.compile(rf"[\d(]|(?:{_DAY}|{_MONTH})\w*\b(?!\s+(?:is|was|will|had|has|saw|brought)\b)"),
    ),
    (regex.compile(r"\b(?:[Vv]er|Cat|Apt|Ps|Gen|Rm|[Rr]egs?|[Ss]c|[Tt]bl)\.$"), regex.compile(r"\d")),
    (regex.compile(r"\d{1,2}s\.$"), regex.compile(r"\d{1,2}\s?d\b")),
    (regex.compile(r"\d\s?l\.$"), regex.compile(r"\d{1,2}\s?s\b")),
    (regex.compile(r"\b[ap]\.\s?m\.$"), regex.compile(r"(?:GMT|BST|UTC|IST|JST|CES?T|AES?T|[ECMP][SD]?T)\b")),
    (regex.compile(rf"\b{_MONTH}\.$"), regex.compile(r"['’]?\d\d")),
    (
        regex.compile(
            r"(?i)(?:^|[\s(\[])(?:c|ca|b|d|fl|approx|nos|pp?|vols?|figs?|chs?|secs?|art|op|v|vs|cf|e\.g|i\.e)\.$"
        ),
        regex.compile(r"\d"),
    ),
    (regex.compile(rf"\b(?:{_TITLE}|Mt|Ft|Messrs)(?<!\bSt|Miss|Sir|Lady|Lord)\.$"), regex.compile(r"\p{Lu}")),
    (
        regex.compile(
            r"^[\"“'‘(]?(?:At|In|On|By|Since|Until|Before|After|From|For|To|The|And the|But the)\b[^.,;:!?]{0,25}\s?"
            rf"(?:[ap]\.\s?m|{_MONTH}|U\.\s?[KSN]|E\.U|D\.C|Inc|Ltd|Corp)\.$"
        ),
        regex.compile(r"[\p{Lu}\d]"),
    ),
)
# In German a number with a point after an article or a preposition is an ordinal.
GERMAN_NO_END = (
    (
        regex.compile(r"(?i)\b(?:der|die|das|dem|den|des|am|im|vom|zum|zur|beim|seit|bis|ab|nach|vor|und)\s\d{1,3}\.$"),
        regex.compile(r"\p{L}"),
    ),
)
NO_END_IN = {"en": NO_END, "de": GERMAN_NO_END}
# A sentence in brackets of its own is none of the next: "(It was late.) We left."
BRACKETED = regex.compile(
    r"(?:^|(?<=[.!?…][\"'”’]?\s))\s*[(\[][\"“‘']?\p{Lu}[^()\[\]]{2,400}[.!?…][\"'”’]?[)\]](?=\s+[\"“‘'(\[]?\p{Lu})"
)
CONTEXT = 80  # characters before an end that NO_END looks at
LEAST_FILL = 0.3  # a cut in the first third would leave a stump: try the next best kind of place first


def sentences(text: str, language: str) -> Spans:
    """The sentences of a paragraph. Line breaks, which only verse, code and tables have, end one too."""
    spans: Spans = []
    start = 0
    for line in text.split("\n"):
        spans += _stripped(text, start, (start + end for end in _ends(line, language)))
        start += len(line) + 1
    return spans


def _ends(line: str, language: str) -> list[int]:
    """Where sentences end in one line; the last end is the line's."""
    tag = language.partition("-")[0].lower()
    ends = [end for end in _detector(tag).detect(line) if isinstance(end, int) and end < len(line)]
    true = set(_true_ends(line, ends, NO_END_IN[tag]) if tag in NO_END_IN else ends)
    return [*sorted(true | {found.end() for found in BRACKETED.finditer(line)}), len(line)]


def _true_ends(line: str, ends: list[int], no_end: Contexts) -> Iterator[int]:
    """The ends that do not stand at an abbreviation or an ordinal."""
    start = 0
    for end in ends:
        before = line[max(start, end - CONTEXT) : end].strip()
        after = line[end : end + CONTEXT].lstrip()
        if not any(left.search(before) and right.match(after) for left, right in no_end):
            yield end
            start = end


def _stripped(text: str, start: int, ends: Iterable[int]) -> Spans:
    spans: Spans = []
    for end in ends:
        piece = text[start:end]
        if piece.strip():
            spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        start = end
    return spans


@lru_cache(maxsize=8)
def _detector(language: str) -> BoundaryDetector:
    from yasbd import BoundaryDetector, get_supported_langs

    known = language if language in get_supported_langs() else FALLBACK_LANGUAGE
    return BoundaryDetector(known, preserve_quote_and_paren=False)


def within(text: str, span: tuple[int, int], limit_chars: int) -> Spans:
    """Cut a span into pieces of at most `limit_chars`: at clause ends, else between words.

    Only a word that is itself longer than the limit (a long URL, a script without spaces) is cut inside.
    """
    start, end = span
    pieces: Spans = []
    while end - start > limit_chars:
        cut = start + _cut(text[start : start + limit_chars + 1], limit_chars)
        pieces.append((start, start + len(text[start:cut].rstrip())))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    return [*pieces, (start, end)] if start < end else pieces


def _cut(head: str, limit_chars: int) -> int:
    """Where to cut the first piece off, given its longest possible extent and the character after it."""
    for pattern in CLAUSE_ENDS:
        found = pattern.match(head)
        if found and limit_chars * LEAST_FILL <= found.end() <= limit_chars:
            return int(found.end())
    spaces = [place for place, char in enumerate(head) if char.isspace() and place > 0]
    return spaces[-1] if spaces else limit_chars
