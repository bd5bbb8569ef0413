"""A cover for what has none: its title and its author, in type, on a plain ground.

2400 pixels square, between what Apple Podcasts takes (1400 to 3000) and what shops ask for (2400). The ground is chosen
by the title, so that a shelf of books is not of one colour. All grounds are dark enough for text: at least 7 to 1
against it (WCAG 2.2, 1.4.6). The same words give the same picture.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.errors import SettingsError
from narrate.publishing.tags import printable

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIDE = 2400
FRAME, FRAME_WIDTH = 110, 6
TEXT_WIDTH = SIDE - 2 * 320
PAPER = (244, 238, 224)
GROUNDS = (
    (33, 48, 68),
    (70, 32, 38),
    (30, 62, 54),
    (58, 44, 72),
    (74, 50, 26),
    (38, 58, 84),
    (52, 56, 36),
    (60, 38, 54),
)
TITLE_SIZES = range(340, 100, -10)
MOST_TITLE_LINES = 5
TITLE_MIDDLE, RULE, AUTHOR = SIDE * 0.45, SIDE * 0.78, SIDE * 0.815  # from the top
TITLE_HEIGHT = 2 * (SIDE * 0.74 - TITLE_MIDDLE)  # so that it ends above the rule
AUTHOR_HEIGHT = SIDE - 2 * FRAME - AUTHOR
AUTHOR_SIZES = range(120, 60, -10)
LINE_HEIGHT = 1.16
FONT = "EBGaramond[wght].ttf"  # SIL Open Font License: Latin, Greek and Cyrillic
INSTALL = "Install it: pip install 'narrate-audio[covers]'."
REMEDY = "Give a picture with --cover, or leave it out."


def draw(title: str, author: str) -> bytes:
    """A cover as PNG. Raises SettingsError where the extra is not installed or its font has not all of the letters."""
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise SettingsError("Drawing a cover needs Pillow.", INSTALL) from error
    title, author = printable(title), printable(author)
    _require_letters(title + author)
    picture = Image.new("RGB", (SIDE, SIDE), GROUNDS[hashlib.sha256(title.encode()).digest()[0] % len(GROUNDS)])
    _typeset(ImageDraw.Draw(picture), title, author)
    return _png(picture)


def _typeset(pen: ImageDraw, title: str, author: str) -> None:
    """The title above the middle, a rule, the author below."""
    pen.rectangle((FRAME, FRAME, SIDE - FRAME, SIDE - FRAME), outline=PAPER, width=FRAME_WIDTH)
    font, lines = _fitted(title, TITLE_SIZES, MOST_TITLE_LINES, TITLE_HEIGHT)
    height = font.size * LINE_HEIGHT
    top = TITLE_MIDDLE - height * len(lines) / 2
    for number, line in enumerate(lines):
        pen.text((SIDE / 2, top + number * height), line, font=font, fill=PAPER, anchor="ma")
    if not author:
        return
    font, lines = _fitted(author, AUTHOR_SIZES, 2, AUTHOR_HEIGHT)
    pen.line((SIDE / 2 - 130, RULE, SIDE / 2 + 130, RULE), fill=PAPER, width=FRAME_WIDTH)
    for number, line in enumerate(lines):
        pen.text((SIDE / 2, AUTHOR + number * font.size * LINE_HEIGHT), line, font=font, fill=PAPER, anchor="ma")


def _fitted(text: str, sizes: range, most: int, height: float) -> tuple[FreeTypeFont, list[str]]:
    """A text in the largest type that fits, in lines of even length; what never fits ends with an ellipsis."""
    for size in sizes:
        font = _font(size)
        lines = list(_wrapped(text, font, TEXT_WIDTH))
        fits = len(lines) <= most and len(lines) * size * LINE_HEIGHT <= height
        if fits and all(font.getlength(line) <= TEXT_WIDTH for line in lines):
            return font, _even(text, font, len(lines))
    lines = list(_broken(text, font, TEXT_WIDTH))
    return font, lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], font)]


def _even(text: str, font: FreeTypeFont, count: int) -> list[str]:
    """A text in so many lines, none much shorter than the others: as narrow as it goes without one more."""
    longest = max(font.getlength(word) for word in text.split())
    for width in range(math.ceil(longest), TEXT_WIDTH, 40):
        narrower = list(_wrapped(text, font, width))
        if len(narrower) == count:
            return narrower
    return list(_wrapped(text, font, TEXT_WIDTH))


def _wrapped(text: str, font: FreeTypeFont, width: float) -> Iterator[str]:
    """Lines of whole words; a word that is wider stands alone."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _broken(text: str, font: FreeTypeFont, width: float) -> Iterator[str]:
    """Lines that all fit: a word that is wider than one is cut."""
    for line in _wrapped(text, font, width):
        rest = line
        while font.getlength(rest) > width:
            fits = max(count for count in range(1, len(rest)) if font.getlength(rest[:count]) <= width)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def _cut(line: str, font: FreeTypeFont) -> str:
    while font.getlength(f"{line}…") > TEXT_WIDTH:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _font(size: int) -> FreeTypeFont:
    try:
        import fontpkg_eb_garamond
        from PIL import ImageFont
    except ImportError as error:
        raise SettingsError("Drawing a cover needs a font.", INSTALL) from error
    folder = Path(fontpkg_eb_garamond.__file__).parent / "files"
    # The plain layout engine: the other one is not in every build of Pillow, and would place letters otherwise.
    return ImageFont.truetype(str(folder / FONT), size, layout_engine=ImageFont.Layout.BASIC)


def _require_letters(text: str) -> None:
    """The font has every character: none looks like one that no font has. Raises SettingsError."""
    font = _font(40)
    missing = _seen("\U0010ffff", font)
    for char in dict.fromkeys(text):
        if not char.isspace() and _seen(char, font) == missing:
            raise SettingsError(f"The font for covers has no “{char}”.", REMEDY)


def _seen(char: str, font: FreeTypeFont) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("L", (80, 80))
    ImageDraw.Draw(picture).text((20, 20), char, font=font, fill=255)
    return picture.tobytes()


def _png(picture: Image) -> bytes:
    """The picture in 64 colours: its edges stay smooth, and it takes a third of the room."""
    content = io.BytesIO()
    picture.quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()
