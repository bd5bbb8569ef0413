"""A PDF file -> pages of fragments: runs of characters side by side on one line, with their place, size and weight.

Conventions: lengths in points (1/72 inch); `y` grows downwards from the top of the page and is the lower edge of a line
of print, `left` and `right` are the edges of its advance. A page is turned so that most of its text runs from left to
right; what runs in another direction (stamps along a margin, watermarks) is left out.

PDFium is asked character by character; it holds one page at a time.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from narrate.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 20_000
MAX_CHARACTERS_A_PAGE = 200_000
"""A page of print has 5,000, a newspaper's 30,000; beyond is an attack."""

SUPER, BASE = "\x0e", "\x0f"
"""Around what is raised above its line: SHIFT OUT and SHIFT IN, which no PDF prints."""

APART = 1.2
"""A gap between words of so many sizes parts fragments: a gutter of columns, cells of a table."""

SPELLED = {
    **{0xFB00 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))},  # ligatures
    **dict.fromkeys((0x02, 0xAD, 0xFFFE, 0x2010, 0x2011), "-"),  # hyphens; PDFium writes FFFE for one at a line's end
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC, 0x2022, 0x25CF), "•"),  # bullets of symbol fonts
    **dict.fromkeys((0xA0, 0x2007, 0x2009, 0x200A, 0x202F), " "),
    **dict.fromkeys((0x0, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFF), ""),
}
"""Code points -> what they stand for."""

RAISED_SIZE = 0.85
"""A reference to a note is smaller than its line by this factor, usually 0.6 to 0.75."""

RAISED_BY = 0.15
"""And it is higher by this many sizes of the line, usually by a third."""

DROPPED_SIZE = 1.8
"""A letter larger by this factor is a drop cap, and a fragment of its own."""

FARTHEST = 1_000_000
"""Points; the largest page that a PDF may have is 14,400."""

STRAIGHT = 0.05
"""Quarters of a turn, four degrees: a crooked scan."""

HEAVY = 600
"""The weight from which a font is bold, of 100 to 900."""

HEAVY_NAMES = ("bold", "black", "heavy", "demi", "cmbx")

FIXED_PITCH = 1  # the flag of a font's descriptor, ISO 32000-1, table 123
FIXED_NAMES = ("mono", "courier", "typewriter", "consol", "cmtt")


class Look(NamedTuple):
    """What a font looks like."""

    bold: bool
    fixed: bool
    """Whether its characters are all of one width, as those of code."""


class Fragment(NamedTuple):
    """Characters side by side on one line."""

    text: str
    left: float
    right: float
    y: float
    size: float
    look: Look
    spaced: bool
    """Whether a space follows."""


class Page(NamedTuple):
    """What is printed on a page."""

    number: int
    width: float
    height: float
    fragments: list[Fragment]
    pictured: bool
    """Whether it has pictures."""


class _Glyph(NamedTuple):
    """One character: its advance, its baseline and its size."""

    text: str
    left: float
    right: float
    y: float
    size: float
    look: Look
    spaced: bool


class _Manner(NamedTuple):
    """What the characters share that are of one font and of boxes of one height."""

    turns: int
    """The direction in which they run, in quarters of a turn; -1 for any other."""
    size: float
    drop: float
    """How far the lower edge of their boxes is below the baseline."""
    look: Look


def pages(document: Any, name: str) -> Iterator[Page]:
    """Yield every page of a `pypdfium2.PdfDocument`. Raises SourceError beyond `MAX_PAGES`."""
    if len(document) > MAX_PAGES:
        problem = f"{name} is too long: {len(document):,} pages, and the limit is {MAX_PAGES:,}."
        raise SourceError(problem, "Cut it into smaller files and narrate them one by one.")
    fonts: dict[str, Look] = {}
    for number in range(len(document)):
        page = document[number]
        try:
            yield _page(page, number, fonts, name)
        finally:
            page.close()


def _page(page: Any, number: int, fonts: dict[str, Look], name: str) -> Page:
    from pypdfium2 import raw

    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > MAX_CHARACTERS_A_PAGE:
            problem = f"{name} has a page with {count:,} characters, page {number + 1}."
            raise SourceError(problem, "No page of print has so many: check that it is the right file.")
        found = _glyphs(text.raw, count, fonts)
    finally:
        text.close()
    angle = max(found, key=lambda one: len(found[one]), default=0)
    left, bottom, right, top = _turned(page.get_bbox(), angle)
    inside = [
        _Glyph(one.text, one.left - left, one.right - left, top - one.y, one.size, one.look, one.spaced)
        for one in found.get(angle, ())
        if left <= (one.left + one.right) / 2 <= right and bottom <= one.y <= top
    ]
    pictured = not inside and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    return Page(number, right - left, top - bottom, list(_fragments(inside)), pictured)


def _glyphs(text: Any, count: int, fonts: dict[str, Look]) -> dict[int, list[_Glyph]]:
    """Return the characters of a page by their direction, in quarters of a turn; -1 for any other."""
    from pypdfium2 import raw

    found: dict[int, list[_Glyph]] = defaultdict(list)
    box = raw.FS_RECTF()
    at = ctypes.byref(box)
    manners: dict[tuple[int | None, float], _Manner] = {}
    for index in range(count):
        written = _written(raw.FPDFText_GetUnicode(text, index))
        if not written.strip():
            for glyphs in found.values() if written else ():
                glyphs[-1] = glyphs[-1]._replace(spaced=True)
            continue
        if written.isprintable() and raw.FPDFText_GetLooseCharBox(text, index, at):
            font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, index))
            key = ctypes.cast(font, ctypes.c_void_p).value, round(box.top - box.bottom, 2)
            manner = manners.get(key) or manners.setdefault(key, _manner(text, index, box, fonts))
            left, bottom, right, _ = _turned((box.left, box.bottom, box.right, box.top), manner.turns)
            glyph = _Glyph(written, left, right, bottom + manner.drop, manner.size, manner.look, spaced=False)
            if _is_sound(glyph):
                found[manner.turns].append(glyph)
    return found


def _is_sound(glyph: _Glyph) -> bool:
    """Tell whether a character has a size and a place: a damaged file may say that it is nowhere."""
    placed = -FARTHEST < glyph.left <= glyph.right < FARTHEST and -FARTHEST < glyph.y < FARTHEST
    return 0 < glyph.size < FARTHEST and placed  # what is not a number is neither


def _written(code: int) -> str:
    known = SPELLED.get(code)
    if known is not None:
        return known
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"  # noqa: PLR2004 - a lone surrogate


def _manner(text: Any, index: int, box: Any, fonts: dict[str, Look]) -> _Manner:
    """Return what a character shares with others of its font; `box` is its own."""
    from pypdfium2 import raw

    turns = raw.FPDFText_GetCharAngle(text, index) / (math.pi / 2)  # clockwise
    turned = -round(turns) % 4 if abs(turns - round(turns)) < STRAIGHT else -1
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    raw.FPDFText_GetMatrix(text, index, matrix)
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0
    size = abs(raw.FPDFText_GetFontSize(text, index)) * scale
    _, bottom, _, top = _turned((box.left, box.bottom, box.right, box.top), turned)
    _, baseline, _, _ = _turned((x.value, y.value, x.value, y.value), turned)
    plausible = 0.5 * (top - bottom) < size < 2 * (top - bottom)  # fonts drawn by their own programs tell no size
    return _Manner(turned, size if plausible else top - bottom, baseline - bottom, _look(text, index, fonts))


def _look(text: Any, index: int, fonts: dict[str, Look]) -> Look:
    from pypdfium2 import raw

    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, buffer, 256, flags)
    name = buffer.value.decode("utf-8", "replace").lower()
    if name not in fonts:
        heavy = any(word in name for word in HEAVY_NAMES) or raw.FPDFText_GetFontWeight(text, index) >= HEAVY
        fonts[name] = Look(heavy, bool(flags.value & FIXED_PITCH) or any(word in name for word in FIXED_NAMES))
    return fonts[name]


def _turned(box: tuple[float, float, float, float], angle: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a box after so many quarters of a turn clockwise."""
    left, bottom, right, top = box
    if angle == 1:
        return bottom, -right, top, -left
    if angle == 2:  # noqa: PLR2004
        return -right, -top, -left, -bottom
    if angle == 3:  # noqa: PLR2004
        return -top, left, -bottom, right
    return box


def _fragments(glyphs: list[_Glyph]) -> Iterator[Fragment]:
    """Yield runs of characters, in the order in which the page draws them."""
    run: list[_Glyph] = []
    for glyph in glyphs:
        if run and not _follows(run[-1], glyph, run):
            yield _fragment(run)
            run = []
        run.append(glyph)
    if run:
        yield _fragment(run)


def _follows(last: _Glyph, glyph: _Glyph, run: list[_Glyph]) -> bool:
    """Tell whether a character stands beside the last of a run, on its line or raised above it."""
    small, big = sorted((last.size, glyph.size))
    near = -0.6 * big < glyph.left - last.right < APART * big
    level = abs(glyph.y - last.y) < (0.6 * big if small < RAISED_SIZE * big else 0.2 * big)
    return near and level and big < DROPPED_SIZE * small and glyph.left > run[0].left - big


def _fragment(run: list[_Glyph]) -> Fragment:
    """Return a run as a fragment; what is smaller and higher than most of it is marked as raised."""
    size = max(glyph.size for glyph in run)
    y = next(glyph.y for glyph in run if glyph.size > RAISED_SIZE * size)
    pieces: list[str] = []
    raised = False
    for glyph in run:
        above = glyph.size < RAISED_SIZE * size and y - glyph.y > RAISED_BY * size
        if above is not raised:
            pieces.append(SUPER if above else BASE)
            raised = above
        pieces.append(glyph.text + " " * glyph.spaced)
    text = "".join([*pieces, BASE * raised])
    look = Counter(glyph.look for glyph in run).most_common(1)[0][0]
    usual = Counter(round(glyph.size, 1) for glyph in run).most_common(1)[0][0]
    size = usual if usual > RAISED_SIZE * size else size
    return Fragment(text.strip(), run[0].left, max(glyph.right for glyph in run), y, size, look, run[-1].spaced)
