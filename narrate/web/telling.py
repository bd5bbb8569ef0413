"""What the page is told: works as JSON, and the news of them as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from narrate.web.jobs import Workshop
from narrate.web.shelf import Shelf
from narrate.web.works import State, Work

LOOK_S = 0.2  # how often the shelf is looked at for news: a progress that seems smooth
BREATH_S = 15.0  # without news, something is sent all the same, so that a dead connection is found


def fields(work: Work, workshop: Workshop) -> dict[str, Any]:
    """A work as the page sees it: an interface between two files of this folder, not of anybody else's."""
    progress = workshop.progress.get(work.id)
    live = workshop.live.get(work.id)
    return {
        "id": work.id,
        "state": (State.WORKING if progress and work.state is State.QUEUED else work.state).value,
        "title": work.title,
        "author": work.author,
        "voice": work.voice or work.wish.voice,
        "created_s": work.created_s,
        "duration_s": round(work.duration_s, 3),
        "chapters": work.chapters,
        "cover": work.has_cover,
        "page_id": work.page_id,
        "place_ms": work.place_ms,
        "kinds": sorted(work.files),
        "problem": work.problem,
        "remedy": work.remedy,
        "stage": progress.stage if progress else "",
        "part": round(progress.part, 4) if progress else 0,
        "left_s": round(progress.left_s) if progress and progress.left_s is not None else None,
        "live": live is not None,
    }


class News:
    """The events of one page after the other, until the server ends."""

    def __init__(self, shelf: Shelf, workshop: Workshop) -> None:
        self._shelf = shelf
        self._workshop = workshop
        self.over = False

    async def events(self) -> AsyncIterator[str]:
        """All works at first, then those that change; who reads slowly is told less often, and always the latest."""
        seen, ids, quiet_s = 0, None, 0.0
        while not self.over:
            stamp = self._shelf.stamp
            if stamp > seen or ids is None:
                changed = [fields(work, self._workshop) for work in self._shelf.changed(seen)]
                now = [work.id for work in self._shelf.works()]
                news = {"works": changed, **({"ids": now} if now != ids else {})}
                seen, ids, quiet_s = stamp, now, 0.0
                yield f"data: {json.dumps(news, separators=(',', ':'))}\n\n"
            elif quiet_s >= BREATH_S:
                quiet_s = 0.0
                yield ":\n\n"
            quiet_s += LOOK_S
            await asyncio.sleep(LOOK_S)
