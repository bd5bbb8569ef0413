"""From written to spoken: what is taken out is no speech, and what is speech is never taken out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from narrate.scripting import languages, normalisation
from narrate.scripting.english.notes import without_citation_marks, without_note_marks
from narrate.scripting.normalisation import REPAIRS, RULES, plain_digits, rules, speakable, why_silent
from narrate.scripting.normalisation import spoken_form as spoken_form_in


def spoken_form(written: str) -> str:
    """By the rules for any language: English and those with number words have more, and tests of their own."""
    return spoken_form_in(written, "el", citations="keep")


def repaired(written: str) -> str:
    for rule in (*REPAIRS, without_note_marks):
        written = rule(written)
    return plain_digits(written)


# Kinds of string that the big list leaves out.
NAUGHTY = [
    "Ω≈ç√∫˜µ≤≥÷", "¡™£¢∞§¶•ªº–≠", "⅛⅜⅝⅞", "⁰⁴⁵₀₁₂", "ด้้้้้็็็็็้้้้้็็็็็้้้้้้้้็็็็็้้้้้็็็็็้้้้้้้้็็็็็้้้้้", "田中さんにあげて下さい", "𠜎𠜱𠝹𠱓", "ヽ༼ຈل͜ຈ༽ﾉ",
    "(｡◕ ∀ ◕｡)", "❤️ 💔 💌 💕", "👾 🙇 💁 🙅 🙆", "🇺🇸🇷🇺🇸", "１２３", "١٢٣", "\u202a\u202atest\u202a", "\u2066test\u2067", "\u2066test\u2067",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ ̖t̝͕̳̣̻̪͞h̼͓̲̦̳̘̲e͇̣̰̦̬͎ ̢̼̻̱̘h͚͎͙̜̣̲ͅi̦̲̣̰̤v̻͍e̺̭̳̪̰-m̢iͅn̖̺̞̲̯̰d̵̼̟͙̩̼̘̳", "˙ɐnbᴉlɐ ɐuƃɐɯ", "𝐓𝐡𝐞 𝐪𝐮𝐢𝐜𝐤", "⒯⒣⒠ ⒬⒰⒤⒞⒦",
    "<script>alert(0)</script>", "1;DROP TABLE users", "$(touch /tmp/blns.fail)", "`ls -al /`", "%s%s%s%n", "\x1b[31mred", "\ufeff",
    "\ufffe", "\u180e", "\U000e0001", "\ud800", "\x00", "/dev/null; touch /tmp/x", "../../../etc/passwd%00", "{0}", "ﷺ" * 30,
]  # fmt: skip

RULE_TABLE = [
    ("mended", "donâ€™t", "don’t"),
    ("mended", "schÃ¶n", "schön"),
    ("mended", "schön, Ärger, naïve", "schön, Ärger, naïve"),
    ("without_ligatures", "ﬁnd ﬂat oﬃce", "find flat office"),
    ("broken_words_joined", "infor-\nmation", "information"),
    ("broken_words_joined", "well-\nKnown, 3-\n4", "well-\nKnown, 3-\n4"),
    ("without_control", "one\x00two", "one two"),
    ("without_control", "one\r\n\x0b\x1btwo", "one two"),
    ("without_control", "bell\x07 del\x7f c1\x85end", "bell  del  c1 end"),
    ("without_control", "Name\tAge", "Name, Age"),
    ("without_invisible", "zero\u200bwidth", "zerowidth"),
    ("without_invisible", "bidi\u202eedis\u202c", "bidiedis"),
    ("without_invisible", "\ufeffbom", "bom"),
    ("without_invisible", "soft\u00adhyphen", "softhyphen"),
    ("without_invisible", "lone \ud83d half", "lone  half"),
    ("without_invisible", "private \ue000 use", "private  use"),
    ("without_invisible", "می\u200cخواهم", "می\u200cخواهم"),  # the non-joiner is part of a Persian word
    ("without_invisible", "क्\u200dष", "क्\u200dष"),  # and the joiner of a Hindi one
    ("without_invisible", "heart\ufe0f", "heart"),
    ("without_emoji", "Done 🎉!", "Done  !"),
    ("without_emoji", "Hi 👋🏽", "Hi   "),
    ("without_emoji", "© ® ™", "© ® ™"),
    ("without_emoji", "press 1\u20e3", "press 1 "),
    ("straight_quotes", "“Don’t,” he said.", '"Don\'t," he said.'),
    ("straight_quotes", "‘so’ ‚lo‛ „Gans‟", "'so' 'lo' \"Gans\""),
    ("straight_quotes", "6′ 2″", "6' 2\""),
    ("straight_quotes", "« oui »", "« oui »"),
    ("ellipsis_as_three_dots", "yes…", "yes..."),
    ("ellipsis_as_three_dots", "yes . . . no", "yes... no"),
    ("ellipsis_as_three_dots", "yes.... no", "yes... no"),
    ("ellipsis_as_three_dots", "yes……", "yes..."),
    ("ellipsis_as_three_dots", "p.m. 3.14", "p.m. 3.14"),
    ("dashes_as_commas", "Recovery -- A Guide", "Recovery, A Guide"),
    ("dashes_as_commas", "Recovery--A Guide", "Recovery, A Guide"),
    ("dashes_as_commas", "word—word", "word, word"),
    ("dashes_as_commas", "word — word", "word, word"),
    ("dashes_as_commas", "word – word", "word, word"),
    ("dashes_as_commas", "word - word", "word, word"),
    ("dashes_as_commas", "word ⸺ word", "word, word"),
    ("dashes_as_commas", "well-known", "well-known"),
    ("dashes_as_commas", "1914–1918", "1914–1918"),
    ("dashes_as_commas", "a 3—2 win", "a 3—2 win"),
    ("dashes_as_commas", "-5 degrees", "-5 degrees"),
    ("dashes_as_commas", "−5 degrees", "−5 degrees"),
    ("dashes_as_commas", "a\n----------\nb", "a\n \nb"),
    ("one_mark", "What?!! No!!!", "What? No!"),
    ("one_mark", "Really!?", "Really!"),
    ("one_mark", "One. Two!", "One. Two!"),
    ("tidy", "  a \t b\n", "a b"),
    ("tidy", ", a", "a"),
    ("tidy", "a , b", "a, b"),
    ("tidy", "etc., b", "etc., b"),
    ("plain_digits", "１２ ٣٤ १२ 𝟏", "12 34 12 1"),
    ("plain_digits", "H₂O and m²", "H2O and m2"),
    ("plain_digits", "½ and ⅔", "1/2 and 2/3"),
    ("plain_digits", "① ⑴ ⒈", "1 (1) 1."),
    ("plain_digits", "3.14 Ⅷ x", "3.14 Ⅷ x"),
    ("tidy", "1,000", "1,000"),
]

WHOLE = [
    ("Plain words stay as they are.", "Plain words stay as they are."),
    ("“Don’t—stop!!!” she said …", '"Don\'t, stop!" she said...'),
    ("– Yes, he said.", "Yes, he said."),
    ("Well done 🎉🎉!", "Well done!"),
    ("a\t\tb", "a, b"),
    ("Who -- me ?", "Who, me?"),
    ("pages 10–12, 1914–18", "pages 10–12, 1914–18"),
    ("It’s £5.00 (50% off)", "It's £5.00 (50% off)"),
    ("©2020 Acme™", "©2020 Acme™"),
    ("1️⃣ first", "1 first"),
    ("--verbose", "verbose"),
    ("C++ & C#", "C++ & C#"),
    ("مرحبا، كيف حالك؟", "مرحبا، كيف حالك؟"),
    ("e\u0301te\u0301", "été"),
    ("½ cup, x² and ①", "1/2 cup, x2 and 1"),
]

SILENT = [
    ("", "only invisible characters"),
    (" \u00a0\n\t", "only invisible characters"),
    ("\u200b\ufeff\u202e", "only invisible characters"),
    ("\x00\x1b", "only invisible characters"),
    ("\ud83d", "only invisible characters"),
    ("🎉", "only emoji or symbols"),
    ("👨‍👩‍👧", "only emoji or symbols"),
    ("* * *", "only punctuation or symbols"),
    ("…", "only punctuation or symbols"),
    ("——", "only punctuation or symbols"),
    ("?!", "only punctuation or symbols"),
    ("$$$", "only punctuation or symbols"),
]


@pytest.mark.parametrize(("rule", "written", "expected"), RULE_TABLE)
def test_each_rule(rule: str, written: str, expected: str) -> None:
    assert getattr(normalisation, rule)(written) == expected


def test_every_rule_has_cases_that_it_changes() -> None:
    changed = {rule for rule, written, expected in RULE_TABLE if written != expected}
    assert changed == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize(("written", "expected"), WHOLE)
def test_the_rules_together(written: str, expected: str) -> None:
    assert spoken_form(written) == expected


@pytest.mark.parametrize(("written", "reason"), SILENT)
def test_what_cannot_be_pronounced_has_no_spoken_form_but_a_reason(written: str, reason: str) -> None:
    assert spoken_form(written) == ""
    assert why_silent(written) == reason


def test_a_flag_is_silent_because_it_is_an_emoji() -> None:
    assert spoken_form("🇩🇪") == ""
    assert why_silent("🇩🇪") == "only emoji or symbols"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("5 − 3 = 2", "5 − 3 = 2", id="a minus sign"),
        pytest.param("pages 10 – 12", "pages 10 – 12", id="a range with spaces"),
    ],
)
def test_a_dash_between_numbers_stays_with_spaces_around_it_too(written: str, expected: str) -> None:
    assert spoken_form(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("What ? ! No ! !", "What? No!"),
        ("Wait . . . . what", "Wait... what"),
        ("one, -- , two", "one, two"),
    ],
)
def test_a_run_of_marks_is_one_mark_however_long_and_spaced(written: str, expected: str) -> None:
    assert spoken_form(written) == expected


@pytest.mark.parametrize(
    ("written", "wrong"), [("2½ cups", "21/2 cups"), ("10⁶ of them", "106 of them"), ("12①", "121")]
)
def test_a_number_is_never_made_another_number(written: str, wrong: str) -> None:
    assert spoken_form(written) != wrong


MARKS = [
    *(
        "word",
        "Don’t",
        "3",
        "14",
        " ",
        "  ",
        "-",
        "--",
        "—",
        "–",
        "−",
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
    ),
    *(
        "🎉",
        "👨‍👩‍👧",
        "1\ufe0f\u20e3",
        "\t",
        "\n",
        "\x00",
        "\u200b",
        "\u200d",
        "\ud83d",
        "____",
        "©",
        "é",
        "مرحبا",
        "你好",
    ),
]
TEXTS = st.one_of(st.lists(st.sampled_from(MARKS), max_size=20).map("".join), st.text(max_size=60))
ANY_TEXT = st.text(st.characters(), max_size=60)  # with surrogates and control characters


def letters_and_digits(text: str) -> list[str]:
    return [char for char in text if char.isalnum()]


@given(st.one_of(TEXTS, ANY_TEXT))
def test_every_letter_and_digit_survives_in_order(written: str) -> None:
    """Digits in plain form; except letters that are drawn as emoji (ℹ), which EMOJI drops, and those not yet in Unicode."""
    expected = repaired(written)
    assert letters_and_digits(spoken_form(written)) == letters_and_digits(expected)


@given(st.text(st.characters(categories=["L", "Nl"]), min_size=1, max_size=40))
def test_a_word_of_any_script_is_spoken_as_it_is(word: str) -> None:
    if repaired(word) == word:
        assert spoken_form(word) == word


@given(st.text(st.characters(categories=["L", "N"]), max_size=40))
def test_digits_become_those_that_every_voice_knows_and_letters_stay(text: str) -> None:
    plain = plain_digits(text)
    assert not any(char.isdecimal() and char not in "0123456789" for char in plain)
    letters = [char for char in text if char.isalpha()]
    assert [char for char in plain if char in letters] == letters


@given(st.one_of(TEXTS, ANY_TEXT))
def test_no_control_character_or_surrogate_reaches_an_engine(written: str) -> None:
    spoken = spoken_form(written)
    assert not {unicodedata.category(char) for char in spoken} & {"Cc", "Cs", "Zl", "Zp"}
    spoken.encode()  # a lone surrogate could not be
    assert spoken == spoken.strip()
    assert "  " not in spoken


@given(st.one_of(TEXTS, ANY_TEXT))
def test_a_text_is_either_spoken_or_silent_for_a_reason(written: str) -> None:
    if spoken_form(written):
        assert speakable(written)
    else:
        assert why_silent(written)


@given(st.one_of(TEXTS, ANY_TEXT))
@example("Wait . . . . what")
@example("What ? !")
def test_a_spoken_form_is_its_own_spoken_form(written: str) -> None:
    spoken = spoken_form(written)
    assert spoken_form(spoken) == spoken


def test_every_naughty_string_is_spoken_or_silent_for_a_reason(naughty_strings: list[str]) -> None:
    for written in [*naughty_strings, *NAUGHTY]:
        spoken = spoken_form(written)
        assert bool(spoken) == bool(letters_and_digits(repaired(written))), written
        assert spoken or why_silent(written), written
        assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in spoken), written


@given(TEXTS, st.sampled_from(["de", "fr", "ja", "ar", "pt-BR", "", "enm", "und"]))
def test_nothing_english_is_imposed_on_another_language(written: str, language: str) -> None:
    known = {*RULES, *languages.rules(language), without_citation_marks, without_note_marks}
    assert set(rules(language)) == known
    if not any(char.isnumeric() for char in written):
        assert spoken_form_in(written, language, citations="keep") == spoken_form(written)


def test_english_is_told_by_its_tag() -> None:
    assert spoken_form_in("3/4/2021", "EN-us") == "March fourth, twenty twenty-one"
    assert spoken_form_in("3/4/2021", "en-AU") == "the third of April, twenty twenty-one"
    assert spoken_form_in("3/4/2021", "el") == "3/4/2021"
