"""What was asked for, and what became of it: a Work is one narration from its wish to its files.

Conventions: an id is 96 random bits in hexadecimal. It is no path, and no path is made of what a request says.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """How far a work is."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Origin(StrEnum):
    """Where a text comes from."""

    TEXT = "text"
    FILE = "file"
    ADDRESS = "address"
    FOUND = "found"  # made by narrate's command line, and found in the folder


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for. `name` is an address, or what a file was called; `voice` is empty for the usual one."""

    origin: Origin
    name: str = ""
    voice: str = ""
    speed: float = 1.0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """One narration. `files` are the names of what was made, by kind (“mp3”, “read-along.html”…), in the folder.

    `problem` and `remedy` say why it failed. `stem` is what its files are called, chosen before the first is made.
    `page_id` is the name by which the read-along page remembers the place in a browser; `place_ms` is that place.
    """

    id: str
    wish: Wish
    created_s: float
    state: State = State.QUEUED
    title: str = ""
    author: str = ""
    stem: str = ""
    files: dict[str, str] = field(default_factory=dict)
    voice: str = ""
    duration_s: float = 0.0
    chapters: int = 0
    has_cover: bool = False
    page_id: str = ""
    place_ms: int = 0
    problem: str = ""
    remedy: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in {State.QUEUED, State.WORKING}


def new_work(wish: Wish, title: str = "") -> Work:
    """A work that is to be made."""
    return Work(secrets.token_hex(12), wish, time.time(), title=title)
