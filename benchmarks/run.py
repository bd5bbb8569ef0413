"""The essay, as ratios to the bare tools in the same run: `python benchmarks/run.py [TEXT]`.

The bare tools are pyttsx3's engine on the same texts in one process, and FFmpeg's encoder on the same sound: what no
arrangement of them can beat on one core. For a book: book.py; for how time and memory grow: long.py.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import bare_encoder, bare_engine, cost, head, row, texts_of

import narrate
from narrate.doors.processes import run_alone

ROUNDS = 5
ESSAY = Path(__file__).parent.parent / "text" / "essay.txt"


def median_s(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median wall time of some work."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def start_up() -> None:
    """How long the help takes."""

    def command(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    help_s, bare_s = median_s(command("-m", "narrate", "--help"), 20), median_s(command("-c", "pass"), 20)
    row("narrate --help", f"{help_s:.3f} s", f"python -c pass {bare_s:.3f} s")


def essay(source: Path, folder: Path) -> None:
    """The main job against the bare tools, then again with nothing changed, with another title, with an edit."""
    narrate.render(source, folder / "all.wav", narrate.Settings(cache_dir=folder / "wav"))
    engine_s = run_alone(600, bare_engine, texts_of(source))
    edited = folder / "edited.txt"
    edited.write_text(source.read_text(encoding="utf-8") + "\n\nOne more paragraph.\n", encoding="utf-8")
    for name in ("mp3", "m4b", "opus"):
        encoder_s = bare_encoder(folder / "all.wav", name)
        bare_s = engine_s + encoder_s
        out = folder / f"out.{name}"
        first = [cost(source, "-q", "-o", out, "--cache-dir", folder / f"{name}{n}") for n in range(ROUNDS)]
        warm = ("-q", "-o", out, "--cache-dir", folder / f"{name}0")
        wall_s = statistics.median(one.wall_s for one in first)
        row(
            f"{name}: first run",
            f"{wall_s:.2f} s",
            f"bare CPU {bare_s:.2f} s x 1.5 + 0.5 s = {1.5 * bare_s + 0.5:.2f} s",
        )
        row(f"{name}: nothing changed", f"{cost(source, *warm).wall_s:.2f} s", f"encoder alone {encoder_s:.2f} s")
        row(f"{name}: another title", f"{cost(source, '--title', 'T', *warm).wall_s:.2f} s")
        row(f"{name}: a paragraph more", f"{cost(edited, *warm).wall_s:.2f} s")


def main() -> None:
    """Measure everything and print the table."""
    head()
    start_up()
    with tempfile.TemporaryDirectory() as folder:
        essay(Path(sys.argv[1]) if len(sys.argv) > 1 else ESSAY, Path(folder))


if __name__ == "__main__":
    main()
