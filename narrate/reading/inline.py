"""The tokens of one Markdown paragraph -> its text: emphasis, links and tags go, their words stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from narrate.reading import tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token


class Line(NamedTuple):
    """What a paragraph says, and what it shows and refers to."""

    text: str
    """Its words with single spaces, in one line."""
    pictured: bool
    """Whether it is nothing but pictures."""
    notes: tuple[str, ...]
    """The labels of the notes it refers to, in order."""


def line(tokens: Sequence[Token]) -> Line:
    """Return what the children of an `inline` token say."""
    text = " ".join(spoken(tokens).split())
    pictures = any(token.type == "image" for token in tokens)
    other = any(token.content.strip() for token in tokens if token.type != "image")
    return Line(text, pictures and not other, tuple(note(token) for token in tokens if token.type == "footnote_ref"))


def spoken(tokens: Iterable[Token]) -> str:
    """Return the words of inline tokens: text and code as they are, breaks as spaces, pictures as their alt text."""
    return "".join(map(_word, tokens))


def verse(tokens: Sequence[Token]) -> str:
    """Return what the children of an `inline` token say, a line for each that ends in a hard break."""
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "hardbreak":
            lines.append([])
        else:
            lines[-1].append(token)
    return "\n".join(" ".join(spoken(one).split()) for one in lines)


def note(token: Token) -> str:
    """Return the label of a note from a reference to it; notes written inline have a number only."""
    return str(token.meta.get("label", f"^{token.meta.get('id')}"))


def _word(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "image":  # its nesting is bounded by the parser's, see `markdown.MAX_NESTING`
        return spoken(token.children or [])
    return tags.inline(token.content) if token.type == "html_inline" else token.content
