"""Worker processes: deadlines, replacement, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from narrate.doors.processes import Crew, JobFailedError, in_fork, outcome, run_alone
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


def test_a_crew_gives_each_jobs_result() -> None:
    with Crew(2) as crew:
        futures = [crew.submit(30, add, n, n) for n in range(10)]
        assert [outcome(future) for future in futures] == [2 * n for n in range(10)]


def test_a_crew_never_asked_starts_nobody() -> None:
    with Crew(2) as crew:
        assert crew._pool is None


def test_a_job_over_its_deadline_fails_and_the_next_one_runs() -> None:
    with Crew(1) as crew:
        slow, quick = crew.submit(1, hang), crew.submit(30, add, 1, 1)
        with pytest.raises(JobFailedError, match="too long"):
            outcome(slow)
        assert outcome(quick) == 2


def test_a_job_that_kills_its_worker_fails_alone() -> None:
    with Crew(1) as crew:
        before, bad, after = crew.submit(30, add, 1, 1), crew.submit(30, crash), crew.submit(30, add, 2, 2)
        assert outcome(before) == 2
        with pytest.raises(JobFailedError, match="crashed"):
            outcome(bad)
        assert outcome(after) == 4


@linux
def test_a_crew_survives_the_murder_of_all_its_idle_workers() -> None:
    with Crew(1) as crew:
        first = outcome(crew.submit(30, pid))
        os.kill(first, signal.SIGKILL)
        assert wait_for(lambda: not alive(first))
        time.sleep(0.3)
        assert outcome(crew.submit(30, pid)) != first


def test_an_error_that_cannot_cross_the_border_is_still_an_error() -> None:
    with Crew(1) as crew, pytest.raises(JobFailedError):
        outcome(crew.submit(20, raise_unpicklable))


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
    from narrate.doors.processes import Crew, outcome
    with Crew(2) as crew:
        outcome(crew.submit(600, fork_and_hang, {note!r}))
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
