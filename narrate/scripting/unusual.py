"""Words that an engine may say wrongly: names, words of other alphabets and spellings, capitals inside a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from narrate.document import Document
from narrate.scripting.normalisation import spoken_form
from narrate.scripting.segmentation import sentences

WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’.-]*\p{L}|\p{L}")
INNER_CAPITAL = regex.compile(r"\p{Ll}\p{Lu}")
KNOWN = frozenset(
    [
        "I",
        "I'm",
        "I've",
        "I'll",
        "I'd",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Sir",
        "Lady",
        "Lord",
        "Miss",
        "God",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "English",
        "American",
        "British",
        "England",
        "America",
        "London",
    ]
)


def unusual_words(document: Document, language: str) -> list[tuple[str, int, str]]:
    """Each such word with how often it stands in a document and how it will be said, the most frequent first.

    A name is a word with a capital that is not the first of its sentence and is never written without one.
    """
    capitals: Counter[str] = Counter()
    strange: Counter[str] = Counter()
    lower: set[str] = set()
    for first, word in _words(document, language):
        if word.islower() and word.isascii():
            lower.add(word)
        elif not word.isascii() or INNER_CAPITAL.search(word):
            strange[word] += 1
        elif not first:
            capitals[word] += 1
    names = {word: n for word, n in capitals.items() if word.lower() not in lower and word not in KNOWN}
    found = sorted({**names, **strange}.items(), key=lambda one: (-one[1], one[0]))
    return [(word, count, spoken_form(word, language)) for word, count in found]


def _words(document: Document, language: str) -> Iterator[tuple[bool, str]]:
    """Every word, and whether it is the first of its sentence."""
    for chapter in document.chapters:
        for paragraph in chapter.paragraphs:
            for start, end in sentences(paragraph.text, paragraph.language or language):
                words = WORD.findall(paragraph.text[start:end].replace("’s", "").replace("'s", ""))
                yield from ((place == 0, word) for place, word in enumerate(words))
