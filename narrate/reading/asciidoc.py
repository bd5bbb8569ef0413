"""AsciiDoc -> Document: its headings, paragraphs, lists, quotations, code, tables, notes and facts.

A reader of the common forms, not a processor: nothing is included or evaluated. Gone are comments, attributes, anchors,
the addresses of links and files, and the marks of type; every other word stays. What looks like markup and is none that
this reader knows is a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrate.document import Document, Kind
from narrate.reading import joining, outline
from narrate.reading.outline import Block, Facts

if TYPE_CHECKING:
    from collections.abc import Callable

HEADING = re.compile(r"(?P<marks>={1,6}|#{1,6})[ \t]+(?P<text>\S.*?)(?:[ \t]+(?P=marks))?[ \t]*")
ATTRIBUTE = re.compile(r":!?(?P<name>[\w-]+)!?:(?:[ \t]+(?P<value>.*))?")
ABOUT = re.compile(r"\[(?P<style>[\w\"'#.%][^\[\]]*|)\][ \t]*|\[\[[^\[\]]*\]\][ \t]*")
"""A line of attributes, or an anchor."""

CAPTION = re.compile(r"\.(?P<text>[^\s.].*)")
ITEM = re.compile(r"[ \t]*(?P<mark>\*{1,5}|-|•|\.{1,5}|\d{1,3}\.)[ \t]+(?P<text>\S.*)")
TERM = re.compile(r"(?P<term>\S.*?)(?:::{1,3}|;;)(?:[ \t]+(?P<text>\S.*))?[ \t]*")
CALLOUT = re.compile(r"<(?:\d+|\.)>[ \t]+(?P<text>\S.*)")
FENCE = re.compile(r"(?P<mark>-|\.|_|=|\*|/|\+)(?P=mark){3,}[ \t]*|--[ \t]*|`{3,}.*|\|={3,}[ \t]*|[,:!]={3,}[ \t]*")
MACRO = re.compile(r"(?P<name>image|video|audio|include|toc|ifdef|ifndef|endif|ifeval)::\S*?\[(?P<text>.*)\][ \t]*")
BREAK = re.compile(r"'{3,}[ \t]*|\*[ \t]?\*[ \t]?\*[ \t]*|-[ \t]-[ \t]-[ \t]*")
ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+(?=\S)")
AUTHOR = re.compile(r"(?P<name>[^\W\d_][\w.'’ -]*?)(?:[ \t]+<[^<>]*>)?(?:;.*)?[ \t]*")
CONTINUATION = re.compile(r"\+[ \t]*")

INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:link|mailto|xref):[^\s\[\]]*\[(?P<text>[^\[\]]*)\]"), r"\g<text>"),
    (re.compile(r"\bhttps?://[^\s\[\]<>]*\[(?P<text>[^\[\]]+)\]"), r"\g<text>"),
    (re.compile(r"<<[^<>,]*,[ ]*(?P<text>[^<>]*)>>"), r"\g<text>"),
    (re.compile(r"<<(?P<text>[^<>,]*)>>"), r"\g<text>"),
    (re.compile(r"image:[^\s\[\]:]+\[(?P<text>[^\[\],\"]*)[^\[\]]*\]"), r"\g<text>"),
    (re.compile(r"(?:kbd|btn|menu|stem|latexmath|asciimath|pass):[^\s\[\]]*\[(?P<text>[^\[\]]*)\]"), r"\g<text>"),
    (re.compile(r"(?:indexterm2?:\[[^\[\]]*\]|\[\[[^\[\]]*\]\]|\(\(\([^()]*\)\)\))"), ""),
    (re.compile(r"\[[.#%\w -]*\](?=[#*_`])"), ""),  # a role of what follows
    (re.compile(r"(?P<mark>\*\*|__|``|##)(?=\S)(?P<text>.{1,400}?)(?<=\S)(?P=mark)"), r"\g<text>"),
    (re.compile(r"(?<![\w`+])(?P<mark>\+\+|[*_`#+])(?=\S)(?P<text>.{1,400}?)(?<=\S)(?P=mark)(?![\w`])"), r"\g<text>"),
    (re.compile(r"(?<=\w)[\^~](?P<text>[\w.+-]{1,20})[\^~]"), r"\g<text>"),
)  # fmt: skip
"""Marks amid a line -> what they leave."""

FOOTNOTE = re.compile(r"[ \t]?footnote(?:ref)?:(?P<name>[\w-]*)\[(?P<text>[^\[\]]*)\]")
CALLED = re.compile(r"[ \t]*<(?:\d+|\.)>$")
"""The mark of a callout at the end of a line of code."""

SILENT = ("////", "++++")
VERBATIM = ("----", "....", "```")


def read(written: str) -> Document:
    """Return the document of an AsciiDoc text, as `decoding.decode` gives it. Never fails; empty text, no chapters."""
    walk = _Walk([line.rstrip() for line in written.split("\n")])
    walk.head()
    while walk.at < len(walk.lines):
        walk.step()
    walk.close()
    return outline.assemble(walk.blocks, walk.notes, walk.facts)


@dataclass(slots=True)
class _Walk:
    """A walk along the lines; containers are opened and closed by their fences, and need no stack of calls."""

    lines: list[str]
    at: int = 0
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, list[Block]] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    words: dict[str, str] = field(default_factory=dict)
    """The attributes that the text may refer to."""
    style: str = ""
    open: list[tuple[str, Kind]] = field(default_factory=list)
    """The fences that are open, and what they make of a paragraph."""
    run: list[str] = field(default_factory=list)
    kind: Kind = Kind.BODY
    marker: str = ""
    numbers: list[int] = field(default_factory=lambda: [0] * 6)

    def head(self) -> None:
        """Take the author's line below a title."""
        start = next((n for n, line in enumerate(self.lines) if line and not line.startswith("//")), 0)
        below = self.lines[start + 1] if start + 1 < len(self.lines) else ""
        found = AUTHOR.fullmatch(below)
        words = below.split("<")[0].split()
        titled = self.lines[start].startswith("= ") if self.lines else False
        if titled and found and 1 < len(words) <= 4 and all(word[0].isupper() for word in words):  # noqa: PLR2004
            self.facts = Facts(author=found["name"])
            del self.lines[start + 1]
            if start + 1 < len(self.lines) and re.match(r"v?\d[\w.]*[,;]?", self.lines[start + 1]):
                del self.lines[start + 1]  # the revision's line

    def step(self) -> None:
        """Take one line, or a whole block of code or of a table."""
        line = self.lines[self.at]
        self.at += 1
        if not line.strip() or CONTINUATION.fullmatch(line):
            self.close()
            return
        take = next((take for form, take in FORMS if form.fullmatch(line)), _Walk.text)
        take(self, line)

    def text(self, line: str) -> None:
        if (
            not self.run
            and not self.style
            and line.startswith((" ", "\t"))
            and self.kind is Kind.BODY
            and not self.open
        ):
            self.literal(line)
            return
        if not self.run:
            line = ADMONITION.sub("", line, count=1)
        self.run.append(line.removesuffix(" +"))

    def literal(self, line: str) -> None:
        """Take an indented paragraph, which is printed as it stands."""
        rows = [line]
        while self.at < len(self.lines) and self.lines[self.at].strip():
            rows.append(self.lines[self.at])
            self.at += 1
        self.add("\n".join(rows), Kind.CODE)

    def close(self) -> None:
        """End the open paragraph."""
        kind = self.kind if self.kind is not Kind.BODY or not self.open else self.open[-1][1]
        verse = self.style.startswith("verse") or kind is Kind.VERSE
        if self.run and verse:
            lines = [self.inline(line) for line in self.run]
            self.add("\n".join(line for line in lines if line), Kind.VERSE)
        elif self.run:
            hard = "\n".join(self.run)
            styled = Kind.QUOTE if self.style.startswith("quote") and kind is Kind.BODY else kind
            self.add(self.inline(joining.join(self.run, frozenset()) if len(self.run) > 1 else hard), styled)
        self.run, self.style, self.kind = [], "", Kind.BODY

    def add(self, text: str, kind: Kind, level: int = 1) -> None:
        called: list[str] = []

        def noted(found: re.Match[str]) -> str:
            label = found["name"] or str(len(self.notes))
            called.append(label)
            if found["text"]:
                self.notes.setdefault(label, []).append(Block(self.inline(found["text"]), Kind.NOTE))
            return ""

        text = FOOTNOTE.sub(noted, text) if kind is not Kind.CODE else text
        if self.marker and text:
            text, self.marker = f"{self.marker} {text}", ""
        if text:
            self.blocks.append(Block(text, kind, level, notes=tuple(called)))

    def inline(self, text: str) -> str:
        """Return a line without the marks of type, attributes filled in; footnotes are left for `add`."""
        text = re.sub(r"\{([\w-]+)\}", lambda found: self.words.get(found[1].lower(), found[0]), text)
        for form, left in INLINE:
            text = form.sub(left, text)
        return " ".join(text.split())

    def heading(self, line: str) -> None:
        found = HEADING.fullmatch(line)
        if found and not self.run:
            self.close()
            self.numbers = [0] * 6
            self.add(self.inline(found["text"]), Kind.HEADING, len(found["marks"]))
        else:
            self.text(line)

    def attribute(self, line: str) -> None:
        found = ATTRIBUTE.fullmatch(line)
        if not found or self.run:
            self.text(line)
            return
        name, value = found["name"].lower(), found["value"] or ""
        self.words[name] = value
        told = {"author": "author", "revdate": "date", "date": "date", "lang": "language", "description": "description"}
        if name in told and value:
            self.facts = self.facts._replace(**{told[name]: value})

    def about(self, line: str) -> None:
        found = ABOUT.fullmatch(line)
        if found and not self.run:
            self.style = (found["style"] or "").strip()
        else:
            self.text(line)

    def caption(self, line: str) -> None:
        found = CAPTION.fullmatch(line)
        if self.run or not found:
            self.text(line)
            return
        style = self.style
        self.add(self.inline(found["text"]), Kind.BODY)
        self.style = style

    def item(self, line: str) -> None:
        found = ITEM.fullmatch(line)
        if found and (not self.run or self.kind is Kind.LIST_ITEM):
            self.close()
            self.kind = Kind.LIST_ITEM
            self.marker = self.number(found["mark"])
            self.run = [found["text"]]
        else:
            self.text(line)

    def number(self, mark: str) -> str:
        """Return the number of a list item, counted; "" for a bullet."""
        if mark[0].isdigit():
            return mark
        if mark[0] != ".":
            return ""
        depth = len(mark)
        self.numbers[depth] += 1
        self.numbers[depth + 1 :] = [0] * (5 - depth)
        return f"{self.numbers[depth]}."

    def term(self, line: str) -> None:
        found = TERM.fullmatch(line)
        if not found or (self.run and self.kind is not Kind.LIST_ITEM):
            self.text(line)
            return
        self.close()
        self.kind = Kind.LIST_ITEM
        self.run = [f"{found['term']}:", *([found["text"]] if found["text"] else [])]

    def callout(self, line: str) -> None:
        found = CALLOUT.fullmatch(line)
        self.close()
        self.kind, self.run = Kind.LIST_ITEM, [found["text"] if found else line]

    def macro(self, line: str) -> None:
        found = MACRO.fullmatch(line)
        self.close()
        if found and found["name"] in ("image", "video", "audio"):
            alt = re.split(r",|\b\w{1,40}=", found["text"], maxsplit=1)[0].strip('" ')
            self.add(self.inline(alt), Kind.FIGURE)

    def divide(self, _: str) -> None:
        self.close()
        self.blocks.append(Block("", Kind.BREAK))

    def fence(self, line: str) -> None:
        """Open or close a block between two like lines; one of code, a comment or a table is taken whole."""
        style = self.style
        self.close()
        mark = "```" if line.startswith("```") else line.strip()
        if self.open and self.open[-1][0] == mark:
            self.open.pop()
            return
        if mark.startswith(SILENT):
            self.until(mark)
        elif mark[1:2] == "=" and mark[0] in "|,:!":
            self.table(self.until(mark), "," if mark[0] == "," else "|")
        elif style.startswith("verse"):
            self.add("\n".join(filter(None, map(self.inline, self.until(mark)))), Kind.VERSE)
        elif mark.startswith(VERBATIM):
            self.add("\n".join(CALLED.sub("", row) for row in self.until(mark)).strip("\n"), Kind.CODE)
        else:
            self.enter(mark, style)

    def enter(self, mark: str, style: str) -> None:
        """Open a block whose paragraphs are read as any others."""
        quoted = mark.startswith("____") or style.startswith("quote")
        self.open.append((mark, Kind.QUOTE if quoted else self.open[-1][1] if self.open else Kind.BODY))

    def until(self, mark: str) -> list[str]:
        """Return the lines up to the fence that closes a block, or to the end."""
        start = self.at
        closed = (n for n in range(start, len(self.lines)) if self.lines[n].strip() == mark)
        end = next(closed, len(self.lines))
        self.at = end + 1
        return self.lines[start:end]

    def table(self, rows: list[str], mark: str) -> None:
        """Take a table: cells on one line make a row; where each has a line, those between blank ones do."""
        found: list[list[str]] = []
        fresh = True
        single = all(row.count(mark) <= 1 for row in rows)
        for row in rows:
            if not row.strip():
                fresh = True
                continue
            first, *cells = [self.inline(cell) for cell in re.split(rf"(?:(?<=\s)|^)[\w.+*^<>]*\{mark}", row)]
            cells = [first, *cells] if mark == "," else cells
            if first and mark != "," and found:
                found[-1][-1:] = [f"{found[-1][-1]} {first}".strip()] if found[-1] else [first]
            elif first and mark != ",":
                found.append([first])
            if cells and (fresh or not single or not found):
                found.append(cells)
            elif cells:
                found[-1] += cells
            fresh = False
        text = "\n".join("\t".join(cells).rstrip("\t") for cells in found if any(cells))
        self.add(FOOTNOTE.sub(r" \g<text>", text), Kind.TABLE)


def _comment(_walk: _Walk, _line: str) -> None:
    """Leave a comment out."""


FORMS: tuple[tuple[re.Pattern[str], Callable[[_Walk, str], None]], ...] = (
    (FENCE, _Walk.fence),
    (re.compile(r"//(?!/).*"), _comment),
    (HEADING, _Walk.heading),
    (ATTRIBUTE, _Walk.attribute),
    (MACRO, _Walk.macro),
    (BREAK, _Walk.divide),
    (ABOUT, _Walk.about),
    (CAPTION, _Walk.caption),
    (CALLOUT, _Walk.callout),
    (ITEM, _Walk.item),
    (TERM, _Walk.term),
)
"""The forms of a line, the first that fits -> what the walk does."""
