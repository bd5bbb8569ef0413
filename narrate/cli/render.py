"""narrate render: a text into an audio file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.cli import options, screen
from narrate.errors import NarrateError, SettingsError

if TYPE_CHECKING:
    from narrate.narration import Source
    from narrate.settings import Settings

EPILOG = """\b
Examples:
  narrate text/essay.txt
  narrate essay.txt -o essay.m4b --title "On Lamps" --cover lamp.jpg
  narrate *.md -o output/ --voice en-gb
  cat notes.md | narrate - -o notes.opus
"""


@click.command("render", epilog=EPILOG)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE|DIR", help="Where.  [default: output/]")
@options.grouped(options.SOUND, options.FILE, options.LABELS, options.WORK)
@click.option("--force", is_flag=True, help="Replace a file that narrate did not make.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary, only the file's name.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, a line for each source.")
def command(sources: tuple[str, ...], output: Path | None, *, quiet: bool, as_json: bool, **given: Any) -> int:
    """Narrate each SOURCE (a text or Markdown file, or - for standard input) into an audio file."""
    settings = options.settings(given)
    destination = _destination(output, len(sources))
    exit_code = 0
    for source, failure in _rendered(sources, destination, settings, quiet=quiet, as_json=as_json):
        if len(sources) == 1:
            raise failure
        click.echo(f"narrate: {source}: {failure}", err=True)
        exit_code = exit_code or failure.exit_code
    return exit_code


def _rendered(
    sources: tuple[str, ...], destination: Path | None, settings: Settings, *, quiet: bool, as_json: bool
) -> Iterator[tuple[str, NarrateError]]:
    """Render every source, one after the other; gives those that failed."""
    from narrate.narration import render

    for source in sources:
        try:
            with screen.progress_bar(shown=not quiet and not as_json) as progress:
                report = render(_opened(source), destination, settings, progress)
        except NarrateError as error:
            yield source, error
        else:
            screen.show(report, progress.elapsed_s, quiet=quiet, as_json=as_json)


def _opened(source: str) -> Source:
    return sys.stdin.buffer if source == "-" else source


def _destination(output: Path | None, sources: int) -> Path | None:
    """A folder for several sources. Raises SettingsError where they would all go into one file."""
    if output is None or (sources == 1 and not str(output).endswith("/")):
        return output
    if output.suffix and not output.is_dir():
        raise SettingsError(f"Several sources do not fit into one file, “{output}”.", "Give -o a folder.")
    from narrate.doors.files import make_folder

    return make_folder(output)
