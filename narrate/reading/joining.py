"""Lines of print -> one paragraph: where a space goes, and what becomes of a hyphen at a line's end.

The rule for hyphens, the safe one: "inter-" / "national" loses its hyphen only if "international" is printed somewhere
else in the same text and "inter-national" is not. Otherwise the hyphen stays and the halves are joined without a space,
so that "well-" / "known" is never "wellknown". "two-" / "and three-room" keeps hyphen and space.
"""

from __future__ import annotations

import re

from narrate.reading import marks

WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
LAST_PART = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]$")
FIRST_PART = re.compile(r"[^\W\d_]+")
HYPHEN_END = re.compile(r"\w[-‐]$", re.MULTILINE)
"""A hyphen that closes up a word. Not a dash after a space."""

DASH_END = re.compile(r"\w(?:--|—)$")
"""A dash printed without spaces, as Project Gutenberg does: the next line follows it without one."""

CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]")
"""Chinese and Japanese characters and their punctuation, written without spaces. Not Korean."""

EMPHASIS = re.compile(r"(?<![\w*_])(?P<mark>\*\*|\*|_)(?=[^\s*_])(?P<text>[^*_\n]*[^\s*_])(?P=mark)(?![\w*_])")
"""*Emphasis* and _emphasis_ around whole words. Not "snake_case", "__init__", "2 * 3 * 4" or a lone footnote star."""


def vocabulary(written: str) -> frozenset[str]:
    """Return the words of a text in lower case, hyphenated ones whole; none where no line ends in a hyphen."""
    return frozenset(WORD.findall(written.lower())) if HYPHEN_END.search(written) else frozenset()


def join(lines: list[str], words: frozenset[str]) -> str:
    """Return the lines as one paragraph with single spaces. `words` is the text's vocabulary.

    >>> join(["A long-", "term view of the inter-", "national"], frozenset({"international"}))
    'A long-term view of the international'
    """
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces[-1:] = _joint(pieces[-1], line.lstrip(), words)
        pieces.append(line.lstrip())
    return clean("".join(pieces))


def clean(text: str) -> str:
    """Return one line of text with single spaces and without the marks of emphasis; soft hyphens at line ends are gone.

    >>> clean("It was  *very* cold_ly_ 2 * 3 * 4 _indeed_.")
    'It was very cold_ly_ 2 * 3 * 4 indeed.'
    """
    return EMPHASIS.sub(r"\g<text>", " ".join(text.split()))


def _joint(line: str, following: str, words: frozenset[str]) -> tuple[str, ...]:
    """Return a line as it stands before the following one: with a space, or without."""
    line = line.rstrip()
    if line.endswith("\xad"):
        return (line[:-1],)
    if HYPHEN_END.search(line):
        return (_hyphenated(line, following, words),)
    tight = DASH_END.search(line) or (CJK.match(line[-1:]) and CJK.match(following))
    return (line,) if tight else (line, " ")


def _hyphenated(line: str, following: str, words: frozenset[str]) -> str:
    """Decide about the hyphen at the end of a line; see the rule at the top."""
    left, right = LAST_PART.search(line), FIRST_PART.match(following)
    if not left or not right or not right.group()[0].islower():
        return line
    if right.group() in marks.SUSPENDING_WORDS:
        return f"{line} "
    start, end = left.group(1).lower(), right.group()
    printed = start + end in words and f"{start}-{end}" not in words and f"{start}‐{end}" not in words
    return line[:-1] if printed else line
