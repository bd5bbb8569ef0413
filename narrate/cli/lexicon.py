"""narrate lexicon: the user's own pronunciations."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli import options
from narrate.language import require_language

if TYPE_CHECKING:
    from narrate.lexicon import Entry

MOST_WORDS = 50


@click.group("lexicon")
def command() -> None:
    """Look after how words are said: find those that need it, check files, and convert them."""


@command.command("suggest")
@click.argument("source", metavar="SOURCE")
@options.grouped((options.LANGUAGE,), options.SOURCE)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def suggest(source: str, *, as_json: bool, language: str | None, allow_private: bool) -> None:
    """List the names and unusual words of SOURCE, the most frequent first, as the beginning of a lexicon."""
    from narrate.reading import read
    from narrate.scripting import in_its_languages, unusual_words

    if language:
        require_language(language)
    document = read(sys.stdin.buffer if source == "-" else source, allow_private=allow_private)
    document = document if language else in_its_languages(document)
    found = unusual_words(document, language or document.language or "en")
    if as_json:
        click.echo(json.dumps([{"word": word, "count": count, "said": said} for word, count, said in found]))
        return
    click.echo("[words]")
    for word, count, said in found[:MOST_WORDS]:
        click.echo(f"{json.dumps(word, ensure_ascii=False)} = {json.dumps(said, ensure_ascii=False)}  # {count} times")


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def check(files: tuple[Path, ...]) -> int:
    """Read lexicons, and report words that have two pronunciations. Exit code 1 if there are any."""
    from narrate.pronouncing import conflicts, read_lexicon

    lexicon = read_lexicon(files)
    clashes = conflicts(lexicon)
    for one, two in clashes:
        click.echo(f"“{one.word}” is {_said(one)} and later {_said(two)}: the later is said.")
    click.echo(f"{len(lexicon.entries)} entries.", err=True)
    return 1 if clashes else 0


def _said(entry: Entry) -> str:
    return f"“{entry.said}” /{entry.ipa}/" if entry.ipa else f"“{entry.said}”"


@command.command("convert")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@options.grouped((options.LANGUAGE,))
def convert(file: Path, *, language: str | None) -> None:
    """Print the lexicon FILE as W3C PLS 1.0, for other programs."""
    from narrate.pronouncing import as_pls, read_lexicon

    if language:
        require_language(language)
    click.echo(as_pls(read_lexicon([file]), language or "en"), nl=False)
