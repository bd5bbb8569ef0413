"""Numbers: cardinals, ordinals, decimals, negatives, fractions, percentages, ranges."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form

AMERICAN = [
    # cardinals
    ("He has 3 dogs.", "He has three dogs."),
    (
        "It holds 1,234,567 people.",
        "It holds one million two hundred thirty-four thousand five hundred sixty-seven people.",
    ),
    ("About 10 000 people", "About ten thousand people"),
    ("12 345 678 stars", "twelve million three hundred forty-five thousand six hundred seventy-eight stars"),
    ("0 apples", "zero apples"),
    ("1100 miles", "one thousand one hundred miles"),
    ("105 and 1,005", "one hundred five and one thousand five"),
    ("Agent 007", "Agent double oh seven"),
    ("100000 ants", "one hundred thousand ants"),
    # decimals
    ("3.14", "three point one four"),
    ("0.05 of it", "zero point zero five of it"),
    ("a .45 caliber", "a point four five caliber"),
    ("1,234.5", "one thousand two hundred thirty-four point five"),
    # ordinals
    ("the 1st, 2nd, 3rd and 4th", "the first, second, third and fourth"),
    ("on 42nd Street", "on forty-second Street"),
    ("the 101st time", "the one hundred first time"),
    ("the 1,000th visitor", "the one thousandth visitor"),
    ("the 21st century", "the twenty-first century"),
    # negatives
    ("It fell to -5.", "It fell to minus five."),
    ("from −3.5 up", "from minus three point five up"),
    ("a change of +7", "a change of plus seven"),
    ("(-2, 3)", "minus two, three"),
    # fractions
    ("1/2 cup", "one half cup"),
    ("3/4 of them", "three quarters of them"),
    ("2/3 majority", "two thirds majority"),
    ("7/8 of an inch", "seven eighths of an inch"),
    ("½ a pie", "one half a pie"),
    ("2½ cups", "two and a half cups"),
    ("5 1/2 years", "five and a half years"),
    ("1¾ hours", "one and three quarters hours"),
    ("3⅓", "three and one third"),
    ("1/4 of it", "one quarter of it"),
    ("10⅛", "ten and one eighth"),
    # percentages
    ("50%", "fifty percent"),
    ("0.5 % of it", "zero point five percent of it"),
    ("a 25% raise", "a twenty-five percent raise"),
    ("up 3–5%", "up three to five percent"),
    ("-2%", "minus two percent"),
    ("100%.", "one hundred percent."),
    # ranges
    ("ages 5-10", "ages five to ten"),
    ("pages 10–12", "pages ten to twelve"),
    ("3 – 4 eggs", "three to four eggs"),
    ("1,000–2,000 words", "one thousand to two thousand words"),
    ("a 10-15 minute walk", "a ten to fifteen minute walk"),
    ("2.5-3.5 times", "two point five to three point five times"),
    # numbers in compounds
    ("a 5-year-old boy", "a five-year-old boy"),
    ("a 20-minute walk", "a twenty-minute walk"),
    ("twenty-five", "twenty-five"),
    ("the 2-3 split", "the two to three split"),
    # marks out of a whole, over and to
    ("He gave it 8/10.", "He gave it eight out of ten."),
    ("scored 95/100", "scored ninety-five out of one hundred"),
    ("3/10 of a mile", "three tenths of a mile"),
    ("blood pressure of 120/80", "blood pressure of one hundred twenty over eighty"),
    ("a 16:9 screen", "a sixteen to nine screen"),
    ("odds of 3:1", "odds of three to one"),
]

BRITISH = [
    ("105 people", "one hundred and five people"),
    ("1,234 sheep", "one thousand two hundred and thirty-four sheep"),
    ("2,005 of them", "two thousand and five of them"),
    ("1,000,001", "one million one"),
    ("105,000", "one hundred and five thousand"),
    ("in 2005", "in two thousand and five"),
    ("in 2015", "in twenty fifteen"),
    ("the 101st", "the one hundred and first"),
    ("100 is 100", "one hundred is one hundred"),
]


@pytest.mark.parametrize(("written", "spoken"), AMERICAN)
def test_a_number_is_said_in_words(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), BRITISH)
def test_britain_says_and_in_numbers(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-GB") == spoken


@pytest.mark.parametrize("written", ["a hundred one-pound notes", "the thousand and one nights", "five hundred men"])
def test_and_is_only_added_in_a_number(written: str) -> None:
    assert spoken_form(written, "en-GB") == written


def test_a_code_is_said_digit_by_digit() -> None:
    assert spoken_form("12345678901234567890").startswith("one two three four five")
    assert spoken_form("00420") == "zero zero four two zero"
