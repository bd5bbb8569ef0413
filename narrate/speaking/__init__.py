"""Script -> Clips. One door: `speak`; and `cast`, which chooses who does it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from functools import partial
from textwrap import shorten

from narrate.clip import Clip
from narrate.doors.processes import Crew, JobFailedError, outcome, run_alone
from narrate.errors import SpeechError
from narrate.progress import Progress, Stage, Step
from narrate.script import CHARACTERS_PER_SECOND, Passage, Script, Utterance
from narrate.settings import Settings
from narrate.speaking.cache import ClipCache, clip_key
from narrate.speaking.casting import all_voices, cast, unavailable_engines
from narrate.speaking.engines import engine_names, open_engine
from narrate.speaking.job import Order, speak_passage
from narrate.voice import Voice

__all__ = ["all_voices", "cast", "clip_cache", "engine_names", "open_engine", "say", "speak", "unavailable_engines"]

AHEAD = 4  # passages in work or waiting for each worker: enough that none idles, few enough that memory stays flat
SLOWEST_PACE = 3.0  # a passage may take this many times its own length: a slow computer with a neural voice needs one


def speak(script: Script, voice: Voice, settings: Settings, progress: Progress) -> Generator[Clip, None, None]:
    """The clips of all passages that have something to pronounce, in order, from the cache or from workers.

    Close it when the clips are taken: workers run until then. Raises SpeechError where a passage fails twice,
    OutputError where the cache cannot be written. What was spoken by then is kept.
    """
    store = clip_cache(settings)
    version = open_engine(voice.engine).version
    orders = [Order(passage, voice, settings.speed) for passage in script.passages if passage.spoken]
    audio_s, cached = 0.0, 0
    with Crew(settings.workers) as crew:
        begin = partial(_begin, version=version, store=store, crew=crew, deadline_s=settings.deadline_s)
        clips = _in_order(orders, settings.workers * AHEAD, begin)
        for done, (clip, from_cache) in enumerate(clips, start=1):
            cached += from_cache
            audio_s += clip.length / clip.sample_rate_hz
            progress(Step(Stage.SPEAKING, done, len(orders), audio_s, cached))
            yield clip


def clip_cache(settings: Settings) -> ClipCache:
    """The cache that `speak` uses."""
    return ClipCache(settings.home / "clips")


Finish = Callable[[], tuple[Clip, bool]]


def _in_order(orders: list[Order], window: int, begin: Callable[[Order], Finish]) -> Iterator[tuple[Clip, bool]]:
    """Begin up to `window` orders ahead of the one whose clip is waited for."""
    begun: deque[Finish] = deque()
    for order in orders:
        begun.append(begin(order))
        if len(begun) >= window:
            yield begun.popleft()()
    while begun:
        yield begun.popleft()()


def _begin(order: Order, version: str, store: ClipCache, crew: Crew, deadline_s: float) -> Finish:
    """Look a passage up, or set a worker to it; the answer gives its clip, and whether it came from the cache."""
    key = clip_key(order.passage, order.voice, version, order.speed)
    kept = store.get(key)
    if kept is not None:
        return lambda: (kept, True)
    deadline_s = max(deadline_s, SLOWEST_PACE * order.characters / CHARACTERS_PER_SECOND)
    future = crew.submit(deadline_s, speak_passage, order)

    def finish() -> tuple[Clip, bool]:
        clip = _spoken(order, future, deadline_s)
        store.put(key, clip)
        return clip, False

    return finish


def _spoken(order: Order, future: Future[Clip], deadline_s: float) -> Clip:
    """A worker's clip; where it failed, that of one more try in a process that has done nothing before."""
    try:
        return outcome(future)
    except JobFailedError:
        pass
    try:
        return run_alone(deadline_s, speak_passage, order)
    except JobFailedError as error:
        opening = shorten(" ".join(order.passage.spoken), 60, placeholder="…")
        raise SpeechError(
            f"Paragraph {order.passage.number} (“{opening}”) could not be spoken, twice: {error}.",
            "What was spoken is kept: run the same command again, change that paragraph, or choose another --voice.",
        ) from error


def say(text: str, voice: Voice, deadline_s: float) -> Clip:
    """Have a voice say one short text in a process of its own, past the cache. Raises SpeechError."""
    order = Order(Passage(1, (Utterance(text, text),)), voice, 1.0)
    try:
        return run_alone(deadline_s, speak_passage, order)
    except JobFailedError as error:
        raise SpeechError(f"The voice “{voice.full_id}” does not speak: {error}.", "Choose another --voice.") from error
