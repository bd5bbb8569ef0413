"""The door to other processes: a crew of workers with deadlines, and a fresh process for one job.

Jobs are module-level functions of picklable arguments that return picklable results: the same functions could run
anywhere else. Workers are spawned, not forked: the parent has threads, and a fork would copy their locks held.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, ParamSpec, Self, TypeVar

from narrate.errors import SpeechError

if TYPE_CHECKING:
    from pebble import ProcessPool

T = TypeVar("T")
P = ParamSpec("P")

PR_SET_PDEATHSIG = 1  # linux/prctl.h


class JobFailedError(Exception):
    """A job raised, died or ran out of time. The text says which, for people."""


class Crew:
    """Up to `workers` processes, started with the first job and ended with the `with` block.

    A worker that runs over its deadline or dies is replaced, and costs only the job that it had.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def submit(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start a job; ask `outcome` for its result."""
        with contextlib.suppress(RuntimeError):  # what a pool says when all its workers were killed from outside
            return self._live_pool().schedule(job, args=args, kwargs=kwargs, timeout=deadline_s)
        self._stop()
        return self._live_pool().schedule(job, args=args, kwargs=kwargs, timeout=deadline_s)

    def _live_pool(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool

            self._pool = ProcessPool(
                max_workers=self.workers,
                initializer=_die_with,
                initargs=(os.getpid(),),
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None


def outcome(future: Future[T]) -> T:
    """Wait for a job's result. Raises JobFailedError."""
    from concurrent.futures import CancelledError
    from concurrent.futures.process import BrokenProcessPool

    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError as error:
        raise JobFailedError("it took too long") from error
    except (ProcessExpired, BrokenProcessPool, CancelledError) as error:
        code = getattr(error, "exitcode", None)
        raise JobFailedError("its process crashed" + (f" (exit code {code})" if code else "")) from error
    except Exception as error:
        raise JobFailedError(str(error) or type(error).__name__) from error


def run_alone(deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one job in a process of its own that has done nothing before. Raises JobFailedError."""
    with Crew(1) as crew:
        return outcome(crew.submit(deadline_s, job, *args, **kwargs))


def in_fork(job: Callable[[], bytes]) -> bytes:
    """Run `job` in a fork of this process and give the bytes that it returns. Not on Windows.

    Only for a process without threads, such as a worker. The fork dies with the process that made it (on Linux), so a
    worker that is killed for its deadline leaves nobody behind. Raises SpeechError with what the job raised, or that
    it crashed.
    """
    parent = os.getpid()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _in_child(job, writer, parent)
    os.close(writer)
    with open(reader, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        code = os.waitstatus_to_exitcode(status)
        raise SpeechError(answer.decode() if code == 1 and answer else f"The speech engine crashed (exit code {code}).")
    return answer


def _in_child(job: Callable[[], bytes], writer: int, parent: int) -> NoReturn:
    """The child's whole life: it never returns into its parent's code, whatever the job does."""
    code = 2
    try:
        _die_with(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with open(writer, "wb") as pipe, open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)  # engines print; nothing of theirs belongs on our standard output
            sys.stdout = nowhere
            try:
                pipe.write(job())
                code = 0
            except Exception as error:  # noqa: BLE001 - whatever it was, the parent must hear of it
                pipe.write(str(error).encode("utf-8", "replace"))
                code = 1
    finally:
        os._exit(code)


def _die_with(parent: int) -> None:
    """End this process when the one that started it ends, however it ends: a job that hangs would outlive a SIGKILL.

    Only Linux can do this. Elsewhere an idle worker ends by itself, and a hung one is left.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)
