"""Where sections are worked on: each by a worker, or taken from what earlier runs kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from narrate.clip import Clip, Speaker
from narrate.doors.codecs import Encoding
from narrate.doors.processes import Crew, JobFailedError, ahead
from narrate.errors import OutputError
from narrate.mastering.job import Finish, Measured, finish, measure, seconds_to_encode
from narrate.mastering.keeping import measured_store, reel_key, reel_store, section_key
from narrate.mastering.outlook import Outlook
from narrate.mastering.sections import Section
from narrate.progress import Pace, Progress, Stage, Step
from narrate.recording import Reel

T = TypeVar("T")

AHEAD = 2  # sections in work or waiting for each worker: some megabytes each
DEADLINE_S = 600.0  # for some minutes of sound, which take a second or two


class Bench:
    """The sections of one programme, what is known of them, and who works on them."""

    def __init__(self, sections: list[Section], speaker: Speaker, home: Path, crew: Crew, progress: Progress) -> None:
        self._sections = sections
        self._keys = [section_key(section, speaker) for section in sections]
        self._speaker = speaker
        self._rate_hz = speaker.sample_rate_hz
        self._measured = measured_store(home)
        self._reels = reel_store(home)
        self._crew = crew
        self._progress = progress

    def measured(self, encoding: Encoding) -> list[Measured]:
        """What is in every section: spoken, joined and measured where it is not known yet.

        `encoding` is what the sections will be encoded with: how long that takes is part of the time left.
        """
        known = [self._measured.get(key) for key in self._keys]
        missing = [section for section, one in zip(self._sections, known, strict=True) if one is None]
        kept_s = sum(one.length for one in known if one is not None) / self._rate_hz
        outlook = Outlook(self._sections, missing, kept_s, self._crew.workers)
        speech = self._speaker.clips(passage for section in missing for passage in section.voiced)

        def begin(place: int) -> Callable[[], Measured]:
            kept, section = known[place], self._sections[place]
            if kept is not None:
                return lambda: kept
            clips = tuple(self._heard(clip, outlook) for clip in islice(speech, len(section.voiced)))
            longest = max(clips, key=lambda clip: clip.length, default=None)
            if longest is not None and outlook.wants_trial(longest):
                self._try(longest, encoding, outlook)
            job = self._crew.begin(DEADLINE_S, measure, section, clips, self._rate_hz)
            return partial(_made, job, partial(self._measured.put, self._keys[place]))

        with closing(speech):
            return [done() for done in ahead(map(begin, range(len(known))), self._crew.workers * AHEAD)]

    def _try(self, clip: Clip, encoding: Encoding, outlook: Outlook) -> None:
        trial = self._crew.begin(DEADLINE_S, seconds_to_encode, clip.pcm, self._rate_hz, encoding)
        with suppress(JobFailedError):  # whatever is wrong will be told of when it matters
            outlook.tried(trial())

    def _heard(self, clip: Clip, outlook: Outlook) -> Clip:
        self._progress(outlook.after(clip))
        return clip

    def reels(self, lengths: list[int], ways: list[Finish], rate_hz: int) -> Iterator[Reel]:
        """Every section as it will be in its file, made when it is asked for, or a little before.

        `lengths` are in samples of `rate_hz`, the codec's.
        """
        keys = [
            reel_key(key, ends=section.ends, length=length, sample_rate_hz=self._rate_hz, how=how)
            for key, section, length, how in zip(self._keys, self._sections, lengths, ways, strict=True)
        ]
        pace = Pace(
            sum(length for key, length in zip(keys, lengths, strict=True) if not self._reels.path(key).exists())
        )

        def begin(place: int) -> Callable[[], tuple[Reel, bool]]:
            kept = self._reels.get(keys[place])
            if kept is not None:
                return lambda: (kept, True)
            section, how = self._sections[place], ways[place]
            own = tuple(self._speaker.clips(section.voiced))
            job = self._crew.begin(DEADLINE_S, finish, section, own, self._rate_hz, lengths[place], how)
            keep = partial(self._reels.put, keys[place]) if how.encoding.joinable else _forget
            return lambda: (_made(job, keep), False)

        total, written, start = sum(lengths), 0, 0
        made = ahead(map(begin, range(len(keys))), self._crew.workers * AHEAD)
        for section, done in zip(self._sections, made, strict=True):
            reel, was_kept = done()
            written += reel.length
            pace.add(0 if was_kept else reel.length)
            self._progress(Step(Stage.WRITING, written, total, written / rate_hz, pace.left_s))
            yield replace(reel, start=start)
            start = 0 if section.ends else start + reel.length


def _made(job: Callable[[], T], keep: Callable[[T], None]) -> T:
    try:
        made = job()
    except JobFailedError as error:
        raise OutputError(f"The sound could not be made: {error}.", "Run the same command again.") from error
    keep(made)
    return made


def _forget(_: Reel) -> None:
    """Lossless sound is as large as the clips it is made of, and made of them as fast as it is read."""
