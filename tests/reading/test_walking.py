"""HTML elements -> paragraphs: what each element becomes, which notes go where, and that no depth loses a word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.reading import markup, notes, outline
from narrate.reading.walking import Walk


def walked(html: str) -> list[tuple[str, str]]:
    root = markup.html_tree(html.encode(), "The page")
    walk = Walk(notes.find({"": root}))
    walk.along(root)
    return [(p.kind.value, p.text) for p in outline.assemble(walk.blocks, walk.bodies).paragraphs]


BLOCKS = [
    ("<h2>The <em>sea</em></h2><p>In.", [("heading", "The sea"), ("body", "In.")]),
    ("<h1>A<br>title</h1>", [("heading", "A title")]),
    ("<div role=heading aria-level=3>Low tide</div>", [("heading", "Low tide")]),
    ('<h2>Tides <a class="headerlink" href="#tides">¶</a></h2>', [("heading", "Tides")]),
    ("<div>one<div>two</div>three</div>", [("body", "one"), ("body", "two"), ("body", "three")]),
    ("<p>one<p>two", [("body", "one"), ("body", "two")]),
    ("<p>one<br><br>two</p>", [("body", "one"), ("body", "two")]),
    ("<p>so long that<br>it did not fit</p>", [("body", "so long that it did not fit")]),
    ("<p>O sea<br>O sand<br>O salt</p>", [("verse", "O sea\nO sand\nO salt")]),
    ("<div class=stanza><div>O sea</div>\n<div>O sand</div></div>", [("verse", "O sea\nO sand")]),
    ("<blockquote class=poem><p>O sea<br>O sand</p></blockquote>", [("verse", "O sea\nO sand")]),
    ("<blockquote><p>One</p><h3>Two</h3></blockquote>", [("quote", "One"), ("quote", "Two")]),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>", [("list-item", "a"), ("list-item", "b"), ("list-item", "c")]),
    ("<ol start=3><li>a<li><p>b</p><p>c</p></ol>", [("list-item", "3. a"), ("list-item", "4. b"), ("list-item", "c")]),
    ("<ol type=i><li>a<li value=9>b</ol>", [("list-item", "i. a"), ("list-item", "ix. b")]),
    ("<ol reversed><li>a<li>b</ol>", [("list-item", "2. a"), ("list-item", "1. b")]),
    ("<dl><dt>Ebb<dd>Out.</dl>", [("list-item", "Ebb"), ("list-item", "Out.")]),
    ("<p>a<hr><p>b<p>* * *<p>c", [("body", "a"), ("break", ""), ("body", "b"), ("break", ""), ("body", "c")]),
    ("<pre>if x:\n    <b>y</b>\n</pre>", [("code", "if x:\n    y")]),
    ("<p>One &quot;two&quot;&nbsp;three\n four.", [("body", 'One "two" three four.')]),
    ("<p>sh&shy;ore<wbr>line", [("body", "shoreline")]),
    ("<p>H<sub>2</sub>O, m<sup>2</sup>, 1<sup>st</sup>, <sup>1</sup>⁄<sub>2</sub>", [("body", "H₂O, m², 1st, 1/2")]),
    ("<p>He said <q>yes</q>.", [("body", "He said “yes”.")]),
    ("<p><ruby>潮<rp>(</rp><rt>しお</rt><rp>)</rp></ruby>が", [("body", "潮が")]),
    ("<p>a<!-- b --><script>c</script><style>d</style><span hidden>e</span><i style='display: none'>f</i>g", [("body", "ag")]),
    ("<p>a<span class=pagenum>12</span>b <span role=doc-pagebreak>13</span>c", [("body", "ab c")]),
    ("<p class=pagebreak>Words.<p class=page-number>p. xii", [("body", "Words.")]),
    ("<div class='col-lg-8 verse-picker'><p>one<p>two</div>", [("body", "one"), ("body", "two")]),
    ("<p><img alt='A gate' src=a.png>", [("figure", "A gate")]),
    ("<p>See <img alt=this src=a.png> sign", [("body", "See this sign")]),
    ("<p><img alt=O src=o.png>nce upon", [("body", "Once upon")]),
    ("<p>a<img alt='IMG_0001.jpg'><img alt=x role=presentation><svg><title>y</title></svg>b", [("body", "ab")]),
    ("<figure><img alt='A gate'><figcaption>A gate.</figcaption></figure>", [("figure", "A gate.")]),
    ("<figure><pre>x = 1</pre><figcaption>Code.</figcaption></figure>", [("code", "x = 1"), ("figure", "Code.")]),
    (
        "<table><caption>Tides<tr><th>Day<th>High<tr><td>1<td>2 <p>m</p></table>",
        [("figure", "Tides"), ("table", "Day\tHigh\n1\t2 m")],
    ),
    ("<table><tr><td><p>a</p></td></tr></table>", [("body", "a")]),
    ("<table><tr><td>a<table><tr><td>1<td>2<tr><td>3<td>4</table></table>", [("body", "a"), ("table", "1\t2\n3\t4")]),
    ("<hgroup><h2>IV</h2><p>The storm</p></hgroup><p>It.", [("heading", "IV"), ("heading", "The storm"), ("body", "It.")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "paragraphs"), BLOCKS)
def test_each_element_becomes_its_kind_of_paragraph(html: str, paragraphs: list[tuple[str, str]]) -> None:
    assert walked(f"<body>{html}") == paragraphs


def test_a_language_is_that_of_all_words_of_a_paragraph() -> None:
    root = markup.html_tree(b"<html lang=en><p>One <i lang=fr>mot</i>.<p><i lang=fr>Un mot.</i><p lang=de>Ein", "x")
    walk = Walk()
    walk.along(root)
    assert [block.language for block in walk.blocks] == ["en", "fr", "de"]


# --- notes

TYPED = '<p>One<a role=doc-noteref href="#n">1</a>. Two.<p>Three.<aside role=doc-footnote id=n><p>1. A note.</aside>'
RAISED = '<p>One<sup><a href="#n" id=r>1</a></sup>. Two.<p>Three.<ol><li id=n><p>A note. <a href="#r">↩</a></ol>'
BRACKETED = (
    '<p>One<a href="#n" id=r>[1]</a>. Two.<p>Three.<div class=footnote><p><a id=n href="#r">[1]</a> A note.</div>'
)
OUTSIDE = '<p>One<sup>[<a href="#n" id=r>1</a>]</sup>. Two.<p>Three.<p id=n><sup>1</sup> A note.'


@pytest.mark.parametrize("html", [TYPED, RAISED, BRACKETED, OUTSIDE])
def test_a_note_follows_the_paragraph_with_its_mark_and_neither_has_the_mark(html: str) -> None:
    assert walked(html) == [("body", "One. Two."), ("note", "A note."), ("body", "Three.")]


def test_a_note_that_two_marks_lead_to_is_said_once() -> None:
    html = '<p>a<sup><a href="#n">1</a></sup> b<sup><a href="#n">1</a>, <a href="#m">2</a></sup><p id=n>N<p id=m>M'
    assert walked(html) == [("body", "a b"), ("note", "N"), ("note", "M")]


def test_a_note_inside_a_sentence_does_not_cut_it() -> None:
    html = '<div>One<a epub:type="noteref" href="#n">1</a> <aside epub:type="footnote" id="n">N</aside>two.</div>'
    assert walked(html) == [("body", "One two."), ("note", "N")]


def test_the_notes_of_a_table_follow_it() -> None:
    html = '<table><tr><th>a<th>b<tr><td>1<sup><a href="#n">*</a></sup><td>2</table><p id=n>* N'
    assert walked(html) == [("table", "a\tb\n1\t2"), ("note", "N")]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="#c">1</a> <a href="#d">2</a><h2 id=c>One</h2><p>a<h2 id=d>Two</h2>',  # a table of contents
        '<p>See <a href="#n">the note</a>.<p id=n>A note.',
        '<p id=n>A note.<p>See <sup><a href="#n">1</a></sup>.',  # a way back, not a mark
        '<p>x<sup><a href="other.html#n">1</a></sup>.',
    ],
)
def test_other_links_are_text(html: str) -> None:
    assert "note" not in {kind for kind, _ in walked(html)}


# --- hostile


@pytest.mark.parametrize("depth", [254, 300, 2048, 20_000])
@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "table><tr><td", "span"])
def test_no_depth_loses_a_word(depth: int, tag: str) -> None:
    start = time.perf_counter()
    said = walked(f"<p>first<{tag}>" + f"<{tag}>" * depth + "deep" + "<p>last")
    assert "".join(text for _, text in said).replace(" ", "") == "firstdeeplast"
    assert time.perf_counter() - start < 4


def test_time_grows_with_length_and_not_faster() -> None:
    def seconds(count: int) -> float:
        html = (
            '<p>a <b>b</b><sup><a href="#n">1</a></sup><table><tr><th>c<th>d</table><ul><li>e</ul>' * count
            + "<p id=n>n"
        )
        start = time.perf_counter()
        walked(html)
        return time.perf_counter() - start

    seconds(100)
    assert seconds(1600) < 12 * max(seconds(400), 0.02)


WORD = st.text("abcxyzäß0123", min_size=1, max_size=5)
TAGS = st.sampled_from(["p", "div", "b", "h2", "li", "ul", "ol", "td", "tr", "table", "blockquote", "sup", "q", "figure",
                        "figcaption", "dl", "dd", "hgroup", "section", "a", "span", "br", "hr"])  # fmt: skip
SOUP = st.lists(st.one_of(WORD, TAGS.map(lambda t: f"<{t}>"), TAGS.map(lambda t: f"</{t}>"), st.just(" ")), max_size=60)


@given(SOUP)
def test_no_letter_is_lost_or_moved_however_tags_are_mixed(soup: list[str]) -> None:
    root = markup.html_tree(("<body>." + "".join(soup)).encode(), "x")
    printed = "".join(map(str, root.itertext()))
    walk = Walk()
    walk.along(root)
    said = " ".join(block.text for block in walk.blocks)
    marks = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    numberless = [c for c in said.translate(marks) if c.isalpha()]
    assert numberless == [c for c in printed if c.isalpha()]
