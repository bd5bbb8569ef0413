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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the source. A `break` has no text.

    `cited_at` is, for a note, the place in its chapter of the paragraph that refers to it, where the source says so.
    """

    text: str
    kind: Kind = Kind.BODY
    language: str | None = None
    cited_at: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """The paragraphs under one heading; `level` is the heading's depth, 1 at the top. Untitled before any heading."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A whole source. Empty strings where the source does not say."""

    chapters: tuple[Chapter, ...]
    title: str = ""
    author: str = ""
    date: str = ""
    description: str = ""
    language: str | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every paragraph, in order."""
        return tuple(paragraph for chapter in self.chapters for paragraph in chapter.paragraphs)
