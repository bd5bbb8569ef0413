"""HTML pages -> Document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrate.reading import markup, notes, outline
from narrate.reading.walking import Walk

if TYPE_CHECKING:
    from narrate.document import Document


def read(data: bytes, name: str) -> Document:
    """Return the document of a page. Raises SourceError where it has no element."""
    root = markup.html_tree(data, name)
    walk = Walk(notes.find({"": root}))
    walk.along(root)
    return outline.assemble(walk.blocks, walk.bodies)
