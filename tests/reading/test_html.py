"""Pages: of each kind the article, the whole of it and nothing else; what a page says about itself; what has no text."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from narrate.document import Document, Kind, Paragraph
from narrate.errors import SourceError
from narrate.reading import article, html, markup

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
"""Pages of many kinds, written for this test, and in a file beside each what a person reads of it."""


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"^- \w{1,2}\. ", "", text, flags=re.MULTILINE).lower()))


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"^\w{1,2}\. ", "", text).lower()))


def printed(paragraph: Paragraph) -> str:
    return f"- {paragraph.text}" if paragraph.kind is Kind.LIST_ITEM else paragraph.text


def read(body: str, head: str = "", language: str = "en") -> Document:
    return html.read(
        f"<!DOCTYPE html><html lang={language}><head>{head}</head><body>{body}</body></html>".encode(), "The page"
    )


# --- the article


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_article_of_each_kind_of_page(page: Path) -> None:
    document = html.read(page.read_bytes(), page.name)
    wanted = page.with_suffix(".txt").read_text("utf-8")
    found, expected = words("\n".join(map(printed, document.paragraphs))), words(wanted)
    same = (found & expected).total()
    precision, recall = same / found.total(), same / expected.total()
    assert 2 * precision * recall / (precision + recall) >= 0.95
    assert recall >= 0.97  # a byline that stands far from the text may be missing
    lines = wanted.splitlines()
    headings = {plain(line.lstrip("# ")) for line in lines if line.startswith("#")}
    items = {plain(line[2:]) for line in lines if line.startswith("- ")}
    assert headings <= {plain(p.text) for p in document.paragraphs if p.kind is Kind.HEADING}
    assert items <= {plain(p.text) for p in document.paragraphs if p.kind is Kind.LIST_ITEM}


def test_the_library_that_finds_articles_is_heard() -> None:
    root = markup.html_tree((PAGES[0].parent / "news.html").read_bytes(), "news")
    assert len(article._evidence(root)) > 100


SENTENCES = [
    "I started with one swarm that had settled in the chimney of a neighbour who did not want it.",
    "Honey is sold from the kitchen window in August and never in September, whatever the weather.",
    "If nobody answers, put the money through the letter box and take a jar from the shelf below.",
]
HANDMADE = [
    "".join(f"<p>{s}</p>" for s in SENTENCES),
    "<br><br>".join(SENTENCES),
    f"<h1>Bees</h1><div>{SENTENCES[0]}</div><hr><center>{SENTENCES[1]}</center><p>PS: {SENTENCES[2]}",
    f"<p>{SENTENCES[0]}<ul><li>{SENTENCES[1]}</ul><h2>Links</h2><ul><li><a href=a>Hives</a><li><a href=b>Wax</a></ul><p>{SENTENCES[2]}",
    f"<p>{SENTENCES[0]}<table><tr><th>Year<th>Jars<tr><td>2009<td>4</table><blockquote>{SENTENCES[1]}</blockquote><pre>x = 1</pre><p>End.",
    f"<p>One.<p>{SENTENCES[0]}<p>Two.<p><a href=c>Write to me</a> or do not.<p>{SENTENCES[1]}<dl><dt>Drone<dd>A male bee.</dl>",
    "<p>Only a line.",
    "<h1>Bees</h1>",
    "Bare words, and no element at all.",
]


@pytest.mark.parametrize("body", HANDMADE)
def test_a_handmade_page_loses_nothing(body: str) -> None:
    assert words(" ".join(p.text for p in read(body).paragraphs)) == words(re.sub(r"<[^>]+>", " ", body))


AROUND = [
    "<form id=aspnetForm>{}</form>",
    "<div aria-hidden=true>{}</div>",
    "<div style='visibility: hidden'>{}</div>",
    "<div class=modal>{}</div>",
]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("body", HANDMADE[:3])
def test_what_holds_the_whole_page_is_not_taken_for_something_else(around: str, body: str) -> None:
    assert words(" ".join(p.text for p in read(around.format(body)).paragraphs)) == words(re.sub(r"<[^>]+>", " ", body))


# --- what a page says about itself

ARTICLE = {
    "@type": ["NewsArticle"], "headline": "Tides", "datePublished": "2024-05-14T08:00:00+02:00",
    "author": [{"@type": "Person", "name": "Ann Shore"}, {"name": "Bo Reef"}], "description": "About tides.",
}  # fmt: skip
META = (
    '<meta property="og:title" content="Tides"><meta name="author" content="By Ann Shore"><meta name="description" content='
    '"About tides."><meta property="article:published_time" content="2024-05-14">'
)
TEXT = f"<h1>Tides</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>"


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (f'<script type="application/ld+json">{json.dumps(ARTICLE)}</script>', "Ann Shore, Bo Reef"),
        (f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "Organization"}, ARTICLE]})}</script>', "Ann Shore, Bo Reef"),
        (f'<script type="application/ld+json">{{broken</script>{META}', "Ann Shore"),
        (META, "Ann Shore"),
    ],
)  # fmt: skip
def test_title_author_date_and_description_are_found(head: str, author: str) -> None:
    document = read(TEXT, head)
    assert (document.title, document.author, document.date, document.description) == (
        "Tides",
        author,
        "2024-05-14",
        "About tides.",
    )


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Tides - The Daily Pier</title>", TEXT, "Tides"),
        ("<title>The Daily Pier | Tides</title>", TEXT, "Tides"),
        ('<title>Tides | Pier</title><meta property="og:site_name" content="Pier">', f"<p>{SENTENCES[0]}", "Tides"),
        ("<title>Ebb - and flow</title>", f"<p>{SENTENCES[0]}", "Ebb - and flow"),
        ("<title>Untitled</title>", f"<p>{SENTENCES[0]}", ""),
        ("", TEXT, "Tides"),
    ],
)
def test_the_title_is_the_pages_and_not_the_sites(head: str, body: str, title: str) -> None:
    assert read(body, head).title == title


def test_a_title_is_said_once_and_first() -> None:
    document = read(f"<p>Features</p>{TEXT}", "<title>Tides</title>")
    assert [p.text for p in document.paragraphs][:2] == ["Tides", "Features"]
    assert [p.text for p in document.paragraphs].count("Tides") == 1


def test_only_another_language_than_the_pages_is_said() -> None:
    document = read(f'{TEXT}<p lang=fr>La mer monte et descend.</p><p lang="en-GB">Yes.</p>', language="en-GB")
    assert document.language == "en-GB"
    assert {p.language for p in document.paragraphs} == {None, "fr"}


# --- pages without a text

APP = '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript><script src="a.js"></script>'
LOADING = '<div id="app">Loading…</div><script>start()</script>'
FREE = (
    '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"headline":"Tides"}</script>'
)


@pytest.mark.parametrize("body", [APP, LOADING, "<script>x</script>"])
def test_a_page_that_a_script_fills_is_refused(body: str) -> None:
    with pytest.raises(SourceError, match=r"a script in it fetches the text.*save the whole page"):
        read(body)


@pytest.mark.parametrize(
    ("head", "body"),
    [(FREE, TEXT), ("", TEXT + "<div>Subscribe to continue reading. Already a subscriber? Log in.</div>")],
)
def test_a_page_for_subscribers_is_refused(head: str, body: str) -> None:
    with pytest.raises(SourceError, match=r"only the beginning.*Log in"):
        read(body, head)


def test_a_page_for_subscribers_with_all_of_its_text_is_read() -> None:
    assert read("<h1>Tides</h1>" + f"<p>{SENTENCES[0]}</p>" * 20, FREE).title == "Tides"
