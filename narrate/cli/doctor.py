"""narrate doctor: what works here, tried for real, and the remedy for what does not."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from narrate import __version__
from narrate.cli import configuration
from narrate.errors import NarrateError

LEAST_FREE_BYTES = 500_000_000  # an hour of clips is 160 MB, its sections as much again
TRY_DEADLINE_S = 30.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it works, and what to know of it.

    `optional` tells that it does not work because nobody asked for it: an extra that is not installed.
    """

    name: str
    works: bool
    detail: str
    optional: bool = False

    @property
    def mark(self) -> str:
        """What stands before its line."""
        return "ok   " if self.works else "-    " if self.optional else "FAILS"


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(*, as_json: bool) -> int:
    """Try what narrate needs: each speech engine, each audio format, the folders. Exit code 1 if something fails."""
    findings = list(_findings())
    if as_json:
        rows = [
            {"name": one.name, "works": one.works, "detail": one.detail, "optional": one.optional} for one in findings
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        click.echo(f"narrate {__version__}, Python {platform.python_version()}, {platform.platform()}")
        for one in findings:
            click.echo(f"{one.mark} {one.name}: {one.detail}")
    return 0 if all(one.works or one.optional for one in findings) else 1


def _findings() -> Iterator[Finding]:
    from narrate.publishing import FORMATS
    from narrate.speaking import engine_names

    for name in engine_names():
        yield _tried(f"voice engine {name}", lambda name=name: _speaks(name))  # type: ignore[misc]
    for format_name in FORMATS:
        yield _tried(f"audio format {format_name}", lambda name=format_name: _encodes(name))  # type: ignore[misc]
    yield _keyring()
    yield _sounds()
    yield _tried("page (narrate serve)", _page_works)
    yield _tried("clip cache", _cache_works)
    yield _tried("output folder", lambda: _writable(Path("output") if Path("output").is_dir() else Path()))


def _tried(name: str, attempt: Callable[[], str]) -> Finding:
    from narrate.speaking import NotInstalledError

    try:
        return Finding(name, works=True, detail=attempt())
    except NotInstalledError as error:
        return Finding(name, works=False, detail=str(error), optional=True)
    except NarrateError as error:
        return Finding(name, works=False, detail=str(error))


def _sounds() -> Finding:
    """Whether there is a device to listen on; a machine that only makes files needs none."""
    from narrate.doors.playing import playing_device

    try:
        return Finding("sound", works=True, detail=playing_device())
    except NarrateError as error:
        return Finding("sound", works=False, detail=str(error), optional=True)


def _speaks(engine: str) -> str:
    """Have an engine say a word, in a worker as in a real run."""
    from narrate.speaking import cast, open_engine, say

    voice = cast(engine, "en")
    clip = say("Hello.", voice, TRY_DEADLINE_S)
    opened = open_engine(engine)
    seconds = clip.length / clip.sample_rate_hz
    return f"{len(opened.voices())} voices, {opened.version}; “{voice.id}” spoke for {seconds:.1f} s"


def _encodes(name: str) -> str:
    """Encode a second of silence and read it back."""
    import tempfile

    from narrate.doors.encoding import encode
    from narrate.doors.metering import measure_file
    from narrate.publishing import FORMATS

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"silence.{name}"
        encode([bytes(2 * 24_000)], 24_000, path, FORMATS[name].encoding, tags={})
        return f"one second came back as {measure_file(path).duration_s:.2f} s"


def _keyring() -> Finding:
    """Whether a key of a speech server may be kept in a keyring. Nobody needs one: there is the environment."""
    from narrate.doors.keys import keyring_here

    try:
        name = keyring_here()
    except ImportError:
        remedy = "Not installed. Install it: pip install 'narrate-audio[http]'."
        return Finding("keyring", works=False, detail=remedy, optional=True)
    if name:
        return Finding("keyring", works=True, detail=f"{name}; keep a key with: keyring set narrate HOST")
    return Finding("keyring", works=False, detail="None works here. Keep keys in NARRATE_SPEECH_KEY.", optional=True)


def _page_works() -> str:
    """Listen on a port of this machine, as the page's server would."""
    from narrate.doors.serving import LOOPBACK, listening, require_web
    from narrate.errors import SettingsError
    from narrate.speaking import NotInstalledError

    try:
        versions = require_web()
    except SettingsError as error:
        raise NotInstalledError(error.problem, error.remedy) from error
    with listening(LOOPBACK, 0):
        return versions


def _cache_works() -> str:
    home = configuration.settings({}).home
    return _writable(home) if home.exists() else f"{home} will be made"


def _writable(folder: Path) -> str:
    from narrate.errors import OutputError

    free_bytes = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        raise OutputError(f"“{folder.resolve()}” cannot be written.", "Choose another folder with -o.")
    if free_bytes < LEAST_FREE_BYTES:
        raise OutputError(f"Only {free_bytes / 1e6:.0f} MB are free.", "A long book needs more: free some space.")
    return f"{folder.resolve()}, {free_bytes / 1e9:.0f} GB free"
