"""Work on a cluster: the same bytes, and a lost worker costs only what it had in hand."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import narrate
from narrate.doors.cluster import Cluster
from narrate.doors.processes import JobFailedError
from narrate.errors import SettingsError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Dask's own warnings, of many kinds
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and two workers, each a process of its own, on loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running


def text() -> str:
    return "\n\n".join(f"Paragraph {n} has some words in it, and then it has some more. It ends." for n in range(40))


def pids(cluster: Any) -> list[int]:
    return [worker.pid for worker in cluster.workers.values()]


def test_a_killed_worker_costs_nothing_but_time_and_the_bytes_are_those_of_this_machine(
    cluster: Any, tmp_path: Path
) -> None:
    Path("text.txt").write_text(text())
    here = narrate.render("text.txt", Path("here/text.mp3"), narrate.Settings(cache_dir=tmp_path / "here"))
    kept = tmp_path / "there" / "clips"

    def kill_one() -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and len(list(kept.glob("*/*.clip"))) < 5:
            time.sleep(0.01)
        os.kill(pids(cluster)[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    settings = narrate.Settings(cache_dir=tmp_path / "there", cluster=cluster.scheduler_address)
    there = narrate.render("text.txt", Path("there/text.mp3"), settings)
    killer.join()
    assert there.spoken == here.spoken == 40
    assert Path("there/text.mp3").read_bytes() == Path("here/text.mp3").read_bytes()
    assert there.edition.timeline.cues == here.edition.timeline.cues
    assert len(list(kept.glob("*/*.clip"))) == 40


def boom() -> None:
    raise ValueError("out of cheese")


def test_a_job_that_fails_says_why(cluster: Any) -> None:
    with Cluster(cluster.scheduler_address) as crew:
        assert crew.workers == 2
        with pytest.raises(JobFailedError, match="out of cheese"):
            crew.begin(10, boom)()


def test_where_there_is_no_cluster_a_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrate.doors.cluster.CONNECT_S", 1)
    with pytest.raises(SettingsError, match="no cluster at “tcp://127"):
        Cluster("tcp://127.0.0.1:9")


@pytest.mark.parametrize("address", ["localhost:8786", "tcp://", "http://x:1", "tcp://host"])
def test_an_address_that_cannot_be_one_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="no address of a cluster"):
        narrate.Settings(cluster=address)
