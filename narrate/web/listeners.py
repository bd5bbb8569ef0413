"""Listening to a work while it is spoken: a stream of MP3 that waits where nothing was said yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

from narrate.doors.broadcasting import Broadcast
from narrate.publishing.formats import MP3
from narrate.web.house import House
from narrate.web.live import Live

LOOK_S = 0.1  # how often it is looked whether the next passage was spoken
MOST_PASSAGES = 10_000_000


def live_of(request: Request) -> Live:
    """The live sound of a work, or 404: nobody speaks it now."""
    live: Live | None = request.app.state.house.workshop.live.get(request.path_params["id"])
    if live is None:
        raise HTTPException(404, "It is not being spoken now.")
    return live


def whole(request: Request, name: str) -> int:
    """A number of passages in a request, or 400."""
    given = request.query_params.get(name, "0")
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_PASSAGES))):
        raise HTTPException(400, "That is no number.")
    return int(given)


async def sound(house: House, id_: str, live: Live, first: int) -> AsyncIterator[bytes]:
    """The passages from a place on, as they are spoken, until the last, or until nobody speaks any more."""
    stream = Broadcast(MP3.encoding, live.sample_rate_hz)
    for place in range(first, live.count):
        while (heard := await to_thread.run_sync(live.heard, place)) is None:
            if house.news.over or id_ not in house.workshop.progress:
                return
            await asyncio.sleep(LOOK_S)
        yield await to_thread.run_sync(stream.feed, heard.pcm)
    yield await to_thread.run_sync(stream.end)
