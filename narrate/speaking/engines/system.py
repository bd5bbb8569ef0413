"""pyttsx3: espeak-ng on Linux, from a wheel; the system's own voices on macOS and Windows.

pyttsx3 2.99 has faults that no caller sees until audio is missing; each cure below says what it is for. Three hold
everywhere: one engine in a process, one text at a time, and every file checked.

espeak-ng carries the phase of its pitch flutter from one text to the next, so what it says depends on what it said
before. On Linux every passage is therefore spoken by a library loaded anew, and the same text gives the same bytes for
ever: that takes 0.4 ms, and 4 more for a voice whose file has capitals in its name ("en-US"), as espeak-ng looks such a
one up in all of its 280. Where a library cannot be unloaded, or threads might speak at once, the passage is spoken in a
fork of the process, which takes 10 ms.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import threading
import wave
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.metadata import version
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip
from narrate.doors import processes
from narrate.errors import SettingsError, SpeechError
from narrate.script import Passage
from narrate.sound import Sound
from narrate.speaking.engines import NORMAL_WPM, espeak, mnemonics
from narrate.timeline import Span, Words
from narrate.voice import Voice

ESPEAK_RATE_HZ = 22_050  # pyttsx3 writes this rate whatever the library says; both known libraries do use it
LIMIT_CHARS = 1_000  # pyttsx3 gathers a text's audio in quadratic time: 2,000 characters already cost twice as much
ON_LINUX = sys.platform.startswith("linux")

NOTHING_TOLD = Words()
BEGINNING = threading.Lock()  # of two engines begun at once, one would end with the other's callback


class Spoken(NamedTuple):
    """What came of one text; `words` are what the engine told of its words."""

    pcm: bytes
    rate_hz: int
    words: Words = NOTHING_TOLD


Record = Callable[["Driver", str, tuple[Sound, ...], str], Spoken]  # speaks a text in the voice that it names


class SystemEngine:
    """The voices of pyttsx3."""

    name = "pyttsx3"

    @property
    def version(self) -> str:
        """pyttsx3's version, and that of what it drives."""
        below = espeak.find_espeak().version if ON_LINUX else f"{sys.platform} {_system_release()}"
        return f"pyttsx3 {version('pyttsx3')}, {below}"

    def voices(self) -> tuple[Voice, ...]:
        """Every voice of this system."""
        if ON_LINUX:
            return espeak.list_voices(self.name, ESPEAK_RATE_HZ, LIMIT_CHARS)
        return tuple(_described(voice) for voice in _driver().engine.getProperty("voices"))

    def unsayable(self, ipa: str, voice: str) -> str:
        """The signs for which a voice has no sound. None on macOS and Windows: there words are said as written."""
        return mnemonics.unsayable(ipa, voice) if ON_LINUX else ""

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """One utterance after the other, each checked. Raises SpeechError."""
        if not ON_LINUX:
            return _clip(_speak(passage, voice, speed, _through_file))
        with BEGINNING:
            _driver()
        if _loaded().renewable and threading.current_thread() is threading.main_thread():
            return _clip(_speak_afresh(passage, voice, speed))
        return _unframed(processes.in_fork(lambda: _framed(_speak_afresh(passage, voice, speed))))


def _speak_afresh(passage: Passage, voice: str, speed: float) -> list[Spoken]:
    """Speak with a library that has spoken nothing before."""
    if _loaded().renewable:
        _driver().renew(_loaded())
    return _speak(passage, voice, speed, _into_memory)


def _speak(passage: Passage, voice: str, speed: float, record: Record) -> list[Spoken]:
    driver = _driver()
    driver.set("voice", voice)
    driver.set("rate", round(NORMAL_WPM * speed))
    return [record(driver, text, sounds, voice) for text, sounds in zip(passage.spoken, passage.sounds, strict=True)]


class Driver:
    """One pyttsx3 engine, driven so that it waits and fails aloud."""

    def __init__(self, name: str | None, synchronize: Callable[[], Any]) -> None:
        import pyttsx3

        self.engine: Any = pyttsx3.init(name)
        self._wait = synchronize
        self._faults: list[Any] = []
        self.engine.connect("error", self._note)
        self._wait()

    def _note(self, exception: object = None, **_: object) -> None:
        self._faults.append(exception)

    def set(self, key: str, value: object) -> None:
        """Set a property at once. Queued, as pyttsx3 means it, a later `stop` can cancel it unseen."""
        self._faults.clear()
        self._wait()
        try:
            self.engine.proxy._driver.setProperty(key, value)  # noqa: SLF001
        except Exception as error:
            raise SpeechError(f"The voice's {key} cannot be {value!r}: {error}.") from error
        self._wait()
        self._check()

    def renew(self, loaded: espeak.Attached) -> None:
        """Have the library of espeak-ng loaded anew. What pyttsx3 set when it began is what the library begins with."""
        loaded.renew()
        loaded.binding.SetSynthCallback(self.engine.proxy._driver._onSynth)  # noqa: SLF001

    def save(self, text: str, target: io.BytesIO | str) -> None:
        """Speak a text into a file object or a file, and wait for it: the first `runAndWait` does not."""
        self._faults.clear()
        self.engine.save_to_file(text, target)
        with contextlib.redirect_stdout(io.StringIO()):  # pyttsx3 prints a line for every file
            self.engine.runAndWait()
            self._wait()
        self._forget()
        self._check()

    def _forget(self) -> None:
        """Drop the last text and file, which pyttsx3's espeak driver would write again."""
        driver = self.engine.proxy._driver  # noqa: SLF001
        for name, empty in (("_text_to_say", None), ("_save_file", None), ("_data_buffer", b"")):
            if hasattr(driver, name):
                setattr(driver, name, empty)

    def _check(self) -> None:
        if self._faults:
            raise SpeechError(f"The speech engine failed: {self._faults[0]}.")


@lru_cache(maxsize=1)
def _loaded() -> espeak.Attached:
    """pyttsx3's espeak binding, with the library loaded."""
    return espeak.attach()


@lru_cache(maxsize=1)
def _driver() -> Driver:
    """The one engine of this process."""
    if ON_LINUX:
        loaded = _loaded()
        driver = Driver("espeak", loaded.binding.Synchronize)
        if not loaded.renewable:
            loaded.binding.ListVoices(None)  # the library reads its 280 voice files once; else each fork would, in 5 ms
        return driver
    return Driver(None, lambda: None)


def _into_memory(driver: Driver, text: str, sounds: tuple[Sound, ...], voice: str) -> Spoken:
    """Speak into memory: a file that cannot be written would hang pyttsx3's espeak driver for ever."""
    buffer = io.BytesIO()
    library = _loaded()
    library.flags.clear()
    marked, places = mnemonics.marked(text, sounds, voice) if sounds else (text, [])
    if sounds:
        library.flags.add(library.binding.PHONEMES)
    driver.save(marked, buffer)
    if sounds:
        library.told[:] = mnemonics.plainly(library.told, places)
    buffer.seek(0)
    try:
        with wave.open(buffer) as sound:
            spoken = _checked(sound.readframes(sound.getnframes()), sound.getframerate(), text)
            return spoken._replace(words=library.words(text, sound.getnframes()))
    except (wave.Error, EOFError) as error:
        raise SpeechError(f"The speech engine gave no audio for “{text[:60]}”.") from error


def _through_file(driver: Driver, text: str, _sounds: tuple[Sound, ...], _voice: str) -> Spoken:
    """Speak into a file: macOS writes AIFF whatever the name, Windows WAV, and neither takes a file object."""
    from narrate.doors import decoding

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("speech.aiff" if sys.platform == "darwin" else "speech.wav")
        driver.save(text, str(path))
        if not path.exists():
            raise SpeechError(f"The speech engine gave no audio for “{text[:60]}”.")
        return _checked(*decoding.decode_mono(path), text)


def _checked(pcm: bytes, rate_hz: int, text: str) -> Spoken:
    if not pcm:
        raise SpeechError(f"The speech engine gave no audio for “{text[:60]}”.")
    return Spoken(pcm, rate_hz)


def _clip(spoken: list[Spoken]) -> Clip:
    spans = _spans(len(one.pcm) for one in spoken)
    return Clip(b"".join(one.pcm for one in spoken), spoken[0].rate_hz, spans, tuple(one.words for one in spoken))


def _spans(lengths: Iterable[int]) -> tuple[Span, ...]:
    """Spans that lie back to back, of so many bytes each."""
    ends = list(accumulate((length // SAMPLE_WIDTH_BYTES for length in lengths), initial=0))
    return tuple(Span(start, end - start) for start, end in pairwise(ends))


def _framed(spoken: list[Spoken]) -> bytes:
    """A clip's parts as one run of bytes, for the pipe from a fork: a line of numbers, then the PCM."""
    header = [(len(one.pcm), one.rate_hz, one.words.numbers.tolist()) for one in spoken]
    return json.dumps(header).encode() + b"\n" + b"".join(one.pcm for one in spoken)


def _unframed(answer: bytes) -> Clip:
    end = answer.index(b"\n")
    parts = json.loads(answer[:end])
    spans = _spans(length for length, _, _ in parts)
    return Clip(answer[end + 1 :], parts[0][1], spans, tuple(Words(numbers) for _, _, numbers in parts))


def _described(voice: Any) -> Voice:
    """A voice as pyttsx3 lists it on macOS and Windows, in our words."""
    languages = [str(tag) for tag in getattr(voice, "languages", None) or []]
    gender = str(getattr(voice, "gender", "") or "").lower()
    return Voice(
        id=voice.id,
        name=voice.name,
        language=(languages[0] if languages else "mul").replace("_", "-"),
        engine=SystemEngine.name,
        gender=next((known for known in ("female", "male") if known in gender), ""),
        limit_chars=LIMIT_CHARS,
    )


def _system_release() -> str:
    import platform

    release = platform.release()
    if not release:
        raise SettingsError("The version of this system cannot be told.", "Run: narrate doctor")
    return release
