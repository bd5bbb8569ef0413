"""The clip cache: what was spoken is never spoken again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from narrate.clip import Clip
from narrate.doors.store import Record, Store, key_of
from narrate.script import Passage
from narrate.timeline import Span, Words
from narrate.voice import Voice

SCHEMA = 2  # raise it when a clip of the same key would hold something else


def clip_key(
    passage: Passage,
    voice: Voice,
    engine_version: str,
    speed: float,
    sample_rate_hz: int = 0,
    reference_lufs: float | None = None,
) -> str:
    """The name of a clip: a digest of engine, versions, voice, speed, texts, their sounds, language, rate and level.

    `sample_rate_hz` is 0 for the voice's own, `reference_lufs` None where the voice is as loud as it is.
    """
    return key_of(
        {
            "schema": SCHEMA,
            "rate_hz": sample_rate_hz,
            "reference_lufs": reference_lufs,
            "engine": voice.engine,
            "version": engine_version,
            "voice": voice.id,
            "speed": float(speed),
            "language": passage.language,
            "spoken": passage.spoken,
            **({"sounds": passage.sounds} if any(passage.sounds) else {}),
        }
    )


def clip_store(home: Path) -> Store[Clip]:
    """Where clips are kept."""
    return Store(home / "clips", ".clip", _composed, _parsed)


def _composed(clip: Clip) -> Record:
    spans = [[span.start, span.length] for span in clip.utterances]
    words = [list(words.numbers) for words in clip.words]
    return {"sample_rate_hz": clip.sample_rate_hz, "utterances": spans, "words": words}, clip.pcm


def _parsed(header: dict[str, Any], pcm: bytes) -> Clip:
    spans = tuple(Span(int(start), int(length)) for start, length in header["utterances"])
    clip = Clip(pcm, int(header["sample_rate_hz"]), spans, tuple(map(Words, header["words"])))
    if not clip.is_whole(len(spans)):
        raise ValueError("not a whole clip")
    return clip
