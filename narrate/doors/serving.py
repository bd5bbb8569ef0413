"""The door to listening for requests: a port of this machine, and the server behind it (uvicorn)."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from narrate.errors import SettingsError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only where the user asks for it
TEST_NET = ("192.0.2.1", 9)  # RFC 5737: an address of nobody, that routes as those of the internet do
GRACE_S = 2  # for answers that are under way when the server ends
BACKLOG = 128
INSTALL = "Install it: pip install 'narrate-audio[web]'."


def require_web() -> str:
    """The versions of what the extra `web` installs. Raises SettingsError where it is not installed."""
    try:
        import starlette
        import uvicorn
    except ImportError as error:
        raise SettingsError("The page needs Starlette and uvicorn.", INSTALL) from error
    return f"starlette {starlette.__version__}, uvicorn {uvicorn.__version__}"


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any that is free. Raises SettingsError."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where the other option would share a port in use
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        raise SettingsError(*_explain(error, host, port)) from error
    return opened


def _explain(error: OSError, host: str, port: int) -> tuple[str, str]:
    if error.errno == errno.EADDRINUSE:
        return f"Another program listens on port {port}.", f"Choose another port: --port {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is not for you to use.", "Choose one from 1024 on: --port 8765."
    return f"{host}:{port} cannot be listened on: {error.strerror or error}.", "Choose another --port."


def own_address() -> str:
    """The address by which others on the network reach this machine; loopback's where there is no network.

    Nothing is sent: a datagram socket only asks the system which way it would go.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(TEST_NET)
            return str(asked.getsockname()[0])
        except OSError:
            return LOOPBACK


def serve(app: ASGIApp, opened: socket.socket, *, ending: Callable[[], None], beginning: Callable[[], None]) -> None:
    """Answer requests until a signal ends it. `beginning` is called once it answers, `ending` at once with the signal.

    Raises KeyboardInterrupt, or what the handler of SIGTERM raises, once all is closed.
    """
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            ending()
            super().handle_exit(sig, frame)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            beginning()

    Server(_config(app)).run(sockets=[opened])


def _config(app: ASGIApp) -> Any:
    import uvicorn

    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        log_config=None,  # addresses hold secrets, and nobody reads a log
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=5,
        limit_concurrency=200,
    )
