"""What was written: a Document of Chapters of Paragraphs.

Conventions: text is NFC Unicode with single spaces and no line breaks, except in `verse`, `code` and `table`, where a
line feed separates lines (and, in a table, a tab separates cells). Languages are BCP 47 tags ("en", "en-GB"), None
where the source does not say. A chapter's title is its label; the words of the heading itself, where the source prints
one, are also its first paragraph, so that what is said is exactly the paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a paragraph is. Later stages decide what each kind sounds like."""

    HEADING = "heading"
    BODY = "body"
    QUOTE = "quote"
    LIST_ITEM = "list-item"
    VERSE = "verse"
    CODE = "code"
    TABLE = "table"
    FIGURE = "figure"
    NOTE = "note"
    BREAK = "break"
    BYLINE = "byline"


PARTS = (
    "acknowledgments", "afterword", "appendix", "bibliography", "colophon", "conclusion", "copyright-page", "cover",
    "dedication", "endnotes", "epigraph", "epilogue", "errata", "foreword", "glossary", "imprint", "index",
    "introduction", "licence", "preamble", "preface", "prologue", "seriespage", "titlepage", "toc",
)  # fmt: skip
"""What a chapter of a book may be, beside its text: names of the EPUB 3 Structural Semantics Vocabulary, and the
licence of Project Gutenberg's books."""

LEFT_OUT = frozenset({
    "colophon", "copyright-page", "cover", "endnotes", "imprint", "index", "licence", "seriespage", "titlepage", "toc",
})  # fmt: skip
"""Parts that are not narrated unless they are asked for. The notes themselves stand where they are referred to; what
is left of the part called endnotes is its heading."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the source. A `break` has no text. A note follows the paragraph that refers to it."""

    text: str
    kind: Kind = Kind.BODY
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """The paragraphs under one heading; `level` is the heading's depth, 1 at the top. Untitled before any heading.

    `part` is one of `PARTS`, "" for the text itself.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    level: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole source. Empty strings where the source does not say.

    `cover` are the bytes of a JPEG or PNG picture. `series` is the name of the series with its number: "Barchester, 2".
    """

    chapters: tuple[Chapter, ...]
    title: str = ""
    author: str = ""
    date: str = ""
    description: str = ""
    language: str | None = None
    series: str = ""
    cover: bytes | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every paragraph, in order."""
        return tuple(paragraph for chapter in self.chapters for paragraph in chapter.paragraphs)
