"""How long until the first sound of `narrate listen`, and whether any is missing while it speaks.

    python benchmarks/listening.py first [VOICE]     ten cold starts: from the start of the process to the first sound
    python benchmarks/listening.py long [VOICE] [S]  so many seconds of playing while speaking, on a device of none

For `first` a sound server must run whose default sink is a null sink (PulseAudio: module-null-sink): what arrives there
is recorded with `parec`. Without one the samples are timed as the device without sound pulls them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = (
    "The lamp was lit at six. Nobody came to see it, and the keeper slept on.\n\n"
    + "In the morning the boats had gone out again, one after another, and the harbour was empty. " * 6
)
RUNS = int(os.environ.get("RUNS", "10"))
LOUD = 64  # of 32,768
RATE_HZ = 22_050


def first(voice: str) -> None:
    recorded = shutil.which("parec") is not None and os.environ.get("PULSE_SERVER")
    times = sorted(_recorded(voice) if recorded else _pulled(voice) for _ in range(RUNS))
    print(f"{voice}, {'at the sink' if recorded else 'as pulled'}: median {statistics.median(times):.2f} s", end=" ")
    print("of " + ", ".join(f"{one:.2f}" for one in times))


def _command(voice: str, folder: str) -> list[str]:
    source = Path(folder) / "text.txt"
    source.write_text(TEXT)
    options = ["--voice", voice, "--cache-dir", f"{folder}/cache"]
    return [sys.executable, "-m", "narrate", "listen", str(source), *options]


def _recorded(voice: str) -> float:
    """With a sound server: until a loud sample comes out of the monitor of its sink."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--raw", "--format=s16le", "--channels=1", f"--rate={RATE_HZ}", "--latency-msec=10"]
        recorder = subprocess.Popen(["parec", "-d", "@DEFAULT_MONITOR@", *options], stdout=subprocess.PIPE)
        recorder.stdout.read(2 * (RATE_HZ // 10))  # it runs
        began_s = time.perf_counter()
        player = subprocess.Popen(_command(voice, folder), stdout=subprocess.DEVNULL)
        while not _is_loud(recorder.stdout.read(2 * (RATE_HZ // 100))):
            pass
        took_s = time.perf_counter() - began_s
        for one in (player, recorder):
            one.terminate()
            one.wait()
        return took_s


def _is_loud(pcm: bytes) -> bool:
    return max(map(abs, memoryview(pcm).cast("h")), default=0) > LOUD


def _pulled(voice: str) -> float:
    """Without one: until a loud sample is handed to the device of none."""
    code = (
        "import sys, time; from narrate.listening.deck import Deck; real = Deck.pull\n"
        "def pull(self, count):\n"
        "    pcm = real(self, count)\n"
        f"    if max(map(abs, memoryview(pcm).cast('h'))) > {LOUD}: print('SOUND', flush=True)\n"
        "    return pcm\n"
        "Deck.pull = pull\n"
        "from narrate.cli import main; main()"
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", code, *_command(voice, folder)[3:], "--device", "none"]
        began_s = time.perf_counter()
        player = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        while (line := player.stdout.readline()).strip() != "SOUND":
            if not line:
                sys.exit(f"{voice} said nothing")
        took_s = time.perf_counter() - began_s
        print(f"{took_s:.2f} s, in which the processes worked for {_worked(player.pid)}")
        player.terminate()
        player.wait()
        return took_s


def _worked(pid: int) -> str:
    """The processor time of a process and its children so far, in seconds (Linux): what a loaded machine tells of."""
    tick_s = 1 / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    children += [one for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]
    fields = [
        Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in dict.fromkeys([pid, *children])
    ]
    return " + ".join(f"{(int(one[11]) + int(one[12])) * tick_s:.2f}" for one in fields)


def long(voice: str, seconds: float) -> None:
    from narrate.doors.playing import open_player
    from narrate.listening import Listening, bookmark, workers
    from narrate.narration import prepare, rehearse
    from narrate.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        source.write_text("\n\n".join(TEXT.replace("six", f"{n} past six") for n in range(200)))
        settings = Settings(voice=voice, cache_dir=Path(folder) / "cache")
        with workers(settings) as crew:
            who, script = rehearse(prepare(source, settings), settings)
            mark = bookmark(settings, "")
            with Listening(script, who, settings, crew, lambda hz: open_player(hz, "none"), mark, print) as one:
                end_s = time.monotonic() + seconds
                while one.check() and time.monotonic() < end_s:
                    time.sleep(0.1)
                line = one.now.line
                print(f"{voice}: {seconds:.0f} s to sentence {line}, {one.deck.starved} samples of silence too many")


if __name__ == "__main__":
    what, who, much = [*sys.argv[1:], "", "", ""][:3]
    if what == "long":
        long(who or "pyttsx3", float(much or 600))
    else:
        first(who or "pyttsx3")
