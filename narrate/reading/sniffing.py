"""Is an unnamed text Markdown? Conservatively: Markdown's rules spoil a plain text (they join its lines)."""

from __future__ import annotations

import re

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
