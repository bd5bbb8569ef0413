"""Cast files: what each line asks for, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.cast import Cast
from narrate.document import Kind
from narrate.errors import SettingsError
from narrate.settings import Settings
from narrate.speaking.assembling import assemble

WHOLE = """
[roles]
heading = "tone:high"
dialogue = { voice = "pyttsx3:en-gb", speed = 0.9 }

[speakers]
Holmes = "pyttsx3:en-us"
"Mrs. Bennet" = "pyttsx3:gmw/en+f3"

[chapters]
"Chapter 2" = "tone:low"

[languages]
fr = "pyttsx3"
pt-BR = "pyttsx3:pt-br"
"""


def of(text: str, voice: str = "pyttsx3:en-us", **settings: object) -> Cast:
    Path("cast.toml").write_text(text, encoding="utf-8")
    return assemble(Settings(voice=voice, cast=Path("cast.toml"), **settings), "en")


def test_a_line_gives_a_role_a_speaker_or_a_language_its_voice() -> None:
    cast = of(WHOLE)
    assert cast.narrator.id == "gmw/en-us"
    assert {name: part.voice.full_id for name, part in cast.roles.items()} == {
        "heading": "tone:high",
        "dialogue": "pyttsx3:gmw/en",
    }
    assert cast.roles["dialogue"].speed == 0.9
    assert {name: part.voice.id for name, part in cast.speakers.items()} == {
        "Holmes": "gmw/en-us",
        "Mrs. Bennet": "gmw/en+f3",
    }
    assert cast.part(Kind.BODY, "en", None, "Chapter 2").voice.id == "low"
    assert cast.part(Kind.HEADING, "en", None, "Chapter 2").voice.id == "high"
    assert cast.part(Kind.BODY, "en", None, "Chapter 3") is None
    assert {tag: part.voice.language for tag, part in cast.languages.items()} == {"fr": "fr-fr", "pt-br": "pt-br"}


def test_without_a_cast_there_is_the_narrator_alone() -> None:
    assert assemble(Settings(voice="tone"), "en").roles == {}


def test_an_option_wins_over_the_file() -> None:
    cast = of('[languages]\nfr = "pyttsx3:fr-be"\n', voices_for=(("fr", "pyttsx3:fr-ch"),))
    assert cast.languages["fr"].voice.language == "fr-ch"


@pytest.mark.parametrize(
    ("text", "line", "problem", "mend"),
    [
        ('[roles]\nheading = "tone:high"\ndialog = "tone"\n', 3, "no role “dialog”", "dialogue"),
        ('[roles]\nnarrator = "tone"\n', 2, "narrator", "--voice"),
        ('[role]\nheading = "tone"\n', 1, "no “role”", "roles"),
        ('voice = "tone"\n', 1, "no “voice”", "[roles]"),
        ("[roles]\n\nquote = 5\n", 3, "5", "A line is"),
        ('[roles]\nquote = { voise = "tone" }\n', 2, "voise", "voice"),
        ("[roles]\nquote = { speed = 1.0 }\n", 2, "no voice", "voice ="),
        ('[roles]\nquote = { voice = "tone", speed = 9 }\n', 2, "9", "0.4 to 3.0"),
        ('[roles]\nquote = { voice = "tone", speed = "fast" }\n', 2, "fast", "0.4 to 3.0"),
        ('[roles]\nquote = "tone:nobody"\n', 2, "tone:nobody", "narrate voices"),
        ('[roles]\nquote = "kokoro9:x"\n', 2, "kokoro9:x", "narrate voices"),
        ('[roles.quote]\nvoice = "tone:nobody"\n', 1, "tone:nobody", "narrate voices"),
        ('[speakers]\n" " = "tone"\n', 2, "no name", "name"),
        ('[languages]\nfr = "pyttsx3:en-gb"\n', 2, "speaks en-gb, not fr", "narrate voices --language fr"),
        ('[languages]\nxx = "pyttsx3"\n', 2, "not xx", "narrate voices --language xx"),
        ('[languages]\n"no language" = "tone"\n', 2, "no language", "pt-BR"),
        ("roles = 3\n", 1, "no table", "[roles]"),
        ('[roles]\nquote = "tone\n', 2, "line 2", "A line is"),
        ('[roles]\nquote = "tone"\nquote = "tone"\n', 3, "line 3", "A line is"),
    ],
)
def test_a_bad_line_names_the_file_the_line_and_the_mend(text: str, line: int, problem: str, mend: str) -> None:
    with pytest.raises(SettingsError) as caught:
        of(text)
    assert "cast.toml" in caught.value.problem
    assert f"line {line}" in caught.value.problem
    assert problem in caught.value.problem
    assert mend in caught.value.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"\xff\xfe[roles]", "UTF-8"), (b"[roles]\nx = " + b"[" * 5000, "cast.toml"), (b"#" * 1_000_001, "larger")],
)
def test_a_file_that_is_no_cast_is_one_sentence(content: bytes, problem: str) -> None:
    Path("cast.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=problem):
        assemble(Settings(voice="tone", cast=Path("cast.toml")), "en")


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        assemble(Settings(voice="tone", cast=Path("nowhere.toml")), "en")


def test_a_part_that_would_be_too_fast_for_any_engine_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"--speed 2 it is 4\.00"):
        of('[roles]\nquote = { voice = "tone", speed = 2 }\n', speed=2.0)


@pytest.mark.parametrize(
    ("tag", "voice", "problem"),
    [("fr", "en-gb", "not fr"), ("fr", "nobody", "nobody"), ("de", "tone:nobody", "tone:nobody")],
)
def test_a_bad_option_is_named(tag: str, voice: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem) as caught:
        assemble(Settings(voice="tone", voices_for=((tag, voice),)), "en")
    assert f"--voice-for {tag}={voice}" in caught.value.problem


@pytest.mark.parametrize("pair", [("", "tone"), ("fr", ""), ("not a tag", "tone")])
def test_an_option_that_is_no_language_and_voice_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(SettingsError, match="no voice for a language"):
        Settings(voices_for=(pair,))


# --- who speaks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language", "speaker", "who"),
    [
        (Kind.BODY, "en", None, None),
        (Kind.BODY, "en-AU", None, None),
        (Kind.BODY, "de", None, None),
        (Kind.HEADING, "en", None, "high"),
        (Kind.BODY, "en", "", "gmw/en"),
        (Kind.BODY, "en", "Holmes", "gmw/en-us"),
        (Kind.BODY, "en", "Watson", "gmw/en"),
        (Kind.BODY, "fr", None, "roa/fr"),
        (Kind.BODY, "fr-CA", None, "roa/fr"),
        (Kind.BODY, "fr", "Holmes", "roa/fr"),
        (Kind.BODY, "pt", None, None),
        (Kind.BODY, "pt-BR", None, "roa/pt-br"),
    ],
)
def test_who_speaks_follows_from_role_speaker_and_language(
    kind: Kind, language: str, speaker: str | None, who: str | None
) -> None:
    part = of(WHOLE).part(kind, language, speaker)
    assert (part.voice.id if part else None) == who
