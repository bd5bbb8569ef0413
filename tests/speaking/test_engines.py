"""The contract that every engine keeps. Each row of ENGINES is run in a fresh process, as a worker would run it."""

from __future__ import annotations

import hashlib

import pytest

from narrate.doors.processes import JobFailedError, run_alone
from narrate.script import Passage, Utterance
from narrate.speaking.casting import cast
from narrate.speaking.engines import open_engine
from narrate.speaking.job import Order, speak_passage

ENGINES = ("pyttsx3", "tone")
SENTENCES = ("The lamp was lit at six.", "Nobody saw it go out again, though many were looking.")


def passage(*texts: str) -> Passage:
    return Passage(1, tuple(Utterance(text, text) for text in texts))


def spoken(engine: str, *texts: str, speed: float = 1.0):
    return run_alone(60, speak_passage, Order(passage(*texts), cast(engine, "en"), speed))


@pytest.mark.parametrize("name", ENGINES)
class TestEveryEngine:
    def test_lists_voices_with_an_id_a_language_and_a_rate(self, name: str) -> None:
        voices = open_engine(name).voices()
        assert voices
        assert all(one.id and one.language and one.engine == name and one.sample_rate_hz >= 8000 for one in voices)
        assert len({one.id for one in voices}) == len(voices)

    def test_names_its_version(self, name: str) -> None:
        assert any(char.isdigit() for char in open_engine(name).version)

    def test_gives_a_span_for_each_utterance_in_order(self, name: str) -> None:
        clip = spoken(name, *SENTENCES)
        assert clip.is_whole(2)
        assert clip.sample_rate_hz == cast(name, "en").sample_rate_hz

    def test_speaks_all_of_a_long_text(self, name: str) -> None:
        short, long = (spoken(name, " ".join(SENTENCES * times)).length for times in (2, 6))
        assert long == pytest.approx(3 * short, rel=0.05)

    def test_gives_the_same_bytes_for_the_same_text(self, name: str) -> None:
        first, second = (hashlib.sha256(spoken(name, *SENTENCES).pcm).hexdigest() for _ in range(2))
        assert first == second

    def test_speaks_faster_when_asked(self, name: str) -> None:
        normal, fast = (spoken(name, *SENTENCES, speed=speed).length for speed in (1.0, 2.0))
        assert 0.4 < fast / normal < 0.75

    @pytest.mark.parametrize("text", ["5 < 6 & 7 > 2", "<b>bold</b> [[x]] &amp;", "naïve café №1", "日本語", "a" * 900])
    def test_speaks_any_text_that_has_a_letter_or_a_digit(self, name: str, text: str) -> None:
        assert spoken(name, text).is_whole(1)


class TestPyttsx3:
    """The faults of pyttsx3 2.99 that narrate cures: each would lose sound without an error."""

    def test_what_a_passage_sounds_like_does_not_depend_on_what_was_spoken_before(self) -> None:
        """espeak-ng carries its pitch flutter from one text to the next."""
        alone = spoken("pyttsx3", SENTENCES[1]).pcm
        digest = run_alone(60, _digest_after_others, SENTENCES[1])
        assert digest == hashlib.sha256(alone).hexdigest()

    def test_no_clip_of_many_is_missing_or_empty(self) -> None:
        lengths = run_alone(120, _lengths_of, 40)
        assert len(set(lengths)) == 1
        assert lengths[0] > 20_000

    def test_a_text_of_a_thousand_characters_is_whole(self) -> None:
        """The first `runAndWait` returns at once: without the wait a long text has no sound at all."""
        text = "and so it went on, and on, and on, " * 28
        seconds = spoken("pyttsx3", text).length / 22_050
        assert seconds > len(text) / 30

    def test_an_unknown_voice_is_an_error_not_another_voice(self) -> None:
        order = Order(passage("Hello."), cast("pyttsx3:gmw/en-us", "en"), 1.0)
        wrong = Order(order.passage, order.voice.__class__(**{**_fields(order.voice), "id": "gmw/nobody"}), 1.0)
        with pytest.raises(JobFailedError, match="nobody"):
            run_alone(60, speak_passage, wrong)

    def test_every_voice_that_is_listed_exists(self) -> None:
        """Each id is one that espeak-ng itself takes; a sample, as there are 141."""
        for voice in open_engine("pyttsx3").voices()[::20]:
            assert run_alone(60, speak_passage, Order(passage("one 2"), voice, 1.0)).is_whole(1)


def _fields(voice) -> dict:
    return {name: getattr(voice, name) for name in voice.__slots__}


def _digest_after_others(text: str) -> str:
    engine = open_engine("pyttsx3")
    for other in ("First another one.", "And one more, for luck!"):
        engine.speak(passage(other), "gmw/en-us", 1.0)
    return hashlib.sha256(engine.speak(passage(text), "gmw/en-us", 1.0).pcm).hexdigest()


def _lengths_of(count: int) -> list[int]:
    engine = open_engine("pyttsx3")
    return [engine.speak(passage("All of these are the same."), "gmw/en-us", 1.0).length for _ in range(count)]
