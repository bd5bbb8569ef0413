"""How fast narrate is, as ratios to the bare tools in the same run: `python benchmarks/run.py [TEXT]`.

Prints a Markdown table. The bare tools are pyttsx3's engine on the same texts in one process, and FFmpeg's encoder on
the same sound: what no arrangement of them can beat on one core.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import narrate
from narrate.clip import Clip
from narrate.doors.encoding import encode
from narrate.doors.processes import run_alone
from narrate.publishing import FORMATS
from narrate.script import Passage, Scene, Utterance
from narrate.speaking.engines import system
from narrate.timeline import Span

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


def cpu_s(work: Callable[[], object]) -> float:
    """The processor time of some work, its ended children included."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def bare_engine(texts: list[str]) -> float:
    """CPU time of pyttsx3 alone, one engine, one text after the other."""
    passage = Passage(1, tuple(Utterance(text, text) for text in texts))
    system._driver()  # noqa: SLF001 - started before the clock
    return cpu_s(lambda: system._speak(passage, "gmw/en-us", 1.0, system._into_memory))  # noqa: SLF001


def bare_encoder(wav: Path, format_name: str) -> float:
    """CPU time of the encoder alone on finished sound."""
    pcm = wav.read_bytes()[44:]
    blocks = [pcm[start : start + (1 << 18)] for start in range(0, len(pcm), 1 << 18)]
    target = wav.with_suffix(".bare")
    return cpu_s(lambda: list(encode(blocks, 22_050, target, FORMATS[format_name].encoding, tags={})))


def command(*arguments: str) -> Callable[[], object]:
    """A run of the command line."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def essay_rows(source: Path, folder: Path) -> Iterator[tuple[str, str, str]]:
    """The main job against the bare tools, then again with nothing changed."""
    _, script = narrate.rehearse(narrate.read(source), narrate.Settings())
    texts = [text for passage in script.passages for text in passage.spoken]
    narrate.render(source, folder / "all.wav", narrate.Settings(cache_dir=folder / "warm"))
    engine_s = run_alone(600, bare_engine, texts)
    for name in ("mp3", "m4b", "opus"):
        encoder_s = bare_encoder(folder / "all.wav", name)
        bare_s = engine_s + encoder_s
        cold = [
            median_s(
                command(
                    "-m",
                    "narrate",
                    str(source),
                    "-o",
                    str(folder / f"{n}.{name}"),
                    "--cache-dir",
                    str(folder / f"{name}{n}"),
                ),
                1,
            )
            for n in range(ROUNDS)
        ]
        first_s = statistics.median(cold)
        yield (
            f"{name}: first run",
            f"{first_s:.2f} s",
            f"bare CPU {bare_s:.2f} s x 1.5 + 0.5 s = {1.5 * bare_s + 0.5:.2f} s",
        )
        again = command(
            "-m", "narrate", str(source), "-o", str(folder / f"0.{name}"), "--cache-dir", str(folder / f"{name}0")
        )
        yield f"{name}: second run", f"{median_s(again):.2f} s", f"encoder alone {encoder_s:.2f} s"


def join_rows() -> Iterator[tuple[str, str, str]]:
    """800 clips of 4 s, joined as the first pass of mastering does; peak memory for 800 and 3,200."""
    for count in (800, 3200):
        wall_s = median_s(lambda count=count: join(count), 3)
        tracemalloc.start()
        join(count)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        yield f"join {count} clips of 4 s", f"{wall_s:.2f} s", f"peak memory {peak / 1e6:.0f} MB"


def join(count: int) -> None:
    """Join clips into sections on disk, without metering or levelling."""
    from narrate.mastering import _kept
    from narrate.mastering.joins import Joiner
    from narrate.mastering.sections import cut

    clip = Clip((np.sin(np.arange(4 * 24_000) / 20) * 8_000).astype("<i2").tobytes(), 24_000, (Span(0, 4 * 24_000),))
    text = "Four seconds of speech are some seventy characters, more or less, so."
    scene = Scene("", tuple(Passage(n, (Utterance(text, text, 0, 700),)) for n in range(count)))
    with tempfile.TemporaryDirectory() as folder:
        position = 0
        for number, passages in enumerate(cut(scene)):
            joiner = Joiner(position, clip.sample_rate_hz)
            for passage in passages:
                joiner.passage(passage, clip)
            _kept(joiner, Path(folder) / f"{number}.pcm")
            position = joiner.position


def start_rows() -> Iterator[tuple[str, str, str]]:
    """How long the help takes."""
    bare_s = median_s(command("-c", "pass"), 20)
    help_s = median_s(command("-m", "narrate", "--help"), 20)
    yield "narrate --help", f"{help_s:.3f} s", f"python -c pass {bare_s:.3f} s"


def main() -> None:
    """Measure everything and print the table."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ESSAY
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    print(f"narrate {narrate.__version__}, Python {platform.python_version()}, {machine}\n")
    print("| what | measured | against |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for rows in (start_rows(), join_rows(), essay_rows(source, Path(folder))):
            for row in rows:
                print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
