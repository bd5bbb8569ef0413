"""The whole of narrate on one screen: from a source to a file, a stage a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, repeat
from math import inf
from pathlib import Path

from narrate.arranging import merge, select
from narrate.document import Document
from narrate.doors.cluster import Cluster
from narrate.doors.processes import Crew, Pool
from narrate.doors.store import prune
from narrate.edition import Report, Unheard
from narrate.errors import OutputError, SourceError
from narrate.mastering import master
from narrate.progress import Progress, silent
from narrate.pronouncing import read_lexicon
from narrate.reading import read
from narrate.script import Script
from narrate.scripting import in_its_languages, parts, write_script
from narrate.settings import FALLBACK_LANGUAGE, Settings
from narrate.source import Source, Sources
from narrate.speaking import VoiceAtWork, assemble, pronounceable
from narrate.timeline import Timeline
from narrate.voice import Voice


def render(
    source: Source | Sequence[Source],
    destination: str | Path | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
    crew: Crew | None = None,
) -> Report:
    """Narrate a source into an audio file.

    `source` is a path, an address or an open binary file, or several of them, a chapter each; `destination` a file, an
    existing folder, or None for the folder `output` under the current one. `crew` are workers to share with other
    renders. Raises a NarrateError, and then an older file at the destination is as it was.
    """
    settings = settings or Settings()
    document = prepare(source, settings)
    return perform(Rehearsed(source, document, *rehearse(document, settings)), destination, settings, progress, crew)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A source that was read, with who speaks and what will be said: all that comes before the first sound."""

    source: Source | Sequence[Source]
    document: Document
    voice: Voice
    script: Script


def perform(
    piece: Rehearsed,
    destination: str | Path | None,
    settings: Settings,
    progress: Progress = silent,
    crew: Crew | None = None,
) -> Report:
    """Speak what was rehearsed with the same settings, into a file; see `render`."""
    from narrate.publishing import claim, publish  # whoever only listens, or looks, does not wait for it

    sources, document, voice, script = Sources.of(piece.source), piece.document, piece.voice, piece.script
    place = Path(destination) if destination is not None else None
    scripts = _parts(script, settings)
    name, apart, origin = sources.name(document.title), len(scripts) > 1, sources.origin
    with (
        claim(place, name, settings, document=document, apart=apart, origin=origin) as target,
        nullcontext(crew) if crew else hire(settings) as workers,
    ):
        _require_others(sources, target.places)
        speaker = VoiceAtWork(voice, settings, workers, script)
        recordings = master(scripts, speaker, target.format.encoding, settings, workers, progress)
        edition = publish(recordings, document, voice, target, settings, source=sources.file)
    prune(settings.home, settings.cache_limit_mb << 20)
    passages = sum(1 for passage in script.passages if passage.spoken)
    others = tuple(one for one in script.shares(voice) if one != voice)
    return Report(edition, voice, passages, passages - speaker.spoken, _unheard(script, edition.timeline), others)


def prepare(source: Source | Sequence[Source], settings: Settings) -> Document:
    """Read a source, or several into one document, and keep what is selected. Raises SourceError or SettingsError."""
    sources = Sources.of(source)
    private = settings.allow_private
    documents = [read(one, settings.include, settings.exclude, allow_private=private) for one in sources.each]
    whole = merge(documents, sources.stems) if len(documents) > 1 else documents[0]
    return select(whole, settings.selection)


def _parts(script: Script, settings: Settings) -> list[Script]:
    """What becomes a file of its own: the whole, or every chapter."""
    return parts(script, settings.delivery.longest_s or inf, settings.speed) if settings.splits else [script]


def hire(settings: Settings) -> Pool | Cluster:
    """The workers that the settings ask for, here or elsewhere; they are let go with the `with` block."""
    return Cluster(settings.cluster) if settings.cluster else Pool(settings.workers)


def rehearse(document: Document, settings: Settings) -> tuple[Voice, Script]:
    """Choose the narrator's voice and write the script, and speak nothing. Raises SettingsError or SourceError."""
    document = document if settings.language else in_its_languages(document)
    language = settings.language or document.language or FALLBACK_LANGUAGE
    company, lexicon = assemble(settings, language), read_lexicon(settings.lexicon)
    script = write_script(
        document,
        language=language,
        manner=settings.manner,
        limit_chars=company.narrator.limit_chars,
        lexicon=lexicon,
        apart=settings.splits,
        cast=company,
        home=settings.home,
    )
    if not any(passage.spoken for passage in script.passages):
        raise SourceError("There is nothing to say in this source.", "It needs at least one word or number.")
    return company.narrator, pronounceable(script, company.narrator) if lexicon.has_sounds else script


def _require_others(sources: Sources, places: list[Path]) -> None:
    """A source is never replaced by its own narration, whatever `force` says. Raises OutputError."""
    for path in places:
        if path.exists() and any(path.samefile(one) for one in sources.files):
            raise OutputError(f"“{path}” is the source itself.", "Choose another place with -o.")


def _unheard(script: Script, timeline: Timeline) -> tuple[Unheard, ...]:
    """What of the script has no sound: nothing to pronounce, or nothing that the voice could."""
    lengths: dict[int, list[int]] = defaultdict(list)
    for cue in timeline.cues:
        lengths[cue.passage].append(cue.span.length)
    return tuple(
        Unheard(utterance.written, utterance.skipped or "the voice has no sound for it")
        for passage in script.passages
        for utterance, length in zip(passage.utterances, chain(lengths[passage.number], repeat(0)), strict=False)
        if length == 0
    )
