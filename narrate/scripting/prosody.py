"""Where the silences are, and how long: a listener hears structure as pauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from narrate.document import Kind
from narrate.manner import Pauses
from narrate.script import Passage

Break = Literal[Kind.BREAK]
Block = Passage | Break  # what a chapter is made of: passages, and scene breaks between them

LIST_LIKE = {Kind.LIST_ITEM, Kind.TABLE}


def spaced(chapters: Iterable[Iterable[Block]], pauses: Pauses) -> list[list[Passage]]:
    """The chapters' passages, the pause after each set by what it is and by what follows it."""
    spaced: list[list[Passage]] = []
    last: tuple[list[Passage], int] | None = None  # where the passage heard last is, so that its pause may grow
    before_ms = 0
    for chapter in chapters:
        passages: list[Passage] = []
        spaced.append(passages)
        before_ms = max(before_ms, pauses.chapter_ms)
        for block in chapter:
            if not isinstance(block, Passage):
                before_ms = max(before_ms, pauses.scene_break_ms)
                continue
            passages.append(block)
            if not block.spoken:
                continue
            if last is not None:
                _set_pause(*last, max(before_ms, _after_ms(last[0][last[1]], block, pauses)))
            last, before_ms = (passages, len(passages) - 1), 0
    if last is not None:
        _set_pause(*last, pauses.tail_ms)
    return spaced


def _after_ms(passage: Passage, following: Passage, pauses: Pauses) -> int:
    """The pause between two passages of one chapter."""
    if following.continues and following.paragraph == passage.paragraph:
        return next(one.pause_ms for one in reversed(passage.utterances) if one.spoken)  # as within one passage
    if passage.kind is Kind.HEADING or following.kind is Kind.HEADING:
        return pauses.heading_ms
    if passage.kind in LIST_LIKE and following.kind is passage.kind:
        return pauses.list_item_ms
    if following.kind is Kind.NOTE and passage.kind is not Kind.NOTE:
        return pauses.note_ms
    if (passage.kind is Kind.QUOTE) != (following.kind is Kind.QUOTE):
        return pauses.quote_ms
    return pauses.paragraph_ms


def _set_pause(passages: list[Passage], place: int, pause_ms: int) -> None:
    """Give the last utterance that is heard in a passage another pause; those behind it have none."""
    utterances = list(passages[place].utterances)
    heard = max(number for number, utterance in enumerate(utterances) if utterance.spoken)
    utterances[heard] = replace(utterances[heard], pause_ms=pause_ms)
    passages[place] = replace(passages[place], utterances=tuple(utterances))
