"""The door to FFmpeg's muxers for sound that is sent while it is spoken: PCM in, a file out, piece by piece.

Conventions: PCM is signed 16-bit mono. What has been sent cannot be changed: no container gets a length.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Generator, Iterable
from typing import Any

from narrate.clip import SAMPLE_WIDTH_BYTES
from narrate.doors.codecs import Encoding, codec_rate, configure, encoded, frames
from narrate.errors import OutputError

BUFFER_BYTES = 4_096  # FFmpeg keeps back less than this


class _Sink:
    """A file that can only be written to, and is emptied by who reads it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._parts.append(bytes(content))
        return len(content)

    def taken(self) -> bytes:
        content = b"".join(self._parts)
        self._parts.clear()
        return content


def encode_live(pcm: Iterable[bytes], sample_rate_hz: int, encoding: Encoding) -> Generator[bytes, None, None]:
    """The bytes of a file, some for each piece of PCM that is asked for in turn. Raises OutputError."""
    import av

    sink = _Sink()
    options = {"fflags": "+bitexact+flush_packets", **encoding.muxer_options}
    try:
        with av.open(sink, "w", format=encoding.container, options=options, buffer_size=BUFFER_BYTES) as container:
            rate_hz = codec_rate(encoding, sample_rate_hz)
            stream: Any = container.add_stream(
                encoding.codec, rate=rate_hz, layout="mono", options=dict(encoding.codec_options)
            )
            configure(stream.codec_context, encoding)
            container.start_encoding()
            sound = frames(pcm, sample_rate_hz, encoding.scale)
            for _, packets in encoded(stream.codec_context, stream.encode, sound):
                container.mux(packets)
                yield sink.taken()
    except av.FFmpegError as error:
        raise OutputError(f"The sound could not be encoded: {error}.", "Ask for another format.") from error
    yield sink.taken()


def encode_wav(pcm: Iterable[bytes], sample_rate_hz: int) -> Generator[bytes, None, None]:
    """A whole WAV file after nothing for each piece: its header tells how long it is, so it comes when all is said."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, SAMPLE_WIDTH_BYTES, sample_rate_hz, 0, "NONE", ""))
        for piece in pcm:
            sound.writeframes(piece)
            yield b""
    yield file.getvalue()
