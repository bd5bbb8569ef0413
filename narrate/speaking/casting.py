"""Which voice speaks: from what the settings ask for, and the document's language."""

from __future__ import annotations

import difflib
from contextlib import suppress
from dataclasses import replace

from narrate.errors import SettingsError
from narrate.speaking.engines import engine_names, open_engine
from narrate.voice import ANY_LANGUAGE, Voice

# An accent for a language that is given without a region; espeak-ng has several voices for each.
PREFERRED = {"en": "en-us", "fr": "fr-fr", "zh": "cmn", "no": "nb"}
FALLBACK_LANGUAGE = "en"


def cast(wanted: str, language: str) -> Voice:
    """The voice for `wanted`: "engine:voice", an engine's name (its voice for `language`), or a bare voice.

    A bare voice is looked for by id, by the last part of an id ("en-us"), by name, then by language, in every engine.
    Raises SettingsError where there is none, naming the nearest, or where a bare voice is of several engines.
    """
    engine, colon, voice = wanted.partition(":")
    if colon and engine in engine_names():
        return _named(voice, open_engine(engine).voices(), wanted) if voice else _speaking(language, engine)
    if wanted in engine_names():
        return _speaking(language, wanted)
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


def _named(wanted: str, voices: tuple[Voice, ...], asked: str) -> Voice:
    base, plus, variant = wanted.lower().partition("+")
    for matches in (
        [voice for voice in voices if voice.id.lower() == base],
        [voice for voice in voices if voice.id.lower().rpartition("/")[2] == base],
        [voice for voice in voices if voice.name.lower() == base],
        [voice for voice in voices if voice.language.lower() == base],
    ):
        if len({voice.engine for voice in matches}) > 1:
            choices = ", ".join(voice.full_id for voice in matches)
            raise SettingsError(f"“{asked}” is a voice of more than one engine.", f"Say which: {choices}.")
        if matches:
            return _varied(matches[0], variant) if plus else matches[0]
    raise SettingsError(f"There is no voice called “{asked}”.", _nearest(base, voices))


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


def _speaking(language: str, engine: str) -> Voice:
    """The engine's voice for a language: the tag itself, its preferred accent, any accent, else English.

    A text in a language that no voice speaks is still heard, in the fallback's voice: better than no audio at all.
    """
    voices = open_engine(engine).voices()
    tag = language.lower()
    primary = tag.partition("-")[0]
    by_language = {voice.language.lower(): voice for voice in reversed(voices)}
    for candidate in (tag, PREFERRED.get(primary, primary), primary, ANY_LANGUAGE):
        if candidate in by_language:
            return by_language[candidate]
    accents = [voice for voice in voices if voice.language.lower().partition("-")[0] == primary]
    if accents:
        return accents[0]
    if not voices:
        raise SettingsError(f"The speech engine “{engine}” has no voices here.", "Run: narrate doctor")
    return _speaking(FALLBACK_LANGUAGE, engine) if primary != FALLBACK_LANGUAGE else voices[0]
