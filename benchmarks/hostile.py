"""What files cost that were made to do harm: `python benchmarks/hostile.py [NAME...]`.

Each hostile file of `tests/cli/test_hostile_sources.py` is given to `narrate read` in an empty folder. For the whole
tree of processes: exit code, seconds of processor and of the clock, and the most memory, all together, as looked
up every few milliseconds (pages that processes share are counted in each). The goal: 2 s, 300 MB, one sentence and the
exit code 3, or the text. It needs Linux, and the packages of the tests.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engines_on_path")]

from tests.cli.test_hostile_sources import BILLION_LAUGHS, HOSTILE, NESTED, PAGE, TRICKY, epub  # noqa: E402 - the root

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_EVERY_S = 0.004
MOST_S, MOST_MB = 2.0, 300
DISGUISED: dict[str, Callable[[], bytes]] = {
    **{f"page{suffix}": lambda: PAGE for suffix in (".pdf", ".epub", ".txt")},
    "book.txt": epub,
    "text.docx": lambda: b"Words.\n",
}
LONG: dict[str, Callable[[], bytes]] = {
    "lines.md": lambda: b"a\n" * 100_000,
    "brackets-60k.md": lambda: b"[" * 60_000,
    "table.md": lambda: b"a|b\n-|-\n" * 8_000,
    "tags.html": lambda: b"<p>" * 60_000 + b"Words.",
    "attributes.html": lambda: b"<p " + b"a=b " * 100_000 + b">Words.",
    "unclosed.html": lambda: b"<!--" * 100_000,
}


class Cost(NamedTuple):
    """What one run took."""

    code: int
    said: str
    processor_s: float
    clock_s: float
    peak_mb: float
    written: list[str]


def cost(name: str, data: bytes) -> Cost:
    """Read a file in a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, name).write_bytes(data)
        before, start, peak = _processor_s(), time.perf_counter(), 0
        run = subprocess.Popen(
            [sys.executable, "-m", "narrate", "read", name],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": place},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        while run.poll() is None:
            peak = max(peak, _memory_bytes(run.pid))
            time.sleep(LOOK_EVERY_S)
        clock_s = time.perf_counter() - start
        said = run.communicate()[1].decode().partition("\n")[0]
        written = sorted(path.name for path in Path(place).rglob("*") if path.is_file() and path.name != name)
        return Cost(run.returncode, said, _processor_s() - before, clock_s, peak / 1e6, written)


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory_bytes(process: int) -> int:
    """The resident memory of a process and of those that it started."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        children = [
            int(child)
            for task in Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() + sum(map(_memory_bytes, children))


def cases() -> dict[str, Callable[[], bytes]]:
    laughs = {f"laughs-{name}": lambda make=make: make(*BILLION_LAUGHS) for name, make in TRICKY.items()}
    return {**HOSTILE, **laughs, **NESTED, **DISGUISED, **LONG}


def main() -> None:
    chosen = sys.argv[1:]
    print("| file | exit | processor s | clock s | peak MB | what is said |\n|---|---|---|---|---|---|")
    for name, make in cases().items():
        if not chosen or name in chosen:
            one = cost(name, make())
            over = "" if one.processor_s < MOST_S and one.peak_mb < MOST_MB and not one.written else " **over**"
            numbers = f"{one.processor_s:.2f} | {one.clock_s:.2f} | {one.peak_mb:.0f}{over}"
            print(f"| {name} | {one.code} | {numbers} | {one.said[:110]} |", flush=True)


if __name__ == "__main__":
    main()
