"""The law of the reading room: the letters and digits of a source are those of its document, in order."""

from __future__ import annotations

import string
import textwrap
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import SourceError
from narrate.reading import decoding, markdown, text

if TYPE_CHECKING:
    from narrate.document import Document

LETTERS = string.ascii_letters + string.digits + "éßжЖあ漢字אक"
PUNCTUATION = " ,.;:!?-–—'’“”\"()*_#>/\\|=+~`[]{}<&@$%^·•…§\t\xad\u200b"


def letters(written: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFC", written) if character.isalnum())


def said(document: Document) -> str:
    return letters("".join(paragraph.text for paragraph in document.paragraphs))


words = st.text(LETTERS, min_size=1, max_size=12)
starts = st.sampled_from(
    ["", "", "- ", "* ", "• ", "1. ", "2) ", "a) ", "# ", "## ", "> ", "   ", "\t", "“", "CHAPTER IV. ", "By "]
)
ends = st.sampled_from(["", ".", ".", ",", "-", "!”", ":", "—", "…"])
rules = st.sampled_from(["***", "---", "===", "* * *", "⁂", "#", ""])
lines = st.builds(
    lambda start, body, end: start + " ".join(body) + end, starts, st.lists(words, min_size=1, max_size=14), ends
)
gaps = st.sampled_from(["\n", "\n", "\n\n", "\n\n\n", "\f", "\r\n", "\u2028"])
shaped = st.lists(st.tuples(st.one_of(lines, lines, lines, rules), gaps), max_size=20).map(
    lambda pieces: "".join(line + gap for line, gap in pieces)
)
wild = st.text(LETTERS + PUNCTUATION + "\n\n\n\f\r", max_size=300)
anything = st.text(max_size=200)


@given(st.one_of(shaped, wild, anything))
def test_plain_text(written: str) -> None:
    tidied = decoding.tidy(written)
    assert said(text.read(tidied)) == letters(tidied)


@given(
    st.lists(st.lists(words, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=8),
    st.integers(20, 90),
    st.booleans(),
)
def test_wrapped_text(paragraphs: list[str], width: int, blank: bool) -> None:
    filled = [textwrap.fill(paragraph, width, initial_indent="" if blank else "  ") for paragraph in paragraphs]
    written = ("\n\n" if blank else "\n").join(filled)
    assert said(text.read(written)) == letters(written)


@given(wild)
def test_tidying_keeps_every_letter(written: str) -> None:
    assert letters(decoding.tidy(written)) == letters(written)


plain = st.lists(words, min_size=1, max_size=10).map(" ".join)
inline = st.lists(
    st.tuples(
        st.sampled_from(["{}", "*{}*", "**{}**", "`{}`", "~~{}~~", "<b>{}</b>", "[{}](#)", "![{}](#)", '"{}"']), plain
    ).map(lambda pair: pair[0].format(pair[1])),
    min_size=1,
    max_size=5,
).map(" ".join)
blocks = st.one_of(
    inline,
    inline.map("# {}".format),
    inline.map("### {}".format),
    inline.map("> {}".format),
    inline.map("> > {}".format),
    inline.map("- {}".format),
    plain.map("```\n{}\n```".format),
    plain.map("<div>\n{}\n</div>".format),
    inline.map("{}\n===".format),
    st.just("* * *"),
    st.tuples(inline, inline, inline).map(lambda c: "| {} | {} |\n|--|--|\n| {} |".format(*c)),
    st.tuples(inline, inline, inline, inline).map(lambda c: "| {} |\n|--|\n| {} | {} | {} |".format(*c)),
)


@given(st.lists(blocks, max_size=12))
def test_markdown(parts: list[str]) -> None:
    """Generated from blocks whose every letter is to be said: no addresses, no info strings, no lists that renumber."""
    written = unicodedata.normalize("NFC", "\n\n".join(parts))
    expected = written.replace("<b>", "").replace("</b>", "").replace("<div>", "").replace("</div>", "")
    assert said(markdown.read(written)) == letters(expected)


@given(wild)
def test_markdown_reads_anything(written: str) -> None:
    markdown.read(decoding.tidy(written))


@given(st.binary(max_size=400))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoding.decode(data, "a.txt")
    except SourceError:
        return


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_big_list_of_naughty_strings(gap: str, naughty_strings: list[str]) -> None:
    tidied = decoding.tidy(gap.join(naughty_strings))
    assert said(text.read(tidied)) == letters(tidied)
    markdown.read(tidied)
