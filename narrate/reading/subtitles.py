"""Subtitles (SubRip .srt, WebVTT .vtt) -> Document: their cues as flowing text, without times.

Cues are joined into sentences, and these into paragraphs: a new one begins where nobody speaks for a while after a
sentence, where another speaks, and where one grows long. Gone are times, numbers, settings, comments, styles, marks of
type and of speakers ("- ", ">> ", "♪"); what is said stays, names printed before a speech as well. A cue that is all in
brackets describes a sound, and is a figure. Captions that roll (each cue repeats the last line) are said once.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from narrate.document import Document, Kind
from narrate.errors import SourceError
from narrate.reading import front_matter, joining, layout, outline
from narrate.reading.outline import Block, Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
TIMES = re.compile(rf"[ \t]*{TIME}[ \t]*-{{1,2}}>[ \t]*{TIME}(?:[ \t].*)?")
"""00:01.000 --> 00:02.500 position:10%: hours may be absent, and the mark may be a comma."""

VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]*)>")
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.,]*>|\{\\[^{}]*\}")
"""Marks of type, of words' times, and of places ("{\\an8}"). Not "<3"."""

SPEAKER = re.compile(r"(?:[-–—‐](?=[ ]*[^\s\d-]|[ ]+\d)|>>+|»)[ ]*")
"""What a line begins with when another speaks. Not "-5 degrees"."""

SOUND = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|[♪♫]+")
NOTES = re.compile(r"[♪♫]+")
LANGUAGE = re.compile(r"^Language:[ \t]*([\w-]+)", re.MULTILINE)

SILENCE_S, LONG_SILENCE_S = 2.0, 6.0
"""Silence that ends a paragraph after a sentence, and anywhere."""

BREATH_S = 0.4
LONG, LONGEST = 500, 1_200
"""Characters from which a paragraph ends with a sentence: at a breath, and even without one."""

ROLLING_SHARE = 0.3
"""Of cues that begin with the line before them; people repeat themselves less."""


@dataclass(slots=True)
class Cue:
    """What is shown from one second to another."""

    start_s: float
    end_s: float
    lines: list[str] = field(default_factory=list)
    speaker: str = ""


def read(written: str, name: str) -> Document:
    """Return the document of subtitles, as `decoding.decode` gives them. Raises SourceError where there are none."""
    found = list(cues(written))
    if not found:
        raise SourceError(f"{name} has no subtitles in it: no line of times.", "Check that it is the right file.")
    words = joining.vocabulary(written)
    told = LANGUAGE.search(written.split("\n\n", 1)[0])
    facts = Facts(language=front_matter.language(told[1]) if told else "")
    return outline.assemble(_blocks(_without_rolling(found), words), facts=facts)


def cues(written: str) -> Iterator[Cue]:
    """Yield the cues in the order of the file; one without words is left out."""
    cue: Cue | None = None
    lines = written.split("\n")
    for at, line in enumerate(lines):
        found = TIMES.fullmatch(line)
        if found:
            if cue and cue.lines:
                yield cue
            times = found.groups()
            cue = Cue(_seconds(times[:4]), _seconds(times[4:]))
        elif cue and not line.strip() and not _goes_on(lines, at):
            if cue.lines:
                yield cue
            cue = None
        elif cue and not _numbers_next(lines, at):
            speaker = VOICE.search(line)
            cue.speaker = speaker[1].strip() if speaker else cue.speaker
            cue.lines += [text] if (text := _plain(line)) else []
    if cue and cue.lines:
        yield cue


def _goes_on(lines: list[str], at: int) -> bool:
    """Tell whether a cue goes on after a blank line: no number or time is near, as in files that were torn."""
    below = [line for line in lines[at + 1 : at + 4] if line.strip()]
    return (
        bool(below) and not any(TIMES.fullmatch(line) for line in below) and not below[0].startswith(("NOTE", "STYLE"))
    )


def _numbers_next(lines: list[str], at: int) -> bool:
    """Tell whether a line is the number of the cue below it, where no blank line stands above."""
    return lines[at].strip().isdigit() and at + 1 < len(lines) and TIMES.fullmatch(lines[at + 1]) is not None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _plain(line: str) -> str:
    """Return the words of a line."""
    return " ".join(html.unescape(TAG.sub("", line)).replace("\u200e", "").replace("\u200f", "").split())


def _without_rolling(found: list[Cue]) -> list[Cue]:
    """Say once what rolling captions show twice."""
    again = [below.lines[0] == above.lines[-1] and len(below.lines) > 1 for above, below in pairwise(found)]
    if sum(again) <= ROLLING_SHARE * len(found):
        return found
    done: list[Cue] = [found[0]]
    shown = list(found[0].lines)
    for cue in found[1:]:
        repeated = next((n for n in range(min(len(shown), len(cue.lines)), 0, -1) if shown[-n:] == cue.lines[:n]), 0)
        new = cue.lines[repeated:]
        if new:
            done.append(Cue(cue.start_s, cue.end_s, new, cue.speaker))
        else:
            done[-1].end_s = max(done[-1].end_s, cue.end_s)
        shown = cue.lines
    return done


def _blocks(found: list[Cue], words: frozenset[str]) -> Iterator[Block]:
    run: list[str] = []
    last = found[0]
    for cue in found:
        if run and (cue.speaker != last.speaker or _ends(run, cue.start_s - last.end_s)):
            yield from _paragraph(run, words)
            run = []
        if not SOUND.sub("", " ".join(cue.lines)).strip(" -–—"):
            yield from _paragraph(run, words)
            run = []
            yield Block(NOTES.sub("", " ".join(cue.lines)).strip(), Kind.FIGURE)
            continue
        for line in cue.lines:
            mark = SPEAKER.match(line)
            other = mark is not None and not (run and _is_dash_within(mark.group(), run[-1], cue))
            if other:
                yield from _paragraph(run, words)
                run = []
            run.append(line[mark.end() :] if mark and other else line)
        last = cue
    yield from _paragraph(run, words)


def _is_dash_within(mark: str, above: str, cue: Cue) -> bool:
    """Tell whether a dash goes on with a sentence ("and then" / "— suddenly —") rather than mark another speaker."""
    others = sum(1 for line in cue.lines if SPEAKER.match(line))
    return mark.strip() in ("–", "—") and others == 1 and layout.is_open((above, ""))


def _ends(run: list[str], silence_s: float) -> bool:
    """Tell whether a paragraph ends with its last line, given the silence that follows."""
    if silence_s >= LONG_SILENCE_S:
        return True
    if layout.is_open((run[-1], "")):
        return False
    length = sum(map(len, run))
    return silence_s >= SILENCE_S or length >= LONGEST or (length >= LONG and silence_s >= BREATH_S)


def _paragraph(lines: list[str], words: frozenset[str]) -> Iterator[Block]:
    text = NOTES.sub(" ", joining.join([line for line in lines if line], words))
    if text := " ".join(text.split()):
        yield Block(text)
