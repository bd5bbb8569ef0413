"""Encoding a section by itself, so that its packets and those of the next are one stream.

A section starts on a border between the codec's frames and ends in silence. An encoder is late by a constant number of
samples, and a section gives as many packets as it has frames, from the first on: the packets of the next then begin
just where its own end, as in a stream that was encoded in one go. What an encoder carries from frame to frame is
silence at the border, so nothing is heard of it; the packets that would finish the section are left out, and hold only
silence too. Where a section lies in the programme is not in its packets: they can be kept and used again elsewhere.

Conventions: positions and lengths are in samples of the codec, whose rate may be another than that of the PCM.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from narrate.doors.codecs import Encoding, codec_rate, encoded, frames, lone_context
from narrate.recording import Packets

if TYPE_CHECKING:
    from av import Packet
    from av.audio.stream import AudioStream

FRAMES_BEFORE = 4  # of silence before a border: encoders are late by 1 to 2 frames, and overlap one
SKIPPED: Final = "skip_samples"  # FFmpeg's name for how many samples of a packet are not to be heard
BATCH_BYTES = 1 << 18  # given to an encoder at a time


@dataclass(frozen=True, slots=True)
class Grid:
    """Where sections can end, in samples of the codec: `frame_size` is 0 where a format is not encoded in sections."""

    rate_hz: int
    frame_size: int

    def border(self, sound_end: int, length: int) -> int:
        """The first border at which a section can end whose last sound ends at `sound_end`, not before `length`."""
        if not self.frame_size:
            return length
        least = max(length, sound_end + FRAMES_BEFORE * self.frame_size)
        return -(-least // self.frame_size) * self.frame_size


def grid(encoding: Encoding, sample_rate_hz: int) -> Grid:
    """The grid of a codec for PCM of some rate."""
    if not encoding.joinable:
        return Grid(sample_rate_hz, 0)
    return Grid(codec_rate(encoding, sample_rate_hz), lone_context(encoding, sample_rate_hz).frame_size)


def packed(
    pcm: bytes, sample_rate_hz: int, encoding: Encoding, length: int | None = None
) -> tuple[Packets, NDArray[np.float32]]:
    """The packets of some PCM, and what a decoder makes of them (mono, full scale 1.0, at the codec's rate).

    `length` is that of a section, in samples of the codec and whole frames: so many packets are taken. None is for the
    last section of a programme, which gives all that come. Raises ValueError where the encoder gives too few.
    """
    context = lone_context(encoding, sample_rate_hz)
    batches = [pcm[start : start + BATCH_BYTES] for start in range(0, len(pcm), BATCH_BYTES)]
    come = (
        packet
        for _, some in encoded(context, context.encode, frames(batches, sample_rate_hz, encoding.scale))
        for packet in some
        if packet.size  # an empty one ends a stream
    )
    count = None if length is None else length // context.frame_size
    taken = list(islice(come, count))
    if count is not None and len(taken) < count:
        raise ValueError(f"only {len(taken)} packets came of {count} frames")
    return _packets(taken), _decoded(taken, encoding, context.extradata)


def _packets(taken: list[Packet[Any]]) -> Packets:
    ends = {0, len(taken) - 1} if taken else set()  # nothing is noted in between
    noted = ((number, taken[number].get_sidedata(SKIPPED)) for number in ends)
    return Packets(
        b"".join(map(bytes, taken)),
        array("i", [packet.size for packet in taken]),
        array("i", [packet.duration or 0 for packet in taken]),
        int(taken[0].pts or 0) if taken else 0,
        {number: bytes(note) for number, note in noted if note},
    )


def _decoded(taken: list[Packet[Any]], encoding: Encoding, extradata: bytes | None) -> NDArray[np.float32]:
    """What is heard of packets: a packet that does not decode raises ValueError."""
    from av import CodecContext

    decoder: Any = CodecContext.create(encoding.decoder, "r")
    if extradata:
        decoder.extradata = extradata
    frames_heard = [frame for packet in (*taken, None) for frame in decoder.decode(packet)]
    heard = [np.frombuffer(frame.planes[0], np.float32, frame.samples) for frame in frames_heard]
    return np.concatenate([np.empty(0, np.float32), *heard])


class Muxing:
    """Turns kept packets into those of one stream."""

    def __init__(self, stream: AudioStream, encoding: Encoding, sample_rate_hz: int) -> None:
        self._stream = stream
        self._time_base = Fraction(1, codec_rate(encoding, sample_rate_hz))
        self._note = _blank_note(encoding, sample_rate_hz)
        self._together = encoding.frames_a_packet

    def packets(self, packets: Packets, start: int) -> Iterator[Packet[Any]]:
        """The packets of a section that starts at a sample of the programme, which has the codec's rate."""
        from av import Packet

        place, offset = start + packets.first, 0
        for first, end in pairwise(_groups(len(packets.sizes), self._together)):
            size, duration = sum(packets.sizes[first:end]), sum(packets.durations[first:end])
            packet: Any = Packet(packets.content[offset : offset + size])
            packet.stream, packet.time_base, packet.duration = self._stream, self._time_base, duration
            packet.pts = packet.dts = place
            if first in packets.notes and self._matters(first, start):
                self._note.update(packets.notes[first])
                packet.set_sidedata(self._note)
            offset, place = offset + size, place + duration
            yield packet

    def _matters(self, number: int, start: int) -> bool:
        """Whether a note is the stream's: on its very first packet or its last, not where sections meet."""
        return self._note is not None and (start == 0 or number > 0)


def _groups(count: int, most: int) -> list[int]:
    """Where packets are cut that are written together: the first and the last, which may have a note, alone."""
    return sorted({0, *range(1, count - 1, most), max(count - 1, 0), count})


def _blank_note(encoding: Encoding, sample_rate_hz: int) -> Any:
    """A note to write on: PyAV makes none by itself, so that of a frame of silence is taken. None if there is none."""
    context = lone_context(encoding, sample_rate_hz)
    for _, some in encoded(context, context.encode, frames([bytes(2_000)], sample_rate_hz, encoding.scale)):
        for packet in some:
            if packet.has_sidedata(SKIPPED):
                return packet.get_sidedata(SKIPPED)
    return None
