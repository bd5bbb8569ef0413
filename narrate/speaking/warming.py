"""A worker made ready before anybody knows what it will say."""

from __future__ import annotations

from narrate.script import Passage, Utterance
from narrate.speaking.casting import cast
from narrate.speaking.engines import Remote, open_engine
from narrate.speaking.job import Order, speak_passage

WORD = Passage(1, (Utterance("So.", "So."),))


def make_ready(wanted: str, language: str) -> None:
    """Have the voice that somebody will probably want say a word, so that its engine is loaded. A worker's job.

    A server is asked for nothing that nobody wants to hear.

    Raises NarrateError where it cannot; whoever wants the voice will hear of it in its own time.
    """
    voice = cast(wanted, language)
    if not isinstance(open_engine(voice.engine), Remote):
        speak_passage(Order(WORD, voice, 1.0))
