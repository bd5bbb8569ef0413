"""What was said: the sound of one passage, as an engine gave it.

Conventions: PCM is signed 16-bit little-endian mono. Offsets and lengths are whole samples (frames) at the clip's rate.
The utterances lie back to back: pauses are not part of a clip, so that changing one re-speaks nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Protocol

from narrate.script import Passage
from narrate.timeline import Span, Words

SAMPLE_WIDTH_BYTES = 2
FULL_SCALE = 32_768  # one more than the largest sample


@dataclass(frozen=True, slots=True)
class Clip:
    """PCM of one passage, with a span for each spoken utterance, in order.

    `words` are those of each spoken text, from its utterance's own start; none where nobody has told or estimated them.
    """

    pcm: bytes
    sample_rate_hz: int
    utterances: tuple[Span, ...]
    words: tuple[Words, ...] = ()

    @property
    def length(self) -> int:
        """The clip's length in samples."""
        return len(self.pcm) // SAMPLE_WIDTH_BYTES

    def slice(self, span: Span) -> bytes:
        """The PCM of one span."""
        return self.pcm[span.start * SAMPLE_WIDTH_BYTES : span.end * SAMPLE_WIDTH_BYTES]

    def is_whole(self, utterances: int) -> bool:
        """Whether it is whole samples at a real rate, with a span for each utterance, in order, none empty.

        So must be the words of each, if there are any.
        """
        end = 0
        for span in self.utterances:
            if span.start < end or span.length <= 0:
                return False
            end = span.end
        whole = len(self.pcm) % SAMPLE_WIDTH_BYTES == 0 and self.sample_rate_hz > 0
        told = len(self.words) in {0, utterances} and all(
            words.are_inside(span.length) for words, span in zip(self.words, self.utterances, strict=False)
        )
        return whole and told and end <= self.length and len(self.utterances) == utterances


class Speaker(Protocol):
    """Whoever turns passages into clips: from what is kept, or by speaking them."""

    sample_rate_hz: int

    def key(self, passage: Passage) -> str:
        """A digest of everything that decides the clip of a passage."""

    def clips(self, passages: Iterable[Passage]) -> Generator[Clip, None, None]:
        """The clips of passages that have something to pronounce, in order."""
