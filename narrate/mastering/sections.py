"""Where a programme is cut into sections: the unit of joining, levelling and (later) encoding.

A section is a chapter, or a stretch of a long one. A chapter is cut where the text itself says so (content-defined
chunking, as restic and borg cut files): after a passage whose hash falls in one of CUT_ONE_IN buckets, so that an edit
moves no cut but those beside it. Cuts fall between passages, that is in a pause.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from narrate.script import Passage, Scene

SHORTEST_CHARS = 6_000  # about seven minutes of speech
LONGEST_CHARS = 14_000  # about sixteen minutes: 42 MB of 16-bit PCM at 22 kHz, the most that is held at once
CUT_ONE_IN = 8  # passages of a book are about 300 characters, so the mean is near ten minutes


def cut(scene: Scene) -> Iterator[tuple[Passage, ...]]:
    """The sections of a scene, in order; together they are its passages."""
    section: list[Passage] = []
    length = 0
    for passage in scene.passages:
        section.append(passage)
        length += sum(map(len, passage.spoken))
        if length >= LONGEST_CHARS or (length >= SHORTEST_CHARS and _is_landmark(passage)):
            yield tuple(section)
            section, length = [], 0
    if section:
        yield tuple(section)


def _is_landmark(passage: Passage) -> bool:
    digest = hashlib.sha256("\n".join(passage.spoken).encode()).digest()
    return digest[0] % CUT_ONE_IN == 0
