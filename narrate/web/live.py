"""A work as it is heard while it is still being spoken.

Nobody is told of the clips: whoever listens finds them in the clip cache as the render keeps them, in order, by their
keys. So a render is the same whether anybody listens or not, and a listener may come late, leave, or start again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

from narrate.doors.broadcasting import DELAY_SAMPLES
from narrate.doors.codecs import codec_rate
from narrate.doors.processes import Crew
from narrate.mastering.joins import Joiner
from narrate.narration import Rehearsed
from narrate.publishing.formats import MP3
from narrate.publishing.pages.times import times
from narrate.script import Passage
from narrate.settings import Settings
from narrate.speaking import VoiceAtWork, clip_store
from narrate.timeline import Cue, Span, Timeline, Words
from narrate.wording import told

MOST_AT_ONCE = 100  # passages in one answer


@dataclass(frozen=True, slots=True)
class Heard:
    """One passage that was spoken: its sound with its pauses, and its cues from the start of it, in samples."""

    pcm: bytes
    length: int
    cues: tuple[Cue, ...]


class Live:
    """What can be heard of a piece so far. `sample_rate_hz` is that of the clips."""

    def __init__(self, piece: Rehearsed, settings: Settings, crew: Crew) -> None:
        self._document = piece.document
        self._passages: list[Passage] = list(piece.script.passages)
        self._speaker = VoiceAtWork(piece.voice, settings, crew, piece.script)
        self._clips = clip_store(settings.home)
        self.sample_rate_hz = self._speaker.sample_rate_hz
        self._starts = [0]
        self._told: list[list[Any]] = []
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many passages there are in all."""
        return len(self._passages)

    def heard(self, place: int) -> Heard | None:
        """One passage, by its place from 0; None while it is not spoken yet."""
        passage = self._passages[place]
        clip = self._clips.get(self._speaker.key(passage)) if passage.spoken else None
        if clip is None and passage.spoken:
            return None
        joiner = Joiner(self.sample_rate_hz)
        joiner.passage(passage, clip)
        said = zip(passage.utterances, joiner.spans, joiner.words, strict=True)
        cues = tuple(
            Cue(
                span,
                one.written,
                passage.number,
                passage.paragraph,
                one.start,
                told(one.written, one.spoken, words).at(span.start) if words else (),
            )
            for one, span, words in said
        )
        return Heard(joiner.segment().raw_data, joiner.length, cues)

    def text(self) -> dict[str, Any]:
        """What is printed: every paragraph with its kind and language."""
        document = self._document
        paragraphs = [
            {"text": one.text, "kind": one.kind.value, "language": one.language or document.language}
            for one in document.paragraphs
        ]
        return {"title": document.title, "language": document.language, "paragraphs": paragraphs}

    def times(self, after: int) -> dict[str, Any]:
        """When is said what was spoken, from the passage at `after` on; `times.py` of the read-along page says how.

        `passages` are [start, cues] of each, in milliseconds of the whole; `delay_ms` is how much later a stream is.
        """
        with self._lock:
            end = min(after + MOST_AT_ONCE, self.count)
            while len(self._told) < end and self._tell():
                pass
            delay_ms = 1000 * DELAY_SAMPLES / codec_rate(MP3.encoding, self.sample_rate_hz)
            return {"passages": self._told[after:end], "of": self.count, "delay_ms": round(delay_ms)}

    def _tell(self) -> bool:
        """Work out the times of one more passage; whether there was one."""
        place, start = len(self._told), self._starts[-1]
        heard = self.heard(place)
        if heard is None:
            return False
        cues = tuple(_later(cue, start) for cue in heard.cues)
        timeline = Timeline(self.sample_rate_hz, start + heard.length, cues)
        self._told.append([round(1000 * timeline.seconds(start)), times(timeline, self._document)["cues"]])
        self._starts.append(start + heard.length)
        return True


def _later(cue: Cue, by: int) -> Cue:
    """A cue of a passage that begins somewhere else."""
    words = cue.words.at(cue.span.start + by) if isinstance(cue.words, Words) else ()
    return replace(cue, span=Span(cue.span.start + by, cue.span.length), words=words)
