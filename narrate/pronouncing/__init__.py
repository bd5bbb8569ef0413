"""Lexicon files <-> Lexicon: narrate's own TOML, and W3C's Pronunciation Lexicon Specification 1.0 (PLS).

Doors: `read_lexicon`, `conflicts`, `as_pls`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from narrate.errors import SettingsError
from narrate.lexicon import Entry, Lexicon

__all__ = ["as_pls", "conflicts", "read_lexicon"]

PLS = "http://www.w3.org/2005/01/pronunciation-lexicon"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LARGEST_BYTES = 10_000_000
FIELDS = {"word": str, "said": str, "language": str, "match_case": bool, "whole": bool, "ipa": str, "voice": str}


def read_lexicon(paths: Sequence[Path]) -> Lexicon:
    """The entries of all files, one after the other. Raises SettingsError naming the file, the line and the mend."""
    return Lexicon(tuple(entry for path in paths for entry in _entries(path)))


def conflicts(lexicon: Lexicon) -> list[tuple[Entry, Entry]]:
    """Pairs of entries for the same word of which only the later is ever said."""
    seen: dict[tuple[str, str, str], Entry] = {}
    found = []
    for entry in lexicon.entries:
        word = entry.word if entry.match_case else entry.word.lower()
        key = (word, entry.language.lower(), entry.voice.lower())
        if key in seen and (seen[key].said, seen[key].ipa) != (entry.said, entry.ipa):
            found.append((seen[key], entry))
        seen[key] = entry
    return found


def _entries(path: Path) -> Iterator[Entry]:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise SettingsError(f"The lexicon “{path}” is larger than 10 MB.", "Give the words that matter.")
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"The lexicon “{path}” cannot be read: {error.strerror}.", "Check --lexicon.") from error
    except ValueError as error:
        raise SettingsError(f"The lexicon “{path}” is not in UTF-8.", "Save it as UTF-8.") from error
    return _from_pls(path, text) if path.suffix.lower() in {".pls", ".xml"} else _from_toml(path, text)


def _from_toml(path: Path, text: str) -> Iterator[Entry]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"“{path}”: {error}.", 'A line is: Nguyen = "win" under [words].') from error
    unknown = set(found) - {"words", "entry"}
    if unknown:
        name = min(unknown)
        raise SettingsError(f"{_at(path, text, name)}: there is no “{name}” in a lexicon.", "Put it under [words].")
    words = found.get("words", {})
    if not isinstance(words, dict) or not isinstance(found.get("entry", []), list):
        raise SettingsError(f"“{path}”: [words] and [[entry]] must be tables.", 'Write [words], then Nguyen = "win".')
    for word, said in words.items():
        yield _checked(path, text, {"word": word, "said": said})
    for fields in found.get("entry", []):
        yield _checked(path, text, fields)


def _checked(path: Path, text: str, fields: Any) -> Entry:
    """An entry whose fields are those of an entry. Raises SettingsError."""
    given = fields if isinstance(fields, dict) else {}
    word = given.get("word", "")
    place = _at(path, text, word if isinstance(word, str) else "")
    for name, value in given.items():
        if name not in FIELDS:
            raise SettingsError(f"{place}: an entry has no “{name}”.", f"It has {', '.join(FIELDS)}.")
        if not isinstance(value, FIELDS[name]):
            raise SettingsError(f"{place}: “{name}” is {value!r}.", "Write text in quotes, or true or false.")
    if not str(word).strip() or not (given.get("said", "").strip() or given.get("ipa", "").strip()):
        raise SettingsError(f"{place}: a word and how it is said are missing.", 'Write: Nguyen = "win".')
    return Entry(**{"said": word, **given})


def _at(path: Path, text: str, word: str) -> str:
    """The file, and the line where a word first stands in it."""
    line = text.count("\n", 0, text.find(word)) + 1 if word and word in text else 0
    return f"“{path}”, line {line}" if line else f"“{path}”"


def _from_pls(path: Path, text: str) -> Iterator[Entry]:
    if "<!ENTITY" in text:
        raise SettingsError(f"“{path}” declares entities, which no lexicon needs.", "Take the DOCTYPE out.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without entities of its own it cannot grow
    except ET.ParseError as error:
        raise SettingsError(f"“{path}” is not XML: {error}.", "Give a PLS 1.0 file, or one in TOML.") from error
    if root.tag != f"{{{PLS}}}lexicon":
        raise SettingsError(f"“{path}” is not a pronunciation lexicon (PLS 1.0).", "Give one in TOML instead.")
    language = root.get(LANGUAGE, "")
    for lexeme in root.iter(f"{{{PLS}}}lexeme"):
        said = (lexeme.findtext(f"{{{PLS}}}alias") or "").strip()
        ipa = (lexeme.findtext(f"{{{PLS}}}phoneme") or "").strip()
        for grapheme in lexeme.iter(f"{{{PLS}}}grapheme"):
            word = (grapheme.text or "").strip()
            if word and (said or ipa):
                yield Entry(word, said or word, language, match_case=True, ipa=ipa)


def as_pls(lexicon: Lexicon, language: str) -> str:
    """The entries that are for a language as a PLS 1.0 file, which knows no voices: without those for one."""
    ET.register_namespace("", PLS)
    root = ET.Element(f"{{{PLS}}}lexicon", {"version": "1.0", "alphabet": "ipa", LANGUAGE: language})
    for entry in lexicon.entries:
        if entry.voice or not entry.speaks(language):
            continue
        lexeme = ET.SubElement(root, f"{{{PLS}}}lexeme")
        ET.SubElement(lexeme, f"{{{PLS}}}grapheme").text = entry.word
        if entry.ipa:
            ET.SubElement(lexeme, f"{{{PLS}}}phoneme").text = entry.ipa
        if entry.said != entry.word:
            ET.SubElement(lexeme, f"{{{PLS}}}alias").text = entry.said
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
