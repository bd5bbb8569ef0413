"""The user's own pronunciations, through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def lexicon() -> Path:
    path = Path("words.toml")
    path.write_text('[words]\nNguyen = "win"\n"St. John" = "sinjin"\n')
    return path


@pytest.fixture
def text() -> Path:
    path = Path("text.txt")
    path.write_text("We met Nguyen and St. John there. Then Nguyen left, naïve as ever.\n")
    return path


def spoken(done) -> list[str]:
    script = json.loads(done.out)
    return [one["spoken"] for chapter in script["chapters"] for p in chapter["paragraphs"] for one in p["sentences"]]


def test_what_is_said_follows_the_lexicon_and_what_is_written_stays(narrate, text: Path, lexicon: Path) -> None:
    done = narrate("script", text, "--lexicon", lexicon, "--json")
    assert done.code == 0, done.err
    assert spoken(done)[0] == "We met win and sinjin there."
    assert "Nguyen and St. John" in done.out


def test_a_configuration_file_can_name_it(narrate, text: Path, lexicon: Path) -> None:
    Path("narrate.toml").write_text('lexicon = "words.toml"\n')
    assert "win" in spoken(narrate("script", text, "--json"))[0]


def test_a_changed_word_speaks_its_paragraph_again_and_no_other(narrate, lexicon: Path) -> None:
    text = Path("two.txt")
    text.write_text("Nguyen went home in the end.\n\nNobody else was there to see it.\n")
    narrate(text, "--voice", "tone", "-q")
    result = json.loads(narrate(text, "--voice", "tone", "--lexicon", lexicon, "--json").out)
    assert (result["spoken"], result["cached"]) == (1, 1)


def test_a_lexicon_that_is_wrong_stops_before_any_work(narrate, text: Path) -> None:
    Path("bad.toml").write_text("[words]\nNguyen = 3\n")
    done = narrate(text, "--lexicon", "bad.toml")
    assert done.code == 2
    assert "“bad.toml”, line 2" in done.err
    assert not Path("output").exists()


def test_names_and_unusual_words_are_suggested_the_most_frequent_first(narrate, text: Path) -> None:
    done = narrate("lexicon", "suggest", text)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "[words]"
    assert lines[1].startswith('"Nguyen" = ')
    assert lines[1].endswith("# 2 times")
    assert any("naïve" in line for line in lines)
    assert not any('"Then"' in line or '"We"' in line for line in lines)
    assert {one["word"] for one in json.loads(narrate("lexicon", "suggest", text, "--json").out)} >= {"Nguyen", "naïve"}


def test_a_word_with_two_pronunciations_is_reported(narrate, lexicon: Path) -> None:
    assert narrate("lexicon", "check", lexicon).code == 0
    Path("more.toml").write_text('[words]\nnguyen = "nwen"\n')
    done = narrate("lexicon", "check", lexicon, "more.toml")
    assert done.code == 1
    assert "“Nguyen” is “win” and later “nwen”" in done.out


def test_a_lexicon_can_be_had_as_pls(narrate, lexicon: Path, text: Path) -> None:
    Path("words.pls").write_text(narrate("lexicon", "convert", lexicon).out)
    assert "win" in spoken(narrate("script", text, "--lexicon", "words.pls", "--json"))[0]


def test_the_explanation_begins_with_what_the_lexicon_did(narrate, text: Path, lexicon: Path) -> None:
    done = narrate("script", text, "--lexicon", lexicon, "--explain", "--json")
    first = json.loads(done.out)["chapters"][0]["paragraphs"][0]["sentences"][0]
    assert first["rules"][0]["rule"] == "lexicon"
    assert first["rules"][-1]["after"] == first["spoken"]
