"""Cast files: which voice speaks which role, speaker, chapter and language, in TOML."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.cast import ROLES
from narrate.errors import SettingsError
from narrate.settings import LANGUAGE_TAG, SPEEDS

TABLES = ("roles", "speakers", "chapters", "languages")
FIELDS = ("voice", "speed")
LARGEST_BYTES = 1_000_000
EXAMPLE = 'A line is: dialogue = "pyttsx3:en-gb", or dialogue = { voice = "pyttsx3:en-gb", speed = 0.9 }.'
NARRATOR = ("narrator", "body", "narration")  # what people call the one role that is not in the file


@dataclass(frozen=True, slots=True)
class Engagement:
    """One line of a cast: the voice that is asked for, for whom; `place` is where the user wrote it."""

    table: str
    name: str
    voice: str
    speed: float
    place: str


def read_cast(path: Path) -> list[Engagement]:
    """What a cast file asks for. Raises SettingsError naming the file, the line and the mend."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise SettingsError(f"The cast “{path}” is larger than 1 MB.", "Give a voice for each role and speaker.")
        text = path.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"The cast “{path}” cannot be read: {error.strerror}.", "Check --cast.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The cast “{path}” is not in UTF-8.", "Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"“{path}”: {error}.", EXAMPLE) from error
    return list(_engagements(path, text, found))


def _engagements(path: Path, text: str, found: dict[str, Any]) -> Iterator[Engagement]:
    for table, lines in found.items():
        if table not in TABLES:
            mend = (
                _near(table, TABLES)
                or "It has [roles], [speakers], [chapters] and [languages]; every voice is in one of them."
            )
            raise SettingsError(f"{_at(path, text, '', table)}: there is no “{table}” in a cast.", mend)
        if not isinstance(lines, dict):
            raise SettingsError(f"{_at(path, text, '', table)}: “{table}” is no table.", f"Write [{table}]. {EXAMPLE}")
        for name, asked in lines.items():
            place = _at(path, text, table, name)
            _require_name(table, name, place)
            yield Engagement(table, name, *_asked(name, asked, place), place)


def _require_name(table: str, name: str, place: str) -> None:
    if table == "roles" and name in NARRATOR:
        raise SettingsError(f"{place}: “{name}” is no role.", "Everything else is the narrator's: use --voice.")
    if table == "roles" and name not in ROLES:
        raise SettingsError(f"{place}: there is no role “{name}”.", _near(name, ROLES) or f"Known: {', '.join(ROLES)}.")
    if table == "languages" and not LANGUAGE_TAG.fullmatch(name):
        raise SettingsError(f"{place}: “{name}” is no language.", "Write a tag, such as fr or pt-BR.")
    if not name.strip():
        raise SettingsError(f"{place}: a line has no name.", "Write the name or title as the text has it.")


def _asked(name: str, asked: Any, place: str) -> tuple[str, float]:
    """The voice and the speed of one line."""
    fields = {"voice": asked} if isinstance(asked, str) else asked
    if not isinstance(fields, dict):
        raise SettingsError(f"{place}: “{name}” is {asked!r}, which is no voice.", EXAMPLE)
    for key in fields:
        if key not in FIELDS:
            raise SettingsError(f"{place}: “{name}” has no “{key}”.", _near(key, FIELDS) or EXAMPLE)
    voice, speed = fields.get("voice"), fields.get("speed", 1.0)
    if not isinstance(voice, str) or not voice:
        raise SettingsError(f"{place}: “{name}” has no voice.", EXAMPLE)
    slowest, fastest = SPEEDS
    if not isinstance(speed, int | float) or isinstance(speed, bool) or not slowest <= speed <= fastest:
        raise SettingsError(f"{place}: the speed {speed!r} cannot be used.", f"Give one from {slowest} to {fastest}.")
    return voice, float(speed)


def _near(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.lower(), known, n=2)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _at(path: Path, text: str, table: str, name: str) -> str:
    """The file, and the line on which a name is given its value, or a table begins."""
    written = rf"[\"']?{re.escape(name)}[\"']?"
    inside = re.search(rf"^\s*\[\s*{table}\s*\]", text, re.MULTILINE) if table else None
    start = inside.end() if inside else 0
    line = re.compile(rf"^\s*(?:\[+\s*(?:{table}\s*\.\s*)?{written}\s*\]+|{written}\s*[.=])", re.MULTILINE)
    found = line.search(text, start)
    place = f"“{path}”"
    if found is None:
        return place
    first = found.start() + len(found.group()) - len(found.group().lstrip())
    return f"{place}, line {text.count(chr(10), 0, first) + 1}"
