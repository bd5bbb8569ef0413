"""A tree of HTML elements -> blocks: the one walk that web pages, books and office documents all go through.

It goes along the tree without calling itself, so that depth costs nothing, and length only time in proportion. What
ends a paragraph is an element's name, not its look. No text is left out but what `elements.is_hidden` says, the marks
of notes and their ways back, and what does not print: soft hyphens, joiners of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from narrate.document import Kind
from narrate.reading import decoding, elements, tables, tags
from narrate.reading import notes as footnotes
from narrate.reading.openings import OPENINGS, open_other
from narrate.reading.outline import Block
from narrate.reading.paragraphs import EMPTY_BRACKETS, FIGURES, FRACTION, INVISIBLE, PLAIN, RAISED, Frame, Piece, cut

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml import etree

SPACE = re.compile(r"[ \t\r\n\f]+")
CELLS = frozenset({"td", "th"})
BLOCKS = tags.BLOCKS | CELLS


@dataclass(slots=True)
class Walk:
    """What was found so far, and what is open."""

    notes: footnotes.Notes = footnotes.NONE
    left_out: Collection[etree._Element] = ()
    """Elements that are no part of the text."""
    blocks: list[Block] = field(default_factory=list)
    bodies: dict[str, list[Block]] = field(default_factory=dict)
    """The notes, by label."""
    anchors: dict[str, int] = field(default_factory=dict)
    """"page#id" -> how many blocks come before that element."""
    page: str = ""
    frames: list[Frame] = field(default_factory=lambda: [Frame()])
    pieces: list[Piece] = field(default_factory=list)
    called: tuple[str, ...] = ()
    """The notes that the open paragraph refers to."""
    aside: list[tuple[list[Piece], tuple[str, ...]]] = field(default_factory=list)
    """The open paragraphs around each open note."""
    marker: str = ""
    """The printed number of a list item that has no text yet."""
    rows: list[list[str]] = field(default_factory=list)
    """Of the open table: tables with tables in them are layout, so there is only one."""
    layout: set[etree._Element] = field(default_factory=set)
    figure: int = 0
    """How many blocks came before the open figure."""
    depicted: int = -1
    """The place of the last block that is the words for a picture."""
    unmarked: set[str] = field(default_factory=set)
    """The notes whose own figure was a link back, and is gone already."""

    @property
    def frame(self) -> Frame:
        """What holds now."""
        return self.frames[-1]

    def become(self, **changes: Any) -> None:
        """Change what holds inside the element that was just opened."""
        self.frames[-1] = self.frame._replace(**changes)

    def along(self, root: etree._Element, page: str = "", part: str = "", language: str | None = None) -> None:
        """Walk along a tree to its end; `page` is how links from other trees name it, `part` what it is in a book.

        `language` is that of what the tree is a part of.
        """
        self.page, self.frames = page, [Frame(part=part, language=language)]
        self.anchors.setdefault(f"{page}#", len(self.blocks))
        self.layout |= tables.layout(root)
        node: etree._Element | None = root
        while node is not None:
            goes_in = self.enter(node)
            node = node[0] if goes_in and len(node) else self.onward(node, root)
        self.flush()

    def onward(self, node: etree._Element, root: etree._Element) -> etree._Element | None:
        """Leave an element, and all that end with it; return the next one, None at the end of the tree."""
        at: etree._Element | None = node
        while at is not None:
            if self.frame.end:
                self.frame.end(self)
            self.frames.pop()
            if at is root:
                return None
            self.say(at.tail)
            following = at.getnext()
            if following is not None:
                return following
            at = at.getparent()
        return None

    def enter(self, element: etree._Element) -> bool:
        """Open an element; return whether it has something to go into. Either way it is left again."""
        name, outer = elements.name(element), self.frame
        if not name or self.passes_by(element, name):
            self.frames.append(outer._replace(end=None))
            self.say(None if name else element.text)
            return False
        note = self.notes.bodies.get(element)
        if note is None and name in BLOCKS:
            self.edge()
        self.note_anchor(element)
        language, part = elements.language(element) or outer.language, elements.part(element) or outer.part
        if note is not None:
            self.open_note(Frame(Kind.NOTE, language, note=note, end=Walk.close_note))
        else:
            self.frames.append(outer._replace(language=language, part=part, end=Walk.edge if name in BLOCKS else None))
            OPENINGS.get(name, open_other)(self, element)
        self.say(element.text)
        return True

    def passes_by(self, element: etree._Element, name: str) -> bool:
        """Tell whether to go past an element; take from it what it stands for."""
        if element in self.notes.references:
            self.called += self.notes.references[element]
            return True
        if element in self.notes.ways_back:
            self.unmarked.add(self.frame.note)
            return True
        if name in {"svg", "math"} and elements.alternative(element):
            self.picture(elements.alternative(element))
            return True
        return element in self.left_out or name == "svg" or elements.is_hidden(element)

    def note_anchor(self, element: etree._Element) -> None:
        """Remember where an element with an id begins."""
        if identity := element.get("id") or element.get("name"):
            self.anchors.setdefault(f"{self.page}#{identity}", len(self.blocks))

    def say(self, text: str | None) -> None:
        """Add text to the open paragraph."""
        if not text:
            return
        frame = self.frame
        if not frame.verbatim:
            text = SPACE.sub(" ", text)
        if frame.raised and FIGURES.fullmatch(text.strip()):
            text = text.translate(frame.raised)
        self.pieces.append(Piece(text, frame.language))

    def picture(self, words: str) -> None:
        """Add the words that stand for a picture: a single letter is the capital of the word that follows."""
        if words:
            self.pieces.append(Piece(words if len(words) == 1 else f" {words} ", self.frame.language, pictured=True))

    def edge(self) -> None:
        """End the paragraph, or the line, where a block begins or ends."""
        joint = self.frame.joint
        if not joint:
            self.flush()
            return
        while self.pieces and self.pieces[-1].text.isspace():
            self.pieces.pop()
        if self.pieces:
            self.pieces.append(Piece(joint))

    def flush(self) -> None:
        """Add what was said since the last edge as a paragraph, or as several."""
        pieces, self.pieces = self.pieces, []
        called, self.called = self.called, ()
        frame = self.frame
        written = "".join(piece.text for piece in pieces).translate(INVISIBLE)
        if called:
            written = EMPTY_BRACKETS.sub("", written)
        told = [piece for piece in pieces if piece.text.strip()]
        languages = {piece.language for piece in told}
        language = languages.pop() if len(languages) == 1 else frame.language
        pictured = bool(told) and all(piece.pictured for piece in told)
        for text, kind in cut(written, frame, pictured=pictured):
            self.add(text, kind, language, called)
            called = ()
            self.depicted = len(self.blocks) - 1 if pictured else self.depicted
        if called:  # a mark that stands alone, after its paragraph
            self.refer(called)

    def add(self, text: str, kind: Kind, language: str | None, called: tuple[str, ...] = ()) -> None:
        """Add one paragraph to the text, or to the open note."""
        frame = self.frame
        if self.marker and kind not in {Kind.CODE, Kind.TABLE, Kind.BREAK}:
            text, self.marker = f"{self.marker} {text}", ""
        if frame.note and kind not in {Kind.CODE, Kind.TABLE}:
            kind = Kind.NOTE
        target = self.bodies.setdefault(frame.note, []) if frame.note else self.blocks
        subtitle = kind is Kind.HEADING and frame.group is not None and len(target) > frame.group
        text = decoding.compose(FRACTION.sub(lambda found: f"{found[1]}/{found[2]}".translate(PLAIN), text))
        target.append(
            Block(text, kind, frame.level or 1, subtitle=subtitle, notes=called, language=language, part=frame.part)
        )

    def refer(self, labels: tuple[str, ...]) -> None:
        """Let the last paragraph refer to notes whose marks stand after it."""
        target = self.bodies.get(self.frame.note, []) if self.frame.note else self.blocks
        if target:
            target[-1] = replace(target[-1], notes=target[-1].notes + labels)

    def open_note(self, frame: Frame) -> None:
        """Open a note; the paragraph that it may stand in goes on after it."""
        self.aside.append((self.pieces, self.called))
        self.pieces, self.called = [], ()
        self.frames.append(frame)

    def close_note(self) -> None:
        """End a note, without the figure in front of it."""
        self.flush()
        label = self.frame.note
        body = self.bodies.get(label, [])
        mark = self.notes.marks.get(label, "")
        if body and mark and label not in self.unmarked:
            printed = f"{re.escape(mark)}|{re.escape(mark.translate(RAISED))}"
            own = re.match(rf"[\[(]?(?:{printed})[\])]?[.:]?\s+", body[0].text)
            body[0] = replace(body[0], text=body[0].text[own.end() if own else 0 :])
        self.pieces, self.called = self.aside.pop()
