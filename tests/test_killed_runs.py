"""A run that is killed at any moment, and run again, ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.doors.files import replacing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL"),
]

MOMENTS = 8
PARAGRAPHS = [
    f"This is paragraph {number} of a text about nothing. It has a second sentence, so that it takes a while; "
    f"and a third clause, which is number {number * 7} of a longer list, for good measure."
    for number in range(1, 9)
]
COMMAND = (sys.executable, "-m", "narrate", "text.txt", "--json")


def run_to_the_end(narrate: Callable, output: str, cache: Path) -> dict:
    done = narrate(*COMMAND[3:], "-o", output, "--cache-dir", cache)
    assert done.code == 0, done.err
    return json.loads(done.out)


def run_and_kill(output: str, cache: Path, *, at: Callable[[], bool]) -> None:
    run = subprocess.Popen(
        [*COMMAND, "-o", output, "--cache-dir", cache, "--jobs", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while run.poll() is None and not at():
        time.sleep(0.002)
    run.send_signal(signal.SIGKILL)
    run.wait()


def after(seconds: float) -> Callable[[], bool]:
    """A moment by the clock."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def kept(count: int, cache: Path) -> Callable[[], bool]:
    """A moment by the work: so many clips, sections and reels. All of it is a small part of a run, for the clock."""
    return lambda: sum(1 for _ in cache.glob("*/??/[!.]*")) >= count


def whole_clips(cache: Path) -> int:
    return len(list((cache / "clips").glob("??/*.clip")))


def test_killed_at_random_moments_and_run_again_is_the_same_audio(tmp_path: Path, narrate: Callable) -> None:
    """Only what was not yet in the cache is spoken again; the output is absent or whole at every moment."""
    Path("text.txt").write_text("\n\n".join(PARAGRAPHS))
    start = time.monotonic()
    command = [*COMMAND, "-o", "undisturbed.mp3", "--cache-dir", tmp_path / "cache"]  # cold, as those it measures
    undisturbed = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
    whole_run_s = time.monotonic() - start
    expected = Path("undisturbed.mp3").read_bytes()
    output = Path("text", "undisturbed.mp3")
    whole_work = sum(1 for _ in (tmp_path / "cache").glob("*/??/[!.]*"))
    assert whole_work > len(PARAGRAPHS)
    chance, spoken_again = random.Random("mp3"), []
    for moment in range(MOMENTS):
        cache = tmp_path / f"cache-{moment}"
        by_work = kept(chance.randrange(whole_work), cache)
        run_and_kill(str(output), cache, at=by_work if moment % 4 else after(chance.uniform(0.05, whole_run_s)))
        assert not output.exists() or output.read_bytes() == expected
        spoken = whole_clips(cache)
        again = run_to_the_end(narrate, str(output), cache)
        assert (again["cached"], again["spoken"]) == (spoken, undisturbed["passages"] - spoken)
        assert output.read_bytes() == expected
        assert [path.name for path in output.parent.iterdir() if not path.name.startswith(".")] == [output.name]
        spoken_again.append(again["spoken"])
        output.unlink()
    assert len(set(spoken_again)) > 2, "the moments were all alike: nothing was tested"


def test_what_a_killed_run_left_is_cleaned_away(tmp_path: Path, narrate: Callable) -> None:
    """Half an entry of the cache, and its unfinished output: with the next run."""
    Path("text.txt").write_text("Some words.")
    narrate("text.txt", "-o", "before.mp3", "--cache-dir", tmp_path / "cache")
    (clip,) = (tmp_path / "cache" / "clips").glob("??/*.clip")
    with replacing(Path("text.mp3")) as part, replacing(clip) as half:
        part.touch()
        half.touch()
        left = [one.with_name(one.name.replace(str(os.getpid()), "4194304")) for one in (part, half)]  # nobody's number
        for one in left:
            one.write_bytes(bytes(100))
    Path("text.mp3").unlink()
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(left[1], (long_ago, long_ago))
    narrate("text.txt", "-o", "text.mp3", "--cache-dir", tmp_path / "cache")
    assert not any(one.exists() for one in left)
