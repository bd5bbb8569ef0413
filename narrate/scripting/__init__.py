"""Document -> Script. One door: `write_script`; `parts` cuts a script into files, `explain` says why it is as it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from narrate.cast import Cast, Part
from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.lexicon import NO_WORDS, Lexicon
from narrate.script import Passage, Scene, Script, Utterance
from narrate.scripting import dialogue, normalisation, prosody
from narrate.scripting.normalisation import Change, spoken_form, why_silent
from narrate.scripting.segmentation import sentences, within
from narrate.scripting.unusual import unusual_words
from narrate.settings import Pauses

__all__ = ["Change", "explain", "parts", "unusual_words", "write_script"]

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
    cast: Cast | None = None,
) -> Script:
    """Say what will be said, and who says it: passages of utterances of at most `limit_chars`, each with its pause.

    `language` is for paragraphs that do not name one. `lexicon` has the user's own pronunciations, which come before
    any rule. `apart` tells that every chapter ends in a tail of its own. `cast` are those who speak beside the
    narrator: what they speak becomes passages of their own, and keeps to their voices' limits.
    Every character of the document that is not white space is in the `written` of exactly one utterance.
    """
    numbers, places = count(1), count()
    manner = _Manner(pauses, limit_chars, lexicon, cast)
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
    """How passages are made: their pauses, how long an utterance may be, words that no rule knows, and who speaks."""

    pauses: Pauses
    limit_chars: int
    lexicon: Lexicon
    cast: Cast | None

    def said(self, written: str, language: str) -> str:
        """What an engine gets for a text as printed; empty where there is nothing to pronounce."""
        return spoken_form(self.lexicon.applied(written, language), language)

    def of(self, part: Part | None) -> _Manner:
        """The manner of one voice."""
        return replace(self, limit_chars=part.voice.limit_chars) if part else self


def _blocks(
    chapter: Chapter, language: str, manner: _Manner, numbers: Iterator[int], places: Iterator[int]
) -> Iterator[prosody.Block]:
    """The passages of a chapter, and its breaks, in order."""
    carried = ""
    for paragraph, place in zip(chapter.paragraphs, places, strict=False):
        if paragraph.kind is Kind.BREAK:
            yield Kind.BREAK
            continue
        tag = paragraph.language or language
        turns, carried = _turns(paragraph, tag, manner.cast, carried, chapter.title)
        continues = False
        for part, said in _said(paragraph.text, tag, turns, manner):
            for utterances in _portions(said):
                yield Passage(next(numbers), utterances, paragraph.kind, tag, continues, place, part)
                continues = True


Turn = tuple[int, Part | None]  # who speaks, and where in the paragraph that ends


def _turns(
    paragraph: Paragraph, language: str, cast: Cast | None, carried: str, chapter: str
) -> tuple[list[Turn], str]:
    """Who speaks a paragraph of a chapter, in turn; and who is still speaking where its speech is not closed.

    `carried` is that of the paragraph before.
    """
    text, kind = paragraph.text, paragraph.kind
    if cast is None:
        return [(len(text), None)], ""
    if kind is not Kind.BODY or not cast.has_dialogue:
        return [(len(text), cast.part(kind, language, chapter=chapter))], ""
    parts = dialogue.stretches(text, language, cast.speakers, carried)
    turns: list[Turn] = []
    for stretch in parts:
        part = cast.part(kind, language, stretch.speaker, chapter)
        if turns and turns[-1][1] == part:
            turns.pop()
        turns.append((stretch.end, part))
    return turns, (parts[-1].speaker or "") if dialogue.runs_on(text) else ""


def _said(
    text: str, language: str, turns: list[Turn], manner: _Manner
) -> Iterator[tuple[Part | None, list[Utterance]]]:
    """The utterances of each turn. A sentence that several speak is cut where they take turns."""
    left = deque(sentences(text, language))
    start = 0
    for end, part in turns:
        within_turn = []
        while left and left[0][0] < end:
            first, last = left[0]
            within_turn.append((max(first, start), min(last, end), last))
            if last > end:
                break
            left.popleft()
        start = end
        yield part, list(_utterances(text, within_turn, language, manner.of(part)))


def _utterances(text: str, spans: list[tuple[int, int, int]], language: str, manner: _Manner) -> Iterator[Utterance]:
    """The utterances of some sentences: each is (start, end, where the sentence ends)."""
    pauses = manner.pauses
    for start, end, sentence_end in spans:
        pieces = _pieces(text, _stripped(text, start, end), language, manner)
        spoken = [manner.said(text[first:last], language) for first, last in pieces]
        final = max((number for number, one in enumerate(spoken) if one), default=0)
        after_ms = pauses.sentence_ms if end == sentence_end or dialogue.is_full_stop(text, end) else pauses.clause_ms
        for number, (first, last) in enumerate(pieces):
            pause_ms = after_ms if number == final else pauses.clause_ms
            yield _utterance(text[first:last], spoken[number], first, pause_ms)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space around it."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


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
