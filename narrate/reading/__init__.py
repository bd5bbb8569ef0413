"""The first room: a source becomes a Document. The one door is `read`.

A reader is a function from the bytes of a source and the name to use in messages to a Document. To add one:

1. Write `narrate/reading/<format>.py` with a pure function that returns a `Document`; let `outline.assemble` make the
   chapters, so that headings, titles and bylines mean the same in every format.
2. Import heavy libraries inside the functions that need them: this module is loaded by `narrate --help`.
3. Add a small function below that imports it late, and its file suffixes to `READERS`; if `signatures.py` refuses the
   format's first bytes, take its line out there. What web servers call the format goes into `addresses.SUFFIXES`.
4. Write `tests/reading/test_<format>.py`: its kinds, its chapters, its bad input, and that no word is lost.

A reader never runs here but in a confined process (`doors/confinement.py`), which it need not know: it has no files, no
network, and an end to its memory and time. Only the user's own plain text and Markdown are read at once.

Everything a reader cannot read is a `SourceError`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from narrate.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from narrate.document import Document

__all__ = ["READERS", "read"]

STREAM_NAME = "The input"


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
    """Read a source without a suffix: Markdown when its content says so, plain text otherwise."""
    from narrate.reading import decoding, markdown, sniffing, text  # late, as above

    written = decoding.decode(data, name)
    return markdown.read(written) if sniffing.looks_like_markdown(written) else text.read(written)


def _read_html(data: bytes, name: str) -> Document:
    from narrate.reading import html  # late: loads lxml

    return html.read(data, name)


def _read_pages(data: bytes, name: str) -> Document:
    """Read an article on several pages, which came from the web one after the other."""
    import msgspec  # late, as above

    from narrate.reading import html

    return html.read_pages(msgspec.msgpack.decode(data, type=list[bytes]), name)


def _read_epub(data: bytes, name: str) -> Document:
    from narrate.reading import epub  # late, as above

    return epub.read(data, name)


def _read_docx(data: bytes, name: str) -> Document:
    from narrate.reading import docx  # late: loads lxml and mammoth

    return docx.read(data, name)


def _read_odt(data: bytes, name: str) -> Document:
    from narrate.reading import odt  # late: loads lxml

    return odt.read(data, name)


def _read_fb2(data: bytes, name: str) -> Document:
    from narrate.reading import fb2  # late, as above

    return fb2.read(data, name)


def _read_packed_fb2(data: bytes, name: str) -> Document:
    from narrate.reading import fb2  # late, as above

    return fb2.read_packed(data, name)


def _read_rtf(data: bytes, name: str) -> Document:
    from narrate.reading import rtf  # late: loads striprtf

    return rtf.read(data, name)


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
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".epub": _read_epub,
    ".docx": _read_docx,
    ".docm": _read_docx,
    ".odt": _read_odt,
    ".fb2": _read_fb2,
    ".zip": _read_packed_fb2,
    ".rtf": _read_rtf,
    ".adoc": _read_asciidoc,
    ".asciidoc": _read_asciidoc,
    ".rst": _read_restructured,
    ".srt": _read_subtitles,
    ".vtt": _read_subtitles,
}
"""File suffix (lower case) -> reader. A suffix that is not here is read as text, if its content is text."""


def read(
    source: str | Path | BinaryIO,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    *,
    allow_private: bool = False,
) -> Document:
    """Read one source into a Document.

    `source` is a path, an http or https address, or an open binary stream (standard input), which is read to its end
    and not closed; what a stream holds is told from its content. `include` and `exclude` name parts of books (see
    `parts.select`). An address is fetched once, with the pages that its article goes on with, and only
    from the public web, but for `allow_private`: then from this
    machine and its own network, too.

    Raises SourceError when the source is missing, not a readable text, too large, or has nothing in it to say.
    """
    from narrate.reading import addresses, parts, sniffing, sources  # late: difflib

    if addresses.is_address(source):
        pages, suffix, name = addresses.read_address(str(source), READERS, allow_private=allow_private)
        if len(pages) > 1:
            return parts.select(_something_to_say(_read_several(pages, name), name), include, exclude)
        data = pages[0]
        reader = READERS.get(suffix, _read_text if suffix else _read_unnamed)
    elif isinstance(source, str | Path):
        name, data = str(source), sources.read_path(source)
        reader = READERS.get(Path(source).suffix.lower(), _read_text)
    else:
        name, data = STREAM_NAME, sources.read_stream(source, STREAM_NAME)
        reader = _read_unnamed
    if reader in {_read_text, _read_unnamed} or data.startswith(sniffing.PDF):  # unless it only calls itself so
        reader = READERS.get(sniffing.format_of(data), reader)
    ours = not addresses.is_address(source) and reader in {_read_text, _read_markdown, _read_unnamed}
    document = reader(data, name) if ours else _read_confined(reader, data, name)
    return parts.select(_something_to_say(document, name), include, exclude)


def _read_confined(reader: Callable[[bytes, str], Document], data: bytes, name: str) -> Document:
    """Read a source where it can do no harm. Raises SourceError."""
    from narrate.document import Document
    from narrate.doors.confinement import confined

    return confined(reader, data, name, Document)


def _read_several(pages: tuple[bytes, ...], name: str) -> Document:
    import msgspec  # late, as above

    return _read_confined(_read_pages, msgspec.msgpack.encode(pages), name)


def _something_to_say(document: Document, name: str) -> Document:
    """Return the document, or raise SourceError where it has no visible character at all."""
    if any(character.isprintable() and not character.isspace() for p in document.paragraphs for character in p.text):
        return document
    problem = f"There is nothing to say in {name[0].lower() + name[1:] if name == STREAM_NAME else name}."
    raise SourceError(problem, "Check that it is the right file and that it was saved with its text.")
