"""Raw HTML inside Markdown: tags go, the words between them stay.

A tag that HTML does not know ("<your name>", "List<String>") is words in angle brackets, and stays as well.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SILENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>script|style|template|noscript)\b.*?(?:</(?P=name)[^>]*>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Z].*?(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""Comments, scripts, styles, instructions, declarations, with what they hold; unclosed, to the end, as browsers do."""

TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:\s[^<>]*)?)/?>")
"""Not "a < b", and not "<3"."""

ALT = re.compile(r"\salt\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE)

PICTURE = re.compile(r"<img(?:\s[^<>]*)?/?>", re.IGNORECASE)

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hgroup", "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "meta", "nav", "ol",
    "optgroup", "option", "p", "pre", "search", "section", "summary", "table", "tbody", "tfoot", "thead", "title",
    "tr", "ul",
})  # fmt: skip
"""Elements before and after which a paragraph ends."""

SPACES = frozenset({"br", "td", "th", "wbr"})
"""Elements that part words; `wbr` only may break a line, but never inside what is said as one word."""

INLINES = frozenset({
    "a", "abbr", "acronym", "area", "audio", "b", "base", "basefont", "bdi", "bdo", "big", "button", "canvas", "cite",
    "code", "col", "colgroup", "data", "datalist", "del", "dfn", "em", "embed", "font", "frame", "frameset", "i",
    "img", "input", "ins", "kbd", "label", "map", "mark", "math", "meter", "noframes", "object", "output", "param",
    "picture", "portal", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "search", "select", "slot",
    "small", "source", "span", "strike", "strong", "sub", "sup", "svg", "textarea", "time", "track", "tt", "u", "var",
    "video", "path", "circle", "rect", "line", "g", "text", "use", "defs", "symbol", "marquee", "blink", "nobr",
})  # fmt: skip

KNOWN = BLOCKS | SPACES | INLINES


def inline(markup: str) -> str:
    """Return what one raw tag inside a line leaves: the alt text of a picture, a space for a break, else nothing.

    >>> inline("<br/>"), inline("<b>"), inline("<!-- no -->"), inline("<your name>")
    (' ', '', '', '<your name>')
    """
    return TAG.sub(_inline, SILENT.sub("", markup))


def paragraphs(markup: str) -> Iterator[str]:
    r"""Yield the texts of a block of raw HTML, one for each of its paragraphs, with single spaces.

    >>> list(paragraphs("<div>\n<p>One <b>b</b>old.</p>Two &amp; three<br>four</div><!-- five -->"))
    ['One bold.', 'Two & three four']
    """
    parted = TAG.sub(_block, SILENT.sub("", markup.replace("\f", " ")))
    for part in parted.split("\f"):
        if text := " ".join(html.unescape(part).split()):
            yield text


def is_pictured(markup: str) -> bool:
    """Tell whether a block of raw HTML shows pictures and says nothing else.

    >>> is_pictured('<p><img src="a.png" alt="A gate"></p>'), is_pictured("<p>A gate</p>")
    (True, False)
    """
    bare = PICTURE.sub("", markup)
    return bare != markup and not any(paragraphs(bare))


def _inline(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    if name in SPACES or name in BLOCKS:
        return " "
    if name not in KNOWN and "-" not in name:  # a hyphen: a custom element, never plain words
        return tag.group()
    alt = ALT.search(tag["attributes"]) if name in {"img", "area"} else None
    return html.unescape(alt["double"] or alt["single"] or "") if alt else ""


def _block(tag: re.Match[str]) -> str:
    """Return what a tag leaves in a block: a form feed where a paragraph ends."""
    return "\f" if tag["name"].lower() in BLOCKS else _inline(tag)
