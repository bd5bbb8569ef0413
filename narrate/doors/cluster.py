"""The door to other machines: the jobs of this one's workers, done by those of a Dask cluster.

The machines need narrate and the speech engine in the same versions, but no shared disk: what a job takes and gives
travels, and what is kept is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from narrate.doors.processes import JobFailedError
from narrate.errors import SettingsError

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")
P = ParamSpec("P")

CONNECT_S = 10
RETRIES = 1  # of a job that fails; one whose worker is lost goes to another without being counted, three times
QUEUE_FACTOR = 20.0


class Cluster:
    """The workers of a cluster, as a Crew. Raises SettingsError where there is none at the address."""

    def __init__(self, address: str) -> None:
        self._client = _connected(address)
        self.workers = sum(self._client.nthreads().values()) or 1  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()  # type: ignore[no-untyped-call]

    def apart(self, name: str = "", workers: int = 0) -> Self:  # noqa: ARG002 - as Crew has it
        """The same workers; see Crew."""
        return self

    def begin(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Start a job; see Crew. A job that hangs there is waited for longer: it may have been queued behind others."""
        future: Any = self._client.submit(job, *args, **kwargs, pure=False, retries=RETRIES)

        def finish() -> T:
            try:
                result: T = future.result(timeout=deadline_s * QUEUE_FACTOR)
            except Exception as error:
                raise JobFailedError(str(error) or type(error).__name__) from error
            return result

        return finish


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise SettingsError(
            "Work on a cluster needs Dask.", "Install it: pip install 'narrate-audio[cluster]'."
        ) from error
    try:
        return Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SettingsError(f"There is no cluster at “{address}”: {error}.", "Is its scheduler running?") from error
