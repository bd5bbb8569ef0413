"""Addresses, symbols, brackets, notes and lists."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form, why_silent

ADDRESSES = [
    ("john@example.com", "john at example dot com"),
    ("Mail john.smith@bbc.co.uk.", "Mail john dot smith at B B C dot co dot U K."),
    ("first_last@x.org", "first underscore last at x dot org"),
    ("https://example.com", "example dot com"),
    ("www.example.com/about", "w w w dot example dot com slash about"),
    ("(see http://example.org/a-b.)", "see example dot org slash a dash b."),
    ("Visit example.com, or not.", "Visit example dot com, or not."),
    ("Open report.pdf", "Open report dot P D F"),
    ("main.py and notes.txt", "main dot P Y and notes dot T X T"),
    ("in /usr/local/bin", "in slash usr slash local slash bin"),
    (r"C:\Users\me", "C colon backslash Users backslash me"),
    ("#BlackLivesMatter", "hashtag Black Lives Matter"),
    ("by @jack", "by at jack"),
    ("the end.The start", "the end. The start"),
]

SYMBOLS = [
    ("salt & pepper", "salt and pepper"),
    ("and/or", "and or"),
    ("he/she", "he or she"),
    ("sex/porn addiction", "sex slash porn addiction"),
    ("red / blue", "red, blue"),
    ("2 + 2 = 4", "two plus two equals four"),
    ("5 − 3 = 2", "five minus three equals two"),
    ("5 - 3 = 2", "five minus three equals two"),
    ("6 × 7", "six times seven"),
    ("6 x 7 = 42", "six times seven equals forty-two"),
    ("10 ÷ 2", "ten divided by two"),
    ("±5", "plus or minus five"),
    ("x < 5", "x less than five"),
    ("p > 0.05", "p greater than zero point zero five"),
    ("a ≤ b", "a less than or equal to b"),
    ("~50 people", "about fifty people"),
    ("x² + y³", "x squared plus y cubed"),
    ("10⁶", "ten to the power of six"),
    ("10⁻³", "ten to the power of minus three"),
    ("H₂O", "H two O"),
    ("a 90° turn", "a ninety degree turn"),
    ("C++ and C#", "C plus plus and C sharp"),
    ("§ 5", "section five"),
    ("© 2020 Acme™", "copyright twenty twenty Acme"),
    ("meet @ noon", "meet at noon"),
    ("a_b", "a b"),
    ("the Mason–Dixon line", "the Mason-Dixon line"),
    ("It was late (very late).", "It was late, very late."),
    ("He (Tom) left.", "He, Tom, left."),
    ("[T]he end", "The end"),
    ("(He left.) Then", "He left. Then"),
    ("item(s)", "items"),
    ("What?!! (No.)", "What? No."),
    ("α and β", "alpha and beta"),
]

NOTES = [
    ("It is so.[12]", "It is so."),
    ("So [3, 4] it is", "So it is"),
    ("so[1][2] said", "so said"),
    ("the truth†", "the truth"),
    ("the word¹ is", "the word is"),
    ("the end.²³", "the end."),
    ("free*", "free"),
    ("(Smith, 2019)", "Smith, twenty nineteen"),
    ("m² stays", "m squared stays"),
]

LISTS = [
    ("1. Wash it.", "one, Wash it."),
    ("2) Dry it.", "two, Dry it."),
    ("(3) Eat it.", "three, Eat it."),
    ("a) first", "a, first"),
    ("• Eat it.", "Eat it."),
    ("- Eat it.", "Eat it."),
    ("iv. fourth", "four, fourth"),
]

REPAIRS = [
    ("donâ€™t", "don't"),
    ("cafÃ© au lait", "café au lait"),
    ("ﬁnd the ﬂoor", "find the floor"),
    ("soft\u00adhyphen", "softhyphen"),
    ("infor-\nmation", "information"),
    ("Well done 🎉!", "Well done!"),
]


@pytest.mark.parametrize(("written", "spoken"), ADDRESSES)
def test_an_address_is_said_mark_by_mark(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), SYMBOLS)
def test_a_symbol_is_said_by_its_name(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), NOTES)
def test_what_points_to_a_note_is_not_said(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


def test_citation_marks_are_said_where_they_are_asked_for() -> None:
    assert spoken_form("It is so [12].", "en", "keep") == "It is so, twelve."


@pytest.mark.parametrize(("written", "spoken"), LISTS)
def test_an_item_of_a_list_begins_with_its_number(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), REPAIRS)
def test_what_printing_and_decoding_broke_is_mended(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize("written", ["[12]", "†", "[citation needed]"])
def test_nothing_but_a_note_mark_is_silent_for_a_reason(written: str) -> None:
    assert spoken_form(written, "en-US") == ""
    assert why_silent(written)
