"""Markdown -> Document. Each case is a whole small text and the paragraphs it gives."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from narrate.document import Document, Kind
from narrate.reading import markdown


def read(written: str) -> list[tuple[str, str]]:
    return [(paragraph.kind.value, paragraph.text) for paragraph in markdown.read(written).paragraphs]


def outline(document: Document) -> list[tuple[str, int]]:
    return [(chapter.title, chapter.level) for chapter in document.chapters]


# --- chapters


def test_headings_open_chapters_at_their_level() -> None:
    document = markdown.read("Before.\n\n# One\n\nText.\n\n### One *and* a half\n\nTwo\n---\n\nText.")
    assert outline(document) == [("", 1), ("One", 1), ("One and a half", 3), ("Two", 2)]
    assert document.chapters[1].paragraphs[0].kind is Kind.HEADING


def test_the_first_heading_is_the_title_if_it_stands_above_all_others() -> None:
    assert markdown.read("# Tides\n\nText.\n\n## One\n\nText.").title == "Tides"
    assert markdown.read("# One\n\nText.\n\n# Two\n\nText.").title == ""
    assert markdown.read("Text.\n\n# One").title == ""


def test_a_title_in_the_front_matter_is_said_first() -> None:
    document = markdown.read("---\ntitle: Tides\n---\nText.")
    assert document.title == "Tides"
    assert outline(document) == [("Tides", 1)]
    assert read("---\ntitle: Tides\n---\nText.") == [("heading", "Tides"), ("body", "Text.")]


@pytest.mark.parametrize("heading", ["# Tides", "## *TIDES!*", "Tides\n====="])
def test_a_title_that_the_text_begins_with_is_said_once(heading: str) -> None:
    assert [kind for kind, _ in read(f"---\ntitle: Tides\n---\n{heading}\n\nText.")] == ["heading", "body"]


def test_a_title_above_another_first_heading_is_a_chapter_of_its_own() -> None:
    assert outline(markdown.read("---\ntitle: Tides\n---\n# One\n\nText.")) == [("Tides", 1), ("One", 1)]


def test_the_front_matter_gives_the_facts() -> None:
    document = markdown.read("---\ntitle: T\nauthor: [A, B]\ndate: 2024-01-05\nlang: de\ndescription: D\n---\nText.")
    assert (document.author, document.date, document.language, document.description) == (
        "A, B",
        "2024-01-05",
        "de",
        "D",
    )


def test_a_byline_below_the_title_gives_the_author() -> None:
    document = markdown.read("# Tides\n\n*By Jane Doe*\n\nText.")
    assert document.author == "Jane Doe"
    assert [p.kind for p in document.paragraphs] == [Kind.HEADING, Kind.BYLINE, Kind.BODY]


# --- inline

INLINE = [
    ("*a* **b** ***c*** ~~d~~ __e__", "a b c d e"),
    ("[a *link*](http://example.org 'title')", "a link"),
    ("[a][b]\n\n[b]: http://example.org", "a"),
    ("<https://example.org>", "https://example.org"),
    ("run `x = *1*` now", "run x = *1* now"),
    ("one\ntwo  \nthree\\\nfour", "one two three four"),
    ("one<br>two<br/>three", "one two three"),
    ("a <b>bold</b> <span class='x'>word</span>", "a bold word"),
    ("a <!-- secret --> b", "a b"),
    ("&eacute;&amp;&#65;&copy;", "é&A©"),
    (r"\*not\* \# this", "*not* # this"),
    ("see ![the *gate*](gate.png) here", "see the gate here"),
    ("$x_1 + y_1$ and snake_case_name", "$x_1 + y_1$ and snake_case_name"),
    ("narrate <file> and List<String>", "narrate <file> and List<String>"),
    ("2 < 3 and <3", "2 < 3 and <3"),
    ("too   many\tspaces", "too many spaces"),
]


@pytest.mark.parametrize(("written", "said"), INLINE)
def test_a_paragraph_keeps_its_words(written: str, said: str) -> None:
    assert read(written) == [("body", said)]


# --- blocks

BLOCKS = [
    ("```python\nx = 1\n\ny = 2\n```", [("code", "x = 1\n\ny = 2")]),
    ("Text:\n\n    x = 1", [("body", "Text:"), ("code", "x = 1")]),
    ("```\n```", []),
    ("a\n\n* * *\n\nb\n\n---\n\nc", [("body", "a"), ("break", ""), ("body", "b"), ("break", ""), ("body", "c")]),
    ("> a\n> b\n>\n> c", [("quote", "a b"), ("quote", "c")]),
    ("> # a", [("quote", "a")]),
    ("- a\n- b\n  c", [("list-item", "a"), ("list-item", "b c")]),
    ("3. a\n3. b", [("list-item", "3. a"), ("list-item", "4. b")]),
    ("1) a\n\n   b", [("list-item", "1) a"), ("list-item", "b")]),
    ("1. a\n   - b\n   - c\n2. d", [("list-item", "1. a"), ("list-item", "b"), ("list-item", "c"), ("list-item", "2. d")]),
    ("1. > a", [("quote", "1. a")]),
    ("> - a", [("list-item", "a")]),
    ("1. ```\n   x\n   ```", [("code", "x")]),
    ("1.\n2. b", [("list-item", "2. b")]),
    ("![A gate](gate.png)", [("figure", "A gate")]),
    ("[![A gate](gate.png)](gate.html)", [("figure", "A gate")]),
    ("![](gate.png)", []),
    ("a\n\n![](gate.png)\n\nb", [("body", "a"), ("body", "b")]),
    ("| a | *b* |\n|---|---|\n| 1 | `2` |", [("table", "a\tb\n1\t2")]),
    ("| a | b |\n|---|---|\n| | 2 |\n| 3 |", [("table", "a\tb\n\t2\n3")]),
    ("| a | b |\n|---|---|\n| 1 \\| 2 | 3 |", [("table", "a\tb\n1 | 2\t3")]),
    ("<div>\n<p>One <b>word</b>.</p>\n<p>Two<br>three.</p>\n</div>", [("body", "One word."), ("body", "Two three.")]),
    ("<p align=center><img src=a.png alt='A gate'></p>", [("figure", "A gate")]),
    ("<!-- one\n\ntwo -->\n\nText.", [("body", "Text.")]),
    ("<script>\nalert('x')\n</script>\n\nText.", [("body", "Text.")]),
    ("<details>\n<summary>More</summary>\n\nText.\n\n</details>", [("body", "More"), ("body", "Text.")]),
    ("#\n\nText.", [("body", "Text.")]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "paragraphs"), BLOCKS)
def test_blocks_become_paragraphs_of_their_kind(written: str, paragraphs: list[tuple[str, str]]) -> None:
    assert read(written) == paragraphs


@pytest.mark.parametrize("prefix", ["", "> ", "> > "])
def test_cells_beyond_the_width_of_a_table_are_kept(prefix: str) -> None:
    """The parser drops them, as GitHub does; a listener would never know."""
    rows = ["| a | b |", "|---|---|", "| 1 | 2 | **3** | 4 |"]
    assert read("\n".join(prefix + row for row in rows)) == [("table", "a\tb\n1\t2\t3\t4")]


# --- notes


def test_notes_stand_after_the_paragraph_that_refers_to_them() -> None:
    written = dedent("""
        # One

        A sentence.[^a] Another.

        More.

        # Two

        A third.[^b]

        [^b]: Of two.
        [^a]: Of *one*.

            Still of one.
    """)
    assert read(written) == [
        ("heading", "One"), ("body", "A sentence. Another."), ("note", "Of one."), ("note", "Still of one."), ("body", "More."),
        ("heading", "Two"), ("body", "A third."), ("note", "Of two."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "notes"),
    [
        ("a[^1] b[^1]\n\n[^1]: Once.", ["Once."]),
        ("a^[An *inline* note.]", ["An inline note."]),
        ("a\n\n[^1]: Nobody refers to it.", ["Nobody refers to it."]),
        ("a[^1]\n\n[^1]: One.[^2]\n[^2]: Two.[^1]", ["One.", "Two."]),
        ("# a[^1]\n\nb\n\n[^1]: Of a heading.", ["Of a heading."]),
        ("| a[^1] |\n|---|\n| b |\n\n[^1]: Of a cell.", ["Of a cell."]),
        ("a[^1]\n\n[^1]:\n    - item\n\n    > quote", ["item", "quote"]),
        ("[^1]: Only a note.", ["Only a note."]),
        ("a[^1]", []),
    ],
)
def test_every_note_is_kept_once(written: str, notes: list[str]) -> None:
    assert [text for kind, text in read(written) if kind == "note"] == notes


def test_a_reference_to_no_note_is_text() -> None:
    assert read("a[^1]") == [("body", "a[^1]")]


# --- hostile

DEEP = {
    "quotations": "> " * 3000 + "word",
    "lists on one line": "- " * 3000 + "word",
    "numbers on one line": "1. " * 3000 + "word",
    "lists by indent": "\n".join("  " * n + "- item" for n in range(600)) + "\n" + "  " * 600 + "- word",
    "lists by tabs": "\n".join("\t" * n + "- item" for n in range(300)) + "\n" + "\t" * 300 + "- word",
    "a staircase of quotations": "\n".join("> " * n + "step\n" for n in range(1, 300)) + "\nword",
    "brackets": "[" * 3000 + "word" + "]" * 3000,
    "pictures": "![" * 300 + "word" + "](a.png)" * 300,
    "emphasis": "*" * 3000 + "word" + "*" * 3000,
    "unclosed tags": "<div" * 3000 + " word",
    "comments": "word\n\n" + "<!-- " * 3000,
}


@pytest.mark.parametrize("written", DEEP.values(), ids=DEEP.keys())
def test_absurd_nesting_neither_crashes_nor_loses_the_word_in_it(written: str) -> None:
    start = time.perf_counter()
    assert "word" in " ".join(text for _, text in read(written))
    assert time.perf_counter() - start < 5


def test_ordinary_nesting_is_left_alone() -> None:
    written = "> > > - a\n\n- b\n  - c\n    - d\n\n```\n" + " " * 40 + "x\n```\n\n" + "- " * 12 + "e"
    assert markdown.shallow(written) == written


def test_a_rule_of_spaced_dashes_is_no_nesting() -> None:
    assert read("a\n\n" + "- " * 40 + "\n\nb") == [("body", "a"), ("break", ""), ("body", "b")]


@pytest.mark.parametrize("part", ["[", "^[", "a|b\n-|-\n", "> [", "[a](<"])
def test_time_grows_with_the_text_and_not_faster(part: str) -> None:
    start = time.process_time()
    markdown.read(part * (60_000 // len(part)))
    assert time.process_time() - start < 3


def test_links_among_many_open_brackets_are_links() -> None:
    (paragraph,) = markdown.read("[0, 1) " * 30 + "[a *link*](http://x) ![a picture](y)").paragraphs
    assert paragraph.text.endswith("[0, 1) a link a picture")
