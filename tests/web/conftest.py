"""A real server on loopback, and a client that says exactly what a test tells it to."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

uvicorn = pytest.importorskip("uvicorn", reason="the extra `web` is not installed")

LONGEST_S = 20.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A server that runs; `ask` sends one request, with the headers that are given and a Host."""

    port: int
    facts: dict = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, *headers: tuple[str, str], body: bytes | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if not any(name.lower() == "host" for name, _ in headers):
                connection.putheader("Host", f"127.0.0.1:{self.port}")
            for name, value in headers:
                if value:
                    connection.putheader(name, value)
            if body is not None and not any(name.lower() == "content-length" for name, _ in headers):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def _serving(app: Callable, **facts: object) -> Iterator[Served]:
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_level="info", log_config=None, ws="none"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    until = time.monotonic() + LONGEST_S
    while not server.started:
        assert running.is_alive(), "the server has ended"
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.01)
    try:
        yield Served(server.servers[0].sockets[0].getsockname()[1], facts)
    finally:
        server.should_exit = server.force_exit = True
        running.join(LONGEST_S)


@pytest.fixture(scope="session")
def serving() -> Callable:
    """Serve an ASGI app for the length of a `with` block."""
    return _serving
