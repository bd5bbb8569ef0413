"""The package document of a book: what it is called, what is in it, how long it sounds, and for whom it is usable."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date

from narrate.document import Document, Kind
from narrate.programme import Programme
from narrate.publishing.markup import escaped, language_tag
from narrate.publishing.overlays.book import COVER_NAMES, Book
from narrate.timeline import Timeline

UNDATED = "1980-01-01"  # the earliest time that a zip can tell, for a book that must name one and knows none
MEDIA_TYPES = {
    "css": "text/css",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "png": "image/png",
    "smil": "application/smil+xml",
    "xhtml": "application/xhtml+xml",
}
FEATURES = (
    "tableOfContents",
    "structuralNavigation",
    "readingOrder",
    "displayTransformability",
)
HAZARDS = ("noFlashingHazard", "noMotionSimulationHazard", "noSoundHazard")
ALL_SPOKEN = "All of the text is narrated by a synthetic voice and lit as it is spoken."
SOME_SPOKEN = "Text is narrated by a synthetic voice and lit as it is spoken; some parts can only be read."
SUMMARY = "Headings give the structure, the table of contents leads to every chapter, and text can be set in any size."


def package(programme: Programme, book: Book, identity: str) -> str:
    """The package document."""
    metadata = "\n".join(_metadata(programme, book, identity))
    manifest = "\n".join(_manifest(programme, book))
    spine = "\n".join(f'<itemref idref="t{chapter.number}"/>' for chapter in book.chapters)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="id" xml:lang="{language_tag(programme.language)}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{metadata}\n</metadata>\n'
        f"<manifest>\n{manifest}\n</manifest>\n<spine>\n{spine}\n</spine>\n</package>\n"
    )


def _metadata(programme: Programme, book: Book, identity: str) -> Iterator[str]:
    labels = programme.labels
    day = _day(programme.document.date) or _day(labels.get("date", ""))
    yield f'<dc:identifier id="id">{identity}</dc:identifier>'
    yield f"<dc:title>{escaped(programme.title)}</dc:title>"
    yield f"<dc:language>{language_tag(programme.language)}</dc:language>"
    if author := labels.get("artist"):
        yield f'<dc:creator id="author">{escaped(author)}</dc:creator>'
        yield _meta("role", "aut", refines="author", scheme="marc:relators")
    if narrator := labels.get("composer"):
        yield f'<dc:contributor id="narrator">{escaped(narrator)}</dc:contributor>'
        yield _meta("role", "nrt", refines="narrator", scheme="marc:relators")
    if day:
        yield f"<dc:date>{day}</dc:date>"
    if description := labels.get("description"):
        yield f"<dc:description>{escaped(description)}</dc:description>"
    yield _meta("dcterms:modified", f"{day or UNDATED}T00:00:00Z")
    lengths_ms = {
        f"o{chapter.number}": chapter.duration_ms for chapter in book.chapters if chapter.overlay in book.texts
    }
    yield from sounding(programme, lengths_ms)


def _meta(name: str, value: str, *, refines: str = "", scheme: str = "") -> str:
    about = (f' refines="#{refines}"' if refines else "") + (f' scheme="{scheme}"' if scheme else "")
    return f'<meta property="{name}"{about}>{escaped(value)}</meta>'


def _day(text: str) -> str:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    return ""


def sounding(programme: Programme, lengths_ms: dict[str, int], stated: AbstractSet[str] = frozenset()) -> Iterator[str]:
    """What makes a book one that is heard: how long each overlay is, by its id, who reads, and for whom it is usable.

    `stated` are the properties that the book has already: of those it says itself, only what is new is said.
    """
    yield _meta("media:duration", _clock(sum(lengths_ms.values())))
    for name, length_ms in lengths_ms.items():
        yield _meta("media:duration", _clock(length_ms), refines=name)
    if narrator := programme.labels.get("composer"):
        yield _meta("media:narrator", narrator)
    yield _meta("media:active-class", "-epub-media-overlay-active")
    yield _meta("media:playback-active-class", "-epub-media-overlay-playing")
    yield from _accessibility(programme.document, programme.timeline, stated)


def _clock(ms: int) -> str:
    """A full clock value of SMIL 3.0."""
    minutes, rest_ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest_ms / 1000:06.3f}"


def _accessibility(document: Document, timeline: Timeline, stated: AbstractSet[str]) -> Iterator[str]:
    """What EPUB Accessibility 1.1 asks for. Hearing alone is enough only where all of the text is heard."""
    whole = _is_all_spoken(document, timeline)
    new = [("accessMode", "auditory"), ("accessModeSufficient", "textual,auditory")]
    new += [("accessModeSufficient", "auditory")] if whole else []
    new += [("accessibilityFeature", "synchronizedAudioText")]
    usual = [("accessMode", "textual"), ("accessModeSufficient", "textual")]
    usual += [("accessibilityFeature", feature) for feature in FEATURES]
    usual += [("accessibilityHazard", hazard) for hazard in HAZARDS]
    usual += [("accessibilitySummary", f"{ALL_SPOKEN if whole else SOME_SPOKEN} {SUMMARY}")]
    for name, value in [one for one in usual if f"schema:{one[0]}" not in stated] + new:
        yield _meta(f"schema:{name}", value)


def _is_all_spoken(document: Document, timeline: Timeline) -> bool:
    """Whether every paragraph that has words is heard."""
    heard = {cue.paragraph for cue in timeline.cues if cue.span.length}
    return all(
        place in heard
        for place, paragraph in enumerate(document.paragraphs)
        if paragraph.kind is not Kind.BREAK and any(map(str.isalnum, paragraph.text))
    )


def _manifest(programme: Programme, book: Book) -> Iterator[str]:
    yield item("nav", "nav.xhtml", ' properties="nav"')
    yield item("style", "style.css")
    if programme.cover:
        yield item("cover", COVER_NAMES[programme.cover[:2]], ' properties="cover-image"')
    for chapter in book.chapters:
        sounds = chapter.overlay in book.texts
        yield item(f"t{chapter.number}", chapter.text, f' media-overlay="o{chapter.number}"' if sounds else "")
        if sounds:
            yield item(f"o{chapter.number}", chapter.overlay)
    for number, track in enumerate(book.tracks, start=1):
        yield item(f"a{number}", track.name)


def item(name: str, href: str, more: str = "") -> str:
    """A line of a manifest."""
    media_type = MEDIA_TYPES[href.rpartition(".")[2]]
    return f'<item id="{name}" href="{href}" media-type="{media_type}"{more}/>'
