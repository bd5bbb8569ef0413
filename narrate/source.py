"""What is narrated: texts by their paths or addresses, or open files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeGuard
from urllib.parse import unquote, urlsplit

Source = str | Path | BinaryIO

NAMELESS = "narration"
ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/{1,3}(?=[^/\s])", re.IGNORECASE)
"""How an address of the web begins. Not "C:\\text.txt", not "notes: draft.txt"."""


def is_address(source: object) -> bool:
    """Whether a source is an address of the web and not a path.

    >>> is_address("https://example.org/a"), is_address("C:/text.txt"), is_address("http:x.txt")
    (True, False, False)
    """
    return isinstance(source, str | Path) and ADDRESS.match(str(source)) is not None


def page_name(address: str) -> str:
    """The name of a page without its suffix, or that of its host.

    >>> page_name("https://example.org/essays/On%20Lamps.html?page=1"), page_name("https://example.org/")
    ('On Lamps', 'example.org')
    """
    parts = urlsplit(address)
    return PurePosixPath(unquote(parts.path)).stem or parts.netloc


def _is_file(source: Source) -> TypeGuard[str | Path]:
    return isinstance(source, str | Path) and not is_address(source)


@dataclass(frozen=True, slots=True)
class Sources:
    """One source, or several that become one narration, in order."""

    each: tuple[Source, ...]

    @classmethod
    def of(cls, source: Source | Sequence[Source]) -> Sources:
        """Those of a call of the library."""
        return cls(tuple(source) if isinstance(source, Sequence) and not isinstance(source, str) else (source,))

    @property
    def files(self) -> list[Path]:
        """Those that are files of a path."""
        return [Path(one) for one in self.each if _is_file(one)]

    @property
    def file(self) -> Path | None:
        """The one file that it is, if it is one."""
        return self.files[0] if len(self.each) == len(self.files) == 1 else None

    @property
    def stems(self) -> list[str]:
        """The name of each without its suffix; empty where it has none."""
        return [Path(one).stem if _is_file(one) else "" for one in self.each]

    @property
    def origin(self) -> str:
        """What tells it from others of its name: where it is, whatever it is called; streams are all one."""
        return "\n".join(str(Path(one).resolve()) if _is_file(one) else _address(one) for one in self.each)

    def name(self, title: str) -> str:
        """What a narration is called that was given no name: as its file is, or by its title."""
        if len(self.each) == 1 and is_address(self.each[0]):
            return title or page_name(str(self.each[0]))
        return (self.stems[0] if len(self.each) == 1 else "") or title or NAMELESS


def _address(source: Source) -> str:
    return str(source) if is_address(source) else "-"
