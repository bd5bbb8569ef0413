"""The facts at the head of a Markdown file: YAML between two lines of dashes.

What it is, decided by its first lines: "---", then lines that are all keys, values, lists or comments, then "---" or
"...". Anything else is text (a Markdown file may begin with a rule of dashes), and so is a head above `MAX_CHARACTERS`.

How it is read: every scalar as the text that is printed (YAML's `BaseLoader`), so that a title of `1984`, `No` or
`12:30` stays what it is and nothing can be constructed. Aliases and nesting beyond `MAX_DEPTH` are refused before
anything is composed: they are how a small YAML becomes a gigabyte. What is refused or broken (`title: Walden: or,
Life`) is read line by line, as `key: value`. Keys that narrate does not know are left out: they are not part of the
text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from narrate.reading.outline import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CHARACTERS = 16_384
"""A head of facts is a dozen lines; YAML's scanner is slow on long hostile ones."""

MAX_DEPTH = 8

HEAD = re.compile(
    r"\A---[ \t]*\n"
    r"(?P<yaml>(?:[ \t]*(?:\#.*)?\n)*"  # blank lines and comments
    r"[\w\"'][^:\n]{0,80}:(?:[ \t].*)?\n"  # the first key
    r"(?:(?:[\w\"'][^:\n]{0,80}:(?:[ \t].*)?|[ \t]+\S.*|-[ \t].*|[\]}].*|[ \t]*(?:\#.*)?)\n)*?)"  # keys, what they hold
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
"""Not "---", a paragraph, "---": a line that is neither key, value, item nor comment makes it text."""

KEY_AND_VALUE = re.compile(r"(?P<key>[A-Za-z][\w -]*?)[ ]*:[ \t]+(?P<value>\S.*)")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
"""The form of a BCP 47 tag; "English" is not one."""

TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*", re.DOTALL)
NOTHING = frozenset({"", "~", "null", "none"})

KEYS = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "date": ("date", "published"),
    "language": ("language", "lang"),
    "description": ("description", "summary", "abstract"),
}
"""What narrate wants to know -> the keys that say it, the surest first."""


def split(written: str) -> tuple[Facts, str]:
    """Return the facts at the head of a Markdown text, and the text below them; the whole text if there is no head."""
    found = HEAD.match(written[: MAX_CHARACTERS + 8])
    if not found:
        return Facts(), written
    return facts(_parsed(found["yaml"])), written[found.end() :]


def facts(values: Mapping[str, object]) -> Facts:
    """Return what narrate wants to know from a mapping as YAML gives it; wrong types say nothing.

    >>> facts({"Title": "Tides", "authors": ["A. One", {"name": "B. Two"}], "lang": "en_gb"})
    Facts(title='Tides', author='A. One, B. Two', date='', description='', language='en-GB')
    """
    lower = {key.lower(): value for key, value in values.items() if isinstance(key, str)}
    told = {name: next(filter(None, (_words(lower.get(key)) for key in keys)), "") for name, keys in KEYS.items()}
    return Facts(**{**told, "date": TIMESTAMP.sub(r"\1", told["date"]), "language": language(told["language"])})


def _parsed(yaml_text: str) -> Mapping[str, object]:
    """Return the mapping of a head; line by line where it is refused or broken."""
    import yaml  # type: ignore[import-untyped, unused-ignore]  # late: only Markdown needs it

    try:
        if _is_harmless(yaml, yaml_text):
            values = yaml.load(yaml_text, Loader=yaml.BaseLoader)  # noqa: S506 - safer than SafeLoader: only text
            return values if isinstance(values, dict) else {}
    except (yaml.YAMLError, ValueError, TypeError):  # TypeError: a list as a key
        pass
    return _line_by_line(yaml_text)


def _is_harmless(yaml: Any, yaml_text: str) -> bool:  # a module without types
    """Tell whether a YAML text has no alias and is not nested too deep; its events cost no memory."""
    depth = 0
    for event in yaml.parse(yaml_text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or isinstance(event, yaml.AliasEvent):
            return False
    return True


def _line_by_line(yaml_text: str) -> Mapping[str, object]:
    """Return `key: value` lines, the first of each key; quotation marks around a value are dropped."""
    found = [match for line in yaml_text.split("\n") if (match := KEY_AND_VALUE.fullmatch(line))]
    return {match["key"].strip(): match["value"].strip().strip("\"'") for match in reversed(found)}


def _words(value: object) -> str:
    """Return a scalar, a list's names joined by commas, or the `name` of a mapping, on one line; "" for the rest."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_word, value)))
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    text = " ".join(str(value).split()) if value is not None and not isinstance(value, list | dict) else ""
    return "" if text.lower() in NOTHING else text


def language(tag: str) -> str:
    """Return a BCP 47 tag in its usual case ("en-GB", "zh-Hant"), "" for what is not one."""
    if not LANGUAGE.fullmatch(tag):
        return ""
    first, *rest = tag.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])  # noqa: PLR2004
