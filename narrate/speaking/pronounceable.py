"""Which words of a script a voice says by their sounds: where it cannot, it says what stands there."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from narrate.errors import SettingsError
from narrate.script import Passage, Script, Utterance
from narrate.sound import Sound
from narrate.speaking.engines import TakesSounds, open_engine
from narrate.voice import Voice


def pronounceable(script: Script, narrator: Voice) -> Script:
    """The script without the sounds that the voice of their passage does not take.

    Raises SettingsError where a voice takes IPA but has not all of a word's sounds, and the word is not respelled.
    """
    return replace(
        script,
        scenes=tuple(
            replace(scene, passages=tuple(_fitting(passage, narrator) for passage in scene.passages))
            for scene in script.scenes
        ),
    )


def _fitting(passage: Passage, narrator: Voice) -> Passage:
    if not any(passage.sounds):
        return passage
    voice = passage.part.voice if passage.part else narrator
    return replace(passage, utterances=tuple(_taken(utterance, voice) for utterance in passage.utterances))


def _taken(utterance: Utterance, voice: Voice) -> Utterance:
    kept = tuple(sound for sound in utterance.sounds if _takes(sound, utterance, voice))
    return utterance if kept == utterance.sounds else replace(utterance, sounds=kept)


def _takes(sound: Sound, utterance: Utterance, voice: Voice) -> bool:
    signs = _unsayable(sound.ipa, voice)
    if signs and not sound.respelled:
        word = utterance.spoken[sound.start : sound.end]
        raise SettingsError(
            f"The voice “{voice.full_id}” has no sound for “{signs}” in the lexicon's /{sound.ipa}/ for “{word}”.",
            'Write it with sounds that it has, or give a respelling too (said = "…"), which it will say.',
        )
    return signs == ""


@lru_cache(maxsize=4_096)
def _unsayable(ipa: str, voice: Voice) -> str | None:
    """The signs that a voice has no sound for; None where its engine takes no sounds at all."""
    engine = open_engine(voice.engine)
    return engine.unsayable(ipa, voice.id) if isinstance(engine, TakesSounds) else None
