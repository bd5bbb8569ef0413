"""Lines in reading order -> paragraphs of one kind each: where a paragraph ends, and what it is.

A paragraph ends where type, weight or column change, where the next line stands further below or is indented, where the
next begins a list item, and where a sentence ends on a line that had room for the next word. It goes on in the next
column and on the next page where its last line is full and the next is not indented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from narrate.document import Kind
from narrate.reading import headings, joining, layout, marks
from narrate.reading.pdf.columns import Line
from narrate.reading.pdf.setting import INDENT, SPREAD, Setting, has_room, indent
from narrate.reading.text import BULLET, NUMBERED

LEADERS = re.compile(r"[ ]*(?:[.…·][ ]*){4,}(?P<page>\w{0,6})$")
"""What leads from a title to its page in a table of contents."""

MOST_HEADING = 200
"""Characters of the longest heading; larger type beyond is a lead paragraph."""

LOOKED_AT = 10
"""Lines of a paragraph that tell whether it hangs."""

SAME = 0.07
"""The share by which the type of one paragraph's lines differs at most."""

PREFIXES = frozenset({"self", "half", "well", "ill", "ex", "vice", "non"})
"""The first parts of compounds that keep their hyphen."""

WITHIN = 1.2
"""Sizes of type by which a quotation is set in on the left; on the right, half of it."""


@dataclass(slots=True)
class Group:
    """The lines of one paragraph."""

    lines: list[Line]
    kind: Kind = Kind.BODY

    @property
    def first(self) -> Line:
        """Its first line, which tells its place, its size and its weight."""
        return self.lines[0]


def groups(lines: list[Line], setting: Setting) -> list[Group]:
    """Return the lines as paragraphs, in order."""
    found: list[Group] = []
    for line in lines:
        last = found[-1] if found else None
        kind = _kind(line, setting)
        kind = Kind.BODY if kind is Kind.CODE and last and _within_sentence(last, line, setting) else kind
        if last and last.kind is kind and JOINS.get(kind, _joins)(last, line, setting):
            last.lines.append(line)
        else:
            found.append(Group([line], kind))
    settled = [part for group in found for part in _settled(group, setting)]
    return _with_chapters(settled, setting)


def _kind(line: Line, setting: Setting) -> Kind:
    """Return what a line is by itself."""
    if line.fixed and not line.text.startswith("•"):
        return Kind.CODE
    if len(line.text) < MOST_HEADING and LEADERS.search(line.text):
        return Kind.LIST_ITEM
    if _item(line):
        return Kind.BODY
    if setting.is_large(line) or (line.bold and not setting.is_small(line)):
        return Kind.HEADING
    return Kind.TABLE if line.cells else Kind.BODY


def _within_sentence(group: Group, line: Line, setting: Setting) -> bool:
    """Tell whether a line of code is words amid the prose that the line above it could not hold."""
    last = group.lines[-1]
    below = last.region == line.region and line.y - last.y < (setting.leading + SPREAD) * last.size
    return group.kind is Kind.BODY and below and layout.is_open((last.text, line.text)) and not has_room(last, line)


def _item(line: Line) -> bool:
    bullet, number = BULLET.match(line.text), NUMBERED.match(line.text)
    return bool(bullet) or (bool(number) and not line.bold)


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < SAME * one.size and one.bold is other.bold


def _joins(group: Group, line: Line, setting: Setting) -> bool:
    """Tell whether a line of prose goes on with the paragraph above it."""
    last = group.lines[-1]
    if abs(last.size - line.size) > SAME * last.size or _starts_item(group, line):
        return False
    if last.region != line.region:
        return _goes_on(group, line, setting)
    if line.y - last.y > (setting.leading + SPREAD) * max(last.size, line.size) or _outdented(group, line):
        return False
    ended = not layout.is_open((last.text, line.text))
    room = has_room(last, line)
    if (ended or room) and _entering(group, line, setting):
        return False
    return not (room and ended and not layout.starts_lower(line.text))


def _outdented(group: Group, line: Line) -> bool:
    """Tell whether a line stands left of the lines of a hanging paragraph, or of a list item."""
    first = group.first
    hung = group.lines[1:] and all(one.left > first.left + INDENT * one.size for one in group.lines[1:LOOKED_AT])
    return bool(hung and line.left < first.left + INDENT * line.size) or (
        _item(first) and line.left < first.left - INDENT * line.size
    )


def _entering(group: Group, line: Line, setting: Setting) -> bool:
    """Tell whether a line is indented as the first of a paragraph is."""
    last = group.lines[-1]
    if indent(line) <= INDENT * line.size or _item(last):
        return False
    again = setting.indented and len(group.lines) == 1 and abs(line.left - last.left) < SAME * line.size
    return again or line.left > last.left + INDENT * line.size


def _starts_item(group: Group, line: Line) -> bool:
    """Tell whether a line opens a list item: not amid a sentence, unless the one above is an item too."""
    if not _item(line):
        return False
    last = group.lines[-1]
    return _item(group.first) or has_room(last, line) or not layout.is_open((last.text, line.text))


def _goes_on(group: Group, line: Line, setting: Setting) -> bool:
    """Tell whether a paragraph goes on in the next column or on the next page."""
    last = group.lines[-1]
    is_open = layout.is_open((last.text, line.text))
    if is_open and (last.text.endswith("-") or layout.starts_lower(line.text)):
        return True
    inset = indent(line) > INDENT * line.size
    set_in = len(group.lines) > 1 and abs(indent(line) - indent(last)) < SAME * line.size  # as all of a quotation is
    if inset and setting.indented and not set_in:
        return False
    return not has_room(last, line) and (setting.indented or is_open)


def _joins_heading(group: Group, line: Line, _: Setting) -> bool:
    last = group.lines[-1]
    near = last.region == line.region and line.y - last.y < 1.6 * last.size
    numbered = headings.is_bare_label(group.first.text) or _opens_section(line)
    return _alike(last, line) and near and not numbered


def _opens_section(line: Line) -> bool:
    """Tell whether a line begins as a heading of its own does: "2.1 Methods"."""
    return re.match(r"\d+(?:\.\d+)*\.?[ ]+[^\W\d]", line.text) is not None


def _joins_code(group: Group, line: Line, setting: Setting) -> bool:
    last = group.lines[-1]
    return last.region == line.region and line.y - last.y < (2 * setting.leading + SPREAD) * last.size


def _joins_table(group: Group, line: Line, setting: Setting) -> bool:
    return group.lines[-1].region == line.region and line.y - group.lines[-1].y < 2 * setting.leading * line.size


def _never(_group: Group, _line: Line, _setting: Setting) -> bool:
    return False


JOINS: dict[Kind, Callable[[Group, Line, Setting], bool]] = {
    Kind.HEADING: _joins_heading,
    Kind.CODE: _joins_code,
    Kind.TABLE: _joins_table,
    Kind.LIST_ITEM: _never,
}
"""Kind of line -> whether one more belongs to the same paragraph."""


def _settled(group: Group, setting: Setting) -> Iterator[Group]:
    """Yield a group as what its lines are together."""
    if (group.kind is Kind.HEADING and not _is_heading(group, setting)) or (
        group.kind is Kind.TABLE and len(group.lines) == 1
    ):
        yield Group(group.lines)
    elif group.kind is not Kind.BODY:
        yield group
    elif _item(group.first):
        yield Group(group.lines, Kind.LIST_ITEM)
    elif _is_quote(group):
        yield Group(group.lines, Kind.QUOTE)
    else:
        yield from _verse_or_prose(group)


def _is_heading(group: Group, setting: Setting) -> bool:
    text = " ".join(line.text for line in group.lines)
    if len(text) > MOST_HEADING or not any(map(str.isalnum, text)):
        return False
    return setting.is_large(group.first) or not text.endswith((".", ",", ";")) or headings.is_chapter(text)


def _is_quote(group: Group) -> bool:
    """Tell whether a paragraph of several lines is set in on both sides."""
    left, right = group.first.edges
    size = group.first.size
    ends = max(line.right for line in group.lines) < right - WITHIN / 2 * size
    return len(group.lines) > 1 and ends and all(line.left > left + WITHIN * size for line in group.lines[1:])


def _verse_or_prose(group: Group) -> Iterator[Group]:
    """Yield lines that were all ended on purpose as verse, and other paragraphs cut after each line that was."""
    ended = [False] * (len(group.lines) - 1)
    if not _is_flush(group):
        ended = [
            has_room(a, b) and not (layout.starts_lower(b.text) or a.text.endswith("-")) and a.region == b.region
            for a, b in pairwise(group.lines)
        ]
    if len(ended) > 1 and all(ended):
        yield Group(group.lines, Kind.VERSE)
        return
    start = 0
    for at, on_purpose in enumerate(ended, start=1):
        if on_purpose:
            yield Group(group.lines[start:at])
            start = at
    yield Group(group.lines[start:])


def _with_chapters(found: list[Group], setting: Setting) -> list[Group]:
    """Make headings of lines of the body's type that stand apart and say that they are one: "CHAPTER IV"."""
    for at, group in enumerate(found):
        text = group.first.text
        named = headings.is_chapter(text) or headings.is_part(text)
        capitals = text.isupper() and headings.may_be_heading(text)
        if len(group.lines) == 1 and group.kind in (Kind.BODY, Kind.QUOTE) and (named or capitals):
            group.kind = Kind.HEADING if _stands_apart(found, at, setting) else group.kind
    return found


def _stands_apart(found: list[Group], at: int, setting: Setting) -> bool:
    line = found[at].first
    above = found[at - 1].lines[-1] if at else None
    below = found[at + 1].first if at + 1 < len(found) else None
    least = (setting.leading + SPREAD) * line.size
    apart_above = above is None or above.region != line.region or line.y - above.y > least
    return below is not None and apart_above and (below.region != line.region or below.y - line.y > least)


def _is_flush(group: Group) -> bool:
    """Tell whether most lines but the last end at one place, though it is not the edge of their column."""
    rights = [line.right for line in group.lines[:-1]]
    flush = [right for right in rights if right > max(rights) - 1]
    return len(flush) > 1 and 2 * len(flush) >= len(rights)


def text_of(group: Group, setting: Setting) -> str:
    """Return what a paragraph says."""
    lines = [line.text for line in group.lines]
    if group.kind is Kind.CODE:
        return _code(group.lines)
    if group.kind is Kind.TABLE:
        return "\n".join("\t".join([cell.text for cell in line.cells] or [line.text]) for line in group.lines)
    if group.kind is Kind.VERSE:
        return "\n".join(map(joining.clean, lines))
    if group.kind is Kind.LIST_ITEM:
        lines[0] = BULLET.sub("", lines[0], count=1)
        lines[0] = LEADERS.sub(r" \g<page>", lines[0], count=1) if len(lines[0]) < MOST_HEADING else lines[0]
    return joining.join(list(_unbroken(lines, setting.words)), setting.words)


def _code(lines: list[Line]) -> str:
    """Return lines of code with their indents and blank lines."""
    left = min(line.left for line in lines)
    width = max((lines[0].right - lines[0].left) / max(len(lines[0].text), 1), 1)
    said: list[str] = []
    for above, line in zip([lines[0], *lines], lines, strict=False):
        said += [""] * (line.y - above.y > 1.8 * line.size)
        said.append(" " * round((line.left - left) / width) + line.text)
    return "\n".join(said)


def _unbroken(lines: list[str], words: frozenset[str]) -> Iterator[str]:
    """Yield lines whose hyphen at the end only breaks a word with a soft one instead, which goes when they are joined.

    Set type breaks words far more often than it ends a line with a compound's own hyphen. That one is kept where the
    compound is printed elsewhere, or both of its halves are words and the whole is not.
    """
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        yield f"{line[:-1]}\xad" if _breaks_word(line, below, words) else line


def _breaks_word(line: str, below: str, words: frozenset[str]) -> bool:
    left, right = joining.LAST_PART.search(line), joining.FIRST_PART.match(below)
    if not left or not right or not right.group()[0].islower() or right.group() in marks.SUSPENDING_WORDS:
        return False
    start, end = left.group(1).lower(), right.group().lower()
    if start + end in words:
        return True
    return f"{start}-{end}" not in words and start not in PREFIXES and not (start in words and end in words)
