"""The door to other people's audio: any file that FFmpeg's libraries read, as PCM."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import OutputError, SpeechError

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


def length_s(path: Path) -> float:
    """The length of an audio file: where the last of its sound ends, after its beginning was decoded, in seconds.

    Only its two ends are read. Raises OutputError where they do not decode.
    """
    import av

    try:
        with av.open(f"file:{path.resolve()}") as container:
            stream = container.streams.audio[0]
            next(container.decode(stream), None)
            container.seek(max(0, (container.duration or 0) - LAST_US))
            *_, last = container.decode(stream)
            start_s = float((stream.start_time or 0) * (stream.time_base or 0))
    except (av.FFmpegError, IndexError, ValueError, TypeError) as error:
        raise OutputError(f"“{path.name}” does not decode: {error}.", "Run the same command again.") from error
    return (last.time or 0.0) + last.samples / last.sample_rate - start_s
