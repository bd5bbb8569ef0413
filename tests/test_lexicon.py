"""The user's own pronunciations: what is replaced, what is not, and what is wrong with a file."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.document import Chapter, Document, Paragraph
from narrate.errors import SettingsError
from narrate.lexicon import Entry, Lexicon
from narrate.pronouncing import as_pls, conflicts, read_lexicon
from narrate.scripting import write_script
from narrate.scripting.normalisation import spoken_form
from narrate.scripting.sounding import placed
from narrate.voice import Voice


@pytest.mark.parametrize(
    ("entries", "text", "expected"),
    [
        ((Entry("Nguyen", "win"),), "Nguyen and NGUYEN, nguyen's", "win and win, win's"),
        ((Entry("Nguyen", "win", match_case=True),), "Nguyen and NGUYEN", "win and NGUYEN"),
        ((Entry("cat", "dog"),), "cat, concat, cats, a cat.", "dog, concat, cats, a dog."),
        ((Entry("cat", "dog", whole=False),), "concat", "condog"),
        ((Entry("St.", "Saint"), Entry("St. John", "sinjin")), "St. John of St. Ives", "sinjin of Saint Ives"),
        ((Entry("New York", "noo york"),), "New\n  York", "noo york"),
        ((Entry("a", "b"), Entry("b", "c")), "a b", "b c"),
        ((Entry("lead", "led"), Entry("lead", "leed")), "lead", "leed"),
        ((Entry("C++", "see plus plus"),), "C++ and C", "see plus plus and C"),
        ((Entry("co-op", "coop"),), "a co-op.", "a coop."),
        ((Entry("naïve", "nigh eve"),), "NAÏVE naive", "nigh eve naive"),
        ((), "nothing", "nothing"),
    ],
)
def test_words_are_replaced_whole_in_any_case_the_longest_first(
    entries: tuple[Entry, ...], text: str, expected: str
) -> None:
    assert Lexicon(entries).applied(text, "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-GB", "leftenant"), ("en-US", "lieutenant"), ("en", "lieutenant"), ("de", "lieutenant")],
)
def test_an_entry_is_for_the_texts_of_its_language(language: str, expected: str) -> None:
    assert Lexicon((Entry("lieutenant", "leftenant", "en-GB"),)).applied("lieutenant", language) == expected


@given(st.text("abc .,-\n", max_size=60), st.lists(st.text("xyz", min_size=1, max_size=5), max_size=4))
def test_a_text_without_any_of_the_words_stays_as_it_is(text: str, words: list[str]) -> None:
    assert Lexicon(tuple(Entry(word, "said", whole=False) for word in words)).applied(text, "en") == text


@given(st.lists(st.text("xyz", min_size=1, max_size=3), min_size=1, max_size=4), st.text("abc ", max_size=20))
def test_a_text_with_one_of_the_words_says_what_the_lexicon_says(words: list[str], text: str) -> None:
    lexicon = Lexicon(tuple(Entry(word, f"<{word}>") for word in words))
    assert lexicon.applied(f"{text} {words[0]} {text}", "en") == f"{text} <{words[0]}> {text}"


def test_a_thousand_words_and_a_long_text_take_no_time() -> None:
    lexicon = Lexicon(tuple(Entry(f"word{n}", f"said {n}") for n in range(1_000)))
    start = time.monotonic()
    lexicon.applied("some words word999 and others " * 2_000, "en")
    assert time.monotonic() - start < 10


def test_a_file_has_words_and_entries(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text(
        '[words]\nNguyen = "win"\n\n[[entry]]\nword = "lead"\nsaid = "led"\nlanguage = "en"\nwhole = true\n'
    )
    assert read_lexicon([path]).entries == (Entry("Nguyen", "win"), Entry("lead", "led", "en"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[words]\nNguyen = win"\n', "line 2"),
        ("[words]\nNguyen = 3\n", "line 2: “said” is 3"),
        ('[words]\nNguyen = ""\n', "line 2: a word and how it is said"),
        ('[[entry]]\nword = "x"\nsaid = "y"\nspeed = 3\n', "no “speed”"),
        ('[[entry]]\nsaid = "y"\n', "a word and how it is said"),
        ('Nguyen = "win"\n', "line 1: there is no “Nguyen”"),
        ('words = "x"\n', "must be tables"),
        ('entry = ["x"]\n', "a word and how it is said"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"words\.toml") as caught:
        read_lexicon([path])
    assert problem in caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<lexicon", "not XML"),
        ("<html/>", "not a pronunciation lexicon"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x/>', "declares entities"),
    ],
)
def test_a_bad_pls_file_is_told(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "words.pls"
    path.write_text(content)
    with pytest.raises(SettingsError, match=problem):
        read_lexicon([path])


def test_a_file_that_is_absent_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_lexicon([tmp_path / "gone.toml"])
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        read_lexicon([tmp_path / "bytes.toml"])


def test_pls_is_read_as_it_is_written(tmp_path: Path) -> None:
    entries = (Entry("Nguyen", "win", "en", match_case=True, ipa="wɪn"), Entry("SQL", "sequel", "en", match_case=True))
    path = tmp_path / "words.pls"
    path.write_text(as_pls(Lexicon(entries), "en"), encoding="utf-8")
    assert read_lexicon([path]).entries == entries


def test_an_entry_for_one_voice_is_not_for_other_programs() -> None:
    assert "grapheme" not in as_pls(Lexicon((Entry("Nguyen", "win", voice="heart"),)), "en")


def test_two_entries_for_one_word_are_reported() -> None:
    one, two = Entry("lead", "led"), Entry("Lead", "leed")
    assert conflicts(Lexicon((one, Entry("x", "y"), two))) == [(one, two)]
    assert conflicts(Lexicon((one, one))) == []
    assert len(conflicts(Lexicon((Entry("a", "a", ipa="ɑ"), Entry("a", "a", ipa="æ"))))) == 1


HEART = Voice("heart", "Heart", "en-US", "hibari")


@pytest.mark.parametrize(
    ("voice", "expected"),
    [("heart", "b c"), ("HIBARI", "b c"), ("hibari:heart", "b c"), ("piper", "a c"), ("", "b c")],
)
def test_an_entry_is_for_the_voice_or_the_engine_that_it_names(voice: str, expected: str) -> None:
    lexicon = Lexicon((Entry("a", "b", voice=voice), Entry("x", "c")))
    assert lexicon.applied("a x", "en", HEART) == expected
    assert lexicon.applied("a x", "en") == ("a c" if voice else "b c")


def test_what_is_for_one_voice_comes_before_what_is_for_all() -> None:
    lexicon = Lexicon((Entry("lead", "led", voice="heart"), Entry("lead", "leed")))
    assert lexicon.applied("lead", "en", HEART) == "led"
    assert lexicon.applied("lead", "en", Voice("joe", "Joe", "en-US", "piper")) == "leed"
    assert conflicts(lexicon) == []


@pytest.mark.parametrize(
    ("entries", "written", "expected"),
    [
        ((Entry("Nguyen", "Nguyen", ipa="wɪn"),), "Nguyen’s 5 hats — NGUYEN!", [("Nguyen's", "wɪnz"), ("Nguyen", "wɪn")]),
        ((Entry("Nguyen", "win", ipa="wɪn"),), "We win; Nguyen will win", [("win", "wɪn")]),
        ((Entry("SQL", "SQL", ipa="ˈsiːkwəl"),), "In 1999 SQL, then SQL.", [("S Q L", "ˈsiːkwəl")] * 2),
        ((Entry("St. John", "St. John", ipa="ˈsɪndʒən"),), "met St. John at St. Ives", [("Saint John", "ˈsɪndʒən")]),
        ((Entry("New York", "New York", ipa="nuˈjɔɹk"),), "(New  York) today", [("New York", "nuˈjɔɹk")]),
        ((Entry("Ross", "Ross", ipa="ɹɒs"), Entry("Pat", "Pat", ipa="pæt")), "Ross's and Pat's", [("Ross's", "ɹɒsɪz"), ("Pat's", "pæts")]),
        ((Entry("a", "b"), Entry("x", "x", ipa="ɛks", language="de")), "a x", []),
    ],
)  # fmt: skip
def test_the_script_carries_the_sound_of_a_word_with_what_is_said(
    entries: tuple[Entry, ...], written: str, expected: list[tuple[str, str]]
) -> None:
    document = Document((Chapter("", (Paragraph(written),)),))
    script = write_script(document, language="en", limit_chars=300, lexicon=Lexicon(entries))
    (utterance,) = (one for passage in script.passages for one in passage.utterances)
    assert [(utterance.spoken[one.start : one.end], one.ipa) for one in utterance.sounds] == expected


@given(
    st.lists(st.sampled_from(["Nguyen", "Dr. Nguyen", "£5", "win", "1999,", "Nguyen’s", "— and", "NASA"]), max_size=12)
)
def test_sounds_are_in_order_and_each_is_that_of_its_word(words: list[str]) -> None:
    lexicon = Lexicon((Entry("Nguyen", "win", ipa="wɪn"),))
    written = " ".join(words)
    known, spoken = lexicon.applied(written, "en"), spoken_form(lexicon.applied(written, "en"), "en")
    sounds = placed(lexicon.sounds(written, "en"), known, spoken, "en")
    assert [spoken[one.start : one.end].removesuffix("'s") for one in sounds] == ["win"] * written.count("Nguyen")
    assert all(one.end <= other.start for one, other in pairwise(sounds))


def test_a_file_may_name_a_voice_and_sounds(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('[[entry]]\nword = "Nguyen"\nipa = "wɪn"\nvoice = "heart"\n', encoding="utf-8")
    assert read_lexicon([path]).entries == (Entry("Nguyen", "Nguyen", ipa="wɪn", voice="heart"),)
