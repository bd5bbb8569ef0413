"""narrate listen: a text, heard at once and followed in the terminal."""

from __future__ import annotations

import sys
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.cli import configuration, options
from narrate.cli.sections import Sectioned
from narrate.errors import SettingsError, SourceError

if TYPE_CHECKING:
    from narrate.listening import Listening
    from narrate.narration import Rehearsed
    from narrate.settings import Settings
    from narrate.source import Source

EPILOG = """\b
Keys:
  space  pause, and go on          n, p  next chapter, and back
  ← →    sentence back, on         [, ]  slower, faster from the next sentence on
  ↑ ↓    paragraph back, on        s     save all of it as a file when you quit
  q      quit; the place is kept

\b
Examples:
  narrate listen essay.txt
  narrate listen https://example.org/article --voice auto
  pbpaste | narrate listen -
  narrate listen --clipboard
"""
TICK_S = 0.08


@click.command("listen", epilog=EPILOG, cls=Sectioned)
@click.argument("source", required=False, metavar="SOURCE")
@click.option("--clipboard", is_flag=True, help="The text on the clipboard, instead of SOURCE.")
@click.option("--restart", is_flag=True, help="From the start, not from where you were.")
@click.option("--device", metavar="NAME", default="", help="The sound device whose name holds this; none for silence.")
@click.option("-o", "--output", type=click.Path(), metavar="FILE|DIR", help="Where s saves.  [default: output/]")
@options.grouped(options.CHAPTERS, options.SOUND, options.WORK_HERE, options.SOURCE)
def command(
    source: str | None, output: str | None, *, clipboard: bool, restart: bool, device: str, **given: Any
) -> None:
    """Speak SOURCE (a file, a web address, or - for standard input) now, and follow it in the terminal."""
    if (source is None) != clipboard:
        raise SettingsError("Give a SOURCE or --clipboard.", "Write: narrate listen essay.txt")
    settings = configuration.settings(given)
    from narrate.listening.crew import workers

    with workers(settings) as crew:  # they load their engine meanwhile
        from narrate.doors.playing import open_player
        from narrate.doors.store import prune
        from narrate.listening import Listening, bookmark
        from narrate.narration import Rehearsed, prepare, rehearse

        material, name = _material(source)
        document = prepare(material, settings)
        piece = Rehearsed(material, document, *rehearse(document, settings))
        script = piece.script
        mark = bookmark(settings, name or "\n".join(text for one in script.passages for text in one.spoken))
        if restart:
            mark.forget()
        notes: list[str] = []
        player_for = partial(open_player, device=device)
        listening = Listening(script, piece.voice, settings, crew, player_for, mark, notes.append)
        saves = _follow(listening, notes)
    prune(settings.home, settings.cache_limit_mb << 20)
    if saves:
        _save(piece, output, listening.settings)


def _material(source: str | None) -> tuple[Source, str]:
    """The source as the library takes it, and its name; none where its text must tell it from others."""
    if source is None:
        from narrate.doors.clipboard import clipboard_text

        return BytesIO(clipboard_text().encode("utf-8", "replace")), ""
    if source == "-":
        if sys.stdin is None:
            raise SourceError("There is no standard input to read.", "Give a file, or send it into narrate listen -.")
        return sys.stdin.buffer, ""
    from narrate.source import is_address

    return source, source if is_address(source) else str(Path(source).resolve())


def _follow(listening: Listening, notes: list[str]) -> bool:
    """Listen to the end, or until `q`; whether the text is to be saved."""
    from narrate.cli.following import Plain, view
    from narrate.doors.terminal import Keys

    # The sound first: the screen may come a moment later. The terminal is itself again before the place is kept.
    with listening, view() as screen, Keys(wanted=not isinstance(screen, Plain)) as keys:
        saves = False
        while listening.check():
            while notes:
                screen.note(notes.pop(0))
            screen.show(listening, "will be saved when you quit" if saves else "")
            key = keys.read(TICK_S)
            if key == "q":
                break
            saves ^= key == "s"
            _press(key, listening)
    for text in notes:
        click.echo(f"narrate: {text}", err=True)
    return saves


def _press(key: str, listening: Listening) -> None:
    match key:
        case "space":
            listening.pause()
        case "left" | "right":
            listening.sentence(1 if key == "right" else -1)
        case "up" | "down":
            listening.paragraph(1 if key == "down" else -1)
        case "p" | "n":
            listening.chapter(1 if key == "n" else -1)
        case "[" | "]":
            listening.hasten(1 if key == "]" else -1)


def _save(piece: Rehearsed, output: str | None, settings: Settings) -> None:
    """The ordinary render of what was rehearsed: what was heard of it is kept already."""
    from narrate.cli import screen
    from narrate.narration import perform

    shown = screen.View(quiet=False, as_json=False, json_progress=False)
    with shown.progress() as progress:
        report = perform(piece, output, settings, progress)
    shown.show(report, progress.elapsed_s, settings.standard)
