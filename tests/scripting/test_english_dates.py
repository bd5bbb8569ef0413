"""Dates, years, times of day and durations."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form

YEARS = [
    ("in 1984", "in nineteen eighty-four"),
    ("in 1905", "in nineteen oh five"),
    ("in 1900", "in nineteen hundred"),
    ("in 2000", "in two thousand"),
    ("in 2005", "in two thousand five"),
    ("in 2024", "in twenty twenty-four"),
    ("in 1066", "in ten sixty-six"),
    ("In 1776, they met.", "In seventeen seventy-six, they met."),
    ("the 1984 election", "the nineteen eighty-four election"),
    ("since 2010", "since twenty ten"),
    ("by 2050", "by twenty fifty"),
    ("(1999)", "nineteen ninety-nine"),
    ("(Smith, 2019)", "Smith, twenty nineteen"),
    ("the summer of 1816", "the summer of eighteen sixteen"),
    ("1500 people came", "one thousand five hundred people came"),
    ("nearly 2000 of them", "nearly two thousand of them"),
    ("more than 1200", "more than one thousand two hundred"),
    ("the 1990s", "the nineteen nineties"),
    ("the '90s", "the nineties"),
    ("the 80s", "the eighties"),
    ("the 1900s", "the nineteen hundreds"),
    ("the 2000s", "the two thousands"),
    ("the mid-1960s", "the mid-nineteen sixties"),
    ("the 1920's", "the nineteen twenties"),
    ("in her 30s", "in her thirties"),
    ("class of '68", "class of sixty-eight"),
    ("the 19th century", "the nineteenth century"),
    ("the 18th and 19th centuries", "the eighteenth and nineteenth centuries"),
    ("1914–1918", "nineteen fourteen to nineteen eighteen"),
    ("1939-45", "nineteen thirty-nine to forty-five"),
    ("from 1999–2003", "from nineteen ninety-nine to two thousand three"),
    ("2001–05", "two thousand one to oh five"),
    ("1998–present", "nineteen ninety-eight to present"),
    ("(1812–1870)", "eighteen twelve to eighteen seventy"),
    ("44 BC", "forty-four B C"),
    ("in AD 79", "in A D seventy-nine"),
    ("500 B.C.", "five hundred B C."),
    ("1200 BCE", "twelve hundred B C E"),
    ("300–200 BC", "three hundred to two hundred B C"),
    ("c. 1850", "circa eighteen fifty"),
    ("(b. 1812, d. 1870)", "born eighteen twelve, died eighteen seventy"),
]

AMERICAN_DATES = [
    ("March 4, 2021", "March fourth, twenty twenty-one"),
    ("on July 4, 1776, they", "on July fourth, seventeen seventy-six, they"),
    ("Jan. 5", "January fifth"),
    ("Dec 25th", "December twenty-fifth"),
    ("Sept. 11, 2001", "September eleventh, two thousand one"),
    ("4 March 2021", "the fourth of March, twenty twenty-one"),
    ("the 5th of November", "the fifth of November"),
    ("the 5th of November 1605", "the fifth of November, sixteen oh five"),
    ("March 2021", "March twenty twenty-one"),
    ("May 5", "May fifth"),
    ("March 4–6", "March fourth to sixth"),
    ("May 5–June 3", "May fifth to June third"),
    ("2021-03-04", "March fourth, twenty twenty-one"),
    ("3/4/2021", "March fourth, twenty twenty-one"),
    ("12/25/99", "December twenty-fifth, nineteen ninety-nine"),
    ("25/12/2020", "December twenty-fifth, twenty twenty"),
    ("on 10/31", "on October thirty-first"),
    ("Monday, June 3", "Monday, June third"),
    ("Fri., Oct. 9", "Friday, October ninth"),
    ("1-Jan-2020", "the first of January, twenty twenty"),
    ("2021-03-04T15:30", "March fourth, twenty twenty-one, fifteen thirty"),
    ("since 2026-11", "since November twenty twenty-six"),
    ("You may 5 times.", "You may five times."),
]

BRITISH_DATES = [
    ("4 March 2021", "the fourth of March, twenty twenty-one"),
    ("on 4th March", "on the fourth of March"),
    ("March 4, 2021", "March the fourth, twenty twenty-one"),
    ("3/4/2021", "the third of April, twenty twenty-one"),
    ("12/25/2020", "the twenty-fifth of December, twenty twenty"),
    ("2021-03-04", "the fourth of March, twenty twenty-one"),
    ("3.4.2021", "the third of April, twenty twenty-one"),
    ("4–6 March", "the fourth to the sixth of March"),
]

TIMES = [
    ("at 3:30", "at three thirty"),
    ("at 3:05 p.m.", "at three oh five P M."),
    ("at 3:05 p.m. today", "at three oh five P M today"),
    ("3pm", "three P M"),
    ("9 a.m.", "nine A M."),
    ("9 AM to 5 PM", "nine A M to five P M"),
    ("3:00", "three o'clock"),
    ("3:00 p.m. sharp", "three P M sharp"),
    ("15:30", "fifteen thirty"),
    ("15:00", "fifteen hundred"),
    ("9-11 a.m. daily", "nine to eleven A M daily"),
    ("9:00–17:00", "nine o'clock to seventeen hundred"),
    ("at 7.30pm", "at seven thirty P M"),
    ("The train left at 7.45.", "The train left at seven forty-five."),
    ("12:30:45", "twelve thirty and forty-five seconds"),
    ("in 2:03:38", "in two hours, three minutes and thirty-eight seconds"),
    ("5 o'clock", "five o'clock"),
    ("2h 30m", "two hours thirty minutes"),
    ("1 hr 5 min", "one hour five minutes"),
    ("1h30", "one hour thirty minutes"),
    ("45 min.", "forty-five minutes."),
    ("10 mins late", "ten minutes late"),
    ("30 secs", "thirty seconds"),
    ("a 90 min film", "a ninety minute film"),
    ("John 3:16", "John three sixteen"),
    ("Mon–Fri, 9am–5pm", "Monday to Friday, nine A M to five P M"),
    ("in Sept. and Oct.", "in September and October."),
    ("on Tues. morning", "on Tuesday morning"),
    ("The Sun rose on Mar a Lago.", "The Sun rose on Mar a Lago."),
]


@pytest.mark.parametrize(("written", "spoken"), YEARS)
def test_a_year_is_said_in_two_halves(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), AMERICAN_DATES)
def test_an_american_date_has_its_month_first(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), BRITISH_DATES)
def test_a_british_date_has_its_day_first(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-GB") == spoken


@pytest.mark.parametrize(("written", "spoken"), TIMES)
def test_a_time_of_day_or_a_duration(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken
