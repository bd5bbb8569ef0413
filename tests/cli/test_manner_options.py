"""How a text is read: --style, --pause and the policies, on the command line and in narrate.toml."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from narrate.cli import configuration
from narrate.errors import SettingsError
from narrate.manner import STYLES, Pauses

TEXT = "# A Title\n\nOne. Two.\n\nThree [12].\n\n```\nx = 1\ny = 2\n```\n"

pytestmark = pytest.mark.usefixtures("notes")


@pytest.fixture
def notes(tmp_path: Path) -> None:
    Path("notes.md").write_text(TEXT)


@pytest.fixture
def sentences(narrate) -> Callable[..., dict[str, dict[str, Any]]]:
    """What `narrate script` says of each sentence, by what is written."""

    def run(*arguments: str, **variables: str) -> dict[str, dict[str, Any]]:
        done = narrate("script", "notes.md", "--json", *arguments, **variables)
        (chapter,) = json.loads(done.out)["chapters"]
        return {one["written"]: one for paragraph in chapter["paragraphs"] for one in paragraph["sentences"]}

    return run


def paused(*pauses: str, **given: Any) -> Pauses:
    return configuration.settings({"pause": pauses, **given}).manner.style.pauses


@pytest.mark.parametrize("time", ["900", "900ms", "900 ms", "0.9s", "0.9 S", "0.9000s"])
def test_a_pause_is_a_name_and_a_time(time: str) -> None:
    assert paused(f"paragraph={time}").paragraph_ms == 900


@pytest.mark.parametrize("name", ["scene-break", "scene_break", "Scene-Break"])
def test_a_name_of_two_words_may_have_a_hyphen(name: str) -> None:
    assert paused(f"{name}=5").scene_break_ms == 5


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("paragrahp=1s", "Did you mean paragraph?"),
        ("paragraph=soon", "Write it as paragraph=900ms or paragraph=0.9s."),
        ("paragraph", "Write it as paragraph=900ms or paragraph=0.9s."),
        ("paragraph=1m", "Write it as paragraph=900ms or paragraph=0.9s."),
        ("list-item=61s", "The pause “list-item” cannot be 61000."),
        ("list-item=-1", "Give 0 to 60000 milliseconds"),
    ],
)
def test_a_pause_that_cannot_be_is_refused_in_the_words_it_was_asked_in(argument: str, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        paused(argument)
    assert message in str(error.value)
    assert "_ms" not in str(error.value)


@pytest.mark.parametrize("style", STYLES)
def test_a_style_has_pauses_that_single_ones_change(style: str) -> None:
    own = STYLES[style].pauses
    assert paused("sentence=100", style=style) == replace(own, sentence_ms=100)
    assert paused(style=style) == own


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"style": "fast"}, "essay, news, bedtime"),
        ({"code": "loud"}, "say, skip or announce"),
        ({"notes": "say"}, "end, inline or skip"),
        ({"language": "german"}, "Write de for German."),
    ],
)
def test_a_choice_that_there_is_not_is_answered_with_those_there_are(given: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError) as error:
        configuration.settings(given)
    assert message in str(error.value)


def test_a_style_has_a_pace(sentences) -> None:
    essay, bedtime = sentences(), sentences("--style", "bedtime", "--pause", "sentence=350")
    assert bedtime["One."]["seconds"] > essay["One."]["seconds"]


def test_policies_come_from_the_command_line_or_the_file(sentences) -> None:
    Path("narrate.toml").write_text(
        'code = "announce"\ncitations = "keep"\nstyle = "news"\n[pauses]\nsentence = "0.1s"\n'
    )
    found = sentences()
    assert found["x = 1"]["spoken"] == "Code, two lines."
    assert found["Three [12]."]["spoken"] == "Three, twelve."
    assert found["One."]["pause_ms"] == 100
    assert found["Two."]["pause_ms"] == STYLES["news"].pauses.paragraph_ms
    changed = sentences("--code", "skip", NARRATE_CITATIONS="drop")
    assert changed["x = 1"]["skipped"] == "code, skipped as asked"
    assert changed["Three [12]."]["spoken"] == "Three."


def test_a_note_is_said_where_it_is_cited_if_asked(narrate) -> None:
    Path("cited.md").write_text("One.[^1]\n\nTwo.\n\n[^1]: A note.\n")

    def said(*arguments: str) -> list[str]:
        (chapter,) = json.loads(narrate("script", "cited.md", "--json", *arguments).out)["chapters"]
        return [one["spoken"] for paragraph in chapter["paragraphs"] for one in paragraph["sentences"]]

    assert said() == ["One.", "Two.", "A note."]
    assert said("--notes", "inline") == ["One.", "A note.", "Two."]


def test_a_german_text_is_read_in_german_without_being_told(narrate) -> None:
    Path("de.txt").write_text(
        "Der alte Leuchtturm stand seit 1984 am Ende der Mole, und jeden Abend brannte die Lampe.\n"
    )
    found = json.loads(narrate("script", "de.txt", "--json").out)
    assert found["language"] == "de"
    assert "neunzehnhundertvierundachtzig" in found["chapters"][0]["paragraphs"][0]["sentences"][0]["spoken"]
