"""A finished programme whose words have known times: each lasts a quarter of a second, a sentence's pause half of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import pytest

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.doors.encoding import encode
from narrate.programme import Programme
from narrate.publishing.chapters import labelled
from narrate.publishing.formats import FORMATS
from narrate.settings import Settings
from narrate.timeline import Cue, Mark, Span, Timeline, Word

RATE_HZ = 24_000
WORD = RATE_HZ // 4
PAUSE = RATE_HZ // 2
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True)
class Pace:
    """How many samples a word lasts, and the pause before and after every sentence."""

    word: int = WORD
    pause: int = PAUSE


def spoken(
    document: Document, *, silent: tuple[Kind, ...] = (Kind.CODE,), by_word: bool = True, pace: Pace = Pace()
) -> Timeline:
    """Every sentence of every paragraph but the silent ones, one after the other, after a pause."""
    cues: list[Cue] = []
    marks: list[Mark] = []
    place, at = 0, pace.pause
    for chapter in document.chapters:
        marks.append(Mark(at if marks else 0, chapter.title, chapter.level))
        for paragraph in chapter.paragraphs:
            if paragraph.kind not in silent:
                for cue in sentences(paragraph.text, place, at, pace, by_word=by_word):
                    cues.append(cue)
                    at = cue.span.end + pace.pause
            place += 1
    return Timeline(RATE_HZ, at, tuple(cues), tuple(marks))


def sentences(text: str, place: int, at: int, pace: Pace, *, by_word: bool) -> Iterator[Cue]:
    for found in SENTENCE.finditer(text):
        written = found[0].strip()
        if not written:
            continue
        start = text.index(written, found.start())
        spans = [one.span() for one in re.finditer(r"\S+", written)]
        words = tuple(Word(Span(at + pace.word * number, pace.word), *span) for number, span in enumerate(spans))
        span = Span(at, pace.word * len(spans))
        yield Cue(span, written, 0, place, start, words if by_word else ())
        at = span.end + pace.pause


def document_of(*chapters: tuple[str, str], title: str = "A Book", **attributes: str) -> Document:
    """A document of titled chapters of paragraphs, each on a line."""
    made = [
        Chapter(name, tuple(Paragraph(one, Kind.HEADING if one == name else Kind.BODY) for one in text.splitlines()))
        for name, text in chapters
    ]
    return Document(tuple(made), title=title, **attributes)


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., Programme]:
    """A programme of a document, its audio in place."""

    def make(
        document: Document,
        settings: Settings | None = None,
        *,
        form: str = "mp3",
        cover: bytes | None = None,
        silent: tuple[Kind, ...] = (Kind.CODE,),
        by_word: bool = True,
        name: str = "book",
        pace: Pace = Pace(),
        speakers: tuple[str, ...] = (),
        **labels: str,
    ) -> Programme:
        title = labels.setdefault("title", document.title or name)
        timeline = labelled(spoken(document, silent=silent, by_word=by_word, pace=pace), title, 255)
        named = zip(timeline.cues, chain(speakers, repeat("")), strict=False)
        timeline = replace(timeline, cues=tuple(replace(cue, speaker=speaker) for cue, speaker in named))
        audio = tmp_path / f"{name}{FORMATS[form].suffixes[0]}"
        time_s = np.arange(timeline.length) / RATE_HZ
        pcm = np.rint(np.sin(2 * np.pi * 330 * time_s) * 3_000).astype("<i2").tobytes()
        encode([pcm], RATE_HZ, audio, FORMATS[form].encoding, tags={})
        return Programme(
            document, timeline, labels, audio, cover, document.language or "en", settings or Settings(), form
        )

    return make
