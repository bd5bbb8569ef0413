"""Which voice speaks: from what the settings ask for, and the document's language."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from narrate.errors import SettingsError
from narrate.settings import FALLBACK_LANGUAGE
from narrate.speaking.engines import FromFiles, KnowsOthers, Remote, engine_names, open_engine
from narrate.voice import ANY_LANGUAGE, Voice, primary

# An accent for a language that is given without a region; espeak-ng has several voices for each.
PREFERRED = {"en": "en-us", "fr": "fr-fr", "zh": "cmn", "no": "nb"}
DEFAULT_ENGINE = "pyttsx3"
AUTO = "auto"
# Predicted quality of an essay's narration (DistillMOS, 1 to 5): hibari 4.6, Piper's joe 4.4, espeak-ng 1.9. Engines
# that are not measured come after these.
MOST_NATURAL_FIRST = ("hibari", "piper")
MODEL_SUFFIX = ".onnx"
IN_PACKAGES = {"heart": "hibari", "joe": "piper"}  # voices that come with an engine, which may not be installed


def cast(wanted: str, language: str) -> Voice:
    """The voice for `wanted`: "engine:voice", an engine's name (its voice for `language`), a bare voice, or "auto".

    A bare voice is looked for by id, by the last part of an id ("en-us"), by name, then by language, in every engine.
    Where an engine's voices are files, a voice may be the path of one, or of a folder of them. "auto" is the most
    natural voice that speaks the language, else the default engine's. Raises SettingsError where there is none, naming
    the nearest, or where a bare voice is of several engines.
    """
    engine, colon, voice = wanted.partition(":")
    if wanted == AUTO:
        return _most_natural(language)
    if colon and engine in engine_names():
        return _of_engine(engine, voice, language, wanted)
    if wanted in engine_names():
        return _speaking(language, open_engine(wanted).voices(), wanted)
    if wanted.endswith(MODEL_SUFFIX):
        return _of_file(wanted, language)
    return _named(wanted, all_voices(), wanted)


def all_voices() -> tuple[Voice, ...]:
    """The voices of every engine that works here."""
    voices: list[Voice] = []
    for name in engine_names():
        with suppress(SettingsError):  # `unavailable_engines` says why
            voices += open_engine(name).voices()
    return tuple(voices)


def unavailable_engines() -> dict[str, SettingsError]:
    """The installed engines that do not work here, each with what it says of it."""
    missing: dict[str, SettingsError] = {}
    for name in engine_names():
        try:
            open_engine(name).voices()
        except SettingsError as error:
            missing[name] = error
    return missing


def absent_voices() -> dict[str, SettingsError]:
    """The voices that engines know of and that do not work here, by their full ids, each with why."""
    return {
        f"{name}:{voice}": why
        for name, engine in _opened()
        if isinstance(engine, KnowsOthers)
        for voice, why in engine.absent().items()
    }


def natural_voice(language: str) -> Voice | SettingsError | None:
    """A natural voice for a language, or what to install for one; None where there is none to be had."""
    voice = _most_natural(language)
    if voice.natural:
        return voice
    if primary(language) != FALLBACK_LANGUAGE:  # all voices that come in packages speak English
        return None
    missing = unavailable_engines()
    return next((missing[name] for name in MOST_NATURAL_FIRST if name in missing), None)


def _opened() -> Iterator[tuple[str, object]]:
    for name in engine_names():
        with suppress(SettingsError):
            yield name, open_engine(name)


def _of_engine(name: str, voice: str, language: str, asked: str) -> Voice:
    """A voice of one engine: its own choice, a file, or the one that is named."""
    engine = open_engine(name)
    if not voice:
        return _speaking(language, engine.voices(), name)
    if isinstance(engine, Remote):
        return engine.voice_at(voice)
    path = Path(voice).expanduser()
    if isinstance(engine, FromFiles) and (voice.endswith(MODEL_SUFFIX) or path.name != voice):
        return _speaking(language, engine.voices_at(path), name)
    return _named(voice, engine.voices(), asked)


def _of_file(wanted: str, language: str) -> Voice:
    """A voice that is asked for by its file alone, of whichever engine can use it. Raises SettingsError."""
    fault = SettingsError(f"No engine here has voices in files such as “{wanted}”.", "Run: narrate doctor")
    for name, engine in _opened():
        if isinstance(engine, FromFiles):
            try:
                return _speaking(language, engine.voices_at(Path(wanted).expanduser()), name)
            except SettingsError as error:
                fault = error
    raise fault


def _most_natural(language: str) -> Voice:
    """The natural voice for a language, of the best engine that has one, else the default engine's voice for it."""
    natural = [voice for voice in all_voices() if voice.natural and voice.speaks(language)]
    for engine in dict.fromkeys((*MOST_NATURAL_FIRST, *(voice.engine for voice in natural))):
        voices = tuple(voice for voice in natural if voice.engine == engine)
        if voices:
            return _speaking(language, voices, engine)
    return _speaking(language, open_engine(DEFAULT_ENGINE).voices(), DEFAULT_ENGINE)


def _named(wanted: str, voices: tuple[Voice, ...], asked: str) -> Voice:
    base, plus, variant = wanted.lower().partition("+")
    for matches in (
        [voice for voice in voices if voice.id.lower() == base],
        [voice for voice in voices if voice.id.lower().rpartition("/")[2] == base],
        [voice for voice in voices if voice.name.lower() == base],
        _of_default([voice for voice in voices if voice.language.lower() == base]),
    ):
        if len({voice.engine for voice in matches}) > 1:
            choices = ", ".join(voice.full_id for voice in matches)
            raise SettingsError(f"“{asked}” is a voice of more than one engine.", f"Say which: {choices}.")
        if matches:
            return _varied(matches[0], variant) if plus else matches[0]
    for name, why in absent_voices().items():
        if asked in {name, name.partition(":")[2]}:
            raise why
    if base in IN_PACKAGES:
        open_engine(IN_PACKAGES[base]).voices()  # says which package is missing
    raise SettingsError(f"There is no voice called “{asked}”.", _nearest(base, voices))


def _of_default(voices: list[Voice]) -> list[Voice]:
    """Those of the default engine, if it has any: a bare language asks for no other engine."""
    return [voice for voice in voices if voice.engine == DEFAULT_ENGINE] or voices


def _varied(voice: Voice, variant: str) -> Voice:
    """A variant ("f3", "whisper") of an espeak-ng voice."""
    from narrate.speaking.engines.espeak import is_variant

    if voice.engine != "pyttsx3" or not is_variant(variant):
        raise SettingsError(f"The voice “{voice.full_id}” has no variant “{variant}”.", "Run: narrate voices")
    return replace(voice, id=f"{voice.id}+{variant}", name=f"{voice.name}, {variant}")


def _nearest(wanted: str, voices: tuple[Voice, ...]) -> str:
    keys = ((voice, (voice.id, voice.id.rpartition("/")[2], voice.name)) for voice in voices)
    known = {name.lower(): voice.full_id for voice, names in keys for name in names}
    near = dict.fromkeys(known[key] for key in difflib.get_close_matches(wanted, known, n=5, cutoff=0.5))
    return f"Did you mean {', '.join(near)}? " * bool(near) + "“narrate voices” lists them all."


def _speaking(language: str, voices: tuple[Voice, ...], engine: str) -> Voice:
    """Of an engine's voices the one for a language: the tag itself, its preferred accent, any accent, else English.

    A text in a language that no voice speaks is still heard, in the fallback's voice: better than no audio at all.
    """
    tag = language.lower()
    language = tag.partition("-")[0]
    by_language = {voice.language.lower(): voice for voice in reversed(voices)}
    for candidate in (tag, PREFERRED.get(language, language), language, ANY_LANGUAGE):
        if candidate in by_language:
            return by_language[candidate]
    accents = [voice for voice in voices if voice.is_of(tag)]
    if accents:
        return accents[0]
    if not voices:
        raise SettingsError(f"The speech engine “{engine}” has no voices here.", "Run: narrate doctor")
    return _speaking(FALLBACK_LANGUAGE, voices, engine) if language != FALLBACK_LANGUAGE else voices[0]
