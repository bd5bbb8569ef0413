"""How long the work will still take: by how long it took so far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.progress import Pace, Stage, Step, silent

AMOUNTS = st.floats(0.01, 1e6)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now_s: float = 1_000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


@given(AMOUNTS)
def test_nobody_knows_before_the_first_of_it_is_done(total: float) -> None:
    clock = Clock()
    pace = Pace(total, clock)
    assert pace.left_s is None
    clock.now_s += 60
    assert pace.left_s is None
    pace.add(0)
    assert pace.left_s is None


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=20), st.floats(0.001, 100), st.floats(0, 1e6))
def test_at_a_steady_pace_what_is_left_is_what_it_will_take(parts: list[float], each_s: float, start_s: float) -> None:
    clock = Clock(start_s)
    pace, left = Pace(sum(parts), clock), sum(parts)
    for part in parts[:-1]:
        clock.now_s += part * each_s
        pace.add(part)
        left -= part
        assert pace.left_s == pytest.approx(left * each_s, rel=1e-3, abs=1e-3)
    pace.add(parts[-1] * 1.001)
    assert pace.left_s == 0


@given(AMOUNTS, st.floats(0.01, 0.99), st.floats(0, 1e5))
def test_it_goes_on_at_the_mean_pace_so_far(total: float, share: float, elapsed_s: float) -> None:
    clock = Clock(0)
    pace = Pace(total, clock)
    pace.add(total * share)
    clock.now_s = elapsed_s
    assert pace.left_s == pytest.approx(elapsed_s * (1 - share) / share, rel=1e-6)


@given(AMOUNTS, st.floats(0.01, 0.98), st.floats(0.01, 1), st.floats(0.1, 1e5))
def test_the_more_is_done_by_now_the_less_is_left_and_the_later_it_is_the_more(
    total: float, share: float, more: float, elapsed_s: float
) -> None:
    clock = Clock(0)
    pace = Pace(total, clock)
    pace.add(total * share)
    clock.now_s = elapsed_s
    before_s = pace.left_s
    clock.now_s = 2 * elapsed_s
    assert pace.left_s == pytest.approx(2 * before_s)
    clock.now_s = elapsed_s
    pace.add(total * more)
    assert 0 <= pace.left_s < before_s


@given(AMOUNTS, st.floats(1, 10))
def test_nothing_is_left_once_all_is_done_however_much_it_was(total: float, times: float) -> None:
    clock = Clock()
    pace = Pace(total, clock)
    clock.now_s += 10
    pace.add(total * times)
    assert pace.left_s == 0


def test_where_there_is_nothing_to_do_nothing_is_left() -> None:
    assert Pace(0, Clock()).left_s == 0


def test_by_itself_it_looks_at_a_clock_that_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: pytest.fail("that clock can be set back"))
    pace = Pace(2)
    pace.add(1)
    assert 0 <= pace.left_s < 60


def test_there_are_two_stages_that_take_time() -> None:
    assert list(Stage) == ["speaking", "writing"]


def test_a_progress_that_reports_to_nobody_takes_any_step() -> None:
    assert silent(Step(Stage.SPEAKING, 1, 2)) is None
    assert Step(Stage.SPEAKING, 1, 2).left_s is None
