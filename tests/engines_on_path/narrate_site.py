"""A web server on loopback for tests: it answers each path with the very bytes that it was given for it."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

LONGEST_S = 10.0

Answer = bytes | Callable[[], Iterable[bytes]]


def page(body: bytes = b"Some words.\n", kind: str = "text/plain", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; underscores in the names of headers are hyphens."""
    stated = {"content_type": kind, "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-').title()}: {value}\r\n" for name, value in stated.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def redirect(target: str, status: str = "302 Found") -> bytes:
    return page(b"", "", status, location=target)


def dripping(answer: bytes, begin: int = 0, pause_s: float = 0.05) -> Callable[[], Iterator[bytes]]:
    """The first bytes of an answer at once, and then one after the other."""

    def drip() -> Iterator[bytes]:
        yield answer[:begin]
        for byte in answer[begin:]:
            time.sleep(pause_s)
            yield bytes([byte])

    return drip


class Site:
    """The server; `requests` are the heads of what it was asked."""

    def __init__(self, secure: ssl.SSLContext | None = None) -> None:
        self.requests: list[str] = []
        self.answers: dict[str, Answer] = {}
        self._secure = secure
        site = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    site.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, path: str, answer: Answer | None = None, host: str = "127.0.0.1") -> str:
        """The address of a path, for which an answer is given."""
        if answer is not None:
            self.answers[path] = answer
        return f"http{'s' if self._secure else ''}://{host}:{self.port}{path}"

    def serve(self, connection: socket.socket) -> None:
        connection.settimeout(LONGEST_S)
        if self._secure:
            connection = self._secure.wrap_socket(connection, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
            if head.startswith(b"\x16"):  # TLS is spoken to us, and we do not speak it
                connection.sendall(page(status="400 Bad Request"))
                return
        self.requests.append(head.decode("latin-1"))
        answer = self.answers.get(head.split()[1].decode("latin-1"), page(b"", status="404 Not Found"))
        until_s = time.monotonic() + LONGEST_S
        for part in [answer] if isinstance(answer, bytes) else answer():
            connection.sendall(part)
            if time.monotonic() > until_s:
                break
        connection.close()
