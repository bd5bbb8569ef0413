"""Blocks in order -> Document: headings open chapters, a title and a byline are found, notes go to a chapter's end.

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
    cited_at: int | None = None
    """For a note, the place in its chapter of what refers to it."""


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

    `notes` are the bodies of notes by label: each stands at the end of the chapter that first refers to it, those
    that nobody refers to at the very end. `facts` win over a title or byline found in the text.
    """
    whole = _with_title(_without_blanks(blocks), facts.title)
    title = facts.title or _title(whole)
    whole, author = _with_byline(whole, opened=bool(title))
    chapters = tuple(map(_chapter, _with_notes(_drafts(whole), dict(notes or {}))))
    return Document(chapters, title, facts.author or author, facts.date, facts.description, facts.language or None)


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts have the same letters and digits, whatever their case and punctuation."""
    return [c for c in one.casefold() if c.isalnum()] == [c for c in other.casefold() if c.isalnum()]


def _without_blanks(blocks: Iterable[Block]) -> list[Block]:
    """Drop blocks without text, breaks at the beginning and end, and a break that follows a break."""
    kept: list[Block] = []
    for block in blocks:
        if block.text or (block.kind is Kind.BREAK and kept and kept[-1].kind is not Kind.BREAK):
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


def _drafts(blocks: Iterable[Block]) -> list[_Draft]:
    """Open a chapter at each heading; what stands before the first is a chapter without a title."""
    drafts: list[_Draft] = []
    for block in blocks:
        if block.kind is Kind.HEADING and block.subtitle and drafts:
            drafts[-1].title = f"{drafts[-1].title}: {headings.label(block.text)}"
        elif block.kind is Kind.HEADING:
            drafts.append(_Draft(headings.label(block.text), block.level))
        elif not drafts:
            drafts.append(_Draft())
        drafts[-1].blocks.append(block)
    return drafts


def _with_notes(drafts: list[_Draft], notes: dict[str, Iterable[Block]]) -> list[_Draft]:
    """Append each note to the chapter that first refers to it. Takes the notes out of `notes` as it goes."""
    for draft in drafts:
        said = [(place, _called([block], notes)) for place, block in enumerate(draft.blocks)]
        draft.blocks += [replace(note, cited_at=place) for place, called in said for note in called]
    left = [block for label in list(notes) for block in _called([Block("", notes=(label,))], notes)]
    if left:
        drafts = drafts or [_Draft()]
        drafts[-1].blocks += left
    return drafts


def _called(blocks: Iterable[Block], notes: dict[str, Iterable[Block]]) -> Iterator[Block]:
    """Yield the notes that blocks refer to, and those that these refer to in turn, each once."""
    labels = [label for block in blocks for label in block.notes]
    while labels:
        body = tuple(notes.pop(labels.pop(0), ()))
        yield from body
        labels += [label for block in body for label in block.notes]


def _chapter(draft: _Draft) -> Chapter:
    return Chapter(
        draft.title,
        tuple(Paragraph(block.text, block.kind, cited_at=block.cited_at) for block in draft.blocks),
        draft.level,
    )
