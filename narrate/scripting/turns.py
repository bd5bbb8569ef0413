"""Who speaks which stretch of a paragraph, in turn."""

from __future__ import annotations

from dataclasses import dataclass

from narrate.cast import Cast, Part
from narrate.document import Kind, Paragraph
from narrate.scripting import dialogue


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a paragraph that ends at `end`, and who speaks it: None is the narrator.

    `speaker` is the name of whose speech it is; empty for narration, and where nobody says whose it is.
    """

    end: int
    part: Part | None = None
    speaker: str = ""


def turns(paragraph: Paragraph, language: str, cast: Cast | None, carried: str, chapter: str) -> tuple[list[Turn], str]:
    """Who speaks a paragraph of a chapter, in turn; and who is still speaking where its speech is not closed.

    `carried` is that of the paragraph before.
    """
    text, kind = paragraph.text, paragraph.kind
    if cast is None:
        return [Turn(len(text))], ""
    if kind is not Kind.BODY or not cast.has_dialogue:
        return [Turn(len(text), cast.part(kind, language, chapter=chapter))], ""
    parts = dialogue.stretches(text, language, cast.speakers, carried)
    taken: list[Turn] = []
    for stretch in parts:
        part = cast.part(kind, language, stretch.speaker, chapter)
        speaker = stretch.speaker or ""
        if taken and taken[-1].part == part:  # one voice speaks on: nobody's speech alone, where it is of two
            speaker = speaker if taken.pop().speaker == speaker else ""
        taken.append(Turn(stretch.end, part, speaker))
    return taken, (parts[-1].speaker or "") if dialogue.runs_on(text, language) else ""
