"""The read-along page: the text, lit as it is spoken, in one file that a browser opens from the disk.

`page.html`, `page.css` and `page.js` are written by hand and filled in as they are. The content policy allows only them
(by their hashes) and the sound: nothing in a text can run, and nothing reaches for a host. The sound is in the page as
base64, in pieces (a browser takes each by itself and forgets its text), or `linked`, in the file beside it.

What is lit are ranges (the CSS Custom Highlight API), not elements: a book of 120,000 words opens in 0.8 s and is laid
out at another size in 0.6 s, where an element for each word takes 2.9 and 2.7 s (Chromium 150, two cores).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from narrate.programme import Programme
from narrate.publishing.markup import escaped, language_tag, sections
from narrate.publishing.pages.times import times
from narrate.publishing.tags import MAKER

SUFFIX = ".read-along.html"
MARK = f'<meta name="generator" content="{MAKER}">'.encode()
BEGINNING = b"<!doctype html>"
MARK_WITHIN = 2_000  # bytes of the beginning of a page
PIECE_BYTES = 3 << 20  # of sound in each of the page's pieces; divisible by 3, so that base64 needs no padding
PLACE = re.compile(r"\{\{(\w+)\}\}")
MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "m4b": "audio/mp4",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
}  # by the names of the formats
IDENTITY = re.compile(r'<script type="application/json" id="timeline">\{"id":"([0-9a-f]{16})"')
SOURCE = re.compile(r'<audio id="audio" preload="metadata" src="\./[^"]*" data-name="[^"]*"')
LINKED = "'self' file:"  # a page on the disk has no origin that 'self' could mean


def write(programme: Programme, path: Path) -> None:
    """Write the page of a finished audio file. Raises OSError where the disk refuses."""
    before, after = _part("page.html").split("{{sound}}")
    values = _values(programme)
    with path.open("wb") as page:
        page.write(_filled(before, values).encode())
        if not programme.settings.linked:
            _write_sound(programme.audio, page)
        page.write(_filled(after, values).encode())


def is_ours(path: Path) -> bool:
    """Whether narrate wrote a page."""
    try:
        with path.open("rb") as page:
            beginning = page.read(MARK_WITHIN)
            return beginning.startswith(BEGINNING) and MARK in beginning
    except OSError:
        return False


def identity(page: Path) -> str:
    """The id by which browsers remember the place in a page that narrate wrote; empty where it has none."""
    with page.open(encoding="utf-8", errors="replace") as lines:
        found = (IDENTITY.search(line) for line in lines)
        return next((one[1] for one in found if one), "")


def enclosed(page: Path, audio: Path, audio_format: str) -> Iterator[bytes]:
    """A linked page as one that holds its sound, piece by piece. Raises OSError where either cannot be read."""
    linked = page.read_text(encoding="utf-8")
    source = SOURCE.sub(
        f'<audio id="audio" preload="metadata" data-type="{MEDIA_TYPES[audio_format]}"', linked, count=1
    )
    whole = source.replace(escaped(f"media-src {LINKED}"), "media-src blob:", 1)
    before, between, after = whole.rpartition("\n</body>")
    yield f"{before}\n".encode()
    with audio.open("rb") as sound:
        yield from _pieces(sound)
    yield f"{between}{after}".encode()


def _values(programme: Programme) -> dict[str, str]:
    """What goes into the places of `page.html`: markup, or text made harmless."""
    style, script, text = _part("page.css"), _part("page.js"), _text(programme)
    chapters = (f"<option>{escaped(mark.title)}</option>" for mark in programme.timeline.marks)
    return {
        "language": language_tag(programme.language),
        "policy": escaped(_policy(style, script, linked=programme.settings.linked)),
        "title": escaped(programme.title),
        "style": style,
        "script": script,
        "text": text,
        "chapters": "".join(chapters),
        "source": _source(programme),
        "timeline": _timeline(programme, text),
    }


@cache
def _part(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _filled(template: str, values: dict[str, str]) -> str:
    """A template with every place filled, once: what is filled in is not searched for places."""
    return PLACE.sub(lambda found: values[found[1]], template)


def _policy(style: str, script: str, *, linked: bool) -> str:
    """A content security policy that lets in our style and script, and the sound, and nothing else."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_digest(script)}",
            f"style-src {_digest(style)}",
            f"media-src {LINKED if linked else 'blob:'}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _source(programme: Programme) -> str:
    """Where the sound is: the attributes of the audio element."""
    name = programme.audio.name
    if programme.settings.linked:
        return f' src="./{quote(name, errors="surrogateescape")}" data-name="{escaped(name)}"'
    return f' data-type="{MEDIA_TYPES[programme.format]}"'


def _write_sound(audio: Path, page: BinaryIO) -> None:
    with audio.open("rb") as sound:
        page.writelines(_pieces(sound))


def _pieces(sound: BinaryIO) -> Iterator[bytes]:
    """Sound as elements of a page."""
    while piece := sound.read(PIECE_BYTES):
        yield b'<script type="application/octet-stream" class="sound">' + base64.b64encode(piece) + b"</script>\n"


def _text(programme: Programme) -> str:
    author = programme.labels.get("artist", "")
    found = sections(programme.document, programme.title, author, lambda _place, text, _offset: escaped(text))
    return "\n".join(f"<section>\n{one.markup}\n</section>" for one in found)


def _timeline(programme: Programme, text: str) -> str:
    """The timeline as JSON, and an id by which a browser remembers the place: numbers, and names without a "<"."""
    found = times(programme.timeline, programme.document)
    identity = hashlib.sha256(f"{found}{text}".encode()).hexdigest()[:16]
    return json.dumps({"id": identity, **found}, separators=(",", ":")).replace("<", r"\u003c")
