"""narrate serve: a page of one's own."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import click

from narrate.cli import configuration, options

PORT = 8765


@click.command("serve")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("output"))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where; 0 for any free one."
)
@click.option("--lan", is_flag=True, help="Let others on your network in, who have the address with its token.")
@click.option("--feed", is_flag=True, help="A podcast of it all, too; with --lan for your phone.")
@click.option("--open", "opens", is_flag=True, help="Open the page in your browser.")
@options.VOICE
@options.VOICE_FOR
@options.LANGUAGE
@options.LEXICON
@options.STYLE
@options.grouped(options.WORK)
def command(folder: Path, port: int, *, lan: bool, feed: bool, opens: bool, **given: Any) -> None:
    """Serve a page to paste a text into and listen to it, with a shelf of what is in FOLDER.

    FOLDER is “output” where none is given. Only this machine can open the page, unless --lan is given. Ctrl-C ends it;
    what was in work goes on with the next one.
    """
    from narrate.doors.processes import give_memory_back
    from narrate.doors.serving import EVERYWHERE, LOOPBACK, listening, own_address, require_web, serve

    require_web()
    from narrate.web import keeping_house, make_app
    from narrate.web.podcast import kept_secret

    settings = configuration.settings(given)
    give_memory_back()
    with contextlib.closing(listening(EVERYWHERE if lan else LOOPBACK, port)) as opened:
        port = opened.getsockname()[1]
        address = own_address() if lan else LOOPBACK
        with keeping_house(settings, folder, feed_at=f"http://{address}:{port}" if feed else "") as house:
            token = kept_secret(folder, "token") if lan else None
            hosts = frozenset({LOOPBACK, "localhost", address})
            pages = [f"http://{LOOPBACK}:{port}/"] + ([f"http://{address}:{port}/?token={token}"] if lan else [])

            def tell() -> None:
                for page in pages:
                    click.echo(page)
                if house.podcast:
                    click.echo(f"Podcast: {house.podcast.url}", err=True)
                click.echo("Ctrl-C ends it.", err=True)
                if opens:
                    click.launch(pages[0])

            serve(make_app(house, hosts, token), opened, beginning=tell, ending=house.close)
