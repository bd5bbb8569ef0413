"""The door to what an audio file says of itself: its tags, chapters, length and cover, without decoding it through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from narrate.doors.decoding import length_s
from narrate.doors.encoding import read_tags
from narrate.errors import OutputError, SourceError

PICTURE_TYPES = {"mjpeg": "image/jpeg", "png": "image/png"}  # by FFmpeg's names of codecs


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says: `chapters` are (start in seconds, title), `tags` by FFmpeg's names in lower case."""

    duration_s: float
    size_bytes: int
    tags: dict[str, str]
    chapters: tuple[tuple[float, str], ...]


def inspect(path: Path) -> Facts:
    """Read an audio file's facts from its two ends. Raises SourceError where it is damaged."""
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            chapters = tuple(
                (float(one["start"] * (one["time_base"] or 0)), one["metadata"].get("title", ""))
                for one in container.chapters()
            )
        return Facts(length_s(path), path.stat().st_size, read_tags(path), chapters)
    except (av.FFmpegError, OSError, ValueError, OutputError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"“{path}” cannot be read: {reason}.", "Narrate it again, or move it away.") from error


def cover_of(path: Path) -> tuple[bytes, str] | None:
    """The picture in an audio file, and its media type; None where it has none that a browser shows."""
    import av
    from av.stream import Disposition

    try:
        with av.open(f"file:{path.resolve()}") as container:
            for stream in container.streams.video:
                codec = stream.codec_context.name
                if stream.disposition & Disposition.attached_pic and codec in PICTURE_TYPES:
                    return bytes(next(container.demux(stream))), PICTURE_TYPES[codec]
    except (av.FFmpegError, OSError, ValueError, StopIteration):
        return None
    return None
