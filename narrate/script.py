"""What will be said: a Script of Scenes (one for each chapter) of Passages of Utterances.

Conventions: an utterance keeps two texts. `written` is an exact slice of its paragraph (captions and read-along quote
it), `spoken` is what the engine gets; neither is ever recovered from the other. Pauses are whole milliseconds and
belong to the utterance that they follow. A passage is the utterances of one paragraph: the unit of synthesis, of
caching and of retry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narrate.cast import Part
from narrate.document import Kind
from narrate.sound import Sound
from narrate.voice import Voice

CHARACTERS_PER_SECOND = 18.0  # English at the normal pace, measured on espeak-ng at 175 words a minute


@dataclass(frozen=True, slots=True)
class Utterance:
    """One breath of speech: a sentence, or a clause of one too long for the engine.

    `start` is the offset of `written` in its paragraph, in characters. An utterance with nothing to pronounce has an
    empty `spoken` and says why in `skipped`. `sounds` are the words of `spoken` whose sound is known, in order: the
    engines that take IPA say them so, the others as they stand there.
    """

    written: str
    spoken: str
    start: int = 0
    pause_ms: int = 0
    skipped: str = ""
    sounds: tuple[Sound, ...] = ()

    def expected_s(self, speed: float) -> float:
        """About how long it will last, with its pause, in seconds."""
        return len(self.spoken) / (CHARACTERS_PER_SECOND * speed) + self.pause_ms / 1000


@dataclass(frozen=True, slots=True)
class Passage:
    """The utterances of one paragraph, or of a portion of one: then all but the first `continues` it.

    A paragraph is in portions where it is very long or where several voices speak it. `number` counts passages through
    the script, from 1; `paragraph` is its paragraph's place in the document, from 0. `part` is who speaks it, None for
    the narrator, and `speaker` the name of whose speech it is, where there is one in the cast. `pace` is a factor for
    the speed: a heading is said slower.
    """

    number: int
    utterances: tuple[Utterance, ...]
    kind: Kind = Kind.BODY
    language: str = "en"
    continues: bool = False
    paragraph: int = 0
    part: Part | None = None
    pace: float = 1.0
    speaker: str = ""

    def expected_s(self, speed: float) -> float:
        """About how long it will last, in seconds."""
        return sum(utterance.expected_s(speed * self.pace) for utterance in self.utterances)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The texts for the engine: the utterances that have something to pronounce."""
        return tuple(utterance.spoken for utterance in self.utterances if utterance.spoken)

    @property
    def sounds(self) -> tuple[tuple[Sound, ...], ...]:
        """For each text of `spoken` the words in it whose sound is known."""
        return tuple(utterance.sounds for utterance in self.utterances if utterance.spoken)


@dataclass(frozen=True, slots=True)
class Scene:
    """A chapter of the script. `title` is its label for chapter marks; empty before the first heading."""

    title: str
    passages: tuple[Passage, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that will be said, in order."""

    scenes: tuple[Scene, ...]
    language: str = "en"

    @property
    def passages(self) -> Iterator[Passage]:
        """Every passage, in order."""
        return (passage for scene in self.scenes for passage in scene.passages)

    def shares(self, narrator: Voice) -> dict[Voice, int]:
        """The voices that are heard, each with the characters that it speaks."""
        shares: dict[Voice, int] = {}
        for passage in self.passages:
            if passage.spoken:
                voice = passage.part.voice if passage.part else narrator
                shares[voice] = shares.get(voice, 0) + sum(map(len, passage.spoken))
        return shares

    def expected_s(self, speed: float) -> float:
        """About how long all of it will last, in seconds."""
        return sum(passage.expected_s(speed) for passage in self.passages)
