"""Speech servers, honest and hostile: whatever one does, it ends in sound or in one sentence, in time."""

from __future__ import annotations

import json
import socket
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest

pytest.importorskip("httpx", reason="the extra `http` is not installed")

import contextlib

from narrate.doors import speech_server
from narrate.doors.decoding import decode_sound
from narrate.doors.speech_server import Wish, fetch_speech
from narrate.errors import SpeechError

KEY = "sk-very-secret"


def wav(seconds: float = 0.5, rate_hz: int = 24_000, claims_hz: int = 0) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, claims_hz or rate_hz, 0, "NONE", ""))
        sound.writeframes(b"\x10\x20" * round(seconds * rate_hz))
    return file.getvalue()


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


Turn = bytes | Callable[[socket.socket], None]


class Server:
    """A server that gives its answers in turn, the last for ever, and keeps what it was asked."""

    def __init__(self, *turns: Turn) -> None:
        self.asked: list[bytes] = []
        self._turns = turns
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65_536)
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            while len(head.partition(b"\r\n\r\n")[2]) < length:
                head += connection.recv(65_536)
            self.asked.append(head)
            turn = self._turns[min(len(self.asked), len(self._turns)) - 1]
            with contextlib.suppress(OSError):
                turn(connection) if callable(turn) else connection.sendall(turn)


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """Start a server: `serving(answer(b"…"))`. Nothing is waited for long."""
    for name, value in (("FIRST_WAIT_S", 0.02), ("TOTAL_S", 2.0), ("INTERVAL_S", 0.0), ("SILENT_S", 0.5)):
        monkeypatch.setattr(speech_server, name, value)
    speech_server._client.cache_clear()
    servers: list[Server] = []

    def start(*turns: Turn) -> Server:
        servers.append(Server(*turns))
        return servers[-1]

    yield start
    for one in servers:
        one.close()
    speech_server._client.cache_clear()


def wish(server: Server, **fields: object) -> Wish:
    return replace(Wish(server.base, "tts-1", "alloy", "Hello.", 1.25, KEY), **fields)


def test_a_request_is_as_the_protocol_says(serving) -> None:
    server = serving(answer(wav()))
    assert fetch_speech(wish(server), 1_000_000) == wav()
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/audio/speech ")
    assert f"authorization: bearer {KEY}".encode() in head.lower() or f"Bearer {KEY}".encode() in head
    assert json.loads(body) == {
        "model": "tts-1",
        "voice": "alloy",
        "input": "Hello.",
        "response_format": "wav",
        "speed": 1.25,
    }


def test_without_a_key_none_is_sent(serving) -> None:
    server = serving(answer(wav()))
    fetch_speech(wish(server, key=""), 1_000_000)
    assert b"authorization" not in server.asked[0].lower()


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Oh", "502 Bad", "503 Busy"])
def test_a_busy_server_is_asked_again(serving, status: str) -> None:
    server = serving(answer(b"", status), answer(b"", status), answer(wav()))
    assert fetch_speech(wish(server), 1_000_000) == wav()
    assert len(server.asked) == 3


def test_a_server_is_left_alone_for_as_long_as_it_asks(serving) -> None:
    server = serving(answer(b"", "429 Slow", "Retry-After: 1"), answer(wav()))
    start = time.monotonic()
    fetch_speech(wish(server), 1_000_000)
    assert 1.0 <= time.monotonic() - start < 1.8


def test_one_that_wants_to_be_left_alone_for_too_long_is_given_up(serving) -> None:
    server = serving(answer(b"", "429 Slow", "Retry-After: 999999999"))
    with pytest.raises(SpeechError, match="busy"):
        fetch_speech(wish(server), 1_000_000)
    assert len(server.asked) == 1


def drip(connection: socket.socket) -> None:
    connection.sendall(answer(b"", length=100_000))
    for _ in range(60):
        connection.sendall(b"x")
        time.sleep(0.1)


def silent(_: socket.socket) -> None:
    time.sleep(3)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"8000\r\n" + bytes(0x8000) + b"\r\n")


def cut_chunks(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\nRIFF")


@pytest.mark.parametrize(
    ("turn", "reason", "times"),
    [
        (answer(b"", "500 Oh"), "busy", 5),
        (answer(b"", "401 No"), "refuses the key", 1),
        (answer(b'{"error": {"message": "no\\u001b[31m voice\\n x"}}', "404 No"), r"404\): no\[31m voice x", 1),
        (answer(b"<html>" + b"x" * 9_000, "400 No"), r"refuses \(status 400\)$", 1),
        (answer(b"[" * 4_000, "400 No"), r"refuses \(status 400\)$", 1),
        (answer(b"", "302 Found", "Location: http://127.0.0.1:1/"), "302", 1),
        (answer(wav(), "200 OK", "Content-Encoding: gzip"), "packs", 1),
        (answer(b"", length=10**12), "more than 1 MB", 1),
        (endless, "more than 1 MB", 1),
        (answer(wav()[:500], length=50_000), "broke off", 5),
        (cut_chunks, "broke off", 5),
        (b"", "broke off", 5),
        (b"SSH-2.0-hello\r\n", "broke off", 5),
        (drip, "takes", None),
        (silent, "takes too long", None),
    ],
    ids=["500", "401", "404", "400 html", "400 nested", "redirect", "packed", "huge", "endless", "short", "chunks", "nothing", "not http", "drip", "silent"],
)  # fmt: skip
def test_a_hostile_server_is_one_sentence_in_time(serving, turn: Turn, reason: str, times: int | None) -> None:
    server = serving(turn)
    start = time.monotonic()
    with pytest.raises(SpeechError, match=reason) as caught:
        fetch_speech(wish(server), 1_000_000)
    assert time.monotonic() - start < 4
    assert times in {None, len(server.asked)}
    assert KEY not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert "\n" not in str(caught.value)


def test_nobody_there_is_told_soon(serving) -> None:
    server = serving(b"")
    server.close()
    with pytest.raises(SpeechError, match="cannot be reached, 2 times"):
        fetch_speech(wish(server), 1_000_000)


def test_a_key_is_never_sent_in_the_clear_to_another_computer() -> None:
    with pytest.raises(SpeechError, match="https") as caught:
        fetch_speech(Wish("http://192.0.2.1/v1", "m", "v", "Hello.", 1.0, KEY), 1_000)
    assert KEY not in str(caught.value)


def test_a_key_is_in_no_representation() -> None:
    assert KEY not in repr(Wish("http://127.0.0.1", "m", "v", "Hello.", 1.0, KEY))


# --- what it sends ----------------------------------------------------------------------------------------------------


def test_sound_is_decoded_at_the_rate_that_it_says() -> None:
    pcm, rate_hz = decode_sound(wav(0.5, 16_000))
    assert (len(pcm), rate_hz) == (16_000, 16_000)


def test_a_streamed_wav_that_does_not_know_its_length_is_whole() -> None:
    content = bytearray(wav())
    content[40:44] = content[4:8] = b"\xff\xff\xff\xff"
    assert len(decode_sound(bytes(content))[0]) == 24_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no sound file"),
        (b"<!DOCTYPE html><html>", "no sound file"),
        (b'{"error": "no"}', "no sound file"),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", "no sound file"),
        (b"#EXTM3U\nhttp://127.0.0.1:1/x.ts\n", "no sound file"),
        (wav()[:9_000], "cut short"),
        (wav(claims_hz=1), "1 Hz"),
        (wav(claims_hz=2_000_000_000), "rate|decoded"),
        (b"RIFF\x00\x00\x00\x00WAVE", "decoded"),
        (b"ID3" + bytes(100), "decoded"),
        (b"OggS" + bytes(100), "decoded"),
    ],
)
def test_what_is_no_sound_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SpeechError, match=reason):
        decode_sound(content)
