"""The text that is lit as it is spoken, as a user asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

BOOK = "# The Book of Lamps\n\nIt begins here. It goes on.\n\n## Oil\n\nOil & wicks. No <i>gas</i>.\n"
BESIDE = ["book.read-along.epub", "book.read-along.html"]


@pytest.fixture
def book() -> Path:
    path = Path("book.md")
    path.write_text(BOOK)
    return path


def test_one_run_writes_a_page_and_a_book(narrate, book: Path) -> None:
    done = narrate(book, "--voice", "tone", "--read-along", "html,epub", "--json")
    assert sorted(Path(one).name for one in json.loads(done.out)["beside"]) == BESIDE
    page = Path("output/book.read-along.html").read_text()
    assert "Oil &amp; wicks." in page
    assert 'class="sound"' in page


def test_a_later_run_adds_them_and_speaks_nothing(narrate, book: Path) -> None:
    narrate(book, "--voice", "tone")
    audio = Path("output/book.mp3").read_bytes()
    result = json.loads(narrate(book, "--voice", "tone", "--read-along", "html", "--linked", "--json").out)
    assert result["spoken"] == 0
    assert Path("output/book.mp3").read_bytes() == audio
    assert 'src="./book.mp3"' in Path("output/book.read-along.html").read_text()


def test_a_file_of_somebody_else_is_not_replaced(narrate, book: Path) -> None:
    Path("output").mkdir()
    Path("output/book.read-along.epub").write_text("mine")
    done = narrate(book, "--voice", "tone", "--read-along", "epub")
    assert done.code == 5
    assert "was not made by narrate" in done.err
    assert not Path("output/book.mp3").exists()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--read-along", "pdf"), "no kind of read-along called “pdf”"),
        (("--read-along-by", "letter"), "no measure of read-along called “letter”"),
        (("--read-along", "epub", "--format", "opus"), "holds mp3 or m4b, not opus"),
    ],
)
def test_what_there_is_not_is_refused_before_any_work(narrate, book: Path, options, problem: str) -> None:
    done = narrate(book, *options)
    assert done.code == 2
    assert problem in done.err


def test_the_settings_file_names_them_too(narrate, book: Path) -> None:
    Path("narrate.toml").write_text('read_along = "epub"\nread_along_by = "word"\nlinked = true\n')
    narrate(book, "--voice", "tone")
    assert Path("output/book.read-along.epub").exists()
