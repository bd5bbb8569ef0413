"""The door to speech servers: one text out, one sound back, by the protocol of OpenAI's `/v1/audio/speech`.

The server is not trusted: how long it may take, how much it may send and how often it is asked are bounded, redirects
are not followed, and what it sends is only ever taken for sound. A key goes to a server over TLS or on this computer
alone, and is in no message. No proxy or certificate of the environment is used.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from narrate.errors import SpeechError

if TYPE_CHECKING:
    import httpx

CONNECT_S, SILENT_S = 5.0, 60.0  # a server on a slow computer may think for as long before it says anything
TOTAL_S = 150.0  # one text, with all that is tried for it
TRIES = 5
UNREACHABLE_TRIES = 2  # nobody there is seldom somebody a second later
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0  # doubled after each try, unless the server says how long
INTERVAL_S = 0.1  # at most ten requests a second from each worker
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
REFUSED = frozenset({401, 403})
TOLD_BYTES, TOLD_CHARS = 4_096, 200  # of what a server says of an error
ON_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a server is asked for; `base` is the address that its paths begin with."""

    base: str
    model: str
    voice: str
    text: str
    speed: float
    key: str = field(default="", repr=False)


class _BusyError(Exception):
    """The server may answer later: after `wait_s`, where it says so."""

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class _AbsentError(_BusyError):
    """Nobody answers."""


def fetch_speech(wish: Wish, most_bytes: int) -> bytes:
    """The sound file that a server gives for a text, of at most `most_bytes`. Raises SpeechError."""
    _require_safe(wish)
    until = time.monotonic() + TOTAL_S
    wait_s, faults = FIRST_WAIT_S, 0
    while True:
        try:
            return _asked(wish, most_bytes, until)
        except _BusyError as busy:
            faults += 1
            wait_s = min(busy.wait_s or wait_s, LONGEST_WAIT_S)
            tries = UNREACHABLE_TRIES if isinstance(busy, _AbsentError) else TRIES
            if faults >= tries or time.monotonic() + wait_s > until:
                raise SpeechError(f"the speech server at {wish.base} {busy}, {faults} times") from busy
        time.sleep(wait_s)
        wait_s *= 2


def _require_safe(wish: Wish) -> None:
    place = urlsplit(wish.base)
    if wish.key and place.scheme != "https" and place.hostname not in ON_THIS_COMPUTER:
        raise SpeechError(f"the key would go unencrypted to {wish.base}, which needs https")


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    """One client in a process: it keeps its connections open from text to text."""
    import httpx

    timeout = httpx.Timeout(SILENT_S, connect=CONNECT_S)
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)


def _asked(wish: Wish, most_bytes: int, until: float) -> bytes:
    """One try."""
    import httpx

    body = {
        "model": wish.model,
        "input": wish.text,
        "voice": wish.voice,
        "response_format": "wav",
        "speed": round(wish.speed, 3),
    }
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {wish.key}"} if wish.key else {})
    time.sleep(INTERVAL_S)
    try:
        with _client().stream("POST", f"{wish.base}/audio/speech", json=body, headers=headers) as answer:
            _require_sound(answer, wish, most_bytes)
            return _taken(answer, wish, most_bytes, until)
    except httpx.ConnectError as error:
        raise _AbsentError("cannot be reached") from error
    except httpx.TimeoutException as error:
        raise _BusyError("takes too long") from error
    except httpx.RemoteProtocolError as error:
        raise _BusyError("broke off") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _BusyError(f"failed ({type(error).__name__})") from error


def _require_sound(answer: httpx.Response, wish: Wish, most_bytes: int) -> None:
    """Raise what an answer that is not the sound means."""
    status = answer.status_code
    if status in BUSY:
        raise _BusyError(f"is busy (status {status})", _seconds(answer.headers.get("Retry-After", "")))
    if status in REFUSED:
        raise SpeechError(
            f"the speech server at {wish.base} refuses the key (status {status}): "
            f"NARRATE_SPEECH_KEY sets it, or a keyring keeps it (keyring set narrate {urlsplit(wish.base).hostname})"
        )
    if not answer.is_success:
        raise SpeechError(f"the speech server at {wish.base} refuses (status {status}){_told(answer)}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise SpeechError(f"the speech server at {wish.base} packs its sound, which was not asked for")
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most_bytes:
        _too_much(wish, most_bytes)


def _taken(answer: httpx.Response, wish: Wish, most_bytes: int, until: float) -> bytes:
    """The body, as long as it is neither too much nor too slow."""
    content = bytearray()
    for chunk in answer.iter_raw():
        content += chunk
        if len(content) > most_bytes:
            _too_much(wish, most_bytes)
        if time.monotonic() > until:
            raise SpeechError(f"the speech server at {wish.base} takes longer than {TOTAL_S:.0f} s")
    return bytes(content)


def _too_much(wish: Wish, most_bytes: int) -> NoReturn:
    raise SpeechError(
        f"the speech server at {wish.base} sends more than {most_bytes / 1e6:.0f} MB for {len(wish.text)} characters"
    )


def _seconds(retry_after: str) -> float:
    """How long a server asks to be left alone, where it says so in seconds."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdecimal() else 0.0


def _told(answer: httpx.Response) -> str:
    """What the server says of an error, in one line that can be printed; empty where it is not in the protocol."""
    content = bytearray()
    for chunk in answer.iter_raw():
        content += chunk
        if len(content) > TOLD_BYTES:
            return ""
    try:
        message = json.loads(content)["error"]["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    line = " ".join("".join(char for char in str(message) if char.isprintable()).split())
    return f": {line[:TOLD_CHARS]}"
