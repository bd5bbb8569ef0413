"""narrate's voices for other programs, by the protocol of OpenAI's speech API.

    POST /v1/audio/speech     a text, spoken: sent sentence by sentence as it is
    GET  /v1/voices           who can be asked
    GET  /v1/models           the engines
    GET  /openapi.json        all of this, described

A voice is asked for by its name alone: no name reaches a file or an address, which are voices too elsewhere. Sentences
of all requests take turns at the workers, so that nobody waits for another's whole text, and a sentence is spoken only
when its listener has taken what came before: who leaves costs one sentence, and who reads slowly costs nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import anyio
import anyio.to_thread
import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

import narrate
from narrate.doors.codecs import Encoding
from narrate.doors.live import encode_live, encode_wav
from narrate.doors.processes import Crew
from narrate.doors.resampling import resampled
from narrate.doors.store import prune
from narrate.errors import NarrateError, SettingsError, SourceError
from narrate.language import is_language
from narrate.mastering.joins import Joiner
from narrate.narration import rehearse
from narrate.publishing.formats import AAC_RATES_HZ, FLAC, M4B, MP3, OPUS
from narrate.reading import READERS
from narrate.script import Passage, Script
from narrate.settings import SPEEDS, Settings
from narrate.speaking import VoiceAtWork, all_voices, cast
from narrate.voice import ANY_LANGUAGE, Voice, primary
from narrate.web.description import MEDIA_TYPES, describe
from narrate.web.wishes import (
    FaultAnswer,
    ModelEntry,
    ModelList,
    RefusedWishError,
    VoiceEntry,
    VoiceList,
    Wish,
    read_wish,
)

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from narrate.document import Document

Pieces = Generator[bytes, None, None]

T = TypeVar("T")
P = ParamSpec("P")

MODELS = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")  # OpenAI's: programs that let nobody choose send one of them
OWN_VOICES = frozenset({
    "default", "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer",
    "verse",
})  # fmt: skip
"""What stands for the server's own voice, or that of the engine which is asked for as the model: OpenAI's voices."""
VARIANT = re.compile(r"\w{1,32}", re.ASCII)

MOST_BODY_BYTES = 160_000  # the longest text and instructions, all of it written as escapes of twelve bytes
MOST_OPEN = 16  # requests at a time; each holds a sentence or two in memory
RETRY_AFTER_S = 2
SILENT_S = 60.0  # that a listener may take for some of it; players read ahead, and pause
PRUNED_EVERY = 200  # requests: the cache has a limit, and a server no end
PCM_RATE_HZ = 24_000  # what the API says of its own

ENCODINGS: dict[str, Encoding] = {
    "mp3": replace(MP3.encoding, muxer_options={"write_xing": "0", "id3v2_version": "0"}),  # both tell a length
    "opus": replace(OPUS.encoding, muxer_options={"page_duration": "200000"}),  # µs; 1 s is FFmpeg's own
    "aac": replace(M4B.encoding, container="adts", muxer_options={}, rates_hz=AAC_RATES_HZ),
    "flac": FLAC.encoding,
}

log = logging.getLogger(__name__)


def speech_routes(settings: Settings, crew: Crew) -> list[Route]:
    """The routes of the API. `settings` has the server's own voice, its cache and all that no request says."""
    desk = Desk(settings, crew)
    return [
        Route("/v1/audio/speech", desk, methods=["POST"]),
        Route("/v1/voices", desk.voices, methods=["GET"]),
        Route("/v1/models", desk.models, methods=["GET"]),
        Route("/openapi.json", _described, methods=["GET"]),
    ]


async def _described(_: Request) -> Response:
    return _json(describe(narrate.__version__))


def _json(content: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


class Bench:
    """One set of workers for every voice: a crew for each that anybody ever asked for would have no end."""

    def __init__(self, crew: Crew) -> None:
        self.workers = crew.workers
        self._crew = crew

    def apart(self, name: str = "", workers: int = 0) -> Crew:  # noqa: ARG002 - as Crew has it
        """The same workers; see Crew."""
        return self

    def begin(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Start a job; see Crew."""
        return self._crew.begin(deadline_s, job, *args, **kwargs)


class Catalogue:
    """The voices that can be asked for, as they were when somebody first asked."""

    def __init__(self) -> None:
        self._lock = Lock()

    @cached_property
    def _voices(self) -> tuple[Voice, ...]:
        return all_voices()

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice that works here."""
        with self._lock:
            return self._voices

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines that have some."""
        return tuple(dict.fromkeys(voice.engine for voice in self.voices))

    def has(self, wanted: str) -> bool:
        """Whether a name is that of a voice, with a variant or without: then it is no path and no address."""
        base, plus, variant = wanted.lower().partition("+")
        if plus and not VARIANT.fullmatch(variant):
            return False
        return any(
            base in {one.lower(), f"{voice.engine}:{one}".lower()}
            for voice in self.voices
            for one in (voice.id, voice.id.rpartition("/")[2], voice.name, voice.language)
        )


class Desk:
    """Where wishes are taken: an ASGI app for the one route that speaks, and what the others say."""

    def __init__(self, settings: Settings, crew: Crew) -> None:
        self._settings = settings
        self._bench = Bench(crew.apart("speech", settings.workers))
        self._catalogue = Catalogue()
        self._speaking = anyio.CapacityLimiter(crew.workers)  # one sentence of one listener for each worker
        self._writing = anyio.CapacityLimiter(1)
        self._open = self._taken = 0

    async def voices(self, _: Request) -> Response:
        """Every voice."""
        voices = await anyio.to_thread.run_sync(lambda: self._catalogue.voices)
        return _json(VoiceList(tuple(map(_entry, voices))))

    async def models(self, _: Request) -> Response:
        """Every engine, and the names of OpenAI's that stand for all of them."""
        engines = await anyio.to_thread.run_sync(lambda: self._catalogue.engines)
        return _json(ModelList(tuple(map(ModelEntry, (*MODELS, *engines)))))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a wish, and speak."""
        try:
            wish = read_wish(await _body(Request(scope, receive)))
            with self._place():
                await self._speak(wish, receive, send)
        except RefusedWishError as refused:
            await _refusal(refused)(scope, receive, send)
        except ClientDisconnect:
            return

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Count an open request. Raises RefusedWishError where there are too many."""
        if self._open >= MOST_OPEN:
            raise RefusedWishError(
                HTTPStatus.TOO_MANY_REQUESTS, "Too many are speaking. Ask again later.", code="rate_limit_exceeded"
            )
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    async def _speak(self, wish: Wish, receive: Receive, send: Send) -> None:
        """Speak until all is said or the listener has left. Raises RefusedWishError before anything is sent."""
        refused = None
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_until_left, receive, tasks.cancel_scope)
            refused = await self._spoken(wish, send)
            tasks.cancel_scope.cancel()
        if refused:  # outside the group, which would wrap it
            raise refused

    async def _spoken(self, wish: Wish, send: Send) -> RefusedWishError | None:
        try:
            settings = await self._in_thread(self._writing, self._settings_for, wish)
            voice, script = await self._in_thread(self._writing, rehearse, _document(wish.input), settings)
            pieces = self._pieces(wish.response_format, voice, script, settings)
            first = await self._next(pieces)
        except RefusedWishError as refused:
            return refused
        except NarrateError as error:
            return _refused(error)
        try:
            await self._send(wish.response_format, first, pieces, send)
        except NarrateError as error:
            log.warning("Speech broke off: %s", error)  # what was begun cannot be refused; it ends without its end
        except TimeoutError:
            log.info("Speech broke off: nobody took it for %.0f s.", SILENT_S)
        finally:
            pieces.close()
        await self._tidy()
        return None

    async def _send(self, format_name: str, piece: bytes | None, pieces: Pieces, send: Send) -> None:
        headers = [(b"content-type", MEDIA_TYPES[format_name].encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while piece is not None:
            with anyio.fail_after(SILENT_S):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await self._next(pieces)
        await send({"type": "http.response.body", "body": b""})

    async def _next(self, pieces: Pieces) -> bytes | None:
        """The next piece that has anything in it, None at the end; other listeners' sentences may come between."""
        piece: bytes | None = b""
        while piece == b"":
            piece = await self._in_thread(self._speaking, next, pieces, None)
        return piece

    async def _in_thread(self, limiter: anyio.CapacityLimiter, work: Callable[..., T], *arguments: object) -> T:
        return await anyio.to_thread.run_sync(partial(work, *arguments), limiter=limiter)

    def _settings_for(self, wish: Wish) -> Settings:
        """The server's settings, as a wish changes them. Raises RefusedWishError."""
        slowest, fastest = SPEEDS
        speed = min(max(self._settings.speed * wish.speed, slowest), fastest)
        settings = replace(self._settings, speed=speed)
        engine = wish.model if wish.model in self._catalogue.engines else ""
        if not engine and wish.model not in MODELS:
            raise RefusedWishError(
                HTTPStatus.NOT_FOUND, f"There is no model “{wish.model}”: see /v1/models.", "model", "model_not_found"
            )
        name = wish.voice_name
        if name in OWN_VOICES or name == self._settings.voice:
            return replace(settings, voice=engine, cast=None, voices_for=()) if engine else settings
        voice = self._named(f"{engine}:{name}" if engine and ":" not in name else name)
        language = settings.language or _language(voice)
        return replace(settings, voice=voice.full_id, language=language, cast=None, voices_for=())

    def _named(self, wanted: str) -> Voice:
        for voice in self._catalogue.voices:
            if voice.full_id == wanted:
                return voice
        if self._catalogue.has(wanted):
            try:
                return cast(wanted, self._settings.language)
            except SettingsError as error:
                raise RefusedWishError(HTTPStatus.BAD_REQUEST, str(error), "voice", "invalid_value") from error
        raise RefusedWishError(
            HTTPStatus.BAD_REQUEST, f"There is no voice “{wanted}”: see /v1/voices.", "voice", "invalid_value"
        )

    def _pieces(self, format_name: str, voice: Voice, script: Script, settings: Settings) -> Pieces:
        """The sound file of a script, a piece for each sentence."""
        speaker = VoiceAtWork(voice, settings, self._bench, script)
        rate_hz = speaker.sample_rate_hz
        pcm = _sentences_spoken(speaker, script)
        if format_name == "pcm":
            return (resampled(sentence, rate_hz, PCM_RATE_HZ) for sentence in pcm)
        if format_name == "wav":
            return encode_wav(pcm, rate_hz)
        return encode_live(pcm, rate_hz, ENCODINGS[format_name])

    async def _tidy(self) -> None:
        self._taken += 1
        if self._taken % PRUNED_EVERY == 0:
            limit_bytes = self._settings.cache_limit_mb << 20
            await self._in_thread(self._writing, prune, self._settings.home, limit_bytes)


def _language(voice: Voice) -> str:
    """What a text for a voice is written in: the voice's language; "" where it takes any, or its name is its own.

    Some of espeak-ng's have accents that no tag has ("vi-vn-x-central").
    """
    known = (tag for tag in (voice.language, primary(voice.language)) if is_language(tag))
    return "" if voice.language == ANY_LANGUAGE else next(known, "")


def _document(text: str) -> Document:
    """What somebody wrote, as plain text or Markdown. Raises SourceError."""
    from narrate.reading.sniffing import looks_like_markdown

    return READERS[".md" if looks_like_markdown(text) else ".txt"](text.encode(), "The input")


def _sentences_spoken(speaker: VoiceAtWork, script: Script) -> Pieces:
    """The PCM of each sentence with the pause after it, but for the last one's: nothing follows."""
    sentences = [one for passage in script.passages for one in _sentences(passage)]
    for sentence in sentences:
        joiner = Joiner(speaker.sample_rate_hz)
        last = sentence is sentences[-1]
        silent = replace(sentence, utterances=tuple(replace(one, pause_ms=0) for one in sentence.utterances))
        joiner.passage(silent if last else sentence, next(speaker.clips([sentence])))
        yield joiner.segment().raw_data


def _sentences(passage: Passage) -> Iterator[Passage]:
    """The utterances of a passage that have something to pronounce, each as a passage of its own."""
    return (replace(passage, utterances=(one,)) for one in passage.utterances if one.spoken)


async def _body(request: Request) -> bytes:
    """The body of a request. Raises RefusedWishError where it is no JSON or too much of it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RefusedWishError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The Content-Type must be application/json.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY_BYTES:
            raise RefusedWishError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
    return bytes(body)


async def _until_left(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _refused(error: NarrateError) -> RefusedWishError:
    """What somebody is told who cannot see the server: the problem, without what to do at its keyboard."""
    theirs = isinstance(error, SourceError | SettingsError)
    if not theirs:
        log.warning("Speech failed: %s", error)
    status = HTTPStatus.BAD_REQUEST if theirs else HTTPStatus.INTERNAL_SERVER_ERROR
    message = error.problem if theirs else "The voice failed: the server's log says why."
    return RefusedWishError(status, message, "input" if isinstance(error, SourceError) else None)


def _refusal(refused: RefusedWishError) -> Response:
    answer = _json(FaultAnswer(refused.fault), refused.status)
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    if refused.status in {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}:
        answer.headers["Connection"] = "close"  # the rest of the body is not waited for
    return answer


def _entry(voice: Voice) -> VoiceEntry:
    return VoiceEntry(
        voice.full_id, voice.name, voice.language, voice.gender, voice.engine, voice.natural, voice.sample_rate_hz
    )
