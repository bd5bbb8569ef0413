"""Sound at another rate: as long as before, in its place, and the same sound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.doors.resampling import at_place, resampled

RATES = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000)


@settings(max_examples=30)
@given(st.integers(0, 30_000), st.sampled_from(RATES), st.sampled_from(RATES))
def test_sound_is_as_long_as_before_to_the_nearest_sample(length: int, from_hz: int, to_hz: int) -> None:
    samples = len(resampled(bytes(2 * length), from_hz, to_hz)) // 2
    assert samples == at_place(length, from_hz, to_hz)
    assert abs(samples / to_hz - length / from_hz) <= 0.5 / to_hz + 1e-12


@pytest.mark.parametrize(("from_hz", "to_hz"), [(22_050, 24_000), (24_000, 22_050), (16_000, 48_000), (44_100, 24_000)])
def test_sound_stays_in_its_place_and_is_the_same(from_hz: int, to_hz: int, sine) -> None:
    was = np.frombuffer(sine(1.0, hz=440, dbfs=-12, rate_hz=from_hz), "<i2")
    heard = np.frombuffer(resampled(was.tobytes(), from_hz, to_hz), "<i2").astype(float)
    wanted = np.frombuffer(sine(1.0, hz=440, dbfs=-12, rate_hz=to_hz), "<i2").astype(float)
    inside = slice(to_hz // 20, -to_hz // 20)
    assert np.abs(heard - wanted)[inside].max() < 8_000 * 10 ** (-60 / 20)
    click = np.zeros(from_hz, "<i2")
    click[from_hz // 2] = 20_000
    assert np.abs(np.frombuffer(resampled(click.tobytes(), from_hz, to_hz), "<i2")).argmax() == to_hz // 2


def test_sound_at_its_own_rate_is_left_alone(sine) -> None:
    assert resampled(sine(0.1), 24_000, 24_000) == sine(0.1)
