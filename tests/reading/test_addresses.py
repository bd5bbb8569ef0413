"""A page on the web is read by the reader of its format, in the encoding that its sender names."""

from __future__ import annotations

import pytest
from narrate_site import Site, page

from narrate.document import Kind
from narrate.doors import confinement
from narrate.errors import SourceError
from narrate.reading import READERS, read

MARKDOWN = b"# Tides\n\nThe *sea* comes in.\n"


def kinds(address: str) -> list[Kind]:
    return [paragraph.kind for paragraph in read(address, allow_private=True).paragraphs]


@pytest.mark.parametrize(
    ("path", "kind", "read_as_markdown"),
    [
        ("/tides", "text/markdown; charset=utf-8", True),
        ("/tides.md", "text/plain", True),
        ("/tides.md?raw=1", "application/octet-stream", True),
        ("/tides.md", "", True),
        ("/tides.txt", "text/plain", False),
        ("/tides.txt", "text/markdown", True),
    ],
)
def test_the_senders_word_and_the_pages_name_tell_the_format(
    site: Site, path: str, kind: str, read_as_markdown: bool
) -> None:
    document = read(site.address(path, page(b"See [the *map*](map.html)\nhere.", kind)), allow_private=True)
    assert (document.paragraphs[0].text == "See the map here.") == read_as_markdown


def test_what_nothing_tells_is_told_from_its_content(site: Site) -> None:
    assert kinds(site.address("/README", page(MARKDOWN))) == [Kind.HEADING, Kind.BODY]


@pytest.mark.parametrize(
    ("stated", "encoding"), [("koi8-r", "koi8-r"), ("iso-8859-1", "cp1252"), ("utf-8", "cp1252"), ("none", "utf-8")]
)
def test_the_stated_encoding_is_believed_unless_it_cannot_be(site: Site, stated: str, encoding: str) -> None:
    written = "Ёжик в тумане." if encoding == "koi8-r" else "Naïve — “café” über alles, très élégant."
    sent = page(written.encode(encoding), f"text/plain; charset={stated}")
    assert read(site.address("/", sent), allow_private=True).paragraphs[0].text == written


def test_what_comes_from_the_web_is_never_read_by_this_process(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere: list[str] = []
    confined = confinement.confined
    monkeypatch.setattr(confinement, "confined", lambda *given: elsewhere.append(given[2]) or confined(*given))
    address = site.address("/tides.md", page(MARKDOWN))
    assert kinds(address) == [Kind.HEADING, Kind.BODY]
    assert elsewhere == [address]


@pytest.mark.parametrize(
    ("body", "kind", "hint"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "text/plain", "picture"),
        (b" \n\n ", "text/plain", "nothing to say"),
        (bytes(100), "text/markdown", "binary"),
    ],
)
def test_what_a_page_is_not_is_said_with_its_address(site: Site, body: bytes, kind: str, hint: str) -> None:
    address = site.address("/tides", page(body, kind))
    with pytest.raises(SourceError, match=hint) as refusal:
        read(address, allow_private=True)
    assert address in refusal.value.problem


@pytest.mark.skipif(".html" in READERS, reason="there is a reader of web pages")
def test_a_format_without_a_reader_is_named(site: Site) -> None:
    with pytest.raises(SourceError, match="web page"):
        read(site.address("/", page(b"<!doctype html><p>Words.", "text/html")), allow_private=True)
