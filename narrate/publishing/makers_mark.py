"""How narrate knows a file of its own from somebody else's, in formats that have no tags.

Formats with comments or fields say it in words, in their first lines. Those that have neither (SubRip, plain text, JSON
whose readers take every field for theirs) end in white space that no person and no other program writes.
"""

from __future__ import annotations

import zipfile
from itertools import islice
from pathlib import Path

from narrate.publishing.tags import MAKER

MADE_BY = f"made by {MAKER}"
BLANK = " \t \n"  # the last line of a file
FIRST_LINES = 5


def says_so(path: Path, words: str = MADE_BY) -> bool:
    """Whether the first lines of a text file hold these words."""
    try:
        with path.open(encoding="utf-8") as file:
            return words in "".join(islice(file, FIRST_LINES))
    except (OSError, ValueError):
        return False


def ends_blank(path: Path) -> bool:
    """Whether the last line of a text file is the maker's mark: nobody trimmed or wrote it anew."""
    try:
        with path.open("rb") as file:
            file.seek(-min(path.stat().st_size, len(BLANK) + 1), 2)
            return file.read() in {BLANK.encode(), f"\n{BLANK}".encode()}
    except OSError:
        return False


def zip_says_so(path: Path) -> bool:
    """Whether the comment of a ZIP archive is the maker's mark."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == MADE_BY.encode()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
