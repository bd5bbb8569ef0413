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
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def command(language: str, engine: str, *, as_json: bool) -> None:
    """List every voice that works here, and why others do not. Use one with --voice."""
    from narrate.speaking import all_voices, unavailable_engines

    wanted = language.lower()
    voices = [
        voice
        for voice in all_voices()
        if f"{voice.language.lower()}-".startswith(f"{wanted}-" if wanted else "") and engine in {"", voice.engine}
    ]
    missing = {name: error for name, error in unavailable_engines().items() if engine in {"", name}}
    if as_json:
        rows = [_fields(voice) for voice in voices]
        rows += [{"id": name, "engine": name, "available": False, "reason": str(why)} for name, why in missing.items()]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for line in _table(voices):
        click.echo(line)
    for name, why in missing.items():
        click.echo(f"{name}: {why}", err=True)
    if not voices:
        click.echo("No voice fits. “narrate voices” lists them all.", err=True)


def _fields(voice: Voice) -> dict[str, Any]:
    """One voice of `narrate voices --json`: an interface. Fields may be added, never renamed."""
    return {
        "id": voice.full_id,
        "name": voice.name,
        "language": voice.language,
        "gender": voice.gender,
        "engine": voice.engine,
        "natural": voice.natural,
        "sample_rate_hz": voice.sample_rate_hz,
        "available": True,
        "reason": "",
    }


def _table(voices: list[Voice]) -> list[str]:
    rows = [("VOICE", "LANGUAGE", "NAME"), *((voice.full_id, voice.language, voice.name) for voice in voices)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows] if voices else []
