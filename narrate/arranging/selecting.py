"""A Document and a Selection -> the Document of the chapters selected, with the facts of the whole."""

from __future__ import annotations

import difflib
from dataclasses import replace

from narrate.document import Chapter, Document
from narrate.errors import SettingsError
from narrate.selection import Selection

MOST_NAMES = 5
"""How many headings an error offers."""


def select(document: Document, selection: Selection) -> Document:
    """Keep the chapters selected, in the document's order. Raises SettingsError where there is no such chapter."""
    if not selection:
        return document
    chapters = document.chapters
    first = _found(selection.start, chapters) if selection.start else 0
    last = _last_below(_found(selection.end, chapters), chapters) if selection.end else len(chapters) - 1
    if first > last:
        problem = f"“{chapters[first].title}” comes after “{selection.end}”."
        raise SettingsError(problem, "Give the first heading to --from and the last to --to.")
    wanted = _numbered(selection, chapters).intersection(range(first, last + 1))
    if not wanted:
        raise SettingsError("No chapter is left by that selection.", _counted(chapters))
    return replace(document, chapters=tuple(chapters[at] for at in sorted(wanted)))


def _numbered(selection: Selection, chapters: tuple[Chapter, ...]) -> set[int]:
    """Return the places of the chapters whose numbers are wanted, from 0 on; all where none is given."""
    count = len(chapters)
    for first, last in selection.chapters:
        if max(first, last) > count:
            raise SettingsError(f"There is no chapter {max(first, last)}.", _counted(chapters))
    asked = selection.chapters or ((1, 0),)
    return {at for first, last in asked for at in range(first - 1, last or count)}


def _counted(chapters: tuple[Chapter, ...]) -> str:
    count = len(chapters)
    return f"It has {count} chapter{'s' * (count != 1)}: “narrate read --outline” lists them."


def _found(heading: str, chapters: tuple[Chapter, ...]) -> int:
    """Return the place of the one chapter whose heading is, or else begins with, these words. Raises SettingsError."""
    asked = _folded(heading)
    titles = [_folded(chapter.title) for chapter in chapters]
    exact = [at for at, title in enumerate(titles) if title == asked]
    begun = exact or [at for at, title in enumerate(titles) if title.startswith(asked)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        some = ", ".join(f"{at + 1} “{chapters[at].title}”" for at in begun[:MOST_NAMES])
        raise SettingsError(f"{len(begun)} headings begin with “{heading}”.", f"Give more of it, or a number: {some}.")
    raise SettingsError(f"There is no heading “{heading}”.", _offer(asked, chapters))


def _offer(asked: str, chapters: tuple[Chapter, ...]) -> str:
    """Return the headings that are nearest to one that there is not."""
    named = {_folded(chapter.title): chapter.title for chapter in reversed(chapters) if chapter.title}
    within = [title for title in named if asked in title]
    near = (within + difflib.get_close_matches(asked, [*named], n=3, cutoff=0.5))[:3]
    if near:
        return f"Did you mean {' or '.join(f'“{named[title]}”' for title in dict.fromkeys(near))}?"
    return _counted(chapters)


def _last_below(at: int, chapters: tuple[Chapter, ...]) -> int:
    """Return the place of the last of the deeper chapters right below one, its own where there are none."""
    below = range(at + 1, len(chapters))
    return next((place for place in below if chapters[place].level <= chapters[at].level), len(chapters)) - 1


def _folded(heading: str) -> str:
    """Return a heading as it is compared: without case, quotation marks' style and double spaces."""
    return " ".join(heading.casefold().replace("’", "'").split())
