"""Clips -> Recording. One door: `master`.

Two passes. In the first each section is joined and measured as its clips are spoken; then the programme's loudness is
known, and one gain follows from it. In the second, which runs as whoever publishes takes the reels, each section is
levelled, limited, encoded, and measured as decoded. Both run on every core, and take what is kept from earlier runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from narrate.clip import Speaker
from narrate.delivery import Standard
from narrate.doors.codecs import Encoding
from narrate.doors.packets import Grid, grid
from narrate.doors.processes import Crew
from narrate.mastering.bench import Bench
from narrate.mastering.job import Finish, Measured
from narrate.mastering.levels import gain_db, programme
from narrate.mastering.sections import Section, cut
from narrate.progress import Progress
from narrate.recording import Recording
from narrate.script import Script, Utterance
from narrate.settings import Settings
from narrate.timeline import Cue, Mark, Span, Timeline, Words
from narrate.wording import Told, told

__all__ = ["master"]


def master(
    parts: Sequence[Script], speaker: Speaker, encoding: Encoding, settings: Settings, crew: Crew, progress: Progress
) -> list[Recording]:
    """Join what is spoken by the script, bring each part to the standard, and encode it, section by section.

    The reels of a part must be taken before those of the next. Raises SpeechError where a passage cannot be spoken,
    OutputError where the disk refuses or a section cannot be made; both may come while the reels are taken.
    """
    sections = cut(parts, settings.spacing.head_ms)
    bench = Bench(sections, speaker, settings.home, crew, progress)
    measured = bench.measured(encoding)
    borders = grid(encoding, speaker.sample_rate_hz)
    placed = [
        _placed(one, section, borders, speaker.sample_rate_hz) for section, one in zip(sections, measured, strict=True)
    ]
    members = [[n for n, section in enumerate(sections) if section.part == part] for part in range(len(parts))]
    ways = [_way([measured[n] for n in some], settings.delivery, encoding) for some in members]
    reels = bench.reels([one.length for one in placed], [ways[section.part] for section in sections], borders.rate_hz)
    return [
        Recording(
            _timeline(script, [(sections[n], placed[n]) for n in some], borders.rate_hz), islice(reels, len(some))
        )
        for script, some in zip(parts, members, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the utterances of a section lie from its start, and its length, in samples of the codec.

    `words` give what each says, from its span's start.
    """

    spans: list[Span]
    words: Sequence[Callable[[], Words]]
    length: int


def _placed(one: Measured, section: Section, borders: Grid, sample_rate_hz: int) -> _Placed:
    there = partial(_there, rate_hz=borders.rate_hz, sample_rate_hz=sample_rate_hz)
    spans = [Span(there(span.start), there(span.end) - there(span.start)) for span in one.spans]
    words = [partial(_moved, some, span.start, there) for some, span in zip(one.words, one.spans, strict=True)]
    length = there(one.length)
    if section.ends:  # an encoder that is given nothing has no last packet, whose note ends the stream
        return _Placed(spans, words, length or borders.frame_size)
    return _Placed(spans, words, borders.border(there(one.sound_end), length))


def _moved(words: Words, start: int, there: Callable[[int], int]) -> Words:
    """The words of a span that starts at a sample, at another rate."""
    return words.moved(lambda place: there(start + place) - there(start))


def _there(samples: int, rate_hz: int, sample_rate_hz: int) -> int:
    """A place at another rate, to the nearest sample."""
    return (samples * rate_hz * 2 + sample_rate_hz) // (2 * sample_rate_hz)


def _way(measured: list[Measured], standard: Standard, encoding: Encoding) -> Finish:
    """What is done with every section of one part, so that together they keep to the standard."""
    gain = gain_db(programme([one.loudness for one in measured]), standard)
    return Finish(gain, standard.ceiling_dbtp, encoding)


def _timeline(script: Script, known: list[tuple[Section, _Placed]], rate_hz: int) -> Timeline:
    """When everything is said: each section's own times, after the lengths of those before it."""
    cues: list[Cue] = []
    marks: list[Mark] = []
    start = 0
    for section, placed in known:
        if section.opens:
            scene = script.scenes[section.scene]
            marks.append(Mark(start, scene.title, scene.level))
        said = ((passage, one) for passage in section.passages for one in passage.utterances)
        for span, heard, (passage, one) in zip(placed.spans, placed.words, said, strict=True):
            place = Span(start + span.start, span.length)
            words = Told(partial(_told, one, heard, place.start))
            own = (passage.number, passage.paragraph, one.start, words, passage.speaker)
            cues.append(Cue(place, one.written, *own))
        start += placed.length
    return Timeline(rate_hz, start, tuple(cues), tuple(marks))


def _told(utterance: Utterance, heard: Callable[[], Words], start: int) -> Words:
    """The printed words of an utterance that sounds from `start`; none where nobody knows what was heard when."""
    words = heard()
    return told(utterance.written, utterance.spoken, words).at(start) if words else words
