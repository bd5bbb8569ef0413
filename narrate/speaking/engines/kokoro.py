"""Kokoro: the neural voices of Kokoro-82M, through kokoro-onnx, with the user's own files.

A model is an .onnx (kokoro-v1.0.onnx, say) with its file of voices beside it (voices-v1.0.bin). Three things that
kokoro-onnx 0.6 does otherwise than a narrator needs:
- its noise is drawn inside the model, by generators that go on from text to text: see `_steerable`;
- it trims and pads what it joins: here silence is narrate's own;
- letters that its alphabet lacks it passes over: here a text without any sound is an error.
The model takes 510 sounds at once: more are spoken in portions, cut at marks and between words, and never cut off.
"""

from __future__ import annotations

import math
import unicodedata
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.clip import Clip
from narrate.errors import SettingsError, SpeechError
from narrate.script import Passage
from narrate.sound import Sound, stretches
from narrate.speaking.engines import NotInstalledError, graph, neural
from narrate.speaking.engines.ipa import Table, as_itself, converted
from narrate.timeline import Words
from narrate.voice import Voice

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SAMPLE_RATE_HZ = 24_000
LIMIT_CHARS = 300  # about as many sounds: memory grows with length, and the model's best is below its most
MOST_SOUNDS = 510
TAKES = frozenset({"style", "speed"})  # what tells a model of Kokoro's, beside its sounds
SOUNDS = ("input_ids", "tokens")
OTHERS_TAKE = {"scales": "Piper", "ids": "hibari"}
NORMAL, UNIFORM = "narrate/normal", "narrate/uniform"  # inputs that are added to a model
DRAWS = {"RandomNormalLike": NORMAL, "RandomUniformLike": UNIFORM}
NOISE_PER_SOUND = 43_200  # numbers: 8 frames of 25 ms, of 600 samples each, of 9 harmonics; 3 frames are usual
NOISE_MORE = 500_000
# The first letter of a voice's name tells its language, the second the gender. Espeak's names, then those of BCP 47.
# Kokoro's voices for Japanese and Chinese need other readers than espeak-ng.
LANGUAGES = {
    "a": ("en-us", "en-US"),
    "b": ("en-gb", "en-GB"),
    "e": ("es", "es"),
    "f": ("fr-fr", "fr-FR"),
    "h": ("hi", "hi"),
    "i": ("it", "it"),
    "p": ("pt-br", "pt-BR"),
}
CAPITALS = "AIOQSTWY"
GENDERS = {"f": "female", "m": "male"}
LICENCE = "Apache-2.0"


class KokoroEngine:
    """The voices of Kokoro whose files the user has."""

    name = "kokoro"

    @property
    def version(self) -> str:
        """kokoro-onnx's version, and those of what computes its sound."""
        neural.require("kokoro_onnx", "kokoro-onnx", "kokoro")
        return neural.versions("kokoro-onnx", "onnxruntime", "phonemizer")

    def voices(self) -> tuple[Voice, ...]:
        """The voices of the model in the user's folder. Raises SettingsError where there is none."""
        neural.require("kokoro_onnx", "kokoro-onnx", "kokoro")
        model = _own_model()
        if model is None:
            raise NotInstalledError(
                "There is no model of Kokoro here.",
                f"Put kokoro-v1.0.onnx and voices-v1.0.bin into “{_folder()}”, or use --voice kokoro:PATH#af_heart.",
            )
        return _described(model, own=True)

    def voices_at(self, path: Path) -> tuple[Voice, ...]:
        """The voices of a model; one of them where its name follows with “#”. Raises SettingsError."""
        neural.require("kokoro_onnx", "kokoro-onnx", "kokoro")
        model, _, name = str(path).partition("#")
        voices = _described(Path(model).resolve(), own=False)
        chosen = tuple(voice for voice in voices if not name or voice.id.rpartition("#")[2] == name)
        if not chosen:
            known = ", ".join(voice.id.rpartition("#")[2] for voice in voices)
            raise SettingsError(f"“{model}” has no voice “{name}”.", f"It has {known}.")
        return chosen

    def unsayable(self, ipa: str, voice: str) -> str:
        """The signs that are not in Kokoro's alphabet."""
        from kokoro_onnx.config import DEFAULT_VOCAB

        return converted(ipa, _alphabet(frozenset(DEFAULT_VOCAB), _language(voice)))[1]

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """One utterance after the other, each with noise of its own. Raises SpeechError."""
        path, _, name = voice.rpartition("#")
        model = _loaded(path or str(_own_model()))
        said = zip(passage.spoken, passage.sounds, strict=True)
        spoken = [neural.Spoken(model.wave(text, given, name, speed), Words()) for text, given in said]
        return neural.clip(passage.spoken, spoken, SAMPLE_RATE_HZ)


def _folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("narrate", appauthor=False) / "kokoro"


def _own_model() -> Path | None:
    return next(iter(sorted(_folder().glob("*.onnx"))), None)


def _described(model: Path, *, own: bool) -> tuple[Voice, ...]:
    """The voices of a model that can be read to. Their ids are their names, or begin with the model's path."""
    _require_model(model)
    status = model.stat()
    return tuple(
        Voice(
            id=name if own else f"{model}#{name}",
            name=name.partition("_")[2].capitalize() or name,
            language=LANGUAGES[name[0]][1],
            engine=KokoroEngine.name,
            gender=GENDERS.get(name[1:2], ""),
            natural=True,
            licence=LICENCE,
            sample_rate_hz=SAMPLE_RATE_HZ,
            limit_chars=LIMIT_CHARS,
            model=f"{status.st_size} bytes of {status.st_mtime_ns}",
        )
        for name in _names(_voices_file(model))
    )


def _require_model(path: Path) -> None:
    """Raise SettingsError where a file is no whole model of Kokoro."""
    if not path.is_file():
        raise SettingsError(f"There is no file “{path}”.", "Give the path of a model: --voice kokoro:PATH#af_heart")
    try:
        takes = graph.inputs(path)
    except (OSError, ValueError) as error:
        raise SettingsError(f"“{path}” is not a whole model of a voice: {error}.", "Fetch it again.") from error
    if not (takes >= TAKES and takes & set(SOUNDS)):
        whose = next((f", but of {engine}" for take, engine in OTHERS_TAKE.items() if take in takes), "")
        raise SettingsError(f"“{path}” is no model of Kokoro{whose}.", "Choose another --voice.")


def _voices_file(model: Path) -> Path:
    """The file of voices beside a model."""
    beside = [*model.parent.glob("voices*.bin"), *model.parent.glob("voices*.npz")]
    if not beside:
        raise SettingsError(f"There is no file of voices beside “{model}”.", "Kokoro's is called voices-v1.0.bin.")
    return max(beside)


def _names(voices: Path) -> list[str]:
    """The voices in a file, which is a ZIP of arrays: those in languages that can be read."""
    try:
        with zipfile.ZipFile(voices) as archive:
            names = sorted(name.removesuffix(".npy") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise SettingsError(f"“{voices}” is not a whole file of voices: {error}.", "Fetch it again.") from error
    readable = [name for name in names if name[:1] in LANGUAGES]
    if not readable:
        raise SettingsError(f"“{voices}” has no voice that can be used.", "Fetch voices-v1.0.bin.")
    return readable


class _Model:
    """A model at work, with its voices and its alphabet."""

    def __init__(self, session: InferenceSession, voices: Any) -> None:
        from kokoro_onnx.session import embedded_vocab, input_dtypes
        from kokoro_onnx.tokenizer import Tokenizer

        self._session = session
        self._voices = voices
        self._kinds = input_dtypes(session)
        self._tokenizer = Tokenizer(vocab=embedded_vocab(session))

    def wave(self, text: str, given: tuple[Sound, ...], voice: str, speed: float) -> Any:
        """The wave of one text. Raises SpeechError where Kokoro finds no sound in it."""
        import numpy as np

        noise = neural.noise(text + "".join(sound.ipa for sound in given))
        sounds = self._sounds(text, given, _language(voice))
        portions = [self._tokenizer.tokenize(portion) for portion in _portions(" ".join(sounds.split()))]
        if not any(sound.isalpha() for sound in sounds):
            raise SpeechError(f"Kokoro finds nothing to say in “{text[:60]}”.")
        waves = [self._sound(portion, voice, speed, noise) for portion in portions if portion]
        return np.concatenate(waves)

    def _sounds(self, text: str, given: tuple[Sound, ...], language: str) -> str:
        """The sounds of a text: those of the words that are given, and what espeak-ng reads between them."""
        alphabet = _alphabet(frozenset(self._tokenizer.vocab), language) if given else {}
        whole = ""
        for stretch, sound in stretches(text, given):
            before, after = (" " if edge.isspace() else "" for edge in (stretch[:1], stretch[-1:]))
            read = self._tokenizer.phonemize(stretch, language) if stretch.strip() and not sound else ""
            whole += converted(sound, alphabet)[0] if sound else f"{before}{read}{after}"
        return whole

    def _sound(self, sounds: list[int], voice: str, speed: float, noise: Any) -> Any:
        """One run of the model: numbers of sounds to a wave from -1 to 1."""
        import numpy as np

        styles = self._voices[voice]
        count = math.ceil(NOISE_PER_SOUND * len(sounds) / min(speed, 1.0)) + NOISE_MORE
        known = {
            **{name: [[0, *sounds, 0]] for name in SOUNDS},
            "style": styles[min(len(sounds), len(styles)) - 1],
            "speed": [speed],
        }
        takes = {name: np.asarray(known[name], kind) for name, kind in self._kinds.items() if name in known}
        if NORMAL in self._kinds:
            takes[NORMAL] = noise.standard_normal(count, dtype=np.float32)
        if UNIFORM in self._kinds:
            takes[UNIFORM] = noise.random(count, dtype=np.float32)
        return np.asarray(self._session.run(None, takes)[0], np.float32).reshape(-1)


def _portions(sounds: str) -> list[str]:
    """Sounds in portions of what the model takes at once. Raises SpeechError where any would be lost."""
    from kokoro_onnx.chunker import split_phonemes

    portions: list[str] = split_phonemes(sounds, MOST_SOUNDS)
    if "".join("".join(portions).split()) != "".join(sounds.split()):
        raise SpeechError("kokoro-onnx loses sounds of a long text.")
    return portions


def _language(voice: str) -> str:
    """What espeak-ng calls the language of a voice, which its name or the end of its id tells."""
    return LANGUAGES[voice.rpartition("#")[2][0]][0]


@lru_cache(maxsize=8)
def _alphabet(signs: frozenset[str], language: str) -> Table:
    """How Kokoro writes the sounds of IPA. Its capitals, each for several, are no signs of that."""
    small = frozenset(sign for sign in signs if unicodedata.category(sign)[0] in "LM")
    return as_itself(small - frozenset(CAPITALS), english=language.startswith("en"))


@lru_cache(maxsize=4)  # one in a process of its own; a worker of a cluster may have several voices to speak
def _loaded(path: str) -> _Model:
    import numpy as np

    session = graph.opened(_steerable(Path(path).read_bytes()))
    return _Model(session, np.load(_voices_file(Path(path)), allow_pickle=False))


def _steerable(model: bytes) -> bytes:
    """The model with its noise as inputs, where it draws any: each draw takes as much of it as it needs."""
    drawn: set[str] = set()

    def change(node: graph.Node) -> bytes | None:
        if node.op not in DRAWS:
            return None
        drawn.add(DRAWS[node.op])
        (noise,) = node.outputs
        add = graph.Nodes(f"{noise}/slice")
        shape = add("Shape", *node.inputs)
        count = add("ReduceProd", shape, keepdims=1)
        add("Reshape", add("Slice", DRAWS[node.op], add("Sub", count, count), count), shape, gives=noise)
        return add.encoded

    changed = graph.edited(model, change)
    return graph.edited(changed, lambda _: None, takes=tuple(sorted(drawn)))
