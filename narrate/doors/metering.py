"""The door to FFmpeg's meter: loudness by ITU-R BS.1770-4 and EBU R 128, true peak by 4x oversampling or more.

Conventions: PCM is signed 16-bit mono; loudness is in LUFS, peaks in dBTP. A block is 400 ms of audio; there is one
every 100 ms (BS.1770-4 §2.8: 75 % overlap).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from narrate.errors import OutputError
from narrate.recording import Levels

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.filter import Graph

ABSOLUTE_GATE_LUFS = -70.0  # BS.1770-4 §2.8: blocks below are silence
RELATIVE_GATE_LU = -10.0  # and blocks this far below the mean of the rest do not count
SILENCE_LUFS = -math.inf


def block_loudness(pcm: Iterable[bytes], sample_rate_hz: int) -> NDArray[np.float64]:
    """The loudness of every 400 ms block of a stretch of audio (shape (blocks,), LUFS, -inf for silence)."""
    meter = LoudnessMeter(sample_rate_hz)
    for block in pcm:
        meter.add(block)
    return meter.blocks()


class LoudnessMeter:
    """The blocks of a programme that comes in parts: windows reach over the borders between them."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._graph = _meter(sample_rate_hz, "mono", "s16", "none")
        self._values: list[float] = []

    def add(self, pcm: bytes) -> None:
        """Measure the next part."""
        if pcm:
            self._graph.push(_frame(pcm, self._rate_hz))
            self._take()

    def blocks(self) -> NDArray[np.float64]:
        """The loudness of every block, once all parts are measured (shape (blocks,), LUFS, -inf for silence)."""
        self._graph.push(None)
        self._take()
        blocks = np.array(self._values[3:], dtype=np.float64)  # the first three windows are not yet full
        return np.nan_to_num(blocks, nan=SILENCE_LUFS, neginf=SILENCE_LUFS)

    def _take(self) -> None:
        self._values += [float(one.metadata.get("lavfi.r128.M", "nan")) for one in _pulled(self._graph)]


def gated_loudness(blocks: NDArray[np.float64]) -> float:
    """The integrated loudness (LUFS) of a programme's blocks, gated twice as in BS.1770-4 §2.8; -inf for silence."""
    heard = blocks[blocks > ABSOLUTE_GATE_LUFS]
    if not heard.size:
        return SILENCE_LUFS
    loud = heard[heard > _mean_loudness(heard) + RELATIVE_GATE_LU]
    return _mean_loudness(loud)


def _mean_loudness(blocks: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(10 ** (blocks / 10))))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a file holds, once decoded: its length in seconds, and its levels."""

    duration_s: float
    levels: Levels


def measure_file(path: Path) -> Heard:
    """Decode a whole audio file and measure it. Raises OutputError where it does not decode."""
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            stream = container.streams.audio[0]
            meter = Meter(stream)
            for frame in container.decode(stream):
                meter.push(frame)
            return Heard(meter.samples / stream.rate, meter.finish().levels)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise OutputError(f"“{path.name}” does not decode: {error}.", "Run the same command again.") from error


@dataclass(frozen=True, slots=True)
class Reading:
    """What a meter says at the end: levels, and the loudness range (LU, EBU Tech 3342)."""

    levels: Levels
    range_lu: float


class Meter:
    """Measures the frames of a decoded stream: the loudest of its channels for peaks, all of them for loudness."""

    def __init__(self, stream: AudioStream) -> None:
        self.samples = 0
        self._stream = stream
        self._graph = _meter(stream.rate, stream.layout.name, stream.format.name, "true")
        self._last: AudioFrame | None = None

    def push(self, frame: AudioFrame) -> None:
        """Measure one more frame."""
        self.samples += frame.samples
        self._graph.push(frame)
        self._last = _drained(self._graph) or self._last

    def finish(self) -> Reading:
        """The measurements.

        The meter speaks once in 100 ms, so silence pushes out the peaks of an unfinished tenth. The loudness is read
        before it: it would not be the programme's any more.
        """
        import av

        stream = self._stream
        silence = av.AudioFrame(stream.format.name, stream.layout.name, stream.rate // 5)
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        silence.sample_rate = stream.rate
        self._graph.push(silence)
        self._graph.push(None)
        final = _drained(self._graph)
        return Reading(Levels(_loudness(self._last), _true_peak(final)), _value(self._last, "LRA"))


def _value(frame: AudioFrame | None, name: str) -> float:
    return float(frame.metadata.get(f"lavfi.r128.{name}", "nan")) if frame else math.nan


def _loudness(frame: AudioFrame | None) -> float:
    integrated = _value(frame, "I")
    return integrated if integrated > ABSOLUTE_GATE_LUFS else SILENCE_LUFS


def _true_peak(frame: AudioFrame | None) -> float:
    metadata = frame.metadata if frame else {}
    peak = max((float(value) for key, value in metadata.items() if ".true_peaks_ch" in key), default=0.0)
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def _frame(pcm: bytes, rate_hz: int) -> AudioFrame:
    import av

    frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2")[None, :], format="s16", layout="mono")
    frame.sample_rate = rate_hz
    return frame


def _meter(rate_hz: int, layout: str, sample_format: str, peak: str) -> Graph:
    """A graph that hands on 100 ms at a time, each frame carrying what was measured so far."""
    from av.filter import Graph

    graph = Graph()
    tick = Fraction(1, rate_hz)
    source = graph.add_abuffer(sample_rate=rate_hz, format=sample_format, layout=layout, time_base=tick)
    meter = graph.add("ebur128", f"metadata=1:peak={peak}")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


def _pulled(graph: Graph) -> Iterator[AudioFrame]:
    import av

    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            yield cast("AudioFrame", graph.pull())


def _drained(graph: Graph) -> AudioFrame | None:
    """The newest frame that carries measurements: the last of a stream, shorter than 100 ms, does not."""
    last = None
    for frame in _pulled(graph):
        last = frame if "lavfi.r128.I" in frame.metadata else last
    return last
