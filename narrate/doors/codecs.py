"""The door to FFmpeg's encoders: how a format is encoded, and PCM in, packets out.

Conventions: PCM is signed 16-bit mono.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from narrate.clip import FULL_SCALE

if TYPE_CHECKING:
    from av import AudioFrame, Packet


class Kept(Enum):
    """How a container keeps a picture or chapters: not at all, in its own way, or as comments among the tags."""

    NOT = auto()
    NATIVELY = auto()
    AS_COMMENTS = auto()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How PCM becomes a file. `rates_hz` are those that the codec takes, empty for any; `bitrate_bps` 0 for lossless.

    `decoder` is FFmpeg's name for what gives back floating-point samples, so that an overshoot can be seen.
    `scale` is the factor by which the encoder turns down what it is given, undone beforehand. `tags_on_stream` is for
    containers that keep tags with the stream; `cover` and `chapters` say how pictures and chapters are kept, and
    `most_chapters` how many there can be. `joinable` tells that packets know nothing of their place in the stream, so
    that pieces can be encoded apart, and `frames_a_packet` how many of them can be written as one.
    """

    container: str
    codec: str
    decoder: str = ""
    bitrate_bps: int = 0
    highest_bitrate_bps: int = 320_000
    scale: float = 1.0
    rates_hz: tuple[int, ...] = ()
    muxer_options: Mapping[str, str] = field(default_factory=dict)
    codec_options: Mapping[str, str] = field(default_factory=dict)
    tags_on_stream: bool = False
    cover: Kept = Kept.NOT
    chapters: Kept = Kept.NOT
    most_chapters: int = 1_000_000
    frames_a_packet: int = 1
    joinable: bool = True


def codec_rate(encoding: Encoding, sample_rate_hz: int) -> int:
    """The lowest rate of a codec that loses nothing, else its highest."""
    rates_hz = encoding.rates_hz
    if not rates_hz or sample_rate_hz in rates_hz:
        return sample_rate_hz
    return min((rate for rate in rates_hz if rate >= sample_rate_hz), default=max(rates_hz))


def codec_identity(encoding: Encoding, sample_rate_hz: int) -> list[object]:
    """Everything that decides the packets of some PCM, for a key: the codec, how it is set, and its version."""
    import av

    rate_hz = codec_rate(encoding, sample_rate_hz)
    settings = [encoding.codec, encoding.bitrate_bps, encoding.scale, sorted(encoding.codec_options.items()), rate_hz]
    return [*settings, sample_rate_hz, av.__version__, sorted(av.library_versions.items())]


def configure(context: Any, encoding: Encoding) -> None:
    """Give an encoder what does not go into its constructor."""
    from av.codec.context import Flags

    if encoding.bitrate_bps:
        context.bit_rate = encoding.bitrate_bps
    context.flags |= int(Flags.bitexact)


def lone_context(encoding: Encoding, sample_rate_hz: int) -> Any:
    """An open encoder that belongs to no file, set as the one of a file would be."""
    from av import CodecContext

    context: Any = CodecContext.create(encoding.codec, "w")
    context.sample_rate = codec_rate(encoding, sample_rate_hz)
    context.layout = "mono"
    context.format = context.codec.audio_formats[0].name
    context.time_base = Fraction(1, context.sample_rate)
    context.options = dict(encoding.codec_options)
    configure(context, encoding)
    context.open()
    return context


def frames(pcm: Iterable[bytes], rate_hz: int, scale: float) -> Iterator[AudioFrame]:
    """The PCM as the encoder wants it, each frame with its place."""
    from av import AudioFrame

    position = 0
    for block in filter(None, pcm):  # there is no frame of no samples
        samples = np.frombuffer(block, "<i2")[None, :]
        if scale == 1.0:
            frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        else:
            louder = samples.astype(np.float32) / np.float32(FULL_SCALE * scale)
            frame = AudioFrame.from_ndarray(louder, format="flt", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = rate_hz, Fraction(1, rate_hz), position
        position += frame.samples
        yield frame


def encoded(
    context: Any, encode: Callable[[AudioFrame | None], list[Packet[Any]]], sound: Iterable[AudioFrame]
) -> Iterator[tuple[int, list[Packet[Any]]]]:
    """Resample and encode frames; yields how many samples went in, and the packets that came out."""
    from av import AudioResampler

    resampler = AudioResampler(format=context.format, layout="mono", rate=context.sample_rate)
    for frame in sound:
        yield frame.samples, [packet for ready in resampler.resample(frame) for packet in encode(ready)]
    rest = [packet for ready in resampler.resample(None) for packet in encode(ready)]
    yield 0, [*rest, *encode(None)]
