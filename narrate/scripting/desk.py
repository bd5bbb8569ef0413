"""Where the paragraphs of a chapter are read: in turn by those who speak, or by one as it was before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from narrate.cast import Cast
from narrate.document import Kind, Paragraph
from narrate.script import Utterance
from narrate.scripting.drafts import Drafts
from narrate.scripting.turns import Turn, turns
from narrate.scripting.utterances import Reader

Turns = Iterable[tuple[Turn, Sequence[Utterance]]]


class Desk:
    """A reader, the language of what does not name its own, and the cast.

    What one voice reads alone is taken from `home` where it was read before: with several, who speaks a paragraph
    follows from others.
    """

    def __init__(self, reader: Reader, language: str, cast: Cast | None = None, home: Path | None = None) -> None:
        self.reader = reader
        self.language = language
        self._cast = cast
        self._drafts = Drafts(reader, language, home) if home and (cast is None or cast.is_one_voice) else None

    def read(self, paragraphs: Sequence[Paragraph], chapter: str) -> Iterator[Turns]:
        """Who says what of each paragraph of a chapter, in turn; nobody anything of a break."""
        if self._drafts:
            return (
                [(Turn(len(one.text)), said)]
                for one, said in zip(paragraphs, self._drafts.said(paragraphs), strict=True)
            )
        return self._in_turn(paragraphs, chapter)

    def _in_turn(self, paragraphs: Sequence[Paragraph], chapter: str) -> Iterator[Turns]:
        carried = ""
        for paragraph in paragraphs:
            if paragraph.kind is Kind.BREAK:
                yield []
                continue
            tag = paragraph.language or self.language
            taken, carried = turns(paragraph, tag, self._cast, carried, chapter)
            yield self.reader.in_turn(paragraph, tag, taken)
