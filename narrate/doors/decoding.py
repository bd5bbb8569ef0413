"""The door to other people's audio: any file that FFmpeg's libraries read, as PCM."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import SpeechError


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
