"""Where a programme is cut into sections: the unit of joining, levelling, encoding and keeping.

A section is about a minute of a chapter. A chapter is cut where the text itself says so (content-defined chunking, as
restic and borg cut files): after a passage whose hash falls in one of CUT_ONE_IN buckets, so that an edit moves no cut
but those beside it. Cuts fall in pauses, long enough that an encoder can start anew in one unheard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.script import Passage, Script

SHORTEST_CHARS = 500  # about half a minute: a shorter one costs more to keep and to start an encoder for than it saves
LONGEST_CHARS = 2_000  # about two minutes: what an edit encodes again, and a worker holds at once (5 MB at 22 kHz)
CUT_ONE_IN = 3  # passages of a book are about 300 characters, so the mean is near a minute
LEAST_PAUSE_MS = 300  # five frames of the slowest codec: AAC at 22 kHz
NEVER_LONGER_CHARS = 20_000  # without pauses there is no place to cut; this much is cut all the same, for memory's sake


@dataclass(frozen=True, slots=True)
class Section:
    """Some passages of one scene of a part of the programme, in order.

    `head_ms` is silence before the first; `ends` tells the last of a part, `opens` the first of a scene.
    """

    part: int
    scene: int
    opens: bool
    passages: tuple[Passage, ...]
    head_ms: int
    ends: bool

    @property
    def voiced(self) -> tuple[Passage, ...]:
        """The passages that have something to pronounce: each has a clip."""
        return tuple(passage for passage in self.passages if passage.spoken)

    @property
    def characters(self) -> int:
        """The length of what is to be spoken."""
        return sum(map(_characters, self.passages))


def cut(parts: Sequence[Script], head_ms: int) -> list[Section]:
    """The sections of all parts of a programme, in order; together they are its passages."""
    return [section for part, script in enumerate(parts) for section in _sections(part, script, head_ms)]


def _sections(part: int, script: Script, head_ms: int) -> Iterator[Section]:
    runs = [(number, run) for number, scene in enumerate(script.scenes) for run in _runs(scene.passages)]
    before = None
    for place, (scene, passages) in enumerate(runs):
        yield Section(part, scene, scene != before, passages, 0 if place else head_ms, ends=place == len(runs) - 1)
        before = scene


def _runs(passages: tuple[Passage, ...]) -> Iterator[tuple[Passage, ...]]:
    part: list[Passage] = []
    length = 0
    for passage in passages:
        part.append(passage)
        length += _characters(passage)
        due = length >= LONGEST_CHARS or (length >= SHORTEST_CHARS and _is_landmark(passage))
        if length >= NEVER_LONGER_CHARS or (due and _pause_ms(passage) >= LEAST_PAUSE_MS):
            yield tuple(part)
            part, length = [], 0
    if part:
        yield tuple(part)


def _characters(passage: Passage) -> int:
    return sum(map(len, passage.spoken))


def _pause_ms(passage: Passage) -> int:
    """The silence at the end of a passage, in which it can be cut; none where nothing of it is heard."""
    return next((one.pause_ms for one in reversed(passage.utterances) if one.spoken), 0)


def _is_landmark(passage: Passage) -> bool:
    digest = hashlib.sha256("\n".join(passage.spoken).encode()).digest()
    return digest[0] % CUT_ONE_IN == 0
