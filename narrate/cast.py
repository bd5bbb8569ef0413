"""Who speaks what: the voices of a narration beside its narrator's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from narrate.document import Kind
from narrate.voice import Voice, primary

DIALOGUE = "dialogue"  # the role of quoted speech; every other role is a kind of paragraph
ROLES = (*(kind.value for kind in Kind if kind not in {Kind.BODY, Kind.BREAK}), DIALOGUE)


@dataclass(frozen=True, slots=True)
class Part:
    """A voice, and how fast it speaks, as a factor of the narration's own speed."""

    voice: Voice
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Cast:
    """The narrator, and who else speaks.

    By role, by the speaker's name in the text, by the title of the chapter that they narrate, and by language (tags in
    lower case).
    """

    narrator: Voice
    roles: Mapping[str, Part] = field(default_factory=dict)
    speakers: Mapping[str, Part] = field(default_factory=dict)
    chapters: Mapping[str, Part] = field(default_factory=dict)
    languages: Mapping[str, Part] = field(default_factory=dict)

    @property
    def is_one_voice(self) -> bool:
        """Whether nobody speaks but the narrator."""
        return not (self.roles or self.speakers or self.chapters or self.languages)

    @property
    def has_dialogue(self) -> bool:
        """Whether anybody but the narrator speaks what is quoted."""
        return bool(self.speakers) or DIALOGUE in self.roles

    def part(self, kind: Kind, language: str, speaker: str | None = None, chapter: str = "") -> Part | None:
        """Who speaks text of a kind in a language, in a chapter; None is the narrator.

        `speaker` is None for what is no quoted speech, empty for speech of nobody known. A voice whose own language is
        another than the text's yields to the one that was given for that language.
        """
        role = self.roles.get(kind) if speaker is None else self.speakers.get(speaker, self.roles.get(DIALOGUE))
        role = role or self.chapters.get(chapter)
        voice = role.voice if role else self.narrator
        tag = language.lower()
        exact = self.languages.get(tag) if "-" in tag and voice.language.lower() != tag else None
        return exact or (role if voice.is_of(tag) else self.languages.get(primary(tag), role))
