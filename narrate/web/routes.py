"""What the page asks for. Ids are looked up, never made into paths; whatever cannot be done is told in a sentence."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from narrate.doors.inspecting import cover_of
from narrate.errors import SettingsError
from narrate.publishing import pages
from narrate.publishing.pages import MEDIA_TYPES
from narrate.reading import READERS
from narrate.settings import SPEEDS
from narrate.web import listeners
from narrate.web.house import House
from narrate.web.telling import fields
from narrate.web.works import Origin, Wish, Work

MOST_TEXT_BYTES = 5_000_000
MOST_FILE_BYTES = 50_000_000
MOST_JSON_BYTES = MOST_TEXT_BYTES * 6 + 10_000  # JSON may write a character as six: \\u0000
LONGEST_NAME = 300
LONGEST_ADDRESS = 2_000
LONGEST_PLACE_MS = 1_000 * 3600 * 1_000
KINDS = {
    "mp3": "audio/mpeg",
    "m4b": "audio/mp4",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "read-along.epub": "application/epub+zip",
}
PRIVATE = {"cache-control": "private, no-cache"}


def house_of(request: Request) -> House:
    """What this server has."""
    house: House = request.app.state.house
    return house


def work_of(request: Request) -> Work:
    """The work that a request is about, or 404."""
    work = house_of(request).shelf.get(request.path_params["id"])
    if work is None:
        raise HTTPException(404, "There is no such narration here.")
    return work


async def body_of(request: Request, most_bytes: int) -> bytes:
    """The body of a request, as long as it is no longer than allowed; else 413, before it is read."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most_bytes:
        raise HTTPException(413, f"That is more than {most_bytes // 1_000_000} MB.")
    parts, length = [], 0
    async for part in request.stream():
        parts.append(part)
        length += len(part)
        if length > most_bytes:
            raise HTTPException(413, f"That is more than {most_bytes // 1_000_000} MB.")
    return b"".join(parts)


async def json_of(request: Request, most_bytes: int) -> dict[str, Any]:
    """The body of a request as a JSON object, or 400 or 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "That is no JSON.")
    try:
        found = json.loads(await body_of(request, most_bytes))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "That is no JSON.") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "That is no JSON object.")
    return found


def _wish(house: House, origin: Origin, name: str, asked: dict[str, Any]) -> Wish:
    """What was asked for, checked. Raises SettingsError."""
    voice, speed = asked.get("voice") or "", asked.get("speed") or 1.0
    slowest, fastest = SPEEDS
    try:
        speed = float(speed)
    except (TypeError, ValueError) as error:
        raise SettingsError("That is no speed.", f"Give one from {slowest} to {fastest}.") from error
    if not slowest <= speed <= fastest:
        raise SettingsError(f"The speed {speed:g} cannot be used.", f"Give one from {slowest} to {fastest}.")
    if voice:
        house.auditions.require(str(voice))
    return Wish(origin, name[:LONGEST_NAME], str(voice), speed)


async def add(request: Request) -> Response:
    """POST /works: a text or an address, as JSON."""
    house, asked = house_of(request), await json_of(request, MOST_JSON_BYTES)
    text, address = asked.get("text"), asked.get("url")
    if isinstance(address, str) and address.strip():
        address = address.strip()
        if (
            not address.lower().startswith(("http://", "https://"))
            or len(address) > LONGEST_ADDRESS
            or not address.isprintable()
        ):
            raise SettingsError("That is no address of a page.", "It begins with https://.")
        wish = await to_thread.run_sync(_wish, house, Origin.ADDRESS, address, asked)
        work = await to_thread.run_sync(house.shelf.add, _named(wish, address), b"", "", address)
    elif isinstance(text, str) and text.strip():
        content = text.encode("utf-8", "replace")
        if len(content) > MOST_TEXT_BYTES:
            raise HTTPException(413, f"That is more than {MOST_TEXT_BYTES // 1_000_000} MB of text.")
        wish = await to_thread.run_sync(_wish, house, Origin.TEXT, "", asked)
        work = await to_thread.run_sync(house.shelf.add, wish, content, "", _opening(text))
    else:
        raise SettingsError("There is nothing to say.", "Paste a text, choose a file, or give an address.")
    house.workshop.awake()
    return JSONResponse(fields(work, house.workshop), 201)


def _named(wish: Wish, address: str) -> Wish:
    return Wish(wish.origin, address, wish.voice, wish.speed)


def _opening(text: str) -> str:
    """What a text is called until it was read."""
    line = text.strip()[:200].splitlines()[0]
    return " ".join(line.lstrip("# ").split()[:10])


async def add_file(request: Request) -> Response:
    """POST /works/file?name=…&voice=…&speed=…: a file, as the body."""
    house, asked = house_of(request), dict(request.query_params)
    name = PurePosixPath(asked.get("name", "").replace("\\", "/")).name
    content = await body_of(request, MOST_FILE_BYTES)
    if not content:
        raise SettingsError("The file is empty.", "Choose another one.")
    suffix = PurePosixPath(name).suffix.lower()
    wish = await to_thread.run_sync(_wish, house, Origin.FILE, name, asked)
    title = PurePosixPath(name).stem[:80] or "A file"
    known = suffix if suffix in READERS else ""
    work = await to_thread.run_sync(house.shelf.add, wish, content, known, title)
    house.workshop.awake()
    return JSONResponse(fields(work, house.workshop), 201)


async def remove(request: Request) -> Response:
    """DELETE /works/ID: cancel what is being made, remove what was."""
    await to_thread.run_sync(house_of(request).workshop.call_off, work_of(request).id)
    return Response(status_code=204)


async def again(request: Request) -> Response:
    """POST /works/ID/again: try once more what failed."""
    await to_thread.run_sync(house_of(request).workshop.again, work_of(request).id)
    return Response(status_code=204)


async def reach(request: Request) -> Response:
    """PUT /works/ID/place: remember how far somebody has listened."""
    work, asked = work_of(request), await json_of(request, 1_000)
    place_ms = asked.get("ms")
    if not isinstance(place_ms, int) or isinstance(place_ms, bool) or not 0 <= place_ms <= LONGEST_PLACE_MS:
        raise HTTPException(400, "That is no place.")
    await to_thread.run_sync(lambda: house_of(request).shelf.change(work.id, place_ms=place_ms))
    return Response(status_code=204)


async def events(request: Request) -> Response:
    """GET /events: the news."""
    return StreamingResponse(
        house_of(request).news.events(), media_type="text/event-stream", headers={"cache-control": "no-store"}
    )


async def voices(request: Request) -> Response:
    """GET /voices: who can speak here."""
    return JSONResponse(await to_thread.run_sync(house_of(request).auditions.voices), headers=PRIVATE)


async def sample(request: Request) -> Response:
    """GET /voices/sample?voice=ID: how one sounds."""
    path = await to_thread.run_sync(house_of(request).auditions.sample, request.query_params.get("voice", ""))
    return FileResponse(path, media_type="audio/mpeg", headers=PRIVATE)


async def text(request: Request) -> Response:
    """GET /works/ID/text: what is printed of a work that is being spoken."""
    live = listeners.live_of(request)
    return JSONResponse(await to_thread.run_sync(live.text), headers=PRIVATE)


async def times(request: Request) -> Response:
    """GET /works/ID/times?after=N: when is said what was spoken so far."""
    live = listeners.live_of(request)
    return JSONResponse(await to_thread.run_sync(live.times, listeners.whole(request, "after")), headers=PRIVATE)


async def stream(request: Request) -> Response:
    """GET /works/ID/live.mp3?from=N: the sound, as it is spoken, from a passage on."""
    live, first = listeners.live_of(request), listeners.whole(request, "from")
    sound = listeners.sound(house_of(request), work_of(request).id, live, first)
    return StreamingResponse(sound, media_type="audio/mpeg", headers={"cache-control": "no-store"})


def _file(request: Request, kind: str) -> Path:
    path = house_of(request).shelf.file(work_of(request), kind)
    if path is None:
        raise HTTPException(404, "There is no such file.")
    return path


async def file(request: Request) -> Response:
    """GET /works/ID/files/KIND: something of a work, to keep."""
    kind = request.path_params["kind"]
    if kind == "read-along.html":
        return _enclosed(request)
    if kind not in KINDS:
        raise HTTPException(404, "There is no such file.")
    path = _file(request, kind)
    return FileResponse(path, media_type=KINDS[kind], filename=path.name, headers=PRIVATE)


def _enclosed(request: Request) -> Response:
    """The read-along page with its sound in it, so that it is one file wherever it goes."""
    page = _file(request, "read-along.html")
    form = next(name for name in MEDIA_TYPES if house_of(request).shelf.file(work_of(request), name))
    response = StreamingResponse(pages.enclosed(page, _file(request, form), form), media_type="text/html")
    named = FileResponse(page, filename=page.name)
    response.headers["content-disposition"] = named.headers["content-disposition"]
    return response


async def read_along(request: Request) -> Response:
    """GET /works/ID/read-along: the page on which a text lights up; it asks for the sound by the name of its file."""
    page = FileResponse(_file(request, "read-along.html"), media_type="text/html", headers=PRIVATE)
    page.headers["content-security-policy"] = "frame-ancestors 'none'"  # the rest is in the page, with its hashes
    return page


async def beside(request: Request) -> Response:
    """GET /works/ID/NAME: the sound of the page beside it; any other name is nobody's."""
    for kind in MEDIA_TYPES:
        path = house_of(request).shelf.file(work_of(request), kind)
        if path is not None and path.name == request.path_params["name"]:
            return FileResponse(path, media_type=KINDS[kind], headers=PRIVATE)
    raise HTTPException(404, "There is no such file.")


async def cover(request: Request) -> Response:
    """GET /works/ID/cover: the picture in the audio file."""
    for kind in MEDIA_TYPES:
        path = house_of(request).shelf.file(work_of(request), kind)
        found = await to_thread.run_sync(cover_of, path) if path else None
        if found:
            return Response(found[0], media_type=found[1], headers={"cache-control": "private, max-age=3600"})
    raise HTTPException(404, "There is no cover.")


async def feed(request: Request) -> Response:
    """GET /feed/SECRET/NAME: the podcast, where the user asked for one."""
    podcast = house_of(request).podcast
    secret, name = request.path_params["secret"], request.path_params["name"]
    path = await to_thread.run_sync(podcast.file, secret, name) if podcast else None
    if path is None:
        raise HTTPException(404, "There is nothing here.")
    return FileResponse(path, media_type="application/rss+xml" if path.suffix == ".xml" else None)


async def facts(request: Request) -> Response:
    """GET /facts: what the page is to know of its server: the address of the feed, if there is one."""
    podcast = house_of(request).podcast
    return JSONResponse({"feed": podcast.url if podcast else ""}, headers=PRIVATE)


ROUTES = [
    Route("/events", events),
    Route("/facts", facts),
    Route("/voices", voices),
    Route("/voices/sample", sample),
    Route("/works", add, methods=["POST"]),
    Route("/works/file", add_file, methods=["POST"]),
    Route("/works/{id}", remove, methods=["DELETE"]),
    Route("/works/{id}/again", again, methods=["POST"]),
    Route("/works/{id}/place", reach, methods=["PUT"]),
    Route("/works/{id}/text", text),
    Route("/works/{id}/times", times),
    Route("/works/{id}/live.mp3", stream),
    Route("/works/{id}/cover", cover),
    Route("/works/{id}/read-along", read_along),
    Route("/works/{id}/files/{kind}", file),
    Route("/works/{id}/{name}", beside),
    Route("/feed/{secret}/{name}", feed),
]
