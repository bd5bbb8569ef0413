"""narrate script: what will be said, without saying it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from narrate.cli import configuration, options, screen
from narrate.cli.sections import Sectioned

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrate.document import Document
    from narrate.lexicon import Lexicon
    from narrate.manner import Policies
    from narrate.script import Passage, Script, Utterance
    from narrate.scripting import Change
    from narrate.sound import Sound
    from narrate.voice import Voice

    Changes = Callable[[Utterance, Passage], list[Change]]


@click.command("script", cls=Sectioned)
@click.argument("source", metavar="SOURCE")
@options.grouped(options.CHAPTERS, options.SOUND, options.SOURCE)
@click.option("--explain", is_flag=True, help="Show each rule that changed a sentence.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(source: str, *, explain: bool, as_json: bool, **given: Any) -> None:
    """Show what will be said of SOURCE: chapters, sentences, spoken forms, pauses and the expected length."""
    from narrate.narration import prepare, rehearse
    from narrate.pronouncing import read_lexicon

    settings = configuration.settings(given)
    document = prepare(sys.stdin.buffer if source == "-" else source, settings)
    narrator, script = rehearse(document, settings)
    changes = _changes_by(read_lexicon(settings.lexicon), settings.policies, narrator) if explain else None
    if as_json:
        fields = as_fields(document, script, settings.speed, changes)
        click.echo(json.dumps(fields, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(script, changes)))
        click.echo(f"About {screen.length(script.expected_s(settings.speed))}.", err=True)


def _lines(script: Script, changes: Changes | None) -> list[str]:
    """The script for people: what is printed, and under it what is said where that differs."""
    lines: list[str] = []
    for scene in script.scenes:
        lines.append(f"== {scene.title} ==" if scene.title else "==")
        for passage in scene.passages:
            lines += ["", *_passage_lines(passage, script.language, changes)]
        lines.append("")
    return lines


def _passage_lines(passage: Passage, language: str, changes: Changes | None) -> list[str]:
    """The lines of one passage; its kind and its language are told where they are others than the usual."""
    lines: list[str] = []
    for number, utterance in enumerate(passage.utterances):
        written = " ".join(utterance.written.split())
        lines.append((_about(passage, language) if number == 0 else "") + written)
        if utterance.skipped:
            lines.append(f"    not spoken: {utterance.skipped}")
        elif utterance.spoken != written:
            lines.append(f"    spoken: {utterance.spoken}")
        lines += (f"    sounds: {utterance.spoken[one.start : one.end]} /{one.ipa}/" for one in utterance.sounds)
        if changes:
            lines += (f"        {one.rule}: {one.before} -> {one.after}" for one in changes(utterance, passage))
    return lines


def _about(passage: Passage, language: str) -> str:
    """What a passage is, its language, and whose voice speaks it, where they are not the usual."""
    facts = [passage.kind.value] * (passage.kind != "body") + [passage.language] * (passage.language != language)
    facts += [passage.speaker] if passage.speaker else []
    facts += [passage.part.voice.full_id] if passage.part else []
    return f"[{', '.join(facts)}] " if facts else ""


def _changes_by(lexicon: Lexicon, policies: Policies, narrator: Voice) -> Changes:
    """What the lexicon and each rule did to what is written, in order."""
    from narrate.scripting import explain

    def changes(utterance: Utterance, passage: Passage) -> list[Change]:
        voice = passage.part.voice if passage.part else narrator
        return explain(utterance.written, passage.language, lexicon, policies, voice)

    return changes


def as_fields(document: Document, script: Script, speed: float, changes: Changes | None = None) -> dict[str, Any]:
    """The JSON of `narrate script --json`: an interface. Fields may be added, never renamed.

    With `changes` each sentence has its `rules` too.
    """
    return {
        "title": document.title,
        "language": script.language,
        "seconds": round(script.expected_s(speed), 2),
        "chapters": [
            {
                "title": scene.title,
                "paragraphs": [_passage_fields(passage, speed, changes) for passage in scene.passages],
            }
            for scene in script.scenes
        ],
    }


def _sound_fields(sound: Sound) -> dict[str, Any]:
    """Where in `spoken` a word stands whose sound is known, and the sound."""
    return {"start": sound.start, "end": sound.end, "ipa": sound.ipa}


def _passage_fields(passage: Passage, speed: float, changes: Changes | None) -> dict[str, Any]:
    sentences = [
        {
            "written": one.written,
            "spoken": one.spoken,
            "kind": passage.kind,
            "pause_ms": one.pause_ms,
            "seconds": round(one.expected_s(speed * passage.pace), 2),
            **({"sounds": [_sound_fields(sound) for sound in one.sounds]} if one.sounds else {}),
            **({"skipped": one.skipped} if one.skipped else {}),
            **({"rules": [change._asdict() for change in changes(one, passage)]} if changes else {}),
        }
        for one in passage.utterances
    ]
    voice = {"voice": passage.part.voice.full_id} if passage.part else {}
    speaker = {"speaker": passage.speaker} if passage.speaker else {}
    own = {"kind": passage.kind, "language": passage.language, "pace": passage.pace, **speaker, **voice}
    return {**own, "sentences": sentences}
