"""Words that are spelled alike and said in two ways: a respelling where the context decides, and only there."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form

RESPELLED = [
    ("I have read it.", "I have red it."),
    ("She had never read it.", "She had never red it."),
    ("Have you read it?", "Have you red it?"),
    ("The letter was read aloud.", "The letter was red aloud."),
    ("He read the letter twice.", "He red the letter twice."),
    ("I read it yesterday.", "I red it yesterday."),
    ("a well-read man", "a well-red man"),
    ("He sat down and read for an hour.", "He sat down and red for an hour."),
    ("a lead pipe", "a led pipe"),
    ("made of lead.", "made of led."),
    ("lead poisoning", "led poisoning"),
    ("zinc and lead", "zinc and led"),
    ("live music", "lyve music"),
    ("It was broadcast live.", "It was broadcast lyve."),
    ("a live wire", "a lyve wire"),
    ("to wind up the clock", "to wynd up the clock"),
    ("The road winds through the hills.", "The road wynds through the hills."),
    ("to tear it up", "to tair it up"),
    ("a tear in the fabric", "a tair in the fabric"),
    ("wear and tear", "wear and tair"),
    ("very close to home", "very cloce to home"),
    ("a close friend", "a cloce friend"),
    ("close-up", "cloce-up"),
    ("in minute detail", "in mynoot detail"),
    ("the bow of the ship", "the bough of the ship"),
    ("with a low bow", "with a low bough"),
    ("had a row with his wife", "had a rau with his wife"),
    ("a blazing row", "a blazing rau"),
    ("a bass guitar", "a base guitar"),
    ("He plays bass.", "He plays base."),
    ("bucks and does", "bucks and doze"),
]

LEFT = [
    "I read every day.",
    "Please read this.",
    "Did he read it?",
    "to read a book",
    "I like to sit and read.",
    "to lead the way",
    "the lead singer",
    "a lead of three points",
    "They live here.",
    "We live close by here now and then",
    "the wind in the trees",
    "the wind blew up the hill",
    "a tear in her eye",
    "tears ran down",
    "close the door",
    "It will close at noon.",
    "wait a minute",
    "a five minute walk",
    "one minute details",
    "a bow and arrow",
    "a bow tie",
    "in a row",
    "a row of houses",
    "three times in a row over",
    "sea bass",
    "He does it.",
    "how many does he have",
]


@pytest.mark.parametrize(("written", "spoken"), RESPELLED)
def test_the_rarer_way_is_respelled(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@pytest.mark.parametrize("written", LEFT)
def test_the_common_way_and_what_is_unsure_are_left(written: str) -> None:
    assert spoken_form(written) == written
