"""narrate completion: commands, options and voices completed by the shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script for SHELL. For bash: eval "$(narrate completion bash)" in ~/.bashrc."""
    from narrate.cli import commands

    completion = get_completion_class(shell)
    if completion is not None:
        click.echo(completion(commands, {}, "narrate", "_NARRATE_COMPLETE").source())
