"""The door to other people's audio: any file that FFmpeg's libraries read, as PCM."""

from __future__ import annotations

import io
import re
from pathlib import Path

from narrate.errors import OutputError, SpeechError

SOUND_FILES = ((b"RIFF....WAVE", "wav"), (b"fLaC", "flac"), (b"OggS", "ogg"), (b"ID3|\xff[\xe2-\xff]", "mp3"))
RATES_HZ = (8_000, 192_000)
UNTOLD_BYTES = 0x7FFF_0000  # a length from here on says that a server did not know it
LAST_US = 2_000_000  # of a file, decoded to see where it ends


def decode_mono(path: Path) -> tuple[bytes, int]:
    """Decode a whole short file to signed 16-bit mono PCM at its own rate (Hz). Raises SpeechError."""
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            rate_hz = container.streams.audio[0].rate
            resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_hz)
            frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
            pcm = b"".join(frame.to_ndarray().tobytes() for frame in (*frames, *resampler.resample(None)))
    except (av.FFmpegError, IndexError) as error:
        raise SpeechError(f"The speech engine's audio cannot be read: {error}.") from error
    return pcm, rate_hz


def decode_sound(content: bytes) -> tuple[bytes, int]:
    """Decode a short sound file from a stranger to signed 16-bit mono PCM at its own rate (Hz). Raises SpeechError.

    Its first bytes say how it is read, so that nothing that FFmpeg knows but sound is ever opened.
    """
    import av

    name = next((name for magic, name in SOUND_FILES if re.match(magic, content, re.DOTALL)), None)
    if name is None:
        raise SpeechError("it is no sound file")
    _require_whole(content)
    try:
        with av.open(io.BytesIO(content), "r", name) as container:
            rate_hz = container.streams.audio[0].rate
            if not RATES_HZ[0] <= rate_hz <= RATES_HZ[1]:
                raise SpeechError(f"it says that its rate is {rate_hz} Hz")
            resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_hz)
            frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
            pcm = b"".join(frame.to_ndarray().tobytes() for frame in (*frames, *resampler.resample(None)))
    except (av.FFmpegError, IndexError, ValueError, OverflowError) as error:
        raise SpeechError(f"it cannot be decoded ({type(error).__name__})") from error
    return pcm, rate_hz


def _require_whole(content: bytes) -> None:
    """Raise SpeechError where a WAV file holds less than its header says; servers that stream say nothing or -1."""
    if not content.startswith(b"RIFF"):
        return
    place = 12
    while place + 8 <= len(content):
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        if content[place : place + 4] == b"data":
            if length < UNTOLD_BYTES and place + 8 + length > len(content):
                raise SpeechError("it was cut short")
            return
        place += 8 + length + length % 2


def length_s(path: Path) -> float:
    """The length of an audio file: where the last of its sound ends, after its beginning was decoded, in seconds.

    Raises OutputError where its two ends do not decode.
    """
    _, end_s = _ends(path, {})
    return end_s


def stated_length_s(path: Path) -> float:
    """The length that an audio file states, in seconds, once its two ends were decoded: all between is left unread.

    Raises OutputError where they do not decode.
    """
    stated_s, _ = _ends(path, {"fflags": "+fastseek"})  # an mp3 is read whole without
    return stated_s


def _ends(path: Path, options: dict[str, str]) -> tuple[float, float]:
    """The length that a file states, and where the last of its sound ends."""
    import av

    try:
        with av.open(f"file:{path.resolve()}", options=options) as container:
            stream = container.streams.audio[0]
            next(container.decode(stream), None)
            stated_us = container.duration or 0
            container.seek(max(0, stated_us - LAST_US))
            *_, last = container.decode(stream)
            start_s = float((stream.start_time or 0) * (stream.time_base or 0))
    except (av.FFmpegError, IndexError, ValueError, TypeError) as error:
        raise OutputError(f"“{path.name}” does not decode: {error}.", "Run the same command again.") from error
    return stated_us / 1e6, (last.time or 0.0) + last.samples / last.sample_rate - start_s
