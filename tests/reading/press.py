"""A small printing press: paragraphs -> a PDF as publishers set them, in one column or two, with all that pages carry."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

FONT, BOLD, ITALIC, CODE = "Times-Roman", "Times-Bold", "Times-Italic", "Courier"
WIDTH, HEIGHT = 420.0, 595.0  # A5


@dataclass(frozen=True)
class Manner:
    """How a document is set; lengths in points."""

    columns: int = 1
    size: float = 10.0
    leading: float = 12.5
    indent: float = 12.0
    gap: float = 0.0
    justified: bool = True
    hyphens: bool = True
    head: str = ""
    mirrored: bool = False
    foot: str = "{page}"
    first_page: int = 1
    drop_cap: bool = False
    across: bool = False
    """Whether the lines of both columns are drawn row by row, as some programs do."""
    outline: bool = False
    ligatures: bool = False


@dataclass
class Press:
    """Sets blocks one after the other: ("body", text), ("h1", text), ("item", text), ("note", text)…"""

    manner: Manner
    title: str = ""
    author: str = ""
    password: str = ""
    _out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        encrypt = None
        if self.password:
            from reportlab.lib.pdfencrypt import StandardEncryption

            encrypt = StandardEncryption(self.password if self.password != "owner" else "", "owner", strength=128)
        self.canvas = Canvas(self._out, (WIDTH, HEIGHT), encrypt=encrypt, invariant=True)
        if self.title:
            self.canvas.setTitle(self.title)
        if self.author:
            self.canvas.setAuthor(self.author)
        self.page, self.column, self.top = self.manner.first_page, 0, HEIGHT - 60.0
        self.y = self.top
        self.foot_y = 60.0
        self.rows: list[tuple[float, int, tuple]] = []
        self.notes: list[tuple[str, str]] = []
        self.notes_of: list[str] = []
        self.number = 0
        self.chapter = ""

    def print(self, blocks: list[tuple[str, str]]) -> bytes:
        """Return the PDF of blocks."""
        first = True
        for at, (kind, text) in enumerate(blocks):
            if kind == "note":
                continue
            self.notes_of = [text for kind, text in blocks[at + 1 : at + 2] if kind == "note"]
            getattr(self, f"set_{kind}")(text, first) if kind in ("h1", "h2") else self.set_text(kind, text, first)
            first = kind != "body"
        self.finish_page()
        self.canvas.save()
        return self._out.getvalue()

    @property
    def width(self) -> float:
        gutter = 18.0
        return (WIDTH - 100 - gutter * (self.manner.columns - 1)) / self.manner.columns

    @property
    def left(self) -> float:
        return 50 + self.column * (self.width + 18.0)

    def set_h1(self, text: str, _: bool) -> None:
        self.set_heading(text, 18.0, 0)

    def set_h2(self, text: str, _: bool) -> None:
        self.set_heading(text, 13.0, 1)

    def set_heading(self, text: str, size: float, level: int) -> None:
        self.chapter = self.chapter if level else text
        if self.y < self.foot_y + 4 * size:
            self.next_column()
        self.y -= size * 1.2 if self.y < self.top else 0
        if self.manner.outline:
            key = f"{len(text)}-{self.page}-{self.y}"
            self.canvas.bookmarkHorizontal(key, 0, self.y + size)
            self.canvas.addOutlineEntry(text, key, level)
        for line in self.broken(text, BOLD, size, self.width, hyphens=False):
            self.draw(self.left, line, BOLD, size)
            self.y -= size * 1.2
        self.y -= size * 0.5

    def set_text(self, kind: str, text: str, first: bool) -> None:
        m = self.manner
        font, size, leading = (CODE, 9.0, 11.0) if kind == "code" else (FONT, m.size, m.leading)
        apart = leading / 2 if kind in ("item", "quote", "code") else 0.0
        self.y -= apart
        width = self.width - (24.0 if kind == "quote" else 0.0)
        text, insets = self.insets(kind, text, first)
        lines = text.split("\n") if kind == "code" else self.broken(text, font, size, width, insets, hyphens=m.hyphens)
        for at, line in enumerate(lines):
            if self.y < self.foot_y + (len(self.notes_of) * 14 if at == 0 else 0) + leading * 0.5:
                self.next_column()
            spread = 0.0
            words = line.count(" ")
            if m.justified and kind != "code" and at < len(lines) - 1 and words:
                spread = (width - insets[at] - self.canvas.stringWidth(line, font, size)) / words
            x = self.left + insets[at]
            self.draw(x, line, font, size, spread)
            if at == 0:
                self.refer(x + self.canvas.stringWidth(line, font, size) + spread * words)
            self.y -= leading
        self.y -= m.gap + apart

    def insets(self, kind: str, text: str, first: bool) -> tuple[str, list[float]]:
        """Return how far each line is set in; a drop cap is drawn, and is no longer in the text."""
        m = self.manner
        if m.drop_cap and first and kind == "body":
            if self.y < self.foot_y + 4 * m.leading:
                self.next_column()
            self.draw(self.left, text[0], FONT, m.size * 3.4, dy=-2 * m.leading)
            return text[1:], [self.canvas.stringWidth(text[0], FONT, m.size * 3.4) + 3] * 3 + [0.0] * 999
        begun, then = {"item": (0.0, 14.0), "quote": (24.0, 24.0), "code": (10.0, 10.0)}.get(
            kind, (0.0 if first and not m.gap else m.indent, 0.0)
        )
        return text, [begun] + [then] * 999

    def refer(self, x: float) -> None:
        """Draw the marks of the paragraph's notes, and keep them for the foot of the column."""
        for note in self.notes_of:
            self.number += 1
            number = str(self.number)
            self.draw(x, number, FONT, self.manner.size * 0.65, dy=self.manner.size * 0.33)
            self.notes.append((number, note))
            self.foot_y += sum(9.5 for _ in self.broken(note, FONT, 8.0, self.width - 8)) + 4

    def broken(self, text, font, size, width, insets=(0.0,) * 999, *, hyphens=True) -> list[str]:
        """Break a text into lines, long words in two where that is wanted."""
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            room = width - insets[len(lines)]
            if self.canvas.stringWidth(f"{line} {word}".strip(), font, size) <= room:
                line = f"{line} {word}".strip()
                continue
            cut = len(word) // 2
            head = f"{line} {word[:cut]}-".strip()
            if hyphens and len(word) > 7 and word.isalpha() and self.canvas.stringWidth(head, font, size) <= room:
                lines.append(head)
                line = word[cut:]
            else:
                lines.append(line)
                line = word
        return [*lines, line]

    def draw(self, x, text, font, size, spread=0.0, dy=0.0) -> None:
        if self.manner.ligatures:
            text = text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")
        self.rows.append((-round(self.y + dy), self.column, (x, self.y + dy, text, font, size, spread)))

    def next_column(self) -> None:
        if self.column + 1 < self.manner.columns:
            self.put_notes()
            self.column += 1
        else:
            self.finish_page()
            self.page += 1
            self.column = 0
        self.y = self.top
        self.foot_y = 60.0

    def put_notes(self) -> None:
        y = self.foot_y - 12
        for number, note in self.notes:
            for at, line in enumerate(self.broken(note, FONT, 8.0, self.width - 8)):
                if at == 0:
                    self.rows.append((0, self.column, (self.left, y + 3, number, FONT, 5.5, 0)))
                self.rows.append((0, self.column, (self.left + 5, y, line, FONT, 8.0, 0)))
                y -= 9.5
            y -= 2
        self.notes = []

    def finish_page(self) -> None:
        self.put_notes()
        m, canvas = self.manner, self.canvas
        if m.head:
            canvas.setFont(ITALIC, 9)
            text = m.head.format(page=self.page, chapter=self.chapter)
            if m.mirrored and self.page % 2:
                canvas.drawRightString(WIDTH - 50, HEIGHT - 35, text)
            else:
                canvas.drawString(50, HEIGHT - 35, text)
        if m.foot:
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(WIDTH / 2, 25, m.foot.format(page=self.page, chapter=self.chapter))
        rows = sorted(self.rows, key=lambda row: row[:1]) if m.across else self.rows
        for _, _, (x, y, text, font, size, spread) in rows:
            drawn = canvas.beginText(x, y)
            drawn.setFont(font, size)
            drawn.setWordSpace(spread)
            drawn.textOut(text)
            canvas.drawText(drawn)
        self.rows = []
        canvas.showPage()
