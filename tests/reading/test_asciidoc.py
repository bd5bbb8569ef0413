"""AsciiDoc: its common forms are told, their marks go, and their words stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.document import Document, Kind
from narrate.reading import asciidoc, decoding

WHOLE = """= Tides
Jane Doe <jane@example.org>
v1.0, 2020-02-02
:revdate: 2020-02-02
:sea: the North Sea

The *sea* comes `in`, says link:http://a.b/c[a map]footnote:[An old map.] of {sea}.

// nobody hears this
[[ebb]]
== Ebb

* one
** two
. first
. second

[quote, Somebody]
____
Quoted words.

More.
____

=== Low

[source,python]
----
def half(x): <1>
    return x
----
<1> It halves.

[verse]
a line
another

.Heights
|===
| Name | Count

| a | 1
|===

'''

NOTE: Mind the gap.

image::a.png[A gate, 300]

Water:: It is wet.

////
A long
comment
////
The end of _it_, see <<ebb,above>>.
"""


def read(written: str) -> Document:
    return asciidoc.read(decoding.tidy(written))


def kinds(written: str) -> list[tuple[Kind, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in read(written).paragraphs]


def test_every_kind_is_told() -> None:
    assert kinds(WHOLE) == [
        (Kind.HEADING, "Tides"),
        (Kind.BODY, "The sea comes in, says a map of the North Sea."),
        (Kind.NOTE, "An old map."),
        (Kind.HEADING, "Ebb"),
        (Kind.LIST_ITEM, "one"),
        (Kind.LIST_ITEM, "two"),
        (Kind.LIST_ITEM, "1. first"),
        (Kind.LIST_ITEM, "2. second"),
        (Kind.QUOTE, "Quoted words."),
        (Kind.QUOTE, "More."),
        (Kind.HEADING, "Low"),
        (Kind.CODE, "def half(x):\n    return x"),
        (Kind.LIST_ITEM, "It halves."),
        (Kind.VERSE, "a line\nanother"),
        (Kind.BODY, "Heights"),
        (Kind.TABLE, "Name\tCount\na\t1"),
        (Kind.BREAK, ""),
        (Kind.BODY, "Mind the gap."),
        (Kind.FIGURE, "A gate"),
        (Kind.LIST_ITEM, "Water: It is wet."),
        (Kind.BODY, "The end of it, see above."),
    ]


def test_facts_and_chapters() -> None:
    document = read(WHOLE)
    assert (document.title, document.author, document.date) == ("Tides", "Jane Doe", "2020-02-02")
    assert [(one.title, one.level) for one in document.chapters] == [("Tides", 1), ("Ebb", 2), ("Low", 3)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("*bold* _it_ `code` #mark# **b**old", "bold it code mark bold"),
        ("https://a.b[Here] and https://a.b/c", "Here and https://a.b/c"),
        ("E = mc^2^ and H~2~O", "E = mc2 and H2O"),
        ("{unknown} stays", "{unknown} stays"),
        ("one +\ntwo", "one two"),
    ],
)
def test_marks_amid_a_line_go_and_words_stay(written: str, said: str) -> None:
    assert [text for _, text in kinds(written)] == [said]


def test_an_open_block_loses_nothing() -> None:
    assert [text for _, text in kinds("----\nopen\n\ncode")] == ["open\n\ncode"]


WORDS = st.text("abcdefghij", min_size=1, max_size=8)


@given(st.lists(st.tuples(st.sampled_from(["", "== ", "* ", ". ", "NOTE: ", "a:: "]), WORDS), min_size=1, max_size=8))
def test_no_word_is_lost(parts: list[tuple[str, str]]) -> None:
    said = " ".join(text for _, text in kinds("\n\n".join(mark + word for mark, word in parts)))
    assert [word for word in said.split() if word.isalpha()] == [word for _, word in parts]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.text(max_size=4), st.integers(0, 9)), max_size=8))
def test_a_damaged_text_is_read(changes: list[tuple[int, str, int]]) -> None:
    written = WHOLE
    for at, new, gone in changes:
        written = written[:at] + new + written[at + gone :]
    read(written)


def test_words_before_the_first_cell_of_a_table_are_kept() -> None:
    assert kinds("|===\nBefore it\n|a\n|b\n|===\n") == [(Kind.TABLE, "Before it\ta\tb")]


def test_a_long_word_in_a_picture_takes_no_time() -> None:
    start = time.process_time()
    assert kinds(f"image::a.png[A gate{'a' * 200_000}]\n")
    assert time.process_time() - start < 3
