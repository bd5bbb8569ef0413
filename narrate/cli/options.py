"""The options that make `Settings`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from narrate.cli.configuration import PAUSE_NAMES
from narrate.manner import CHOICES, STYLES, Policies

Command = TypeVar("Command", bound=Callable[..., Any])


def option(*names: str, **attributes: Any) -> Callable[[Command], Command]:
    """A click option that NARRATE_<NAME> sets too."""
    written = next(name for name in names if name.startswith("--")).lstrip("-")
    return click.option(*names, envvar=f"NARRATE_{written.upper().replace('-', '_')}", **attributes)


def _voice_ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Voices for shell completion."""
    from narrate.speaking import all_voices

    return [voice.full_id for voice in all_voices() if incomplete.lower() in voice.full_id]


def _alternatives(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


VOICE = option(
    "--voice", metavar="VOICE", shell_complete=_voice_ids, help="Who speaks: see “narrate voices”.  [default: pyttsx3]"
)
VOICE_FOR = click.option(
    "--voice-for",
    multiple=True,
    metavar="TAG=VOICE",
    envvar="NARRATE_VOICE_FOR",
    help="Who speaks text in another language: fr=pyttsx3:roa/fr.",
)
CAST = option(
    "--cast",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='Who speaks what: TOML with [roles] dialogue = "en-gb", [speakers] Holmes = "joe", [chapters], [languages].',
)
LANGUAGE = option(
    "--language", metavar="TAG", help="The text's language: en, de, pt-BR…  [default: its own, or detected]"
)
SPEED = option("--speed", type=float, metavar="FACTOR", help="How fast: 1.2 is a fifth faster.  [default: 1.0]")
WPM = option(
    "--wpm", type=float, metavar="N", help="How fast, in words a minute, pauses included: 160.  [default: 171]"
)
STYLE = option("--style", metavar="NAME", help=f"How it is read: {', '.join(STYLES)}.  [default: essay]")
PAUSE = click.option(
    "--pause",
    "pause",
    multiple=True,
    metavar="NAME=TIME",
    envvar="NARRATE_PAUSE",
    help=f"Silence: paragraph=900ms or 0.9s. Names: {', '.join(PAUSE_NAMES)}.",
)
SAID = {
    "code": "Blocks of code: {}, which tells how many lines.",
    "tables": "Tables: {}; said row by row, with their headers.",
    "figures": "Pictures: {} their descriptions and captions.",
    "notes": "Notes: {}: after their chapter, after what refers to them, or not at all.",
    "citations": "Marks such as [12]: {}.",
    "emoji": "Emoji: {} their names.",
}
POLICIES = tuple(
    option(
        f"--{name}",
        metavar="|".join(CHOICES[name]),
        help=f"{text.format(_alternatives(CHOICES[name]))}  [default: {getattr(Policies(), name)}]",
    )
    for name, text in SAID.items()
)
LEXICON = option(
    "--lexicon",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='How words are said: TOML with [words] Nguyen = "win", or a PLS file.',
)
INCLUDE = option(
    "--include", multiple=True, metavar="PART", help="A part of a book that is usually left out: colophon, toc, index…"
)
EXCLUDE = option(
    "--exclude",
    multiple=True,
    metavar="NAME",
    help="A part of a book, or a kind of paragraph, to leave out: preface, note…",
)
SOUND = (VOICE, VOICE_FOR, CAST, LANGUAGE, SPEED, WPM, LEXICON, STYLE, PAUSE, *POLICIES)

CHAPTERS = (
    click.option(
        "--chapters", metavar="N-M,…", help="Only these chapters: 3-7,9. “narrate read --outline” numbers them."
    ),
    click.option("--from", "start", metavar="HEADING", help="From the chapter whose heading begins so."),
    click.option("--to", "end", metavar="HEADING", help="Up to and with the chapter whose heading begins so."),
    INCLUDE,
    EXCLUDE,
)

FILE = (
    option("--format", metavar="FORMAT", help="mp3, m4b, opus, flac or wav.  [default: by the name after -o, or mp3]"),
    option(
        "--standard",
        metavar="NAME",
        help="How loud, and what else: podcast, ebu-r128, audiobook-acx or none.  [default: podcast]",
    ),
    option("--split", is_flag=True, help="Every chapter in a file of its own, with a playlist."),
    option("--captions", metavar="KINDS", help="Captions beside the audio: vtt, srt, lrc, json, several as vtt,srt."),
    option(
        "--captions-by", metavar="MEASURE", help="A caption for each sentence, phrase or word.  [default: sentence]"
    ),
    option("--captions-width", type=int, metavar="N", help="Columns of a line; podcasts ask for 32.  [default: 42]"),
    option(
        "--read-along", metavar="KINDS", help="The text, lit as it is spoken: html (a page), epub (a book), or both."
    ),
    option("--read-along-by", metavar="MEASURE", help="The book lights up by sentence or word.  [default: sentence]"),
    option("--linked", is_flag=True, help="The page plays the audio file beside it instead of holding the sound."),
    option("--also", metavar="FILES", help="More beside the audio: cue, lpf, publication.json."),
    option("--layout", metavar="NAME", help="Folders as a library wants them: audiobookshelf."),
    option(
        "--bitrate", "bitrate_kbps", type=int, metavar="KBPS", help="For mp3, m4b and opus.  [default: 64, opus 32]"
    ),
)
LABELS = (
    option("--title", help="The title a player shows.  [default: the text's own]"),
    option("--author", help="The author a player shows."),
    option("--narrator", help="The narrator a player shows.  [default: the voice]"),
    option("--date", help="The date a player shows."),
    option("--genre", help="The genre a player shows.  [default: Audiobook]"),
    option("--description", help="What a player shows about the text."),
    option(
        "--cover", type=click.Path(path_type=Path), metavar="PICTURE", help="A JPEG or PNG picture, or auto: drawn."
    ),
)
WORK_HERE = (
    option("--jobs", type=int, metavar="N", help="Worker processes.  [default: one for each core]"),
    option("--deadline", "deadline_s", type=float, metavar="S", help="Least time a paragraph may take.  [default: 30]"),
    option("--cache-dir", type=click.Path(path_type=Path), metavar="FOLDER", help="Where spoken clips are kept."),
    option("--cache-limit", "cache_limit_mb", type=int, metavar="MB", help="Most that may be kept.  [default: 4096]"),
)
WORK = (
    *WORK_HERE,
    option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster instead: tcp://host:8786."),
)

SOURCE = (click.option("--allow-private", is_flag=True, help="Let an address be of this machine or its own network."),)
"""Never a variable or a configuration file: who asks for an address says so at the same time."""


def grouped(*groups: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    """Several groups of options as one decorator, in the order in which help should show them; see sections.py."""

    def decorate(command: Command) -> Command:
        for one in reversed([one for group in groups for one in group]):
            command = one(command)
        return command

    return decorate
