"""The door to FFmpeg's encoders and muxers: PCM in, one finished audio file out.

Conventions: PCM is signed 16-bit mono; chapters are in samples of the PCM's rate. The same input gives the same bytes:
no clock and no random number gets into a file.
"""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from narrate.errors import OutputError
from narrate.timeline import Span

if TYPE_CHECKING:
    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer

FULL_SCALE = 32_768
FRONT_COVER = 3  # the picture type of ID3 and FLAC
COVER_CODECS = {b"\xff\xd8\xff": "mjpeg", b"\x89PNG\r\n\x1a\n": "png"}


class Kept(Enum):
    """How a container keeps a picture or chapters: not at all, in its own way, or as comments among the tags."""

    NOT = auto()
    NATIVELY = auto()
    AS_COMMENTS = auto()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How PCM becomes a file. `rates_hz` are those that the codec takes, empty for any; `bitrate_bps` 0 for lossless.

    `scale` is the factor by which the encoder turns down what it is given, undone beforehand. `tags_on_stream` is for
    containers that keep tags with the stream; `cover` and `chapters` say how pictures and chapters are kept, and
    `most_chapters` how many there can be.
    """

    container: str
    codec: str
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


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter's place and label, as the container keeps it."""

    span: Span
    title: str


def encode(
    pcm: Iterable[bytes],
    sample_rate_hz: int,
    path: Path,
    encoding: Encoding,
    *,
    tags: Mapping[str, str],
    chapters: Sequence[Chapter] = (),
    cover: bytes | None = None,
) -> Iterator[int]:
    """Encode a programme into `path`; yields the samples done so far. Raises OutputError."""
    import av

    try:
        options = {"fflags": "+bitexact", **encoding.muxer_options}
        with av.open(f"file:{path.resolve()}", "w", format=encoding.container, options=options) as container:
            stream = _audio_stream(container, encoding, sample_rate_hz)
            labels = (stream if encoding.tags_on_stream else container).metadata
            labels.update(tags)
            if "language" in tags:
                stream.metadata["language"] = tags["language"]  # the only place where MP4 keeps it
            if cover and encoding.cover is Kept.AS_COMMENTS:
                labels["METADATA_BLOCK_PICTURE"] = _picture_block(cover)
            if encoding.chapters is Kept.AS_COMMENTS:
                labels.update(_chapter_comments(chapters, sample_rate_hz))
            if chapters and encoding.chapters is Kept.NATIVELY:
                container.set_chapters([_chapter(one, id_, sample_rate_hz) for id_, one in enumerate(chapters)])
            picture = _cover_stream(container, cover) if cover and encoding.cover is Kept.NATIVELY else None
            container.start_encoding()
            if picture is not None and cover is not None:
                container.mux(_cover_packet(picture, cover))
            yield from _encoded(_frames(pcm, sample_rate_hz, encoding.scale), container, stream)
    except av.FFmpegError as error:
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise OutputError(f"“{path.name}” could not be encoded: {error}.", "Try another --format.") from error


def _audio_stream(container: OutputContainer, encoding: Encoding, sample_rate_hz: int) -> AudioStream:
    rate_hz = _codec_rate(encoding.rates_hz, sample_rate_hz)
    options = dict(encoding.codec_options)
    stream: Any = container.add_stream(encoding.codec, rate=rate_hz, layout="mono", options=options)
    if encoding.bitrate_bps:
        stream.bit_rate = encoding.bitrate_bps
    stream.codec_context.flags |= _bitexact()
    audio: AudioStream = stream
    return audio


def _bitexact() -> int:
    from av.codec.context import Flags

    return int(Flags.bitexact)


def _codec_rate(rates_hz: Sequence[int], sample_rate_hz: int) -> int:
    """The lowest rate of the codec that loses nothing, else its highest."""
    if not rates_hz or sample_rate_hz in rates_hz:
        return sample_rate_hz
    return min((rate for rate in rates_hz if rate >= sample_rate_hz), default=max(rates_hz))


def _frames(pcm: Iterable[bytes], rate_hz: int, scale: float) -> Iterator[AudioFrame]:
    """The PCM as the encoder wants it, each frame with its place."""
    from av import AudioFrame

    position = 0
    for block in pcm:
        samples = np.frombuffer(block, "<i2")[None, :]
        if scale == 1.0:
            frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        else:
            louder = samples.astype(np.float32) / np.float32(FULL_SCALE * scale)
            frame = AudioFrame.from_ndarray(louder, format="flt", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = rate_hz, Fraction(1, rate_hz), position
        position += frame.samples
        yield frame


def _encoded(frames: Iterable[AudioFrame], container: OutputContainer, stream: AudioStream) -> Iterator[int]:
    from av import AudioResampler

    context = stream.codec_context
    resampler = AudioResampler(format=context.format, layout="mono", rate=context.sample_rate)
    done = 0
    for frame in frames:
        done += frame.samples
        for ready in resampler.resample(frame):
            container.mux(stream.encode(ready))
        yield done
    for ready in resampler.resample(None):
        container.mux(stream.encode(ready))
    container.mux(stream.encode(None))


def _chapter(chapter: Chapter, id_: int, rate_hz: int) -> Any:
    return {
        "id": id_,
        "start": chapter.span.start,
        "end": chapter.span.end,
        "time_base": Fraction(1, rate_hz),
        "metadata": {"title": chapter.title},
    }


def _chapter_comments(chapters: Sequence[Chapter], rate_hz: int) -> dict[str, str]:
    """Chapters as Ogg files keep them. FFmpeg's own come a second late where the milliseconds are 500 or more."""
    comments: dict[str, str] = {}
    for number, chapter in enumerate(chapters):
        seconds, ms = divmod(round(chapter.span.start * 1000 / rate_hz), 1000)
        time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
        comments |= {f"CHAPTER{number:03}": time, f"CHAPTER{number:03}NAME": chapter.title}
    return comments


def cover_codec(cover: bytes) -> str | None:
    """FFmpeg's name for a picture's format, None where it is neither JPEG nor PNG."""
    return next((codec for magic, codec in COVER_CODECS.items() if cover.startswith(magic)), None)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What a container wants to know of a picture."""

    codec: str
    width: int
    height: int
    pixels: str


def require_picture(cover: bytes) -> None:
    """Raise OutputError where a cover is not a whole JPEG or PNG picture."""
    import av

    _picture(cover)
    try:
        with av.open(io.BytesIO(cover)) as file:
            next(cast("InputContainer", file).decode(video=0))
    except (av.FFmpegError, StopIteration) as error:
        raise OutputError(
            f"The cover cannot be read as a picture: {error}.", "Give another one with --cover."
        ) from error


def _picture(cover: bytes) -> _Picture:
    """Look at a JPEG or PNG. Raises OutputError where it is only called one."""
    import av

    try:
        with av.open(io.BytesIO(cover)) as file:
            context = file.streams.video[0].codec_context
            return _Picture(cover_codec(cover) or "", context.width, context.height, context.pix_fmt or "yuvj420p")
    except (av.FFmpegError, IndexError, TypeError, ValueError) as error:
        raise OutputError(
            f"The cover cannot be read as a picture: {error}.", "Give another one with --cover."
        ) from error


def _cover_stream(container: OutputContainer, cover: bytes) -> Any:
    from av.stream import Disposition

    picture = _picture(cover)
    stream: Any = container.add_stream(picture.codec)
    stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, picture.pixels
    stream.disposition = Disposition.attached_pic
    stream.metadata["comment"] = "Cover (front)"  # FFmpeg's word for ID3's and FLAC's picture type 3
    return stream


def _picture_block(cover: bytes) -> str:
    """A picture as Ogg files keep it: a FLAC picture block (RFC 9639, 8.8) in base64."""
    picture = _picture(cover)
    mime = {"png": b"image/png", "mjpeg": b"image/jpeg"}[picture.codec]
    head = struct.pack(">II", FRONT_COVER, len(mime)) + mime + struct.pack(">I", 0)  # no description
    depth_bits, colours = 24, 0
    size = struct.pack(">IIIII", picture.width, picture.height, depth_bits, colours, len(cover))
    return base64.b64encode(head + size + cover).decode()


def _cover_packet(stream: Any, cover: bytes) -> Any:
    from av import Packet

    packet = Packet(cover)
    packet.stream, packet.pts, packet.dts = stream, 0, 0
    return packet


def read_tags(path: Path) -> dict[str, str]:
    """The tags of an audio file by FFmpeg's names in lower case; none where it is no audio file."""
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            found = {**container.streams[0].metadata, **container.metadata} if container.streams else {}
    except (av.FFmpegError, ValueError):
        return {}
    return {key.lower(): value for key, value in found.items()}
