"""Progress for programs: a line of JSON for each step, and a time left that can be believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PARAGRAPH = "The oil lamp is a small vessel. It burns with a steady flame, and it smells; nobody minds it at all."


def steps(done) -> list[dict]:
    return [json.loads(line) for line in done.err.splitlines()]


@pytest.fixture
def text() -> Path:
    path = Path("lamps.txt")
    path.write_text("\n\n".join(f"{number}. {PARAGRAPH}" for number in range(12)))
    return path


def test_both_stages_report_every_step_to_the_end(narrate, text: Path) -> None:
    done = narrate(text, "--voice", "tone", "--json-progress")
    assert (done.code, done.out) == (0, "output/lamps.mp3\n")
    found = steps(done)
    assert [one["stage"] for one in found] == sorted(one["stage"] for one in found)
    for stage in ("speaking", "writing"):
        own = [one for one in found if one["stage"] == stage]
        assert own[-1]["done"] == own[-1]["total"]
        assert [one["done"] for one in own] == sorted(one["done"] for one in own)
        assert [one["audio_s"] for one in own] == sorted(one["audio_s"] for one in own)
    assert found[-1]["left_s"] == 0
    assert set(found[0]) == {"stage", "done", "total", "audio_s", "elapsed_s", "left_s", "speed"}


def test_a_second_run_speaks_nothing_and_says_so(narrate, text: Path) -> None:
    narrate(text, "--voice", "tone")
    found = steps(narrate(text, "--voice", "tone", "--json-progress", "--title", "Another"))
    assert {one["stage"] for one in found} == {"writing"}
    assert {one["left_s"] for one in found} == {0}


def test_progress_and_result_can_both_be_json(narrate, text: Path) -> None:
    done = narrate(text, "--voice", "tone", "--json-progress", "--json")
    assert json.loads(done.out)["passages"] == 12
    assert steps(done)


def test_several_sources_report_one_after_the_other(narrate, text: Path) -> None:
    Path("second.txt").write_text(PARAGRAPH)
    done = narrate(text, "second.txt", "--voice", "tone", "--json-progress")
    assert done.out == "output/lamps.mp3\noutput/second.mp3\n"
    assert [one["total"] for one in steps(done) if one["stage"] == "speaking"] == [12] * 12 + [1]
