"""A folder of narrations -> a podcast feed: RSS 2.0 with the tags of Apple Podcasts and Podcasting 2.0.

Nothing is kept beside the files: each item is made from its own audio, its tags and what lies beside it, so that a new
narration adds one item and changes no other. The same files give the same bytes.
"""

from __future__ import annotations

import html
import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from narrate.doors.encoding import look_at
from narrate.doors.files import disk_errors, write_whole
from narrate.errors import OutputError, SettingsError, SourceError
from narrate.publishing.covers import draw
from narrate.publishing.episodes import TRANSCRIPTS, Episode, episodes
from narrate.publishing.formats import MEDIA_TYPES
from narrate.publishing.tags import AUTO, ISO_639_2, MAKER, printable
from narrate.settings import FALLBACK_LANGUAGE

NAME = "feed.xml"
GENERATOR = f"<generator>{MAKER}</generator>"
PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # the namespace of podcast:guid (Podcasting 2.0)
ARTWORK_PIXELS = (1400, 3000)  # Apple Podcasts: square, JPEG or PNG
ARTWORK_NAMES = ("cover.jpg", "cover.jpeg", "cover.png")
LONGEST_DESCRIPTION_BYTES = 4000  # Apple Podcasts
APPLE_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"}  # the formats that Apple Podcasts takes
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
CAST = '<podcast:person role="narrator" group="cast">'


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. Empty fields are filled from its files.

    `category` is one of Apple's, a sub-category after a slash. `guid` is kept from an earlier address of the feed.
    `image` is a picture in the folder, or Path("auto") to have one drawn where there is none.
    """

    title: str = ""
    description: str = ""
    author: str = ""
    email: str = ""
    link: str = ""
    language: str = ""
    category: str = "Arts/Books"
    image: Path | None = None
    guid: str = ""
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was written, what it lists, and what a directory would miss in it."""

    path: Path
    url: str
    guid: str
    episodes: tuple[Episode, ...]
    notes: tuple[str, ...]


def write_feed(folder: Path, base_url: str, channel: Channel | None = None, *, force: bool = False) -> Feed:
    """Write `feed.xml` into a folder of narrations that will be served at `base_url`.

    Raises SettingsError, SourceError where there is nothing to list, OutputError.
    """
    channel = channel or Channel()
    address = _Address(_base(base_url))
    if not folder.is_dir():
        raise SourceError(f"“{folder}” is not a folder.", "Give the folder that holds your narrations.")
    path = folder / NAME
    _require_ours(path, force=force)
    guid = _channel_guid(channel.guid, address.of(NAME))
    image, notes = ("", []) if channel.image == AUTO else _artwork(folder, channel.image)
    found = episodes(folder)
    if not found:
        raise SourceError(
            f"There is nothing that narrate made in “{folder}”.", "Narrate something with -o there first."
        )
    if channel.image == AUTO:
        _draw(folder, *_named(channel, found, folder))
        image, notes = _artwork(folder, None)
    head = "".join(f"    {line}\n" for line in _channel(channel, found, address, guid, image, folder))
    items = "".join(_item(one, address, guid) for one in found)
    spaces = " ".join(f'xmlns:{name}="{url}"' for name, url in NAMESPACES.items())
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {spaces}>\n  <channel>\n'
    write_whole(path, f"{opening}{head}{items}  </channel>\n</rss>\n".encode())
    return Feed(path, address.of(NAME), str(guid), tuple(found), (*notes, *_lacking(found)))


def _base(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"“{url}” is no address of a folder.", "Write it as https://example.org/podcast.")
    return url.rstrip("/")


@dataclass(frozen=True, slots=True)
class _Address:
    """Where the folder will be."""

    base: str

    def of(self, name: str) -> str:
        """The address of a file in the folder."""
        return f"{self.base}/{quote(name)}"


def _require_ours(path: Path, *, force: bool) -> None:
    with disk_errors(path):
        ours = not path.exists() or GENERATOR.encode() in path.read_bytes()[:4096]
    if not (ours or force):
        raise OutputError(f"“{path}” exists and was not made by narrate.", "Move it away, or replace it with --force.")


def channel_guid(feed_url: str) -> uuid.UUID:
    """The podcast:guid of a feed: a UUIDv5 of its address without scheme and slashes at the end (Podcasting 2.0).

    >>> str(channel_guid("https://podnews.net/rss"))
    '9b024349-ccf0-5f69-a609-6b82873eab3c'
    """
    return uuid.uuid5(PODCASTS, feed_url.partition("://")[2].rstrip("/"))


def _channel_guid(given: str, feed_url: str) -> uuid.UUID:
    if not given:
        return channel_guid(feed_url)
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise SettingsError(f"“{given}” is no podcast:guid.", "Copy it from the older feed.") from error


def _draw(folder: Path, title: str, author: str) -> None:
    """Draw a cover into the folder, unless there is one."""
    if not any((folder / name).exists() for name in ARTWORK_NAMES):
        write_whole(folder / ARTWORK_NAMES[-1], draw(title, author))


def _named(channel: Channel, found: list[Episode], folder: Path) -> tuple[str, str]:
    """The feed's title and author."""
    album = _shared(found, "album") if _serial(found) else ""
    return channel.title or album or folder.resolve().name, channel.author or _shared(found, "artist")


def _serial(found: list[Episode]) -> bool:
    """Whether they are the parts of one book."""
    return all(one.track for one in found)


def _artwork(folder: Path, image: Path | None) -> tuple[str, list[str]]:
    """The name of the feed's picture, and what is wrong with it."""
    if image is not None and image.resolve().parent != folder.resolve():
        raise SettingsError(f"The picture “{image}” is not in “{folder}”.", "Put it there: it is served with the feed.")
    found = image or next((folder / name for name in ARTWORK_NAMES if (folder / name).is_file()), None)
    if found is None:
        return "", [f"Directories ask for artwork: put a cover.jpg into “{folder}”"]
    try:
        seen = look_at(found.read_bytes())
    except (OSError, OutputError) as error:
        raise SettingsError(f"The picture “{found}” cannot be read.", "Give a JPEG or PNG picture.") from error
    least, most = ARTWORK_PIXELS
    if seen.codec and seen.width == seen.height and least <= seen.width <= most:
        return found.name, []
    asked = f"Directories ask for a square JPEG or PNG of {least} to {most} pixels"
    return found.name, [f"{asked}; “{found.name}” has {seen.width} by {seen.height}"]


def _lacking(found: list[Episode]) -> Iterator[str]:
    """What a directory would miss in the episodes."""
    if undated := sum(one.date is None for one in found):
        yield f"Without a date: {undated} of {len(found)} (narrate them with --date)"
    if others := sum(one.audio.suffix.lower() not in APPLE_TYPES for one in found):
        yield f"Apple Podcasts takes mp3 and m4a only: {others} of {len(found)} are neither"


def _channel(
    channel: Channel, found: list[Episode], address: _Address, guid: uuid.UUID, image: str, folder: Path
) -> Iterator[str]:
    """The lines about the feed itself."""
    title, author = _named(channel, found, folder)
    serial = _serial(found)
    dates = [one.date for one in found if one.date]
    yield _element("title", title)
    yield _element("link", channel.link or f"{address.base}/")
    yield _element("description", channel.description or title)
    yield _element("language", channel.language or _language(found))
    yield GENERATOR
    yield f'<atom:link href="{_escaped(address.of(NAME))}" rel="self" type="application/rss+xml"/>'
    if dates:
        yield _element("lastBuildDate", format_datetime(max(dates), usegmt=True))
    if author:
        yield _element("itunes:author", author)
    if channel.email:
        owner = _element("itunes:name", author or title) + _element("itunes:email", channel.email)
        yield f"<itunes:owner>{owner}</itunes:owner>"
    yield _category(channel.category)
    yield _element("itunes:explicit", "true" if channel.explicit else "false")
    yield _element("itunes:type", "serial" if serial else "episodic")
    if image:
        yield f'<itunes:image href="{_escaped(address.of(image))}"/>'
    yield _element("podcast:guid", str(guid))
    yield _element("podcast:medium", "audiobook" if serial else "podcast")


def _category(category: str) -> str:
    name, _, inner = category.partition("/")
    if not inner:
        return f'<itunes:category text="{_escaped(name)}"/>'
    return f'<itunes:category text="{_escaped(name)}"><itunes:category text="{_escaped(inner)}"/></itunes:category>'


def _shared(found: list[Episode], tag: str) -> str:
    """What all of them have in a tag; empty where they differ."""
    values = {one.facts.tags.get(tag, "") for one in found}
    return values.pop() if len(values) == 1 else ""


def _language(found: list[Episode]) -> str:
    """The language that all of them are in, as a BCP 47 tag: containers keep it as ISO 639-2 too."""
    tag = _shared(found, "language")
    return {three: two for two, three in ISO_639_2.items()}.get(tag, tag) or FALLBACK_LANGUAGE


def _item(one: Episode, address: _Address, guid: uuid.UUID) -> str:
    lines = "".join(f"      {line}\n" for line in _lines(one, address, guid))
    return f"    <item>\n{lines}    </item>\n"


def _lines(one: Episode, address: _Address, guid: uuid.UUID) -> Iterator[str]:
    """The lines about one narration, from nothing but its own files."""
    found = one.facts.tags
    yield _element("title", one.title)
    yield _element("description", found.get("description") or one.title)
    if one.page:
        yield _element("link", address.of(one.page.name))
    url = _escaped(address.of(one.audio.name))
    yield f'<enclosure url="{url}" length="{one.facts.size_bytes}" type="{_type(one)}"/>'
    yield f'<guid isPermaLink="false">{uuid.uuid5(guid, one.audio.name)}</guid>'
    if one.date:
        yield _element("pubDate", format_datetime(one.date, usegmt=True))
    yield _element("itunes:duration", str(math.floor(one.facts.duration_s + 0.5)))
    if one.track:
        yield _element("itunes:episode", str(one.track))
    if found.get("artist"):
        yield _element("itunes:author", found["artist"])
    if one.picture:
        yield f'<itunes:image href="{_escaped(address.of(one.picture.name))}"/>'
    if found.get("composer"):
        yield f"{CAST}{_escaped(found['composer'])}</podcast:person>"
    for path in one.transcripts:
        kind = next(kind for suffix, kind in TRANSCRIPTS.items() if path.name.endswith(suffix))
        yield f'<podcast:transcript url="{_escaped(address.of(path.name))}" type="{kind}" rel="captions"/>'
    if one.chapters:
        url = _escaped(address.of(one.chapters.name))
        yield f'<podcast:chapters url="{url}" type="application/json+chapters"/>'


def _type(one: Episode) -> str:
    """The type of an episode's audio, as directories know it."""
    suffix = one.audio.suffix.lower()
    return APPLE_TYPES.get(suffix) or MEDIA_TYPES[suffix]


def _element(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>"


def _escaped(text: str) -> str:
    """A text as XML takes it, without the characters that it forbids, and not longer than directories take."""
    return html.escape(printable(text).encode()[:LONGEST_DESCRIPTION_BYTES].decode("utf-8", "ignore"))
