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
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, ParamSpec, Protocol, Self, TypeVar

from narrate.doors.limits import die_with
from narrate.errors import SpeechError

if TYPE_CHECKING:
    from pebble import ProcessPool

T = TypeVar("T")
P = ParamSpec("P")

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h
LARGE_BYTES = 1 << 18
NEVER_BYTES = 1 << 30


class JobFailedError(Exception):
    """A job raised, died or ran out of time. The text says which, for people."""


class Crew(Protocol):
    """Whoever does jobs: a pool of processes here, or a cluster of machines."""

    workers: int

    def apart(self, name: str = "", workers: int = 0) -> Crew:
        """More workers, for jobs of another kind: who speaks need not hold what encodes in memory.

        `workers` is how many, 0 for as many as here. The same name gives the same ones.
        """

    def begin(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Start a job; call the answer for its result.

        A job that fails is tried once more, by a worker that has done nothing before: then the answer raises
        JobFailedError.
        """


class Pool:
    """Up to `workers` processes, started with the first job and ended with the `with` block.

    A worker that runs over its deadline or dies is replaced, and costs only the job that it had. Several threads may
    share a pool.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPool | None = None
        self._apart: dict[str, Pool] = {}
        self._lock = threading.RLock()
        self._tally = threading.Lock()  # its own: what counts must not wait for a pool that ends
        self._unfinished = 0
        self._idle_since = time.monotonic()
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended = True
        self._stop()
        for pool in self._apart.values():
            pool.__exit__(kind, error, at)

    def apart(self, name: str = "", workers: int = 0) -> Pool:
        """More workers, which end with these; see Crew."""
        with self._lock:
            return self._apart.setdefault(name, Pool(workers or self.workers))

    def rest(self, idle_s: float) -> None:
        """End the processes, here and apart, that have had no job for so long; the next job starts new ones."""
        with self._lock:
            apart = list(self._apart.values())
            with self._tally:
                idle = not self._unfinished and time.monotonic() - self._idle_since >= idle_s
            if idle:
                self._stop()
        for pool in apart:
            pool.rest(idle_s)

    def begin(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Start a job; see Crew."""
        future = self._submit(deadline_s, job, *args, **kwargs)

        def finish() -> T:
            try:
                return _outcome(future)
            except JobFailedError:
                if self._ended:
                    raise
                return run_alone(deadline_s, job, *args, **kwargs)

        return finish

    def _submit(self, deadline_s: float, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock, _uninterrupted():
            if self._ended:
                raise JobFailedError("its workers were let go")
            try:
                future = self._live_pool().schedule(job, args=args, kwargs=kwargs, timeout=deadline_s)
            except RuntimeError:  # what a pool says when all its workers were killed from outside
                self._stop()
                future = self._live_pool().schedule(job, args=args, kwargs=kwargs, timeout=deadline_s)
            with self._tally:
                self._unfinished += 1
        future.add_done_callback(self._finished)
        return future

    def _finished(self, _: Future[T]) -> None:
        with self._tally:
            self._unfinished -= 1
            self._idle_since = time.monotonic()

    def _live_pool(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool

            self._pool = ProcessPool(
                max_workers=self.workers,
                initializer=_start_work,
                initargs=(os.getpid(),),
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Threads and processes that are started meanwhile never hear Ctrl-C, which a terminal sends to all of them.

    A worker that is still loading would print its traceback. Whoever started it hears the signal, and ends it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ahead(begun: Iterable[T], window: int) -> Iterator[T]:
    """Hand on what an iterator begins, in order, with up to `window` begun before the first of them is asked for."""
    waiting: deque[T] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) >= window:
            yield waiting.popleft()
    yield from waiting


def _outcome(future: Future[T]) -> T:
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
    with Pool(1) as crew:
        return _outcome(crew._submit(deadline_s, job, *args, **kwargs))  # noqa: SLF001 - its own module


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
    with open(reader, "rb", buffering=0) as pipe:  # a buffer would only copy it once more
        answer = pipe.readall()
    _, status = os.waitpid(child, 0)
    if status != 0:
        code = os.waitstatus_to_exitcode(status)
        raise SpeechError(answer.decode() if code == 1 and answer else f"The speech engine crashed (exit code {code}).")
    return answer


def _in_child(job: Callable[[], bytes], writer: int, parent: int) -> NoReturn:
    """The child's whole life: it never returns into its parent's code, whatever the job does."""
    code = 2
    try:
        die_with(parent)
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


def give_memory_back() -> None:
    """Have large blocks given back to the system as soon as they are free (on Linux, with glibc).

    A program that hands sound on for hours otherwise grows by 10 MB for each hour of it, as its heap frays.
    """
    _set_malloc(M_MMAP_THRESHOLD, LARGE_BYTES)


def _start_work(parent: int) -> None:
    """What a worker does first.

    It keeps the memory that a job needed for the next one: a page new from the system costs 4 µs where the machine is a
    virtual one, and a book's sections are a million pages.
    """
    die_with(parent)
    _set_malloc(M_MMAP_THRESHOLD, NEVER_BYTES)
    _set_malloc(M_TRIM_THRESHOLD, NEVER_BYTES)


def _set_malloc(option: int, number: int) -> None:
    if sys.platform == "linux":
        getattr(ctypes.CDLL(None), "mallopt", lambda *_: 0)(option, number)  # other C libraries have no such thing
