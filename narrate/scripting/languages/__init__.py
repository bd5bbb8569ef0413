"""Numbers in languages other than English, said in words of their own.

Engines read digits too, each in its own way: espeak-ng by the voice's language, whatever the text's; Kokoro through
whatever its phonemizer does; some not at all. Words are the same on every engine, and captions, lengths and limits can
count on them. Everything else of a text is left to the voice: nothing English is imposed on it.

`rules` gives those of a language, as functions from text to text; none where num2words does not know the language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from narrate.scripting.languages.numerals import Numerals
from narrate.scripting.languages.tables import ALIASES, FAULTY

Rule = Callable[[str], str]


@lru_cache(maxsize=64)
def rules(language: str) -> tuple[Rule, ...]:
    """The rules for a language, by its BCP 47 tag.

    >>> [rule.__name__ for rule in rules("fr-CA")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['dates', 'times_of_day', 'grouped', 'ordinals', 'signs', 'money', 'percentages', 'ranges', 'numbers',
     'last_digits']
    >>> rules("zh")
    ()
    """
    tag = language.lower().replace("_", "-")
    primary = tag.partition("-")[0]
    name = ALIASES.get(tag, ALIASES.get(primary, primary))
    if primary in FAULTY or name not in _known():
        return ()
    own = Numerals(name, tag)
    return (
        own.dates,
        own.times_of_day,
        own.grouped,
        own.ordinals,
        own.signs,
        own.money,
        own.percentages,
        own.ranges,
        own.numbers,
        own.last_digits,
    )


def _known() -> frozenset[str]:
    from num2words import CONVERTER_CLASSES

    return frozenset(CONVERTER_CLASSES)
