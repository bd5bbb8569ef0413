"""The door to any audio file's facts: decoded once, measured by FFmpeg's meter and by a window of 10 ms beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from narrate.doors.encoding import read_tags
from narrate.doors.metering import Meter
from narrate.errors import SourceError
from narrate.survey import Survey

if TYPE_CHECKING:
    from av.container import InputContainer

WINDOW_MS = 10
QUIET_DBFS = -50.0  # below this a window is silence: the floor of a quiet room, as ACX and the EBU measure pauses
FLOOR_MS = 500  # the noise floor is that of the quietest half second, as ACX measures it
FULL_SCALE = 1.0 - 1.0 / 32_768  # what reaches it was cut off
SAME_SIZE_BYTES = 1  # packets of a constant bitrate differ by one padding byte


def survey(path: Path) -> Survey:
    """Decode and measure a whole audio file, whoever made it. Raises SourceError where it is none."""
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            stream: Any = container.streams.audio[0]
            meter, tally = Meter(stream), _Tally(stream.rate)
            for frame in _decoded(container, stream, tally):
                meter.push(frame)
            reading = meter.finish()
            return Survey(
                duration_s=meter.samples / stream.rate,
                levels=reading.levels,
                loudness_range_lu=reading.range_lu,
                codec=stream.codec_context.codec.canonical_name,
                sample_rate_hz=stream.rate,
                channels=stream.channels,
                chapters=tuple(one["metadata"].get("title", "") for one in container.chapters()),
                tags=read_tags(path),
                **tally.facts(),
            )
    except (av.FFmpegError, IndexError, ValueError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"“{path}” cannot be measured: {reason}.", "Give an audio file.") from error


def _decoded(container: InputContainer, stream: Any, tally: _Tally) -> Iterator[Any]:
    """Every frame, counted and measured on its way."""
    from av import AudioResampler

    plain = AudioResampler(format="fltp", layout=stream.layout.name, rate=stream.rate)
    for packet in container.demux(stream):
        tally.packet(packet.size)
        for frame in packet.decode():
            for ready in plain.resample(frame):
                tally.sound(np.asarray(ready.to_ndarray(), np.float32))
            yield frame


class _Tally:
    """Sums over a stream, in memory that grows by 4 bytes for each 10 ms."""

    def __init__(self, rate_hz: int) -> None:
        self.samples = 0
        self._window = rate_hz * WINDOW_MS // 1000
        self._rate_hz = rate_hz
        self._rest = np.empty(0, np.float32)
        self._powers: list[NDArray[np.float32]] = []
        self._peak = 0.0
        self._clipped = 0
        self._sizes: list[int] = []

    def packet(self, size_bytes: int) -> None:
        """Count a packet; the last, empty one only flushes the decoder."""
        if size_bytes:
            self._sizes.append(size_bytes)

    def sound(self, samples: NDArray[np.float32]) -> None:
        """Measure samples of shape (channels, n), full scale 1.0."""
        loudest = np.abs(samples).max(axis=0)
        self.samples += samples.shape[1]
        self._peak = max(self._peak, float(loudest.max(initial=0)))
        self._clipped += int((loudest >= FULL_SCALE).sum())
        power = np.concatenate([self._rest, np.square(samples).mean(axis=0)])
        whole = len(power) - len(power) % self._window
        self._powers.append(power[:whole].reshape(-1, self._window).mean(axis=1))
        self._rest = power[whole:]

    def facts(self) -> dict[str, Any]:
        """The sums, as fields of a Survey."""
        powers = np.concatenate([*self._powers, np.empty(0, np.float32)]).astype(np.float64)
        loud = np.flatnonzero(powers > 10 ** (QUIET_DBFS / 10))
        gaps = np.diff(loud) - 1
        sizes = self._sizes[1:-1] or self._sizes  # the first holds a header, the last what is left
        return {
            "rms_dbfs": _decibels(float(powers.mean()) if len(powers) else 0.0),
            "peak_dbfs": _decibels(self._peak**2),
            "noise_floor_dbfs": _decibels(_quietest(powers)),
            "head_s": float(loud[0] if len(loud) else len(powers)) * WINDOW_MS / 1000,
            "tail_s": float(len(powers) - 1 - loud[-1] if len(loud) else len(powers)) * WINDOW_MS / 1000,
            "longest_gap_s": float(gaps.max(initial=0)) * WINDOW_MS / 1000,
            "clipped": self._clipped,
            "bitrate_kbps": sum(self._sizes) * 8 / 1000 / max(self.samples / self._rate_hz, 0.001),
            "constant_bitrate": max(sizes, default=0) - min(sizes, default=0) <= SAME_SIZE_BYTES,
        }


def _quietest(powers: NDArray[np.float64]) -> float:
    """The mean power of the quietest half second."""
    count = FLOOR_MS // WINDOW_MS
    if len(powers) < count:
        return float(powers.mean()) if len(powers) else 0.0
    sums = np.cumsum(np.concatenate([[0.0], powers]))
    return max(0.0, float((sums[count:] - sums[:-count]).min()) / count)


def _decibels(power: float) -> float:
    return 10 * math.log10(power) if power > 1e-15 else -math.inf  # noqa: PLR2004 - under the noise of 32-bit floats
