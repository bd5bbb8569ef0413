"""narrate cache: what was spoken before, and how much room it takes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from narrate.cli import configuration, options, screen


@click.group("cache")
def command() -> None:
    """Look after the clips that narrate keeps so that nothing is spoken twice."""


WHERE = options.option("--cache-dir", type=click.Path(path_type=Path), metavar="FOLDER", help="Where clips are kept.")


@command.command("info")
@WHERE
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def info(cache_dir: Path | None, *, as_json: bool) -> None:
    """Say where the clips are, how many, and how large."""
    from narrate.doors.store import kept_files

    home = configuration.settings({"cache_dir": cache_dir}).home
    kept = list(kept_files(home))
    clips, size_bytes = sum(path.suffix == ".clip" for _, _, path in kept), sum(size for _, size, _ in kept)
    if as_json:
        click.echo(json.dumps({"path": str(home), "clips": clips, "entries": len(kept), "size_bytes": size_bytes}))
    else:
        click.echo(f"{home}: {clips} clips, {screen.size(size_bytes)} with the sound made of them")


@command.command("prune")
@WHERE
@click.option("--to", "limit_mb", type=click.IntRange(min=0), default=1024, show_default=True, help="MB to keep.")
def prune(cache_dir: Path | None, limit_mb: int) -> None:
    """Remove the clips that were not used for longest."""
    _remove(cache_dir, limit_mb)


@command.command("clear")
@WHERE
def clear(cache_dir: Path | None) -> None:
    """Remove every clip."""
    _remove(cache_dir, 0)


def _remove(cache_dir: Path | None, limit_mb: int) -> None:
    from narrate.doors.store import prune

    count, freed_bytes = prune(configuration.settings({"cache_dir": cache_dir}).home, limit_mb << 20)
    click.echo(f"Removed {count} files, {screen.size(freed_bytes)}.")
