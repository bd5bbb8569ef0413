"""The door to the web: the pages of one article, each fetched once, within limits, from the public internet alone.

No cookies, no passwords, no scripts, no other request but for a redirect or the next page. Every hop is checked as
the first one was; see `connecting.py` for how an address is. The library is httpcore, the half of httpx that speaks
HTTP/1.1 (with h11): its network is a documented part that can be exchanged, so that the check and the connection are
one thing, and it does nothing by itself that would have to be held back (redirects, cookies, proxies, decoding
without end).
"""

from __future__ import annotations

import codecs
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from narrate.errors import SourceError

if TYPE_CHECKING:
    import ssl

    import httpcore

    from narrate.doors.connecting import Budget

MAX_BYTES = 50_000_000
"""50 MB as decoded: the largest pages have 5, a scanned book has 40."""

DEADLINE_S = 60.0
MAX_REDIRECTS = 5
MAX_PAGES = 20

FOLDED = re.compile(r"\A([a-z]+):/(?!/)", re.IGNORECASE)  # as `Path` writes an address

ACCEPTED = (
    "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.9,application/epub+zip,application/pdf,*/*;q=0.5"
)
NOT_TEXT = re.compile(r"(?:image|audio|video|font|model)/|application/(?:json|javascript|wasm)")
META_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
META_BYTES = 1024  # https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding
WESTERN = {"iso8859-1", "ascii"}  # what pages call so is cp1252: https://encoding.spec.whatwg.org/#names-and-labels

SAVE = "Open it in a browser, save the page as a file and narrate that."
LATER = "Try again later."
REFUSALS: dict[int, tuple[str, str]] = {
    401: ("asks for a name and a password", SAVE),
    402: ("asks for money", SAVE),
    403: ("is not given to programs like this one, or not to you", SAVE),
    404: ("does not exist", "Check the address."),
    410: ("does not exist any more", "Look for a copy of it, for example at web.archive.org."),
    429: ("was asked for too often", LATER),
    451: ("may not be shown where you are, by law", SAVE),
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from the web: its bytes, decompressed; what its sender calls them; and where it came from in the end.

    `content_type` is lower case and bare ("text/html"), empty where the sender does not say; `charset` is a codec that
    Python knows, None where neither the sender nor the page says.
    """

    data: bytes
    content_type: str
    charset: str | None
    final_address: str


def fetch(address: str, *, allow_private: bool = False, deadline_s: float = DEADLINE_S) -> Fetched:
    """Fetch one page, through at most `MAX_REDIRECTS` redirects, in `deadline_s` seconds in all.

    `allow_private` lets the address be one of this machine or its own network. A redirect from the public web into it
    is refused nevertheless. Raises SourceError.
    """
    return _fetch(address, _budget(deadline_s), allow_private=allow_private)


def fetch_all(
    address: str,
    next_of: Callable[[Fetched], str | None],
    *,
    allow_private: bool = False,
    deadline_s: float = DEADLINE_S,
) -> tuple[Fetched, ...]:
    """Fetch an article and the pages it goes on with, at most `MAX_PAGES`, all from the host of the first.

    `next_of` gives the address of the page after one, as it is written there, or None. The limits hold for all pages
    together. Raises SourceError.
    """
    budget = _budget(deadline_s)
    pages = [_fetch(address, budget, allow_private=allow_private)]
    seen = {address, pages[0].final_address}
    while len(pages) < MAX_PAGES and (written := next_of(pages[-1])):
        following = _on_same_host(pages[-1].final_address, written)
        if following is None or following in seen:
            break
        pages.append(_fetch(following, budget, allow_private=allow_private))
        seen |= {following, pages[-1].final_address}
    return tuple(pages)


def _budget(deadline_s: float) -> Budget:
    from narrate.doors.connecting import Budget

    return Budget(time.monotonic() + deadline_s, MAX_BYTES, MAX_BYTES)


def _fetch(address: str, budget: Budget, *, allow_private: bool) -> Fetched:
    from narrate.doors.connecting import Backend, TooLongError

    place = FOLDED.sub(r"\1://", address.strip())
    for _ in range(MAX_REDIRECTS + 1):
        backend = Backend(budget, allow_private=allow_private)
        try:
            with _reasons(place), _response(_parsed(place), backend) as response:
                answer = _understood(response, place, budget)
        except TooLongError as error:
            raise _too_long(place, error.limit) from error
        if isinstance(answer, Fetched):
            return answer
        place = answer
        allow_private = backend.private  # who was on the public web does not lead home
    raise SourceError(f"{_shown(address)} leads from one address to the next without end.", SAVE)


def _parsed(address: str) -> SplitResult:
    """The parts of an address. Raises SourceError for what is no address of a page."""
    try:
        parts = urlsplit(address.encode().decode())  # no halves of characters
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError as error:  # UnicodeError, too
        raise SourceError(f"{_shown(address)} is not an address.", "Check it.") from error
    if parts.scheme not in {"http", "https"}:
        problem = f"{_shown(address)} is no web page: narrate fetches http: and https: addresses only."
        raise SourceError(problem, "Give the path of the file." if parts.scheme == "file" else SAVE)
    if not host or port == 0:
        raise SourceError(f"{_shown(address)} is not an address.", "Check it.")
    if parts.username is not None:
        raise SourceError(f"The address of {host} has a password in it, and narrate sends none.", SAVE)
    return parts._replace(netloc=(f"[{host}]" if ":" in host else host) + (f":{port}" if port else ""))


def _response(parts: SplitResult, backend: httpcore.NetworkBackend) -> Any:
    """Ask for a page; a context manager around what comes back."""
    import httpcore

    from narrate import __version__

    secure = parts.scheme == "https"
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|") if parts.query else ""
    )
    host, port = (parts.hostname or "").encode(), parts.port or (443 if secure else 80)
    url = httpcore.URL(scheme=parts.scheme.encode(), host=host, port=port, target=target.encode())
    connection = httpcore.HTTPConnection(url.origin, _trust() if secure else None, network_backend=backend)
    headers = {
        "Host": parts.netloc,
        "User-Agent": f"narrate/{'.'.join(__version__.split('.')[:2])}",
        "Accept": ACCEPTED,
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    return connection.stream("GET", url, headers=list(headers.items()))


@cache
def _trust() -> ssl.SSLContext:
    """Whom to believe: the certificates of the system, and those of Mozilla, as not every system has any."""
    import ssl

    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _understood(response: httpcore.Response, address: str, budget: Budget) -> Fetched | str:
    """What a page holds, or the address it leads to. Raises SourceError for any other answer."""
    from email.message import Message  # late, as all of this: most sources are files

    headers = Message()
    for name, value in response.headers:
        headers[name.decode("latin-1")] = value.decode("latin-1")
    if response.status in {301, 302, 303, 307, 308} and headers["Location"]:
        return _target(address, headers["Location"])
    if response.status != HTTPStatus.OK:
        raise _refusal(address, response.status)
    kind = headers.get_content_type() if "Content-Type" in headers else ""
    if NOT_TEXT.match(kind):
        raise SourceError(f"{_shown(address)} is no text but {kind}.", "Give the address of an article.")
    stated_bytes = headers["Content-Length"] or ""
    if stated_bytes.isdecimal() and int(stated_bytes) > MAX_BYTES:
        raise _too_long(address, "bytes")
    encoding = (headers["Content-Encoding"] or "identity").strip().lower()
    data = b"".join(_counted(_unpacked(response.iter_stream(), encoding, address), budget))
    if not data:
        raise SourceError(f"{_shown(address)} is empty.", SAVE)
    return Fetched(data, kind, _charset(headers.get_content_charset(), kind, data), address)


def _target(address: str, location: str) -> str:
    """Where a redirect leads. Its bytes are UTF-8 where they are not ASCII, as browsers take them."""
    with_accents = location.encode("latin-1").decode("utf-8", "replace")
    try:
        return urljoin(address, with_accents)
    except ValueError as error:
        raise SourceError(f"{_shown(address)} leads to an address that is none.", SAVE) from error


def _counted(parts: Iterable[bytes], budget: Budget) -> Iterator[bytes]:
    for part in parts:
        budget.spend(unpacked=len(part))
        budget.left_s()
        yield part


def _unpacked(chunks: Iterable[bytes], encoding: str, address: str) -> Iterator[bytes]:
    """A body as it was before it was packed, a little at a time. Raises SourceError."""
    if encoding == "identity":
        yield from chunks
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise SourceError(f"{_shown(address)} comes packed in a way that was not asked for.", SAVE)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        packed = chunk
        while packed and not unpacker.eof:
            yield unpacker.decompress(packed, 1 << 16)
            packed = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise SourceError(f"{_shown(address)} came only in part.", LATER)


def _charset(stated: str | None, kind: str, data: bytes) -> str | None:
    """The codec of a page: what the header says before what the page says; None where a byte order mark decides."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    found = META_CHARSET.search(data[:META_BYTES]) if kind in {"", "text/html", "application/xhtml+xml"} else None
    for name in (stated, found[1].decode() if found else None):
        try:
            codec = codecs.lookup(name or "")
        except (LookupError, ValueError):
            continue
        if codec._is_text_encoding:  # noqa: SLF001 - bytes.decode asks the same: not base64, not zlib
            return "cp1252" if codec.name in WESTERN else codec.name
    return None


def _refusal(address: str, status: int) -> SourceError:
    problem, remedy = REFUSALS.get(status, (f"was answered with the number {status}", SAVE))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        problem, remedy = f"cannot be had: its server is out of order ({status})", LATER
    return SourceError(f"{_shown(address)} {problem}.", remedy)


def _too_long(address: str, limit: str) -> SourceError:
    if limit == "bytes":
        return SourceError(f"{_shown(address)} is too large: more than {MAX_BYTES // 1_000_000} MB.", SAVE)
    return SourceError(f"{_shown(address)} takes too long to come.", f"{LATER} Or save the page as a file first.")


@contextmanager
def _reasons(address: str) -> Iterator[None]:
    """Turn what goes wrong under way into a SourceError about an address."""
    import ssl

    import httpcore

    shown = _shown(address)
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        problem = f"{shown} cannot prove who it is: {error.verify_message}."
        raise SourceError(problem, "Check the address. If it is right, the site must mend its certificate.") from error
    except ssl.SSLError as error:
        raise SourceError(f"{shown} speaks no TLS that can be trusted.", SAVE) from error
    except TimeoutError as error:
        raise _too_long(address, "time") from error
    except httpcore.ConnectError as error:
        raise SourceError(f"{shown} cannot be reached: {error}.", "Check the address and your connection.") from error
    except (httpcore.ProtocolError, zlib.error) as error:
        raise SourceError(f"{shown} came only in part, or broken.", LATER) from error
    except (OSError, httpcore.NetworkError) as error:
        raise SourceError(f"The connection to {shown} broke.", LATER) from error


def _on_same_host(address: str, written: str) -> str | None:
    """The whole of an address that is written on a page; None where it is none, or of another host or port."""
    try:
        target = urljoin(address, written).partition("#")[0]
        one, other = _parsed(address), _parsed(target)
    except (ValueError, SourceError):
        return None
    return target if (one.scheme, one.netloc) == (other.scheme, other.netloc) else None


def _shown(address: str) -> str:
    """An address as a message may show it: on one line, not endless."""
    return "".join(character if character.isprintable() else "�" for character in address[:200])
