"""The work of a worker: one passage, one clip. No file, cache or progress is known here: it could run anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from narrate.clip import Clip
from narrate.doors.resampling import at_place, resampled
from narrate.errors import SpeechError
from narrate.script import Passage
from narrate.speaking.engines import Engine, Remote, open_engine
from narrate.speaking.matching import amplified
from narrate.speaking.placing import with_words
from narrate.timeline import Span
from narrate.voice import Voice

LONGEST_CHARACTER_S = 5.0  # a clip with more sound than this for each character is no speech
SHORTEST_CHARACTER_S = 0.001  # nor is one with less, for a text of some length
SHORT_CHARS = 50  # in a text shorter than this, few characters may have a sound of their own


@dataclass(frozen=True, slots=True)
class Order:
    """What a speaker was asked to do: all that a worker needs.

    `sample_rate_hz` is that of the clip that is wanted, 0 for the voice's own; `gain_db` what the voice needs to be as
    loud as others; `key` what a server may ask for, which is in no message and no name of a clip.
    """

    passage: Passage
    voice: Voice
    speed: float
    sample_rate_hz: int = 0
    gain_db: float = 0.0
    key: str = field(default="", repr=False)

    @property
    def characters(self) -> int:
        """The length of what is to be spoken."""
        return sum(map(len, self.passage.spoken))


def speak_passage(order: Order) -> Clip:
    """A pure function of the order. Raises SpeechError, never gives a clip that is not speech."""
    engine = _engine(order.voice.engine)
    if isinstance(engine, Remote):
        engine.admit(order.key)
    clip = engine.speak(order.passage, order.voice.id, order.speed)
    if not clip.is_whole(len(order.passage.spoken)):
        raise SpeechError("the speech engine gave no audio for some of the text")
    seconds = clip.length / clip.sample_rate_hz
    least, most = SHORTEST_CHARACTER_S * (order.characters - SHORT_CHARS), LONGEST_CHARACTER_S * (order.characters + 10)
    if not least <= seconds <= most:
        raise SpeechError(f"the speech engine gave {seconds:.1f} s of audio for {order.characters} characters")
    return _fitted(replace(clip, words=with_words(clip, order.passage)), order)


def _fitted(clip: Clip, order: Order) -> Clip:
    """A clip as loud and at the rate that the order asks for."""
    rate_hz = order.sample_rate_hz or clip.sample_rate_hz
    pcm = amplified(resampled(clip.pcm, clip.sample_rate_hz, rate_hz), order.gain_db)
    if rate_hz == clip.sample_rate_hz:
        return replace(clip, pcm=pcm)

    def there(samples: int) -> int:
        return at_place(samples, clip.sample_rate_hz, rate_hz)

    def within(span: Span) -> Callable[[int], int]:
        return lambda samples: there(span.start + samples) - there(span.start)

    spans = tuple(Span(there(one.start), there(one.end) - there(one.start)) for one in clip.utterances)
    words = tuple(some.moved(within(span)) for some, span in zip(clip.words, clip.utterances, strict=True))
    return replace(clip, pcm=pcm, sample_rate_hz=rate_hz, utterances=spans, words=words)


@lru_cache(maxsize=8)
def _engine(name: str) -> Engine:
    """An engine, opened once in this process. Most processes have one voice; those of a cluster have them all."""
    return open_engine(name)
