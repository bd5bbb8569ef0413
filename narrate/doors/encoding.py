"""The door to FFmpeg's muxers: packets of sound in, one finished audio file out, with tags, chapters and cover.

Conventions: PCM is signed 16-bit mono; chapters are in samples of the PCM's rate. The same input gives the same bytes:
no clock and no random number gets into a file.
"""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from narrate.doors.codecs import Encoding, Kept, codec_rate, configure, encoded, frames
from narrate.doors.frame_count import write_frame_count
from narrate.doors.packets import Muxing
from narrate.errors import OutputError
from narrate.recording import Reel
from narrate.timeline import Span

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer

FRONT_COVER = 3  # the picture type of ID3 and FLAC
COVER_CODECS = {b"\xff\xd8\xff": "mjpeg", b"\x89PNG\r\n\x1a\n": "png"}


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
) -> None:
    """Encode a programme into `path` as it comes. Raises OutputError."""
    with _opened(path, sample_rate_hz, encoding, tags, chapters, cover) as (container, stream):
        sound = frames(pcm, sample_rate_hz, encoding.scale)
        for _, packets in encoded(stream.codec_context, stream.encode, sound):
            container.mux(packets)


def write_reels(
    reels: Iterable[Reel],
    sample_rate_hz: int,
    path: Path,
    encoding: Encoding,
    *,
    tags: Mapping[str, str],
    chapters: Sequence[Chapter] = (),
    cover: bytes | None = None,
) -> None:
    """Write reels into `path` as they come: their packets as they are, or their PCM encoded. Raises OutputError."""
    if not encoding.joinable:
        pcm = (reel.packets.content for reel in reels)
        encode(pcm, sample_rate_hz, path, encoding, tags=tags, chapters=chapters, cover=cover)
        return
    with _opened(path, sample_rate_hz, encoding, tags, chapters, cover) as (container, stream):
        muxing = Muxing(stream, encoding, sample_rate_hz)
        frames = 0
        for reel in reels:
            frames += len(reel.packets.sizes)
            for packet in muxing.packets(reel.packets, reel.start):
                container.mux_one(packet)
    if encoding.frames_a_packet > 1:
        write_frame_count(path, frames)


@contextmanager
def _opened(
    path: Path,
    rate_hz: int,
    encoding: Encoding,
    tags: Mapping[str, str],
    chapters: Sequence[Chapter],
    cover: bytes | None,
) -> Iterator[tuple[OutputContainer, AudioStream]]:
    """A file that is ready for packets of sound. Raises OutputError, whatever goes wrong while it is open."""
    import av

    try:
        options = {"fflags": "+bitexact", **encoding.muxer_options}
        with av.open(f"file:{path.resolve()}", "w", format=encoding.container, options=options) as container:
            stream = _audio_stream(container, encoding, rate_hz)
            labels = (stream if encoding.tags_on_stream else container).metadata
            labels.update(tags)
            if "language" in tags:
                stream.metadata["language"] = tags["language"]  # the only place where MP4 keeps it
            if cover and encoding.cover is Kept.AS_COMMENTS:
                labels["METADATA_BLOCK_PICTURE"] = _picture_block(cover)
            if encoding.chapters is Kept.AS_COMMENTS:
                labels.update(_chapter_comments(chapters, rate_hz))
            if chapters and encoding.chapters is Kept.NATIVELY:
                container.set_chapters([_chapter(one, id_, rate_hz) for id_, one in enumerate(chapters)])
            picture = _cover_stream(container, cover) if cover and encoding.cover is Kept.NATIVELY else None
            container.start_encoding()
            if picture is not None and cover is not None:
                container.mux(_cover_packet(picture, cover))
            yield container, stream
    except av.FFmpegError as error:
        if isinstance(error, OSError) and error.errno:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise OutputError(f"“{path.name}” could not be encoded: {error}.", "Try another --format.") from error


def _audio_stream(container: OutputContainer, encoding: Encoding, sample_rate_hz: int) -> AudioStream:
    rate_hz = codec_rate(encoding, sample_rate_hz)
    options = dict(encoding.codec_options)
    stream: Any = container.add_stream(encoding.codec, rate=rate_hz, layout="mono", options=options)
    configure(stream.codec_context, encoding)
    audio: AudioStream = stream
    return audio


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
class Picture:
    """What a container wants to know of a picture."""

    codec: str
    width: int
    height: int
    pixels: str


def require_picture(cover: bytes) -> None:
    """Raise OutputError where a cover is not a whole JPEG or PNG picture."""
    import av

    look_at(cover)
    try:
        with av.open(io.BytesIO(cover)) as file:
            next(cast("InputContainer", file).decode(video=0))
    except (av.FFmpegError, StopIteration) as error:
        raise OutputError(
            f"The cover cannot be read as a picture: {error}.", "Give another one with --cover."
        ) from error


def look_at(cover: bytes) -> Picture:
    """Look at a JPEG or PNG. Raises OutputError where it is only called one."""
    import av

    try:
        with av.open(io.BytesIO(cover)) as file:
            context = file.streams.video[0].codec_context
            return Picture(cover_codec(cover) or "", context.width, context.height, context.pix_fmt or "yuvj420p")
    except (av.FFmpegError, IndexError, TypeError, ValueError) as error:
        raise OutputError(
            f"The cover cannot be read as a picture: {error}.", "Give another one with --cover."
        ) from error


def _cover_stream(container: OutputContainer, cover: bytes) -> Any:
    from av.stream import Disposition

    picture = look_at(cover)
    stream: Any = container.add_stream(picture.codec)
    stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, picture.pixels
    stream.disposition = Disposition.attached_pic
    stream.metadata["comment"] = "Cover (front)"  # FFmpeg's word for ID3's and FLAC's picture type 3
    return stream


def _picture_block(cover: bytes) -> str:
    """A picture as Ogg files keep it: a FLAC picture block (RFC 9639, 8.8) in base64."""
    picture = look_at(cover)
    mime = {"png": b"image/png", "mjpeg": b"image/jpeg"}[picture.codec]
    head = struct.pack(">II", FRONT_COVER, len(mime)) + mime + struct.pack(">I", 0)  # no description
    depth_bits, colours = 24, 0
    size = struct.pack(">IIIII", picture.width, picture.height, depth_bits, colours, len(cover))
    return base64.b64encode(head + size + cover).decode()


def _cover_packet(stream: Any, cover: bytes) -> Any:
    from av import Packet

    packet: Any = Packet(cover)
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
