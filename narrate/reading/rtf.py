"""RTF -> Document: its words by striprtf, as a plain text; its title and author by their groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrate.errors import SourceError
from narrate.reading import decoding, text

if TYPE_CHECKING:
    from narrate.document import Document

FACT = r"\{\\%s ((?:[^{}\\]|\\'[0-9a-f]{2}|\\u-?\d+ ?\??){1,300})\}"
TITLE, AUTHOR = (re.compile(FACT % name) for name in ("title", "author"))


def read(data: bytes, name: str) -> Document:
    """Return the document of a rich text. Raises SourceError where it is damaged, or no rich text."""
    written = data.decode("latin-1")  # RTF is ASCII; what is not is written with escapes
    if not written.startswith("{\\rtf"):
        raise SourceError(f"{name} is not a rich text (RTF).", "Check that it is the right file.")
    document = text.read(decoding.tidy(_words(written, name)))
    title, author = _fact(TITLE, written, name), _fact(AUTHOR, written, name)
    return replace(document, title=document.title or title, author=document.author or author)


def _words(written: str, name: str) -> str:
    from striprtf.striprtf import rtf_to_text  # late: only rich texts need it

    try:
        return str(rtf_to_text(written, errors="replace"))  # type: ignore[no-untyped-call]
    except Exception as failure:  # it raises whatever it stumbles over
        problem = f"{name} is damaged: its text cannot be read."
        raise SourceError(problem, "Open it in the program that made it, save it again, and narrate that.") from failure


def _fact(pattern: re.Pattern[str], written: str, name: str) -> str:
    found = pattern.search(written[:20_000])
    return " ".join(_words("{\\rtf1 " + found[1] + "}", name).split()) if found else ""
