"""Blocks in order -> Document: headings open chapters, a title and a byline are found, notes follow their marks.

Shared by all readers, so that these mean the same in every format.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.reading import headings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph to be, and what a reader knows about it beyond its text."""

    text: str
    kind: Kind = Kind.BODY
    level: int = 1
    """The depth of a heading; 1 at the top. Nothing for other kinds."""
    titular: bool = True
    """Whether a heading may be the title of the whole; "CHAPTER IV" may not."""
    subtitle: bool = False
    """Whether a heading only completes the one before it ("CHAPTER IV", then "The Storm")."""
    notes: tuple[str, ...] = ()
    """The notes that the paragraph refers to, by label."""
    language: str | None = None
    """A BCP 47 tag where the source says one for this paragraph."""
    part: str = ""
    """The part of a book that it belongs to ("colophon"), "" for the text itself."""
    mark: bool = False
    """Whether it is no paragraph but the place where a chapter begins, its text the chapter's label."""


class Facts(NamedTuple):
    """What a source says about itself, "" where it does not say; a date is ISO 8601 if the source's is."""

    title: str = ""
    author: str = ""
    date: str = ""
    description: str = ""
    language: str = ""


NOTHING_SAID = Facts()


@dataclass(slots=True)
class _Draft:
    """A chapter that is being filled."""

    title: str = ""
    level: int = 1
    blocks: list[Block] = field(default_factory=list)


def assemble(
    blocks: Iterable[Block], notes: Mapping[str, Iterable[Block]] | None = None, facts: Facts = NOTHING_SAID
) -> Document:
    """Return the document of these blocks.

    `notes` are the bodies of notes by label: each follows the paragraph that first refers to it, those that nobody
    refers to stand at the very end. `facts` win over a title or byline found in the text. Where there are marks, the
    chapters are theirs alone: no heading opens one, and no title or byline is looked for.
    """
    whole = without_blanks(blocks)
    if any(block.mark for block in whole):
        return _document(whole, notes, facts)
    whole = _with_title(whole, facts.title)
    title = facts.title or _title(whole)
    whole, author = _with_byline(whole, opened=bool(title))
    return _document(whole, notes, facts._replace(title=title, author=facts.author or author))


def _document(blocks: list[Block], notes: Mapping[str, Iterable[Block]] | None, facts: Facts) -> Document:
    """Return the blocks as chapters, the notes where they belong, and the facts."""
    chapters = tuple(map(_chapter, _drafts(with_notes(blocks, notes or {}))))
    return Document(chapters, facts.title, facts.author, facts.date, facts.description, facts.language or None)


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts have the same letters and digits, whatever their case and punctuation."""
    return [c for c in one.casefold() if c.isalnum()] == [c for c in other.casefold() if c.isalnum()]


def without_blanks(blocks: Iterable[Block]) -> list[Block]:
    """Drop blocks without text, breaks at the beginning and end, and a break that follows a break."""
    kept: list[Block] = []
    for block in blocks:
        if block.text or block.mark or (block.kind is Kind.BREAK and kept and kept[-1].kind is not Kind.BREAK):
            kept.append(block)
    return kept[:-1] if kept and kept[-1].kind is Kind.BREAK else kept


def _with_title(blocks: list[Block], title: str) -> list[Block]:
    """Put the source's own title first, as a heading, unless the text begins with a heading of the same words."""
    first = next((block for block in blocks if block.kind is not Kind.FIGURE), None)
    printed = first is not None and first.kind is Kind.HEADING and same_words(first.text, title)
    return blocks if printed or not title else [Block(title, Kind.HEADING), *blocks]


def _title(blocks: list[Block]) -> str:
    """Return the first heading if the text begins with it and no other is as high; "" otherwise."""
    first, *rest = blocks or [Block("")]
    if first.kind is not Kind.HEADING or not first.titular:
        return ""
    alone = all(block.level > first.level for block in rest if block.kind is Kind.HEADING and not block.subtitle)
    return headings.label(first.text) if alone else ""


def _with_byline(blocks: list[Block], *, opened: bool) -> tuple[list[Block], str]:
    """Mark "By Jane Doe" right below the title; return the author too. `opened`: the text begins with its title."""
    at = next((n for n, block in enumerate(blocks[:3]) if block.kind is not Kind.HEADING), 0)
    author = headings.author_of(blocks[at].text) if opened and at and blocks[at].kind in (Kind.BODY, Kind.VERSE) else ""
    if not author:
        return blocks, ""
    return [*blocks[:at], replace(blocks[at], kind=Kind.BYLINE), *blocks[at + 1 :]], author


def _drafts(blocks: list[Block]) -> list[_Draft]:
    """Open a chapter at each mark or, without any, at each heading; what stands before is a chapter without a title."""
    marked = any(block.mark for block in blocks)
    drafts: list[_Draft] = []
    for block in blocks:
        title = block.text if block.mark else headings.label(block.text)
        opens = block.mark if marked else block.kind is Kind.HEADING
        if opens and block.subtitle and drafts:
            drafts[-1].title = f"{drafts[-1].title}: {title}"
        elif opens:
            drafts.append(_Draft(title, block.level))
        elif not drafts:
            drafts.append(_Draft())
        if not block.mark:
            drafts[-1].blocks.append(block)
    return drafts


def with_notes(blocks: Iterable[Block], notes: Mapping[str, Iterable[Block]]) -> list[Block]:
    """Put each note after the paragraph that first refers to it, and those that nobody refers to last."""
    left = dict(notes)
    whole = followed(blocks, left)
    return whole + [note for label in notes for note in _called([Block("", notes=(label,))], left)]


def followed(blocks: Iterable[Block], left: dict[str, Iterable[Block]]) -> list[Block]:
    """Put each note after the paragraph that first refers to it, and take it out of those that are left."""
    return [one for block in blocks for one in (block, *_called([block], left))]


def _called(blocks: Iterable[Block], notes: dict[str, Iterable[Block]]) -> Iterator[Block]:
    """Yield the notes that blocks refer to, and those that these refer to in turn, each once."""
    labels = [label for block in blocks for label in block.notes]
    while labels:
        body = tuple(notes.pop(labels.pop(0), ()))
        yield from body
        labels += [label for block in body for label in block.notes]


def _chapter(draft: _Draft) -> Chapter:
    return Chapter(draft.title, tuple(map(paragraph, draft.blocks)), draft.level, part_of(draft.blocks))


def part_of(blocks: Iterable[Block]) -> str:
    """The part of a book that all of these blocks belong to, "" where they do not belong to the same."""
    parts = {block.part for block in blocks if block.text}
    return parts.pop() if len(parts) == 1 else ""


def paragraph(block: Block) -> Paragraph:
    """The paragraph that a block becomes."""
    return Paragraph(block.text, block.kind, block.language)
