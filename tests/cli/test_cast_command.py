"""A narration of several voices, as a user asks for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrate.doors.metering import measure_file

TEXT = """---
title: The Visit
language: en
---

“My dear Watson,” said Holmes, “you see. You do not observe!” He sat down.

“Nonsense!” cried Watson.

> A block of another book.
"""
CAST = """
[roles]
quote = "pyttsx3:en-gb"
dialogue = "tone:high"

[speakers]
Holmes = { voice = "pyttsx3:en-us+f3", speed = 0.9 }
"""


@pytest.fixture
def visit() -> Path:
    Path("cast.toml").write_text(CAST, encoding="utf-8")
    path = Path("visit.md")
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_script_shows_who_speaks_what(narrate, visit: Path) -> None:
    done = narrate("script", visit, "--voice", "tone", "--cast", "cast.toml", "--json")
    paragraphs = [one for chapter in json.loads(done.out)["chapters"] for one in chapter["paragraphs"]]
    said = [(one.get("voice"), " ".join(each["written"] for each in one["sentences"])) for one in paragraphs]
    assert said == [
        (None, "The Visit"),
        ("pyttsx3:gmw/en-us+f3", "“My dear Watson,”"),
        (None, "said Holmes,"),
        ("pyttsx3:gmw/en-us+f3", "“you see. You do not observe!”"),
        (None, "He sat down."),
        ("tone:high", "“Nonsense!”"),
        (None, "cried Watson."),
        ("pyttsx3:gmw/en", "A block of another book."),
    ]
    lines = narrate("script", visit, "--voice", "tone", "--cast", "cast.toml").out.splitlines()
    assert "[quote, pyttsx3:gmw/en] A block of another book." in lines


def test_a_narration_of_several_voices_is_the_same_bytes_whoever_works(narrate, visit: Path) -> None:
    asked = (visit, "--voice", "tone", "--cast", "cast.toml", "--json")
    first = json.loads(narrate(*asked, "-o", "a.mp3", "--jobs", "1").out)
    narrate(*asked, "-o", "b.mp3", "--jobs", "2", "--cache-dir", "other")
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()
    assert first["voice"] == "tone:low"
    assert first["others"] == ["pyttsx3:gmw/en-us+f3", "tone:high", "pyttsx3:gmw/en"]
    assert measure_file(Path("a.mp3")).duration_s == pytest.approx(first["duration_s"], abs=0.05)
    again = json.loads(narrate(*asked, "-o", "a.mp3").out)
    assert again["spoken"] == 0


def test_captions_and_the_page_say_whose_speech_it_is(narrate, visit: Path) -> None:
    asked = ("--voice", "tone", "--cast", "cast.toml", "--captions", "vtt,srt,json", "--read-along", "html")
    assert narrate(visit, *asked, "-o", "visit.mp3").code == 0
    vtt, srt = (Path(name).read_text(encoding="utf-8") for name in ("visit.vtt", "visit.srt"))
    assert "<v Holmes>“My dear Watson,”" in vtt
    assert vtt.count("<v ") == 3
    assert "\nHolmes: “My dear Watson,”" in srt
    assert "“Nonsense!”" in srt
    assert "Watson: “Nonsense!”" not in srt  # the cast has no such name
    assert '"speakers":[["Holmes",[1,3,4]]]' in Path("visit.read-along.html").read_text(encoding="utf-8")


def test_another_language_has_its_own_voice(narrate) -> None:
    Path("a.md").write_text("---\nlanguage: fr\n---\n\nBonjour.\n", encoding="utf-8")
    asked = ("script", "a.md", "--voice", "pyttsx3:en-us", "--voice-for", "fr=pyttsx3:roa/fr", "--json")
    assert json.loads(narrate(*asked).out)["chapters"][0]["paragraphs"][0]["voice"] == "pyttsx3:roa/fr"


def test_a_configuration_file_may_name_the_cast_and_the_voices_for_languages(narrate, visit: Path) -> None:
    Path("narrate.toml").write_text('voice = "tone"\ncast = "cast.toml"\n[voices_for]\nfr = "pyttsx3"\n')
    done = narrate("script", visit)
    assert "[tone:high] “Nonsense!”" in done.out
    Path("narrate.toml").write_text("[voices_for]\nfr = 5\n")
    failed = narrate("script", visit)
    assert failed.code == 2
    assert "voices_for.fr" in failed.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--voice-for", "fr=en-gb"), "speaks en-gb, not fr"),
        (("--voice-for", "fr"), "Write it as fr=pyttsx3:roa/fr"),
        (("--cast", "bad.toml"), "“bad.toml”, line 2"),
        (("--cast", "none.toml"), "cannot be read"),
    ],
)
def test_a_cast_that_cannot_be_is_refused_before_anything_is_spoken(
    narrate, visit: Path, arguments: tuple[str, ...], said: str
) -> None:
    Path("bad.toml").write_text('[roles]\ndialogue = "tone:nobody"\n')
    done = narrate(visit, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not Path("output").exists()
