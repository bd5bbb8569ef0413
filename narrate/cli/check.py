"""narrate check: a file against a delivery standard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from narrate.survey import Line, Verdict

MARKS = {True: "ok", False: "FAILS", None: ""}


@click.command("check")
@click.argument("audio", type=click.Path(path_type=Path), metavar="AUDIO")
@click.option("--standard", default="podcast", show_default=True, help="podcast, ebu-r128, audiobook-acx or none.")
@click.option(
    "--captions",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Must end with the sound.  [default: those beside]",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(audio: Path, standard: str, captions: tuple[Path, ...], *, as_json: bool) -> int:
    """Measure AUDIO, whoever made it, against a delivery standard. Exit code 1 if it fails."""
    from narrate.checking import check
    from narrate.delivery import STANDARDS

    verdict = check(audio, standard, captions)
    if as_json:
        click.echo(json.dumps(as_fields(verdict), ensure_ascii=False))
    else:
        click.echo("\n".join(_table(verdict.lines)))
        outcome = "keeps" if verdict.passed else "does not keep"
        click.echo(f"{audio} {outcome} “{standard}”: {STANDARDS[standard].source}", err=True)
    return 0 if verdict.passed else 1


def as_fields(verdict: Verdict) -> dict[str, object]:
    """The JSON of `narrate check --json`: an interface. Fields may be added, never renamed."""
    return {
        "path": str(verdict.path),
        "standard": verdict.standard,
        "passed": verdict.passed,
        "lines": [
            {"name": line.name, "value": line.value, "limit": line.limit, "passed": line.passed}
            for line in verdict.lines
        ],
    }


def _table(lines: tuple[Line, ...]) -> list[str]:
    names = max(len(line.name) for line in lines)
    values = max(len(line.value) for line in lines)
    return [
        f"{MARKS[line.passed]:<5}  {line.name:<{names}}  {line.value:<{values}}  {line.limit}".rstrip()
        for line in lines
    ]
