"""Who may ask the server, from where, how much and how slowly. Everybody else is refused, and the app never hears of it."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from narrate.web.guarding import HEADERS, SLOWEST_BPS, guard

TOKEN = "a-token-for-tests"
BEARER = ("Authorization", f"Bearer {TOKEN}")
MOST_BYTES = 1_000


class Echo:
    """An app that keeps what it was asked, and answers with the length of what was sent. It says things it should not."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        self.heard.append(scope["path"])
        headers = [(b"access-control-allow-origin", b"*"), (b"content-security-policy", b"default-src 'self'")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": str(len(body)).encode()})


@pytest.fixture(scope="module")
def opened(serving: Callable) -> Iterator:
    """A server that anybody on this computer may use."""
    echo = Echo()
    with serving(guard(echo, most_body_bytes=MOST_BYTES, grace_s=0.5), heard=echo.heard) as served:
        yield served


@pytest.fixture
def locked(serving: Callable) -> Iterator:
    """A server on a network, with a token."""
    echo = Echo()
    with serving(guard(echo, hosts=frozenset({"127.0.0.1", "narrator.local:80"}), token=TOKEN), heard=echo.heard) as it:
        yield it


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "LOCALHOST:65535", "127.0.0.1", "[::1]", "[::1]:8000"])
def test_the_names_of_this_computer_are_let_in_with_any_port(opened, host: str) -> None:
    assert opened.ask("GET", "/", ("Host", host)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",  # DNS rebinding: the name is the attacker's, the address is ours
        "evil.example:8000",
        "localhost.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "evil.example, localhost",
        "localhost.",
        "localhost:",
        "localhost:99999999",
        "127.0.0.1.nip.io",
        "0.0.0.0",
        "2130706433",
        "::1",
        "[::ffff:127.0.0.1]",
        "127.1",
        "/etc/passwd",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_other_name_is_refused(opened, host: str, method: str) -> None:
    before = len(opened.facts["heard"])
    assert opened.ask(method, "/", ("Host", host), body=b"").status == 421
    assert len(opened.facts["heard"]) == before


def test_a_request_with_no_name_or_two_is_refused(opened) -> None:
    assert opened.ask("GET", "/", ("Host", "")).status in {400, 421}
    assert opened.ask("GET", "/", ("Host", "localhost"), ("Host", "evil.example")).status in {400, 421}


def test_a_name_may_be_bound_to_its_port(locked) -> None:
    assert locked.ask("GET", "/", ("Host", "narrator.local:80"), BEARER).status == 200
    assert locked.ask("GET", "/", ("Host", "narrator.local"), BEARER).status == 421


FOREIGN = {
    "a foreign form": ("POST", {"Origin": "http://evil.example"}),
    "a foreign form over TLS": ("POST", {"Origin": "https://127.0.0.1:{port}"}),
    "another port of this computer": ("POST", {"Origin": "http://127.0.0.1:1"}),
    "another name of this computer": ("POST", {"Origin": "http://localhost:{port}"}),
    "a sandboxed frame or a file": ("POST", {"Origin": "null"}),
    "an extension": ("POST", {"Origin": "chrome-extension://abc"}),
    "two origins": ("POST", {"Origin": "http://127.0.0.1:{port}, http://evil.example"}),
    "a foreign script without an origin": ("POST", {"Sec-Fetch-Site": "cross-site"}),
    "another port, as a browser says it": ("POST", {"Sec-Fetch-Site": "same-site"}),
    "a foreign form that navigates": (
        "POST",
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    ),
    "a foreign deletion": ("DELETE", {"Origin": "http://evil.example"}),
    "a foreign put": ("PUT", {"Origin": "http://evil.example"}),
    "a method that nobody knows": ("BREW", {"Origin": "http://evil.example"}),
    "a foreign picture": (
        "GET",
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    ),
    "a foreign frame": (
        "GET",
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ),
    "a foreign script that reads": ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}),
    "a preflight": ("OPTIONS", {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}),
    "a preflight of our own": ("OPTIONS", {"Origin": "http://127.0.0.1:{port}"}),
}


@pytest.mark.parametrize(("method", "headers"), FOREIGN.values(), ids=FOREIGN)
def test_what_another_sites_page_asks_for_is_refused(opened, method: str, headers: dict[str, str]) -> None:
    before = len(opened.facts["heard"])
    said = [(name, value.format(port=opened.port)) for name, value in headers.items()]
    answer = opened.ask(method, "/", *said, body=b"")
    assert answer.status == 403
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert len(opened.facts["heard"]) == before


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {}),  # a program
        ("POST", {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}),  # our own page
        ("GET", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}),  # typed, or a bookmark
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}),  # a link
        ("HEAD", {}),
    ],
)
def test_programs_our_own_pages_and_links_pass(opened, method: str, headers: dict[str, str]) -> None:
    said = [(name, value.format(port=opened.port)) for name, value in headers.items()]
    assert opened.ask(method, "/", *said, body=b"").status == 200


def test_every_answer_says_what_browsers_may_do_with_it_and_none_shares_it(opened) -> None:
    for answer in (opened.ask("GET", "/"), opened.ask("GET", "/", ("Host", "evil.example"))):
        assert set(HEADERS) <= set(answer.headers)
        assert not any(name.startswith("access-control") for name in answer.headers)
    assert opened.ask("GET", "/").headers["content-security-policy"] == "default-src 'self'"  # the app's own stays


# --- the token --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Authorization", ""),),
        (("Authorization", "Bearer"),),
        (("Authorization", "Bearer "),),
        (("Authorization", "Bearer a-token-for-test"),),
        (("Authorization", f"Bearer {TOKEN}x"),),
        (("Authorization", f"Basic {TOKEN}"),),
        (("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer x")),
        (("Authorization", "Bearer ÿÿ"),),
        (("Cookie", f"narrate={TOKEN}"),),
        (("Cookie", f"token={TOKEN}; narrate-00000000={TOKEN}"),),
        (("X-Token", TOKEN),),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_without_the_token_nothing_passes(locked_for_all, headers: tuple, method: str) -> None:
    answer = locked_for_all.ask(method, "/v1/voices", *headers, body=b"")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert not locked_for_all.facts["heard"]


@pytest.fixture(scope="module")
def locked_for_all(serving: Callable) -> Iterator:
    echo = Echo()
    with serving(guard(echo, token=TOKEN), heard=echo.heard) as served:
        yield served


def test_the_token_passes_in_a_header_whatever_the_case_of_its_scheme(locked) -> None:
    assert locked.ask("GET", "/", ("Authorization", f"bearer {TOKEN}")).status == 200


def test_a_link_with_the_token_opens_it_and_leaves_a_cookie_that_does_not_tell_it(locked) -> None:
    answer = locked.ask("GET", f"/shelf?token={TOKEN}")
    assert (answer.status, answer.headers["location"]) == (303, "/shelf")
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert TOKEN not in cookie
    assert set(attributes) == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert locked.ask("GET", "/", ("Cookie", cookie)).status == 200
    assert locked.ask("GET", "/", ("Cookie", "a=b"), ("Cookie", cookie)).status == 200  # as HTTP/2 may split them
    assert locked.ask("GET", f"/?token={TOKEN}").status == 303  # on a second device
    assert locked.ask("GET", f"/?token={TOKEN}", ("Cookie", cookie)).status == 303


@pytest.mark.parametrize("query", ["token=x", "token=", f"token={TOKEN}x", f"token={TOKEN}&token=x", f"x={TOKEN}"])
def test_a_wrong_link_opens_nothing(locked_for_all, query: str) -> None:
    assert locked_for_all.ask("GET", f"/?{query}").status == 401


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/%2f%2fevil.example", "/%0d%0aX:1"])
def test_a_link_leads_to_no_other_server(locked, path: str) -> None:
    assert locked.ask("GET", f"{path}?token={TOKEN}").headers["location"] in {"/", "/evil.example/"}


def test_a_token_is_in_no_log(locked, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    locked.ask("GET", f"/a?b=1&%74oken={TOKEN}&c=%C3%A9")
    locked.ask("GET", f"/a?token={TOKEN}&b=1", ("Host", "evil.example"))
    locked.ask("POST", f"/a?token={TOKEN}", BEARER, body=b"")
    lines = [one.getMessage() for one in caplog.records if one.name == "uvicorn.access"]
    assert len(lines) == 3
    assert "/a?b=1&c=%C3%A9 " in lines[0]
    assert TOKEN not in caplog.text


def test_a_refusal_speaks_to_programs_as_the_api_does_and_to_people_in_plain_text(locked_for_all) -> None:
    assert json.loads(locked_for_all.ask("GET", "/").body)["error"]["code"] == "unauthorized"
    page = locked_for_all.ask("GET", "/", ("Accept", "text/html,*/*"))
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.body.startswith(b"A token is needed")


# --- how much, and how slowly -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, MOST_BYTES])
def test_a_body_may_be_as_large_as_the_limit(opened, length: int) -> None:
    assert opened.ask("POST", "/", body=bytes(length)).body == str(length).encode()


@pytest.mark.parametrize("length", [MOST_BYTES + 1, 10**6, 10**15])
def test_a_body_that_says_it_is_larger_is_refused_unread(opened, length: int) -> None:
    assert opened.ask("POST", "/", ("Content-Length", str(length)), body=b"x").status == 413


def test_a_body_in_chunks_is_counted(opened) -> None:
    before = len(opened.facts["heard"])
    chunks = b"c8\r\n" + bytes(200) + b"\r\n"
    answer = _raw(opened.port, b"Transfer-Encoding: chunked\r\n\r\n" + 6 * chunks + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    assert len(opened.facts["heard"]) == before


@pytest.mark.parametrize("head", [b"Content-Length: 100\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n64\r\n"])
def test_a_body_that_drips_is_not_waited_for(opened, head: bytes) -> None:
    start = time.monotonic()
    assert _raw(opened.port, head, drip_s=0.1).startswith(b"HTTP/1.1 408")
    assert 0.4 < time.monotonic() - start < 5


def test_a_body_that_never_comes_is_not_waited_for(opened) -> None:
    assert _raw(opened.port, b"Content-Length: 100\r\n\r\n").startswith(b"HTTP/1.1 408")


def test_a_body_that_is_slow_but_fast_enough_is_taken(serving: Callable) -> None:
    """Longer than the grace: its bytes buy it time."""
    piece = bytes(SLOWEST_BPS // 2)
    with serving(guard(Echo(), grace_s=0.2)) as served:
        head = f"Content-Length: {4 * len(piece)}\r\n\r\n".encode()
        assert b"HTTP/1.1 200" in _raw(served.port, head, pieces=[piece] * 4, drip_s=0.15)


def _raw(port: int, head: bytes, *, pieces: list[bytes] | None = None, drip_s: float = 0.0) -> bytes:
    """Send a POST as it is told, and then what there is to drip until an answer comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode() + head)
        if drip_s:
            connection.settimeout(drip_s)
        answer, left = b"", iter(pieces if pieces is not None else [b"x"] * 60 if drip_s else [])
        while b"\r\n\r\n" not in answer:
            try:
                got = connection.recv(4096)
                if not got:
                    break
                answer += got
            except TimeoutError:
                piece = next(left, None)
                if piece is not None:
                    connection.sendall(piece)
        return answer


def test_the_guard_asks_nothing_of_what_it_guards(serving: Callable) -> None:
    """An app that fails is the app's own affair; one that begins to answer and is then cut off gives no half answer."""

    async def hasty(scope, receive, send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await receive()
            await receive()

    with serving(guard(hasty, grace_s=0.3)) as served:
        answer = _raw(served.port, b"Content-Length: 9\r\n\r\n")
        assert not re.search(rb"HTTP/1.1 (4|5)", answer)
