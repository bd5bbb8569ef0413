"""Several documents as one: a chapter at the top for each, no paragraph lost, their own chapters below."""

from __future__ import annotations

import pytest

from narrate.arranging import merge
from narrate.document import Document
from narrate.reading import markdown, text

TITLED = markdown.read("# Tides\n\nThe sea.\n\n## Ebb\n\nIt goes.\n\n### Low\n\nFar.\n")
FACTS = markdown.read("---\ntitle: Winds\nauthor: A. One\nlanguage: de\n---\n\n# North\n\nKalt.\n\n# South\n\nWarm.\n")
BARE = text.read("It was a day of rain, and nobody had come to the house since the morning of the day before.\n")
NUMBERED = text.read("CHAPTER I\n\nIt rained.\n\nCHAPTER II\n\nIt stopped.\n")


def outline(*documents: Document) -> list[tuple[int, str]]:
    whole = merge(documents, [f"file-{number}" for number in range(len(documents))])
    return [(chapter.level, chapter.title) for chapter in whole.chapters]


@pytest.mark.parametrize(
    ("document", "chapters"),
    [
        (TITLED, [(1, "Tides"), (2, "Ebb"), (3, "Low")]),  # its title opens it already
        (FACTS, [(1, "Winds"), (2, "North"), (2, "South")]),
        (BARE, [(1, "file-0")]),  # the name of the file is a label, and is not said
        (NUMBERED, [(1, "file-0: CHAPTER I"), (2, "CHAPTER II")]),
    ],
)
def test_a_document_becomes_a_chapter_with_its_own_below(document: Document, chapters: list[tuple[int, str]]) -> None:
    assert outline(document, BARE) == [*chapters, (1, "file-1")]


def test_no_paragraph_is_lost_and_none_is_added() -> None:
    documents = [TITLED, FACTS, BARE, NUMBERED]
    texts = [paragraph.text for document in documents for paragraph in document.paragraphs]
    assert [paragraph.text for paragraph in merge(documents, ["", "", "", ""]).paragraphs] == texts


def test_a_title_that_the_text_does_not_open_with_is_said() -> None:
    told = Document(NUMBERED.chapters, title="A Novel")
    first, second, *_ = merge([told, BARE], ["a", "b"]).chapters
    assert (first.title, [paragraph.text for paragraph in first.paragraphs]) == ("A Novel", ["A Novel"])
    assert (second.title, second.level) == ("CHAPTER I", 2)


def test_every_paragraph_keeps_its_language_and_every_author_is_named() -> None:
    english = markdown.read("---\nauthor: B. Two\nlanguage: en\n---\n\n# Sun\n\nHot.\n")
    whole = merge([english, FACTS, BARE], ["a", "b", "c"])
    assert (whole.language, whole.author, whole.title) == ("en", "B. Two, A. One", "")
    assert {p.language for p in whole.paragraphs} == {None, "de"}
    assert [p.text for p in whole.paragraphs if p.language == "de"] == [p.text for p in FACTS.paragraphs]
