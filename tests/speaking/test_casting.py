"""Which voice speaks: what may be asked for, and what each asks."""

from __future__ import annotations

import pytest

from narrate.errors import SettingsError
from narrate.speaking import all_voices, cast, unavailable_engines


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
