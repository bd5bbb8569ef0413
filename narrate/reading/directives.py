"""Comments by which a Markdown text says what Markdown cannot: `<!-- narrate: note -->`.

    <!-- narrate: chapter 2: The Storm -->   a chapter begins here; its level and its label, which is not said
    <!-- narrate: note -->                   the kind of the next paragraph: note, byline, verse, or any other
    <!-- narrate: language fr -->            the language of the next paragraph

They stand alone on their line. A text that has one about a chapter has no chapters but those. `printing` writes them.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from narrate.document import Kind
from narrate.reading.outline import Block

_KINDS = "|".join(kind for kind in Kind if kind is not Kind.BREAK)

CHAPTER = re.compile(r"<!-- narrate: chapter (?P<level>\d{1,3}):(?P<title>.*)-->\s*", re.DOTALL)
ABOUT = re.compile(rf"<!-- narrate: (?:(?P<kind>{_KINDS})|language (?P<language>[A-Za-z0-9-]{{1,40}})) -->\s*")


def mark(comment: str) -> Block | None:
    """Return the mark that a comment is, None where it is something else."""
    found = CHAPTER.fullmatch(comment)
    if not found:
        return None
    title = " ".join(html.unescape(found["title"]).split())
    return Block(title, Kind.HEADING, int(found["level"]), mark=True)


def told(comment: str, before: Block | None) -> Block | None:
    """Return what is known about the next paragraph by a comment and those `before` it; None for any other comment."""
    found = ABOUT.fullmatch(comment)
    if not found:
        return None
    known = before or Block("")
    return replace(known, language=found["language"]) if found["language"] else replace(known, kind=Kind(found["kind"]))


def obeyed(block: Block, known: Block | None) -> Block:
    """Return a block as the comments above it say that it is."""
    if known is None:
        return block
    return replace(block, kind=block.kind if known.kind is Kind.BODY else known.kind, language=known.language)


def chapter(title: str, level: int) -> str:
    """Return the comment that opens a chapter."""
    return f"<!-- narrate: chapter {level}: {html.escape(title, quote=False)}".rstrip() + " -->"


def about(known: str) -> str:
    """Return the comment that says a kind, or "language fr"."""
    return f"<!-- narrate: {known} -->"
