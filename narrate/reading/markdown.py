"""Markdown -> Document: CommonMark with tables, strikethrough, front matter and footnotes.

Headings make chapters; emphasis and links leave their words, inline code its text; blocks of code, tables, quotations,
lists, breaks, figures and notes become paragraphs of their kind. Never dropped: cells beyond a table's width, notes
that nobody refers to, words in unknown tags, text nested deeper than the parser goes (see `shallow`). Dropped: tags,
comments, addresses of links and pictures, the language of a code block, link definitions, unknown front matter keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from narrate.document import Document, Kind
from narrate.reading import directives, front_matter, inline, outline, tags
from narrate.reading.outline import Block

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MAX_NESTING = 100
"""Levels the parser goes down before it skips text; a list is two levels. `shallow` keeps sources within it."""

MAX_MARKERS = 12
MAX_INDENT = 48
"""Marks of quotations and lists on one line, and columns of indent, that are kept: at most 12 + 48 / 2 containers,
which are 72 levels."""

MAX_BRACKETS = 12
"""Brackets open at once in which the parser still looks for a link: it takes time for each of them at each other one.
Those further in are text. Links hold pictures, which are two."""

PREFIX = re.compile(r"^(?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])){13,}", re.MULTILINE)
"""The indent and the marks at the head of a line, if there are enough to be absurd. Not a rule of dashes ("-----")."""

MARKER = re.compile(r"[>*+-]|\d+[.)]")

UNESCAPED_BAR = re.compile(r"(?<!\\)\|")
QUOTE_MARKS = re.compile(r"^[\s>]+")


def read(written: str) -> Document:
    """Return the document of a Markdown text, as `decoding.decode` gives it. Never fails; empty text, no chapters."""
    facts, body = front_matter.split(written)
    body = shallow(body)
    env: dict[str, Any] = {}
    tokens = _parser().parse(body, env)
    walk = _Walk(body.split("\n"), notes=_inline_notes(env))
    for token in tokens:
        STEPS.get(token.type, _Walk.other)(walk, token)
    return outline.assemble(walk.blocks, walk.notes, facts)


def shallow(written: str) -> str:
    """Cut absurd nesting: quotation and list marks of a line beyond the twelfth, indent beyond 48 columns.

    The parser calls itself for each level, and skips what is too deep: neither a crash nor a lost word is acceptable.
    """
    return PREFIX.sub(_shallow_prefix, written)


def _shallow_prefix(prefix: re.Match[str]) -> str:
    markers = MARKER.findall(prefix.group())
    columns = len(MARKER.sub("", prefix.group()).expandtabs(4))
    if len(markers) <= MAX_MARKERS and columns <= MAX_INDENT:
        return prefix.group()
    head, *_ = MARKER.split(prefix.group(), maxsplit=1)
    indent = " " * min(len(head.expandtabs(4)), MAX_INDENT)
    return indent + "".join(f"{marker} " for marker in markers[:MAX_MARKERS])


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # late: text files do without it
    from mdit_py_plugins.footnote import footnote_plugin  # as above

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _parse_lines)
    return parser.use(footnote_plugin).disable("footnote_tail")  # the tail would drop notes nobody refers to


def _parse_lines(state: StateCore) -> None:
    """Parse what is inside of paragraphs, as the parser's own rule does, but not so many levels deep."""
    from markdown_it.rules_inline import StateInline  # late, as above

    for token in state.tokens:
        if token.type == "inline":
            line = StateInline(token.content, state.md, state.env, [])
            line.level = MAX_NESTING - MAX_BRACKETS
            state.md.inline.tokenize(line)
            for rule in state.md.inline.ruler2.getRules(""):
                rule(line)
            token.children = line.tokens


def _inline_notes(env: dict[str, Any]) -> dict[str, list[Block]]:
    """Return the notes written inside a sentence, ^[like this], which the parser keeps aside, by label."""
    listed = env.get("footnotes", {}).get("list", {})
    said = {f"^{number}": inline.line(kept["tokens"]) for number, kept in listed.items() if "tokens" in kept}
    return {label: [Block(words.text, Kind.NOTE, notes=words.notes)] for label, words in said.items()}


def _cells(row: str) -> list[str]:
    """Return the cells of a table row as it is printed, between unescaped bars; those at its ends enclose nothing."""
    cells = UNESCAPED_BAR.split(QUOTE_MARKS.sub("", row).strip())
    return cells[not cells[0] : len(cells) - (not cells[-1])]


def _inline_text(source: str) -> str:
    tokens = _parser().parseInline(source)
    return inline.line(tokens[0].children or []).text if tokens else ""


@dataclass(slots=True)
class _Walk:
    """A walk along the parser's flat list of tokens: no recursion, so that depth costs nothing."""

    lines: list[str]
    """The source, to find the cells that the parser drops."""
    notes: dict[str, list[Block]]
    blocks: list[Block] = field(default_factory=list)
    containers: list[Kind] = field(default_factory=list)
    """The quotations, list items and notes that are open, innermost last."""
    numbers: list[int | None] = field(default_factory=list)
    """The next number of each open list, None for bullets."""
    marker: str = ""
    """The printed number of a list item that has no text yet."""
    label: str | None = None
    """The label of the open note."""
    level: int = 0
    """The depth of the open heading, 0 outside of one."""
    rows: list[list[str]] | None = None
    """The rows of the open table."""
    row_line: int = 0
    """The line of the source that the open row stands on."""
    called: tuple[str, ...] = ()
    """The notes that the open table refers to."""
    told: Block | None = None
    """What comments said about the next paragraph."""

    def other(self, token: Token) -> None:
        """Keep the words of a token that this reader does not know."""
        if token.nesting == 0 and not token.hidden:
            self.add(" ".join(token.content.split()))

    def add(self, text: str, kind: Kind = Kind.BODY, notes: tuple[str, ...] = ()) -> None:
        """Add a paragraph, of the kind that its containers make it; nothing for no words."""
        if not text:
            return
        if self.marker and kind not in (Kind.CODE, Kind.TABLE):
            text, self.marker = f"{self.marker} {text}", ""
        kind = self.contained(kind)
        target = self.blocks if self.label is None else self.notes.setdefault(self.label, [])
        block = Block(text, kind, self.level or 1, notes=notes)
        target.append(directives.obeyed(block, self.told))
        self.told = None

    def contained(self, kind: Kind) -> Kind:
        """Return the kind of a paragraph inside the open containers; code and tables stay what they are."""
        if kind in (Kind.CODE, Kind.TABLE) or not self.containers:
            return kind
        if self.label is not None:
            return Kind.NOTE
        return self.containers[-1] if kind in (Kind.BODY, Kind.HEADING) else kind

    def open_heading(self, token: Token) -> None:
        self.level = int(token.tag[1:])

    def close_heading(self, _: Token) -> None:
        self.level = 0

    def open_quote(self, _: Token) -> None:
        self.containers.append(Kind.QUOTE)

    def open_bullets(self, _: Token) -> None:
        self.numbers.append(None)

    def open_numbers(self, token: Token) -> None:
        self.numbers.append(int(token.attrs.get("start", 1)))

    def close_list(self, _: Token) -> None:
        self.numbers.pop()

    def open_item(self, token: Token) -> None:
        """Open a list item; its number is counted, as a browser shows it, not copied from the source."""
        number = self.numbers[-1]
        if number is not None:
            self.marker = f"{self.marker} {number}{token.markup}".lstrip()
            self.numbers[-1] = number + 1
        self.containers.append(Kind.LIST_ITEM)

    def close_container(self, _: Token) -> None:
        self.containers.pop()
        self.marker = ""

    def open_note(self, token: Token) -> None:
        self.containers.append(Kind.NOTE)
        self.label = str(token.meta["label"])

    def close_note(self, token: Token) -> None:
        self.label = None
        self.close_container(token)

    def take_inline(self, token: Token) -> None:
        """Add the words of a paragraph, a heading or a cell."""
        line = inline.line(token.children or [])
        if self.told and self.told.kind is Kind.VERSE:
            line = line._replace(text=inline.verse(token.children or []))
        if self.rows is not None:
            self.rows[-1][-1] = line.text
            self.called += line.notes
            return
        plain = Kind.FIGURE if line.pictured else Kind.BODY
        self.add(line.text, Kind.HEADING if self.level else plain, line.notes)

    def take_code(self, token: Token) -> None:
        self.add(token.content.strip("\n"), Kind.CODE)

    def take_html(self, token: Token) -> None:
        """Add the words between tags; a comment of narrate's own is a mark, or about the next paragraph."""
        if mark := directives.mark(token.content):
            self.blocks.append(mark)
        elif told := directives.told(token.content, self.told):
            self.told = told
        else:
            self.add_html(token)

    def add_html(self, token: Token) -> None:
        kind = Kind.FIGURE if tags.is_pictured(token.content) else Kind.BODY
        for text in tags.paragraphs(token.content):
            self.add(text, kind)

    def take_break(self, _: Token) -> None:
        if self.label is None:
            self.blocks.append(Block("", Kind.BREAK))

    def open_table(self, _: Token) -> None:
        self.rows, self.called = [], ()

    def open_row(self, token: Token) -> None:
        if self.rows is not None:
            self.rows.append([])
        self.row_line = token.map[0] if token.map else 0

    def open_cell(self, _: Token) -> None:
        if self.rows:
            self.rows[-1].append("")

    def close_row(self, _: Token) -> None:
        """Add the cells beyond the table's width, which the parser drops; the row of headings has none."""
        if self.rows and len(self.rows) > 1:
            cells = _cells(self.lines[self.row_line])
            self.rows[-1] += [_inline_text(cell) for cell in cells[len(self.rows[-1]) :]]

    def close_table(self, _: Token) -> None:
        rows, self.rows = self.rows or [], None
        self.add("\n".join("\t".join(row).rstrip("\t") for row in rows if any(row)), Kind.TABLE, self.called)


STEPS: dict[str, Callable[[_Walk, Token], None]] = {
    "heading_open": _Walk.open_heading,
    "heading_close": _Walk.close_heading,
    "blockquote_open": _Walk.open_quote,
    "blockquote_close": _Walk.close_container,
    "bullet_list_open": _Walk.open_bullets,
    "bullet_list_close": _Walk.close_list,
    "ordered_list_open": _Walk.open_numbers,
    "ordered_list_close": _Walk.close_list,
    "list_item_open": _Walk.open_item,
    "list_item_close": _Walk.close_container,
    "footnote_reference_open": _Walk.open_note,
    "footnote_reference_close": _Walk.close_note,
    "inline": _Walk.take_inline,
    "fence": _Walk.take_code,
    "code_block": _Walk.take_code,
    "html_block": _Walk.take_html,
    "hr": _Walk.take_break,
    "table_open": _Walk.open_table,
    "tr_open": _Walk.open_row,
    "th_open": _Walk.open_cell,
    "td_open": _Walk.open_cell,
    "tr_close": _Walk.close_row,
    "table_close": _Walk.close_table,
}
"""The parser's token types -> what the walk does; all others hold no words, and `other` keeps them if they do."""
