"""What is kept of sections between runs: what was measured of them, and their reels.

An edit changes the keys of one or two sections; every other is measured and encoded no more.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import numpy as np

from narrate.clip import Speaker
from narrate.doors.codecs import codec_identity
from narrate.doors.store import Record, Store, key_of
from narrate.mastering.job import Finish, Measured
from narrate.mastering.levels import PEAK_STEPS, Loudness
from narrate.mastering.sections import Section
from narrate.recording import Packets, Reel
from narrate.timeline import Span, Words

SCHEMA = 2  # raise it when a section of the same key would be joined, measured, levelled or encoded otherwise


def section_key(section: Section, speaker: Speaker) -> str:
    """A digest of everything that decides the sound of a section, before it is levelled."""
    clips = [speaker.key(passage) for passage in section.voiced]
    pauses = [[one.pause_ms if one.spoken else -1 for one in passage.utterances] for passage in section.passages]
    return key_of([SCHEMA, clips, pauses, section.head_ms, speaker.sample_rate_hz])


def reel_key(key: str, *, ends: bool, length: int, sample_rate_hz: int, how: Finish) -> str:
    """A digest of everything that decides the reel of a section."""
    identity = codec_identity(how.encoding, sample_rate_hz)
    return key_of([SCHEMA, key, ends, length, how.gain_db, how.peak_dbtp, identity])


def measured_store(home: Path) -> Store[Measured]:
    """Where what was measured is kept."""
    return Store(home / "sections", ".section", _composed_measured, _parsed_measured)


def reel_store(home: Path) -> Store[Reel]:
    """Where reels are kept."""
    return Store(home / "reels", ".reel", _composed_reel, _parsed_reel)


def _composed_measured(one: Measured) -> Record:
    spans = [[span.start, span.length] for span in one.spans]
    words = [list(words.numbers) for words in one.words]
    sound = one.loudness
    payload = sound.by_peak.astype("<f8").tobytes() + sound.powers.astype("<f4").tobytes()
    return {"spans": spans, "words": words, "length": one.length, "samples": sound.samples}, payload


def _parsed_measured(header: dict[str, Any], payload: bytes) -> Measured:
    by_peak = np.frombuffer(payload, "<f8", PEAK_STEPS)
    powers = np.frombuffer(payload, "<f4", offset=by_peak.nbytes)
    spans = tuple(Span(int(start), int(length)) for start, length in header["spans"])
    words = tuple(map(Words, header["words"]))
    one = Measured(spans, int(header["length"]), Loudness(powers, by_peak, int(header["samples"])), words)
    ends = [0, *(place for span in spans for place in (span.start, span.end)), one.length]
    inside = (some.are_inside(span.length) for some, span in zip(words, spans, strict=True))
    if ends != sorted(ends) or not all(inside):
        raise ValueError("spans or words out of order")
    return one


def _composed_reel(one: Reel) -> Record:
    packets = one.packets
    header = {
        "length": one.length,
        "peak": one.peak,
        "packets": len(packets.sizes),
        "ticks": len(one.powers),
        "first": packets.first,
        "notes": {str(number): note.hex() for number, note in packets.notes.items()},
    }
    tables = ((packets.sizes, "<i4"), (packets.durations, "<i4"), (one.powers, "<f4"))
    return header, b"".join(np.asarray(table, kind).tobytes() for table, kind in tables) + packets.content


def _parsed_reel(header: dict[str, Any], payload: bytes) -> Reel:
    count, ticks = int(header["packets"]), int(header["ticks"])
    sizes, durations = (array("i", np.frombuffer(payload, "<i4", count, start).tolist()) for start in (0, 4 * count))
    powers = np.frombuffer(payload, "<f4", ticks, 8 * count).copy()  # a view would keep the packets in memory with it
    content = payload[8 * count + powers.nbytes :]
    notes = {int(number): bytes.fromhex(note) for number, note in dict(header["notes"]).items()}
    if int(header["length"]) < 0 or (count and (sum(sizes) != len(content) or min(sizes) < 0)):
        raise ValueError("packets that do not fit their content")
    packets = Packets(content, sizes, durations, int(header["first"]), notes)
    return Reel(0, int(header["length"]), packets, powers, float(header["peak"]))
