"""Settings: what cannot be used is refused at once, with what could be."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.delivery import NONE, PODCAST, STANDARDS
from narrate.errors import SettingsError
from narrate.manner import LONGEST_PAUSE_MS, Pauses
from narrate.settings import BITRATES_KBPS, SPEEDS, Settings, Tags

PAUSES = [one.name for one in fields(Pauses)]


def test_without_a_word_they_are_those_of_the_readme() -> None:
    settings = Settings()
    assert (settings.voice, settings.speed, settings.standard) == ("pyttsx3", 1.0, "podcast")
    assert not settings.force
    assert settings.tags.genre == "Audiobook"


def test_settings_are_frozen_and_equal_settings_are_one_key() -> None:
    assert hash(Settings(speed=1.5, tags=Tags(cover=Path("x")))) == hash(
        Settings(speed=1.5, tags=Tags(cover=Path("x")))
    )
    with pytest.raises(FrozenInstanceError):
        Settings().speed = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    "given",
    [
        {"speed": SPEEDS[0]},
        {"speed": SPEEDS[1]},
        {"speed": 1},
        {"standard": "none"},
        {"bitrate_kbps": 0},
        {"bitrate_kbps": BITRATES_KBPS[0]},
        {"bitrate_kbps": BITRATES_KBPS[1]},
        {"jobs": 0},
        {"jobs": 256},
        {"deadline_s": 0.001},
        {"cache_limit_mb": 0},
    ],
    ids=str,
)
def test_the_ends_of_every_range_can_be_used(given: dict[str, Any]) -> None:
    assert replace(Settings(), **given)


@pytest.mark.parametrize(
    ("given", "problem", "remedy"),
    [
        ({"speed": 0.39}, "The speed 0.39 cannot be used.", "Give one from 0.4 to 3.0."),
        ({"speed": 3.01}, "The speed 3.01", "0.4 to 3.0"),
        ({"speed": 0}, "The speed 0 ", "0.4"),
        ({"speed": -1}, "The speed -1", "0.4"),
        ({"speed": math.nan}, "The speed nan", "0.4"),
        ({"speed": math.inf}, "The speed inf", "3.0"),
        ({"speed": "fast"}, "The speed 'fast'", "0.4"),
        ({"speed": None}, "The speed None", "0.4"),
        (
            {"standard": "acx"},
            "There is no delivery standard called “acx”.",
            "Known: podcast, ebu-r128, audiobook-acx, none.",
        ),
        ({"standard": ""}, "There is no delivery standard called “”.", "podcast"),
        ({"bitrate_kbps": 15}, "The bitrate 15 cannot be used.", "16 to 320 kb/s"),
        ({"bitrate_kbps": 321}, "The bitrate 321", "16 to 320"),
        ({"bitrate_kbps": -1}, "The bitrate -1", "16 to 320"),
        ({"bitrate_kbps": 64.5}, "The bitrate 64.5", "whole number"),
        ({"bitrate_kbps": "64"}, "The bitrate '64'", "whole number"),
        ({"jobs": -1}, "The number of jobs -1", "0 to 256"),
        ({"jobs": 257}, "The number of jobs 257", "0 to 256"),
        ({"jobs": True}, "The number of jobs True", "whole number"),
        ({"jobs": 1.0}, "The number of jobs 1.0", "whole number"),
        ({"cache_limit_mb": -1}, "The cache limit -1", "MB"),
        ({"deadline_s": 0}, "The deadline must be more than 0 seconds.", "30 seconds"),
        ({"deadline_s": -1.0}, "The deadline", "30"),
        ({"deadline_s": math.nan}, "The deadline", "30"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_with_what_can(given: dict[str, Any], problem: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as caught:
        replace(Settings(), **given)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "given", [{"speed": True}, {"deadline_s": "30"}, {"deadline_s": None}, {"standard": ["podcast"]}], ids=str
)
def test_a_value_of_another_type_is_refused_too(given: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        replace(Settings(), **given)


@pytest.mark.parametrize("name", PAUSES)
def test_every_pause_is_from_nothing_to_a_minute(name: str) -> None:
    assert getattr(Pauses(**{name: 0}), name) == 0
    assert getattr(Pauses(**{name: LONGEST_PAUSE_MS}), name) == LONGEST_PAUSE_MS


@pytest.mark.parametrize("value", [-1, LONGEST_PAUSE_MS + 1, 1.5, "1", None, True], ids=str)
@pytest.mark.parametrize("name", PAUSES)
def test_a_pause_that_cannot_be_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=name.removesuffix("_ms").replace("_", "-")) as caught:
        Pauses(**{name: value})
    assert "0 to 60000 milliseconds" in caught.value.remedy


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_speed_is_either_in_range_or_refused(speed: float) -> None:
    if SPEEDS[0] <= speed <= SPEEDS[1]:
        assert Settings(speed=speed).speed == speed
    else:
        with pytest.raises(SettingsError):
            Settings(speed=speed)


# --- what follows from them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STANDARDS)
def test_a_standard_is_found_by_its_name_and_tells_its_source(name: str) -> None:
    standard = Settings(standard=name).delivery
    assert standard.name == name
    assert standard.true_peak_dbtp <= -1.0
    assert standard.source


def test_podcasts_are_at_minus_16_lufs_as_heard_which_is_minus_19_in_a_mono_file() -> None:
    assert PODCAST.loudness_lufs == pytest.approx(-16 - 10 * math.log10(2), abs=0.02)
    assert NONE.loudness_lufs is None


def test_work_is_kept_in_the_folder_that_is_named_else_in_the_users_cache(tmp_path: Path) -> None:
    assert Settings(cache_dir=tmp_path / "here").home == tmp_path / "here"
    home = Settings().home
    assert home.name == "narrate"
    assert home != Path.cwd()


def cores(monkeypatch: pytest.MonkeyPatch, usable: Callable[[int], set[int]] | None, count: int | None) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    if usable is None:
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    else:
        monkeypatch.setattr(os, "sched_getaffinity", usable, raising=False)


@pytest.mark.parametrize(
    ("jobs", "usable", "count", "workers"),
    [
        (3, {0, 1, 2, 3, 4, 5, 6, 7}, 8, 3),
        (0, {0, 1}, 8, 2),  # a container may use fewer cores than the machine has
        (0, None, 8, 8),
        (0, None, None, 1),
    ],
)
def test_there_is_a_worker_for_each_core_that_may_be_used_unless_told(
    jobs: int, usable: set[int] | None, count: int | None, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cores(monkeypatch, None if usable is None else lambda _: usable, count)
    assert Settings(jobs=jobs).workers == workers
