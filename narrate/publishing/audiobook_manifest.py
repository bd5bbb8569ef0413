"""A W3C audiobook: its manifest (Audiobooks, W3C Recommendation), and the package of all its files (LPF, W3C Note)."""

from __future__ import annotations

import html
import json
import re
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from narrate.doors.encoding import cover_codec
from narrate.programme import Programme
from narrate.publishing.formats import MEDIA_TYPES
from narrate.publishing.makers_mark import MADE_BY
from narrate.publishing.tags import MAKER

MANIFEST = "publication.json"
ENTRY_PAGE = "index.html"  # the name that a package's primary entry page must have
BOOKS = uuid.UUID("dd0f3d3f-6f4c-5d4f-9ab5-2f4f3a1c7c11")  # names the books that narrate made, so that ids stay
WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d")  # the schema of manifests takes no year alone
EPOCH = (1980, 1, 1, 0, 0, 0)  # the least time of a ZIP entry: no clock gets into a package
PICTURES = {"mjpeg": ("cover.jpg", "image/jpeg"), "png": ("cover.png", "image/png")}


def write_manifest(programme: Programme, path: Path) -> None:
    """The manifest of the audio beside it."""
    path.write_text(_json(manifest(programme, packaged=False)), encoding="utf-8", newline="\n")


def write_package(programme: Programme, path: Path) -> None:
    """The manifest, a page of contents, the audio and the cover in one file."""
    with zipfile.ZipFile(path, "w") as package:
        package.comment = MADE_BY.encode()
        _add(package, MANIFEST, _json(manifest(programme, packaged=True)).encode())
        _add(package, ENTRY_PAGE, entry_page(programme).encode())
        if picture := _picture(programme):
            _add(package, picture[0], programme.cover or b"")
        for part in files(programme):
            entry = zipfile.ZipInfo(part.audio.name, EPOCH)
            entry.file_size = part.audio.stat().st_size
            with part.audio.open("rb") as source, package.open(entry, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_STORED if name.startswith("cover.") else zipfile.ZIP_DEFLATED
    package.writestr(entry, content)


def files(programme: Programme) -> tuple[Programme, ...]:
    """Each audio file of a programme, in order."""
    return programme.parts or (programme,)


def manifest(programme: Programme, *, packaged: bool) -> dict[str, Any]:
    """The manifest as JSON-LD; only a package has a page of contents and a picture beside its audio."""
    labels = programme.labels
    title = labels.get("album") or labels["title"]
    date = labels.get("date", "")
    fields = {
        "encoded_by": MAKER,
        "@context": ["https://schema.org", "https://www.w3.org/ns/pub-context", {"language": programme.language}],
        "conformsTo": "https://www.w3.org/TR/audiobooks/",
        "type": "Audiobook",
        "id": f"urn:uuid:{uuid.uuid5(BOOKS, repr((title, labels.get('artist'), programme.language)))}",
        "name": title,
        "author": labels.get("artist"),
        "readBy": labels.get("composer"),
        "description": labels.get("description"),
        "inLanguage": programme.language,
        "datePublished": date if WHOLE_DATE.fullmatch(date) else None,
        "duration": duration(programme),
        "abridged": False,
        "accessMode": ["auditory"],
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": ["auditory"]}],
        "accessibilityHazard": ["none"],
        "readingOrder": [_resource(part) for part in files(programme)],
        "resources": list(_resources(programme)) if packaged else None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _resource(part: Programme) -> dict[str, str]:
    return {
        "type": "LinkedResource",
        "url": quote(part.audio.name),
        "encodingFormat": MEDIA_TYPES[part.audio.suffix.lower()],
        "name": part.labels["title"],
        "duration": duration(part),
    }


def _resources(programme: Programme) -> Iterator[dict[str, str]]:
    yield {"type": "LinkedResource", "url": ENTRY_PAGE, "encodingFormat": "text/html", "rel": "contents"}
    if picture := _picture(programme):
        name, kind = picture
        yield {"type": "LinkedResource", "url": name, "encodingFormat": kind, "rel": "cover", "name": "Cover"}


def _picture(programme: Programme) -> tuple[str, str] | None:
    """The name and type of the cover's file."""
    return PICTURES.get(cover_codec(programme.cover) or "") if programme.cover else None


def duration(programme: Programme) -> str:
    """A length as ISO 8601 has it, to the millisecond."""
    ms = programme.timeline.length * 1000 // programme.timeline.sample_rate_hz
    return f"PT{ms // 1000}.{ms % 1000:03}S"


def entry_page(programme: Programme) -> str:
    """The page that a package opens with: its title, its author, and its table of contents."""
    labels = programme.labels
    title, author = html.escape(labels.get("album") or labels["title"]), html.escape(labels.get("artist", ""))
    entries = "".join(
        f'<li><a href="{html.escape(url)}">{html.escape(name)}</a></li>\n' for url, name in _contents(programme)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(programme.language)}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<title>{title}</title>\n<link rel="publication" href="{MANIFEST}"/>\n</head>\n<body>\n<h1>{title}</h1>\n'
        f'<p>{author}</p>\n<nav role="doc-toc">\n<ol>\n{entries}</ol>\n</nav>\n</body>\n</html>\n'
    )


def _contents(programme: Programme) -> Iterator[tuple[str, str]]:
    """Each chapter's address (a media fragment, W3C Media Fragments URI) and title."""
    for part in files(programme):
        for mark in part.chapters:
            yield f"{quote(part.audio.name)}#t={part.timeline.seconds(mark.start):.3f}", mark.title


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
