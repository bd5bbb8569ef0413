from __future__ import annotations

import threading
import time

import pytest

from narrate.doors.playing import NO_DEVICE, SILENT_CHECKS, DevicePlayer, open_player
from narrate.errors import OutputError

RATE_HZ = 24_000


def test_a_device_pulls_as_fast_as_time_passes() -> None:
    """miniaudio's device without sound: a real device thread, real callbacks."""
    asked: list[int] = []
    enough = threading.Event()

    def pull(count: int) -> bytes:
        asked.append(count)
        if sum(asked) > RATE_HZ:
            enough.set()
        return bytes(2 * count)

    player = open_player(RATE_HZ, NO_DEVICE)
    began_s = time.monotonic()
    player.start(pull)
    assert enough.wait(20)
    took_s = time.monotonic() - began_s
    player.check()
    player.close()
    assert took_s > 1.0 - player.latency_s - 0.1
    count = len(asked)
    time.sleep(0.1)
    assert len(asked) == count


def test_a_device_that_asks_for_nothing_any_more_is_lost() -> None:
    player = DevicePlayer(RATE_HZ, NO_DEVICE)
    player.start(lambda count: bytes(2 * count))
    player._device.stop()  # as when it is unplugged
    with pytest.raises(OutputError, match="gone"):
        _check_for_long(player)
    player.close()


def _check_for_long(player: DevicePlayer) -> None:
    for _ in range(SILENT_CHECKS + 5):
        player.check()


def test_a_device_is_chosen_by_name_and_else_they_are_named() -> None:
    with pytest.raises(OutputError, match=r"no sound device called “Trumpet”|There is no sound device here"):
        open_player(RATE_HZ, "Trumpet")
