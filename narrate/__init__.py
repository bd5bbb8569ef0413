"""narrate: an article, an essay or a book as an audio file worth listening to.

    import narrate

    if __name__ == "__main__":  # speech engines run in worker processes, which import this file again
        report = narrate.render("text/essay.txt", "essay.m4b", narrate.Settings(voice="en-gb", speed=1.1))
        print(report.edition.path, report.edition.timeline.duration_s)

Every error is a `NarrateError` with a `problem` and a `remedy`. Nothing is printed, and nothing exits.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.edition import Edition, Report, Unheard
from narrate.errors import NarrateError, OutputError, SettingsError, SourceError, SpeechError
from narrate.manner import Pauses, Policies
from narrate.progress import Progress, Stage, Step
from narrate.script import Passage, Scene, Script, Utterance
from narrate.settings import Settings, Tags
from narrate.timeline import Cue, Mark, Span, Timeline
from narrate.voice import Voice

if TYPE_CHECKING:
    from narrate.narration import rehearse, render
    from narrate.reading import read

__version__ = "0.1.0"

__all__ = [
    "Chapter",
    "Cue",
    "Document",
    "Edition",
    "Kind",
    "Mark",
    "NarrateError",
    "OutputError",
    "Paragraph",
    "Passage",
    "Pauses",
    "Policies",
    "Progress",
    "Report",
    "Scene",
    "Script",
    "Settings",
    "SettingsError",
    "SourceError",
    "Span",
    "SpeechError",
    "Stage",
    "Step",
    "Tags",
    "Timeline",
    "Unheard",
    "Utterance",
    "Voice",
    "read",
    "rehearse",
    "render",
]

_LATE = {"read": "narrate.reading", "rehearse": "narrate.narration", "render": "narrate.narration"}


def __getattr__(name: str) -> Any:
    """The functions come with the audio libraries, so they are imported at first use: `narrate --help` is instant."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)
