"""The languages of paragraphs: only what is not in the language of the whole says its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrate.document import Chapter, Document, Paragraph


def unsaid(document: Document) -> Document:
    """Leave the language of the whole unsaid in its paragraphs, so that another choice of it holds for them too."""
    language = document.language or ""
    return replace(document, chapters=tuple(_chapter(chapter, language) for chapter in document.chapters))


def _chapter(chapter: Chapter, language: str) -> Chapter:
    return replace(chapter, paragraphs=tuple(_paragraph(paragraph, language) for paragraph in chapter.paragraphs))


def _paragraph(paragraph: Paragraph, language: str) -> Paragraph:
    stated = (paragraph.language or "").lower()
    same = stated in {language.lower(), language.lower().partition("-")[0]}
    return replace(paragraph, language=None) if same and stated else paragraph
