"""What is said of paragraphs, as it was written in an earlier run: a book's takes seconds, and an edit changes little.

Kept in portions of some paragraphs, each under a digest of everything that decides what is said of them: their texts,
the manner, the lexicon, and the rules themselves. Nothing depends on it but how long a script takes.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec

from narrate import lexicon
from narrate.document import Kind, Paragraph
from narrate.doors.store import Record, Store, key_of
from narrate.errors import OutputError
from narrate.script import Utterance
from narrate.scripting.utterances import Reader

LIBRARIES = ("ftfy", "num2words", "regex", "yasbd-lib")  # what cuts, mends and counts beside the rules
PORTION = 32  # paragraphs, on average: what an edit writes again, and some milliseconds to read

Said = tuple[Utterance, ...]


class Drafts:
    """What a reader says of paragraphs, from what is kept in `home` or read now and kept there.

    `language` is for those that do not name one.
    """

    def __init__(self, reader: Reader, language: str, home: Path) -> None:
        self._reader = reader
        self._language = language
        self._store = Store(home / "scripts", ".script", _composed, _parsed)
        # the digest of what is the same for every portion
        self._same = key_of([_code(), language, asdict(reader.manner), reader.limit_chars, _entries(reader)])

    def said(self, paragraphs: Sequence[Paragraph]) -> Iterator[Said]:
        """What is said of each paragraph, in order; nothing of a break."""
        for portion in _portions(paragraphs):
            yield from self._kept(portion)

    def _kept(self, portion: list[Paragraph]) -> list[Said]:
        key = key_of([self._same, [(one.text, one.kind, one.language) for one in portion]])
        kept = self._store.get(key)
        if kept is None or not _fit(kept, portion):
            kept = self._read(portion)
            with contextlib.suppress(OutputError, UnicodeError):  # a script can be written without
                self._store.put(key, kept)
        return kept

    def _read(self, portion: list[Paragraph]) -> list[Said]:
        return [
            () if one.kind is Kind.BREAK else tuple(self._reader.utterances(one, one.language or self._language))
            for one in portion
        ]


def _portions(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Some paragraphs at a time, cut by what they say, so that one more or less moves no other cut."""
    portion: list[Paragraph] = []
    for paragraph in paragraphs:
        portion.append(paragraph)
        if crc32(paragraph.text.encode(errors="surrogatepass")) % PORTION == 0:
            yield portion
            portion = []
    if portion:
        yield portion


def _fit(said: list[Said], portion: list[Paragraph]) -> bool:
    """Whether utterances are what is written in the paragraphs, place by place."""
    return len(said) == len(portion) and all(
        one.start >= 0 and paragraph.text.startswith(one.written, one.start)
        for some, paragraph in zip(said, portion, strict=True)
        for one in some
    )


def _composed(said: list[Said]) -> Record:
    return {}, msgspec.json.encode(said)


def _parsed(_: dict[str, Any], payload: bytes) -> list[Said]:
    return msgspec.json.decode(payload, type=list[Said])


def _entries(reader: Reader) -> list[dict[str, Any]]:
    """What of the lexicon is for what the reader reads."""
    return [asdict(entry) for entry in reader.lexicon.entries if entry.is_for(reader.voice)]


@cache
def _code() -> str:
    """A digest of the rules: their source, and the versions of what they lean on."""
    own = [*sorted(Path(__file__).parent.rglob("*.py")), Path(lexicon.__file__)]
    source = hashlib.sha256(b"\0".join(path.read_bytes() for path in own)).hexdigest()
    return key_of([source, sys.version, [version(name) for name in LIBRARIES]])
