"""The work of a worker: one passage, one clip. No file, cache or progress is known here: it could run anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from narrate.clip import Clip
from narrate.errors import SpeechError
from narrate.script import Passage
from narrate.speaking.engines import Engine, open_engine
from narrate.speaking.placing import with_words
from narrate.voice import Voice

LONGEST_CHARACTER_S = 5.0  # a clip with more sound than this for each character is no speech
SHORTEST_CHARACTER_S = 0.001  # nor is one with less, for a text of some length
SHORT_CHARS = 50  # in a text shorter than this, few characters may have a sound of their own


@dataclass(frozen=True, slots=True)
class Order:
    """What a speaker was asked to do: all that a worker needs."""

    passage: Passage
    voice: Voice
    speed: float

    @property
    def characters(self) -> int:
        """The length of what is to be spoken."""
        return sum(map(len, self.passage.spoken))


def speak_passage(order: Order) -> Clip:
    """A pure function of the order. Raises SpeechError, never gives a clip that is not speech."""
    clip = _engine(order.voice.engine).speak(order.passage, order.voice.id, order.speed)
    if not clip.is_whole(len(order.passage.spoken)):
        raise SpeechError("the speech engine gave no audio for some of the text")
    seconds = clip.length / clip.sample_rate_hz
    least, most = SHORTEST_CHARACTER_S * (order.characters - SHORT_CHARS), LONGEST_CHARACTER_S * (order.characters + 10)
    if not least <= seconds <= most:
        raise SpeechError(f"the speech engine gave {seconds:.1f} s of audio for {order.characters} characters")
    return replace(clip, words=with_words(clip, order.passage))


@lru_cache(maxsize=1)
def _engine(name: str) -> Engine:
    """The one engine of this process, opened once."""
    return open_engine(name)
