"""Connections to strangers' machines: to the very address that was checked, and no longer than a budget lasts.

A host's name is resolved once. What it resolves to is checked, and the connection is made to that and not to the name:
a name that answers otherwise when asked again (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread
from typing import Any

import httpcore

from narrate.errors import SourceError

CONNECT_S = 10.0  # for one of a host's addresses; the next one then gets its turn
SILENCE_S = 20.0  # between two bytes

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits

Address = IPv4Address | IPv6Address


class TooLongError(Exception):
    """A budget is used up."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(slots=True)
class Budget:
    """What may still be spent on one source: seconds until a moment of the monotonic clock, and bytes, twice."""

    until_s: float
    received_bytes: int
    unpacked_bytes: int

    def left_s(self, most_s: float = SILENCE_S) -> float:
        """The seconds that the next step may take. Raises TooLongError when there are none."""
        left_s = self.until_s - time.monotonic()
        if left_s <= 0:
            raise TooLongError("time")
        return min(left_s, most_s)

    def spend(self, *, received: int = 0, unpacked: int = 0) -> None:
        """Take bytes from what is left. Raises TooLongError when there are not so many."""
        self.received_bytes -= received
        self.unpacked_bytes -= unpacked
        if min(self.received_bytes, self.unpacked_bytes) < 0:
            raise TooLongError("bytes")


class Backend(httpcore.NetworkBackend):
    """How httpcore comes to its connections. `private` tells, once connected, whether that was to a network of ours."""

    def __init__(self, budget: Budget, *, allow_private: bool) -> None:
        self.private = False
        self._budget = budget
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - httpcore's signature; the budget decides
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Connect to the first of a host's addresses that answers, if all of them may be asked. Raises SourceError."""
        found = resolve(host, port, self._budget)
        public = [_is_public(ip_address(place[0])) for _, place in found]
        if not all(public) and not (self._allow_private and all(_is_ours(ip_address(place[0])) for _, place in found)):
            refused = next(place[0] for (_, place), fine in zip(found, public, strict=True) if not fine)
            raise SourceError(
                f"{host} is not on the public web" + (f": its address is {refused}." if refused != host else "."),
                "If you mean a page in your own network, add --allow-private."
                if not self._allow_private
                else "Save the page as a file and narrate that.",
            )
        self.private = not all(public)
        return _Stream(_connected(found, self._budget), self._budget)


def resolve(host: str, port: int, budget: Budget) -> list[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    """All addresses of a host, as sockets take them, its own spelling of numbers included. Raises SourceError."""
    answers: list[list[tuple[Any, ...]] | OSError] = []

    def ask() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError(str(error)))

    asking = Thread(target=ask, daemon=True)  # the system's resolver knows no deadline
    asking.start()
    asking.join(budget.left_s())
    answer = answers[0] if answers else OSError("no answer")
    if isinstance(answer, OSError) or not answer:
        raise SourceError(
            f"There is no {host} on the web, or you are not connected to it.", "Check the address and your connection."
        )
    return [(family, place) for family, _, _, _, place in answer]


def _connected(found: list[tuple[socket.AddressFamily, tuple[Any, ...]]], budget: Budget) -> socket.socket:
    failure: OSError = OSError("no address")
    for family, place in found:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(budget.left_s(CONNECT_S))
            connection.connect(place)
        except OSError as error:
            connection.close()
            failure = error
        except TooLongError:
            connection.close()
            raise
        else:
            return connection
    raise httpcore.ConnectError(failure.strerror or str(failure))


def _is_public(address: Address) -> bool:
    """Whether an address, or the IPv4 address that is inside it, is one of the public internet."""
    inner = _inner(address)
    odd = inner.is_multicast or inner.is_reserved or getattr(inner, "is_site_local", False)
    return inner.is_global and not odd and not getattr(inner, "teredo", None)


def _is_ours(address: Address) -> bool:
    """Whether it is public, or of a machine or network of one's own; never one that all machines answer to."""
    inner = _inner(address)
    odd = inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved
    return _is_public(address) or inner.is_loopback or not odd


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4 or NAT64; the address itself where there is none.

    >>> _inner(ip_address("::ffff:127.0.0.1")), _inner(ip_address("64:ff9b::7f00:1"))
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'))
    """
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class _Stream(httpcore.NetworkStream):
    """A connected socket whose every step takes its time, and every byte its place, from the budget."""

    def __init__(self, connection: socket.socket, budget: Budget) -> None:
        self._socket = connection
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self._socket.settimeout(self._budget.left_s())
        received = self._socket.recv(max_bytes)
        self._budget.spend(received=len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._socket.settimeout(self._budget.left_s())
        try:
            self._socket.sendall(buffer)
        except OSError as error:  # httpcore then looks whether an answer came nevertheless
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        self._socket.settimeout(self._budget.left_s())
        try:
            return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._budget)
        except BaseException:
            self._socket.close()
            raise

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002
        return None
