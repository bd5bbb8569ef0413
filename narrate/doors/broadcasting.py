"""The door to an encoder that is heard while it is fed: PCM in, the bytes of a stream out, at once."""

from __future__ import annotations

from narrate.doors.codecs import Encoding, frames, lone_context

DELAY_SAMPLES = 576 + 529  # what LAME puts before the sound, and what every decoder does: LAME's technical FAQ


class Broadcast:
    """An MP3 stream of mono PCM: its frames one after the other, which players take as they come.

    `delay_s` is how much silence comes before the sound: no header tells players to leave it out.
    """

    def __init__(self, encoding: Encoding, sample_rate_hz: int) -> None:
        from av import AudioResampler

        self._rate_hz = sample_rate_hz
        self._scale = encoding.scale
        self._context = lone_context(encoding, sample_rate_hz)
        self._resampler = AudioResampler(format=self._context.format, layout="mono", rate=self._context.sample_rate)
        self._position = 0
        self.delay_s = DELAY_SAMPLES / self._context.sample_rate

    def feed(self, pcm: bytes) -> bytes:
        """What comes out of the encoder when these samples go in."""
        made = []
        for frame in frames([pcm], self._rate_hz, self._scale):
            frame.pts = self._position
            self._position += frame.samples
            made += [packet for ready in self._resampler.resample(frame) for packet in self._context.encode(ready)]
        return b"".join(map(bytes, made))

    def end(self) -> bytes:
        """What the encoder still holds."""
        rest = [packet for ready in self._resampler.resample(None) for packet in self._context.encode(ready)]
        return b"".join(map(bytes, [*rest, *self._context.encode(None)]))
