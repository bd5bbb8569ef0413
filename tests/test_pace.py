"""Words a minute: the same narration at every pace, and the pace that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import SettingsError
from narrate.pace import speed_for, words_per_minute


@given(st.floats(0.4, 3.0))
def test_a_pace_and_its_speed_are_the_same(speed: float) -> None:
    assert speed_for(words_per_minute(speed)) == pytest.approx(speed)


@pytest.mark.parametrize("wpm", [0, -1, 60, 500, float("nan"), float("inf"), True, "160"])
def test_a_pace_that_nobody_speaks_is_refused(wpm: object) -> None:
    with pytest.raises(SettingsError, match="words a minute") as caught:
        speed_for(wpm)
    assert "72 to 444" in caught.value.remedy


@pytest.mark.parametrize("wpm", [130, 160, pytest.param(210, marks=pytest.mark.slow)])
def test_a_narration_has_the_words_a_minute_that_were_asked_for(narrate, essay: Path, wpm: int) -> None:
    result = json.loads(narrate(essay, "--wpm", str(wpm), "-o", "a.wav", "--json", "--voice", "pyttsx3").out)
    words = len(essay.read_text(encoding="utf-8").split())
    assert words / result["duration_s"] * 60 == pytest.approx(wpm, rel=0.04)


@pytest.mark.parametrize(
    ("config", "arguments", "seconds_for_one"),
    [
        ("wpm = 160\n", (), 160),
        ("speed = 3.0\n", ("--wpm", "160"), 160),
        ("wpm = 300\n", ("--speed", "1.0"), 171),
    ],
)
def test_the_command_line_wins_over_a_file(
    narrate, config: str, arguments: tuple[str, ...], seconds_for_one: float
) -> None:
    Path("narrate.toml").write_text(config)
    Path("a.txt").write_text("word " * 20)
    seconds = json.loads(narrate("script", "a.txt", *arguments, "--json").out)["seconds"]
    Path("narrate.toml").unlink()
    speed = str(speed_for(seconds_for_one))
    assert seconds == pytest.approx(
        json.loads(narrate("script", "a.txt", "--speed", speed, "--json").out)["seconds"], rel=0.01
    )


def test_two_ways_to_say_how_fast_are_one_too_many(narrate) -> None:
    Path("a.txt").write_text("word")
    done = narrate("script", "a.txt", "--wpm", "160", "--speed", "1.0")
    assert done.code == 2
    assert "both say how fast" in done.err
