"""What a finished audio file holds, for whoever writes something beside it: captions, pages, manifests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from narrate.document import Chapter, Document
from narrate.settings import Settings
from narrate.timeline import Mark, Timeline


@dataclass(frozen=True, slots=True)
class Programme:
    """One audio file, finished and in its place, or several in `parts`: then `audio` is their playlist.

    `timeline` is the file's own, its chapters labelled; its cues quote `document`, which of a part is that part.
    `labels` are the file's tags (title, artist, album, composer, date…), `format` its format's name. `language` is a
    BCP 47 tag. `source` is the file that was read, where it was one file.
    """

    document: Document
    timeline: Timeline
    labels: dict[str, str]
    audio: Path
    cover: bytes | None
    language: str
    settings: Settings
    format: str
    parts: tuple[Programme, ...] = ()
    source: Path | None = None

    @property
    def title(self) -> str:
        """The title, never empty: labels lose what cannot be printed."""
        return self.labels.get("title") or "Untitled"

    @property
    def chapters(self) -> tuple[Mark, ...]:
        """The chapters; the whole is one where the source has none."""
        return self.timeline.marks or (Mark(0, self.title),)

    @property
    def chapter_ends(self) -> tuple[int, ...]:
        """Where each of the chapters ends, in samples: at the start of the next, the last with the sound."""
        return (*(mark.start for mark in self.chapters[1:]), self.timeline.length)


def excerpt(document: Document, timeline: Timeline) -> tuple[Document, Timeline]:
    """The part of a document that a timeline speaks, and the timeline whose cues quote it."""
    said = [cue.paragraph for cue in timeline.cues]
    first, last = (min(said), max(said)) if said else (0, -1)
    chapters: list[Chapter] = []
    place = 0
    for chapter in document.chapters:
        own = chapter.paragraphs[max(0, first - place) : max(0, last + 1 - place)]
        chapters += [replace(chapter, paragraphs=own)] if own else []
        place += len(chapter.paragraphs)
    cues = tuple(replace(cue, paragraph=cue.paragraph - first) for cue in timeline.cues)
    return replace(document, chapters=tuple(chapters)), replace(timeline, cues=cues)
