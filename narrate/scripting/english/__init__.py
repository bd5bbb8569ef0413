"""English: from what is written to the words that are said.

RULES is the order, in ftfy's shape: each rule is a function from text to text, its tables in modules of their own. A
rule sees what those before it have left: addresses come before anything with a dot, dates before units, units before
bare numbers; once digits are words, only signs, brackets and words that are said in two ways are left.

The five rules that Britain has another version of are in BRITISH.
"""

from __future__ import annotations

from collections.abc import Callable

from narrate.scripting.english.abbreviations import (
    abbreviations,
    calendar,
    dotted_abbreviations,
    initials,
    states,
    told_by_what_follows,
)
from narrate.scripting.english.dates import (
    british_named_dates,
    british_numeric_dates,
    named_dates,
    numeric_dates,
)
from narrate.scripting.english.heteronyms import heteronyms
from narrate.scripting.english.initialisms import initialisms, own_ways, quiet_headings
from narrate.scripting.english.labels import (
    british_scores,
    fixed_phrases,
    house_numbers,
    labelled_numbers,
    names_with_numbers,
    number_signs,
    plural_figures,
    scores,
    versions,
)
from narrate.scripting.english.money import money, rates
from narrate.scripting.english.numerals import (
    cardinals,
    joined_digits,
    last_digits,
    ordinals,
    percentages,
    ranges,
    signs,
    with_and,
)
from narrate.scripting.english.old_money import old_money
from narrate.scripting.english.parts import mixed_numbers, pairs_with_a_slash
from narrate.scripting.english.roman import roman_numerals
from narrate.scripting.english.statutes import statutes
from narrate.scripting.english.symbols import (
    apostrophes,
    arithmetic,
    brackets_as_commas,
    list_numbers,
    names_joined,
    slashes,
    symbols,
)
from narrate.scripting.english.telephone import codes, telephone_numbers
from narrate.scripting.english.times import durations, ratios, times_of_day, verses
from narrate.scripting.english.units import (
    bearings,
    british_dimensions,
    british_units,
    dimensions,
    feet_and_inches,
    magnitudes,
    units,
    unsaid_degrees,
)
from narrate.scripting.english.web import file_names, hashtags_and_handles, mail_addresses, page_addresses
from narrate.scripting.english.years import decades, eras, short_years, year_spans, years

Rule = Callable[[str], str]

RULES: tuple[Rule, ...] = (
    list_numbers,
    quiet_headings,
    mail_addresses,
    page_addresses,
    file_names,
    hashtags_and_handles,
    apostrophes,
    fixed_phrases,
    told_by_what_follows,
    telephone_numbers,
    codes,
    calendar,
    states,
    abbreviations,
    statutes,
    labelled_numbers,
    house_numbers,
    joined_digits,
    eras,
    decades,
    numeric_dates,
    named_dates,
    versions,
    verses,
    times_of_day,
    year_spans,
    short_years,
    old_money,
    durations,
    signs,
    money,
    bearings,
    feet_and_inches,
    unsaid_degrees,
    dimensions,
    units,
    magnitudes,
    dotted_abbreviations,
    initials,
    roman_numerals,
    own_ways,
    names_with_numbers,
    number_signs,
    arithmetic,
    mixed_numbers,
    pairs_with_a_slash,
    scores,
    ordinals,
    years,
    plural_figures,
    ranges,
    percentages,
    ratios,
    cardinals,
    last_digits,
    rates,
    names_joined,
    slashes,
    initialisms,
    brackets_as_commas,
    symbols,
    heteronyms,
)

BRITISH: dict[Rule, Rule] = {
    numeric_dates: british_numeric_dates,
    named_dates: british_named_dates,
    dimensions: british_dimensions,
    units: british_units,
    scores: british_scores,
}
MONTH_FIRST = {"en", "en-us", "en-ca", "en-ph"}  # everyone else says the day first, and "and" in numbers

# Rules that change nothing where there is no digit: most sentences have none.
ABOUT_DIGITS: frozenset[Rule] = frozenset(
    {*RULES[RULES.index(telephone_numbers) : RULES.index(last_digits) + 1], *BRITISH.values()}
    - {calendar, states, abbreviations, dotted_abbreviations, initials, roman_numerals, own_ways, arithmetic}
)


def rules(language: str) -> tuple[Rule, ...]:
    """The rules for one English, by its BCP 47 tag.

    >>> [rule.__name__ for rule in rules("en-GB") if rule not in RULES]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['british_numeric_dates', 'british_named_dates', 'british_dimensions', 'british_units', 'british_scores',
     'with_and']
    """
    if language.lower().replace("_", "-") in MONTH_FIRST:
        return RULES
    after_digits = RULES.index(last_digits) + 1
    british = tuple(BRITISH.get(rule, rule) for rule in RULES)
    return (*british[:after_digits], with_and, *british[after_digits:])
