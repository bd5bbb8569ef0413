"""Bytes -> trees: encodings, entities, and what is refused."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from narrate.errors import SourceError
from narrate.reading import elements, markup

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>Öl".encode(), "Öl"),
        (b'<meta charset="windows-1251"><p>\xcc\xee\xf0\xe5', "Море"),
        (b"<meta charset=iso-8859-1><p>\x93Oil\x94", "“Oil”"),
        (b"<meta charset=nonsense><p>\xc3\x96l", "Öl"),
        (b"<meta charset=utf-8><p>The caf\xe9 is shut until Monday", "The café is shut until Monday"),
        ("<p>Öl".encode("utf-16"), "Öl"),
        (b'<?xml version="1.0" encoding="utf-8"?><html><p>&eacute;t&#233;</p></html>', "été"),
        (b"<p>a\x0bb", "a b"),
        (b"plain words", "plain words"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(data: bytes, text: str) -> None:
    assert elements.text(markup.html_tree(data, "The page")) == text


def test_named_characters_need_no_dtd() -> None:
    root = markup.xml_tree(b"<p>&eacute;&nbsp;&amp;&lt;&mdash;</p>", "x")
    assert "".join(map(str, root.itertext())) == "é\u00a0&<—"


def test_no_entity_reads_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary")
    xml = f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>a&x;b</p>'
    for read in (markup.xml_tree, markup.html_tree):
        assert "canary" not in "".join(map(str, read(xml.encode(), "x").itertext()))


def test_entities_do_not_multiply() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    start = time.perf_counter()
    root = markup.xhtml_tree(f'<!DOCTYPE p [<!ENTITY l0 "lol">{levels}]><p>&l11;</p>'.encode(), "x")
    assert len("".join(map(str, root.itertext()))) < 10_000
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("data", [b"", b"   ", b"<p>", b"<p></q>", b"not xml", b"<a>" * 300 + b"</a>" * 300])
def test_damaged_xml_is_said_to_be(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"^thing\.xml is damaged: .*\. "):
        markup.xml_tree(data, "thing.xml")


@pytest.mark.parametrize("data", [b"", b" \n ", b"<!-- nothing -->"])
def test_an_empty_page_is_said_to_be(data: bytes) -> None:
    with pytest.raises(SourceError, match="empty page"):
        markup.html_tree(data, "The page")


@pytest.mark.parametrize("tree", [markup.html_tree, markup.xhtml_tree])
def test_a_page_of_spaces_takes_no_time(tree) -> None:
    start = time.process_time()
    tree(b"<p>Words" + b" " * 400_000 + b"end</p>", "page")
    assert time.process_time() - start < 3
