"""A voice that an engine offers."""

from __future__ import annotations

from dataclasses import dataclass

ANY_LANGUAGE = "mul"  # ISO 639-2 "multiple languages": the language of a voice that takes whatever it is given
WIDER = {"cmn": "zh", "yue": "zh", "nb": "no", "nn": "no"}  # ISO 639-3: texts are tagged by the wider language


def primary(tag: str) -> str:
    """The language of a BCP 47 tag without its region and script, by the name that texts are tagged with."""
    language = tag.lower().partition("-")[0]
    return WIDER.get(language, language)


@dataclass(frozen=True, slots=True)
class Voice:
    """`id` is what the engine calls it ("gmw/en-us"); `language` is a BCP 47 tag; `gender` is "", "female" or "male".

    `natural` tells a recorded or neural voice from a formant synthesiser. `licence` is that of the voice's data (SPDX
    where it is one), empty if unknown. `limit_chars` is the longest utterance that its engine takes: longer sentences
    are cut before they reach it. `model` tells apart the states of a voice's own files, where its id does not.
    """

    id: str
    name: str
    language: str
    engine: str
    gender: str = ""
    natural: bool = False
    sample_rate_hz: int = 22050
    limit_chars: int = 1000
    licence: str = ""
    model: str = ""

    @property
    def full_id(self) -> str:
        """The id that names the engine too: "pyttsx3:gmw/en-us"."""
        return f"{self.engine}:{self.id}"

    @property
    def names(self) -> frozenset[str]:
        """What it may be called, in lower case: its ids with its engine and without, its name; and its engine."""
        names = (self.full_id, self.id, self.id.rpartition("/")[2], self.id.rpartition("#")[2], self.name, self.engine)
        return frozenset(name.lower() for name in names)

    def is_of(self, language: str) -> bool:
        """Whether it is a voice of this language itself, in whatever accent."""
        return primary(self.language) == primary(language)

    def speaks(self, language: str) -> bool:
        """Whether it is of this language, or takes any."""
        return self.language == ANY_LANGUAGE or self.is_of(language)
