"""Workers for a listener: the first is begun before anything else, and loads its engine while the source is read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from narrate.doors.processes import Pool
from narrate.settings import FALLBACK_LANGUAGE, Settings
from narrate.speaking.warming import make_ready

T = TypeVar("T")
P = ParamSpec("P")

DEADLINE_S = 60.0


class Workers:
    """A crew for all voices of which each process is a pool of its own, started when it is first needed.

    On two cores a second process that loads an engine as well would keep the first from its first words: so whatever is
    begun first goes to the process that was made ready, and then each job to one that has the fewest.
    """

    def __init__(self, count: int) -> None:
        self.workers = count
        self._pools = [Pool(1) for _ in range(count)]
        self._jobs = [0] * count  # under way
        self._choosing = threading.Lock()
        self._first = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for pool in self._pools:
            pool.__exit__(kind, error, at)

    def apart(self, name: str = "", workers: int = 0) -> Workers:  # noqa: ARG002 - see Crew
        """These: what is ready is what speaks."""
        return self

    def make_ready(self, wanted: str, language: str) -> None:
        """Have the first process load the voice that somebody will probably want."""
        self._pools[0].begin(DEADLINE_S, make_ready, wanted, language)

    def begin(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Start a job; see Crew. Its answer is to be called once."""
        with self._choosing:
            number = 0 if self._first else self._jobs.index(min(self._jobs))
            self._first = False
            self._jobs[number] += 1
        begun = self._pools[number].begin(deadline_s, job, *args, **kwargs)

        def finish() -> T:
            try:
                return begun()
            finally:
                with self._choosing:
                    self._jobs[number] -= 1

        return finish


def workers(settings: Settings) -> Workers:
    """The workers that the settings ask for, the first on its way to have the probable voice ready."""
    crew = Workers(settings.workers)
    crew.make_ready(settings.voice, settings.language or FALLBACK_LANGUAGE)
    return crew
