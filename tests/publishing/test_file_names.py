"""File names made from titles: safe on every system, and still the title."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.publishing.naming import LONGEST_BYTES, slug

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Healthy Habits: Part 2", "healthy-habits-part-2"),
        ("Pride and Prejudice", "pride-and-prejudice"),
        ("snake_case and-dashes", "snake-case-and-dashes"),
        ("  many   spaces\n", "many-spaces"),
        ("What?! -- A “Guide”…", "what-a-guide"),
        ("Don’t", "don-t"),
        ("C++ & C#", "c-c"),
        ("50% off", "50-off"),
        ("Café Ünïcode", "café-ünïcode"),
        ("Cafe\u0301", "café"),
        ("STRASSE Straße", "strasse-straße"),
        ("第一章 开始", "第一章-开始"),
        ("Война и мир", "война-и-мир"),
        # no path, no option, no hidden file
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d", "a-b-c-d"),
        ("C:\\Windows", "c-windows"),
        ("-rf", "rf"),
        ("--force", "force"),
        (".bashrc", "bashrc"),
        ("book.mp3", "book-mp3"),
        # no device of Windows, in any case and with any ending
        ("CON", "con-audio"),
        ("con", "con-audio"),
        ("Con ", "con-audio"),
        ("nul.", "nul-audio"),
        ("Lpt9", "lpt9-audio"),
        ("COM¹", "com¹-audio"),
        ("AUX-", "aux-audio"),
        ("Console", "console"),
        ("Con 1", "con-1"),
    ],
)
def test_a_title_becomes_a_name(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("हिन्दी की कहानी", "हिन्दी-की-कहानी"), ("ภาษาไทยที่รัก", "ภาษาไทยที่รัก"), ("שָׁלוֹם", "שָׁלוֹם"), ("İstanbul", "i̇stanbul")],
)
def test_the_signs_that_belong_to_a_letter_stay_with_it(title: str, expected: str) -> None:
    assert slug(title) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("title", ["", " ", "...", "!!!", "🎉", "/", "\\", "\x00", "\ud800", "\u200b", "-", "___"])
def test_a_title_without_a_letter_becomes_a_name_of_its_own(title: str) -> None:
    name = slug(title)
    assert name.startswith("narration-")
    assert len(name) == 18
    assert name == slug(title)


def test_two_titles_without_a_letter_have_two_names() -> None:
    assert slug("🎉") != slug("🎈")


@pytest.mark.parametrize(
    "title", ["a" * 500, "é" * 200, "第" * 100, "𠜎" * 60, "a" * 149 + "é", "word " * 60, "a" * 149 + " b"]
)
def test_a_long_title_is_cut_at_a_whole_character(title: str) -> None:
    name = slug(title)
    assert LONGEST_BYTES - 6 < len(name.encode()) <= LONGEST_BYTES
    assert title.lower().replace(" ", "-").startswith(name)


def assert_safe(name: str) -> None:
    assert name
    assert len(name.encode()) <= LONGEST_BYTES + len("-audio")
    assert not set(name) & set("/\\:*?\"<>|%~$`'\0\n ")
    assert name[0] not in "-."
    assert name[-1] not in "-. "
    assert name.casefold() not in RESERVED
    assert "--" not in name
    assert not any(unicodedata.category(char)[0] in "CZ" for char in name)


def test_every_naughty_string_becomes_a_safe_name(naughty_strings: list[str]) -> None:
    for title in naughty_strings:
        assert_safe(slug(title))


@given(st.one_of(st.text(st.characters(), max_size=200), st.sampled_from(sorted(RESERVED))))
def test_any_title_becomes_a_safe_name(title: str) -> None:
    assert_safe(slug(title))


@given(st.sampled_from(sorted(RESERVED)), st.data())
def test_no_case_of_a_device_is_a_name(device: str, data: st.DataObject) -> None:
    mixed = "".join(data.draw(st.sampled_from([char.lower(), char.upper()])) for char in device)
    assert slug(mixed) == f"{device}-audio"


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_the_case_of_a_title_makes_no_other_file(title: str) -> None:
    if any(char.isalnum() for char in title):
        assert slug(title.upper()) == slug(title.lower())
