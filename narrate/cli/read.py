"""narrate read: what was understood of a source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from narrate.cli import configuration, options
from narrate.cli.render import opened
from narrate.cli.sections import Sectioned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrate.document import Document, Paragraph

EPILOG = """\b
Examples:
  narrate read paper.pdf > paper.md      then mend it, and: narrate paper.md
  narrate read book.epub --outline
  narrate read book.epub --chapters 3-7
"""


@click.command("read", cls=Sectioned, epilog=EPILOG)
@click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")
@options.grouped(options.CHAPTERS)
@click.option("--outline", is_flag=True, help="Only the chapters, numbered, with their words.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(sources: tuple[str, ...], *, outline: bool, as_json: bool, **given: Any) -> None:
    """Print SOURCE as it was understood, as Markdown: several sources as one, as --merge makes it.

    What is printed can be mended and narrated: it gives the same chapters, paragraphs and kinds.
    """
    from narrate.narration import prepare

    document = prepare([*map(opened, sources)], configuration.settings(given))
    if as_json:
        click.echo(json.dumps(as_fields(document), ensure_ascii=False))
    elif outline:
        click.echo("\n".join(_outline(document)))
    else:
        from narrate.reading.printing import markdown_of

        click.echo(markdown_of(document), nl=False)


def _outline(document: Document) -> Iterator[str]:
    """The chapters for people: number, label and words, the deeper ones indented."""
    for number, chapter in enumerate(document.chapters, start=1):
        words = sum(len(paragraph.text.split()) for paragraph in chapter.paragraphs)
        yield f"{number:>4}  {'  ' * (chapter.level - 1)}{chapter.title or '(no heading)'}  ({words} words)"


def as_fields(document: Document) -> dict[str, Any]:
    """The JSON of `narrate read --json`: an interface. Fields may be added, never renamed."""
    return {
        "title": document.title,
        "author": document.author,
        "date": document.date,
        "description": document.description,
        "language": document.language,
        "chapters": [
            {"title": one.title, "level": one.level, "paragraphs": list(map(_paragraph_fields, one.paragraphs))}
            for one in document.chapters
        ],
    }


def _paragraph_fields(paragraph: Paragraph) -> dict[str, Any]:
    return {"kind": paragraph.kind, "text": paragraph.text, "language": paragraph.language}
