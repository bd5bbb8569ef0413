"""Where espeak-ng is, and how pyttsx3 is made to find it.

pyttsx3 loads espeak-ng by fixed system names and lets it look for its data where it was compiled. The wheel
`espeakng-loader` carries both at other places, so `attach` hands them over while pyttsx3's binding is imported. Without
the wheel (Alpine Linux has none) the system's own library serves, if there is one.

The library keeps some state from one text to the next for which it has no call. Unloaded and loaded again, it has none.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from narrate.errors import SettingsError, SpeechError
from narrate.timeline import Words
from narrate.voice import Voice

DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT (speak_lib.h): without it a missing data file ends the whole process
BREATH_SEED = 1  # the breath of some variants ("f3") is noise, which espeak-ng begins anew with every second
UNSAID = re.compile(r"[\W_]+\Z")  # marks and spaces after a word
SYSTEM_DATA = ("/usr/share/espeak-ng-data", "/usr/local/share/espeak-ng-data", "/usr/lib/espeak-ng-data")
SYSTEM_LIBRARIES = ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1")


@dataclass(frozen=True, slots=True)
class Espeak:
    """A library and the data that match each other; `version` tells both."""

    library: str
    data: Path
    version: str


@lru_cache(maxsize=1)
def find_espeak() -> Espeak:
    """The wheel's espeak-ng, else the system's. Raises SettingsError with the remedy where there is none."""
    try:
        import espeakng_loader
    except ImportError:
        return _system_espeak()
    return Espeak(
        library=str(espeakng_loader.get_library_path()),
        data=Path(espeakng_loader.get_data_path()),
        version=f"espeakng-loader {version('espeakng-loader')}",
    )


def _system_espeak() -> Espeak:
    multiarch = sorted(str(path) for path in Path("/usr/lib").glob("*/espeak-ng-data"))
    data = next((Path(place) for place in (*SYSTEM_DATA, *multiarch) if Path(place).is_dir()), None)
    for library in SYSTEM_LIBRARIES:
        with contextlib.suppress(OSError):
            info = ctypes.CDLL(library).espeak_Info
            info.restype = ctypes.c_char_p
            if data is not None:
                return Espeak(library, data, f"espeak-ng {info(None).decode()}")
    raise SettingsError(
        "The speech engine espeak-ng is not installed.", "Run: pip install espeakng-loader (Alpine: apk add espeak-ng)."
    )


@dataclass(frozen=True, slots=True)
class Attached:
    """pyttsx3's binding with the library loaded, and what the library told of the words of its last text.

    `told` are the places in the text, in characters, with those in the sound, in samples, at which words begin. `flags`
    are what the library is asked for beside what pyttsx3 asks of it, `pointers` those of the binding's functions into
    the library.
    """

    binding: Any
    told: list[tuple[int, int]]
    flags: set[int]
    library: str
    pointers: tuple[ctypes.c_void_p, ...]
    renewable: bool

    def renew(self) -> None:
        """Load the library anew, in 0.4 ms: nothing is left of what it was told or has spoken.

        It has to be given all of its settings and callbacks again. Only where it is `renewable`. Raises SpeechError
        where something else has begun to use it, so that it stayed.
        """
        before = _address(self.binding.dll)
        self.binding.Terminate()
        _close(self.binding.dll)
        if _is_loaded(self.library):
            raise SpeechError("The speech library is used by something else too, and cannot be loaded anew.")
        self.binding.dll = ctypes.CDLL(self.library)
        moved = _address(self.binding.dll) - before
        for pointer in self.pointers:
            pointer.value = (pointer.value or 0) + moved
        self.binding.Initialize()

    def words(self, text: str, length: int) -> Words:
        """The stretches of the last text from one word that was told to the next, with their sound; `length` in all.

        Words that are said as one ("of the", "twenty-four") are told as one, and figures as many.
        """
        numbers: list[int] = []
        place, sample = len(text), length
        for before, began in reversed(self.told):
            start, sounds = max(0, min(before, place)), max(0, min(began, sample))
            said = len(UNSAID.sub("", text[start:place]))
            numbers += 2 * said + 1, start, sample - sounds, sounds
            place, sample = start, sounds
        return Words(reversed(numbers))


def attach() -> Attached:
    """Import pyttsx3's binding of espeak-ng on the library that `find_espeak` found; speaks nothing yet.

    Once in a process, before `pyttsx3.init`. Leans on pyttsx3 2.99: it loads through `ctypes.cdll.LoadLibrary`,
    initialises through `_espeak.Initialize`, and speaks through `_espeak.Synth`.
    """
    espeak = find_espeak()
    os.environ["ESPEAK_DATA_PATH"] = str(espeak.data)
    renewable = _is_renewable(espeak.library)
    with _loading(espeak.library):
        from pyttsx3.drivers import _espeak
    raw = _espeak.Initialize
    pointers = tuple(
        ctypes.c_void_p.from_buffer(one)  # where ctypes keeps the address that it calls
        for one in vars(_espeak).values()
        if isinstance(one, ctypes._CFuncPtr)  # type: ignore[attr-defined]  # noqa: SLF001 - of all such types
    )

    def initialize(_: int = 0, buffer_ms: int = 1000) -> int:
        rate_hz = int(raw(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, buffer_ms, os.fsencode(espeak.data), DONT_EXIT))
        with contextlib.suppress(AttributeError):  # before 1.52 there was nothing to set
            _espeak.dll.espeak_ng_SetRandSeed(BREATH_SEED)
        return rate_hz

    _espeak.Initialize = initialize
    told: list[tuple[int, int]] = []
    flags: set[int] = set()
    _speak_in_this_thread(_espeak, told, flags)
    return Attached(_espeak, told, flags, espeak.library, pointers, renewable)


def _is_renewable(library: str) -> bool:
    """Whether the system forgets a library that is closed. musl does not; nor where somebody else has it open."""
    _close(ctypes.CDLL(library))
    return not _is_loaded(library)


def _is_loaded(library: str) -> bool:
    try:
        found = ctypes.CDLL(library, mode=os.RTLD_NOLOAD | os.RTLD_NOW)
    except OSError:
        return False
    _close(found)
    return True


def _close(library: ctypes.CDLL) -> None:
    from _ctypes import dlclose  # not on Windows

    dlclose(library._handle)  # noqa: SLF001 - the handle has no other name


def _address(library: ctypes.CDLL) -> int:
    """Where a loaded library lies."""
    return ctypes.cast(library.espeak_Initialize, ctypes.c_void_p).value or 0


def _speak_in_this_thread(binding: Any, told: list[tuple[int, int]], flags: set[int]) -> None:
    """Make `Synth` return when all is spoken. pyttsx3 starts a thread instead, and asks it every 10 ms.

    `told` is filled anew with every text: see Attached. pyttsx3 passes on where words begin in the text alone.

    So a process that has initialised the library can be forked, as it has no thread, and a text takes half the time.
    pyttsx3's driver waits for a last event that only the thread sends; the same bytes come either way.
    """
    from pyttsx3.drivers import espeak as driver

    register, synthesise = binding.SetSynthCallback, binding.Synth
    listeners: list[Any] = []
    nothing = (binding.EVENT * 1)()

    def listen(callback: Any) -> None:
        def hear(wave: Any, samples: int, events: Any) -> Any:
            begun = (event for event in takewhile(lambda event: event.type, events) if event.type == binding.EVENT_WORD)
            told.extend((event.text_position - 1, event.sample) for event in begun)
            return callback(wave, samples, nothing)  # which saves it telling listeners that are not there

        listeners[:] = [callback]
        register(hear)

    def speak(*arguments: Any, **options: Any) -> Any:
        told.clear()
        options["flags"] = sum(flags, options["flags"])
        outcome = synthesise(*arguments, **options)
        ended = (binding.EVENT * 2)()  # the second, all zeros, ends the list
        ended[0].type = binding.EVENT_MSG_TERMINATED
        for callback in listeners:
            callback(None, 0, ended)
        return outcome

    binding.SetSynthCallback, binding.Synth = listen, speak
    driver.time = SimpleNamespace(sleep=lambda _: None)  # there is nothing to wait for


@contextlib.contextmanager
def _loading(library: str) -> Iterator[None]:
    """While it lasts, whatever espeak library is asked for, `library` is loaded."""
    real: Any = ctypes.cdll.LoadLibrary
    ctypes.cdll.LoadLibrary = lambda name: real(library if "espeak" in str(name) else name)  # type: ignore[method-assign]
    try:
        yield
    finally:
        del ctypes.cdll.LoadLibrary  # the instance's attribute: the method of the class shows again


def list_voices(engine: str, sample_rate_hz: int, limit_chars: int) -> tuple[Voice, ...]:
    """espeak-ng's voices, read from its data files: no library is loaded, so any process may ask."""
    root = find_espeak().data / "lang"
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return tuple(
        Voice(
            id=path.relative_to(root).as_posix().lower(),
            name=known.get("name", path.name),
            language=known.get("language", path.name).split()[0],
            engine=engine,
            gender=known.get("gender", "male").split()[0],  # espeak-ng's default voice is a man's
            sample_rate_hz=sample_rate_hz,
            limit_chars=limit_chars,
            licence="GPL-3.0-or-later",
        )
        for path in paths
        for known in (fields(path),)
    )


def fields(path: Path) -> dict[str, str]:
    """The first value of each field of a voice file ("name English (America)")."""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition(" ")
        if value.strip():
            found.setdefault(key, value.strip())
    return found


def is_variant(name: str) -> bool:
    """Whether espeak-ng has a variant ("f3", "whisper") of this name, to be added to a voice with "+"."""
    folder = find_espeak().data / "voices" / "!v"
    return any(path.name.lower() == name.lower() for path in folder.iterdir())
