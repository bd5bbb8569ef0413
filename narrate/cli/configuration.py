"""Where the values of `Settings` come from when the command line does not give them.

In this order: the command line, NARRATE_* variables, narrate.toml in the current folder, narrate.toml in the user's
configuration folder.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from narrate.errors import SettingsError
from narrate.manner import CHOICES, STYLES, Pauses, Policies
from narrate.pace import speed_for
from narrate.selection import Selection
from narrate.settings import Settings, Tags

CONFIG_NAME = "narrate.toml"
KEYS = {"": "NARRATE_SPEECH_KEY", "api.openai.com": "OPENAI_API_KEY"}  # whose key is in which variable
TAG_NAMES = tuple(one.name for one in fields(Tags))
PAUSE_NAMES = tuple(one.name.removesuffix("_ms").replace("_", "-") for one in fields(Pauses))
TIME = re.compile(r"(-?\d{1,12}(?:\.\d{1,6})?) ?(ms|s|)", re.IGNORECASE)


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
    policies = Policies(**{name: said.pop(name) for name in CHOICES if name in said})
    chosen = Settings(
        **said,
        voices_for=tuple(voices.items()),
        speech_keys=_keys(),
        keyring=True,
        policies=policies,
        tags=Tags(**tags),
        selection=selection,
    )
    changed = {f"{name.replace('-', '_')}_ms": value for name, value in pauses.items()}
    return replace(chosen, pauses=replace(STYLES[chosen.style].pauses, **changed)) if changed else chosen


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
    pauses = {name.replace("_", "-"): value for name, value in _table(found, "pauses", path).items()}
    for name, value in pauses.items():
        _require_known(name, PAUSE_NAMES, f"pause in “{path}”")
        pauses[name] = _pause(f"{name}={value}")[1] if isinstance(value, str) else value
    flat |= {"pauses": pauses} if pauses else {}
    for key, value in flat.items():
        _require_known(key, KINDS, f"setting in “{path}”")
        _require_kind(key, value, KINDS[key], path)
    return {key: _path(value, path.parent) if KINDS[key] is Path else value for key, value in flat.items()}


def _path(value: str, folder: Path) -> Path:
    """A path as a file in `folder` names it; "auto" is a cover that is drawn, and no path."""
    return Path(value) if value == AUTO else folder / Path(value).expanduser()


AUTO = "auto"
LISTS = {"captions", "read_along", "also"}
KINDS: dict[str, type] = {
    "voice": str,
    "voices_for": dict,
    "cast": Path,
    "language": str,
    "speed": float,
    "wpm": float,
    "style": str,
    **dict.fromkeys(CHOICES, str),
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
