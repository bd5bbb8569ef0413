"""The cast of a narration: every voice that the settings ask for, found before anybody speaks."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.cast import Cast, Part
from narrate.errors import SettingsError
from narrate.settings import SPEEDS, Settings
from narrate.speaking.cast_file import TABLES, Engagement, read_cast
from narrate.speaking.casting import cast


def assemble(settings: Settings, language: str) -> Cast:
    """The narrator, and who speaks beside them, for a document in a language.

    Raises SettingsError where a voice cannot be had or does not speak what it is for, naming the line that asks for it.
    """
    parts: dict[str, dict[str, Part]] = {table: {} for table in TABLES}
    for one in _engagements(settings):
        by_language = one.table == "languages"
        part = _part(one, one.name if by_language else language, settings.speed)
        if by_language and not part.voice.speaks(one.name):
            raise SettingsError(
                f"{one.place}: the voice “{part.voice.full_id}” speaks {part.voice.language}, not {one.name}.",
                f"Run: narrate voices --language {one.name.partition('-')[0]}",
            )
        parts[one.table][one.name.lower() if by_language else one.name] = part
    return Cast(cast(settings.voice, language), **parts)


def _engagements(settings: Settings) -> Iterator[Engagement]:
    """The cast file's, then the options', which win."""
    if settings.cast is not None:
        yield from read_cast(settings.cast)
    for language, voice in settings.voices_for:
        yield Engagement("languages", language, voice, 1.0, f"--voice-for {language}={voice}")


def _part(one: Engagement, language: str, speed: float) -> Part:
    slowest, fastest = SPEEDS
    if not slowest <= one.speed * speed <= fastest:
        whole = f"{one.speed * speed:.2f}"
        raise SettingsError(f"{one.place}: with --speed {speed:g} it is {whole}.", f"Keep to {slowest} to {fastest}.")
    try:
        return Part(cast(one.voice, language), one.speed)
    except SettingsError as error:
        raise SettingsError(f"{one.place}: {error.problem}", error.remedy) from error
