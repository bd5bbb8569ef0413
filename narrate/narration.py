"""The whole of narrate on one screen: from a source to a file, a stage a line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from narrate.document import Document
from narrate.doors.files import workspace
from narrate.edition import Report, Unheard
from narrate.errors import OutputError, SourceError
from narrate.mastering import master
from narrate.progress import Progress, Tally, silent
from narrate.publishing import claim, publish
from narrate.reading import read
from narrate.script import Script
from narrate.scripting import write_script
from narrate.settings import Settings
from narrate.speaking import cast, clip_cache, speak
from narrate.timeline import Timeline
from narrate.voice import Voice

FALLBACK_LANGUAGE = "en"
NAMELESS = "narration"

Source = str | Path | BinaryIO


def render(
    source: Source,
    destination: str | Path | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Report:
    """Narrate a source into an audio file.

    `source` is a path or an open binary file; `destination` a file, an existing folder, or None for the folder
    `output` under the current one. Raises a NarrateError, and then an older file at the destination is as it was.
    """
    settings = settings or Settings()
    tally = Tally(progress)
    document = read(source)
    voice, script = rehearse(document, settings)
    place = Path(destination) if destination is not None else None
    with claim(place, _name(source, document), settings) as target, workspace(settings.home / "work") as folder:
        _require_other(source, target.path)
        with closing(speak(script, voice, settings, tally)) as clips:  # its workers end here, whatever happens
            recording = master(script, clips, voice.sample_rate_hz, settings, folder, progress)
        edition = publish(recording, document, voice, target, settings, progress)
    clip_cache(settings).prune(settings.cache_limit_mb << 20)
    return Report(edition, voice, tally.speaking.total, tally.speaking.cached, _unheard(script, edition.timeline))


def rehearse(document: Document, settings: Settings) -> tuple[Voice, Script]:
    """Choose the voice and write the script, and speak nothing. Raises SettingsError or SourceError."""
    language = settings.language or document.language or FALLBACK_LANGUAGE
    voice = cast(settings.voice, language)
    script = write_script(document, language=language, pauses=settings.pauses, limit_chars=voice.limit_chars)
    if not any(passage.spoken for passage in script.passages):
        raise SourceError("There is nothing to say in this source.", "It needs at least one word or number.")
    return voice, script


def _require_other(source: Source, path: Path) -> None:
    """A source is never replaced by its own narration, whatever `force` says. Raises OutputError."""
    if isinstance(source, str | Path) and path.exists() and path.samefile(source):
        raise OutputError(f"“{path}” is the source itself.", "Choose another place with -o.")


def _name(source: Source, document: Document) -> str:
    """What a file is called that was given no name: as its source is, or by its title."""
    return Path(source).stem if isinstance(source, str | Path) else document.title or NAMELESS


def _unheard(script: Script, timeline: Timeline) -> tuple[Unheard, ...]:
    """What of the script has no sound: nothing to pronounce, or nothing that the voice could."""
    utterances = (utterance for passage in script.passages for utterance in passage.utterances)
    return tuple(
        Unheard(utterance.written, utterance.skipped or "the voice has no sound for it")
        for utterance, cue in zip(utterances, timeline.cues, strict=True)
        if cue.span.length == 0
    )
