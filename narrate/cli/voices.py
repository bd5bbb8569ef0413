"""narrate voices: who can speak here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from narrate.voice import Voice


@click.command("voices")
@click.option("--language", metavar="TAG", default="", help="Only voices for a language: en, de, pt-br…")
@click.option("--engine", metavar="NAME", default="", help="Only voices of one engine.")
@click.option("--natural", is_flag=True, help="Only voices that sound like people: recorded or neural ones.")
@click.option("--sample", is_flag=False, flag_value="", metavar="[TEXT]", help="Have them say it, into one file.")
@click.option("-o", "--output", metavar="FILE", help="Where the sample goes.  [default: output/voices.mp3]")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def command(
    language: str, engine: str, sample: str | None, output: str | None, *, natural: bool, as_json: bool
) -> None:
    """List every voice that works here, and why others do not. Use one with --voice.

    With --sample, those that fit (English ones, if no language is given) say the same text, a chapter each.
    """
    if sample is not None:
        _sample(sample, language.lower(), engine, output, natural=natural)
        return
    from narrate.speaking import absent_voices, all_voices, unavailable_engines

    _require_engine(engine)
    voices = [voice for voice in all_voices() if _fits(voice, language.lower(), engine, natural=natural)]
    missing = unavailable_engines() | ({} if language else absent_voices())  # who is absent does not tell a language
    missing = {name: error for name, error in missing.items() if engine in {"", name.partition(":")[0]}}
    if as_json:
        rows = [_fields(voice) for voice in voices] + [_missing(name, str(why)) for name, why in missing.items()]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for line in _table(voices):
        click.echo(line)
    for name, why in missing.items():
        click.echo(f"{name}: {why}", err=True)
    if not voices:
        click.echo("No voice fits. “narrate voices” lists them all.", err=True)


def _sample(text: str, language: str, engine: str, output: str | None, *, natural: bool) -> None:
    from narrate.cli import audition
    from narrate.speaking import all_voices

    _require_engine(engine)
    tag = language or audition.LANGUAGE
    voices = [voice for voice in all_voices() if _fits(voice, tag, engine, natural=natural)]
    audition.render(voices, text, tag, output)


def _require_engine(name: str) -> None:
    from narrate.errors import SettingsError
    from narrate.speaking import engine_names

    if name and name not in engine_names():
        raise SettingsError(f"There is no speech engine called “{name}”.", f"Known: {', '.join(engine_names())}.")


def _fits(voice: Voice, language: str, engine: str, *, natural: bool) -> bool:
    """Whether a voice passes the filters; a language without a region takes every region's."""
    speaks = not language or f"{voice.language.lower()}-".startswith(f"{language}-")
    return speaks and engine in {"", voice.engine} and (voice.natural or not natural)


def _missing(name: str, why: str) -> dict[str, Any]:
    """An engine or a voice that does not work here, in `narrate voices --json`."""
    return {"id": name, "engine": name.partition(":")[0], "available": False, "reason": why}


def _fields(voice: Voice) -> dict[str, Any]:
    """One voice of `narrate voices --json`: an interface. Fields may be added, never renamed."""
    return {
        "id": voice.full_id,
        "name": voice.name,
        "language": voice.language,
        "gender": voice.gender,
        "engine": voice.engine,
        "natural": voice.natural,
        "licence": voice.licence,
        "sample_rate_hz": voice.sample_rate_hz,
        "available": True,
        "reason": "",
    }


def _table(voices: list[Voice]) -> list[str]:
    """A line for each voice under a line of headings, in columns as wide as they need; nothing for no voices."""
    head = ("VOICE", "LANGUAGE", "GENDER", "NATURAL", "LICENCE", "RATE", "NAME")
    rows = [head, *(_row(voice) for voice in voices)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return lines if voices else []


def _row(voice: Voice) -> tuple[str, ...]:
    natural = "yes" if voice.natural else "no"
    rate = f"{voice.sample_rate_hz} Hz"
    return (voice.full_id, voice.language, voice.gender or "-", natural, voice.licence or "-", rate, voice.name)
