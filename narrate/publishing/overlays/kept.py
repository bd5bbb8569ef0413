"""A book that was an EPUB 3 already, kept as it is, with overlays of its own pages.

What was read of the book does not tell where it stood in it. It is found again by its letters and digits alone, in
order: no difference of spaces, quotes or accents matters, and what is not found is heard with what was before it, and
not lit. Spans with ids are put around what is found, and nothing else of a page changes by a byte; the package document
gains the overlays, the sound and how long they last.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from urllib.parse import unquote

from narrate.document import Kind
from narrate.doors.archives import Archive, open_archive
from narrate.errors import SourceError
from narrate.programme import Programme
from narrate.publishing.overlays.clips import Clip, Track, clips, tracks
from narrate.publishing.overlays.package import item, sounding
from narrate.publishing.overlays.pages_lit import Place, lit
from narrate.publishing.overlays.positions import Element, Page, inserted, letters_of, page_of
from narrate.publishing.overlays.smil import overlay, par, seq
from narrate.timeline import Cue, Span

CONTAINER = "META-INF/container.xml"
STYLE = "narrate.css"
SOUND = "narrate"  # the folder of the sound
LEAST_FOUND = 0.5  # of what is spoken: else it is another book
TELLING = 20  # letters by which a sentence is known anywhere; a shorter one must be near
NEAR, FAR = 3_000, 60_000  # letters after the last sentence that was found
LOST = 5  # sentences in a row that were not found: then the next is looked for everywhere
STYLE_SHEET = ".-epub-media-overlay-active { background-color: #f7c948; color: #17130a; }\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """The members of a book, those that are changed or new among them, and the sound."""

    members: dict[str, bytes]
    tracks: tuple[Track, ...]
    folder: str


@dataclass(slots=True)
class _Leaf:
    """A page of the book: its place in the archive and in the package, and what of it is spoken."""

    path: str
    href: str
    item: Element
    page: Page
    places: dict[int, Place] = field(default_factory=dict)


def keep(programme: Programme) -> Kept | None:
    """The source's own book with overlays, or None where it is no EPUB 3, has overlays, or says other things."""
    if programme.source is None:
        return None
    try:
        archive = open_archive(programme.source.read_bytes(), programme.source.name)
        path = _package_path(archive)
        package = page_of(archive.read(path))
        leaves = _leaves(archive, path, package)
        _find(programme, leaves)
        return _bound(programme, archive, path, package, leaves)
    except (OSError, SourceError, ValueError, IndexError, KeyError):
        return None


def _package_path(archive: Archive) -> str:
    (path, *_) = [one.attributes["full-path"] for one in page_of(archive.read(CONTAINER)).named("rootfile")]
    return path


def _leaves(archive: Archive, path: str, package: Page) -> list[_Leaf]:
    """The pages in reading order. Raises ValueError where the book cannot have overlays, or has some."""
    items = {one.attributes["id"]: one for one in package.named("item")}
    if not package.named("package")[0].attributes["version"].startswith("3"):
        raise ValueError("no EPUB 3")
    if any("media-overlay" in one.attributes for one in items.values()):
        raise ValueError("overlays already")
    found = []
    for reference in package.named("itemref"):
        one = items[reference.attributes["idref"]]
        href = one.attributes["href"]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href)))
        if one.attributes["media-type"] == "application/xhtml+xml":
            found += [_Leaf(place, href, one, page) for page in _page(archive, place)]
    return found


def _page(archive: Archive, path: str) -> list[Page]:
    """A page, or none where it cannot be lit: its bytes stay, and it stays dark."""
    try:
        page = page_of(archive.read(path))
    except ValueError:
        return []
    return [page] if [page.raw_name(one) for one in page.named("head")] == [b"head"] else []


def _find(programme: Programme, leaves: list[_Leaf]) -> None:
    """Find what is spoken in the pages, one after the other."""
    whole = "".join("".join(leaf.page.letters) for leaf in leaves)
    begins = [begin for leaf in leaves for begin in leaf.page.begins]
    firsts = list(accumulate((len(leaf.page.letters) for leaf in leaves), initial=0))
    kinds = [paragraph.kind for paragraph in programme.document.paragraphs]
    at = missed = 0
    for number, cue in enumerate(programme.timeline.cues):
        said = letters_of(cue.written)
        if not cue.span.length or not said:
            continue
        is_note = kinds[cue.paragraph] is Kind.NOTE  # which may stand far from where it is read
        start = 0 if is_note else at
        reach = (FAR if len(said) >= TELLING else NEAR) + len(said)
        everywhere = len(said) >= TELLING and (is_note or not at or missed >= LOST)
        found = _search(whole, begins, said, start, len(whole) if everywhere else start + reach)
        if found < 0:
            missed += 1
            continue
        leaf = bisect_right(firsts, found) - 1
        if found + len(said) <= firsts[leaf + 1]:  # and not in two pages
            leaves[leaf].places[number] = Place(found - firsts[leaf], found - firsts[leaf] + len(said))
        at, missed = at if is_note else found + len(said), 0


def _search(whole: str, begins: list[bool], said: str, start: int, end: int) -> int:
    """Where whole words begin and end that are these letters, or -1."""
    found = whole.find(said, start, end)
    while found >= 0:
        after = found + len(said)
        if begins[found] and (after == len(whole) or begins[after]):
            return found
        found = whole.find(said, found + 1, end)
    return -1


def _bound(programme: Programme, archive: Archive, path: str, package: Page, leaves: list[_Leaf]) -> Kept:
    """The book with everything in it. Raises ValueError where too little of what is spoken is in it."""
    there = sorted(number for leaf in leaves for number in leaf.places)
    cues = programme.timeline.cues
    if len(there) < LEAST_FOUND * sum(1 for cue in cues if cue.span.length) or not there:
        raise ValueError("another book")
    folder = posixpath.dirname(path)
    sound = tracks(programme, SOUND)
    by_word = programme.settings.read_along_by == "word"
    heard = replace(programme.timeline, cues=tuple(_heard(programme, set(there))))
    found = {there[place]: clip for place, clip in clips(heard, sound, by_word=by_word).items()}
    members = {name: archive.read(name) for name in archive.names() if name != "mimetype"}
    overlays: dict[str, int] = {}
    for number, leaf in enumerate((one for one in leaves if one.places), start=1):
        style = posixpath.relpath(STYLE, posixpath.dirname(leaf.href) or ".")
        members[leaf.path], marked = lit(leaf.page, leaf.places, cues, found, style)
        text = overlay(leaf.href, "\n".join(_pars(leaf, found, marked)))
        members[posixpath.join(folder, f"narrate-{number:03}.smil")] = text.encode()
        overlays[leaf.item.attributes["id"]] = sum(found[cue].end_ms - found[cue].start_ms for cue in leaf.places)
    members[posixpath.join(folder, STYLE)] = STYLE_SHEET.encode()
    members[path] = _package(programme, package, overlays, sound)
    return Kept(members, tuple(sound), folder)


def _heard(programme: Programme, there: set[int]) -> Iterator[Cue]:
    """The cues that are lit. A heading that the page does not print so is heard with what comes after it."""
    start: int | None = None
    for number, cue in enumerate(programme.timeline.cues):
        if number in there:
            begin = cue.span.start if start is None else start
            yield replace(cue, span=Span(begin, cue.span.end - begin))
            start = None
        elif cue.span.length:
            is_heading = programme.document.paragraphs[cue.paragraph].kind is Kind.HEADING
            start = (cue.span.start if start is None else start) if is_heading else None


def _pars(leaf: _Leaf, found: dict[int, Clip], marked: set[str]) -> Iterator[str]:
    for number in sorted(leaf.places, key=lambda number: leaf.places[number].first):
        clip, name = found[number], f"narrate-s{number}"
        if not clip.words:
            yield par(f"{leaf.href}#{name}", clip)
            continue
        words = [(f"{name}w{at}", word) for at, (_, word) in enumerate(clip.words)]
        yield seq(
            f"{leaf.href}#{name}", [par(f"{leaf.href}#{own if own in marked else name}", one) for own, one in words]
        )


def _package(programme: Programme, package: Page, overlays: dict[str, int], sound: list[Track]) -> bytes:
    """The package document with what is new put into it."""
    names = {name: f"narrate-o{number}" for number, name in enumerate(overlays, start=1)}
    insertions = [
        (one.start + 1 + len(package.raw_name(one)), f' media-overlay="{names[one.attributes["id"]]}"'.encode())
        for one in package.named("item")
        if one.attributes["id"] in names
    ]
    (metadata,), (manifest,) = package.named("metadata"), package.named("manifest")
    prefix = package.raw_name(metadata).decode().rpartition(":")[0]
    stated = {one.attributes.get("property", "") for one in package.named("meta")}
    facts = sounding(programme, {names[name]: length for name, length in overlays.items()}, stated)
    items = [item("narrate-style", STYLE)]
    items += [item(f"narrate-o{number}", f"narrate-{number:03}.smil") for number in range(1, len(overlays) + 1)]
    items += [item(f"narrate-a{number}", track.name) for number, track in enumerate(sound, start=1)]
    for element, lines in ((metadata, facts), (manifest, items)):
        text = "".join(f"{_prefixed(line, prefix)}\n" for line in lines)
        insertions.append((element.close, text.encode()))
    return inserted(package.data, insertions)


def _prefixed(line: str, prefix: str) -> str:
    """An element as a document writes it whose own have a prefix."""
    if not prefix:
        return line
    name = line[1:].split(maxsplit=1)[0]
    return line.replace(f"<{name}", f"<{prefix}:{name}", 1).replace(f"</{name}>", f"</{prefix}:{name}>")
