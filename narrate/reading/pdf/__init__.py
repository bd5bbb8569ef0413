"""PDF -> Document. The one door is `read`; the flow is on this page.

    pages       what PDFium sees on each page
    furniture   running heads, feet and page numbers go
    initials    drop caps go back to their words
    columns     lines, in reading order
    setting     what most lines look like
    notes       footnotes, told from the body
    paragraphs  lines become paragraphs of one kind each
    chapters    the file's own outline, or else its headings, make chapters

A PDF holds characters at places, and nothing else that can be relied on: all of this is judged from size, weight and
place. PDFium is a large program in C++ for a hostile format: run this where a crash costs nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from narrate.document import Document
from narrate.errors import SourceError
from narrate.reading import outline
from narrate.reading.pdf import chapters, columns, furniture, initials, notes, paragraphs, setting
from narrate.reading.pdf.pages import Page, pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrate.reading.pdf.chapters import Entry
    from narrate.reading.pdf.columns import Line

PASSWORD, SECURITY = 4, 5  # FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h

LEAST_CHARACTERS = 20
"""A page with pictures and less text than this is a scan without a text layer."""

OCR = "It is a scan: run OCR on it first (ocrmypdf IN.pdf OUT.pdf), and narrate what that gives."


def read(data: bytes, name: str) -> Document:
    """Return the document of a PDF file. Raises SourceError where it is broken, encrypted, or has no text."""
    from pypdfium2 import PdfDocument, PdfiumError  # late: 9 MB

    try:
        file = PdfDocument(data)
    except PdfiumError as failure:
        raise _unopened(failure, name) from failure
    try:
        found = list(pages(file, name))
        entries = chapters.entries(file, [page.height for page in found])
        facts = chapters.facts(file)
    except PdfiumError as failure:
        problem = f"{name} is a broken PDF document: one of its pages cannot be read."
        raise SourceError(problem, "Open it in a PDF viewer, print it into a new PDF, and narrate that.") from failure
    finally:
        file.close()
    _require_text(found, name)
    return _document(found, entries, facts)


def _unopened(failure: Any, name: str) -> SourceError:
    """Return the error that says why a file cannot be opened."""
    code = getattr(failure, "err_code", 0)
    if code == PASSWORD:
        return SourceError(f"{name} is encrypted, and needs a password.", "Save a copy without a password first.")
    if code == SECURITY:
        problem = f"{name} is encrypted in a way that narrate cannot read."
        return SourceError(problem, "Save a copy without protection first.")
    return SourceError(f"{name} is not a PDF document, or a broken one.", "Open it in a PDF viewer to check it.")


def _require_text(found: list[Page], name: str) -> None:
    """Raise SourceError where a document has no text, or most of its pages are pictures of text."""
    if not found:
        raise SourceError(f"{name} has no pages.", "Check that it is the right file.")
    scans = [
        page for page in found if page.pictured and sum(len(one.text) for one in page.fragments) < LEAST_CHARACTERS
    ]
    if 2 * len(scans) > len(found):
        what = "no text layer" if len(scans) == len(found) else f"no text layer on {len(scans)} of {len(found)} pages"
        raise SourceError(f"{name} has {what}.", OCR)
    if not any(page.fragments for page in found):
        raise SourceError(f"{name} has pages, but no text on them.", OCR)


def _document(found: list[Page], entries: list[Entry], facts: outline.Facts) -> Document:
    lines = list(_lines(furniture.without(found)))
    if not lines:
        lines = list(_lines(found))  # a form or a ticket: all of it looks like furniture
    manner = setting.of(lines)
    body, footnotes = notes.apart(lines, manner)
    blocks = chapters.blocks(paragraphs.groups(body, manner), footnotes, manner)
    marked = chapters.marked(blocks, entries)
    told = chapters.printed(facts, marked)
    bodies = chapters.note_blocks(footnotes, manner)
    document = outline.assemble([one.block for one in marked], bodies, told)
    return replace(document, title=facts.title or document.title)


def _lines(found: Iterable[Page]) -> Iterable[Line]:
    region = 0
    for page in found:
        lines = columns.lines(initials.restored(page), region)
        region = lines[-1].region + 1 if lines else region
        yield from lines
