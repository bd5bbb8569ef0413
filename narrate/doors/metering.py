"""The door to FFmpeg's meter: loudness by ITU-R BS.1770-4 and EBU R 128, true peak by 4x oversampling or more.

Conventions: PCM is signed 16-bit mono; loudness is in LUFS, peaks in dBTP. A block is 400 ms of audio; there is one
every 100 ms (BS.1770-4 §2.8: 75 % overlap).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
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
MONO_OFFSET_LU = -0.691  # BS.1770-4 §2.3: makes a full-scale sine of 997 Hz in one channel read -3.01
TICKS_PER_S = 10  # windows begin this often
WINDOW_TICKS = 4
BATCH = 65_536  # samples filtered at a time, small enough for the processor's cache: twice as fast as a minute at once


def weighted_powers(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float32]:
    """The mean K-weighted power of every 100 ms of mono sound (shape (ticks,)); the last is filled up with silence.

    FFmpeg's filters do the weighting. Sound that is metered in sections is a programme whose sections each end with
    less than 100 ms of silence more than they have.
    """
    tick = sample_rate_hz // TICKS_PER_S
    graph = _weighting(sample_rate_hz)
    weighted: list[NDArray[np.float32]] = []
    for start in range(0, len(samples), BATCH):
        batch = np.ascontiguousarray(samples[None, start : start + BATCH], np.float32)
        graph.push(_frame(batch, sample_rate_hz))
        weighted += [frame.to_ndarray()[0] for frame in _pulled(graph)]
    whole = np.concatenate([*weighted, np.zeros(-len(samples) % tick, np.float32)]).reshape(-1, tick)
    powers: NDArray[np.float32] = np.einsum("ij,ij->i", whole, whole) / np.float32(tick)
    return powers


def loudness_lufs(powers: NDArray[np.float32]) -> float:
    """The integrated loudness of a programme's K-weighted powers, one for each 100 ms; -inf for silence.

    Windows of 400 ms overlap by 75 % and are gated twice (BS.1770-4 §2.8).
    """
    sums = np.cumsum(np.concatenate([[0.0], powers.astype(np.float64)]))
    windows = (sums[WINDOW_TICKS:] - sums[:-WINDOW_TICKS]) / WINDOW_TICKS
    heard = windows > 10 ** ((ABSOLUTE_GATE_LUFS - 10) / 10)  # far below the gate: no logarithm of nothing
    return gated_loudness(MONO_OFFSET_LU + 10 * np.log10(windows[heard]))


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


def _frame(samples: NDArray[np.float32], rate_hz: int) -> AudioFrame:
    import av

    frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
    frame.sample_rate = rate_hz
    return frame


def _weighting(rate_hz: int) -> Graph:
    """The two filters of BS.1770-4 §2.1, for any rate: the analogue prototypes that give its tables at 48 kHz.

    The prototypes are those of libebur128 and of FFmpeg's own meter (both MIT or LGPL).
    """
    from av.filter import Graph

    graph = Graph()
    ends = [graph.add_abuffer(sample_rate=rate_hz, format="fltp", layout="mono", time_base=Fraction(1, rate_hz))]
    for over, under in (_shelf(rate_hz), _high_pass(rate_hz)):
        terms = [f"b{n}={term:.17g}" for n, term in enumerate(over)] + [
            f"a{n}={term:.17g}" for n, term in enumerate(under)
        ]
        ends.append(graph.add("biquad", ":".join([*terms, "precision=f32"])))
    ends.append(graph.add("abuffersink"))
    for one, two in pairwise(ends):
        one.link_to(two)
    graph.configure()
    return graph


Terms = tuple[float, float, float]


def _shelf(rate_hz: int) -> tuple[Terms, Terms]:
    """What a head does to sound: 4 dB more above 1.7 kHz."""
    turn, quality, gain = (
        math.tan(math.pi * 1681.974450955533 / rate_hz),
        0.7071752369554196,
        10 ** (3.99984385397 / 20),
    )
    middle = gain**0.4996667741545416
    norm = 1 + turn / quality + turn**2
    over = (gain + middle * turn / quality + turn**2, 2 * (turn**2 - gain), gain - middle * turn / quality + turn**2)
    under = (norm, 2 * (turn**2 - 1), 1 - turn / quality + turn**2)
    return _normed(over, norm), _normed(under, norm)


def _high_pass(rate_hz: int) -> tuple[Terms, Terms]:
    """What an ear does not hear as loud: below 38 Hz."""
    turn, quality = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    norm = 1 + turn / quality + turn**2
    return (1.0, -2.0, 1.0), _normed((norm, 2 * (turn**2 - 1), 1 - turn / quality + turn**2), norm)


def _normed(terms: Terms, norm: float) -> Terms:
    first, second, third = terms
    return first / norm, second / norm, third / norm


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
