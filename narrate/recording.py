"""The mastered programme: its timeline, and its sections, levelled and encoded, as they come."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrate.timeline import Timeline

if TYPE_CHECKING:  # who only speaks or asks for help has no use for it, and it takes a tenth of a second
    import numpy as np
    from numpy.typing import NDArray


def _none() -> array[int]:
    return array("i")


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured: integrated loudness (LUFS, BS.1770-4) and true peak (dBTP). -inf for silence."""

    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Packets:
    """What an encoder made of some sound: packets one after the other in `content`, or plain PCM where there are none.

    `sizes` are in bytes, `durations` and `first` (where the first begins, which is before the sound by the encoder's
    delay) in samples of the codec. `notes` are what the encoder says beside a packet, by its number: how many samples
    are not to be heard.
    """

    content: bytes
    sizes: array[int] = field(default_factory=_none)
    durations: array[int] = field(default_factory=_none)
    first: int = 0
    notes: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reel:
    """One section as it will be in the file, and what was measured of it once decoded.

    `start` and `length` are in samples of the programme, `powers` K-weighted for each 100 ms, `peak` a true peak's
    magnitude.
    """

    start: int
    length: int
    packets: Packets
    powers: NDArray[np.float32]
    peak: float


@dataclass(frozen=True, slots=True)
class Recording:
    """A timeline, and the reels that fill it, in order; they are made as they are taken, once.

    The programme has the rate of its codec, which may be another than the voice's.
    """

    timeline: Timeline
    reels: Iterator[Reel]
