"""What a page says about itself: JSON-LD first, then OpenGraph and the other names in its head, then what it shows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from narrate.reading import elements, outline
from narrate.reading.outline import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

ARTICLES = re.compile(
    r"(?:\w*Article|BlogPosting|Report|WebPage|Recipe|Review|DiscussionForumPosting|HowTo|Chapter|Book)"
)
NAMES = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "twitter:title"),
    "author": ("author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author", "article:author", "byl"),
    "date": (
        "article:published_time", "citation_publication_date", "dc.date", "dcterms.date", "dcterms.created", "date",
        "pubdate", "parsely-pub-date", "datepublished", "article:modified_time",
    ),
    "description": ("og:description", "description", "dc.description", "twitter:description"),
    "language": ("og:locale", "dc.language", "content-language"),
}  # fmt: skip
"""What narrate wants to know -> the names of `meta` elements that say it, the surest first."""

DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)
SEPARATOR = re.compile(r"\s+[|–—·:»•-]\s+")
NO_TITLE = frozenset({"", "untitled", "document", "untitled document", "home", "index", "new page"})
MAX_JSON_CHARACTERS = 1_000_000
MAX_THINGS = 2_000
"""Of JSON-LD, that are looked at: an article is one of the first."""


def facts(root: etree._Element, printed: list[tuple[int, str]]) -> Facts:
    """Return what a page says about itself; `printed` are the headings of its article with their levels."""
    metas = _metas(root)
    article = next((thing for thing in _things(root) if _is_article(thing)), {})
    told = {key: next((metas[name] for name in names if metas.get(name)), "") for key, names in NAMES.items()}
    date = _text(article.get("datePublished")) or told["date"] or _time(root)
    found = DATE.fullmatch(date.strip())
    author = _author(article.get("author")) or ("" if "://" in told["author"] else told["author"])
    return Facts(
        title=_title(root, printed, _text(article.get("headline")) or told["title"], metas.get("og:site_name", "")),
        author=re.sub(r"^by\s+", "", author, flags=re.IGNORECASE),
        date=found[1] if found else "",
        description=_text(article.get("description")) or told["description"],
        language=_language(root, told["language"]),
    )


def is_for_subscribers(root: etree._Element) -> bool:
    """Tell whether a page says that not everybody may read all of it."""
    free = next((thing["isAccessibleForFree"] for thing in _things(root) if "isAccessibleForFree" in thing), True)
    return str(free).lower() == "false"


def _metas(root: etree._Element) -> dict[str, str]:
    """Return what the `meta` elements say, by their names in lower case; the first of each name, all authors."""
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").lower()
        content = " ".join((element.get("content") or "").split())
        if name in metas and name == "citation_author":
            metas[name] += f", {content}"
        metas.setdefault(name, content)
    return metas


def _things(root: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the things that a page's JSON-LD describes, outer ones first, each level after the other."""
    for element in root.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        try:
            open_things = [json.loads((element.text or "")[:MAX_JSON_CHARACTERS], strict=False)]
        except (ValueError, RecursionError):
            continue
        for count, thing in enumerate(open_things):
            if count > MAX_THINGS:
                break
            if isinstance(thing, dict):
                yield thing
                open_things += [value for value in thing.values() if isinstance(value, dict | list)]
            elif isinstance(thing, list):
                open_things += thing


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and ARTICLES.fullmatch(kind) for kind in named) and (
        "headline" in thing or "author" in thing or "datePublished" in thing
    )


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _author(value: object) -> str:
    """Return the names of one author or several."""
    values = value if isinstance(value, list) else [value]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in values]
    return ", ".join(dict.fromkeys(filter(None, (name for name in names if "://" not in name))))


def _title(root: etree._Element, printed: list[tuple[int, str]], stated: str, site: str) -> str:
    """Return the title: as the page prints it, where that is what it states; without the name of the site."""
    first_rate = [text for level, text in printed if level == 1]
    around = [elements.text(one) for one in root.iter("h1")]
    in_head = next((elements.text(one) for one in root.iter("title")), "")
    for title in filter(None, (stated, in_head)):
        for heading in (*first_rate, *(text for _, text in printed[:1]), *around):
            if heading and _begins(title, heading):
                return heading
    alone = first_rate or around
    if len(alone) == 1 and alone[0]:
        return alone[0]
    title = _without_site(stated or in_head, site)
    return "" if title.lower() in NO_TITLE else title


def _begins(title: str, heading: str) -> bool:
    """Tell whether a title is a heading, alone or with a site's name beside it."""
    parts = [title, *SEPARATOR.split(title), SEPARATOR.split(title)[0]]
    joined = [" ".join(SEPARATOR.split(title)[:-1])]
    return any(outline.same_words(part, heading) for part in parts + joined if part)


def _without_site(title: str, site: str) -> str:
    parts = SEPARATOR.split(title)
    if len(parts) > 1 and site and outline.same_words(parts[-1], site):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·:»•-")
    return title


def _language(root: etree._Element, stated: str) -> str:
    body = next((element for element in root if elements.name(element) == "body"), root)
    told = elements.language(root) or elements.language(body) or stated.replace("_", "-")
    return told if elements.LANGUAGE.fullmatch(told) else ""


def _time(root: etree._Element) -> str:
    """Return the first date that the page shows in a form for programs."""
    return next((stated for one in root.iter("time") if (stated := one.get("datetime"))), "")
