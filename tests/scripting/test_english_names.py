"""Numbers in names: telephones, flights, rooms, houses, versions, models, scores; roman numerals."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form

NAMES = [
    ("Call (555) 123-4567.", "Call five five five, one two three, four five six seven."),
    ("555-123-4567", "five five five, one two three, four five six seven"),
    ("555.123.4567", "five five five, one two three, four five six seven"),
    ("+1 555 123 4567", "plus one, five five five, one two three, four five six seven"),
    ("+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"),
    ("020 7946 0958", "zero two zero, seven nine four six, zero nine five eight"),
    ("1-800-555-0199", "one eight hundred, five five five, zero one nine nine"),
    ("1-800-FLOWERS", "one eight hundred, flowers"),
    ("555-0199", "five five five, zero one nine nine"),
    ("ext. 12", "extension one two"),
    ("Dial 911.", "Dial nine one one."),
    ("Flight 370", "Flight three seventy"),
    ("Flight BA 123", "Flight B A one twenty-three"),
    ("Room 101", "Room one oh one"),
    ("room 237", "room two thirty-seven"),
    ("Apt. 4B", "Apartment four B"),
    ("221B Baker Street", "two twenty-one B Baker Street"),
    ("1600 Pennsylvania Avenue", "sixteen hundred Pennsylvania Avenue"),
    ("10 Downing Street", "ten Downing Street"),
    ("123 Main St.", "one twenty-three Main Street."),
    ("Beverly Hills, CA 90210", "Beverly Hills, California nine zero two one zero"),
    ("They won 3-2.", "They won three to two."),
    ("a 4–0 victory", "a four to zero victory"),
    ("v2.0.1", "version two point zero point one"),
    ("version 1.10", "version one point ten"),
    ("Python 3.11", "Python three point eleven"),
    ("Section 3.2.1", "Section three point two point one"),
    ("192.168.1.1", "one nine two dot one six eight dot one dot one"),
    ("an F-16", "an F sixteen"),
    ("A4 paper", "A four paper"),
    ("COVID-19", "Covid nineteen"),
    ("the M25", "the M twenty-five"),
    ("MI5 and MI6", "M I five and M I six"),
    ("a B-52", "a B fifty-two"),
    ("an A380", "an A three eighty"),
    ("a Boeing 747", "a Boeing seven forty-seven"),
    ("the G20", "the G twenty"),
    ("an MP3", "an M P three"),
    ("vitamin B12", "vitamin B twelve"),
    ("the PS5", "the P S five"),
    ("5G", "five G"),
    ("in 3D", "in three D"),
    ("24/7", "twenty-four seven"),
    ("9/11", "nine eleven"),
    ('"20/20"', '"twenty twenty"'),
    ("50/50", "fifty fifty"),
    ("a 401(k)", "a four oh one K"),
    ("Catch-22", "Catch twenty-two"),
    ("Route 66", "Route sixty-six"),
    ("I-95", "I ninety-five"),
    ("#1", "number one"),
    ("ages 18+", "ages eighteen plus"),
    ("two 747s", "two seven forty-sevens"),
    ("AK-47", "A K forty-seven"),
    ("SW1A 1AA", "S W one A one A A"),
    ("PIN 1234", "Pin one two three four"),
    ("Apollo 11", "Apollo eleven"),
    ("Psalm 23", "Psalm twenty-three"),
    ("Windows 10", "Windows ten"),
    ("K-12", "K through twelve"),
]

ROMAN = [
    ("Henry VIII", "Henry the eighth"),
    ("Queen Elizabeth II's reign", "Queen Elizabeth the second's reign"),
    ("Louis XIV, the king", "Louis the fourteenth, the king"),
    ("Pope John Paul II", "Pope John Paul the second"),
    ("King Charles I was beheaded", "King Charles the first was beheaded"),
    ("Elizabeth I (1533)", "Elizabeth the first, fifteen thirty-three"),
    ("World War II", "World War two"),
    ("World War I ended", "World War one ended"),
    ("Chapter IV", "Chapter four"),
    ("CHAPTER XII", "Chapter twelve"),
    ("Part III", "Part three"),
    ("Vol. II", "Volume two"),
    ("Act III, Scene ii", "Act three, Scene two"),
    ("Book I", "Book one"),
    ("Rocky II", "Rocky two"),
    ("Final Fantasy VII", "Final Fantasy seven"),
    ("Super Bowl XLVIII", "Super Bowl forty-eight"),
    ("John D. Rockefeller III", "John D Rockefeller the third"),
    ("the XIX century", "the nineteenth century"),
    ("Type II diabetes", "Type two diabetes"),
    ("MCMXCIV", "nineteen ninety-four"),
    ("pp. xii–xv", "pages twelve to fifteen"),
    ("Vatican II", "Vatican two"),
    ("Title IX", "Title nine"),
    ("George V", "George the fifth"),
]

NO_NUMERALS = [
    "So said I.",
    "The man Charles I met there",
    "Part I liked best",
    "Malcolm X",
    "I am",
    "Vitamin C",
    "Mix it, Di",
    "Model X",
    "my friend Henry I knew",
]


@pytest.mark.parametrize(("written", "spoken"), NAMES)
def test_a_number_in_a_name_is_said_as_people_say_it(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"), [("They won 3-0.", "They won three nil."), ("a 2–1 win", "a two one win")]
)
def test_a_british_score(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-GB") == spoken


@pytest.mark.parametrize(("written", "spoken"), ROMAN)
def test_a_roman_numeral_is_a_number(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize("written", NO_NUMERALS)
def test_a_letter_or_the_pronoun_is_no_numeral(written: str) -> None:
    assert spoken_form(written, "en-US") == written
