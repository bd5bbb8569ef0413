"""What holds for every English text, whatever its rules make of it."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from narrate.scripting import english
from narrate.scripting.normalisation import explain, rules, speakable, spoken_form

ENGLISH = st.sampled_from(["en", "en-US", "en-GB"])
WORDS = [
    "the",
    "a",
    "house",
    "river",
    "green",
    "Anna",
    "Bennet",
    "running",
    "quietly",
    "never",
    "blue",
    "windows",
    "told",
    "him",
    "about",
    "her",
    "garden",
    "and",
    "stayed",
    "there",
    "while",
    "they",
    "sang",
]
FIGURES = [
    *(
        "5",
        "12",
        "1984",
        "3.14",
        "1,000",
        "007",
        "1/2",
        "5 1/2",
        "½",
        "2½",
        "10–12",
        "3-2",
        "50%",
        "$5",
        "£1.50",
        "€3bn",
        "$5–10",
    ),
    *(
        "5 km",
        "6'2\"",
        "20°C",
        "m²",
        "10⁶",
        "H₂O",
        "3:30",
        "9 a.m.",
        "3/4/2021",
        "2021-03-04",
        "May 5",
        "4 March",
        "'90s",
        "1990s",
    ),
    *(
        "1914–18",
        "44 BC",
        "AD 79",
        "Henry VIII",
        "Chapter IV",
        "World War II",
        "I",
        "F-16",
        "MI5",
        "v2.0",
        "Room 101",
        "#1",
        "18+",
    ),
    *(
        "Dr.",
        "St.",
        "No. 5",
        "p. 3",
        "e.g.",
        "i.e.",
        "etc.",
        "U.S.",
        "Ph.D.",
        "J. R.",
        "Mr.",
        "vs.",
        "NASA",
        "FBI",
        "CEOs",
        "NOT",
        "IT",
    ),
    *(
        "a@b.com",
        "www.x.org",
        "#tag",
        "@name",
        "x.pdf",
        "&",
        "+",
        "=",
        "<",
        ">",
        "~",
        "/",
        "and/or",
        "°",
        "±",
        "×",
        "§",
        "©",
        "*",
        "_",
    ),
    *(
        "[12]",
        "(x)",
        "(",
        ")",
        "[",
        "]",
        "—",
        "–",
        "-",
        "--",
        "…",
        "...",
        ".",
        ",",
        "!",
        "?",
        ";",
        ":",
        "“",
        "”",
        "'",
        '"',
        "†",
        "¹",
        "🎉",
    ),
    *(
        "read",
        "lead pipe",
        "close to",
        "has read",
        "live music",
        "555-0199",
        "(555) 123-4567",
        "24/7",
        "1:2",
        "1st",
        "42nd",
        "٣",
        "①",
    ),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from([*WORDS, *FIGURES]), max_size=14).map(" ".join),
    st.lists(st.sampled_from([*WORDS, *FIGURES, " ", " "]), max_size=14).map("".join),
    st.text(max_size=50),
    st.text("0123456789.,:/-–$% ap'\"mkxXIVst", max_size=30),
    st.text("ABCIVXUS.'s aeiou-/&", max_size=30),
)


@settings(max_examples=400)
@given(TEXTS, ENGLISH)
def test_a_spoken_form_is_its_own_spoken_form(written: str, language: str) -> None:
    spoken = spoken_form(written, language)
    assert spoken_form(spoken, language) == spoken


@settings(max_examples=400)
@given(TEXTS, ENGLISH)
def test_no_digit_and_no_symbol_is_left_for_the_engine_to_guess(written: str, language: str) -> None:
    spoken = spoken_form(written, language)
    assert not re.search(r"\d", spoken)
    assert not re.search(r"[&@#%+=<>×÷±°/~^*_|\\$£€¥()\[\]{}§©®™†‡]", spoken)


@given(TEXTS, ENGLISH)
def test_what_is_spoken_is_clean_text_or_nothing(written: str, language: str) -> None:
    spoken = spoken_form(written, language)
    assert spoken == " ".join(spoken.split())
    assert not spoken or speakable(spoken)
    assert not {unicodedata.category(char) for char in spoken} & {"Cc", "Cs", "Zl", "Zp"}


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), ENGLISH)
def test_plain_words_stay_as_they_are(words: list[str], language: str) -> None:
    assert spoken_form(" ".join(words), language) == " ".join(words)


PLAIN = frozenset(WORDS) - {"a", "May"}


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*WORDS, *FIGURES]), max_size=14).map(" ".join), ENGLISH)
@example("the river (green) / Anna & 5 km windows", "en")
def test_no_rule_loses_a_word(written: str, language: str) -> None:
    """Every plain word is still there, in order, whatever stands between: only what a rule names is rewritten."""
    expected = [word for word in re.findall(r"[A-Za-z]+", written) if word in PLAIN]
    spoken = iter(word.lower() for word in re.findall(r"[A-Za-z]+", spoken_form(written, language)))
    assert all(word.lower() in spoken for word in expected)


@given(TEXTS, ENGLISH)
def test_rules_about_digits_change_nothing_without_one(written: str, language: str) -> None:
    text = re.sub(r"\d", "", written)
    for rule in english.rules(language):
        if rule in english.ABOUT_DIGITS:
            assert rule(text) == text, rule.__name__


@given(TEXTS, ENGLISH)
def test_an_explanation_leads_from_what_is_written_to_what_is_spoken(written: str, language: str) -> None:
    changes = explain(written, language)
    text = written
    for change in changes:
        assert change.before == text
        assert change.before != change.after
        text = change.after
    if spoken_form(written, language):
        assert text == spoken_form(written, language)


def test_every_rule_has_a_name_of_its_own_and_an_example() -> None:
    every = [*rules("en-US"), *rules("en-GB")]
    assert len({rule.__name__ for rule in every}) == len(set(every))
    assert all(">>>" in (rule.__doc__ or "") for rule in every)


HARD = [
    "9",
    "1,",
    "1,234,",
    "1.",
    "1/",
    "1-",
    "1 ",
    "12:",
    "1:23",
    "$1",
    "5 1/2 ",
    "(555) ",
    "+1 555 ",
    "A",
    "A.",
    "A. ",
    "AB ",
    "a.",
    "a@",
    "a.b@",
    "http://a",
    "www.a.",
    "/a",
    "a/b/",
    "I",
    "XIV ",
    "Chapter ",
    "Anna ",
    "Anna I ",
    "A1-",
    "1a2b",
    "(",
    "[",
    "[1",
    "[1,",
    ")",
    "()",
    "'",
    '"',
    "5' ",
    '5" ',
    "- ",
    " - ",
    "–",
    "...",
    ". ",
    "? ",
    ", ",
    "^2",
    "m^2 ",
    "read ",
    "has read ",
    "close ",
    "the ",
    "Dr. ",
    "No. ",
    "1st ",
    "May ",
    "May 5 ",
    "1990s ",
    "in 1984 ",
    "#a",
    "@a",
    "&",
    "= ",
    "<",
    "~",
    "Ã©",
    "one hundred ",
    "won 3-2 ",
    "sat and ",
    "C:\\a\\",
    "¹",
    "*",
    "a*",
    "a-\n",
    " ",
    "\t",
    "é",
]


@pytest.mark.slow
@pytest.mark.parametrize("unit", HARD)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    """Each rule by itself, on 20,000 characters of what it looks for: a second would mean that it backtracks."""
    text = (unit * (20_000 // len(unit) + 1))[:20_000]
    for rule in rules("en-GB"):
        start = time.process_time()
        rule(text)
        assert time.process_time() - start < 1.0, rule.__name__
