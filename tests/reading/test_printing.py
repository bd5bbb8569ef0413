"""The law of printing: the Markdown of a document reads back as the same document."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.reading import decoding, markdown, read, text
from narrate.reading.front_matter import NOTHING
from narrate.reading.printing import markdown_of

TRICKY = [
    "1. one", "12) x", "0. y", "007. Bond", "1.", "- a", "+", "> b", "# c", "#", "C#", "#tag", "***", "* * *", "---", "===",
    "2 * 3 * 4", "snake_case", "__init__", "*a*", "`code`", "~~gone~~", "~~~", "[a](b)", "![a](b)", "[^1]", "[^1]: x",
    "[a]: b", "[a][b]", "^[x]", "<b>", "<!-- c -->", "a < b", "&amp;", "&#65;", "AT&T;", "a | b", "|---|", ":--", "\\", "\\*",
    "a\\", "http://a.b", "<http://a.b>", "By Jane Doe", "CHAPTER IV", "“No,” he said", "[[a]]", "]:", "**", "_", "a_", "(_b_)",
    "!", "1986. A year", "<!-- narrate: note -->", "tab", "…", "漢字", "`", "``` x", "[x]", "- - -", "_ _ _", "+ + +",
]  # fmt: skip
WORDS = st.one_of(st.sampled_from(TRICKY), st.text(string.printable[:94] + "éß漢", min_size=1, max_size=8))
LINES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).map(lambda line: " ".join(line.split())).filter(bool)
CELLS = st.lists(st.one_of(LINES, st.just("")), min_size=1, max_size=3).map("\t".join).map(str.rstrip).filter(bool)
TEXTS = {
    Kind.BREAK: st.just(""),
    Kind.VERSE: st.lists(LINES, min_size=1, max_size=3).map("\n".join),
    Kind.CODE: st.lists(st.one_of(LINES, st.just(""), LINES.map("    {}".format)), min_size=1, max_size=4)
    .map("\n".join)
    .map(lambda code: code.strip("\n"))
    .filter(str.strip),
    Kind.TABLE: st.lists(CELLS, min_size=1, max_size=3).map("\n".join),
}
LANGUAGES = st.sampled_from([None, None, None, "fr", "zh-Hant"])


def paragraphs() -> st.SearchStrategy[Paragraph]:
    return st.sampled_from(Kind).flatmap(
        lambda kind: st.builds(Paragraph, TEXTS.get(kind, LINES), st.just(kind), LANGUAGES)
    )


def dividing(parts: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """A break divides two paragraphs of a chapter: it is not at its ends, nor beside another."""
    said = [one for one in parts if one.kind is not Kind.BREAK]
    broken = [Paragraph("", Kind.BREAK), *said[1:]] if len(said) > 1 < len(parts) - len(said) else said[1:]
    return (*said[:1], *broken)


chapters = st.builds(
    Chapter, st.one_of(st.just(""), LINES), st.lists(paragraphs(), max_size=6).map(tuple), st.integers(1, 9)
)
natural = st.builds(
    lambda title, body, level: Chapter(title.rstrip(" .:"), (Paragraph(title, Kind.HEADING), *body), level),
    LINES.filter(lambda line: line.rstrip(" .:") and not line.endswith(("..", "…"))),
    st.lists(paragraphs().filter(lambda p: p.kind is not Kind.HEADING), max_size=5),
    st.integers(1, 6),
)
NAMES = st.one_of(st.just(""), LINES.filter(lambda line: line.isascii() and line.casefold() not in NOTHING))
documents = st.builds(
    lambda parts, title, author, language: Document(tuple(parts), title, author, language=language),
    st.one_of(st.lists(chapters, min_size=1, max_size=4), st.lists(natural, min_size=1, max_size=4)),
    NAMES,
    NAMES,
    st.sampled_from([None, "de", "en-GB"]),
).map(
    lambda whole: Document(
        tuple(Chapter(one.title, dividing(one.paragraphs), one.level) for one in whole.chapters),
        whole.title,
        whole.author,
        language=whole.language,
    )
)


@given(documents)
def test_any_document_comes_back(document: Document) -> None:
    assert markdown.read(markdown_of(document)) == document


@pytest.mark.parametrize("reader", [text.read, markdown.read])
@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n"])), max_size=8).map(lambda p: "".join(map("".join, p))))
def test_what_was_read_comes_back(reader, written: str) -> None:
    document = reader(decoding.tidy(written))
    assert markdown.read(markdown_of(document)) == document


def test_plain_markdown_is_printed_as_people_write_it() -> None:
    written = """---
author: "Jane Doe"
---

# Tides

By the sea, 2 * 3 is snake_case (see [1]).

## On Lists

- one
- two

1. first
2. second

> Quoted.
>
> Again.

***

| a | b |
| --- | --- |
| c |  |

```
  code
```

![A gate]()
"""
    assert markdown_of(markdown.read(written)) == written


def test_what_markdown_cannot_say_is_said_in_comments() -> None:
    parts = (
        Paragraph("The Storm", Kind.HEADING),
        Paragraph("one\ntwo", Kind.VERSE),
        Paragraph("Bien", language="fr"),
        Paragraph("See p. 4.", Kind.NOTE),
    )
    document = Document((Chapter("4. The Storm", parts, 2),), title="Sea")
    assert (
        markdown_of(document)
        == """---
title: "Sea"
---

<!-- narrate: chapter 2: 4. The Storm -->

## The Storm

<!-- narrate: verse -->
one\\
two

<!-- narrate: language fr -->
Bien

<!-- narrate: note -->
See p. 4.
"""
    )


def test_the_essay_comes_back(essay: Path) -> None:
    document = read(essay)
    assert markdown.read(markdown_of(document)) == document
    assert "narrate:" not in markdown_of(document)
