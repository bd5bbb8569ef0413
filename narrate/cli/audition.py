"""The file of `narrate voices --sample`: several voices, one after the other, with the same text."""

from __future__ import annotations

import json
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli import configuration
from narrate.errors import SettingsError

if TYPE_CHECKING:
    from narrate.settings import Settings
    from narrate.voice import Voice

MOST_VOICES = 16  # each has a process of its own
LANGUAGE = "en"


def render(voices: list[Voice], text: str, language: str, output: str | None) -> None:
    """Have each voice say a text, a chapter each, and print where. Raises NarrateError."""
    from narrate import render as render_source
    from narrate.cli.screen import View
    from narrate.speaking import sample_text

    if not voices:
        raise SettingsError("No voice fits.", "“narrate voices” lists them all.")
    if len(voices) > MOST_VOICES:
        raise SettingsError(
            f"{len(voices)} voices are too many to listen to.", "Choose some with --language, --engine or --natural."
        )
    names = [voice.name for voice in voices]
    titles = {one.name if names.count(one.name) == 1 else f"{one.name} ({one.full_id})": one for one in voices}
    said = text or sample_text(language)
    source = "\n\n".join(f"# {_literal(title)}\n\n{_literal(said)}" for title in titles)
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(titles, language, Path(folder) / "cast.toml")
        with View(quiet=False, as_json=False, json_progress=False).progress() as progress:
            report = render_source(BytesIO(source.encode()), output or "output/voices.mp3", settings, progress)
    click.echo(report.edition.path)
    for mark in report.edition.chapters:
        start_s = report.edition.timeline.seconds(mark.start)
        click.echo(f"{start_s:6.1f} s  --voice {titles[mark.title].full_id}", err=True)


def _settings(titles: dict[str, Voice], language: str, cast: Path) -> Settings:
    """Settings with a cast in which every chapter has its voice."""
    lines = (f"{_quoted(title)} = {_quoted(voice.full_id)}" for title, voice in titles.items())
    cast.write_text("\n".join(["[chapters]", *lines]), encoding="utf-8")
    first = next(iter(titles.values()))
    return configuration.settings({"voice": first.full_id, "language": language, "cast": cast, "title": "Voices"})


def _literal(text: str) -> str:
    """Text that Markdown takes as it is."""
    return re.sub(r"([^\w\s])", r"\\\1", " ".join(text.split()), flags=re.ASCII)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
