"""The files of a book's text: a chapter each, its overlay, the table of contents, the style."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from narrate.document import Kind
from narrate.programme import Programme
from narrate.publishing.markup import Section, escaped, in_language, sections
from narrate.publishing.overlays import smil
from narrate.publishing.overlays.clips import Clip, Track, clips, tracks
from narrate.publishing.tags import printable
from narrate.timeline import Cue

COVER_NAMES = {b"\xff\xd8": "cover.jpg", b"\x89P": "cover.png"}  # by how a picture begins

# What a reader may let its user skip, or leave half-way (EPUB Media Overlays 3.3, skippability and escapability).
SKIPPABLE = {Kind.NOTE: "footnote", Kind.TABLE: "table", Kind.FIGURE: "figure"}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
NAMESPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the book: its number, from 1, what it is called, how deep, and how long it sounds, if it does."""

    number: int
    title: str
    level: int
    duration_ms: int

    @property
    def text(self) -> str:
        """The name of its file."""
        return f"chapter-{self.number:03}.xhtml"

    @property
    def overlay(self) -> str:
        """The name of its overlay."""
        return f"chapter-{self.number:03}.smil"


@dataclass(frozen=True, slots=True)
class Book:
    """All that is in a book but its package document and its pictures: texts by their names, and the sound."""

    texts: dict[str, str]
    chapters: tuple[Chapter, ...]
    tracks: tuple[Track, ...]


def bound(programme: Programme) -> Book:
    """The book of a programme."""
    sound = tracks(programme, "audio")
    found = clips(programme.timeline, sound, by_word=programme.settings.read_along_by == "word")
    marking = Marking(programme, found)
    texts = {"style.css": _style()}
    chapters = []
    author = programme.labels.get("artist", "")
    for number, section in enumerate(sections(programme.document, programme.title, author, marking.spans), start=1):
        own = [cue for place in section.places for cue in marking.cues.get(place, ())]
        duration_ms = sum(found[cue].end_ms - found[cue].start_ms for cue in own)
        title = printable(section.chapter.title) or programme.title
        chapter = Chapter(number, title, section.chapter.level, duration_ms)
        chapters.append(chapter)
        texts[chapter.text] = _page(programme, title, section.markup)
        if own:
            texts[chapter.overlay] = marking.overlay(section, chapter)
    texts["nav.xhtml"] = _contents(programme, chapters)
    return Book(texts, tuple(chapters), tuple(sound))


@cache
def _style() -> str:
    return (files(__package__) / "style.css").read_text(encoding="utf-8")


class Marking:
    """Puts ids around what is spoken, and writes overlays that name them."""

    def __init__(self, programme: Programme, found: dict[int, Clip]) -> None:
        self._programme = programme
        self._clips = found
        self._marked: set[str] = set()
        self.cues: dict[int, list[int]] = defaultdict(list)  # of each paragraph, by their offsets
        for number in sorted(found, key=lambda number: (self._cue(number).start, number)):
            self.cues[self._cue(number).paragraph].append(number)

    def _cue(self, number: int) -> Cue:
        return self._programme.timeline.cues[number]

    def spans(self, place: int, text: str, offset: int) -> str:
        """Some text of a paragraph, which begins at an offset, its cues in elements of their own."""
        written = []
        at = 0
        for number in self.cues.get(place, ()):
            cue = self._cue(number)
            start = max(cue.start - offset, at)
            end = min(cue.start + len(cue.written) - offset, len(text))
            if start < end:
                written += [_plain(text[at:start]), self._span(number, text, start, end, offset)]
                at = end
        return "".join([*written, _plain(text[at:])])

    def _span(self, number: int, text: str, first: int, last: int, offset: int) -> str:
        """One cue, or the portion of it that is in this text, its words in elements of their own."""
        cue = self._cue(number)
        written = []
        at = first
        for place, (word, _) in enumerate(self._clips[number].words):
            start = max(cue.start + word.start - offset, at)
            end = min(cue.start + word.end - offset, last)
            if start < end:
                marked = self._marking(f"s{number}w{place}", _plain(text[start:end]))
                written += [_plain(text[at:start]), marked]
                at = end
        return self._marking(f"s{number}", "".join([*written, _plain(text[at:last])]))

    def _marking(self, name: str, markup: str) -> str:
        """An element with an id; what is in two portions, as in two cells of a table, has it on the first."""
        if name in self._marked:
            return markup
        self._marked.add(name)
        return f'<span id="{name}">{markup}</span>'

    def overlay(self, section: Section, chapter: Chapter) -> str:
        """The overlay of a chapter, in the order of its paragraphs."""
        body = []
        for place, paragraph in zip(section.places, section.chapter.paragraphs, strict=True):
            pars = "\n".join(par for number in self.cues.get(place, ()) for par in self._pars(number, place, chapter))
            kind = SKIPPABLE.get(paragraph.kind)
            body += [smil.seq(f"{chapter.text}#p{place}", [pars], kind) if kind else pars] if pars else []
        return smil.overlay(chapter.text, "\n".join(body))

    def _pars(self, number: int, place: int, chapter: Chapter) -> Iterator[str]:
        whole = self._clips[number]
        name = f"s{number}" if f"s{number}" in self._marked else f"p{place}"
        if not whole.words:
            yield smil.par(f"{chapter.text}#{name}", whole)
            return
        words = [(f"s{number}w{at}", clip) for at, (_, clip) in enumerate(whole.words)]
        pars = [smil.par(f"{chapter.text}#{own if own in self._marked else name}", clip) for own, clip in words]
        yield smil.seq(f"{chapter.text}#{name}", pars)


def _plain(text: str) -> str:
    """Text between elements. Lines end in an element: not every reader keeps line feeds where the style asks for it."""
    return escaped(text).replace("\n", "<br/>\n")


def _page(programme: Programme, title: str, body: str) -> str:
    return (
        f"{HEAD}<html {NAMESPACES}{in_language(programme.language)}>\n<head>\n<title>{escaped(title)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def _contents(programme: Programme, chapters: list[Chapter]) -> str:
    """The table of contents, chapters under chapters."""
    first = chapters[0].text if chapters else "nav.xhtml"
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc">\n<h1>{escaped(programme.title)}</h1>\n'
        f"{_list(chapters)}\n</nav>\n"
        '<nav epub:type="landmarks" hidden="hidden">\n<ol>\n'
        f'<li><a epub:type="bodymatter" href="{first}">Text</a></li>\n</ol>\n</nav>'
    )
    return _page(programme, programme.title, body)


def _list(chapters: list[Chapter]) -> str:
    """Nested lists: under a chapter are those after it that are deeper."""
    items = []
    at = 0
    while at < len(chapters):
        one = chapters[at]
        rest = range(at + 1, len(chapters))
        end = next((later for later in rest if chapters[later].level <= one.level), len(chapters))
        below = f"\n{_list(chapters[at + 1 : end])}\n" if end > at + 1 else ""
        items.append(f'<li><a href="{one.text}">{escaped(one.title)}</a>{below}</li>')
        at = end
    return "\n".join(["<ol>", *items, "</ol>"])
