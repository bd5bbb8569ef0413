"""Document -> Script. One door: `write_script`.

`in_its_languages` tells a document's languages first; `parts` cuts a script into files, `explain` says why it is as it
is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.lexicon import NO_WORDS, Lexicon
from narrate.script import Passage, Scene, Script, Utterance
from narrate.scripting import normalisation, prosody
from narrate.scripting.detection import in_its_languages
from narrate.scripting.normalisation import Change, spoken_form, why_silent
from narrate.scripting.segmentation import sentences, within
from narrate.scripting.unusual import unusual_words
from narrate.settings import Pauses

__all__ = ["Change", "explain", "in_its_languages", "parts", "unusual_words", "write_script"]

LENGTH_MARGIN = 0.75  # of the longest that a part may be: voices speak faster or slower than was expected
LONGEST_PASSAGE_CHARS = 4_000  # about four minutes of speech: what one failure costs, and one clip holds in memory


def write_script(
    document: Document,
    *,
    language: str,
    pauses: Pauses,
    limit_chars: int,
    lexicon: Lexicon = NO_WORDS,
    apart: bool = False,
) -> Script:
    """Say what will be said: passages of utterances of at most `limit_chars`, with a pause after each.

    `language` is for paragraphs that do not name one. `lexicon` has the user's own pronunciations, which come before
    any rule. `apart` tells that every chapter ends in a tail of its own.
    Every character of the document that is not white space is in the `written` of exactly one utterance.
    """
    numbers, places = count(1), count()
    manner = _Manner(pauses, limit_chars, lexicon)
    blocks = [list(_blocks(chapter, language, manner, numbers, places)) for chapter in document.chapters]
    spaced = [prosody.spaced([one], pauses)[0] for one in blocks] if apart else prosody.spaced(blocks, pauses)
    scenes = (
        Scene(chapter.title, tuple(passages), chapter.level)
        for chapter, passages in zip(document.chapters, spaced, strict=True)
    )
    return Script(tuple(scene for scene in scenes if scene.passages), language)


def explain(written: str, language: str, lexicon: Lexicon = NO_WORDS) -> list[Change]:
    """What the lexicon and then each rule did to a text on its way to its spoken form, in order."""
    known = lexicon.applied(written, language)
    first = [Change("lexicon", written, known)] if known != written else []
    return [*first, *normalisation.explain(known, language)]


def parts(script: Script, longest_s: float, speed: float) -> list[Script]:
    """A script for each chapter that has something to pronounce, or several for one that lasts longer than asked."""
    return [
        Script((scene,), script.language)
        for whole in script.scenes
        for scene in _shorter(whole, longest_s * LENGTH_MARGIN, speed)
        if any(passage.spoken for passage in scene.passages)
    ]


def _shorter(scene: Scene, longest_s: float, speed: float) -> Iterator[Scene]:
    """A scene as it is, or cut between its passages, the later portions numbered."""
    numbers = count(1)
    portion: list[Passage] = []
    length_s = 0.0
    for passage in scene.passages:
        expected_s = sum(utterance.expected_s(speed) for utterance in passage.utterances)
        if portion and length_s + expected_s > longest_s:
            yield _portion(scene, portion, next(numbers))
            portion, length_s = [], 0.0
        portion.append(passage)
        length_s += expected_s
    yield _portion(scene, portion, next(numbers))


def _portion(scene: Scene, passages: list[Passage], number: int) -> Scene:
    title = f"{scene.title} ({number})" if number > 1 else scene.title
    return replace(scene, title=title, passages=tuple(passages))


@dataclass(frozen=True, slots=True)
class _Manner:
    """How passages are made: their pauses, how long an utterance may be, and the words that no rule knows."""

    pauses: Pauses
    limit_chars: int
    lexicon: Lexicon

    def said(self, written: str, language: str) -> str:
        """What an engine gets for a text as printed; empty where there is nothing to pronounce."""
        return spoken_form(self.lexicon.applied(written, language), language)


def _blocks(
    chapter: Chapter, language: str, manner: _Manner, numbers: Iterator[int], places: Iterator[int]
) -> Iterator[prosody.Block]:
    """The passages of a chapter, and its breaks, in order."""
    for paragraph, place in zip(chapter.paragraphs, places, strict=False):
        if paragraph.kind is Kind.BREAK:
            yield Kind.BREAK
            continue
        tag = paragraph.language or language
        for part, utterances in enumerate(_portions(list(_utterances(paragraph, tag, manner)))):
            yield Passage(next(numbers), utterances, paragraph.kind, tag, continues=part > 0, paragraph=place)


def _utterances(paragraph: Paragraph, language: str, manner: _Manner) -> Iterator[Utterance]:
    text, pauses = paragraph.text, manner.pauses
    for sentence in sentences(text, language):
        pieces = _pieces(text, sentence, language, manner)
        spoken = [manner.said(text[start:end], language) for start, end in pieces]
        last = max((number for number, one in enumerate(spoken) if one), default=0)
        for number, (start, end) in enumerate(pieces):
            pause_ms = pauses.sentence_ms if number == last else pauses.clause_ms
            yield _utterance(text[start:end], spoken[number], start, pause_ms)


def _pieces(
    text: str, span: tuple[int, int], language: str, manner: _Manner, cut_chars: int = 0
) -> list[tuple[int, int]]:
    """A sentence cut so that what is spoken, which may be longer than what is written, keeps to the limit too.

    `cut_chars` is the longest piece of what is written, halved until what is spoken fits.
    """
    pieces: list[tuple[int, int]] = []
    for start, end in within(text, span, cut_chars or manner.limit_chars):
        fits = len(manner.said(text[start:end], language)) <= manner.limit_chars
        half = (end - start + 1) // 2
        pieces += [(start, end)] if fits or end - start == 1 else _pieces(text, (start, end), language, manner, half)
    return pieces


def _utterance(written: str, spoken: str, start: int, pause_ms: int) -> Utterance:
    if not spoken:
        return Utterance(written, "", start, 0, why_silent(written))
    return Utterance(written, spoken, start, pause_ms)


def _portions(utterances: list[Utterance]) -> Iterator[tuple[Utterance, ...]]:
    """A paragraph's utterances as one passage, or as several where it is very long."""
    portion: list[Utterance] = []
    length = 0
    for utterance in utterances:
        if portion and length + len(utterance.spoken) > LONGEST_PASSAGE_CHARS:
            yield tuple(portion)
            portion, length = [], 0
        portion.append(utterance)
        length += len(utterance.spoken)
    if portion:
        yield tuple(portion)
