r"""A Document -> the Markdown that reads back as the same Document.

What Markdown has no form for is said in comments (see `directives`): notes, bylines and verse, languages, and chapters
that are not exactly their headings. Facts that reading would find in the text by itself are not repeated above it.

The law, kept by tests: `markdown.read(markdown_of(document)) == document` for every document whose text keeps the
conventions of `narrate.document`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.reading import directives, headings, outline
from narrate.reading.outline import Block, Facts

DEEPEST = 6
"""The deepest heading that Markdown has."""

LONGEST_DESCRIPTION = 4_000
"""Characters; a head of facts beyond 16,384 would be read as text."""

UNSAID = (Kind.NOTE, Kind.BYLINE, Kind.VERSE)
"""The kinds that Markdown has no form for."""

MARKUP = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)"  # what would escape something
    r"|(?<! )\*|\*(?! |$)"  # not 2 * 3
    r"|(?<![^\W_])_|_(?![^\W_])"  # not snake_case
    r"|`|~(?=~)|(?<=~)~"
    r"|[\[\]](?=[(\[:^])|\^(?=\[)"  # links and notes
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#|[A-Za-z][A-Za-z0-9]*;)",
    re.MULTILINE,
)
"""The characters that would be markup amid a line."""

IN_PICTURE = re.compile(rf"[\[\]]|{MARKUP.pattern}", re.MULTILINE)

OPENING = re.compile(
    r"^(?=#{1,6}(?: |$)|>|[-+*](?: |$)|\||:?-[-:| ]*$|=+ *$|(?P<mark>[-_*])(?: *(?P=mark)){2,} *$)", re.MULTILINE
)
"""Where a line begins as a heading, a quotation, a list, a rule or a table does."""

NUMBERED = re.compile(r"^(?P<number>\d{1,9})(?P<mark>[.)])(?=\s|$)", re.MULTILINE)
HASHES_AT_END = re.compile(r"#(?=#*$)")
FENCE = re.compile(r"`{3,}")


def markdown_of(document: Document) -> str:
    """Return the Markdown of a document, with a line feed at its end; "" where it has nothing in it."""
    facts = Facts(document.title, document.author, document.date, document.description, document.language or "")
    natural = [block for chapter in document.chapters for block in _blocks(chapter)]
    forms = [facts._replace(**dict.fromkeys(found, "")) for found in (("title", "author"), ("title",), ("author",), ())]
    told = next((form for form in forms if outline.assemble(natural, facts=form) == document), None)
    pieces = [piece for chapter in document.chapters for piece in _pieces(chapter, marked=told is None)]
    return "\n\n".join(filter(None, [_head(facts if told is None else told), *_joined(pieces)])) + "\n"


def _blocks(chapter: Chapter) -> Iterator[Block]:
    """Yield a chapter's paragraphs as they are read where no comment says more."""
    for paragraph in chapter.paragraphs:
        kind = Kind.BODY if _is_plain_byline(paragraph) else paragraph.kind
        yield Block(paragraph.text, kind, min(chapter.level, DEEPEST), language=paragraph.language)


def _is_plain_byline(paragraph: Paragraph) -> bool:
    return paragraph.kind is Kind.BYLINE and bool(headings.author_of(paragraph.text))


def _head(facts: Facts) -> str:
    """Return the facts as YAML between two lines of dashes; "" for none."""
    said = facts._replace(description=facts.description[:LONGEST_DESCRIPTION])._asdict()
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value]
    return "\n".join(["---", *lines, "---"]) if lines else ""


class _Piece(NamedTuple):
    """A paragraph as Markdown."""

    text: str
    kind: Kind
    number: int | None = None
    """The number of a list item that Markdown counts."""
    mark: str = ""
    """What follows that number: "." or ")"."""
    apart: bool = False
    """Whether a comment stands above it."""


def _pieces(chapter: Chapter, *, marked: bool) -> Iterator[_Piece]:
    if marked:
        yield _Piece(directives.chapter(chapter.title, chapter.level), Kind.BREAK)
    above: _Piece | None = None
    for paragraph in chapter.paragraphs:
        comments = list(_comments(paragraph, marked=marked))
        above = _list_item(paragraph.text, None if comments else above) if paragraph.kind is Kind.LIST_ITEM else None
        piece = above or _Piece(FORMS[paragraph.kind](paragraph.text, min(chapter.level, DEEPEST)), paragraph.kind)
        yield piece._replace(text="\n".join([*comments, piece.text]), apart=bool(comments))


def _comments(paragraph: Paragraph, *, marked: bool) -> Iterator[str]:
    if paragraph.kind in UNSAID and (marked or not _is_plain_byline(paragraph)):
        yield directives.about(paragraph.kind)
    if paragraph.language:
        yield directives.about(f"language {paragraph.language}")


def _joined(pieces: list[_Piece]) -> Iterator[str]:
    """Yield pieces, the items of a list as one, and the paragraphs of a quotation as well."""
    run = ""
    for above, piece in zip([None, *pieces], pieces, strict=False):
        along = above is not None and above.kind is piece.kind and not piece.apart
        if along and piece.kind is Kind.LIST_ITEM and above and above.mark == piece.mark:
            run += "\n" + piece.text
        elif along and piece.kind is Kind.QUOTE:
            run += "\n>\n" + piece.text
        else:
            yield run
            run = piece.text
    yield run


def _list_item(text: str, above: _Piece | None) -> _Piece:
    """Return an item of a list; its number is Markdown's own where that counts the same."""
    found = NUMBERED.match(text)
    rest = text[found.end() :].lstrip() if found else ""
    if found and rest and _counts(found, above):
        number = f"{found['number']}{found['mark']}"
        return _Piece(f"{number} {_line(rest)}", Kind.LIST_ITEM, int(found["number"]), found["mark"])
    return _Piece(f"- {_line(text)}", Kind.LIST_ITEM)


def _counts(found: re.Match[str], above: _Piece | None) -> bool:
    """Tell whether a number is the next of the list above it, or the first of a new one."""
    if str(int(found["number"])) != found["number"]:
        return False
    new = above is None or above.number is None or above.mark != found["mark"]
    return new or (above is not None and above.number == int(found["number"]) - 1)


def _escaped(text: str, markup: re.Pattern[str] = MARKUP) -> str:
    return markup.sub(r"\\\g<0>", text)


def _line(text: str) -> str:
    """Return a paragraph's text so that nothing in it is markup, at the beginning of its line either."""
    return NUMBERED.sub(r"\g<number>\\\g<mark>", OPENING.sub(r"\\", _escaped(text)))


def _body(text: str, _: int) -> str:
    return _line(text)


def _heading(text: str, level: int) -> str:
    return "#" * level + " " + HASHES_AT_END.sub(r"\\#", _escaped(text))


def _quote(text: str, _: int) -> str:
    return f"> {_line(text)}"


def _verse(text: str, _: int) -> str:
    return "\\\n".join(map(_line, text.split("\n")))


def _code(text: str, _: int) -> str:
    fence = "`" * max([3, *(len(run) + 1 for run in FENCE.findall(text))])
    return f"{fence}\n{text}\n{fence}"


def _table(text: str, _: int) -> str:
    rows = [line.split("\t") for line in text.split("\n")]
    width = max(map(len, rows))
    cells = [[_escaped(cell).replace("|", r"\|") for cell in [*row, *[""] * (width - len(row))]] for row in rows]
    first, *rest = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([first, "|" + " --- |" * width, *rest])


def _figure(text: str, _: int) -> str:
    return f"![{_escaped(text, IN_PICTURE)}]()"


def _break(_text: str, _: int) -> str:
    return "***"


FORMS: dict[Kind, Callable[[str, int], str]] = {
    Kind.HEADING: _heading,
    Kind.QUOTE: _quote,
    Kind.VERSE: _verse,
    Kind.CODE: _code,
    Kind.TABLE: _table,
    Kind.FIGURE: _figure,
    Kind.BREAK: _break,
    Kind.BODY: _body,
    Kind.NOTE: _body,
    Kind.BYLINE: _body,
}
"""Kind -> how a text of it, in a chapter of such a level, is written in Markdown; list items need their neighbours."""
