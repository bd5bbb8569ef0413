"""Which parts of a book are narrated: all but those that are usually left out, and as the user says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from narrate.document import LEFT_OUT, PARTS, Kind
from narrate.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Collection

    from narrate.document import Document


def select(document: Document, include: Collection[str] = (), exclude: Collection[str] = ()) -> Document:
    """Return the document without the parts, and the kinds of paragraphs, that are left out.

    `include` are parts that usually are, and shall not be; `exclude` are others, or kinds ("table"). Raises SourceError
    where nothing is left.
    """
    without = (LEFT_OUT | set(exclude)) - set(include)
    kinds = {kind for kind in Kind if kind in exclude}
    chapters = tuple(
        replace(chapter, paragraphs=tuple(p for p in chapter.paragraphs if p.kind not in kinds))
        for chapter in document.chapters
        if chapter.part not in without
    )
    chapters = tuple(chapter for chapter in chapters if chapter.paragraphs)
    if document.chapters and not chapters:
        left_out = sorted({chapter.part for chapter in document.chapters} & set(PARTS))
        problem = "Nothing is left of this source without what is left out."
        remedy = f"Ask for it with --include: {', '.join(left_out)}." if left_out else "Leave out less with --exclude."
        raise SourceError(problem, remedy)
    return replace(document, chapters=chapters)
