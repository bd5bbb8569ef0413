"""HTML pages -> Document: the article of a page, with its structure, and what the page says about itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrate.document import Kind
from narrate.errors import SourceError
from narrate.reading import article, elements, languages, markup, notes, outline, page_facts, paging
from narrate.reading.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from narrate.document import Document
    from narrate.reading.article import Article
    from narrate.reading.outline import Block

FEW_WORDS = 40
"""Of a page that has scripts: with fewer words they are what a browser would show without them, "Loading…"."""

WALLED_WORDS = 250
"""Of an article that is not for everybody: with fewer words they are its beginning."""

WALL = re.compile(
    r"(?:subscribe|log ?in|sign ?(?:in|up)|register|create an? (?:free )?account)\b.{0,40}"
    r"\b(?:to (?:continue|keep|read)|(?:continue|keep) reading|unlock)"
    r"|(?:for|to) (?:our )?subscribers(?: only)?\b|already a subscriber",
    re.IGNORECASE,
)
SCRIPTED = re.compile(r"(?:enable|requires?|turn on|need) java ?script|javascript (?:is|must be)", re.IGNORECASE)

FIRST = 6
"""The heading with a page's title is one of its first blocks, after what is printed above it."""


def read(data: bytes, name: str) -> Document:
    """Return the document of a page. Raises SourceError where it has no text, or only the beginning of one."""
    return read_pages([data], name)


def read_pages(pages: Sequence[bytes], name: str) -> Document:
    """Return the document of an article on one page or several. Raises SourceError as `read` does."""
    roots = {str(number) if number else "": markup.html_tree(data, name) for number, data in enumerate(pages)}
    walk = Walk(notes.find(roots))
    read_blocks: list[list[Block]] = []
    for page, root in roots.items():
        found = article.find(root)
        _require_text(root, found, name, first=not page)
        walk.left_out, walk.blocks = found.left_out, []
        walk.along(found.scope, page, language=_language_around(found.scope))
        read_blocks.append(walk.blocks)
    printed = [(block.level, block.text) for block in read_blocks[0] if block.kind is Kind.HEADING]
    facts = page_facts.facts(roots[""], printed)
    titled = [_titled(blocks, facts.title) for blocks in read_blocks]
    return languages.unsaid(outline.assemble(paging.joined(titled), walk.bodies, facts))


def _require_text(root: etree._Element, found: Article, name: str, *, first: bool) -> None:
    """Raise SourceError for a page that shows its text only to browsers, or only to subscribers.

    The last page of several may be short; `first` tells that it is not one of those that follow.
    """
    few = WALLED_WORDS if first else FEW_WORDS
    shown = elements.text(root) if found.words < few else ""
    walled = page_facts.is_for_subscribers(root) or WALL.search(shown)
    if found.words < few and walled:
        problem = f"{name} has only the beginning of its article: the rest is for subscribers."
        raise SourceError(problem, "Log in with a browser, save the whole page there, and narrate that file.")
    scripts = any(map(_is_program, root.iter("script")))
    if first and found.words < FEW_WORDS and (SCRIPTED.search(shown) or (scripts and not _has_text(found.scope))):
        problem = f"{name} has no text of its own: a script in it fetches the text."
        raise SourceError(problem, "Open it in a browser, save the whole page there, and narrate that file.")


def _is_program(script: etree._Element) -> bool:
    return "json" not in (script.get("type") or "").lower()


def _has_text(scope: etree._Element) -> bool:
    """Tell whether a page has at least one paragraph that is a sentence."""
    return any(
        elements.text(element).endswith((".", "!", "?", "。", "”", '"'))
        for element in scope.iter()
        if elements.name(element) in {"p", "div", "article", "main", "body", "section"}
    )


def _language_around(scope: etree._Element) -> str | None:
    return next(filter(None, map(elements.language, [scope, *scope.iterancestors()])), None)


def _titled(blocks: list[Block], title: str) -> list[Block]:
    """Put the heading that is the title first: what is printed above it, a rubric or a date, follows it."""
    for at, block in enumerate(blocks[:FIRST]):
        if block.kind is Kind.HEADING and title and outline.same_words(block.text, title):
            return [replace(block, level=1), *blocks[:at], *blocks[at + 1 :]]
    return blocks
