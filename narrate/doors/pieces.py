"""Encoding on every core: a programme in pieces, each encoded by itself, their packets put together as one stream.

A piece starts on a border between the codec's frames, inside a silence. An encoder is late by a constant number of
samples, and a piece gives as many packets as it has frames, from the first on: the packets of the next piece then begin
just where those of this one end, as in a stream that was encoded in one go. What an encoder carries from frame to frame
is silence at the border, so nothing is heard of it; the packets that would finish the piece are left out, and hold only
silence too.

Conventions: positions and lengths are samples of the PCM, not of the codec, unless a name says frames.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from narrate.doors.codecs import Encoding, codec_rate, encoded, frames, lone_context
from narrate.doors.processes import Crew, JobFailedError, outcome
from narrate.errors import OutputError
from narrate.recording import Recording, Stretch
from narrate.timeline import Span, Timeline

if TYPE_CHECKING:
    from av import Packet

PIECE_S = 30  # long enough that starting an encoder costs nothing, short enough that no core waits for the last one
FRAMES_BEFORE = 4  # of silence before a border: encoders are late by 1 to 2 frames, and overlap one
FRAMES_AFTER = 1
AHEAD = 2  # pieces waiting for each worker: a quarter of a megabyte of packets each
DEADLINE_S = 600.0  # for half a minute of sound, which takes a second


@dataclass(frozen=True, slots=True)
class Piece:
    """PCM to encode by itself, up to the sample `end`: `first_frame` of the stream is its first.

    `frames` is how many packets it gives; 0 for the last piece, which gives all that come.
    """

    pcm: tuple[Stretch, ...]
    first_frame: int
    frames: int
    end: int

    def blocks(self) -> Iterator[bytes]:
        """Its PCM, a bounded block at a time."""
        return (block for stretch in self.pcm for block in stretch.blocks())


class SentPacket(NamedTuple):
    """A packet on its way between processes: its bytes, its place and its length in codec samples."""

    content: bytes
    pts: int
    duration: int


def borders(timeline: Timeline, codec_rate_hz: int, frame_size: int) -> list[tuple[int, int]]:
    """Where pieces start: pairs of a sample and a frame, the first (0, 0)."""
    frame = Fraction(frame_size * timeline.sample_rate_hz, codec_rate_hz)  # its length in samples
    step, frames_in_step = frame.numerator, frame.denominator  # the least whole number of both
    found = [(0, 0)]
    for silence in timeline.silences():
        steps = math.ceil((silence.start + FRAMES_BEFORE * frame) / step)
        at = steps * step
        if at + FRAMES_AFTER * frame <= silence.end and at - found[-1][0] >= PIECE_S * timeline.sample_rate_hz:
            found.append((at, steps * frames_in_step))
    return found


def cut(recording: Recording, encoding: Encoding, frame_size: int) -> list[Piece]:
    """The pieces of a recording, in order. They depend on the sound alone, not on who encodes them."""
    timeline = recording.timeline
    rate_hz = timeline.sample_rate_hz
    starts = borders(timeline, codec_rate(encoding, rate_hz), frame_size)
    ends = [*starts[1:], (timeline.length, None)]
    return [
        Piece(recording.stretches(Span(start, end - start)), first, (last - first) if last is not None else 0, end)
        for (start, first), (end, last) in zip(starts, ends, strict=True)
    ]


def encoded_pieces(
    recording: Recording, encoding: Encoding, frame_size: int, workers: int
) -> Generator[tuple[Piece, list[Packet[Any]]], None, None]:
    """Every piece with its packets, in order, encoded by up to `workers` processes and this one. Raises OutputError.

    This process encodes the last piece itself, while it would wait for the others: what FFmpeg notes on the last packet
    of a stream, how many of its samples are not to be heard, cannot be sent from one process to another.
    """
    rate_hz = recording.timeline.sample_rate_hz
    *others, last = cut(recording, encoding, frame_size)
    begun: deque[tuple[Piece, Future[list[SentPacket]]]] = deque()
    left = deque(others)
    with Crew(min(workers, max(len(others), 1))) as crew:

        def begin() -> None:
            while left and len(begun) < workers * AHEAD:
                piece = left.popleft()
                begun.append((piece, crew.submit(DEADLINE_S, send_piece, piece, rate_hz, encoding)))

        begin()
        ending = list(_packets(last, rate_hz, encoding))
        while begun:
            piece, future = begun.popleft()
            yield piece, [_received(packet, codec_rate(encoding, rate_hz)) for packet in _sent(future)]
            begin()
    yield last, ending


def _sent(future: Future[list[SentPacket]]) -> list[SentPacket]:
    try:
        return outcome(future)
    except JobFailedError as error:
        raise OutputError(f"The sound could not be encoded: {error}.", "Run the same command again.") from error


def send_piece(piece: Piece, rate_hz: int, encoding: Encoding) -> list[SentPacket]:
    """The packets of a piece that is not the last: the work of one worker."""
    packets = [
        SentPacket(bytes(packet), int(packet.pts or 0), int(packet.duration or 0))
        for packet in islice(_packets(piece, rate_hz, encoding), piece.frames)
    ]
    if len(packets) < piece.frames:
        raise ValueError(f"only {len(packets)} packets came of {piece.frames} frames")
    return packets


def _packets(piece: Piece, rate_hz: int, encoding: Encoding) -> Iterator[Packet[Any]]:
    """All packets of a piece, with their places in the whole stream."""
    context = lone_context(encoding, rate_hz)
    offset = piece.first_frame * context.frame_size
    for _, packets in encoded(context, context.encode, frames(piece.blocks(), rate_hz, encoding.scale)):
        for packet in filter(attrgetter("size"), packets):  # an empty one ends a stream, and this is not the end of it
            packet.pts = packet.dts = packet.pts + offset
            yield packet


def _received(sent: SentPacket, codec_rate_hz: int) -> Packet[Any]:
    from av import Packet

    packet: Packet[Any] = Packet(sent.content)
    packet.time_base = Fraction(1, codec_rate_hz)
    packet.pts = packet.dts = sent.pts
    packet.duration = sent.duration
    return packet
