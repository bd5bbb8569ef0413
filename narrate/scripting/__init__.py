"""Document -> Script. One door: `write_script`.

`in_its_languages` tells a document's languages first; `parts` cuts a script into files, `explain` says why it is as it
is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from narrate.cast import Cast
from narrate.document import Chapter, Document, Kind
from narrate.lexicon import NO_WORDS, Lexicon
from narrate.manner import AS_WRITTEN, Manner, Policies
from narrate.script import Passage, Scene, Script, Utterance
from narrate.scripting import normalisation, prosody
from narrate.scripting.desk import Desk
from narrate.scripting.detection import in_its_languages
from narrate.scripting.normalisation import Change
from narrate.scripting.unusual import unusual_words
from narrate.scripting.utterances import Reader
from narrate.voice import Voice

__all__ = ["Change", "explain", "in_its_languages", "parts", "unusual_words", "write_script"]

LENGTH_MARGIN = 0.75  # of the longest that a part may be: voices speak faster or slower than was expected
LONGEST_PASSAGE_CHARS = 4_000  # about four minutes of speech: what one failure costs, and one clip holds in memory


def write_script(  # noqa: PLR0913 - each decides what is said
    document: Document,
    *,
    language: str,
    limit_chars: int,
    manner: Manner = AS_WRITTEN,
    lexicon: Lexicon = NO_WORDS,
    apart: bool = False,
    cast: Cast | None = None,
    home: Path | None = None,
) -> Script:
    """Say what will be said, and who says it: passages of utterances of at most `limit_chars`, each with its pause.

    `language` is for paragraphs that do not name one. `manner` has the pauses, the paces, and what is said of code,
    tables, figures and notes. `lexicon` has the user's own pronunciations, which come before any rule. `apart` tells
    that every chapter ends in a tail of its own. `cast` are those who speak beside the narrator: what they speak
    becomes passages of their own, and keeps to their voices' limits. In `home` is kept what is written, for later runs.
    Every character of the document that is not white space is in the `written` of exactly one utterance.
    """
    numbers, places = count(1), count()
    reader = Reader(manner, limit_chars, lexicon, cast.narrator if cast else None)
    desk, pauses = Desk(reader, language, cast, home), manner.style.pauses
    blocks = [list(_blocks(chapter, desk, numbers, places)) for chapter in document.chapters]
    spaced = [prosody.spaced([one], pauses)[0] for one in blocks] if apart else prosody.spaced(blocks, pauses)
    scenes = (
        Scene(chapter.title, tuple(passages), chapter.level)
        for chapter, passages in zip(document.chapters, spaced, strict=True)
    )
    return Script(tuple(scene for scene in scenes if scene.passages), language)


def explain(
    written: str,
    language: str,
    lexicon: Lexicon = NO_WORDS,
    policies: Policies = AS_WRITTEN.policies,
    voice: Voice | None = None,
) -> list[Change]:
    """What the lexicon and then each rule did to a text on its way to its spoken form, in order."""
    known = lexicon.applied(written, language, voice)
    first = [Change("lexicon", written, known)] if known != written else []
    return [*first, *normalisation.explain(known, language, policies.citations, policies.emoji)]


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
        expected_s = passage.expected_s(speed)
        if portion and length_s + expected_s > longest_s:
            yield _portion(scene, portion, next(numbers))
            portion, length_s = [], 0.0
        portion.append(passage)
        length_s += expected_s
    yield _portion(scene, portion, next(numbers))


def _portion(scene: Scene, passages: list[Passage], number: int) -> Scene:
    title = f"{scene.title} ({number})" if number > 1 else scene.title
    return replace(scene, title=title, passages=tuple(passages))


def _blocks(chapter: Chapter, desk: Desk, numbers: Iterator[int], places: Iterator[int]) -> Iterator[prosody.Block]:
    """The passages of a chapter, and its breaks, in the order in which they are said."""
    placed = list(zip(chapter.paragraphs, places, strict=False))
    if desk.reader.manner.policies.notes == "end":
        placed.sort(key=lambda one: one[0].kind is Kind.NOTE)  # which leaves all else in its order
    read = desk.read([paragraph for paragraph, _ in placed], chapter.title)
    for (paragraph, place), turns in zip(placed, read, strict=True):
        kind = paragraph.kind
        if kind is Kind.BREAK:
            yield Kind.BREAK
            continue
        tag, pace, continues = paragraph.language or desk.language, desk.reader.manner.style.pace_of(kind), False
        for turn, said in turns:
            for utterances in _portions(said):
                yield Passage(next(numbers), utterances, kind, tag, continues, place, turn.part, pace, turn.speaker)
                continues = True


def _portions(utterances: Iterable[Utterance]) -> Iterator[tuple[Utterance, ...]]:
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
