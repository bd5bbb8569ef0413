"""Dialogue: what in a paragraph is quoted speech, and who says it, where the text itself names them.

Speech is told from other things in quotation marks (titles, words in doubt) by where it begins (at the start of the
paragraph, after a pause of the sentence or after a word for speaking) and by how it ends (with a mark of its own inside
the quotation marks, or a comma behind them). A speaker is only ever taken from the text's own words: “said Holmes”,
“Holmes asked”, “Holmes:”. Nobody is guessed.

Conventions: a stretch is (start, end) in characters of the paragraph; stretches are in order and together they are all
of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from narrate.scripting.dashes import dashed
from narrate.scripting.speech_words import BEGINNING, BETWEEN, HER_TITLES, REPORTING, TITLES, pronouns, speaking
from narrate.voice import primary

CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", "‹": "›", "「": "」", "『": "』", '"': '"'}
SINGLE = "‘‚"  # their closing mark is an apostrophe too: it closes only after a mark of its own
EITHER_SIDE = SINGLE + '"'  # marks that may stand for another sign: they open where a word begins
RIGHT_FIRST = ("de", "da")  # languages in which » opens and « closes
RUNS_ON = '“„«»「『"'  # speech over several paragraphs opens each of them, and only the last is closed
ENDS = ".,!?…—–-;:。！？、，"  # the marks that speech ends with
PAUSE = regex.compile(rf"(?:^|[{regex.escape(ENDS)})\]”’»«\"])\s*$")
LED_TO = regex.compile(r"[,:]\s*$")
OPENING = regex.compile(rf"[{''.join(CLOSED_BY)}](?=.)", regex.DOTALL)
CLOSING = {mark: regex.compile(rf"[{closing}]") for mark, closing in CLOSED_BY.items()}
FULL_STOP = regex.compile(r"[.!?…。！？]\p{P}?\s*$")
BEGINS_SMALL = regex.compile(r"\s*\p{Ll}")
NEAR_CHARS = 80  # how far from the speech its speaker may be named
AFTER_CHARS = 40  # and how near to it the naming must begin, behind it


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a paragraph. `speaker` is None for narration, empty where nobody says whose speech it is."""

    start: int
    end: int
    speaker: str | None = None


def stretches(text: str, language: str, names: Iterable[str] = (), carried: str = "") -> list[Stretch]:
    """A paragraph's narration and speech, in turn. `carried` is who spoke to the end of the paragraph before, if any.

    >>> [(one.speaker, one.start) for one in stretches("“Yes,” said Ann, “I am.”", "en", ["Ann"])]
    [('Ann', 0), (None, 6), ('Ann', 17)]
    """
    by_dash = dashed(text, language)
    parts = list(_alternating(text, _speech(text, language) if by_dash is None else by_dash))
    told = [_teller(text, parts, place, language, tuple(names)) for place in range(len(parts))]
    speech = [place for place, part in enumerate(parts) if part.speaker is not None]
    named = {name for name in told if name}
    # Before the only one who is named, the speech is theirs too, up to the last of which the text says another's.
    others = {place for place in speech if not told[place] and _is_of_another(text, parts, place, language)}
    first = next((place for place in speech if told[place]), len(parts))
    from_place = max((place + 1 for place in others if place < first), default=0)
    only = next(iter(named)) if len(named) == 1 else ""
    last = carried if not named and text[:1] in CLOSED_BY else ""
    whole = []
    for place, (part, name) in enumerate(zip(parts, told, strict=True)):
        last = name or ("" if place in others and _by_relation(text, parts[place + 1], language) else last)
        last = last or (only if place >= from_place and place < first else "")
        whole.append(part if part.speaker is None else replace(part, speaker=last))
    return whole


def _is_of_another(text: str, parts: list[Stretch], place: int, language: str) -> bool:
    """Whether what follows speech says who speaks, by another word than a name of the cast."""
    behind = parts[place + 1] if place + 1 < len(parts) else None
    if behind is None or behind.speaker is not None:
        return False
    return bool(_of_another(language).match(text[behind.start : behind.end][:NEAR_CHARS]))


def runs_on(text: str, language: str) -> bool:
    """Whether the speech at the end of a paragraph is not closed in it: the next may go on with it."""
    *_, (start, end) = [(0, 0), *_speech(text, language)]
    mark = text[start : start + 1]
    return 0 < end == len(text) and mark in RUNS_ON and not any(one in CLOSED_BY[mark] for one in text[start + 1 :])


def is_full_stop(text: str, end: int) -> bool:
    """Whether speech that ends here ends a sentence: “No.” She left. But not: “No!” she said."""
    return bool(FULL_STOP.search(text[max(0, end - 5) : end])) and not BEGINS_SMALL.match(text[end : end + 5])


def _alternating(text: str, speech: Iterable[tuple[int, int]]) -> Iterator[Stretch]:
    position = 0
    for start, end in speech:
        if text[position:start].strip():
            yield Stretch(position, start)
        else:
            start = position  # noqa: PLW2901 - white space belongs to what follows it
        yield Stretch(start, end, "")
        position = end
    if text[position:].strip() or not position:
        yield Stretch(position, len(text))


def _speech(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where speech is, its quotation marks included."""
    position = 0
    unclosed: set[str] = set()  # marks that nothing behind here closes: they are not looked for again
    for found in OPENING.finditer(text):
        start, mark = found.start(), found.group()
        if start < position or mark in unclosed or not _opens(text, start, language):
            continue
        end = _closing(text, start)
        if end is None:
            unclosed.add(mark)
        elif _is_speech(text, start, end, language):
            end += text[end : end + 1] == ","
            yield start, end
        position = start + 1 if end is None else end


def _opens(text: str, place: int, language: str) -> bool:
    """Whether the quotation mark here may open speech."""
    mark, before = text[place], text[max(0, place - NEAR_CHARS) : place]
    if mark == "»" and primary(language) not in RIGHT_FIRST:
        return False
    if mark in EITHER_SIDE and (before[-1:].isalnum() or text[place + 1 : place + 2].isspace()):
        return False
    return bool(PAUSE.search(before)) or bool(_told_before(language).search(before))


def _closing(text: str, start: int) -> int | None:
    """Where speech that opens at `start` ends, after its closing mark; None where it does not."""
    mark = text[start]
    for found in CLOSING[mark].finditer(text, start + 1):
        place = found.start()
        if mark not in SINGLE or (text[place - 1] in ENDS and not text[place + 1 : place + 2].isalnum()):
            return place + 1
    return len(text) if mark in RUNS_ON else None


def _is_speech(text: str, start: int, end: int, language: str) -> bool:
    inside = text[start + 1 : end - 1].rstrip()
    whole = start == 0 and end == len(text)
    closed = text[end - 1] in CLOSED_BY[text[start]]
    told = _told_before(language).search(text[max(0, start - NEAR_CHARS) : start])
    return bool(inside) and bool(whole or not closed or inside[-1] in ENDS or text[end : end + 1] == "," or told)


def _teller(text: str, parts: list[Stretch], place: int, language: str, names: tuple[str, ...]) -> str:
    """The name that the narration around speech says it is of; empty where it does not."""
    if parts[place].speaker is None or not names:
        return ""
    after, before = _told(language, names)
    if place + 1 < len(parts) and parts[place + 1].speaker is None:
        start, end = parts[place + 1].start, parts[place + 1].end
        found = after.search(text[start : min(end, start + NEAR_CHARS)])
        if (
            found
            and found.start() <= AFTER_CHARS
            and (not found.start() or not _is_of_another(text, parts, place, language))
        ):
            return _name(found, names)
    if place and parts[place - 1].speaker is None:
        start, end = parts[place - 1].start, parts[place - 1].end
        leading = text[max(start, end - NEAR_CHARS) : end]
        if not LED_TO.search(leading):
            return ""
        found = next(iter(reversed(list(before.finditer(leading)))), None)
        return _name(found, names) if found else ""
    return ""


def _name(found: regex.Match[str], names: tuple[str, ...]) -> str:
    said = next(group for group in found.groups() if group)
    return next(name for name in names if " ".join(said.split()) == " ".join(name.split()))


@lru_cache(maxsize=8)
def _told_before(language: str) -> regex.Pattern[str]:
    """A word for speaking, as it stands before the quotation mark in: he said “No.”."""
    return regex.compile(rf"(?<![-\p{{L}}])(?:{speaking(language)})[,:]?\s*$")


def _by_relation(text: str, narration: Stretch, language: str) -> bool:
    """Whether it says who speaks by neither name nor pronoun: “cried her father”."""
    return not _by_pronoun(language).match(text, narration.start, narration.end)


@lru_cache(maxsize=8)
def _by_pronoun(language: str) -> regex.Pattern[str]:
    return regex.compile(rf"[\W_]*(?:\p{{L}}+(?:[\s-]|-t-))?(?i:{pronouns(language)})\b")


@lru_cache(maxsize=8)
def _of_another(language: str) -> regex.Pattern[str]:
    """Narration that begins with who speaks, behind the speech: a pronoun, a relation, or a name."""
    verb, pronoun = speaking(language), pronouns(language)
    return regex.compile(rf"[\W_]*(?:(?:{verb})\b|(?:(?i:{pronoun}))\s+(?:\p{{L}}+\s+)?(?:{verb})\b)")


@lru_cache(maxsize=8)
def _told(language: str, names: tuple[str, ...]) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """How narration names a speaker: behind the speech, and before it. The longest name that fits is meant.

    A word for speaking stands before its speaker only where the narration or a sentence begins: in “he asked Holmes” it
    is before the one who is asked.
    """
    longest = sorted(names, key=len, reverse=True)
    known = "|".join(r"\s+".join(map(regex.escape, name.split())) for name in longest)
    titles, her = ("|".join(map(regex.escape, some)) for some in (TITLES, HER_TITLES))
    name = rf"(?<!\b(?:{her})\s+(?:\p{{Lu}}[\p{{L}}.’'-]*\s+)?)({known})(?![\p{{L}}\p{{N}}]|[’']s\b)"
    verb = rf"(?:{speaking(language)})(?!\s+(?:{'|'.join(REPORTING)})\b)"
    between = rf"(?:(?:{'|'.join(BETWEEN)}|\p{{L}}+ly)\s+){{0,2}}"
    titled = rf"(?:(?!(?:{known})(?![\p{{L}}\p{{N}}]))(?:{titles}|\p{{Lu}}[\p{{L}}.’'-]*)\s+){{0,3}}"
    begins = rf"(?:^|(?<=[.!?…]))[\W_]*(?:(?i:{'|'.join(BEGINNING)})\s+){{0,2}}"
    after = rf"{begins}{verb}\s+{titled}{name}|(?<![\p{{L}}\p{{N}}]){name}\s+{between}{verb}\b"
    no_other = rf"(?:(?!\b(?:{pronouns(language)})\b)[^.!?:“”\"])"
    before = rf"(?:^|(?<=[.!?…”\"]))\s*{titled}{name}{no_other}{{0,60}}:\s*$"
    return regex.compile(after), regex.compile(rf"{after}|{before}")
