"""hibari: small neural voices for English, distilled from Kokoro-82M. The voice “heart” is inside the package.

Four things that hibari-tts 0.2 does otherwise than a narrator needs:
- a voice that is not here it would download; here it is only used if it is (see `absent`);
- letters that its alphabet lacks it passes over, and of a word that it does not know it reads 24 letters: here foreign
  letters are said by name, and long words are read in parts;
- up to 400 sounds are spoken at once, but more where no comma parts them: here they are cut between words;
- its tempo moves in leaps (1.3 is 1.18 times as fast, 1.4 is 1.54 times, above 2.4 nothing changes): see `_even_pace`.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from itertools import accumulate, pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from narrate.clip import Clip
from narrate.errors import SettingsError, SpeechError
from narrate.script import Passage
from narrate.sound import Sound, stretches
from narrate.speaking.engines import graph, misaki, neural
from narrate.speaking.engines.alphabet import spelled
from narrate.speaking.engines.ipa import Table, converted
from narrate.timeline import Span, Word, Words
from narrate.voice import Voice
from narrate.wording import told

if TYPE_CHECKING:
    from hibari import Hibari

SAMPLE_RATE_HZ = 24_000
LIMIT_CHARS = 350  # English has about one sound for each character, and the model takes 400 at once
# The model's own pace times this is the pace of espeak-ng at NORMAL_WPM. Measured on the first five paragraphs of an
# essay (425 words), pauses between sentences left out: espeak-ng 190 words a minute, hibari 180, Piper's joe 191.
PACE = 1.05
LEAD_MS = 38  # a sound is heard so much before its steps begin: the median at both ends of words, by forced alignment
NO_BRACKETS = str.maketrans("[]", "()")
LICENCE = "Apache-2.0"


class HibariEngine:
    """The voices of hibari-tts."""

    name = "hibari"

    @property
    def version(self) -> str:
        """hibari-tts's version, and those of what computes its sound."""
        neural.require("hibari", "hibari-tts", "natural")
        fast = neural.folder_of("scipy") is not None  # hibari takes its Fourier transforms from scipy, or from numpy
        return f"{neural.versions('hibari-tts', 'onnxruntime', 'scipy' if fast else 'numpy')}, pace {PACE:g}"

    def voices(self) -> tuple[Voice, ...]:
        """The voice in the package, and those that hibari downloaded before."""
        voices = tuple(
            Voice(
                id=name,
                name=name.capitalize(),
                language=about["language"],
                engine=self.name,
                gender=about["gender"],
                natural=True,
                licence=LICENCE,
                sample_rate_hz=SAMPLE_RATE_HZ,
                limit_chars=LIMIT_CHARS,
                model=about["sha256"][:12],
            )
            for name, about in _registry().VOICES.items()
            if _fault(name) is None
        )
        if not voices:
            raise next(iter(self.absent().values()))
        return voices

    def absent(self) -> dict[str, SettingsError]:
        """The voices of hibari whose models are not here, or not whole."""
        if neural.folder_of("hibari") is None:
            return {}
        faults = {name: _fault(name) for name in _registry().VOICES}
        return {name: fault for name, fault in faults.items() if fault}

    def unsayable(self, ipa: str, voice: str) -> str:
        """The signs that stand for no sound of English."""
        return converted(ipa, _alphabet(voice))[1]

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """One utterance after the other, each with noise of its own. Raises SpeechError."""
        tts = _loaded(voice)
        said = zip(passage.spoken, passage.sounds, strict=True)
        spoken = [_spoken(tts, text, sounds, speed) for text, sounds in said]
        return neural.clip(passage.spoken, spoken, SAMPLE_RATE_HZ)


@lru_cache(maxsize=1)
def _registry() -> Any:
    """The module of hibari's voices. By its file: with the rest of the package it takes 0.6 s. Raises SettingsError."""
    neural.require("hibari", "hibari-tts", "natural")
    path = (neural.folder_of("hibari") or Path()) / "voices.py"
    loader = SourceFileLoader("narrate_hibari_voices", str(path))
    module = ModuleType(loader.name)
    module.__file__ = str(path)  # it looks for its list beside itself
    try:
        loader.exec_module(module)
    except (OSError, ValueError) as error:
        raise SettingsError(f"The package hibari-tts is not whole: {error}.", "Install it again.") from error
    return module


def _path(name: str) -> Path:
    registry = _registry()
    about = registry.VOICES[name]
    folder = Path(registry.ASSETS if about.get("bundled") else registry.cache_dir())
    return folder / str(about["file"])


def _fault(name: str) -> SettingsError | None:
    """What is wrong with the model of a voice, if anything is."""
    about, path = _registry().VOICES[name], _path(name)
    remedy = f"Where the network can be reached, run: hibari Hello --voice {name}"
    if about.get("bundled"):
        remedy = "Run: pip install --force-reinstall --no-deps hibari-tts"
    if not path.exists():
        return SettingsError(f"The model of hibari's voice “{name}” is not here (“{path}”).", remedy)
    if _digest(str(path)) != about["sha256"]:
        return SettingsError(f"The model of hibari's voice “{name}” is damaged: “{path}”.", f"Remove it. {remedy}")
    return None


@lru_cache(maxsize=16)
def _digest(path: str) -> str:
    """SHA-256 of a model, once in a process: its 8 MB take 10 ms."""
    return str(_registry().sha256_of(path))


@lru_cache(maxsize=4)  # one in a process of its own; a worker of a cluster may have several voices to speak
def _loaded(voice: str) -> Hibari:
    from hibari import Hibari
    from hibari.g2p import G2P
    from hibari.voices import VOICES

    class Reader(G2P):  # type: ignore[misc]
        """A reader whose tokens, with their text and sounds, are kept in `read`, a list for each sentence."""

        read: list[list[Any]]

        def phonemize_tokens(self, tokens: list[Any]) -> list[Any]:
            self.read.append(super().phonemize_tokens(tokens))
            return self.read[-1]

    british = VOICES[voice]["british"]
    reader = Reader(british=british)
    reader.read = []
    reader._oov = _WholeWords(reader.oov)  # noqa: SLF001 - its constructor takes one too, but cannot tell its file
    return Hibari(voice=voice, model=_even_pace(_path(voice).read_bytes()), threads=1, g2p=reader)


def _spoken(tts: Hibari, text: str, given: tuple[Sound, ...], speed: float) -> neural.Spoken:
    """The wave of one text, and its words. Raises SpeechError where hibari finds no sound in it."""
    import numpy as np

    noise = neural.noise(text + "".join(sound.ipa for sound in given))
    tts.g2p.read.clear()
    waves: list[Any] = [np.zeros(0, np.float32)]
    spans: list[Span] = []
    start = 0
    for sounds in _sounds(tts, text, given):
        wave, ends = _run(tts, sounds, PACE * speed, noise)
        spans += [Span(start + place, end - place) for place, end in pairwise(ends)]
        waves.append(wave)
        start += len(wave)
    if not start:
        raise SpeechError(f"hibari finds nothing to say in “{text[:60]}”.")
    return neural.Spoken(np.concatenate(waves), _words(text, tts.g2p.read, spans))


def _run(tts: Hibari, sounds: str, pace: float, noise: Any) -> tuple[Any, list[int]]:
    """One run of the model: the wave of some sounds, and where in it the first starts and each ends, in samples.

    A space has no end of its own: it is the way to the sound after it, and heard as such.
    """
    import numpy as np
    from hibari import dsp

    if not any(sound.isalpha() for sound in sounds):
        return np.zeros(0, np.float32), [0] * (1 + len(sounds.replace(" ", "")))
    takes = {"ids": np.asarray([tts.ids(sounds)], np.int64), "speed": np.asarray([pace], np.float32)}
    *spectrum, steps = tts.sess.run(None, takes)
    wave = dsp.synth(*(one[0] for one in spectrum), noise)
    places = np.cumsum(steps) * (len(wave) / steps.sum()) - LEAD_MS * SAMPLE_RATE_HZ / 1000
    left = iter(places.clip(min=0).astype(int).tolist())
    first, *ends = accumulate((next(left), *(next(left) if sound in tts.vocab else 0 for sound in sounds)), max)
    return wave, [first, *(end for sound, end in zip(sounds, ends, strict=True) if sound != " ")]


def _sounds(tts: Hibari, text: str, given: tuple[Sound, ...]) -> list[str]:
    """The sounds of a text, in portions of what the model takes at once. Brackets are no mark-up here."""
    from hibari.tts import MAX_PHONEMES

    known = _marked(tts, text, given) if given else spelled(text, tts.g2p.oov.letters).replace("](", "] (")
    return [part for one in tts.phonemize(known) for part in textwrap.wrap(one, MAX_PHONEMES)]


def _marked(tts: Hibari, text: str, given: tuple[Sound, ...]) -> str:
    """A text in which the words whose sound is given are in hibari's mark-up, and no other brackets are."""
    whole = ""
    for stretch, sound in stretches(text.translate(NO_BRACKETS), given):
        if sound:
            whole += f"[{stretch}](/{converted(sound, _alphabet(tts.voice))[0]}/)"
        else:
            before, after = (" " if edge.isspace() else "" for edge in (stretch[:1], stretch[-1:]))
            whole += f"{before}{spelled(stretch, tts.g2p.oov.letters)}{after}"
    return whole


def _alphabet(voice: str) -> Table:
    return misaki.BRITISH if _registry().VOICES[voice]["british"] else misaki.AMERICAN


def _words(text: str, read: list[list[Any]], spans: list[Span]) -> Words:
    """The words of a text, by what hibari has read: its tokens, each with its sounds, which `spans` has in order."""
    said, known, place = "", [], 0
    for word in (word for tokens in read for word in _unparted(tokens)):
        letters = "".join(token.phonemes or "" for token in word).replace(" ", "")
        heard = [span for sound, span in zip(letters, spans[place:], strict=False) if sound.isalpha()]
        place += len(letters)
        start = len(said)
        said += "".join(token.text for token in word)
        if heard:
            known.append(Word(Span(heard[0].start, heard[-1].end - heard[0].start), start, len(said), exact=True))
        said += " "
    return told(text, said, Words.of(known))


def _unparted(tokens: list[Any]) -> Iterator[list[Any]]:
    """Tokens in groups between which there is white space."""
    word: list[Any] = []
    for token in tokens:
        word.append(token)
        if token.whitespace:
            yield word
            word = []
    if word:
        yield word


class _WholeWords:
    """hibari's reader of unknown words, for words of any length."""

    def __init__(self, reader: Any) -> None:
        self.letters = frozenset(char for char in reader.cin if "LATIN" in unicodedata.name(char, ""))
        self._reader = reader

    def __call__(self, word: str) -> str:
        parts = math.ceil(len(word) / self._reader.maxlen)
        length = math.ceil(len(word) / parts)
        return "".join(self._reader(word[place : place + length]) or "" for place in range(0, len(word), length))


def _even_pace(model: bytes) -> bytes:
    """The model with a tempo that is what it is asked for.

    As it comes, it divides the length of each sound by the tempo and rounds it to steps of 25 ms, at least one.
    """
    rounded = ""

    def change(node: graph.Node) -> bytes | None:
        nonlocal rounded
        if node.op == "Div" and node.inputs[1] == "speed":
            return graph.Node("Identity", node.inputs[:1], node.outputs).encoded()
        if node.op == "Round":
            (rounded,) = node.outputs
        if node.op == "Clip" and node.inputs[0] == rounded:
            return neural.at_pace(node, "speed")
        return None

    return graph.edited(model, change, gives=(neural.LENGTHS,))
