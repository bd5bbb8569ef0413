"""Who speaks which stretch of a paragraph, in turn."""

from __future__ import annotations

from narrate.cast import Cast, Part
from narrate.document import Kind, Paragraph
from narrate.scripting import dialogue

Turn = tuple[int, Part | None]  # where in the paragraph a stretch ends, and who speaks it: None is the narrator


def turns(paragraph: Paragraph, language: str, cast: Cast | None, carried: str, chapter: str) -> tuple[list[Turn], str]:
    """Who speaks a paragraph of a chapter, in turn; and who is still speaking where its speech is not closed.

    `carried` is that of the paragraph before.
    """
    text, kind = paragraph.text, paragraph.kind
    if cast is None:
        return [(len(text), None)], ""
    if kind is not Kind.BODY or not cast.has_dialogue:
        return [(len(text), cast.part(kind, language, chapter=chapter))], ""
    parts = dialogue.stretches(text, language, cast.speakers, carried)
    taken: list[Turn] = []
    for stretch in parts:
        part = cast.part(kind, language, stretch.speaker, chapter)
        if taken and taken[-1][1] == part:
            taken.pop()
        taken.append((stretch.end, part))
    return taken, (parts[-1].speaker or "") if dialogue.runs_on(text, language) else ""
