"""What a line of plain text may be, by itself."""

from __future__ import annotations

import pytest

from narrate.reading import headings


@pytest.mark.parametrize(
    "line",
    [
        "CHAPTER IV", "CHAPTER IV.", "Chapter 1. Loomings", "Chapter 1: the whale", "Chapter 12 — The Sea", "CHAPTER THE FIRST",
        "Chapter Twenty-One", "Chapter One", "Chapter 3 The Storm", "Canto II", "Appendix A", "Prologue", "EPILOGUE", "PREFACE.",
        "Kapitel 3", "Chapitre IV", "Capítulo 2", "Глава 5", "第三章", "第12章 开始",
    ],
)  # fmt: skip
def test_chapters_say_what_they_are(line: str) -> None:
    assert headings.is_chapter(line)


@pytest.mark.parametrize("line", ["PART TWO", "Part I", "Book III: The Shore", "VOLUME 2", "Teil 1"])
def test_parts_say_what_they_are(line: str) -> None:
    assert headings.is_part(line)


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 4 of the book says that", "Chapters I like", "Part of the problem", "Part one of the plan was simple.",
        "chapter 4", "Chapter", "Book I've read", "Act one's end", "Section 8. It was late. He left.", "Introduction to Algebra is hard.",
        "第一次见到他",
    ],
)  # fmt: skip
def test_sentences_about_chapters_are_not_chapters(line: str) -> None:
    assert not headings.is_chapter(line)
    assert not headings.is_part(line)


@pytest.mark.parametrize(
    "line", ["Author's Bio:", "Author’s note:", "About the Author:", "Ingredients:", "Further reading:"]
)
def test_labels(line: str) -> None:
    assert headings.is_label(line)


@pytest.mark.parametrize(
    "line", ["She said:", "Dear Sir:", "Here is what I found:", "bio:", "Author's Bio", ":", "“Note:", "A: b:"]
)
def test_not_labels(line: str) -> None:
    assert not headings.is_label(line)


@pytest.mark.parametrize(
    "line",
    [
        "The keeper's day",
        "What It Cost",
        "Why We Sleep?",
        "5 Ways to Save Water",
        "12 March 2024",
        "NOTES",
        "Über uns",
        "海の音",
    ],
)
def test_a_line_that_may_be_a_heading(line: str) -> None:
    assert headings.may_be_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "The keeper slept.",  # a sentence
        "the keeper's day",  # goes on from somewhere
        "The keeper, who was old,",
        "The keeper slept;",
        "The keeper was —",
        "The keeper was-",
        "“No,” he said",  # speech
        "— No, he said",
        "Why?",
        "Why do we sleep?",
        "Oh No!",
        "And then…",
        "He left. Then he came back",
        "Dear Jane",
        "Language: English",
        "https://example.org/a",
        "jane@example.org",
        "Size = 4",
        "This line is much too long to be the heading of anything at all",
        "One two three four five six seven eight nine ten eleven",
        "",
        "* * *",
    ],
)
def test_a_line_that_cannot_be_a_heading(line: str) -> None:
    assert not headings.may_be_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "***",
        "* * *",
        "---",
        "- - -",
        "___",
        "⁂",
        "#",
        "*",
        "~",
        "§",
        "❦",
        "• • •",
        "◆ ◆ ◆",
        "====",
        "-----",
        "—",
        "--",
        "———",
    ],
)
def test_breaks(line: str) -> None:
    assert headings.is_break(line)


@pytest.mark.parametrize("line", ["...", "…", "**", "?!", "* a", "-", "1", "-- a --", "*-*-*", "", "-" * 200, "“—”"])
def test_not_breaks(line: str) -> None:
    assert not headings.is_break(line)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("by J. R. Doe and Mary O’Neill", "J. R. Doe and Mary O’Neill"),
        ("BY JANE DOE", "JANE DOE"),
        ("Written by Jane van der Doe", "Jane van der Doe"),
        ("By the way of introduction", ""),
        ("By Monday it was over", ""),
        ("Bytes", ""),
        ("By and of the", ""),
    ],
)
def test_bylines(line: str, author: str) -> None:
    assert headings.author_of(line) == author


@pytest.mark.parametrize(
    ("line", "value"), [("I", 1), ("IV.", 4), ("XLIX", 49), ("12", 12), ("", 0), ("IIII", 0), ("mix", 0)]
)
def test_bare_numbers(line: str, value: int) -> None:
    assert headings.numeral(line) == value
