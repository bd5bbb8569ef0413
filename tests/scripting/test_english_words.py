"""Abbreviations, initials, initialisms and acronyms."""

from __future__ import annotations

import pytest

from narrate.scripting.normalisation import spoken_form

ABBREVIATIONS = [
    ("Dr. Smith lives on Oak Dr.", "Doctor Smith lives on Oak Drive."),
    ("Dr Smith", "Doctor Smith"),
    ("Mr. and Mrs. Bennet", "Mister and Missus Bennet"),
    ("Mr. Darcy and Ms. Hale", "Mister Darcy and Ms Hale"),
    ("St. Paul's Cathedral", "Saint Paul's Cathedral"),
    ("Main St. is long.", "Main Street is long."),
    ("St. James St.", "Saint James Street."),
    ("at 12 Main St. Louis waited", "at twelve Main Street Louis waited"),
    ("5th Ave. and Sunset Blvd.", "fifth Avenue and Sunset Boulevard."),
    ("Prof. Green et al. agreed", "Professor Green et al agreed"),
    ("Gen. Lee met Lt. Col. Ray", "General Lee met Lieutenant Colonel Ray"),
    ("Gov. Brown and Sen. White", "Governor Brown and Senator White"),
    ("the Rev. John Smith", "the Reverend John Smith"),
    ("Martin Luther King, Jr.", "Martin Luther King, Junior."),
    ("Acme Inc. and Smith & Co. Ltd.", "Acme Incorporated and Smith and Company Limited."),
    ("Mt. Everest", "Mount Everest"),
    ("Ft. Worth", "Fort Worth"),
    ("No. 5", "number five"),
    ("Nos. 5 and 6", "numbers five and six"),
    ("No. He did not.", "No. He did not."),
    ("p. 42", "page forty-two"),
    ("pp. 3–5", "pages three to five"),
    ("Fig. 3 and figs. 4–5", "Figure three and figures four to five"),
    ("Ch. 7, vol. 2, sec. 3", "Chapter seven, volume two, section three"),
    ("apples vs. pears", "apples versus pears"),
    ("Roe v. Wade", "Roe versus Wade"),
    ("fruit, e.g. apples", "fruit, for example apples"),
    ("that is, i.e. this", "that is, that is this"),
    ("pens, etc.", "pens, et cetera."),
    ("etc. and so on", "et cetera and so on"),
    ("approx. 5", "approximately five"),
    ("a.k.a. Tom", "also known as Tom"),
    ("cf. the others", "compare the others"),
    ("max. speed, min. age", "maximum speed, minimum age"),
    ("Give me a min.", "Give me a min."),
    ("Dept. of State", "Department of State"),
    ("w/ milk, w/o sugar", "with milk, without sugar"),
    ("c/o Smith", "care of Smith"),
    ("Op. 27", "Opus twenty-seven"),
    ("Austin, TX", "Austin, Texas"),
]

LETTERS = [
    ("J. R. R. Tolkien", "J R R Tolkien"),
    ("J.R.R. Tolkien", "J R R Tolkien"),
    ("T.S. Eliot", "T S Eliot"),
    ("George W. Bush", "George W Bush"),
    ("the U.S. Army", "the U S Army"),
    ("He lives in the U.S.", "He lives in the U S."),
    ("a Ph.D. in law", "a P H D in law"),
    ("an M.A. and a B.Sc.", "an M A and a B S C."),
    ("Washington, D.C.", "Washington, D C."),
    ("So do I. He left.", "So do I. He left."),
    ("the FBI", "the F B I"),
    ("the FBI's men", "the F B I's men"),
    ("two CEOs", "two C E Os"),
    ("the BBC and CNN", "the B B C and C N N"),
    ("HTML and CSS", "H T M L and C S S"),
    ("NASA and UNESCO", "Nasa and Unesco"),
    ("NATO's plan", "Nato's plan"),
    ("AIDS and HIV", "Aids and H I V"),
    ("three PhDs", "three P H Ds"),
    ("It is NOT a toy.", "It is not a toy."),
    ("STOP that", "stop that"),
    ("I do not WANT it", "I do not want it"),
    ("the IT department", "the I T department"),
    ("take IT or leave it", "take it or leave it"),
    ("the US economy", "the U S economy"),
    ("the WHO said", "the W H O said"),
    ("guess WHO came", "guess who came"),
    ("a DVD-ROM", "a D V D-Rom"),
    ("Dorothy Hayden, LCSW, has", "Dorothy Hayden, L C S W, has"),
    ("an ATM", "an A T M"),
    ("UK and EU law", "U K and E U law"),
    ("IKEA chairs", "Ikea chairs"),
    ("a GIF and a JPEG", "a Gif and a J peg"),
    ("OPEC met", "Opec met"),
    ("ABSOLUTELY not", "Absolutely not"),
    ("an X-ray", "an X-ray"),
    ("plan B", "plan B"),
    ("TVs", "T Vs"),
    ("the 1990 MPs' pay", "the nineteen ninety M Ps' pay"),
    ("AC/DC", "A C D C"),
    ("HIV/AIDS", "H I V Aids"),
    ("R&D", "R and D"),
    ("AT&T", "A T and T"),
    ("iOS apps", "I O S apps"),
]

HEADINGS = [
    ("THE STORM BREAKS", "The Storm Breaks"),
    ("CHAPTER IV. DON'T GO", "Chapter four. Don't Go"),
    ("INTRODUCTION", "Introduction"),
    ("PART 2", "part two"),
    ("NOTES ON THE TEXT", "Notes On The Text"),
    ("THE FBI FILES", "The F B I Files"),
]


@pytest.mark.parametrize(("written", "spoken"), ABBREVIATIONS)
def test_an_abbreviation_is_said_in_full(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), LETTERS)
def test_capitals_are_letters_or_a_word(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken


@pytest.mark.parametrize(("written", "spoken"), HEADINGS)
def test_a_heading_in_capitals_is_read_as_words(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-US") == spoken
