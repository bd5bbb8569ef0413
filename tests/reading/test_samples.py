"""What `read` makes of whole pieces: the samples in text/, and the essay that the project was started for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from narrate.reading import read

if TYPE_CHECKING:
    from narrate.document import Document

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "text"
SHARED = ROOT.parent / "shared"


def outline(document: Document) -> list[tuple[str, int, str]]:
    """Return each chapter's title, level and the initials of its kinds in order (Heading, Body, List item, breaK…)."""
    initials = {"break": "K", "byline": "Y", "note": "N"}
    return [
        (
            chapter.title,
            chapter.level,
            "".join(initials.get(p.kind.value, p.kind.value[0].upper()) for p in chapter.paragraphs),
        )
        for chapter in document.chapters
    ]


def test_the_essay() -> None:
    document = read(SAMPLES / "essay.txt")
    assert outline(document) == [
        ("In Praise of the Slow Kettle", 1, "HBB"),
        ("What the Kettle Knows", 2, "HBBB"),
        ("Some Arithmetic", 2, "HBB"),
        ("How to Wait", 2, "HBLLLB"),
        ("Author's note", 2, "HB"),
    ]
    assert document.title == "In Praise of the Slow Kettle"
    assert (document.author, document.language) == ("", None)


def test_the_lighthouse() -> None:
    document = read(SAMPLES / "lighthouse.md")
    assert outline(document) == [
        ("The Light That Counts to Ten", 1, "HBF"),
        ("A name made of darkness", 2, "HBBN"),
        ("How to read one", 2, "HBLLLLBQ"),
        ("Four ways to shine", 2, "HBTBKBB"),
    ]
    assert (document.title, document.date, document.language) == ("The Light That Counts to Ten", "2024-10-05", "en-GB")
    assert document.description.startswith("How a lighthouse says its own name")


def test_the_wrapped_story() -> None:
    document = read(SAMPLES / "wrapped.txt")
    assert outline(document) == [
        ("The Ferryman's Clock", 1, "H"),
        ("CHAPTER I", 2, "HBBBBBB"),
        ("CHAPTER II", 2, "HBBBBBBKBBBB"),
    ]
    assert all("\n" not in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("name", ["essay.txt", "lighthouse.md", "wrapped.txt"])
def test_a_stream_gives_the_same_document_as_the_file(name: str) -> None:
    with (SAMPLES / name).open("rb") as stream:
        assert read(stream) == read(SAMPLES / name)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_story_saved_elsewhere_is_the_same_story(tmp_path: Path, encoding: str, end: str) -> None:
    written = (SAMPLES / "wrapped.txt").read_text(encoding="utf-8").replace("\n", end)
    path = tmp_path / "wrapped.txt"
    path.write_bytes(written.encode(encoding))
    assert read(path) == read(SAMPLES / "wrapped.txt")


def test_the_article_the_project_was_started_for() -> None:
    path = SHARED / "articles" / "essay.txt"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    document = read(path)
    assert [chapter.title for chapter in document.chapters] == ["", "Author's Bio"]
    assert Counter(p.kind.value for p in document.paragraphs) == {"body": 9, "heading": 1}
    assert document.chapters[1].paragraphs[0].text == "Author's Bio:"
    assert (document.title, document.author) == ("", "")
