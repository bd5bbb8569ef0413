"""A real server in a process of its own, and whoever asks it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

LONGEST_S = 240  # a server in a test ends by then, whatever happens to the test
ENGINES = Path(__file__).parents[2] / "engines_on_path"


class Served:
    """`narrate serve` with a home of its own; `url` is where it is."""

    def __init__(self, home: Path, folder: Path, *options: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        names = {"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache"}
        own = {name: str(home / place) for name, place in names.items()}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NARRATE_")}
        command = [sys.executable, "-m", "narrate", "serve", str(folder), "--port", "0", *options]
        self.folder = folder
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=home,
            env={**clean, **own, "PYTHONPATH": str(ENGINES)},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip().rstrip("/")
        assert self.url, self.process.stderr.read() if self.process.stderr else ""
        self.client = httpx.Client(base_url=self.url, timeout=20)

    def add(self, text: str, voice: str = "") -> str:
        """Ask for a text; the id of the work."""
        answer = self.client.post("/works", json={"text": text, "voice": voice})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def works(self) -> dict[str, dict[str, Any]]:
        """All works, by id, as a page that opens now hears of them."""
        with self.client.stream("GET", "/events") as answer:
            line = next(one for one in answer.iter_lines() if one.startswith("data: "))
        return {one["id"]: one for one in httpx.Response(200, content=line.removeprefix("data: ")).json()["works"]}

    def until(self, id_: str, said: Callable[[dict[str, Any]], bool], timeout_s: float = 60.0) -> dict[str, Any]:
        """Wait until something is true of a work."""
        end_s = time.monotonic() + timeout_s
        while not said(work := self.works().get(id_, {})):
            assert time.monotonic() < end_s, f"never: {work}"
            time.sleep(0.1)
        return work

    def end(self, signal_number: int = signal.SIGTERM) -> int:
        """Send a signal, and give the exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        try:
            code = self.process.wait(20)
        finally:
            self.process.kill()
            for pipe in (self.process.stdout, self.process.stderr):
                if pipe:
                    pipe.close()
        return code


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that do not end it."""
    home = tmp_path_factory.mktemp("served")
    served = Served(home, home / "shelf", "--voice", "tone", "--jobs", "1", "--feed")
    yield served
    served.end()


@pytest.fixture
def open_shop(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Servers of a test's own, over the same home and folder."""
    servers: list[Served] = []

    def opened(*options: str, folder: str = "shelf") -> Served:
        servers.append(Served(tmp_path / "served", tmp_path / "served" / folder, *options))
        return servers[-1]

    yield opened
    for one in servers:
        one.end(signal.SIGKILL)
