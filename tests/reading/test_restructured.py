"""reStructuredText: headings, lists, notes and quotations as docutils understands them; nothing else of it is run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.document import Document, Kind
from narrate.errors import SourceError
from narrate.reading import decoding, restructured

WHOLE = """=====
Tides
=====

:Author: Jane Doe
:Date: 2020-02-02

The *sea* comes ``in`` [1]_, and `goes <https://example.org>`_.

Ebb
===

* one
* two

  more of two

3. third
4. fourth

    Quoted words.

    -- Somebody

Low
---

::

    code here
      indented

| a line
| another

====  =====
Name  Count
====  =====
a     1
====  =====

-----

.. note:: Mind the gap.

.. image:: a.png
   :alt: A gate

.. [1] The note itself.

.. comment that nobody hears
"""


def read(written: str) -> Document:
    return restructured.read(decoding.tidy(written), "a.rst")


def kinds(written: str) -> list[tuple[Kind, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in read(written).paragraphs]


def test_every_kind_is_told() -> None:
    assert kinds(WHOLE) == [
        (Kind.HEADING, "Tides"),
        (Kind.BODY, "The sea comes in, and goes."),
        (Kind.NOTE, "The note itself."),
        (Kind.HEADING, "Ebb"),
        (Kind.LIST_ITEM, "one"),
        (Kind.LIST_ITEM, "two"),
        (Kind.LIST_ITEM, "more of two"),
        (Kind.LIST_ITEM, "3. third"),
        (Kind.LIST_ITEM, "4. fourth"),
        (Kind.QUOTE, "Quoted words."),
        (Kind.QUOTE, "Somebody"),
        (Kind.HEADING, "Low"),
        (Kind.CODE, "code here\n  indented"),
        (Kind.VERSE, "a line\nanother"),
        (Kind.TABLE, "Name\tCount\na\t1"),
        (Kind.BREAK, ""),
        (Kind.BODY, "Mind the gap."),
        (Kind.FIGURE, "A gate"),
    ]


def test_facts_and_chapters() -> None:
    document = read(WHOLE)
    assert (document.title, document.author, document.date) == ("Tides", "Jane Doe", "2020-02-02")
    assert [(one.title, one.level) for one in document.chapters] == [("Tides", 1), ("Ebb", 2), ("Low", 3)]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (".. versionadded:: 1.0\n   It floats.", "1.0 It floats."),
        (".. tip:: Mind it.", "Mind it."),
        ("See :func:`len` and `x`:special:.", "See len and x."),
        (".. toctree::\n   :maxdepth: 2\n\n   one\n   two\n\nText.", "Text."),
        ("An *unclosed emphasis.", "An *unclosed emphasis."),
        ("See |missing| here.", "See |missing| here."),
    ],
)
def test_what_docutils_does_not_know_keeps_its_words(written: str, text: str) -> None:
    assert " ".join(one for _, one in kinds(written)) == text


@pytest.mark.parametrize(
    "directive",
    [".. include:: secret.txt", ".. literalinclude:: secret.txt", ".. raw:: html\n   :file: secret.txt",
     ".. csv-table::\n   :file: secret.txt"],
)  # fmt: skip
def test_no_file_is_opened(directive: str) -> None:
    Path("secret.txt").write_text("the secret\n")
    assert "the secret" not in str(read(f"Text.\n\n{directive}\n"))


def test_deep_nesting_is_read_or_refused() -> None:
    written = "\n\n".join(" " * depth + "word" for depth in range(0, 3000, 2))
    try:
        paragraphs = read(written).paragraphs
    except SourceError:
        return
    assert len(paragraphs) > 50


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.text(max_size=4), st.integers(0, 9)), max_size=8))
def test_a_damaged_text_is_read_or_refused(changes: list[tuple[int, str, int]]) -> None:
    written = WHOLE
    for at, new, gone in changes:
        written = written[:at] + new + written[at + gone :]
    try:
        read(written)
    except SourceError:
        return


@pytest.mark.parametrize("mark", ["!", "*", "`"])
def test_a_line_of_marks_takes_no_time(mark: str) -> None:
    start = time.process_time()
    assert read("The beginning " + mark * 60_000 + "and the end.").paragraphs
    assert time.process_time() - start < 3
