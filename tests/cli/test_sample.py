"""narrate voices --sample: several voices in one file, each in a chapter of its own."""

from __future__ import annotations

from pathlib import Path

import mutagen
import pytest

from narrate.cli import audition
from narrate.doors.metering import measure_file
from narrate.errors import SettingsError
from narrate.speaking import cast
from narrate.speaking.samples import TEXTS


def test_every_voice_that_fits_says_the_text_in_a_chapter_of_its_own(narrate) -> None:
    done = narrate("voices", "--sample", "Um *texto* com 2 palavras [e](mais).", "--language", "pt", "-o", "a.mp3")
    assert (done.code, done.out) == (0, "a.mp3\n")
    assert [line.split()[-1] for line in done.err.splitlines()] == ["pyttsx3:roa/pt", "pyttsx3:roa/pt-br"]
    chapters = mutagen.File("a.mp3").tags.getall("CHAP")
    assert [str(one.sub_frames["TIT2"]) for one in chapters] == [
        "Portuguese (Portugal)",
        "Portuguese (Brazil)",
    ]
    assert measure_file(Path("a.mp3")).duration_s > 6


def test_without_a_text_each_language_has_its_own(narrate) -> None:
    assert narrate("voices", "--sample", "--language", "sv").out == "output/voices.mp3\n"
    assert set(TEXTS) == {"de", "en", "es", "fr", "it", "nl", "pt"}


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--language", "xx"), "No voice fits"), (("--engine", "x"), "no speech engine")]
)
def test_nobody_to_listen_to_is_an_error(narrate, arguments: tuple[str, ...], said: str) -> None:
    done = narrate("voices", "--sample", *arguments)
    assert done.code == 2
    assert said in done.err


def test_too_many_voices_are_refused() -> None:
    with pytest.raises(SettingsError, match="17 voices"):
        audition.render([cast("tone", "en")] * 17, "", "en", None)
