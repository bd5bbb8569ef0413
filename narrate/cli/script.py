"""narrate script: what will be said, without saying it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from narrate.cli import options, screen

if TYPE_CHECKING:
    from narrate.document import Document
    from narrate.script import Passage, Script, Utterance
    from narrate.scripting.normalisation import Change


@click.command("script")
@click.argument("source", metavar="SOURCE")
@options.grouped(options.SOUND)
@click.option("--explain", is_flag=True, help="Show each rule that changed a sentence.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(source: str, *, explain: bool, as_json: bool, **given: Any) -> None:
    """Show what will be said of SOURCE: chapters, sentences, spoken forms, pauses and the expected length."""
    from narrate.narration import rehearse
    from narrate.reading import read

    settings = options.settings(given)
    document = read(sys.stdin.buffer if source == "-" else source)
    _, script = rehearse(document, settings)
    if as_json:
        fields = as_fields(document, script, settings.speed, explain=explain)
        click.echo(json.dumps(fields, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(script, explain=explain)))
        click.echo(f"About {screen.length(script.expected_s(settings.speed))}.", err=True)


def _lines(script: Script, *, explain: bool) -> list[str]:
    """The script for people: what is printed, and under it what is said where that differs."""
    lines: list[str] = []
    for scene in script.scenes:
        lines.append(f"== {scene.title} ==" if scene.title else "==")
        for passage in scene.passages:
            lines += ["", *_passage_lines(passage, explain=explain)]
        lines.append("")
    return lines


def _passage_lines(passage: Passage, *, explain: bool) -> list[str]:
    lines: list[str] = []
    for number, utterance in enumerate(passage.utterances):
        written = " ".join(utterance.written.split())
        lines.append((f"[{passage.kind}] " if number == 0 and passage.kind != "body" else "") + written)
        if utterance.skipped:
            lines.append(f"    not spoken: {utterance.skipped}")
        elif utterance.spoken != written:
            lines.append(f"    spoken: {utterance.spoken}")
        if explain:
            lines += (f"        {one.rule}: {one.before} -> {one.after}" for one in _changes(utterance, passage))
    return lines


def _changes(utterance: Utterance, passage: Passage) -> list[Change]:
    """What each rule did to what is written, in order."""
    from narrate.scripting.normalisation import explain

    return explain(utterance.written, passage.language)


def as_fields(document: Document, script: Script, speed: float, *, explain: bool = False) -> dict[str, Any]:
    """The JSON of `narrate script --json`: an interface. Fields may be added, never renamed.

    With `explain` each sentence has its `rules` too.
    """
    return {
        "title": document.title,
        "language": script.language,
        "seconds": round(script.expected_s(speed), 2),
        "chapters": [
            {
                "title": scene.title,
                "paragraphs": [_passage_fields(passage, speed, explain=explain) for passage in scene.passages],
            }
            for scene in script.scenes
        ],
    }


def _passage_fields(passage: Passage, speed: float, *, explain: bool) -> dict[str, Any]:
    sentences = [
        {
            "written": one.written,
            "spoken": one.spoken,
            "kind": passage.kind,
            "pause_ms": one.pause_ms,
            "seconds": round(one.expected_s(speed), 2),
            **({"skipped": one.skipped} if one.skipped else {}),
            **({"rules": [change._asdict() for change in _changes(one, passage)]} if explain else {}),
        }
        for one in passage.utterances
    ]
    return {"kind": passage.kind, "language": passage.language, "sentences": sentences}
