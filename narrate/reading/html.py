"""HTML pages -> Document: the article of a page, with its structure, and what the page says about itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrate.document import Kind
from narrate.errors import SourceError
from narrate.reading import article, elements, languages, markup, notes, outline, page_facts
from narrate.reading.walking import Walk

if TYPE_CHECKING:
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
    root = markup.html_tree(data, name)
    found = article.find(root)
    _require_text(root, found, name)
    walk = Walk(notes.find({"": root}), found.left_out)
    walk.along(found.scope, language=_language_around(found.scope))
    printed = [(block.level, block.text) for block in walk.blocks if block.kind is Kind.HEADING]
    facts = page_facts.facts(root, printed)
    document = outline.assemble(_titled(walk.blocks, facts.title), walk.bodies, facts)
    return languages.unsaid(document)


def _require_text(root: etree._Element, found: Article, name: str) -> None:
    """Raise SourceError for a page that shows its text only to browsers, or only to subscribers."""
    shown = elements.text(root) if found.words < WALLED_WORDS else ""
    walled = page_facts.is_for_subscribers(root) or WALL.search(shown)
    if found.words < WALLED_WORDS and walled:
        problem = f"{name} has only the beginning of its article: the rest is for subscribers."
        raise SourceError(problem, "Log in with a browser, save the whole page there, and narrate that file.")
    scripts = any(map(_is_program, root.iter("script")))
    if found.words < FEW_WORDS and (SCRIPTED.search(shown) or (scripts and not _has_text(found.scope))):
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
