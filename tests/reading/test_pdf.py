"""PDF: what is printed is read in the order in which people read it, and what pages carry beside it is not."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from narrate.document import Document
from narrate.reading import pdf
from tests.reading.press import Manner, Press

WORDS = [
    "the", "of", "and", "a", "to", "in", "he", "was", "that", "it", "his", "her", "with", "as", "had", "for", "at", "on",
    "not", "but", "be", "they", "you", "which", "she", "all", "one", "there", "from", "were", "have", "by", "we", "him",
    "their", "would", "been", "if", "when", "who", "will", "no", "more", "out", "so", "said", "what", "up", "its", "about",
    "into", "than", "them", "can", "only", "other", "time", "some", "could", "these", "two", "may", "then", "do", "first",
    "any", "my", "now", "such", "like", "our", "over", "man", "me", "even", "most", "made", "after", "also", "did", "many",
    "before", "must", "through", "years", "where", "much", "your", "way", "well", "down", "should", "because", "each",
    "people", "how", "too", "little", "good", "world", "make", "very", "year", "still", "see", "own", "work", "day", "get",
    "here", "between", "both", "life", "being", "under", "never", "same", "another", "know", "while", "last", "might",
    "great", "old", "place", "house", "again", "night", "water", "morning", "remember", "question", "children",
    "everything", "together", "something", "government", "important", "different", "company", "development",
    "understanding", "experience", "neighbourhood", "conversation", "particularly",
]  # fmt: skip


def sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(5, 18))]
    return " ".join(words).capitalize() + chance.choice(["."] * 8 + ["?", "!"])


def paragraph(chance: random.Random, sentences: int = 0) -> str:
    return " ".join(sentence(chance) for _ in range(sentences or chance.randint(1, 6)))


def book(seed: int = 1, chapters: int = 3, paragraphs: int = 14) -> list[tuple[str, str]]:
    """Chapters of random sentences of common words, which are all words of every speech."""
    chance = random.Random(seed)
    blocks: list[tuple[str, str]] = []
    for number in range(1, chapters + 1):
        blocks.append(("h1", f"{number}. {' '.join(chance.choice(WORDS).title() for _ in range(3))}"))
        blocks += [("body", paragraph(chance)) for _ in range(paragraphs)]
    return blocks


def tokens(text: str) -> Counter[str]:
    return Counter("".join(c if c.isalnum() else " " for c in text.lower()).split())


def f1(found: str, printed: str) -> float:
    one, other = tokens(found), tokens(printed)
    return 2 * (one & other).total() / (one.total() + other.total())


def said(document: Document) -> str:
    return " ".join(paragraph.text for paragraph in document.paragraphs)


PLAIN = Manner()
LAYOUTS = {
    "indented paragraphs, justified": PLAIN,
    "indented paragraphs, ragged": replace(PLAIN, justified=False),
    "spaced paragraphs": replace(PLAIN, indent=0, gap=7),
    "spaced paragraphs, ragged, no hyphens": replace(PLAIN, indent=0, gap=7, justified=False, hyphens=False),
    "no page numbers": replace(PLAIN, foot=""),
    "two columns": replace(PLAIN, columns=2, size=8.5, leading=10.5, indent=9),
    "two columns, spaced": replace(PLAIN, columns=2, size=8.5, leading=10.5, indent=0, gap=5),
    "two columns, drawn row by row": replace(PLAIN, columns=2, size=8.5, leading=10.5, indent=9, across=True),
    "a running head": replace(PLAIN, head="A History of Everything", foot="{page}"),
    "the chapter as running head": replace(PLAIN, head="{chapter}", foot="– {page} –"),
    "a mirrored head with the page": replace(PLAIN, head="{page}   {chapter}", mirrored=True, foot=""),
    "a running foot": replace(PLAIN, foot="Draft of May · page {page} of 99"),
    "pages from 137 on": replace(PLAIN, first_page=137),
    "wide leading": replace(PLAIN, leading=18.0),
    "large type": replace(PLAIN, size=13.0, leading=16.0),
    "ligatures": PLAIN,
    "drop caps": replace(PLAIN, drop_cap=True),
    "an outline": replace(PLAIN, outline=True),
}


@pytest.mark.parametrize("manner", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_book_is_read_as_it_was_written(manner: Manner) -> None:
    """Every heading a chapter, every paragraph whole and alone; furniture gone, hyphens undone."""
    blocks = book()
    document = pdf.read(Press(manner).print(blocks), "a.pdf")
    written = [text for _, text in blocks]
    assert f1(said(document), " ".join(written)) >= 0.995
    assert [chapter.title for chapter in document.chapters] == [text for kind, text in blocks if kind == "h1"]
    whole = Counter(paragraph.text for paragraph in document.paragraphs)
    kept = (whole & Counter(written)).total()
    assert kept / len(written) >= 0.93, sorted(Counter(written) - whole)[:3] + sorted(whole - Counter(written))[:3]
