"""Drop caps: the large first letter of a paragraph, which its first lines run around, goes back to its word."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from narrate.reading.pdf.pages import DROPPED_SIZE, Fragment

if TYPE_CHECKING:
    from narrate.reading.pdf.pages import Page

INITIAL = re.compile(r"[“\"‘'«(]?[^\W\d_][’']?")
MOST = 20
"""Drop caps on a page; each is compared with all of the page."""

WORDS = frozenset("AIO")
"""Letters that are words by themselves."""


def restored(page: Page) -> Page:
    """Return a page with each drop cap at the head of its paragraph's first line."""
    if not page.fragments:
        return page
    size = median(size for one in page.fragments for size in [one.size] * min(len(one.text), 200))
    caps = [one for one in page.fragments if one.size > DROPPED_SIZE * size and INITIAL.fullmatch(one.text)]
    for cap in caps[:MOST]:
        beside = sorted((one for one in page.fragments if _runs_around(one, cap, size)), key=lambda one: one.y)
        if len(beside) > 1:
            page = page._replace(fragments=list(_with(cap, beside, page.fragments)))
    return page


def _runs_around(one: Fragment, cap: Fragment, size: float) -> bool:
    """Tell whether a line stands right of a drop cap."""
    right_of = -0.5 * size < one.left - cap.right < 1.5 * size
    return right_of and cap.y - cap.size < one.y < cap.y + 0.5 * size and abs(one.size - size) < 0.3 * size


def _with(cap: Fragment, beside: list[Fragment], fragments: list[Fragment]) -> list[Fragment]:
    first = beside[0]
    others = (one.text for one in fragments if one is not first)
    words = {word.strip(".,;:!?”“’").lower() for text in others for word in text.split()}
    rest = first.text.split(maxsplit=1)[0].strip(".,;:!?”“’").lower()
    alone = cap.text in WORDS and rest in words and (cap.text.lower() + rest) not in words
    lines = {
        id(one): one._replace(left=cap.left, text=cap.text + " " * alone + one.text if one is first else one.text)
        for one in beside
    }
    return [lines.get(id(one), one) for one in fragments if one is not cap]
