"""A paragraph -> its utterances: by sentence, or by what it is: verse by line, a table by cell, code announced.

Every character that is not white space is in the `written` of one utterance; what is not said has the reason with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from narrate.cast import Part
from narrate.document import Kind, Paragraph
from narrate.lexicon import Lexicon
from narrate.manner import Manner
from narrate.script import Utterance
from narrate.scripting.dialogue import is_full_stop
from narrate.scripting.english.roman import value
from narrate.scripting.normalisation import spoken_form, why_silent
from narrate.scripting.segmentation import sentences, within
from narrate.scripting.sounding import placed
from narrate.scripting.turns import Turn
from narrate.voice import Voice

MOST_CHAPTERS = 99  # “CV” and “MIX” are words, and few books have as many chapters
FEWEST_COLUMNS_WITH_HEADERS = 3  # a table of two columns is a list of pairs, and needs no words between them
# What is announced: one line of code and several, one row of a table and several. English stands in for the rest.
ANNOUNCED = {
    "de": ("Code, eine Zeile.", "Code, {} Zeilen.", "Tabelle, eine Zeile.", "Tabelle, {} Zeilen."),
    "en": ("Code, {} line.", "Code, {} lines.", "Table, {} row.", "Table, {} rows."),
    "es": ("Código, una línea.", "Código, {} líneas.", "Tabla, una fila.", "Tabla, {} filas."),
    "fr": ("Code, une ligne.", "Code, {} lignes.", "Tableau, une ligne.", "Tableau, {} lignes."),
    "it": ("Codice, una riga.", "Codice, {} righe.", "Tabella, una riga.", "Tabella, {} righe."),
    "nl": ("Code, één regel.", "Code, {} regels.", "Tabel, één rij.", "Tabel, {} rijen."),
    "pl": ("Kod, wierszy: {}.", "Kod, wierszy: {}.", "Tabela, wierszy: {}.", "Tabela, wierszy: {}."),
    "pt": ("Código, uma linha.", "Código, {} linhas.", "Tabela, uma linha.", "Tabela, {} linhas."),
    "ru": ("Код, строк: {}.", "Код, строк: {}.", "Таблица, строк: {}.", "Таблица, строк: {}."),
}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reader:
    """How paragraphs are read: in what manner, how long an utterance may be, the words that no rule knows; by whom."""

    manner: Manner
    limit_chars: int
    lexicon: Lexicon
    voice: Voice | None = None

    def said(self, written: str, language: str) -> str:
        """What an engine gets for a text as printed; empty where there is nothing to pronounce."""
        policies = self.manner.policies
        known = self.lexicon.applied(written, language, self.voice)
        return spoken_form(known, language, policies.citations, policies.emoji)

    def in_turn(self, paragraph: Paragraph, language: str, turns: list[Turn]) -> Iterator[tuple[Turn, list[Utterance]]]:
        """What each speaker says of a paragraph. A sentence that several speak is cut where they take turns."""
        if len(turns) == 1:
            yield turns[0], list(self._of(turns[0].part).utterances(paragraph, language))
            return
        text = paragraph.text
        left = deque(sentences(text, language))
        start = 0
        for turn in turns:
            spans = []
            while left and left[0][0] < turn.end:
                first, last = left[0]
                spans.append((max(first, start), min(last, turn.end), last))
                if last > turn.end:
                    break
                left.popleft()
            start = turn.end
            yield turn, list(self._of(turn.part).part_of(text, spans, language))

    def _of(self, part: Part | None) -> Reader:
        """The same for another voice."""
        return replace(self, limit_chars=part.voice.limit_chars, voice=part.voice) if part else self

    def part_of(self, text: str, spans: list[tuple[int, int, int]], language: str) -> Iterator[Utterance]:
        """The utterances of some stretches of sentences: each is (start, end, where the sentence ends)."""
        pauses = self.manner.style.pauses
        for start, end, sentence_end in spans:
            whole = end == sentence_end or is_full_stop(text, end)
            pause_ms = pauses.sentence_ms if whole else pauses.clause_ms
            yield from self._pieces_of(text, _stripped(text, start, end), language, pause_ms)

    def utterances(self, paragraph: Paragraph, language: str) -> Iterator[Utterance]:
        """What is said of a paragraph, and what is not."""
        policies = self.manner.policies
        kind, rule = paragraph.kind, "say"
        if kind is Kind.CODE:
            rule = policies.code
        elif kind is Kind.TABLE:
            rule = policies.tables
        elif (kind is Kind.FIGURE and policies.figures == "skip") or (kind is Kind.NOTE and policies.notes == "skip"):
            rule = "skip"
        if rule != "say":
            yield from self._unsaid(paragraph, language, announced=rule == "announce")
        elif kind is Kind.HEADING and (number := _chapter_number(paragraph.text)):
            yield self._numbered(paragraph.text, number, language)
        elif kind is Kind.TABLE and (columns := _columns(paragraph.text)):
            yield from self._by_cell(paragraph.text, columns, language)
        else:
            yield from self._by_sentence(paragraph, language)

    def _unsaid(self, paragraph: Paragraph, language: str, *, announced: bool) -> Iterator[Utterance]:
        """A line at a time, of which the first stands for an announcement of all."""
        text, kind = paragraph.text, paragraph.kind
        rows = [(start, end) for start, end in _lines(text) if text[start:end].strip()]
        for number, (start, end) in enumerate(rows):
            spoken = self.said(_announcement(kind, len(rows), language), language) if announced and not number else ""
            reason = "" if spoken else f"{kind}, announced only" if announced else f"{kind}, skipped as asked"
            yield Utterance(
                text[start:end], spoken, start, self.manner.style.pauses.sentence_ms if spoken else 0, reason
            )

    def _numbered(self, text: str, number: int, language: str) -> Utterance:
        """A heading that is a Roman numeral and nothing else."""
        start, end = _stripped(text, 0, len(text))
        pause_ms = self.manner.style.pauses.sentence_ms
        return self._utterance(text[start:end], self.said(str(number), language), start, pause_ms, language)

    def _by_cell(self, text: str, columns: list[str], language: str) -> Iterator[Utterance]:
        """Row by row, each cell after the header of its column; the row of headers is not said by itself."""
        pauses = self.manner.style.pauses
        for row, line in enumerate(_lines(text)):
            cells = [cell for cell in _cells(text, line) if text[slice(*cell[1])].strip()]
            for place, (column, (start, end)) in enumerate(cells):
                written = text[start:end]
                if not row:
                    yield Utterance(written, "", start, 0, "a header, which is said with its cells")
                    continue
                spoken = self._headed(columns[column] if column < len(columns) else "", written, language)
                pause_ms = pauses.sentence_ms if place == len(cells) - 1 else pauses.cell_ms
                if len(spoken) <= self.limit_chars:
                    yield self._utterance(written, spoken, start, pause_ms, language)
                else:
                    yield from self._pieces_of(text, (start, end), language, pause_ms)

    def _headed(self, header: str, cell: str, language: str) -> str:
        """A cell as a sentence of its own; empty where there is nothing in it to pronounce."""
        spoken = self.said(cell, language)
        name = self.said(header.rstrip(" :"), language) if spoken else ""
        stop = "" if not spoken or spoken[-1] in ".!?…" else "."
        return f"{name}: {spoken}{stop}" if name else spoken + stop

    def _by_sentence(self, paragraph: Paragraph, language: str) -> Iterator[Utterance]:
        text, pauses = paragraph.text, self.manner.style.pauses
        for start, end in sentences(text, language):
            ends_line = paragraph.kind is Kind.VERSE and text[end:].lstrip(" \t")[:1] in {"\n", ""}
            yield from self._pieces_of(
                text, (start, end), language, pauses.verse_line_ms if ends_line else pauses.sentence_ms
            )

    def _pieces_of(self, text: str, span: Span, language: str, pause_ms: int) -> Iterator[Utterance]:
        """The utterances of one sentence, with the pause after the last that is heard."""
        pieces = self._pieces(text, span, language)
        spoken = [self.said(text[start:end], language) for start, end in pieces]
        last = max((number for number, one in enumerate(spoken) if one), default=0)
        for number, (start, end) in enumerate(pieces):
            after_ms = pause_ms if number == last else self.manner.style.pauses.clause_ms
            yield self._utterance(text[start:end], spoken[number], start, after_ms, language)

    def _utterance(self, written: str, spoken: str, start: int, pause_ms: int, language: str) -> Utterance:
        if not spoken:
            return Utterance(written, "", start, 0, why_silent(written))
        sounds = self.lexicon.sounds(written, language, self.voice)
        if sounds:
            known = self.lexicon.applied(written, language, self.voice)
            return Utterance(written, spoken, start, pause_ms, "", placed(sounds, known, spoken, language))
        return Utterance(written, spoken, start, pause_ms)

    def _pieces(self, text: str, span: Span, language: str, cut_chars: int = 0) -> list[Span]:
        """A sentence cut so that what is spoken, which may be longer than what is written, keeps to the limit too.

        `cut_chars` is the longest piece of what is written, halved until what is spoken fits.
        """
        pieces: list[Span] = []
        for start, end in within(text, span, cut_chars or self.limit_chars):
            fits = len(self.said(text[start:end], language)) <= self.limit_chars
            half = (end - start + 1) // 2
            pieces += [(start, end)] if fits or end - start == 1 else self._pieces(text, (start, end), language, half)
        return pieces


def _stripped(text: str, start: int, end: int) -> Span:
    """A span without the white space around it."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _chapter_number(heading: str) -> int:
    """What a heading such as “XIV” or “II.” is worth; 0 where it is a word, or too large for a chapter's number."""
    worth = value(heading.strip().removesuffix(".")) if heading.isupper() else 0
    return worth if worth <= MOST_CHAPTERS else 0


def _announcement(kind: Kind, rows: int, language: str) -> str:
    words = ANNOUNCED.get(language.partition("-")[0].lower(), ANNOUNCED["en"])
    return words[(rows > 1) + 2 * (kind is Kind.TABLE)].format(rows)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _cells(text: str, line: Span) -> Iterator[tuple[int, Span]]:
    """The cells of a row: the number of the column, and where the words are."""
    start = line[0]
    for column, cell in enumerate(text[slice(*line)].split("\t")):
        inner = start + len(cell) - len(cell.lstrip())
        yield column, (inner, inner + len(cell.strip()))
        start += len(cell) + 1


def _columns(text: str) -> list[str]:
    """The headers of a table; none where it has two columns or one row, or its first row has numbers in it."""
    first, _, rest = text.partition("\n")
    headers = first.split("\t")
    numbers = any(header.strip()[:1].isdigit() for header in headers)
    return headers if len(headers) >= FEWEST_COLUMNS_WITH_HEADERS and rest.strip() and not numbers else []
