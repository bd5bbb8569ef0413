"""What tests of mastering share: a crew at its own desk, a speaker whose sounds are known, and ears for the file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from narrate.clip import Clip
from narrate.doors.decoding import decode_mono
from narrate.doors.encoding import write_reels
from narrate.doors.processes import JobFailedError
from narrate.doors.store import key_of
from narrate.manner import Pauses
from narrate.mastering import master
from narrate.progress import Progress, silent
from narrate.publishing import FORMATS
from narrate.recording import Reel
from narrate.script import Passage, Scene, Script, Utterance
from narrate.settings import Settings
from narrate.timeline import Span, Timeline

HEAD_MS = 301
ENCODINGS = {name: one.encoding for name, one in FORMATS.items()}
ENCODINGS["mp3 at 44100 Hz"] = replace(ENCODINGS["mp3"], rates_hz=(44_100,))  # as publishers of audiobooks ask for


class Desk:
    """A crew that does every job in this process, when its answer is asked for, and counts them by name."""

    def __init__(self, workers: int = 1, failing: str = "") -> None:
        self.workers = workers
        self.jobs: Counter[str] = Counter()
        self._failing = failing

    def apart(self, name: str = "", workers: int = 0) -> Desk:
        return self

    def begin(self, deadline_s: float, job: Callable, *args: object, **kwargs: object) -> Callable:
        self.jobs[job.__name__] += 1
        return partial(_fail if job.__name__ == self._failing else job, *args, **kwargs)


def _fail(*_: object, **__: object) -> None:
    raise JobFailedError("out of cheese")


class Parrot:
    """A speaker that has a sound for every text, and remembers what it said."""

    def __init__(self, sounds: Mapping[str, np.ndarray] | Callable[[str], np.ndarray], rate_hz: int) -> None:
        self.sample_rate_hz = rate_hz
        self.said: list[str] = []
        self._sound = sounds if callable(sounds) else sounds.__getitem__

    def key(self, passage: Passage) -> str:
        sounds = [hashlib.sha256(np.asarray(self._sound(text), "<i2")).hexdigest() for text in passage.spoken]
        return key_of([passage.spoken, passage.language, sounds, self.sample_rate_hz])

    def clips(self, passages: Iterable[Passage]) -> Generator[Clip, None, None]:
        for passage in passages:
            self.said += passage.spoken
            sounds = [np.asarray(self._sound(text), "<i2") for text in passage.spoken]
            lengths = list(map(len, sounds))
            starts = accumulate(lengths, initial=0)
            spans = tuple(Span(start, length) for start, length in zip(starts, lengths, strict=False))
            yield Clip(b"".join(sound.tobytes() for sound in sounds), self.sample_rate_hz, spans)


@dataclass(frozen=True)
class Made:
    """A recording whose reels were taken."""

    timeline: Timeline
    reels: tuple[Reel, ...]

    @property
    def pcm(self) -> bytes:
        """The programme, where its reels are lossless."""
        return b"".join(reel.packets.content for reel in self.reels)

    def slice(self, span: Span) -> bytes:
        """The PCM of one span."""
        return self.pcm[2 * span.start : 2 * span.end]

    def written(self, path: Path, name: str) -> Path:
        """The programme as a file of some format."""
        write_reels(self.reels, self.timeline.sample_rate_hz, path, ENCODINGS[name], tags={"title": "T"})
        return path

    def heard(self, path: Path, name: str) -> tuple[np.ndarray, int]:
        """The programme as it is decoded from a file (samples, full scale 1.0), and the rate it comes at."""
        pcm, rate_hz = decode_mono(self.written(path, name))
        return np.frombuffer(pcm, "<i2") / 32_768, rate_hz


@pytest.fixture
def desk() -> type[Desk]:
    """Hire a crew: `desk()`, `desk(workers=4)`, `desk(failing="finish")`."""
    return Desk


@pytest.fixture
def parrot() -> type[Parrot]:
    """Hire a speaker: `parrot({"One.": samples}, 24_000)`."""
    return Parrot


@pytest.fixture
def text_of() -> Callable[..., Script]:
    """A script of scenes of texts: each text is a passage of one sentence."""

    def make(*scenes: list[str], pause_ms: int = 350) -> Script:
        numbers = iter(range(1, 100_000))
        return Script(
            tuple(
                Scene(
                    f"Scene {n}",
                    tuple(Passage(next(numbers), (Utterance(text, text, 0, pause_ms),)) for text in texts),
                )
                for n, texts in enumerate(scenes)
            )
        )

    return make


@pytest.fixture
def mastered(tmp_path: Path) -> Callable[..., Made]:
    """Master a script and take its reels."""

    def run(
        script: Script,
        speaker: Parrot,
        name: str = "wav",
        *,
        crew: object = None,
        standard: str = "none",
        head_ms: int = HEAD_MS,
        home: Path = tmp_path / "home",
        progress: Progress = silent,
    ) -> Made:
        settings = Settings(standard=standard, cache_dir=home, pauses=Pauses(head_ms=head_ms))
        (recording,) = master([script], speaker, ENCODINGS[name], settings, crew or Desk(), progress)
        return Made(recording.timeline, tuple(recording.reels))

    return run
