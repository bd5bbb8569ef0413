"""The guard before the server's door: who may ask, from where, how much, and how slowly.

A server on loopback is within reach of every page that a browser on the same computer shows, by a foreign form, a
foreign script, or a name that its owner points at 127.0.0.1 (DNS rebinding). So:

- `Host` must be a name of ours: a rebound name keeps its own.
- What changes something comes from our own pages or from no page: browsers say so in `Origin` and `Sec-Fetch-Site`.
  Other sites may open our pages, and no more (https://web.dev/articles/fetch-metadata). No answer ever has a CORS
  header, and what asks for one (a preflight) is refused.
- Where there is a token, every request shows it, or the cookie that a link with it gives.
- A body has a limit of bytes and a least speed.

It is ASGI alone and knows nothing of what it guards. Tokens are taken out of the scope before anybody can log it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")  # RFC 9110, 7.2, in lower case
PLAIN_PATH = re.compile(r"/(?:[\w.~-][\w./~-]*)?", re.ASCII)  # what cannot name another host
HARMLESS = frozenset({"GET", "HEAD"})
TOKEN = "token"  # noqa: S105 - the name of a parameter

MOST_BODY_BYTES = 200_000_000  # as large as a source may be: reading/sources.py
GRACE_S = 15.0  # for a body to begin and to end, and a second more for each SLOWEST_BPS bytes of it
SLOWEST_BPS = 16_000  # a telephone at the edge of its network has more

HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'self'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
"""Of every answer that does not say otherwise itself: a page brings a content policy of its own."""


class RefusedError(Exception):
    """A request that goes no further: the status of the answer, and a sentence for whoever sent it."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def guard(
    app: App,
    *,
    hosts: frozenset[str] = LOOPBACK,
    token: str | None = None,
    most_body_bytes: int = MOST_BODY_BYTES,
    grace_s: float = GRACE_S,
) -> App:
    """An ASGI app that lets through to `app` what may pass, and answers the rest itself.

    `hosts` are the names that the server goes by, in lower case, without a port for any ("localhost", "[::1]") or with
    the only one ("192.168.1.7:8000"). `token` is None where whoever reaches the server may use it. A body of more than
    `most_body_bytes` is refused, and one that takes longer than `grace_s` and its share at SLOWEST_BPS.
    """
    gate = Gate(hosts, token)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await app(scope, receive, send)
        else:
            await _Exchange(receive, send, most_body_bytes, grace_s).run(app, gate, scope)

    return guarded


@dataclass(frozen=True)
class Gate:
    """Who may pass. A link with the token opens it, on every device that it is opened on."""

    hosts: frozenset[str]
    token: str | None = field(repr=False)

    def admit(self, scope: Scope) -> list[tuple[bytes, bytes]] | None:
        """Raise RefusedError, or give None for a request that may pass, or the headers of where it is sent instead."""
        shown = _without_token(scope)
        asked = _headers(scope)
        self._require_host(asked)
        self._require_own_page(scope, asked)
        return self._require_token(scope, asked, shown) if self.token is not None else None

    def _require_host(self, asked: dict[str, str]) -> None:
        host = asked.get("host", "").lower()
        named = HOST.fullmatch(host)
        if not named or not {host, named[1]} & self.hosts:
            raise RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "This server does not go by that name.")

    def _require_own_page(self, scope: Scope, asked: dict[str, str]) -> None:
        """What is asked for by another site's page is refused, but for opening ours."""
        if scope["method"] == "OPTIONS":
            raise RefusedError(HTTPStatus.FORBIDDEN, "Pages of other sites may not use this server.")
        site = asked.get("sec-fetch-site", "none")
        opened = asked.get("sec-fetch-mode") == "navigate" and asked.get("sec-fetch-dest") == "document"
        foreign = site not in {"none", "same-origin"}
        if scope["method"] in HARMLESS:
            foreign = foreign and not opened
        elif "origin" in asked:
            foreign = foreign or asked["origin"].lower() != f"{scope['scheme']}://{asked['host'].lower()}"
        if foreign:
            raise RefusedError(HTTPStatus.FORBIDDEN, "Pages of other sites may not use this server.")

    def _require_token(self, scope: Scope, asked: dict[str, str], shown: str) -> list[tuple[bytes, bytes]] | None:
        token = self.token or ""
        name, value = f"narrate-{_derived(token, 'name')[:8]}", _derived(token, "cookie")
        known = _is_same(_bearer(asked), token) or any(_is_same(one, value) for one in _cookies(asked, name))
        if not shown or scope["method"] != "GET":
            if known:
                return None
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "A token is needed: open the link that “narrate serve” shows.")
        if not known and not _is_same(shown, token):
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "That link is wrong: open the one that “narrate serve” shows.")
        path = scope["path"] if PLAIN_PATH.fullmatch(scope["path"]) else "/"
        cookie = f"{name}={value}; Path=/; HttpOnly; SameSite=Strict"
        return [(b"location", path.encode()), (b"set-cookie", cookie.encode()), (b"cache-control", b"no-store")]


class _Exchange:
    """One request and its answer."""

    def __init__(self, receive: Receive, send: Send, most_bytes: int, grace_s: float) -> None:
        self._receive, self._send = receive, send
        self._most_bytes, self._grace_s = most_bytes, grace_s
        self._since = time.monotonic()
        self._received = 0
        self._whole = self._started = False
        self._refusal: RefusedError | None = None

    async def run(self, app: App, gate: Gate, scope: Scope) -> None:
        try:
            elsewhere = gate.admit(scope)
            _require_length(_headers(scope), self._most_bytes)
        except RefusedError as refused:
            await _answer(self.send, scope, refused.status, refused.sentence)
            return
        if elsewhere is not None:
            await _answer(self.send, scope, HTTPStatus.SEE_OTHER, "", elsewhere)
            return
        try:
            await app(scope, self.receive, self.send_of_app)
        except Exception:
            if self._refusal is None:
                raise
        if self._refusal is not None and not self._started:
            await _answer(self.send, scope, self._refusal.status, self._refusal.sentence)

    async def receive(self) -> Message:
        """The next piece of the body, while it is neither too much nor too slow."""
        if self._whole:
            return await self._receive()
        until = self._since + self._grace_s + self._received / SLOWEST_BPS
        try:
            message = await asyncio.wait_for(self._receive(), max(until - time.monotonic(), 0.001))
        except TimeoutError:
            raise self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly.") from None
        self._received += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._received > self._most_bytes:
            raise self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_much(self._most_bytes))
        return message

    def _refuse(self, status: HTTPStatus, sentence: str) -> RefusedError:
        self._refusal = RefusedError(status, sentence)
        return self._refusal

    async def send_of_app(self, message: Message) -> None:
        """What the app answers; nothing of it once its request is refused, which it may take for a fault of its own."""
        if self._refusal is None:
            await self.send(message)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            given = [(name, value) for name, value in message.get("headers", []) if not _is_cors(name)]
            names = {name.lower() for name, _ in given}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in names]
            message = {**message, "headers": [*given, *more]}
        await self._send(message)


async def _answer(
    send: Send, scope: Scope, status: HTTPStatus, sentence: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Answer in place of the app: plain text for a browser, the OpenAI API's shape for programs."""
    kind, body = "text/plain; charset=utf-8", sentence
    if "text/html" not in _headers(scope).get("accept", "") and sentence:
        kind = "application/json"
        fault = {"message": sentence, "type": "invalid_request_error", "param": None, "code": status.name.lower()}
        body = json.dumps({"error": fault}, ensure_ascii=False)
    content = body.encode()
    own = [(b"content-type", kind.encode()), (b"content-length", str(len(content)).encode())]
    if status == HTTPStatus.UNAUTHORIZED:
        own.append((b"www-authenticate", b"Bearer"))
    if status != HTTPStatus.SEE_OTHER:
        own.append((b"connection", b"close"))  # a body that nobody reads is not waited for
    await send({"type": "http.response.start", "status": status.value, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": content})


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by name, values of the same name joined: what may be there once is not itself when it is there twice.

    Cookies may be (RFC 9113, 8.2.3).
    """
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        glue = "; " if key == "cookie" else ", "
        headers[key] = f"{headers[key]}{glue}{text}" if key in headers else text
    return headers


def _require_length(asked: dict[str, str], most_bytes: int) -> None:
    length = asked.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "The length of the request is no number.")
    if len(length) > len(str(most_bytes)) or int(length) > most_bytes:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_much(most_bytes))


def _too_much(most_bytes: int) -> str:
    return f"The request is too large: {most_bytes / 1e6:g} MB is the most."


def _without_token(scope: Scope) -> str:
    """Take the token out of the query, in the scope itself, as servers log it from there; what was shown."""
    query = scope.get("query_string", b"")
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    shown = [value for name, value in pairs if name == TOKEN]
    if shown:
        scope["query_string"] = urlencode([(name, value) for name, value in pairs if name != TOKEN]).encode()
    return "".join(shown)


def _bearer(asked: dict[str, str]) -> str:
    scheme, _, credentials = asked.get("authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else ""


def _cookies(asked: dict[str, str], name: str) -> list[str]:
    pairs = (one.strip().partition("=") for one in asked.get("cookie", "").split(";"))
    return [value for key, _, value in pairs if key == name]


def _derived(token: str, purpose: str) -> str:
    """Something that only who has the token can know, and that does not tell it."""
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _is_cors(name: bytes) -> bool:
    return name.lower().startswith(b"access-control-")
