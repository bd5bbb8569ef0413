"""How words are to be said that no rule knows: the user's own pronunciations, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import regex


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase, and what is said for it, respelled in ordinary letters.

    `language` is a BCP 47 tag, or the beginning of one, of the texts that it is for; empty for all. `match_case` tells
    that another case is another word, `whole` that it is not looked for inside words. `ipa` is kept for the engines
    that take it and for files of other programs.
    """

    word: str
    said: str
    language: str = ""
    match_case: bool = False
    whole: bool = True
    ipa: str = ""

    def speaks(self, language: str) -> bool:
        """Whether the entry is for texts in a language."""
        wanted, tag = self.language.lower(), language.lower()
        return not wanted or tag == wanted or tag.startswith(f"{wanted}-")

    @property
    def pattern(self) -> str:
        """The regular expression that finds the word; any white space in it stands for any other."""
        words = r"\s+".join(map(regex.escape, self.word.split()))
        case = words if self.match_case else f"(?i:{words})"
        return rf"(?<![\p{{L}}\p{{N}}]){case}(?![\p{{L}}\p{{N}}])" if self.whole else case


@dataclass(frozen=True)
class Lexicon:
    """Entries, of which the longest that matches wins; of two for the same word, the later."""

    entries: tuple[Entry, ...] = ()
    _patterns: dict[str, tuple[regex.Pattern[str], list[Entry]] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def applied(self, text: str, language: str) -> str:
        """A text with every word that the lexicon knows replaced by what is said for it.

        One pass: what is put in is not looked at again.

        >>> Lexicon((Entry("Nguyen", "win"), Entry("St. John", "sinjin"))).applied("Nguyen met St. John.", "en")
        'win met sinjin.'
        """
        found = self._compiled(language)
        if found is None:
            return text
        pattern, entries = found
        return pattern.sub(lambda match: entries[(match.lastindex or 1) - 1].said, text)

    def _compiled(self, language: str) -> tuple[regex.Pattern[str], list[Entry]] | None:
        if language not in self._patterns:
            known = [entry for entry in self._by_length if entry.speaks(language)]
            pattern = regex.compile("|".join(f"({entry.pattern})" for entry in known))
            self._patterns[language] = (pattern, known) if known else None
        return self._patterns[language]

    @cached_property
    def _by_length(self) -> list[Entry]:
        """The longest first; where two are as long, the later first."""
        numbered = sorted(enumerate(self.entries), key=lambda one: (-len(one[1].word), -one[0]))
        return [entry for _, entry in numbered]


NO_WORDS = Lexicon()
