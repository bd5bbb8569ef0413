"""Where an article goes on: the link to its next page, and several pages as one.

A site that says rel=next means many things: the next page of an article, but also the next article of a blog and the
next chapter of a manual. Here a page goes on only where its address does: the same address with the next page's number.
"""

from __future__ import annotations

import contextlib
import html
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from narrate.reading import outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrate.reading.outline import Block

ELEMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script|\Z)|<(?:link|a)\s(?P<attributes>[^<>]{1,2000})>",
    re.IGNORECASE | re.DOTALL,
)
"""A link, or what holds none: nothing in it goes back further than it is long, so that time grows with the page."""

ATTRIBUTE = re.compile(r"([\w-]{1,30})\s?=\s?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")

NAMED = re.compile(
    r"(?P<before>.*?(?:[?&;](?:page|pages|pagenum|page_num|paged|pg|seite|pagina)=|/page[/-]?|[-_.]page-?))"
    r"(?P<number>\d{1,3})(?P<after>[^\d].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""A page's number that says it is one."""

BARE = re.compile(r"(?P<before>.*?)[/_,-](?P<number>\d{1,3})(?P<after>/?|\.\w{2,5})", re.DOTALL)
"""A number at the end of an address: a page's only if the page before has none."""

FIRST_PAGE, SECOND_PAGE = 1, 2

FURNITURE = 8
"""Blocks at either end of a page that may be repeated on every page: title, author, date, a picture; who wrote it."""

PAGE_OF = re.compile(
    r"\W*\b(?:page|seite|página|pagina)\s*\d{1,3}(?:\s*(?:of|/|von|de|di)\s*\d{1,3})?\W*$"
    r"|\s*[(\[]\d{1,3}\s*(?:of|/)\s*\d{1,3}[)\]]$",
    re.IGNORECASE,
)
"""What a title says of its page."""

LONGEST_PAGE_OF = 40


class Numbered(NamedTuple):
    """An address without the number of its page."""

    place: str
    number: int


def next_page(written: str, address: str) -> str | None:
    """Return the address of the page that an HTML page at `address` goes on with, None where it ends there."""
    for element in ELEMENT.finditer(written):
        stated = {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(element["attributes"] or "")}
        if "next" not in stated.get("rel", "").lower().split():
            continue
        with contextlib.suppress(ValueError):  # no address
            target = urljoin(address, html.unescape(stated.get("href", "")).strip())
            if goes_on(address, target):
                return target
    return None


def goes_on(address: str, target: str) -> bool:
    """Tell whether an address is that of the page after another of the same article.

    >>> goes_on("https://example.org/essay", "https://example.org/essay?page=2")
    True
    >>> goes_on("https://example.org/essay/page/2", "https://example.org/essay/page/3")
    True
    >>> goes_on("https://example.org/2024/essay/", "https://example.org/2024/another-essay/")
    False
    """
    if not urlsplit(address).path.strip("/") and not urlsplit(address).query:
        return False  # the front page of a site has pages, but is no article
    here, there = address.partition("#")[0], target.partition("#")[0]
    following = _named(there)
    if following is None:
        bare = BARE.fullmatch(there)
        following = Numbered(_place(bare["before"], bare["after"]), int(bare["number"])) if bare else None
        return following == Numbered(_place(here, ""), SECOND_PAGE)
    current = _named(here) or Numbered(_place(here, ""), FIRST_PAGE)
    return following == Numbered(current.place, current.number + 1)


def _named(address: str) -> Numbered | None:
    found = NAMED.fullmatch(address)
    if not found:
        return None
    before = re.sub(r"(?:[?&;]\w+=|/page[/-]?|[-_.]page-?)\Z", "", found["before"], flags=re.IGNORECASE)
    return Numbered(_place(before, found["after"] or ""), int(found["number"]))


def _place(before: str, after: str) -> str:
    """Return an address without a page's number, as the first page has it: with or without a slash at its end."""
    joined = before + (after if "?" in before or not after.startswith("&") else f"?{after[1:]}")
    path, mark, query = joined.partition("?")
    return re.sub(r"/?(?:index)?\.\w{2,5}\Z|/\Z", "", path) + mark + query


def joined(pages: Sequence[list[Block]]) -> list[Block]:
    """Return the blocks of several pages as one: what they all begin with once, at the top, what they end with last."""
    whole = list(pages[0])
    top = [_said(block) for block in pages[0][:FURNITURE]]
    for page in pages[1:]:
        foot = {_said(block) for block in page[-FURNITURE:]}
        while whole and _said(whole[-1]) in foot and len(whole) > FURNITURE:
            whole.pop()
        repeated = next((at for at, block in enumerate(page) if _said(block) not in top), len(page))
        whole += page[repeated:]
    return outline.without_blanks(whole)


def _said(block: Block) -> str:
    """Return a block's letters, as they are compared: "On Lamps (page 2 of 3)" is "On Lamps"."""
    begun, end = block.text[:-LONGEST_PAGE_OF], PAGE_OF.sub("", block.text[-LONGEST_PAGE_OF:])
    return "".join(filter(str.isalnum, ((begun + end) or block.text).casefold()))
