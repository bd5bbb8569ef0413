"""What the benchmarks share: runs of the command line with their time and memory, the bare tools, and tables."""

from __future__ import annotations

import io
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import av

import narrate
from narrate.doors.encoding import encode
from narrate.publishing import FORMATS
from narrate.speaking.engines import system

SAMPLED_EVERY_S = 0.2
RATE_HZ = 22_050
BATCH_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: `wall_s` by the clock, `cpu_s` of all processors; the peak of its own memory and of all."""

    wall_s: float
    cpu_s: float
    parent_mb: float
    all_mb: float


def cost(*arguments: str | Path) -> Cost:
    """Run narrate and measure it, its workers included. Memory is resident, counted once in each process (Linux)."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "narrate", *map(str, arguments)], stdout=subprocess.DEVNULL
    ) as running:
        parent_mb = all_mb = 0.0
        while True:
            ended, status, usage = os.wait4(running.pid, os.WNOHANG)
            if ended:
                break
            own, others = _memory_mb(running.pid)
            parent_mb, all_mb = max(parent_mb, own), max(all_mb, own + others)
            time.sleep(SAMPLED_EVERY_S)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"narrate {' '.join(map(str, arguments))} failed")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, parent_mb, all_mb)


def _memory_mb(process_id: int) -> tuple[float, float]:
    """The memory of a process, and that of its children."""
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process_id:
            children.append(int(status.parent.name))
    return _resident_mb(process_id), sum(map(_resident_mb, children))


def _resident_mb(process_id: int) -> float:
    try:
        pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_s(work: Callable[[], object]) -> float:
    """The processor time of some work, its ended children included."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def bare_engine(texts: list[str]) -> float:
    """CPU time of pyttsx3 alone: one engine, one text after the other. Needs a process of its own."""
    driver = system._driver()  # noqa: SLF001 - started before the clock
    driver.set("voice", "gmw/en-us")

    def speak() -> None:
        for text in texts:
            driver.save(text, io.BytesIO())

    return cpu_s(speak)


def bare_encoder(wav: Path, format_name: str) -> float:
    """CPU time of the encoder alone on finished sound, set as narrate sets it."""

    def batches() -> Iterable[bytes]:
        with wav.open("rb") as file:
            file.seek(44)
            while batch := file.read(BATCH_BYTES):
                yield batch

    target = wav.with_suffix(".bare")
    return cpu_s(lambda: encode(batches(), RATE_HZ, target, FORMATS[format_name].encoding, tags={}))


def texts_of(source: Path) -> list[str]:
    """Everything that is spoken of a source, a sentence each."""
    _, script = narrate.rehearse(narrate.read(source), narrate.Settings())
    return [text for passage in script.passages for text in passage.spoken]


def head() -> None:
    """Say what was measured, and where; begin the table."""
    versions = f"narrate {narrate.__version__}, Python {platform.python_version()}, PyAV {av.__version__}"
    print(f"{versions}, {os.cpu_count()} cores, {platform.machine()}\n\n| what | measured | against |\n|---|---|---|")


def row(what: str, measured: str, against: str = "") -> None:
    """Print a row of the table as soon as it is known."""
    print(f"| {what} | {measured} | {against} |", flush=True)
