"""Manner: how a text is read where its words do not say: pauses, pace by kind, and what is said of what is no prose.

Pauses are silence after each thing said, in milliseconds; a pace is a factor of the speed (1.0 is the voice's own).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from narrate.document import Kind
from narrate.errors import SettingsError

LONGEST_PAUSE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence after each thing said, in milliseconds, exact to the sample in the file.

    Once in a minute or so, where two sections of an mp3, m4b or opus file meet, a pause is longer by up to one frame of
    the codec (46 ms at most), and at least four frames; the timeline says by how much.

    Between two paragraphs the longer of what the first asks for after it and the second before it is kept.
    """

    head_ms: int = 300  # before the first word
    clause_ms: int = 80  # where a sentence longer than the engine's limit was cut
    sentence_ms: int = 350
    verse_line_ms: int = 450  # at the end of a line of verse: a beat, where prose would run on
    cell_ms: int = 200  # between the cells of a table, within a row
    list_item_ms: int = 450
    paragraph_ms: int = 700
    quote_ms: int = 850  # before and after a block of quotation: another one speaks
    note_ms: int = 1100  # before notes, which are an aside
    heading_ms: int = 900  # after a heading
    chapter_ms: int = 1600  # before a chapter
    scene_break_ms: int = 1500
    tail_ms: int = 1000  # after the last word

    def __post_init__(self) -> None:
        for one in fields(self):
            value, name = getattr(self, one.name), one.name.removesuffix("_ms").replace("_", "-")
            whole = isinstance(value, int) and not isinstance(value, bool)
            if not (whole and 0 <= value <= LONGEST_PAUSE_MS):
                raise SettingsError(
                    f"The pause “{name}” cannot be {value!r}.",
                    f"Give 0 to {LONGEST_PAUSE_MS} milliseconds, a whole number.",
                )


@dataclass(frozen=True, slots=True)
class Policies:
    """What is said of what is no prose.

    `code` and `tables` are "say", "skip" or "announce" (what it is, and how many lines or rows it has), `figures` "say"
    (their alternative text and captions) or "skip". `notes` are said at the "end" of their chapter, "inline" (after the
    paragraph that refers to them, where the source tells), or not ("skip"). `citations` ("[12]") are "drop" or "keep",
    `emoji` "drop" or "say" (by name, in English). What is not said is still in the script, with the reason.
    """

    code: str = "say"
    tables: str = "say"
    figures: str = "say"
    notes: str = "end"
    citations: str = "drop"
    emoji: str = "drop"

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise SettingsError(
                    f"{name.capitalize()} cannot be “{value}”.", f"Give {', '.join(choices[:-1])} or {choices[-1]}."
                )


CHOICES = {
    "code": ("say", "skip", "announce"),
    "tables": ("say", "skip", "announce"),
    "figures": ("say", "skip"),
    "notes": ("end", "inline", "skip"),
    "citations": ("drop", "keep"),
    "emoji": ("drop", "say"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """A way of reading: its pauses, its pace, and the pace of each kind of paragraph within it."""

    pauses: Pauses = field(default_factory=Pauses)
    pace: float = 1.0
    paces: Mapping[Kind, float] = field(default_factory=dict)

    def pace_of(self, kind: Kind) -> float:
        """The factor for the speed of a paragraph."""
        return round(self.pace * self.paces.get(kind, 1.0), 3)


# Headings are slower, as readers stress them and listeners find their place by them; verse is slower than prose; notes
# are an aside, and in news a little faster. The numbers are judgement, not yet tried on listeners: 1.0 is espeak-ng's
# own pace, 175 words a minute, so that "news" is 184 and "bedtime" 152.
STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "essay": Style(paces={Kind.HEADING: 0.92, Kind.VERSE: 0.94}),
        "news": Style(
            # One item follows the other, and nobody lingers: pauses of a third less, a pace of 5 % more.
            Pauses(
                sentence_ms=260,
                verse_line_ms=350,
                list_item_ms=320,
                paragraph_ms=480,
                quote_ms=520,
                note_ms=700,
                heading_ms=600,
                chapter_ms=1000,
                scene_break_ms=900,
            ),
            pace=1.05,
            paces={Kind.HEADING: 0.95, Kind.NOTE: 1.03},
        ),
        "bedtime": Style(
            # Slower by an eighth and with half as much silence again: time to picture it, and to fall asleep.
            Pauses(
                sentence_ms=550,
                verse_line_ms=700,
                list_item_ms=700,
                paragraph_ms=1100,
                quote_ms=1300,
                note_ms=1700,
                heading_ms=1500,
                chapter_ms=2500,
                scene_break_ms=2500,
                tail_ms=2000,
            ),
            pace=0.87,
            paces={Kind.HEADING: 0.94, Kind.VERSE: 0.94},
        ),
    }
)
PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Manner:
    """A style, and what is said of what is no prose."""

    style: Style = PLAIN
    policies: Policies = field(default_factory=Policies)


AS_WRITTEN = Manner()
