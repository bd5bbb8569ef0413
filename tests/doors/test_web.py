"""The door to the web: one page, once, within limits, and from nowhere but where it may come from."""

from __future__ import annotations

import _socket
import contextlib
import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from unittest import mock

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from narrate_site import Site, dripping, page, redirect

from narrate.doors import connecting, web
from narrate.doors.web import fetch, fetch_all
from narrate.errors import SourceError

ARTICLE = "<html><head>{}</head><body><p>Café.</p></body></html>"
PUBLIC = "93.184.216.34"


def taken(address: str, **settings: float) -> web.Fetched:
    return fetch(address, allow_private=True, **settings)


def refusal(address: str, *, allow_private: bool = True, deadline_s: float = 10.0) -> str:
    with pytest.raises(SourceError) as raised:
        fetch(address, allow_private=allow_private, deadline_s=deadline_s)
    assert raised.value.remedy.endswith(".")
    assert raised.value.problem.endswith(".")
    assert "\n" not in str(raised.value)
    return raised.value.problem


# --- what comes


def test_a_page_comes_as_it_was_sent(site: Site) -> None:
    address = site.address("/a.txt?b=c", page(b"\x00\xff words", "Text/Plain; charset=utf-8"))
    assert taken(address) == web.Fetched(b"\x00\xff words", "text/plain", "utf-8", address)


def test_it_is_asked_for_once_and_with_nothing_about_the_user(site: Site) -> None:
    taken(site.address("/a", page(set_cookie="a=b")))
    (head,) = site.requests
    names = [line.partition(":")[0] for line in head.strip().splitlines()[1:]]
    assert names == ["Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"]
    assert "User-Agent: narrate/0.1\r\n" in head
    assert f"Host: 127.0.0.1:{site.port}\r\n" in head


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/naïve essay", "/na%C3%AFve%20essay"),
        ("/a%20b?q=ü&r=%20#part", "/a%20b?q=%C3%BC&r=%20"),
        ("?q", "/?q"),
        ("", "/"),
    ],
)
def test_an_address_is_asked_for_as_browsers_do(site: Site, address: str, asked: str) -> None:
    taken(site.address(asked, page()).removesuffix(asked) + address)
    assert site.requests[0].startswith(f"GET {asked} HTTP/1.1\r\n")


def test_a_path_that_was_folded_is_an_address_again(site: Site) -> None:
    assert taken(site.address("/a", page()).replace("//", "/")).data == b"Some words.\n"


def test_a_body_without_a_length_ends_with_the_connection(site: Site) -> None:
    assert taken(site.address("/a", page(b"Words.", content_length=""))).data == b"Words."


def test_chunks_are_put_together(site: Site) -> None:
    sent = page(b"3\r\nSom\r\n8\r\ne words.\r\n0\r\n\r\n", content_length="", transfer_encoding="chunked")
    assert taken(site.address("/a", sent)).data == b"Some words."


@pytest.mark.parametrize(
    ("kind", "head", "prefix", "charset"),
    [
        ("text/html; charset=windows-1251", '<meta charset="utf-8">', b"", "cp1251"),
        ('text/html; charset="UTF-8"', "", b"", "utf-8"),
        ("text/html", '<meta charset="koi8-r">', b"", "koi8-r"),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">', b"", "shift_jis"),
        ("text/html; charset=ISO-8859-1", "", b"", "cp1252"),
        ("text/html; charset=us-ascii", "", b"", "cp1252"),
        ("text/html; charset=none-such", '<meta charset="utf-8">', b"", "utf-8"),
        ("text/html; charset=base64", "", b"", None),
        ("text/html; charset=latin-1", "", b"\xef\xbb\xbf", None),
        ("text/html", "", b"", None),
        ("text/plain", '<meta charset="koi8-r">', b"", None),
    ],
)
def test_the_encoding_is_the_senders_or_the_pages(
    site: Site, kind: str, head: str, prefix: bytes, charset: str | None
) -> None:
    body = prefix + ARTICLE.format(head).encode("latin-1")
    assert taken(site.address("/", page(body, kind))).charset == charset


# --- how much of it, and for how long


def test_a_packed_body_is_unpacked(site: Site) -> None:
    body = bytes(range(256)) * 2000
    assert taken(site.address("/", page(gzip.compress(body), content_encoding="gzip"))).data == body


def endless(beginning: bytes, part: bytes) -> Iterator[bytes]:
    yield beginning
    while True:
        yield part


BOMB = gzip.compress(bytes(web.MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (page(BOMB, content_encoding="gzip"), "50 MB"),
        (page(b"x", content_length=str(web.MAX_BYTES + 1)), "50 MB"),
        (lambda: endless(page(b"", content_length=""), bytes(1 << 20)), "50 MB"),
        (page(gzip.compress(b"words")[:-6], content_encoding="gzip"), "only in part"),
        (page(b"words", content_encoding="gzip"), "only in part"),
        (page(b"words", content_encoding="br"), "not asked for"),
        (page(b"words", content_encoding="gzip, gzip"), "not asked for"),
        (page(b"words", content_length="500"), "only in part"),
        (page(b"words", content_length="5, 6"), "broken"),
        (page(b"words", content_length="-1"), "broken"),
        (page(b"5\r\nwor", content_length="", transfer_encoding="chunked"), "only in part"),
        (page(b"zz\r\n", content_length="", transfer_encoding="chunked"), "broken"),
        (page(x_header="x" * 200_000), "broken"),
        (page(x_header="x\r\nX-Header: " * 50_000), "broken"),
        (lambda: endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 10_000), "broken"),
        (b"", "broken"),
        (b"words and no headers\r\n\r\n", "broken"),
        (page(b""), "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_is_whole_and_not_too_much_of_it(site: Site, answer: bytes, hint: str) -> None:
    assert hint in refusal(site.address("/", answer))


@pytest.mark.parametrize("begin", [0, 20, len(page()) - 5], ids=["status", "header", "body"])
def test_an_answer_that_drips_is_not_waited_for(site: Site, begin: int) -> None:
    started_s = time.monotonic()
    assert "too long" in refusal(site.address("/", dripping(page(), begin, 0.1)), deadline_s=0.3)
    assert time.monotonic() - started_s < 3


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "too long" in refusal(f"http://127.0.0.1:{silent.getsockname()[1]}/", deadline_s=0.3)
        assert "too long" in refusal(f"https://127.0.0.1:{silent.getsockname()[1]}/", deadline_s=0.3)


def test_a_resolver_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(2))
    assert "There is no example.org" in refusal("http://example.org/", deadline_s=0.2)


def test_nobody_there_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "cannot be reached" in refusal(f"http://127.0.0.1:{port}/")
    assert "There is no nowhere.invalid" in refusal("http://nowhere.invalid/")


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        ("401 Unauthorized", "password"),
        ("402 Payment Required", "money"),
        ("403 Forbidden", "not given to programs"),
        ("404 Not Found", "does not exist"),
        ("410 Gone", "any more"),
        ("429 Too Many Requests", "too often"),
        ("451 Unavailable For Legal Reasons", "law"),
        ("418 I'm a teapot", "418"),
        ("500 Internal Server Error", "out of order (500)"),
        ("503 Service Unavailable", "out of order (503)"),
        ("204 No Content", "204"),
        ("304 Not Modified", "304"),
        ("302 Found", "302"),
    ],
)
def test_any_other_answer_is_a_sentence(site: Site, status: str, hint: str) -> None:
    assert hint in refusal(site.address("/", page(b"", "text/html", status)))


@pytest.mark.parametrize("kind", ["image/png", "audio/mpeg", "video/mp4", "application/json"])
def test_what_is_no_text_is_not_taken(site: Site, kind: str) -> None:
    assert kind in refusal(site.address("/", page(b"\x89PNG", kind)))


# --- where it comes from


def test_redirects_are_followed_five_times(site: Site) -> None:
    for number in range(5):
        site.address(f"/{number}", redirect(f"/{number + 1}"))
    site.address("/5", page())
    assert taken(site.address("/0")).final_address.endswith("/5")
    site.address("/5", redirect("/6"))
    site.address("/6", page())
    assert "without end" in refusal(site.address("/0"))


def test_a_redirect_to_itself_ends(site: Site) -> None:
    assert "without end" in refusal(site.address("/", redirect("/")))
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd", "ftp://example.org/a", "gopher://example.org/", "data:text/plain,words",
        "javascript:alert(1)", "http://[::1", "http://a b/", "http://127.0.0.1:99999/", "//user:pass@a/",
    ],
)  # fmt: skip
def test_a_redirect_leads_to_pages_only(site: Site, target: str) -> None:
    refusal(site.address("/", redirect(target)))
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0x7f000001", "localhost", "0.0.0.0", "0",
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "192.0.2.1", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[::127.0.0.1]",
        "１２７.0.0.1", "127。0。0。1",
    ],
)  # fmt: skip
def test_only_the_public_web_is_asked(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(socket.socket, "connect", None)
    assert "not on the public web" in refusal(f"http://{host}/", allow_private=False)


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "[fe80::1]", "240.0.0.1"])
def test_some_addresses_are_never_asked(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(socket.socket, "connect", None)
    assert "not on the public web" in refusal(f"http://{host}/")


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::"])
def test_public_addresses_are_public(address: str) -> None:
    assert connecting._is_public(connecting.ip_address(address))


class Names:
    """A resolver that answers as it is told, the last answer again and again, and the connections that were made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
        self.asked: list[str] = []
        self.connected: list[str] = []
        self.answers: dict[str, list[list[str]]] = {}
        monkeypatch.setattr(socket, "getaddrinfo", self._resolve)

        def connect(connection: socket.socket, place: tuple[str, int]) -> None:
            self.connected.append(place[0])
            _socket.socket.connect(connection, ("127.0.0.1", site.port))

        monkeypatch.setattr(socket.socket, "connect", connect)

    def _resolve(self, host: str, port: int, **_: int) -> list[tuple]:
        self.asked.append(host)
        answers = self.answers[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, site: Site) -> Names:
    return Names(monkeypatch, site)


def test_the_connection_is_to_the_address_that_was_checked(site: Site, names: Names) -> None:
    """A name that answers otherwise when it is asked again leads nowhere: it is not asked again."""
    names.answers["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.address("/", page())
    assert fetch("http://rebinding.example/").data == b"Some words.\n"
    assert names.asked == ["rebinding.example"]
    assert names.connected == [PUBLIC]


def test_each_hop_is_checked_again(site: Site, names: Names) -> None:
    names.answers["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.address("/", redirect("http://rebinding.example/admin"))
    for allow_private in (False, True):
        assert "127.0.0.1" in refusal("http://rebinding.example/", allow_private=allow_private)
        names.answers["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert names.connected == [PUBLIC] * 2


def test_one_private_address_of_several_is_enough(names: Names) -> None:
    names.answers["both.example"] = [[PUBLIC, "10.0.0.1"]]
    assert "10.0.0.1" in refusal("http://both.example/", allow_private=False)
    assert names.connected == []


def test_the_next_address_is_tried_where_one_does_not_answer(
    site: Site, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering = socket.socket.connect

    def connect(connection: socket.socket, place: tuple[str, int]) -> None:
        if place[0] == PUBLIC:
            raise ConnectionRefusedError(111, "Connection refused")
        answering(connection, place)

    monkeypatch.setattr(socket.socket, "connect", connect)
    names.answers["two.example"] = [[PUBLIC, "1.1.1.1"]]
    site.address("/", page())
    assert fetch("http://two.example/").data


ANYTHING = st.text(st.characters())  # lone surrogates, too


@given(st.sampled_from(["http://", "https://", "http:", "//", ""]), ANYTHING, ANYTHING)
def test_whatever_an_address_is_it_is_a_sentence(scheme: str, host: str, path: str) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise OSError

    with mock.patch.object(socket, "getaddrinfo", nowhere):
        refusal(f"{scheme}{host}/{path}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_whatever_a_server_says_is_a_page_or_a_sentence(site: Site, data: st.DataObject) -> None:
    mangled = bytearray(page(gzip.compress(b"Some words."), "text/html; charset=utf-8", content_encoding="gzip"))
    for _ in range(data.draw(st.integers(1, 4))):
        mangled[data.draw(st.integers(0, len(mangled) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(mangled)) | st.just(len(mangled)))
    with contextlib.suppress(SourceError):
        taken(site.address("/", bytes(mangled[:cut])))


# --- whom to believe


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure_site(authority: trustme.CA) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("good.example").configure_cert(context)
    with Site(context) as site:
        yield site


@pytest.fixture
def believed(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    monkeypatch.setattr(web, "_trust", lambda: context)


def test_a_site_that_proves_its_name_is_believed(secure_site: Site, believed: None, monkeypatch) -> None:
    names = Names(monkeypatch, secure_site)
    names.answers = {"good.example": [[PUBLIC]], "other.example": [[PUBLIC]]}
    secure_site.address("/", page())
    assert fetch("https://good.example/").data == b"Some words.\n"
    assert "prove who it is" in refusal("https://other.example/", allow_private=False)


def test_a_site_that_nobody_vouches_for_is_not_believed(secure_site: Site) -> None:
    assert "prove who it is" in refusal(secure_site.address("/", page()))
    assert secure_site.requests == []


def test_a_site_without_tls_is_not_believed(site: Site) -> None:
    assert "TLS" in refusal(site.address("/", page()).replace("http:", "https:"))


# --- an article on several pages


def following(fetched: web.Fetched) -> str | None:
    return fetched.data.decode() if fetched.data != b"end" else None


def test_the_pages_of_an_article_come_in_order(site: Site) -> None:
    first = site.address("/1", page(b"2"))
    site.address("/2", page(b"/3"))
    site.address("/3", page(b"end"))
    pages = fetch_all(first, following, allow_private=True)
    assert [one.data for one in pages] == [b"2", b"/3", b"end"]


@pytest.mark.parametrize(
    "target", ["/1", "#2", "http://other.example/2", "javascript:next()", "mailto:a@b", "http://["]
)
def test_pages_elsewhere_or_that_were_there_before_do_not_follow(site: Site, target: str) -> None:
    assert len(fetch_all(site.address("/1", page(target.encode())), following, allow_private=True)) == 1


def test_no_more_than_twenty_pages_follow(site: Site) -> None:
    for number in range(30):
        site.address(f"/{number}", page(f"/{number + 1}".encode()))
    assert len(fetch_all(site.address("/0"), following, allow_private=True)) == web.MAX_PAGES


def test_a_page_that_is_missing_is_no_end(site: Site) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        fetch_all(site.address("/1", page(b"/2")), following, allow_private=True)


def test_the_limits_hold_for_all_pages_together(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MAX_BYTES", 1_000_000)
    for number in range(3):
        site.address(f"/{number}", page(f"/{number + 1}".encode() + b"?" + b"x" * 400_000))
    with pytest.raises(SourceError, match="too large"):
        fetch_all(site.address("/0"), lambda one: one.data.split(b"?")[0].decode(), allow_private=True)
