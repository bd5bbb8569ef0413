"""The options that make `Settings`, and where their values come from when the command line does not give them.

In this order: the command line, NARRATE_* variables, narrate.toml in the current folder, narrate.toml in the user's
configuration folder.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from narrate.errors import SettingsError
from narrate.pace import speed_for
from narrate.selection import Selection
from narrate.settings import Pauses, Settings, Tags

Command = TypeVar("Command", bound=Callable[..., Any])

CONFIG_NAME = "narrate.toml"
KEYS = {"": "NARRATE_SPEECH_KEY", "api.openai.com": "OPENAI_API_KEY"}  # whose key is in which variable
TAG_NAMES = tuple(one.name for one in fields(Tags))
PAUSE_NAMES = tuple(one.name.removesuffix("_ms") for one in fields(Pauses))


def option(*names: str, **attributes: Any) -> Callable[[Command], Command]:
    """A click option that NARRATE_<NAME> sets too."""
    written = next(name for name in names if name.startswith("--")).lstrip("-")
    return click.option(*names, envvar=f"NARRATE_{written.upper().replace('-', '_')}", **attributes)


def _voice_ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Voices for shell completion."""
    from narrate.speaking import all_voices

    return [voice.full_id for voice in all_voices() if incomplete.lower() in voice.full_id]


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
LANGUAGE = option("--language", metavar="TAG", help="The text's language: en, de, pt-BR…  [default: its own, or en]")
SPEED = option("--speed", type=float, metavar="FACTOR", help="How fast: 1.2 is a fifth faster.  [default: 1.0]")
WPM = option(
    "--wpm", type=float, metavar="N", help="How fast, in words a minute, pauses included: 160.  [default: 171]"
)
PAUSE = click.option(
    "--pause",
    "pause",
    multiple=True,
    metavar="NAME=MS",
    envvar="NARRATE_PAUSE",
    help=f"Silence in milliseconds: paragraph=900. Names: {', '.join(PAUSE_NAMES)}.",
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
SOUND = (VOICE, VOICE_FOR, CAST, LANGUAGE, SPEED, WPM, LEXICON, PAUSE)

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
WORK = (
    option("--jobs", type=int, metavar="N", help="Worker processes.  [default: one for each core]"),
    option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster instead: tcp://host:8786."),
    option("--deadline", "deadline_s", type=float, metavar="S", help="Least time a paragraph may take.  [default: 30]"),
    option("--cache-dir", type=click.Path(path_type=Path), metavar="FOLDER", help="Where spoken clips are kept."),
    option("--cache-limit", "cache_limit_mb", type=int, metavar="MB", help="Most that may be kept.  [default: 4096]"),
)

SOURCE = (click.option("--allow-private", is_flag=True, help="Let an address be of this machine or its own network."),)
"""Never a variable or a configuration file: who asks for an address says so at the same time."""


def grouped(*groups: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    """Several groups of options as one decorator, in the order in which help should show them."""

    def decorate(command: Command) -> Command:
        for one in reversed([one for group in groups for one in group]):
            command = one(command)
        return command

    return decorate


def settings(given: dict[str, Any]) -> Settings:
    """The settings that options, variables and configuration files add up to. Raises SettingsError."""
    said = _paced(stated(given), given)
    voices = {**said.pop("voices_for", {}), **dict(map(_voice_for, said.pop("voice_for", ())))}
    pauses = {**said.pop("pauses", {}), **dict(map(_pause, said.pop("pause", ())))}
    selection = Selection.parse(**{key: said.pop(key) for key in ("chapters", "start", "end") if key in said})
    tags = {key: said.pop(key) for key in TAG_NAMES if key in said}
    for key in {"include", "exclude"} & said.keys():
        said[key] = tuple(_listed(said[key]))
    if "lexicon" in said:
        said["lexicon"] = tuple(map(Path, _listed(said["lexicon"])))
    for key in LISTS & said.keys():
        said[key] = _names(said[key])
    if "cover" in tags:
        tags["cover"] = Path(tags["cover"])
    return Settings(
        **said,
        voices_for=tuple(voices.items()),
        speech_keys=_keys(),
        pauses=Pauses(**{f"{name}_ms": value for name, value in pauses.items()}),
        tags=Tags(**tags),
        selection=selection,
    )


def _paced(said: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The same with the words a minute as a speed. What an option says goes before what a file says."""
    own = [name for name in ("speed", "wpm") if _is_given(given.get(name))]
    if len(own) > 1 or (not own and {"speed", "wpm"} <= said.keys()):
        raise SettingsError("--speed and --wpm both say how fast.", "Give one of them.")
    wpm = said.pop("wpm", None)
    return said if wpm is None or "speed" in own else {**said, "speed": speed_for(wpm)}


def _keys() -> tuple[tuple[str, str], ...]:
    """The keys for speech servers, which no option and no file may hold: both are read by others."""
    found = ((host, os.environ.get(name, "").strip()) for host, name in KEYS.items())
    return tuple((host, key) for host, key in found if key)


def stated(given: dict[str, Any]) -> dict[str, Any]:
    """What somebody said, by an option, a variable or a configuration file. Raises SettingsError."""
    return {**configured(), **{key: value for key, value in given.items() if _is_given(value)}}


def _listed(value: Any) -> Any:
    """A configuration file may name one file, the command line several."""
    return [value] if isinstance(value, str | Path) else value


def _names(value: str) -> tuple[str, ...]:
    """Names as they are given together: "vtt,srt"."""
    return tuple(dict.fromkeys(name for name in re.split(r"[,\s]+", value.lower()) if name))


def _is_given(value: object) -> bool:
    """Whether an option was used: click gives None, an empty tuple or False for one that was not. 0 is a value."""
    return value is not None and value is not False and value != ()


def _voice_for(text: str) -> tuple[str, str]:
    tag, _, voice = text.partition("=")
    return tag.strip(), voice.strip()


def _pause(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    _require_known(name.strip(), PAUSE_NAMES, "pause")
    try:
        return name.strip(), int(value)
    except ValueError as error:
        raise SettingsError(f"The pause “{text}” is not a name and a number.", "Write it as paragraph=900.") from error


def configured() -> dict[str, Any]:
    """What the configuration files say: the user's, and over it the current folder's. Raises SettingsError."""
    from platformdirs import user_config_path

    theirs, ours = (_load(folder / CONFIG_NAME) for folder in (user_config_path("narrate", appauthor=False), Path()))
    tables = {name: {**theirs.get(name, {}), **ours.get(name, {})} for name in ("pauses", "voices_for")}
    return {**theirs, **ours, **tables}


def _load(path: Path) -> dict[str, Any]:
    """One configuration file, checked against the names and types of the settings."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"“{path}” cannot be read: {error}.", "Mend it, or move it away.") from error
    flat = {**{key: value for key, value in found.items() if key != "tags"}, **_table(found, "tags", path)}
    for tag, voice in _table(found, "voices_for", path).items():
        _require_kind(f"voices_for.{tag}", voice, str, path)
    for name in _table(found, "pauses", path):
        _require_known(name, PAUSE_NAMES, f"pause in “{path}”")
    for key, value in flat.items():
        _require_known(key, KINDS, f"setting in “{path}”")
        _require_kind(key, value, KINDS[key], path)
    return {key: Path(value).expanduser() if KINDS[key] is Path else value for key, value in flat.items()}


LISTS = {"captions", "read_along", "also"}
KINDS: dict[str, type] = {
    "voice": str,
    "voices_for": dict,
    "cast": Path,
    "language": str,
    "speed": float,
    "wpm": float,
    "lexicon": Path,
    "include": str,
    "exclude": str,
    "standard": str,
    "format": str,
    "bitrate_kbps": int,
    "split": bool,
    "captions": str,
    "captions_by": str,
    "captions_width": int,
    "read_along": str,
    "read_along_by": str,
    "linked": bool,
    "also": str,
    "layout": str,
    "jobs": int,
    "cluster": str,
    "deadline_s": float,
    "cache_dir": Path,
    "cache_limit_mb": int,
    "pauses": dict,
    **{name: Path if name == "cover" else str for name in TAG_NAMES},
}

WRITTEN_AS: dict[type, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text in quotes"),
    Path: ((str,), "text in quotes"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
    bool: ((bool,), "true or false"),
    dict: ((dict,), "a table"),
}


def _table(found: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"“{name}” in “{path}” must be a table.", f"Write [{name}] on a line of its own.")
    return table


def _require_known(name: str, known: Any, what: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(known)}."
        raise SettingsError(f"There is no {what} called “{name}”.", hint)


def _require_kind(key: str, value: object, kind: type, path: Path) -> None:
    wanted, name = WRITTEN_AS[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
        raise SettingsError(f"“{key}” in “{path}” must be {name}.", f"It is {value!r}.")
