"""Worker processes: deadlines, replacement, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.doors.processes import JobFailedError, Pool, ahead, in_fork, run_alone
from narrate.errors import SpeechError

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def add(a: int, b: int) -> int:
    return a + b


def hang() -> None:
    time.sleep(3600)


def crash() -> None:
    os.abort()


def pid() -> int:
    return os.getpid()


def raise_unpicklable() -> None:
    class LocalError(Exception):
        pass

    raise LocalError("secret")


def fork_and_hang(note: str) -> None:
    def job() -> bytes:
        Path(note).write_text(str(os.getpid()))
        time.sleep(3600)
        return b""

    in_fork(job)


def alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(condition, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def fail_first(note: str, how: str) -> tuple[int, int]:
    """Fail unless somebody failed before; else tell who did, and who did not."""
    path = Path(note)
    if path.exists():
        return int(path.read_text()), os.getpid()
    path.write_text(str(os.getpid()))
    {"hang": hang, "crash": crash, "raise": raise_unpicklable}[how]()
    raise AssertionError


def count_and_fail(note: str) -> None:
    with Path(note).open("a") as file:
        file.write("x")
    raise ValueError(f"failed {Path(note).stat().st_size} times")


def test_a_crew_gives_each_jobs_result() -> None:
    with Pool(2) as crew:
        answers = [crew.begin(30, add, n, b=n) for n in range(10)]
        assert [answer() for answer in answers] == [2 * n for n in range(10)]


def test_a_crew_never_asked_starts_nobody() -> None:
    with Pool(2) as crew:
        assert crew._pool is None
        assert crew.workers == 2


def test_a_crew_works_in_other_processes_and_in_no_more_of_them_than_it_has_workers() -> None:
    with Pool(1) as crew:
        pids = {answer() for answer in [crew.begin(30, pid) for _ in range(5)]}
    assert len(pids) == 1
    assert os.getpid() not in pids


def test_a_job_over_its_deadline_fails_and_the_next_one_runs() -> None:
    with Pool(1) as crew:
        slow, quick = crew.begin(1, hang), crew.begin(30, add, 1, 1)
        with pytest.raises(JobFailedError, match="too long"):
            slow()
        assert quick() == 2


def test_a_job_that_kills_its_worker_fails_alone() -> None:
    with Pool(1) as crew:
        before, bad, after = crew.begin(30, add, 1, 1), crew.begin(30, crash), crew.begin(30, add, 2, 2)
        assert before() == 2
        with pytest.raises(JobFailedError, match="crashed"):
            bad()
        assert after() == 4


@pytest.mark.parametrize("how", ["hang", "crash", "raise"])
def test_a_job_that_fails_is_tried_once_more_by_a_process_that_has_done_nothing_before(
    how: str, tmp_path: Path
) -> None:
    with Pool(1) as crew:
        worker = crew.begin(30, pid)()
        failed, done = crew.begin(2, fail_first, str(tmp_path / "note"), how)()
    assert failed == worker
    assert done not in {worker, os.getpid()}


def test_a_job_is_tried_twice_and_no_more_and_says_what_failed_last(tmp_path: Path) -> None:
    with Pool(1) as crew, pytest.raises(JobFailedError, match="failed 2 times"):
        crew.begin(30, count_and_fail, str(tmp_path / "note"))()
    assert (tmp_path / "note").read_text() == "xx"


@linux
def test_a_crew_survives_the_murder_of_all_its_idle_workers() -> None:
    with Pool(1) as crew:
        first = crew.begin(30, pid)()
        os.kill(first, signal.SIGKILL)
        assert wait_for(lambda: not alive(first))
        time.sleep(0.3)
        assert crew.begin(30, pid)() != first


@linux
def test_workers_end_with_their_crew_even_those_that_hang(tmp_path: Path) -> None:
    with Pool(2) as crew:
        idle = crew.begin(30, pid)()
        crew.begin(600, fork_and_hang, str(tmp_path / "pid"))
        assert wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    assert wait_for(lambda: not alive(idle) and not alive(int((tmp_path / "pid").read_text())))


@linux
def test_workers_apart_are_others_and_end_with_their_crew() -> None:
    """Who speaks forks often, and a fork costs by what its process holds: it does nothing else."""
    with Pool(1) as crew:
        assert crew.apart() is crew.apart()
        assert crew.apart().workers == crew.workers
        pids = [answer() for answer in (crew.begin(30, pid), crew.apart().begin(30, pid), crew.begin(30, pid))]
        assert pids[0] == pids[2] != pids[1]
    assert wait_for(lambda: not any(map(alive, pids)))


def test_an_error_that_cannot_cross_the_border_is_still_an_error() -> None:
    with Pool(1) as crew, pytest.raises(JobFailedError):
        crew.begin(20, raise_unpicklable)()


# --- ahead ------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 30), st.integers(1, 8))
def test_what_is_begun_ahead_comes_in_order_and_never_more_than_the_window_waits(count: int, window: int) -> None:
    begun, done = 0, 0

    def begin() -> Iterator[int]:
        nonlocal begun
        for number in range(count):
            begun += 1
            yield number

    for expected, number in enumerate(ahead(begin(), window)):
        assert number == expected
        assert begun - done <= window
        assert begun == min(count, done + window)
        done += 1
    assert done == count


# --- alone ------------------------------------------------------------------------------------------------------------


def test_a_job_alone_runs_in_another_process_each_time() -> None:
    assert len({os.getpid(), run_alone(30, pid), run_alone(30, pid)}) == 3


@linux
class TestNobodyIsLeftBehind:
    def test_when_a_worker_is_killed_for_its_deadline_its_fork_dies_too(self, tmp_path: Path) -> None:
        note = tmp_path / "pid"
        with pytest.raises(JobFailedError):
            run_alone(2, fork_and_hang, str(note))
        assert wait_for(lambda: not alive(int(note.read_text())))

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    def test_when_the_parent_is_killed(self, tmp_path: Path, number: signal.Signals) -> None:
        """Its workers and their forks end by themselves, whatever killed it."""
        note, program = tmp_path / "pid", tmp_path / "parent.py"
        program.write_text(PARENT.format(here=str(Path(__file__).parent), note=str(note)))
        parent = subprocess.Popen([sys.executable, program], start_new_session=True, stderr=subprocess.DEVNULL)
        assert wait_for(lambda: note.exists() and note.read_text())
        family = [process for process in _session(parent.pid) if process != parent.pid]
        assert len(family) >= 2
        parent.send_signal(number)
        parent.wait(10)
        assert wait_for(lambda: not any(map(alive, family))), "workers outlived their parent"


PARENT = """
import sys
sys.path.insert(0, {here!r})
import signal
def stop(*_): raise SystemExit(1)
if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    from test_processes import fork_and_hang
    from narrate.doors.processes import Pool
    with Pool(2) as crew:
        crew.begin(600, fork_and_hang, {note!r})()
"""


def _session(leader: int) -> list[int]:
    """The living processes of a session."""
    members = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            members.append(int(folder.name))
    return members


@pytest.mark.skipif(os.name == "nt", reason="there is no fork on Windows")
class TestFork:
    def test_gives_the_bytes_of_its_job(self) -> None:
        big = b"\0\n" * 1_000_000  # more than a pipe holds
        assert run_alone(30, _forked, big) == big

    def test_carries_an_errors_words(self) -> None:
        with pytest.raises(JobFailedError, match="no such voice"):
            run_alone(30, _forked_raising)

    def test_tells_a_crash_from_an_answer(self) -> None:
        with pytest.raises(JobFailedError, match="crashed"):
            run_alone(30, _forked_crashing)

    def test_keeps_what_its_job_prints_off_standard_output(self, capfd: pytest.CaptureFixture[str]) -> None:
        in_fork(_printing)
        assert capfd.readouterr().out == ""


def _forked(content: bytes) -> bytes:
    return in_fork(lambda: content)


def _forked_raising() -> bytes:
    def job() -> bytes:
        raise SpeechError("no such voice")

    return in_fork(job)


def _forked_crashing() -> bytes:
    return in_fork(os.abort)  # type: ignore[arg-type]


def _printing() -> bytes:
    print("noise", flush=True)  # noqa: T201
    os.write(1, b"noise")
    return b""


@linux
def test_workers_that_nobody_needs_end_and_come_back(tmp_path: Path) -> None:
    """Those here and those apart; one that works is left alone."""
    with Pool(1) as crew:
        first, other = crew.begin(20, pid)(), crew.apart("other").begin(20, pid)()
        busy = crew.begin(20, time.sleep, 1.0)
        crew.rest(0.0)
        assert Path(f"/proc/{first}").exists()
        assert not Path(f"/proc/{other}").exists()
        busy()
        crew.rest(60.0)
        assert Path(f"/proc/{first}").exists()
        crew.rest(0.0)
        assert not Path(f"/proc/{first}").exists()
        assert crew.begin(20, pid)() != first


def test_jobs_that_several_threads_begin_at_once_share_the_same_workers() -> None:
    with Pool(2) as crew, ThreadPoolExecutor(8) as threads:
        pids = set(threads.map(lambda _: crew.begin(30, pid)(), range(8)))
    assert len(pids) <= 2
