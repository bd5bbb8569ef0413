"""narrate render: a text into an audio file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.cli import configuration, options, screen
from narrate.cli.sections import Sectioned
from narrate.errors import NarrateError, SettingsError, SourceError

if TYPE_CHECKING:
    from narrate.settings import Settings
    from narrate.source import Source

EPILOG = """\b
Examples:
  narrate text/essay.txt
  narrate essay.txt -o essay.m4b --title "On Lamps" --cover lamp.jpg
  narrate *.md -o output/ --voice en-gb
  narrate one.md two.md -o both.m4b --merge
  cat notes.md | narrate - -o notes.opus
"""


@click.command("render", epilog=EPILOG, cls=Sectioned)
@click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")
@click.option("-o", "--output", type=click.Path(), metavar="FILE|DIR", help="Where.  [default: output/]")
@click.option("--merge", is_flag=True, help="Several sources in one file, a chapter each.")
@options.grouped(options.CHAPTERS, options.SOUND, options.FILE, options.LABELS, options.WORK, options.SOURCE)
@click.option("--force", is_flag=True, help="Replace a file that narrate did not make.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary, only the file's name.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, a line for each source.")
@click.option("--json-progress", is_flag=True, help="Report progress as JSON, a line for each step, on standard error.")
def command(sources: tuple[str, ...], output: str | None, *, merge: bool, json_progress: bool, **given: Any) -> int:
    """Narrate each SOURCE (a file, a web address, or - for standard input) into an audio file."""
    view = screen.View(quiet=given.pop("quiet"), as_json=given.pop("as_json"), json_progress=json_progress)
    settings = configuration.settings(given)
    wanted: list[tuple[str, ...]] = [sources] if merge else [(source,) for source in sources]
    destination = _destination(output, wanted)
    chosen = "voice" in configuration.stated(given)
    exit_code = 0
    for source, failure in _rendered(wanted, destination, settings, view, chosen=chosen):
        if len(wanted) == 1:
            raise failure
        click.echo(f"narrate: {source}: {failure}", err=True)
        exit_code = max(exit_code, failure.exit_code)
    return exit_code


def _rendered(
    wanted: list[tuple[str, ...]], destination: Path | None, settings: Settings, view: screen.View, *, chosen: bool
) -> Iterator[tuple[str, NarrateError]]:
    """Render a file of each source, or of several sources, by the same workers; gives those that failed.

    `chosen` tells that the voice was somebody's choice.
    """
    from narrate.doors.processes import give_memory_back
    from narrate.narration import hire, render

    give_memory_back()
    voice = None
    with hire(settings) as crew:
        for sources in wanted:
            try:
                with view.progress() as progress:
                    report = render([*map(opened, sources)], destination, settings, progress, crew)
            except NarrateError as error:
                yield sources[0], error
            else:
                voice = report.voice
                view.show(report, progress.elapsed_s, settings.standard)
    if voice and not chosen:
        view.hint(voice)


def opened(source: str) -> Source:
    """A source as the library takes it: - is standard input."""
    if source != "-":
        return source
    if sys.stdin is None:
        raise SourceError("There is no standard input to read.", "Give a file, or send the text into narrate -.")
    return sys.stdin.buffer


def _destination(output: str | None, wanted: list[tuple[str, ...]]) -> Path | None:
    """Where to: a folder for several files. Raises SettingsError."""
    if output == "-":
        raise SettingsError("narrate writes files, not to standard output.", "Give -o the name of a file.")
    if output is None:
        return None
    place = Path(output)
    if len(wanted) == 1 and not output.endswith(("/", os.sep)):
        return place
    if place.suffix and len(wanted) > 1 and not output.endswith(("/", os.sep)) and not place.is_dir():
        remedy = "Give -o a folder, or make one file of them with --merge."
        raise SettingsError(f"Several sources do not fit into one file, “{output}”.", remedy)
    from narrate.doors.files import make_folder

    return make_folder(place)
