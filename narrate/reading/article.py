"""Which part of a page is its article: what is left out are navigation, advertising, and whatever else surrounds it.

Trafilatura finds the words of an article, and drops its structure; its findings are therefore used as evidence only,
counted on the page's own tree (shares of words are 0 to 1). From there two steps: go down to the element that holds
the article, unless the page is hardly more than that; leave out what is labelled as something else (`LABELS`), and
what is little but links, where the evidence agrees. A page that is all text thereby stays whole.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from narrate.reading import elements

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml import etree

DETECTOR = "py3langid"
WORD = re.compile(r"\w+")
SHINGLE = 4
"""So many words in a row are hardly ever the same in two places of a page."""

MOST_OF_IT = 0.9
"""Of the article's words, that an element must have to hold the article."""

WHOLE = 0.8
"""Of a page's words: what is so much of a page is the page."""

AGREED = 0.5
"""Of the words of a labelled element: if the evidence has more of them, the label is wrong."""

LINKED = 0.6
"""Of the words of an element: what has more of them in links is navigation."""

FEW_WORDS = 15

MAX_EVIDENCE_CHARACTERS = 2_000_000
"""A page with more markup is a whole book, and has little around it."""

SILENT = elements.SILENT | {"svg", "rt", "rp"}
NEVER = frozenset({"nav", "aside", "footer", "form", "dialog"})
HOLDERS = frozenset({"main", "article"})
LISTS = frozenset({"ul", "ol", "div", "section", "p", "table", "td", "aside", "dl", "menu"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

NOT_NAVIGATION = frozenset({"article", "main", "body", "html", "h1"})

LABELS = re.compile(
    r"(?:^|[\s_-])(?:"
    r"share|sharing|shares|sharebar|social|socials|follow-us|tweet-?this|addthis|sharedaddy|"
    r"related(?:-?(?:articles|posts|stories))?|recommend(?:ed|ations?)?|more-(?:on|from|stories|posts)|read-?(?:more|next)|also-?(?:like|read)|up-?next|"
    r"popular|trending|most-?(?:read|popular|viewed)|outbrain|taboola|teasers?|(?:you-)?(?:may|might)-(?:also-)?like|"
    r"newsletter|subscri(?:be|ption|ptions)|sign-?up|signin|login|paywall|promo(?:tion|tions)?|cta|donate|donation|"
    r"ads?|advert(?:s|isement|ising)?|sponsor(?:ed|s)?|banner|"
    r"cookies?|consent|gdpr|privacy-?(?:notice|banner)|popup|modal|overlay|lightbox|"
    r"nav|navigation|navbar|navbox|menu|breadcrumbs?|pagination|pager|page-?nav|prev-?next|post-?nav|skip-?(?:link|to-content)?|"
    r"toc|table-of-contents|jump-?links?|sidebar|widgets?|masthead|top-?bar|"
    r"(?:site|page|global)-?(?:header|footer)|footer|"
    r"comments?|respond|disqus|reply-?form|vote|votes|voting|reactions?|likes|rating|ratings|print|"
    r"author-?(?:bio|box|card|info)|about-?(?:the-?)?author|avatar|signature|"
    r"(?:post|user|author)-?(?:profile|card|info|details)|profile|"
    r"tags?|tag-?list|categories|post-?meta|entry-?meta|article-?meta|metadata|byline-?meta|timestamp|dateline|"
    r"reading-?time|read-?time|last-?(?:updated|modified)|edit-?(?:page|link|on-github)|feedback|copyright|disclaimer|"
    r"sr-only|visually-?hidden|screen-?reader(?:-text)?|mw-editsection|mw-jump-link|reflist|references|catlinks|printfooter|"
    r"hatnote|noprint|copy-?(?:button|btn|code)|toolbar|rate-recipe|jump-to-recipe|nutrition-?label"
    r")(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of what is no part of an article, as sites and their programs use them."""

STRONGLY = re.compile(
    r"(?:^|\s)(?:share-?buttons?|share|sharedaddy|social-?share|related(?:-(?:articles|posts|stories))?|recommended|"
    r"you-may-(?:also-)?like|newsletter(?:-signup)?|cookie-?(?:banner|consent|notice)|breadcrumbs?|sr-only|"
    r"visually-?hidden|screen-reader-text|mw-editsection|reflist|navbox|advertisement|ads?)(?:$|\s)",
    re.IGNORECASE,
)
"""Classes and ids that are never part of an article, even if the evidence has its words."""

ROLES = frozenset(
    {
        "navigation",
        "complementary",
        "contentinfo",
        "banner",
        "search",
        "dialog",
        "alertdialog",
        "toolbar",
        "menu",
        "menubar",
    }
)
BODY = re.compile(
    r"(?:^|[\s_-])(?:article|post|entry|story|page|main)-?(?:body|content|text)|articlebody", re.IGNORECASE
)


class Count(NamedTuple):
    """Words in an element, and how many of them are in links and in the evidence."""

    words: int = 0
    linked: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """Where the article is."""

    scope: etree._Element
    left_out: set[etree._Element]
    words: int
    """How many words it has."""


def find(root: etree._Element) -> Article:
    """Find the article of a page; the whole page where nothing speaks for a part of it."""
    body = next((element for element in root.iter() if elements.name(element) == "body"), root)
    counts = _counts(body, _evidence(root))
    _show(body, counts)
    scope = _scope(body, counts)
    left_out = set(_left_out(scope, counts))
    words = counts[scope].words - sum(counts[element].words for element in left_out if element in counts)
    return Article(scope, left_out, words)


def _evidence(root: etree._Element) -> set[tuple[str, ...]]:
    """Return the runs of words that trafilatura finds to be the article, none where it finds none."""
    from lxml import etree  # late: only pages need it

    trafilatura = _trafilatura()
    page = etree.tostring(root, encoding="unicode", method="html")
    found = None
    if len(page) <= MAX_EVIDENCE_CHARACTERS:
        with contextlib.suppress(Exception):  # evidence only: what it cannot read, we can
            found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=False)
    body = getattr(found, "body", None)
    runs: set[tuple[str, ...]] = set()
    for element in body.iter() if body is not None else ():
        runs.update(_shingles(_words(" ".join(map(str, element.itertext())))) if len(element) == 0 else ())
        runs.update(_shingles(_words(element.text or "")))
    if body is not None:
        runs.update(_shingles(_words(" ".join(map(str, body.itertext())))))
    return runs


def _trafilatura() -> ModuleType:
    """The library, without the detector of languages that it loads where there is one, and numpy with it.

    Nobody here asks for the language; loading would take longer than reading a page, and memory that a reader lacks.
    """
    detector = sys.modules.get(DETECTOR)
    sys.modules[DETECTOR] = None  # type: ignore[assignment]  # it cannot be imported
    try:
        import trafilatura  # late: only pages need it
    finally:
        del sys.modules[DETECTOR]
        if detector is not None:
            sys.modules[DETECTOR] = detector
    return trafilatura


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _shingles(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(SHINGLE)), strict=False)


def _counts(body: etree._Element, evidence: Collection[tuple[str, ...]]) -> dict[etree._Element, Count]:
    """Count the words of every element, in one pass along the text of the page and one up its tree."""
    said = list(_said(body))
    words = [word for word, _, _ in said]
    covered = [False] * len(words)
    for at, run in enumerate(_shingles(words)):
        if run in evidence:
            covered[at : at + SHINGLE] = [True] * SHINGLE
    own: dict[etree._Element, list[int]] = {}
    for (_, element, linked), found in zip(said, covered, strict=True):
        sums = own.setdefault(element, [0, 0, 0])
        sums[0] += 1
        sums[1] += linked
        sums[2] += found
    for element in reversed(list(body.iter())):
        sums = own.setdefault(element, [0, 0, 0])
        above = element.getparent()
        if element is not body and above is not None:
            totals = own.setdefault(above, [0, 0, 0])
            for index, number in enumerate(sums):
                totals[index] += number
    return {element: Count(*sums) for element, sums in own.items()}


def _said(body: etree._Element) -> Iterator[tuple[str, etree._Element, bool]]:
    """Yield the words of a page with the element that each stands in, and whether it is linked."""
    silent: set[etree._Element] = set()
    linked: set[etree._Element] = set()
    for element in body.iter():
        above = element.getparent()
        if above in silent or elements.name(element) in SILENT or not elements.name(element):
            silent.add(element)
        if above in linked or elements.name(element) == "a":
            linked.add(element)
    for event, element in _edges(body):
        place = element if event == "start" else element.getparent()
        text = element.text if event == "start" else element.tail
        if text and place is not None and place not in silent and (event == "start" or element is not body):
            for word in _words(text):
                yield word, place, place in linked


def _edges(body: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    from lxml import etree as tree  # late, as above

    yield from tree.iterwalk(body, events=("start", "end"))


def _scope(body: etree._Element, counts: dict[etree._Element, Count]) -> etree._Element:
    """Go down from the body to the element that holds the article."""
    total = counts[body].found
    if total < FEW_WORDS:
        return _stated(body, counts)
    scope = body
    while True:
        best = max(scope, key=lambda child: counts[child].found if child in counts else 0, default=None)
        if (
            best is None
            or counts[best].found < MOST_OF_IT * total
            or elements.name(best) in {"p", "li", "pre", "table"}
        ):
            return scope
        if not (counts[scope].found < WHOLE * counts[scope].words or _holds(best)):
            return scope
        scope = best


def _stated(body: etree._Element, counts: dict[etree._Element, Count]) -> etree._Element:
    """Return the element that says it is the article, if it has half of the page's words; else the body."""
    stated = [element for element in body.iter() if _holds(element)]
    best = max(stated, key=lambda element: counts[element].words, default=body)
    return best if counts[best].words > AGREED * counts[body].words else body


def _holds(element: etree._Element) -> bool:
    """Tell whether an element says that it holds the article."""
    if elements.name(element) in HOLDERS or (element.get("role") or "") in HOLDERS:
        return True
    return "articleBody" in (element.get("itemprop") or "") or BODY.search(_labels(element)) is not None


def _labels(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _show(body: etree._Element, counts: dict[etree._Element, Count]) -> None:
    """Take the hiding off what holds most of a page: a script would have shown it, or it lay behind a dialog."""
    for element in body.iter():
        if element in counts and counts[element].words > AGREED * counts[body].words:
            for attribute in ("hidden", "aria-hidden", "style"):
                element.attrib.pop(attribute, "")


class _Page(NamedTuple):
    """What judging one element of a page takes of the whole."""

    whole: Count
    """Of the scope."""
    teasers: set[etree._Element]
    plain: bool
    """Whether it is all text, or has nothing that is labelled as something else."""


def _left_out(scope: etree._Element, counts: dict[etree._Element, Count]) -> Iterator[etree._Element]:
    """Yield the elements in the article that are no part of it, the outermost only."""
    whole = counts[scope]
    plain = whole.found > WHOLE * whole.words or not any(
        elements.name(element) in NEVER or _is_labelled(element, LABELS) for element in scope.iter()
    )
    page = _Page(whole, _teasers(scope), plain)
    out: set[etree._Element] = set()
    for element in scope.iter():
        above = element.getparent()
        if above in out:
            out.add(element)
        elif element is not scope and element in counts and _is_foreign(element, counts[element], page):
            out.add(element)
            yield element


def _is_foreign(element: etree._Element, count: Count, page: _Page) -> bool:
    """Judge one element by its name, its labels and its links, unless the evidence speaks for it."""
    name = elements.name(element)
    if name in NOT_NAVIGATION or count.found > AGREED * max(page.whole.found, 1):
        return False
    if count.words > MOST_OF_IT * page.whole.words and count.linked < LINKED * count.words:
        return False  # a form around the whole page, say
    spoken_for = count.found > AGREED * max(count.words, 1)
    if name == "nav" or "navigation" in elements.kinds(element) or _is_labelled(element, STRONGLY):
        return True
    labelled = name in NEVER or elements.kinds(element) & ROLES or _is_labelled(element, LABELS)
    if labelled or element in page.teasers:
        return not spoken_for or count.words < FEW_WORDS
    return name in LISTS and not spoken_for and _is_navigation(element, count, page)


def _is_labelled(element: etree._Element, labels: re.Pattern[str]) -> bool:
    return labels.search(_labels(element)) is not None


def _is_navigation(element: etree._Element, count: Count, page: _Page) -> bool:
    """Tell whether an element is little but links; on a page that is all text, only where no heading is above it."""
    links = sum(1 for one in element.iter() if elements.name(one) == "a")
    if links < 2 or count.linked <= LINKED * count.words:  # noqa: PLR2004 - a menu has two
        return count.linked == count.words > 0 and elements.name(element) in {"td", "div"}
    before = element.getprevious()
    headed = before is not None and elements.name(before) in HEADINGS
    return not (headed and page.plain)


def _teasers(scope: etree._Element) -> set[etree._Element]:
    """Return the elements whose headings are links, two of them at least: they announce other articles."""
    linked: dict[etree._Element, int] = {}
    printed: dict[etree._Element, int] = {}
    for element in scope.iter():
        if elements.name(element) not in HEADINGS:
            continue
        inside = any(elements.name(one) == "a" for one in element.iter())
        around = any(elements.name(one) == "a" for one in element.iterancestors())
        for above in element.iterancestors():
            counted = linked if inside or around else printed
            counted[above] = counted.get(above, 0) + 1
            if above is scope:
                break
    return {element for element, number in linked.items() if number > max(printed.get(element, 0), 1)}
