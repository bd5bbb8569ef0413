"""How many frames an mp3 file says that it has.

FFmpeg takes each packet for one frame, and one after the other they take seconds of a book; so it is given many frames
in a packet, and what it has counted is written over. The place is the first frame, which has no sound but an "Info"
tag: from its name 8 bytes on the count, at 16 the hundred places for seeking, each in 256ths of the file, and at 154 a
CRC-16 of all before (Gabriel Bouvigne, "Mp3 Info Tag revision 1 Specifications"; libavformat/mp3enc.c).
"""

from __future__ import annotations

from pathlib import Path

HEAD_BYTES = 10  # of ID3v2, the last four its length in seven bits each
LONGEST_FRAME_BYTES = 2_881  # 320 kb/s at 16 kHz, and one
COUNT_AT, PLACES_AT, CHECK_AT = 8, 16, 154
PLACES = bytes(256 * percent // 100 for percent in range(100))  # of a file of one bitrate, which all of ours have
ID3, TAG = b"ID3", b"Info"


def write_frame_count(path: Path, count: int) -> None:
    """Have a finished mp3 file say that it has `count` frames with sound. Raises ValueError where it has no tag."""
    with path.open("r+b") as file:
        start = _labels_bytes(file.read(HEAD_BYTES))
        file.seek(start)
        frame = bytearray(file.read(LONGEST_FRAME_BYTES))
        tag = frame.find(TAG)
        if tag < 0:
            raise ValueError("no Info tag")
        frame[tag + COUNT_AT : tag + COUNT_AT + 4] = count.to_bytes(4, "big")
        frame[tag + PLACES_AT : tag + PLACES_AT + len(PLACES)] = PLACES
        end = tag + CHECK_AT
        frame[end : end + 2] = _crc(frame[:end]).to_bytes(2, "big")
        file.seek(start)
        file.write(frame)


def _labels_bytes(head: bytes) -> int:
    """The length of the ID3v2 tag that a file begins with."""
    if not head.startswith(ID3):
        return 0
    return HEAD_BYTES + sum(byte << 7 * place for place, byte in enumerate(reversed(head[6:])))


def _crc(content: bytes | bytearray) -> int:
    """CRC-16/ARC: the polynomial 0x8005, reflected."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
