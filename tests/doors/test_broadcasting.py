"""A stream that is heard while it is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from narrate.doors.broadcasting import Broadcast
from narrate.doors.decoding import decode_mono
from narrate.publishing.formats import MP3


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100])
def test_what_is_fed_in_pieces_comes_out_whole_and_as_late_as_it_says(
    tmp_path: Path, sine: Callable[..., bytes], rate_hz: int
) -> None:
    stream = Broadcast(MP3.encoding, rate_hz)
    sound = bytes(2 * rate_hz) + sine(1.0, rate_hz=rate_hz)
    pieces = [stream.feed(sound[start : start + 5_000]) for start in range(0, len(sound), 5_000)]
    assert any(pieces[: len(pieces) // 2]), "nothing came before half of it was in"
    path = tmp_path / "stream.mp3"
    path.write_bytes(b"".join([*pieces, stream.end()]))
    pcm, out_hz = decode_mono(path)
    heard = np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 3_000
    assert abs(int(heard.argmax()) / out_hz - 1.0 - stream.delay_s) < 0.01
    assert abs(heard.sum() / out_hz - 0.73) < 0.15  # of a second of a sine, that much is this loud
