"""Articles on several pages: which page follows, and what is read of them all."""

from __future__ import annotations

import time

import pytest
from narrate_site import Site, page

from narrate.document import Document
from narrate.errors import SourceError
from narrate.reading import paging, read

PAGE = """<!doctype html><html lang="en"><head><title>On Lamps{of}</title>{head}</head><body><article><h1>On Lamps{of}</h1>
<p class="byline">By Ann Wick</p>{body}<p>Ann Wick keeps a lighthouse in the north of the country.</p></article></body></html>"""
SENTENCE = "The lamp of room {} is lit when the evening comes, and nobody who passes by asks who has lit it or why."


def body(number: int) -> str:
    return f"<h2>Room {number}</h2>" + "".join(f"<p>{SENTENCE.format(f'{number}, {at},')}</p>" for at in range(6))


def article(number: int, head: str = "", more: str = "") -> bytes:
    of = f" (page {number} of 3)" if number > 1 else ""
    return page(PAGE.format(of=of, head=head, body=body(number) + more).encode(), "text/html; charset=utf-8")


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_an_article_on_three_pages_is_one(site: Site) -> None:
    address = site.address(
        "/lamps", article(1, '<link rel="next" href="/lamps?page=2&amp;x=ü">'.replace("&amp;x=ü", ""))
    )
    site.address("/lamps?page=2", article(2, more='<p><a href="?page=3" rel="nofollow next">Next</a></p>'))
    site.address("/lamps?page=3", article(3, "<link rel=prev href='?page=2'>"))
    document = read(address, allow_private=True)
    assert document.title == "On Lamps"
    said = texts(document)
    wanted = [SENTENCE.format(f"{number}, {at},") for number in (1, 2, 3) for at in range(6)]
    assert [one for one in said if one.startswith("The lamp")] == wanted
    assert [one for one in said if "On Lamps" in one] == ["On Lamps"]
    assert said.count("By Ann Wick") == 1
    assert [at for at, one in enumerate(said) if one.startswith("Ann Wick")] == [len(said) - 1]
    assert [chapter.title for chapter in document.chapters] == ["On Lamps", "Room 1", "Room 2", "Room 3"]
    assert len(site.requests) == 3


def test_pages_that_lead_in_a_circle_are_read_once_each(site: Site) -> None:
    address = site.address("/lamps?page=1", article(1, '<link rel="next" href="?page=2">'))
    site.address("/lamps?page=2", article(2, '<link rel="next" href="?page=1"><link rel=next href="?page=2">'))
    assert len(texts(read(address, allow_private=True))) == 3 + 14
    assert len(site.requests) == 2


@pytest.mark.parametrize(
    "target", ["http://example.org/lamps?page=2", "/other", "/lamps?page=3", "file:///lamps/2", "http://[/2", "//x/2"]
)
def test_what_is_no_page_of_it_is_not_asked_for(site: Site, target: str) -> None:
    address = site.address("/lamps", article(1, f'<link rel="next" href="{target}">'))
    assert "Room 1" in texts(read(address, allow_private=True))
    assert len(site.requests) == 1


def test_a_page_that_does_not_come_is_not_left_out_in_silence(site: Site) -> None:
    address = site.address("/lamps", article(1, '<link rel="next" href="/lamps/2">'))
    with pytest.raises(SourceError, match="/lamps/2 does not exist"):
        read(address, allow_private=True)


HERE = "https://example.org/essay"


@pytest.mark.parametrize(
    ("address", "target", "follows"),
    [
        (HERE, HERE + "?page=2", True),
        (HERE + "?a=b", HERE + "?a=b&page=2", True),
        (HERE + "?page=9&a=b", HERE + "?page=10&a=b", True),
        (HERE + "/", HERE + "/2/", True),
        (HERE + "/page/2/", HERE + "/page/3/", True),
        (HERE + ".html", HERE + "-2.html", True),
        (HERE + ".html", HERE + "_page2.html", True),
        (HERE + "/index.html", HERE + "/2.html", True),
        (HERE, HERE + "?page=3", False),
        (HERE + "?page=3", HERE + "?page=2", False),
        (HERE, HERE, False),
        (HERE, "https://example.org/another-essay", False),
        ("https://example.org/posts/1", "https://example.org/posts/2", False),
        ("https://example.org/?p=17", "https://example.org/?p=18", False),
        ("https://example.org/chapter-1.html", "https://example.org/chapter-2.html", False),
        ("https://example.org/", "https://example.org/page/2/", False),
    ],
)
def test_the_next_page_has_the_same_address_and_the_next_number(address: str, target: str, follows: bool) -> None:
    assert paging.goes_on(address, target) is follows


@pytest.mark.parametrize(
    "written",
    [
        "<!-- {} -->", "<script>'{}'</script>", "<!-- {}", "<link rel=prev href=?page=2>", "<p>rel=next href=?page=2</p>",
    ],
)  # fmt: skip
def test_a_link_that_is_not_there_is_not_followed(written: str) -> None:
    assert paging.next_page(written.replace("{}", '<link rel="next" href="?page=2">'), HERE) is None
    assert paging.next_page("<LINK HREF=?page=2 REL=Next>", HERE) == HERE + "?page=2"


@pytest.mark.parametrize(
    "part", ["<a ", "<a href=", "<!--", "<script>", "<a x='", '<a rel="next" ', "<a \n", "<link rel=next>"]
)
def test_a_page_of_nothing_but_beginnings_takes_no_time(part: str) -> None:
    start = time.process_time()
    paging.next_page(part * (1_000_000 // len(part)), HERE)
    assert time.process_time() - start < 2


def test_a_chapters_number_is_no_pages() -> None:
    from narrate.document import Kind
    from narrate.reading.outline import Block

    pages = [
        [Block("Lamps", Kind.HEADING), Block(f"Part {number}", Kind.HEADING), Block(f"{1983 + number}")]
        for number in (1, 2)
    ]
    assert [block.text for block in paging.joined(pages)] == ["Lamps", "Part 1", "1984", "Part 2", "1985"]
