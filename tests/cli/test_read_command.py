"""Whole runs of `narrate read`, and of selections by every command that reads."""

from __future__ import annotations

import json
from pathlib import Path

import mutagen
import pytest

from tests.reading.press import Manner, Press

BOOK = """# Tides

Before.

## Ebb

It goes *out*.

## Flood

- one
- two
"""


@pytest.fixture
def book() -> Path:
    path = Path("book.md")
    path.write_text(BOOK)
    return path


def test_read_prints_markdown_that_reads_back_the_same(narrate, book: Path) -> None:
    printed = narrate("read", book)
    assert (printed.code, printed.err, printed.out) == (0, "", BOOK.replace("*out*", "out"))
    again = narrate("read", "-", "--json", stdin=printed.out.encode())
    assert again.out == narrate("read", book, "--json").out


def test_json_is_the_structure(narrate, book: Path) -> None:
    found = json.loads(narrate("read", book, "--json", "--chapters", "3").out)
    assert found == {
        "title": "Tides",
        "author": "",
        "date": "",
        "description": "",
        "language": None,
        "chapters": [
            {
                "title": "Flood",
                "level": 2,
                "paragraphs": [
                    {"kind": "heading", "text": "Flood", "language": None},
                    {"kind": "list-item", "text": "one", "language": None},
                    {"kind": "list-item", "text": "two", "language": None},
                ],
            }
        ],
    }


def test_the_outline_numbers_the_chapters(narrate, book: Path) -> None:
    assert narrate("read", book, "--outline").out == (
        "   1  Tides  (2 words)\n   2    Ebb  (4 words)\n   3    Flood  (3 words)\n"
    )


def test_a_selection_reads_back_as_itself(narrate, book: Path) -> None:
    printed = narrate("read", book, "--from", "ebb", "--to", "ebb").out
    assert "<!-- narrate: chapter 2: Ebb -->" in printed
    assert narrate("read", "-", stdin=printed.encode()).out == printed


def test_every_command_selects_alike(narrate, book: Path) -> None:
    scripted = json.loads(narrate("script", book, "--chapters", "2-3", "--voice", "tone", "--json").out)
    rendered = json.loads(narrate(book, "--chapters", "2-3", "--voice", "tone", "--json").out)
    assert [one["title"] for one in scripted["chapters"]] == ["Ebb", "Flood"]
    assert [one["title"] for one in rendered["chapters"]] == ["Ebb", "Flood"]


@pytest.mark.parametrize("command", ["read", "script", "render"])
def test_an_unknown_heading_is_refused_before_any_work_with_the_nearest(narrate, book: Path, command: str) -> None:
    done = narrate(command, book, "--from", "Flod")
    assert done.code == 2
    assert done.err == "narrate: There is no heading “Flod”.\n  Did you mean “Flood”?\n"
    assert not Path("output").exists()


def test_several_sources_are_read_as_they_would_be_merged(narrate, book: Path) -> None:
    Path("b.txt").write_text("It rained all day long, and all of the night after it, without an end.\n")
    assert [line.split("  (")[0].strip() for line in narrate("read", book, "b.txt", "--outline").out.splitlines()] == [
        "1  Tides",
        "2    Ebb",
        "3    Flood",
        "4  b",
    ]


def test_a_pdf_becomes_audio_with_its_chapters_and_tags(narrate) -> None:
    blocks = [("h1", "One"), ("body", "The sea comes in."), ("h1", "Two"), ("body", "The sea goes out.")]
    Path("sea.pdf").write_bytes(Press(Manner(), title="Tides", author="Jane Doe").print(blocks))
    rendered = json.loads(narrate("sea.pdf", "-o", "sea.m4b", "--voice", "tone", "--json").out)
    assert [one["title"] for one in rendered["chapters"]] == ["One", "Two"]
    tags = mutagen.File("sea.m4b").tags
    assert (tags["\xa9nam"], tags["\xa9ART"]) == (["Tides"], ["Jane Doe"])
