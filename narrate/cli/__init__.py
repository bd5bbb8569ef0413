"""The command line: options in, one call, one message out. A file for each command, imported when it is needed."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import click

from narrate import __version__
from narrate.errors import NarrateError, OutputError

COMMANDS = {
    "render": "narrate a text into an audio file (the default command)",
    "listen": "speak a text now, and follow it in the terminal",
    "read": "show what was understood of a text, as Markdown",
    "script": "show what will be said, and how",
    "lexicon": "find the words that need a pronunciation, and convert lexicons",
    "check": "measure an audio file against a delivery standard",
    "serve": "serve a page to paste texts into and listen, with a shelf of what was made",
    "feed": "make a podcast feed of a folder of narrations",
    "voices": "list the voices that work here",
    "doctor": "check what works here, and say how to mend the rest",
    "cache": "look after what was spoken before",
    "completion": "print a script that completes commands in your shell",
}
OWN_OPTIONS = {"--help", "-h", "--version"}
INTERRUPTED = 130  # 128 + SIGINT, as shells count
TERMINATED = 143  # 128 + SIGTERM
GO_ON = "What was spoken is kept: run the same command again to go on."
FAULT = 70  # sysexits.h EX_SOFTWARE: a fault of ours


class Commands(click.Group):
    """Imports a command's file only when it is asked for; without a command's name it is `render`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command in the file of its name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"narrate.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`narrate essay.txt` is `narrate render essay.txt`."""
        if args and args[0] not in COMMANDS and args[0] not in OWN_OPTIONS:
            args = ["render", *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List them without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


HELP = """Turn an article, an essay or a book into an audio file worth listening to.

\b
  narrate essay.txt                      writes output/essay.mp3
  narrate essay.md -o essay.m4b          an audiobook with chapters
  cat notes.md | narrate - -o notes.opus
  narrate essay.txt --voice en-gb --speed 1.2

“narrate essay.txt” is short for “narrate render essay.txt”; “narrate render --help” lists its options.
"""


@click.group(cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="narrate")
def commands() -> None:
    """The group that holds all commands."""


def main() -> NoReturn:
    """The entry point: run the command line and end with its exit code."""
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal hangs up; Windows does not
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    sys.exit(run(sys.argv[1:]))


class _TerminatedError(BaseException):
    """SIGTERM came: unwinds like Ctrl-C, so that workers are ended and nothing is left half-written."""


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _TerminatedError


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit code; every error becomes one message on standard error."""
    try:
        result: Any = commands.main(arguments, prog_name="narrate", standalone_mode=False)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - so that Python's own flush at exit finds nobody missing
        return 0
    except BaseException as error:
        if isinstance(error, SystemExit) or os.environ.get("NARRATE_DEBUG"):
            raise
        problem, remedy, exit_code = _explain(error)
        click.echo(f"narrate: {problem}" + (f"\n  {remedy}" if remedy else ""), err=True)
        return exit_code
    return result if isinstance(result, int) else 0


def _explain(error: BaseException) -> tuple[str, str, int]:
    """What happened, what to do about it, and the exit code."""
    match error:
        case NarrateError():
            return error.problem, error.remedy, error.exit_code
        case click.ClickException():
            return _sentence(error.format_message()), _usage(error), 2
        case KeyboardInterrupt() | click.Abort():
            return "Stopped.", GO_ON, INTERRUPTED
        case _TerminatedError():
            return "Stopped.", GO_ON, TERMINATED
        case OSError():
            reason = error.strerror or str(error)
            return (
                f"The result could not be printed: {reason}.",
                "Check where standard output goes.",
                OutputError.exit_code,
            )
    fault = f"{type(error).__name__}: {error}"
    return f"narrate failed in a way it should not: {fault}.", "NARRATE_DEBUG=1 shows where; please report it.", FAULT


def _sentence(message: str) -> str:
    return message if message.endswith((".", "!", "?")) else f"{message}."


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"See: {context.command_path} --help" if context else ""
