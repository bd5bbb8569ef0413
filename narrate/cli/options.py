"""The options that make `Settings`, and where their values come from when the command line does not give them.

In this order: the command line, NARRATE_* variables, narrate.toml in the current folder, narrate.toml in the user's
configuration folder.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from narrate.errors import SettingsError
from narrate.manner import CHOICES, STYLES, Pauses, Policies
from narrate.settings import Settings, Tags

Command = TypeVar("Command", bound=Callable[..., Any])

CONFIG_NAME = "narrate.toml"
TAG_NAMES = tuple(one.name for one in fields(Tags))
PAUSE_NAMES = tuple(one.name.removesuffix("_ms").replace("_", "-") for one in fields(Pauses))
TIME = re.compile(r"(-?\d{1,12}(?:\.\d{1,6})?) ?(ms|s|)", re.IGNORECASE)


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
LANGUAGE = option(
    "--language", metavar="TAG", help="The text's language: en, de, pt-BR…  [default: its own, or detected]"
)
SPEED = option("--speed", type=float, metavar="FACTOR", help="How fast: 1.2 is a fifth faster.  [default: 1.0]")
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
SOUND = (VOICE, LANGUAGE, SPEED, LEXICON, STYLE, PAUSE, *POLICIES)

FILE = (
    option("--format", metavar="FORMAT", help="mp3, m4b, opus, flac or wav.  [default: by the name after -o, or mp3]"),
    option(
        "--standard",
        metavar="NAME",
        help="How loud, and what else: podcast, ebu-r128, audiobook-acx or none.  [default: podcast]",
    ),
    option("--split", is_flag=True, help="Every chapter in a file of its own, with a playlist."),
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
    option("--cover", type=click.Path(path_type=Path), metavar="PICTURE", help="A JPEG or PNG picture."),
)
WORK = (
    option("--jobs", type=int, metavar="N", help="Worker processes.  [default: one for each core]"),
    option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster instead: tcp://host:8786."),
    option("--deadline", "deadline_s", type=float, metavar="S", help="Least time a paragraph may take.  [default: 30]"),
    option("--cache-dir", type=click.Path(path_type=Path), metavar="FOLDER", help="Where spoken clips are kept."),
    option("--cache-limit", "cache_limit_mb", type=int, metavar="MB", help="Most that may be kept.  [default: 4096]"),
)


def grouped(*groups: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    """Several groups of options as one decorator, in the order in which help should show them."""

    def decorate(command: Command) -> Command:
        for one in reversed([one for group in groups for one in group]):
            command = one(command)
        return command

    return decorate


def settings(given: dict[str, Any]) -> Settings:
    """The settings that options, variables and configuration files add up to. Raises SettingsError."""
    stated = {**configured(), **{key: value for key, value in given.items() if _is_given(value)}}
    pauses = {**stated.pop("pauses", {}), **dict(map(_pause, stated.pop("pause", ())))}
    tags = {key: stated.pop(key) for key in TAG_NAMES if key in stated}
    if "lexicon" in stated:
        stated["lexicon"] = tuple(map(Path, _listed(stated["lexicon"])))
    if "cover" in tags:
        tags["cover"] = Path(tags["cover"])
    policies = Policies(**{name: stated.pop(name) for name in CHOICES if name in stated})
    chosen = Settings(**stated, policies=policies, tags=Tags(**tags))
    changed = {f"{name.replace('-', '_')}_ms": value for name, value in pauses.items()}
    return replace(chosen, pauses=replace(STYLES[chosen.style].pauses, **changed)) if changed else chosen


def _listed(value: Any) -> Any:
    """A configuration file may name one file, the command line several."""
    return [value] if isinstance(value, str | Path) else value


def _is_given(value: object) -> bool:
    """Whether an option was used: click gives None, an empty tuple or False for one that was not. 0 is a value."""
    return value is not None and value is not False and value != ()


def _pause(text: str) -> tuple[str, int]:
    """A pause's name and its milliseconds: "paragraph=900", "paragraph=900ms" or "paragraph=0.9s"."""
    name, _, value = text.partition("=")
    name = name.strip().lower().replace("_", "-")
    _require_known(name, PAUSE_NAMES, "pause")
    time = TIME.fullmatch(value.strip())
    if time is None:
        raise SettingsError(
            f"The pause “{text}” is not a name and a time.", f"Write it as {name}=900ms or {name}=0.9s."
        )
    return name, round(float(time[1]) * (1000 if time[2].lower() == "s" else 1))


def configured() -> dict[str, Any]:
    """What the configuration files say: the user's, and over it the current folder's. Raises SettingsError."""
    from platformdirs import user_config_path

    theirs, ours = (_load(folder / CONFIG_NAME) for folder in (user_config_path("narrate", appauthor=False), Path()))
    return {**theirs, **ours, "pauses": {**theirs.get("pauses", {}), **ours.get("pauses", {})}}


def _load(path: Path) -> dict[str, Any]:
    """One configuration file, checked against the names and types of the settings."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"“{path}” cannot be read: {error}.", "Mend it, or move it away.") from error
    flat = {**{key: value for key, value in found.items() if key != "tags"}, **_table(found, "tags", path)}
    pauses = {name.replace("_", "-"): value for name, value in _table(found, "pauses", path).items()}
    for name, value in pauses.items():
        _require_known(name, PAUSE_NAMES, f"pause in “{path}”")
        pauses[name] = _pause(f"{name}={value}")[1] if isinstance(value, str) else value
    flat |= {"pauses": pauses} if pauses else {}
    for key, value in flat.items():
        _require_known(key, KINDS, f"setting in “{path}”")
        _require_kind(key, value, KINDS[key], path)
    return {key: Path(value).expanduser() if KINDS[key] is Path else value for key, value in flat.items()}


KINDS: dict[str, type] = {
    "voice": str,
    "language": str,
    "speed": float,
    "style": str,
    **dict.fromkeys(CHOICES, str),
    "lexicon": Path,
    "standard": str,
    "format": str,
    "bitrate_kbps": int,
    "split": bool,
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
