"""reStructuredText -> Document, by docutils: a parser only; nothing is included, run or fetched.

What docutils does not know (the directives and roles of Sphinx and others) keeps its words: a directive's content is
read, a role's text is. Names of files that others would show there ("toctree", "include") are no words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from narrate.document import Document, Kind
from narrate.errors import SourceError
from narrate.reading import outline
from narrate.reading.outline import Block, Facts

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 6,
    "line_length_limit": 20_000_000,
    "docinfo_xform": True,
    "doctitle_xform": True,
    "smart_quotes": False,
    "trim_footnote_reference_space": True,
}

DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([\w+.:-]+?)::", re.MULTILINE)
ROLE = re.compile(r":([A-Za-z][\w+.:-]*):`|`:([A-Za-z][\w+.:-]*):")

SILENT_DIRECTIVES = frozenset({"toctree", "index", "currentmodule", "highlight", "only", "contents", "sectnum", "raw"})
"""Directives whose content is not text for people."""

MOST_NESTED = 60
"""Levels of indent or of markup; docutils calls itself for each."""

LONGEST_ROW = 200
"""Of marks, and longer than any title that they underline: docutils looks for the end of each one in all the others."""

LONG_ROW = re.compile(rf"([*`|_])\1{{{LONGEST_ROW},}}")


def read(written: str, name: str) -> Document:
    """Return the document of a reStructuredText, as `decoding.decode` gives it. Raises SourceError."""
    tree = _tree(written, name)
    walk = _Walk()
    walk.down(tree)
    return outline.assemble(walk.blocks, walk.notes, walk.facts)


def _tree(written: str, name: str) -> Any:
    try:
        from docutils.core import publish_doctree  # late: an extra
    except ImportError as failure:
        remedy = "Install it: pip install 'narrate-audio[rst]'."
        raise SourceError(f"{name} is reStructuredText, which needs docutils.", remedy) from failure
    _teach(written)
    try:
        return publish_doctree(_shallow(written), parser=_parser(), settings_overrides=SETTINGS)
    except Exception as failure:  # whatever a parser of a hostile text raises, RecursionError too
        problem = f"{name} cannot be understood as reStructuredText."
        raise SourceError(problem, "Rename it to .txt, and it is read as plain text.") from failure


def _parser() -> Any:
    """The parser, but that it looks for no bare addresses: they are text here, and its search is quadratic."""
    from docutils import nodes
    from docutils.parsers.rst import Parser, states

    inliner = states.Inliner()
    inliner.implicit_inline = lambda text, _line: [nodes.Text(text)] if text else []
    return Parser(inliner=inliner)


def _shallow(written: str) -> str:
    """Cut indents so deep that the parser would run out of stack, and rows of marks that would take it for ever."""
    deepest = 4 * MOST_NESTED
    cut = re.sub(rf"^[ \t]{{{deepest},}}", " " * deepest, written, flags=re.MULTILINE)
    return LONG_ROW.sub(lambda row: row[0][:LONGEST_ROW], cut)


def _teach(written: str) -> None:
    """Have docutils read the content of each directive, and the text of each role, that it does not know."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, languages, roles

    class Unknown(Directive):  # type: ignore[misc, unused-ignore]  # a library without types
        """Reads its content as it would be read elsewhere."""

        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True

        def run(self) -> list[Any]:
            if self.name in SILENT_DIRECTIVES:
                return []
            container = nodes.container()
            if self.arguments:
                container += nodes.paragraph("", self.arguments[0])
            self.state.nested_parse(self.content, self.content_offset, container)
            return [container]

    english = languages.get_language("en")
    for found in set(DIRECTIVE.findall(written)):
        if found not in english.directives:
            directives.register_directive(found, Unknown)
    for found in {one or other for one, other in ROLE.findall(written)}:
        if found not in english.roles:
            roles.register_local_role(found, roles.GenericRole(found, nodes.inline))


@dataclass(slots=True)
class _Walk:
    """A walk down the tree of docutils."""

    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, list[Block]] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    kind: Kind = Kind.BODY
    level: int = 1
    marker: str = ""
    note: str = ""

    def down(self, node: Any) -> None:
        """Take every child of a node."""
        for child in node.children:
            TAKES.get(type(child).__name__, _Walk.other)(self, child)

    def other(self, node: Any) -> None:
        """Take what is inside an unknown node, or its text where nothing is."""
        if any(type(child).__name__ not in INLINES for child in node.children):
            self.down(node)
        else:
            self.paragraph(node)

    def add(self, text: str, kind: Kind, notes: tuple[str, ...] = ()) -> None:
        if not text:
            return
        if self.marker and kind is Kind.LIST_ITEM:
            text, self.marker = f"{self.marker} {text}", ""
        block = Block(text, kind, self.level, notes=notes)
        (self.notes.setdefault(self.note, []) if self.note else self.blocks).append(block)

    def paragraph(self, node: Any) -> None:
        references = [
            one["refid"] for one in _found(node, "footnote_reference", "citation_reference") if "refid" in one
        ]
        self.add(_text(node), self.kind, tuple(references))

    def skip(self, _: Any) -> None:
        """Leave a node out."""

    def title(self, node: Any) -> None:
        self.add(_text(node), Kind.HEADING)

    def section(self, node: Any) -> None:
        self.level += 1
        self.down(node)
        self.level -= 1

    def within(self, node: Any, kind: Kind) -> None:
        before, self.kind = self.kind, Kind.NOTE if self.note else kind
        self.down(node)
        self.kind = before

    def bullets(self, node: Any) -> None:
        for item in node.children:
            self.within(item, Kind.LIST_ITEM)

    def numbers(self, node: Any) -> None:
        start = int(node.get("start", 1))
        for number, item in enumerate(node.children, start=start):
            self.marker = f"{number}{node.get('suffix') or '.'}"
            self.within(item, Kind.LIST_ITEM)
            self.marker = ""

    def note_body(self, node: Any) -> None:
        self.note = node["ids"][0] if node["ids"] else str(len(self.notes))
        for child in node.children:
            if type(child).__name__ != "label":
                self.within(_Only(child), Kind.NOTE)
        self.note = ""

    def code(self, node: Any) -> None:
        self.add(node.astext().strip("\n"), Kind.CODE)

    def verse(self, node: Any) -> None:
        lines = [" ".join(_text(line).split()) for line in _found(node, "line")]
        self.add("\n".join(line for line in lines if line), Kind.VERSE)

    def table(self, node: Any) -> None:
        for caption in _found(node, "title"):
            self.add(_text(caption), self.kind)
        rows = [[_text(cell) for cell in _found(row, "entry")] for row in _found(node, "row")]
        self.add("\n".join("\t".join(row).rstrip("\t") for row in rows if any(row)), Kind.TABLE)

    def picture(self, node: Any) -> None:
        self.add(" ".join(str(node.get("alt", "")).split()), Kind.FIGURE)

    def divide(self, _: Any) -> None:
        self.blocks.append(Block("", Kind.BREAK))

    def docinfo(self, node: Any) -> None:
        told = {type(child).__name__: _text(child) for child in node.children}
        self.facts = Facts(author=told.get("author") or told.get("authors") or "", date=told.get("date", ""))


class _Only:
    """A node's only child, as a node."""

    def __init__(self, child: Any) -> None:
        self.children = [child]


def _found(node: Any, *names: str) -> list[Any]:
    return [one for one in node.findall() if type(one).__name__ in names]


def _text(node: Any) -> str:
    """Return the words of a node on one line: without marks of references, with the alt text of pictures."""
    pieces: list[str] = []
    for one in node.findall():
        name, above = type(one).__name__, type(one.parent).__name__
        if name == "Text" and above not in ("footnote_reference", "system_message", "comment"):
            pieces.append(one.astext())
        elif name == "image":
            pieces.append(str(one.get("alt", "")))
        elif name in ("paragraph", "list_item", "line"):
            pieces.append(" ")
    return " ".join("".join(pieces).replace("\0", "").split())


INLINES = frozenset({
    "Text", "emphasis", "strong", "literal", "reference", "inline", "title_reference", "superscript", "subscript",
    "math", "abbreviation", "acronym", "footnote_reference", "citation_reference", "problematic", "generated", "target",
    "substitution_reference", "raw", "image",
})  # fmt: skip

TAKES: dict[str, Callable[[_Walk, Any], None]] = {
    "paragraph": _Walk.paragraph,
    "title": _Walk.title,
    "subtitle": _Walk.paragraph,
    "rubric": _Walk.paragraph,
    "term": _Walk.paragraph,
    "attribution": _Walk.paragraph,
    "section": _Walk.section,
    "bullet_list": _Walk.bullets,
    "enumerated_list": _Walk.numbers,
    "block_quote": partial(_Walk.within, kind=Kind.QUOTE),
    "footnote": _Walk.note_body,
    "citation": _Walk.note_body,
    "literal_block": _Walk.code,
    "doctest_block": _Walk.code,
    "math_block": _Walk.code,
    "line_block": _Walk.verse,
    "table": _Walk.table,
    "image": _Walk.picture,
    "caption": partial(_Walk.within, kind=Kind.FIGURE),
    "transition": _Walk.divide,
    "docinfo": _Walk.docinfo,
    "comment": _Walk.skip,
    "system_message": _Walk.skip,
    "substitution_definition": _Walk.skip,
    "target": _Walk.skip,
    "pending": _Walk.skip,
    "meta": _Walk.skip,
    "raw": _Walk.skip,
}
"""The node types of docutils -> what the walk does; it goes into all others."""
