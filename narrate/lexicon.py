"""How words are to be said that no rule knows: the user's own pronunciations, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import regex

from narrate.sound import Sound
from narrate.voice import Voice


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase, and what is said for it, respelled in ordinary letters.

    `language` is a BCP 47 tag, or the beginning of one, of the texts that it is for, `voice` a voice or an engine, by
    any of its names; empty for all. `match_case` tells that another case is another word, `whole` that it is not looked
    for inside words. `ipa` is how it sounds, for the engines that take that; the others say `said`.
    """

    word: str
    said: str
    language: str = ""
    match_case: bool = False
    whole: bool = True
    ipa: str = ""
    voice: str = ""

    def speaks(self, language: str) -> bool:
        """Whether the entry is for texts in a language."""
        wanted, tag = self.language.lower(), language.lower()
        return not wanted or tag == wanted or tag.startswith(f"{wanted}-")

    def is_for(self, voice: Voice | None) -> bool:
        """Whether the entry is for what a voice says; without a voice, whether it is for all."""
        return not self.voice or (voice is not None and self.voice.lower() in voice.names)

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
    _patterns: dict[tuple[str, str], tuple[regex.Pattern[str], list[Entry]] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def applied(self, text: str, language: str, voice: Voice | None = None) -> str:
        """A text with every word that the lexicon knows replaced by what is said for it.

        One pass: what is put in is not looked at again.

        >>> Lexicon((Entry("Nguyen", "win"), Entry("St. John", "sinjin"))).applied("Nguyen met St. John.", "en")
        'win met sinjin.'
        """
        found = self._compiled(language, voice)
        if found is None:
            return text
        pattern, entries = found
        return pattern.sub(lambda match: entries[(match.lastindex or 1) - 1].said, text)

    def sounds(self, text: str, language: str, voice: Voice | None = None) -> list[Sound]:
        """Where in the text that `applied` gives those words are whose sound is known."""
        found = self._compiled(language, voice) if self.has_sounds else None
        if found is None:
            return []
        pattern, entries = found
        sounds, longer = [], 0  # how many characters longer the text is up to here, with what is said
        for match in pattern.finditer(text):
            entry = entries[(match.lastindex or 1) - 1]
            start = match.start() + longer
            longer += len(entry.said) - len(match[0])
            if entry.ipa:
                sounds.append(Sound(start, start + len(entry.said), entry.ipa, entry.said != entry.word))
        return sounds

    def _compiled(self, language: str, voice: Voice | None) -> tuple[regex.Pattern[str], list[Entry]] | None:
        key = language, voice.full_id if voice and self._has_voices else ""
        if key not in self._patterns:
            known = [entry for entry in self._by_length if entry.speaks(language) and entry.is_for(voice)]
            pattern = regex.compile("|".join(f"({entry.pattern})" for entry in known))
            self._patterns[key] = (pattern, known) if known else None
        return self._patterns[key]

    @cached_property
    def has_sounds(self) -> bool:
        """Whether the sound of any word is known."""
        return any(entry.ipa for entry in self.entries)

    @cached_property
    def _has_voices(self) -> bool:
        return any(entry.voice for entry in self.entries)

    @cached_property
    def _by_length(self) -> list[Entry]:
        """The longest first; where two are as long, what is for one voice, then the later first."""
        numbered = sorted(enumerate(self.entries), key=lambda one: (-len(one[1].word), not one[1].voice, -one[0]))
        return [entry for _, entry in numbered]


NO_WORDS = Lexicon()
