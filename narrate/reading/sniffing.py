"""What an unnamed source is: a page or a book by its first bytes; Markdown by its content.

The latter conservatively: Markdown's rules spoil a plain text (they join its lines).
"""

from __future__ import annotations

import re

from narrate.reading import signatures

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[A-Za-z][\w-]*:.*\n|[ \t#-].*\n)+(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
"""A block of YAML keys at the very beginning. Not a rule of dashes with a paragraph below it."""

UNMISTAKABLE = (
    FRONT_MATTER,
    re.compile(r"!?\[[^\[\]\n]+\]\((?:<[^>\n]*>|[^\s()]+)(?:[ \t]+\"[^\"\n]*\")?\)"),  # [text](target), not f[0](x, y)
    re.compile(r"^\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE),  # |---|---|
    re.compile(r"^\[\^[^\]\n]+\]:[ \t]+\S", re.MULTILINE),  # [^1]: a note
    re.compile(r"^\[[^\]\n]+\]:[ \t]+(?:https?://|[</#])", re.MULTILINE),  # [name]: target, not "[Ann]: Hello."
)
"""One of these is enough."""

HEADING = re.compile(r"^#{1,6}[ \t]+[^\s#].*\n[ \t]*$", re.MULTILINE)
"""A "# Heading" with a blank line below. Not "#!/bin/sh", "#tag", nor a block of comments."""

FENCE = re.compile(r"^(?:```|~~~)[ \t]*[\w+-]*[ \t]*$", re.MULTILINE)
"""A line that opens or closes a block of code. Not a rule of many tildes."""

EMPHASIS = re.compile(r"(?<![\w*])(\*\*|\*|__)(?=[^\W_])[^*_\n]+(?<=[^\s*_])\1(?![\w*])")
"""*this*, **this** or __this__. Not "2 * 3 * 4", "snake_case" or a row of stars; not _this_, common in plain text."""

HINTS = (HEADING, EMPHASIS, re.compile(r"`[^`\n]+`"))
"""Two different ones of these are needed, or two headings, or two fences (one opens, one closes)."""

SAMPLE_CHARACTERS = 200_000

PDF = b"%PDF-"
ZIP = b"PK\x03\x04"
MEMBERS = (
    (b"mimetypeapplication/epub+zip", ".epub"),
    (b"META-INF/container.xml", ".epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
    (b"word/document.xml", ".docx"),
    (b".fb2PK", ".zip"),
)
"""What the directory of an archive has in it -> the suffix of such files."""

FICTION_BOOK = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<FictionBook[\s>]")


def format_of(data: bytes) -> str:
    r"""Return the suffix that a page, a book or an office document should have, by its bytes; "" for a text.

    >>> format_of(b"{\\rtf1 Hello}"), format_of(b"<!DOCTYPE html><p>Hello"), format_of(b"Hello")
    ('.rtf', '.html', '')
    """
    if data.startswith(PDF):
        return ".pdf"
    if data.startswith(ZIP):
        return next((suffix for sign, suffix in MEMBERS if sign in data), "")
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if FICTION_BOOK.match(data.removeprefix(b"\xef\xbb\xbf")[:1024]):
        return ".fb2"
    return ".html" if signatures.is_web_page(data) else ""


def looks_like_markdown(written: str) -> bool:
    r"""Tell whether a text is Markdown: one unmistakable sign, two headings, or two different hints.

    >>> looks_like_markdown("See [the map](map.html).")
    True
    >>> looks_like_markdown("# one comment\n# another\n\n2 * 3 * 4")
    False
    """
    sample = written[:SAMPLE_CHARACTERS] + "\n"
    if any(sign.search(sample) for sign in UNMISTAKABLE):
        return True
    pairs = any(len(sign.findall(sample)) > 1 for sign in (HEADING, FENCE))
    return pairs or sum(1 for hint in HINTS if hint.search(sample)) > 1
