"""narrate feed: a folder of narrations as a podcast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.command("feed")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--base-url", required=True, metavar="URL", help="Where FOLDER will be: https://example.org/podcast.")
@click.option("--title", default="", help="The podcast's title.  [default: the book's, or the folder's name]")
@click.option("--description", default="", help="What it is about.")
@click.option("--author", default="", help="Whose it is.  [default: its files' author]")
@click.option("--email", default="", help="The owner's address, for directories. Everybody can read it.")
@click.option("--link", default="", metavar="URL", help="Its home page.  [default: the base URL]")
@click.option("--language", default="", metavar="TAG", help="en, de, pt-BR…  [default: its files' language]")
@click.option("--category", default="Arts/Books", show_default=True, help="One of Apple's categories.")
@click.option(
    "--image",
    type=click.Path(path_type=Path),
    metavar="PICTURE",
    help="Artwork, or auto: drawn.  [default: FOLDER/cover.jpg]",
)
@click.option("--guid", default="", metavar="UUID", help="The podcast:guid that the feed had at an older address.")
@click.option("--explicit", is_flag=True, help="Not for children.")
@click.option("--force", is_flag=True, help="Replace a feed.xml that narrate did not make.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def command(folder: Path, base_url: str, *, force: bool, as_json: bool, **given: Any) -> int:
    """Write FOLDER/feed.xml: a podcast of everything that narrate made there, with its captions and chapters."""
    from narrate.publishing.feeds import Channel, write_feed

    feed = write_feed(folder, base_url, Channel(**given), force=force)
    if as_json:
        listed = [{"path": str(one.audio), "title": one.title} for one in feed.episodes]
        fields = {"path": str(feed.path), "url": feed.url, "guid": feed.guid, "episodes": listed, "notes": feed.notes}
        click.echo(json.dumps(fields, ensure_ascii=False))
        return 0
    click.echo(feed.path)
    count = len(feed.episodes)
    click.echo(f"{count} episode{'s' * (count != 1)}, to be served as {feed.url}", err=True)
    for note in feed.notes:
        click.echo(note, err=True)
    return 0
