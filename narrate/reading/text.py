"""Plain text -> Document: its headings, paragraphs, lists, verse and breaks, told from how the text is laid out.

The flow: lines -> blocks between blank lines -> `Piece`s, each judged from its own lines -> headings, judged from their
neighbours -> the chapters of `outline`. No letter and no digit is ever dropped; what goes are bullets, underlines, the
"#" of headings, the ">" of quotations, the marks of emphasis and, rarely, a hyphen at a line's end (see `joining`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrate.document import Document, Kind
from narrate.reading import headings, joining, layout, marks, outline
from narrate.reading.layout import Shape
from narrate.reading.outline import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_BODY_CHARACTERS = 60
MIN_TITLED_BODY_CHARACTERS = 30
"""What follows a heading is a paragraph of at least a line, half of one below a heading Of Capitalised Words; a short
line among short lines is more likely a list, a sign or a signature."""

BULLET = re.compile(rf"[ ]*[{marks.BULLETS}][ ]+(?=\S)")
"""Not "-5 degrees", "*emphasis*" or the em dash that opens a speech."""

NUMBERED = re.compile(r"[ ]*(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})\)|\d{1,3}\.)[ ]+(?=\S)")
"""Not "1914. The war", nor an initial ("J. Smith"), nor "3.5 metres"."""

QUOTED = re.compile(r"[ ]*>(?:[ ]?>)*[ ]?")
"""The marks of a quoted mail: one or more ">" at the beginning of a line."""

TITLE, PART, CHAPTER, SECTION = 0, 10, 20, 30
"""Ranks of headings; a heading with hashes or an underline has the rank SECTION plus its depth."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a plain text before its neighbours have been asked whether it is a heading."""

    text: str
    kind: Kind = Kind.BODY
    rank: int = SECTION
    alone: bool = False
    """Whether it is one line that nothing shares a paragraph with: it may be a heading."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a whole text is laid out and which words it uses."""

    column: layout.Column | None
    """Where it is hard-wrapped, None where it is not."""
    margin: int
    """The least indent of its lines."""
    indented: bool
    """Whether it begins its paragraphs with an indent."""
    words: frozenset[str]
    """Its vocabulary, for hyphens at line ends; empty where no line ends in one."""


def read(written: str) -> Document:
    """Return the document of a plain text, as `decoding.decode` gives it. Never fails; empty text, no chapters."""
    lines = layout.lines(written)
    blocks = list(layout.blocks(lines))
    pairs = [pair for block in blocks for pair in layout.joints(block)]
    margin = min((layout.indent(line) for line in lines if line), default=0)
    manner = Manner(layout.column(pairs), margin, layout.is_indented(pairs, margin), joining.vocabulary(written))
    pieces = [piece for block in _opened(blocks) for piece in _pieces(block, manner)]
    return outline.assemble(_blocks(_promoted(_numbers(pieces))))


def _opened(blocks: list[list[str]]) -> list[list[str]]:
    """Cut the first block into its lines where it is a title with a byline or a subtitle below it."""
    first = blocks[0] if blocks[1:] else []
    title, *rest = [line.strip() for line in first] or [""]
    if len(rest) != 1 or not headings.may_be_heading(title):
        return blocks
    titled = headings.author_of(rest[0]) or headings.may_be_heading(rest[0])
    return [[line] for line in first] + blocks[1:] if titled else blocks


def _pieces(block: list[str], manner: Manner) -> Iterator[Piece]:
    """Cut a block at its breaks and underlined headings, and judge what lies between."""
    start = at = 0
    while at < len(block):
        length, piece = _landmark(block, at, first=at == start)
        if piece:
            yield from _plain(block[start:at], manner)
            yield piece
            start = at + length
        at += length
    yield from _plain(block[start:], manner)


def _landmark(block: list[str], at: int, *, first: bool) -> tuple[int, Piece | None]:
    """Return how many lines from `at` on are a heading or a break, and which; 1 and None for other lines."""
    line, below, third = (*(text.strip() for text in block[at : at + 3]), "", "")[:3]
    if first and _underlines(below, line):
        return 2, Piece(joining.clean(line), Kind.HEADING, SECTION + marks.UNDERLINES[below[0]])
    if first and headings.UNDERLINE.fullmatch(line) and line == third and _underlines(third, below):
        return 3, Piece(joining.clean(below), Kind.HEADING, SECTION + marks.UNDERLINES[line[0]])
    if headings.is_break(line):
        return 1, Piece("", Kind.BREAK)
    return 1, _inner_heading(line, block[at - 1] if at else "", below)


def _inner_heading(line: str, above: str, below: str) -> Piece | None:
    """Return the heading that a line says it is, amid a block: not within a sentence, nor in a table of contents."""
    rank = _explicit_rank(joining.clean(line))
    if not rank or layout.starts_lower(below) or rank in (over := _explicit_rank(above.strip()), _explicit_rank(below)):
        return None
    within = above and not over and layout.is_open((above, line))
    return None if within else Piece(joining.clean(line), Kind.HEADING, rank)


def _underlines(row: str, line: str) -> bool:
    """Tell whether a row of marks makes a heading of the line above it. Not below a sentence, not below a break."""
    if not headings.UNDERLINE.fullmatch(row) or headings.is_break(line) or not any(map(str.isalnum, line)):
        return False
    return len(line) <= headings.MAX_EXPLICIT_CHARACTERS and not (row[0] == "-" and line.endswith((".", ",", ";", ":")))


def _plain(lines: list[str], manner: Manner) -> Iterator[Piece]:
    """Judge lines without breaks: a quotation, or prose with headings at its head and lists in it."""
    if not lines:
        return
    if all(QUOTED.match(line) for line in lines):
        yield from _quotation([QUOTED.sub("", line, count=1) for line in lines], manner)
        return
    head = _head(lines, manner)
    if head:
        yield head
        lines = lines[1:]
    for item, run in _runs(lines, manner):
        yield from _list_item(run, manner) if item else _prose(run, manner)


def _head(lines: list[str], manner: Manner) -> Piece | None:
    """Return what the first line is by itself: a heading that says so, or what stands out above prose."""
    line = joining.clean(lines[0])
    if hashed := headings.HASHES.fullmatch(line):
        commented = len(lines) > 1 and lines[1].lstrip().startswith("#")
        fits = len(line) <= headings.MAX_EXPLICIT_CHARACTERS and not commented
        return Piece(hashed["text"], Kind.HEADING, SECTION + len(hashed["hashes"])) if fits else None
    if len(lines) == 1 or manner.column is None or _is_full(lines[0], lines[1], manner):
        return None
    if headings.is_label(line) or (line.isupper() and headings.may_be_heading(line)):
        return Piece(line, alone=True)
    term = all(layout.indent(below) > layout.indent(lines[0]) for below in lines[1:])
    return Piece(line) if term and layout.is_open((lines[0], lines[1])) else None


def _explicit_rank(line: str) -> int:
    """Return the rank of a heading that says itself what it is, 0 for other lines."""
    if headings.is_part(line):
        return PART
    return CHAPTER if headings.is_chapter(line) else 0


def _quotation(lines: list[str], manner: Manner) -> Iterator[Piece]:
    for block in layout.blocks(lines):
        for piece in _prose(block, manner):
            yield replace(piece, kind=Kind.QUOTE if piece.kind is Kind.BODY else piece.kind, alone=False)


def _runs(lines: list[str], manner: Manner) -> Iterator[tuple[bool, list[str]]]:
    """Yield runs of lines: (True, the lines of one list item) or (False, prose)."""
    run: list[str] = []
    item = False
    for line in lines:
        starts = _starts_item(line, run, manner)
        if run and (starts or (item and not _continues_item(run, line, manner))):
            yield item, run
            run, item = [], False
        item = item or starts
        run.append(line)
    if run:
        yield item, run


def _starts_item(line: str, run: list[str], manner: Manner) -> bool:
    """Tell whether a line opens a list item; `run` is the item or the prose above it.

    Not so inside wrapped prose, where a dash or "12." may begin a line, unless the item above has the same mark.
    """
    mark = _mark(line)
    if not mark or not run or mark == _mark(run[0]):
        return bool(mark)
    return not (_is_full(run[-1], line, manner) and layout.is_open((run[-1], line)))


def _mark(line: str) -> str:
    """Return the kind of mark that may open a list item: the bullet, "0" for a number, "a" for a letter, or ""."""
    found = BULLET.match(line) or NUMBERED.match(line)
    mark = found.group().strip(" ().") if found else ""
    return "0" if mark.isdigit() else mark if len(mark) == 1 and not mark.isalpha() else mark and "a"


def _continues_item(run: list[str], line: str, manner: Manner) -> bool:
    """Tell whether a line belongs to the list item above it: indented below it, wrapped, or within a sentence."""
    wrapped = _is_full(run[-1], line, manner) and layout.is_open((run[-1], line))
    return layout.indent(line) > layout.indent(run[0]) or wrapped or layout.starts_lower(line)


def _is_full(above: str, line: str, manner: Manner) -> bool:
    """Tell whether a line is full at the text's column; no line is where there is no column."""
    return manner.column is not None and layout.is_full((above, line), manner.column.width)


def _list_item(lines: list[str], manner: Manner) -> Iterator[Piece]:
    """Yield one item: a bullet is dropped, a number is kept; it may be the numbered heading of a section."""
    numbered = NUMBERED.match(lines[0]) is not None
    text = joining.join([BULLET.sub("", lines[0], count=1), *lines[1:]], manner.words)
    yield Piece(text, Kind.LIST_ITEM, alone=numbered and len(lines) == 1)


def _prose(lines: list[str], manner: Manner) -> Iterator[Piece]:
    """Cut lines without lists into paragraphs, by the shape of the block."""
    shape = layout.shape(lines, manner.column, manner.margin)
    if shape is Shape.VERSE:
        yield Piece("\n".join(map(joining.clean, lines)), Kind.VERSE)
        return
    wrapped = shape is Shape.WRAPPED
    cut = layout.paragraphs(lines, manner.column, indented=manner.indented) if wrapped else layout.running_lines(lines)
    for paragraph in cut:
        yield Piece(joining.join(paragraph, manner.words), alone=len(paragraph) == 1)


def _numbers(pieces: list[Piece]) -> list[Piece]:
    """Make chapters of bare numbers, if they count 1, 2, 3 (from 1 again in a new part); page numbers do not."""
    found = [at for at, piece in enumerate(pieces) if piece.alone and headings.numeral(piece.text)]
    values = [headings.numeral(pieces[at].text) for at in found]
    counted = all(value in (1, before + 1) for before, value in zip([0, *values], values, strict=False))
    if len(values) < 2 or values[0] != 1 or not counted or any(_cuts(pieces, at) for at in found):  # noqa: PLR2004
        return pieces
    chapters = set(found)
    return [replace(p, kind=Kind.HEADING, rank=CHAPTER) if at in chapters else p for at, p in enumerate(pieces)]


def _cuts(pieces: list[Piece], at: int) -> bool:
    """Tell whether a piece stands in the middle of a sentence, as the number of a page does."""
    above = pieces[at - 1] if at else None
    if above is None or above.kind is not Kind.BODY or (above.alone and headings.may_be_heading(above.text)):
        return False
    return layout.is_open((above.text, ""))


def _promoted(pieces: list[Piece]) -> list[Piece]:
    """Make headings of the lines that read like one and have the neighbours of one, from the last to the first."""
    done: list[Piece] = []
    for at in range(len(pieces) - 1, -1, -1):
        above = pieces[at - 1] if at else None
        byline = at in (1, 2) and headings.author_of(pieces[at].text)
        done.append(pieces[at] if byline else _judged(pieces[at], above, done[-1] if done else None))
    return done[::-1]


def _judged(piece: Piece, above: Piece | None, below: Piece | None) -> Piece:
    """Return a piece, as a heading if it is one; `below` has been judged already."""
    if not piece.alone or piece.kind not in (Kind.BODY, Kind.LIST_ITEM) or below is None:
        return piece
    if headings.is_label(piece.text):
        return replace(piece, kind=Kind.HEADING, rank=SECTION)
    if not headings.may_be_heading(piece.text) or _introduces(above):
        return piece
    if above is None and _opens(below):
        return replace(piece, kind=Kind.HEADING, rank=TITLE)
    if below.kind is Kind.LIST_ITEM and piece.kind is Kind.BODY:
        return replace(piece, kind=Kind.HEADING, rank=SECTION)
    titled = " " in piece.text and headings.has_title_case(piece.text)
    least = MIN_TITLED_BODY_CHARACTERS if titled else MIN_BODY_CHARACTERS
    return replace(piece, kind=Kind.HEADING, rank=SECTION) if _is_body(below, least) else piece


def _introduces(above: Piece | None) -> bool:
    """Tell whether a paragraph leads over to the line below it: 'The sign said:'."""
    if above is None or above.kind is not Kind.BODY or headings.is_label(above.text):
        return False
    return above.text.endswith((":", ","))


def _opens(below: Piece) -> bool:
    """Tell whether what is below the first line makes a title of it: a heading, a byline, a sentence, a poem."""
    if below.kind is Kind.BODY and (not layout.is_open((below.text, "")) or headings.author_of(below.text)):
        return True
    return _is_body(below) or below.kind in (Kind.HEADING, Kind.VERSE)


def _is_body(piece: Piece, least: int = MIN_BODY_CHARACTERS) -> bool:
    return piece.kind in (Kind.BODY, Kind.QUOTE) and len(piece.text) >= least


def _blocks(pieces: list[Piece]) -> Iterable[Block]:
    """Return pieces as blocks: the ranks that occur become levels 1, 2, 3; a title after "CHAPTER IV" completes it."""
    ranks = sorted({piece.rank for piece in pieces if piece.kind is Kind.HEADING})
    for above, piece in zip([Piece(""), *pieces], pieces, strict=False):
        if piece.kind is not Kind.HEADING:
            yield Block(piece.text, piece.kind)
            continue
        completes = above.kind is Kind.HEADING and piece.rank == SECTION and headings.is_bare_label(above.text)
        titular = piece.rank not in (PART, CHAPTER) and not headings.is_label(piece.text)
        yield Block(piece.text, Kind.HEADING, ranks.index(piece.rank) + 1, titular, subtitle=completes)
