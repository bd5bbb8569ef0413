"""The first room: a source becomes a Document. The one door is `read`.

A reader is a function from the bytes of a source and the name to use in messages to a Document. To add one:

1. Write `narrate/reading/<format>.py` with a pure function that returns a `Document`; let `outline.assemble` make the
   chapters, so that headings, titles and bylines mean the same in every format.
2. Import heavy libraries inside the functions that need them: this module is loaded by `narrate --help`.
3. Add a small function below that imports it late, and its file suffixes to `READERS`; if `signatures.py` refuses the
   format's first bytes, take its line out there.
4. Write `tests/reading/test_<format>.py`: its kinds, its chapters, its bad input, and that no word is lost.

Everything a reader cannot read is a `SourceError`. No source is ever fetched from the network here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from narrate.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrate.document import Document

__all__ = ["READERS", "read"]

STREAM_NAME = "The input"
PDF = b"%PDF-"


def _read_text(data: bytes, name: str) -> Document:
    from narrate.reading import decoding, text  # late: --help must stay instant

    return text.read(decoding.decode(data, name))


def _read_markdown(data: bytes, name: str) -> Document:
    from narrate.reading import decoding, markdown  # late: loads markdown-it and yaml

    return markdown.read(decoding.decode(data, name))


def _read_pdf(data: bytes, name: str) -> Document:
    from narrate.reading import pdf  # late: loads PDFium

    return pdf.read(data, name)


def _read_subtitles(data: bytes, name: str) -> Document:
    from narrate.reading import decoding, subtitles  # late, as above

    return subtitles.read(decoding.decode(data, name), name)


def _read_restructured(data: bytes, name: str) -> Document:
    from narrate.reading import decoding, restructured  # late, as above

    return restructured.read(decoding.decode(data, name), name)


def _read_asciidoc(data: bytes, name: str) -> Document:
    from narrate.reading import asciidoc, decoding  # late, as above

    return asciidoc.read(decoding.decode(data, name))


def _read_unnamed(data: bytes, name: str) -> Document:
    """Read a source without a suffix: a PDF or Markdown when its content says so, plain text otherwise."""
    if data.startswith(PDF):
        return _read_pdf(data, name)
    from narrate.reading import decoding, markdown, sniffing, text  # late, as above

    written = decoding.decode(data, name)
    return markdown.read(written) if sniffing.looks_like_markdown(written) else text.read(written)


READERS: dict[str, Callable[[bytes, str], Document]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".mdown": _read_markdown,
    ".mkd": _read_markdown,
    ".mkdn": _read_markdown,
    ".rmd": _read_markdown,
    ".qmd": _read_markdown,
    ".pdf": _read_pdf,
    ".adoc": _read_asciidoc,
    ".asciidoc": _read_asciidoc,
    ".rst": _read_restructured,
    ".srt": _read_subtitles,
    ".vtt": _read_subtitles,
}
"""File suffix (lower case) -> reader. A suffix that is not here is read as text, if its content is text."""


def read(source: str | Path | BinaryIO) -> Document:
    """Read one source into a Document.

    `source` is a path, or an open binary stream (standard input), which is read to its end and not closed; what a
    stream holds, Markdown or text, is told from its content.

    Raises SourceError when the source is missing, not a readable text, too large, or has nothing in it to say.
    """
    from narrate.reading import sources  # late: difflib

    if isinstance(source, str | Path):
        name, data = str(source), sources.read_path(source)
        reader = _read_pdf if data.startswith(PDF) else READERS.get(Path(source).suffix.lower(), _read_text)
    else:
        name, data = STREAM_NAME, sources.read_stream(source, STREAM_NAME)
        reader = _read_unnamed
    return _something_to_say(reader(data, name), name)


def _something_to_say(document: Document, name: str) -> Document:
    """Return the document, or raise SourceError where it has no visible character at all."""
    if any(character.isprintable() and not character.isspace() for p in document.paragraphs for character in p.text):
        return document
    problem = f"There is nothing to say in {name[0].lower() + name[1:] if name == STREAM_NAME else name}."
    raise SourceError(problem, "Check that it is the right file and that it was saved with its text.")
