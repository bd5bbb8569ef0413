"""narrate: an article, an essay or a book as an audio file worth listening to.

    import narrate

    report = narrate.render("text/essay.txt", "essay.m4b", narrate.Settings(voice="en-gb", speed=1.1))
    print(report.edition.path, report.edition.timeline.duration_s)

Every error is a `NarrateError` with a `problem` and a `remedy`. Nothing is printed and nothing exits. Where worker
processes are spawned (everywhere), a script needs the usual `if __name__ == "__main__":` around its calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from narrate.document import Chapter, Document, Kind, Paragraph
    from narrate.edition import Edition, Report, Unheard
    from narrate.errors import NarrateError, OutputError, SettingsError, SourceError, SpeechError
    from narrate.narration import rehearse, render
    from narrate.progress import Progress, Stage, Step
    from narrate.reading import read
    from narrate.script import Passage, Scene, Script, Utterance
    from narrate.settings import Pauses, Settings, Tags
    from narrate.timeline import Cue, Mark, Span, Timeline
    from narrate.voice import Voice

_HOMES = {
    "narrate.document": ("Chapter", "Document", "Kind", "Paragraph"),
    "narrate.edition": ("Edition", "Report", "Unheard"),
    "narrate.errors": ("NarrateError", "OutputError", "SettingsError", "SourceError", "SpeechError"),
    "narrate.narration": ("rehearse", "render"),
    "narrate.progress": ("Progress", "Stage", "Step"),
    "narrate.reading": ("read",),
    "narrate.script": ("Passage", "Scene", "Script", "Utterance"),
    "narrate.settings": ("Pauses", "Settings", "Tags"),
    "narrate.timeline": ("Cue", "Mark", "Span", "Timeline"),
    "narrate.voice": ("Voice",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [  # noqa: PLE0604 - the names are computed, and a test compares them with the imports above
    "__version__",
    *_HOME_OF,
]


def __getattr__(name: str) -> Any:
    """Import a name from its home at first use, so that `narrate --help` need not load the audio libraries."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME_OF[name]), name)
