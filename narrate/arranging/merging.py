"""Several Documents -> one: a chapter for each, its own chapters below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from narrate.document import Chapter, Document, Kind, Paragraph

MOST_AUTHORS = 5


def merge(documents: Sequence[Document], names: Sequence[str]) -> Document:
    """Return one document of several, a chapter at the top for each, and its own chapters a level below that.

    A title that the text does not open with is said before it. One that has none takes its name of `names` as label,
    which is not said. Each paragraph keeps its language; the author is everybody's who is named.
    """
    language = next((one.language for one in documents if one.language), None)
    chapters = [
        chapter
        for document, name in zip(documents, names, strict=True)
        for chapter in _below(_in_its_language(document, language), name)
    ]
    return Document(tuple(chapters), _agreed(one.title for one in documents), _authors(documents), language=language)


def _below(document: Document, name: str) -> tuple[Chapter, ...]:
    """Return a document's chapters: one at the top that opens it, the others at least a level deeper."""
    first, *rest = document.chapters
    if document.title and not _opens_with(document.title, first):
        rest = list(document.chapters)
        first = Chapter(document.title, (Paragraph(document.title, Kind.HEADING),))
    elif not document.title:
        first = replace(first, title=": ".join(filter(None, [name, first.title])))
    deeper = max(0, 2 - min((chapter.level for chapter in rest), default=2))
    return (replace(first, level=1), *(replace(one, level=one.level + deeper) for one in rest))


def _opens_with(title: str, first: Chapter) -> bool:
    return _letters(first.title).startswith(_letters(title))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _in_its_language(document: Document, language: str | None) -> Document:
    """Tell every paragraph its language where the document's is not that of the whole."""
    if document.language in (None, language):
        return document
    chapters = (
        replace(
            chapter,
            paragraphs=tuple(replace(one, language=one.language or document.language) for one in chapter.paragraphs),
        )
        for chapter in document.chapters
    )
    return replace(document, chapters=tuple(chapters))


def _agreed(facts: Iterable[str]) -> str:
    """Return what all say, "" where they differ."""
    said = set(facts)
    return said.pop() if len(said) == 1 else ""


def _authors(documents: Sequence[Document]) -> str:
    authors = list(dict.fromkeys(one.author for one in documents if one.author))
    return ", ".join(authors) if len(authors) <= MOST_AUTHORS else ""
