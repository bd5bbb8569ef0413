"""Books: built here file by file; one real one where it is at hand."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from narrate.document import LEFT_OUT
from narrate.errors import SourceError
from narrate.reading import epub, markup, parts, read

if TYPE_CHECKING:
    from narrate.document import Document

CONTAINER = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="{}"/></rootfiles></container>'
XHTML = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="{language}"><head><title>Not said</title></head><body>{body}</body></html>'
METADATA = "<dc:title>The Coast</dc:title><dc:creator>Ann Shore</dc:creator><dc:language>en-GB</dc:language><dc:date>1999-05-01T00:00:00Z</dc:date><dc:description>&lt;p&gt;About &lt;i&gt;tides&lt;/i&gt;.&lt;/p&gt;</dc:description>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def book(
    pages: dict[str, str],
    metadata: str = METADATA,
    nav: str = "",
    ncx: str = "",
    guide: str = "",
    folder: str = "OEBPS/",
    **files: bytes,
) -> bytes:
    """A whole book: `pages` are names -> what is in their bodies, or whole files; `nav` and `ncx` their contents."""
    items = "".join(
        f'<item id="p{n}" href="{page}" media-type="application/xhtml+xml"/>' for n, page in enumerate(pages)
    )
    items += '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>' if nav else ""
    items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>' if ncx else ""
    items += "".join(
        f'<item id="{name}" href="{name}.png" media-type="image/png"/>' for name in files if name == "cover"
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    toc = ' toc="ncx"' if ncx else ""
    opf = (
        f'<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata>{metadata}</metadata><manifest>{items}</manifest><spine{toc}>{spine}</spine>{guide}</package>'
    )  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER.format(f"{folder}content.opf"))
        archive.writestr(f"{folder}content.opf", opf)
        for page, body in pages.items():
            whole = body if body.startswith("<?xml") else XHTML.format(language="en-GB", body=body)
            archive.writestr(folder + page.replace("%20", " "), whole)
        if nav:
            archive.writestr(
                f"{folder}nav.xhtml", XHTML.format(language="en-GB", body=f'<nav epub:type="toc">{nav}</nav>')
            )
        if ncx:
            archive.writestr(
                f"{folder}toc.ncx", f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{ncx}</navMap></ncx>'
            )
        for name, data in files.items():
            archive.writestr(f"{folder}{name}.png" if name == "cover" else name.replace("__", "/"), data)
    return packed.getvalue()


def outline(document: Document) -> list[tuple[int, str, str]]:
    return [(chapter.level, chapter.title, chapter.part) for chapter in document.chapters]


def texts(document: Document) -> list[tuple[str, str]]:
    return [(p.kind.value, p.text) for p in document.paragraphs]


def test_a_book_says_what_it_is() -> None:
    document = epub.read(book({"a.xhtml": "<p>Sea.</p>"}, cover=PNG), "book.epub")
    said = (document.title, document.author, document.date, document.description, document.language)
    assert said == ("The Coast", "Ann Shore", "1999-05-01", "About tides.", "en-GB")
    assert document.cover == PNG


@pytest.mark.parametrize(
    ("metadata", "author", "series"),
    [
        ('<dc:creator opf:role="ill">Bo</dc:creator><dc:creator opf:role="aut">Ann</dc:creator>', "Ann", ""),
        ("<dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator>", "Ann, Bo", ""),
        ('<dc:creator id="c">Bo</dc:creator><meta refines="#c" property="role">trl</meta>', "Bo", ""),
        ('<meta name="calibre:series" content="Coasts"/><meta name="calibre:series_index" content="2.0"/>', "", "Coasts, 2"),
        (
            '<meta id="s" property="belongs-to-collection">Coasts</meta><meta refines="#s" property="collection-type">series</meta><meta refines="#s" property="group-position">3</meta>', "", "Coasts, 3",
        ),
        (
            '<meta id="s" property="belongs-to-collection">Best Books</meta><meta refines="#s" property="collection-type">set</meta>', "", "",
        ),
    ],
)  # fmt: skip
def test_who_wrote_it_and_what_series_it_is_in(metadata: str, author: str, series: str) -> None:
    document = epub.read(book({"a.xhtml": "<p>Sea.</p>"}, metadata), "b")
    assert (document.author, document.series) == (author, series)


# --- chapters

PAGES = {
    "one%20two.xhtml": '<h1 id="p1">Part One</h1><h2 id="c1">I</h2><p>Ebb.</p><h3>A heading inside</h3><p>Mud.</p><h2 id="c2">II</h2><p>Flow.</p>',
    "three.xhtml": "<p>Slack.</p>",
}
NAV = '<ol><li><a href="one%20two.xhtml#p1">The Ebb</a><ol><li><a href="one%20two.xhtml#c1">First</a></li><li><a href="one%20two.xhtml#c2">Second</a></li></ol></li><li><a href="three.xhtml">Third</a></li></ol>'
NCX = '<navPoint><navLabel><text>The Ebb</text></navLabel><content src="one%20two.xhtml#p1"/><navPoint><navLabel><text>First</text></navLabel><content src="one%20two.xhtml#c1"/></navPoint><navPoint><navLabel><text>Second</text></navLabel><content src="one%20two.xhtml#c2"/></navPoint></navPoint><navPoint><navLabel><text>Third</text></navLabel><content src="three.xhtml"/></navPoint>'


@pytest.mark.parametrize("contents", [{"nav": NAV}, {"ncx": NCX}, {"nav": NAV, "ncx": NCX}])
@pytest.mark.parametrize("folder", ["", "OEBPS/", "a/b/"])
def test_chapters_are_those_of_the_table_of_contents_with_their_levels(contents: dict[str, str], folder: str) -> None:
    document = epub.read(book(PAGES, folder=folder, **contents), "b")
    assert outline(document) == [(1, "The Ebb", ""), (2, "First", ""), (2, "Second", ""), (1, "Third", "")]
    assert [p.text for p in document.chapters[1].paragraphs] == ["I", "Ebb.", "A heading inside", "Mud."]


def test_lines_that_lead_to_one_place_are_one_chapter() -> None:
    nav = '<ol><li><a href="a.xhtml">Part One</a></li><li><a href="a.xhtml#c">I</a></li></ol>'
    document = epub.read(book({"a.xhtml": '<section id="c"><p>Sea.</p></section>'}, nav=nav), "b")
    assert outline(document) == [(1, "Part One: I", "")]


@pytest.mark.parametrize("nav", ["", '<ol><li><a href="gone.xhtml">Gone</a></li></ol>'])
def test_headings_make_the_chapters_where_no_contents_do(nav: str) -> None:
    assert outline(epub.read(book(PAGES, nav=nav), "b"))[:2] == [(1, "Part One", ""), (2, "I", "")]


def test_text_before_the_first_line_of_the_contents_is_kept() -> None:
    nav = '<ol><li><a href="b.xhtml">One</a></li></ol>'
    document = epub.read(book({"a.xhtml": "<p>For Bo.</p>", "b.xhtml": "<p>Sea.</p>"}, nav=nav), "b")
    assert [p.text for p in document.paragraphs] == ["For Bo.", "Sea."]


# --- parts

TYPED = {
    "t.xhtml": '<section epub:type="titlepage"><h1>The Coast</h1></section>',
    "i.xhtml": '<section epub:type="imprint"><p>Printed.</p></section>',
    "p.xhtml": '<section role="doc-preface"><h2>Preface</h2><p>Why.</p></section>',
    "c.xhtml": '<section epub:type="bodymatter chapter"><h2>One</h2><p>Sea.</p></section>',
    "x.xhtml": '<section epub:type="backmatter colophon"><h2>Colophon</h2><p>Set in type.</p></section>',
}


def test_parts_that_books_do_not_read_out_are_left_out_and_can_be_asked_for() -> None:
    data = book(TYPED)
    everything = epub.read(data, "b")
    assert [chapter.part for chapter in everything.chapters] == ["titlepage", "imprint", "preface", "", "colophon"]
    assert [c.title for c in parts.select(everything).chapters] == ["Preface", "One"]
    assert [c.part for c in parts.select(everything, ["colophon"], ["preface"]).chapters] == ["", "colophon"]
    assert "Sea." not in [p.text for p in parts.select(everything, (), ["body"]).paragraphs]


def test_a_book_of_nothing_but_what_is_left_out_says_so() -> None:
    with pytest.raises(SourceError, match="--include: colophon, imprint"):
        read(io.BytesIO(book({name: TYPED[name] for name in ("i.xhtml", "x.xhtml")})))


def test_parts_are_told_by_the_guide_and_by_titles_too() -> None:
    guide = '<guide><reference type="copyright-page" href="a.xhtml"/><reference type="toc" href="c.xhtml#x"/></guide>'
    nav = '<ol><li><a href="b.xhtml">Table of Contents</a></li><li><a href="c.xhtml">One</a></li></ol>'
    pages = {"a.xhtml": "<p>All rights.</p>", "b.xhtml": "<p>One</p>", "c.xhtml": '<p id="x">Sea.</p>'}
    assert [c.part for c in epub.read(book(pages, nav=nav, guide=guide), "b").chapters] == ["copyright-page", "toc", ""]


@pytest.mark.parametrize(
    "printed",
    [
        '<h2>CONTENTS</h2><table><tr><td><a href="a.xhtml#c1">I.</a></td><td>Ebb</td></tr><tr><td><a href="a.xhtml#c2">II.</a></td><td>Flow</td></tr><tr><td><a href="b.xhtml">III.</a></td><td>Slack</td></tr></table>',
        '<p>Contents</p><p><a href="#c1">I. Ebb</a><br/><a href="#c2">II. Flow</a><br/><a href="b.xhtml#">III. Slack</a></p>',
        '<h2>Contents.</h2><ul><li><a href="#c1">Ebb</a></li><li><a href="#c2">Flow</a></li><li><a href="b.xhtml">Slack</a></li></ul>',
    ],
)
def test_a_printed_table_of_contents_is_left_out(printed: str) -> None:
    nav = '<ol><li><a href="a.xhtml">The Coast</a></li><li><a href="a.xhtml#c1">I</a></li><li><a href="a.xhtml#c2">II</a></li><li><a href="b.xhtml">III</a></li></ol>'
    pages = {
        "a.xhtml": f'<h1>The Coast</h1><p>For Bo.</p>{printed}<h2 id="c1">I</h2><p>Ebb.</p><h2 id="c2">II</h2><p>Flow.</p>',
        "b.xhtml": '<p>Slack, see <a href="a.xhtml#c1">I</a>, <a href="a.xhtml#c2">II</a> and <a href="b.xhtml">III</a> for all that was ever said or done or thought or written about how the sea comes in and goes out on this one coast.</p>',
    }
    selected = parts.select(epub.read(book(pages, nav=nav), "b"))
    assert [c.title for c in selected.chapters] == ["The Coast", "I", "II", "III"]
    assert [p.text for p in selected.chapters[0].paragraphs] == ["The Coast", "For Bo."]
    assert len(selected.chapters[3].paragraphs) == 1


GUTENBERG = """<div id="pg-header"><p>The Project Gutenberg eBook</p></div><p><a id="link2H_4_0001"></a></p><h2>Chapter I.<br/>EBB</h2>
<p><img class="dropcap" alt="T"/>he <i>sea</i><span class="pagenum"><a id="Page_1">[Pg 1]</a></span> goes.<a id="FNanchor_1_1"></a><a href="#Footnote_1_1" class="fnanchor">[1]</a></p>
<div class="poetry"><div class="stanza"><div class="verse indent0">O sea,</div><div class="verse indent2">O sand.</div></div></div>
<div class="footnote"><p><a id="Footnote_1_1"></a><a href="#FNanchor_1_1"><span class="label">[1]</span></a> Salt.</p></div>"""


def test_a_book_as_project_gutenberg_makes_them() -> None:
    ncx = '<navPoint><navLabel><text>Chapter I. EBB</text></navLabel><content src="a.xhtml#link2H_4_0001"/></navPoint>'
    selected = parts.select(epub.read(book({"a.xhtml": GUTENBERG}, ncx=ncx), "b"))
    assert outline(selected) == [(1, "Chapter I. EBB", "")]
    assert texts(selected) == [
        ("heading", "Chapter I. EBB"), ("body", "The sea goes."), ("note", "Salt."), ("verse", "O sea,\nO sand."),
    ]  # fmt: skip


def test_the_licence_of_project_gutenberg_is_a_part() -> None:
    marked = '<section id="pg-header"><p>Licence.</p></section><h2>One</h2><p>Sea.</p><div class="pg-boilerplate"><p>More.</p></div>'
    plain = "<p>Licence.</p><p>*** START OF THIS PROJECT GUTENBERG EBOOK ***</p><h2>One</h2><p>Sea.</p><p>*** END OF THE PROJECT GUTENBERG EBOOK ***</p><p>More.</p>"
    for body in (marked, plain):
        selected = parts.select(epub.read(book({"a.xhtml": body}), "b"))
        assert [p.text for p in selected.paragraphs] == ["One", "Sea."]


# --- paragraphs


def test_notes_of_another_page_follow_their_marks_and_leave_no_heading() -> None:
    pages = {
        "a.xhtml": '<h2>One</h2><p>Sea.<a epub:type="noteref" href="notes.xhtml#n1">1</a></p><p>Sand.</p>',
        "notes.xhtml": '<section epub:type="endnotes"><h2>Endnotes</h2><ol><li id="n1" epub:type="endnote"><p>Salt. '
        '<a epub:type="backlink" href="a.xhtml#r1">↩</a></p></li></ol></section>',
    }
    selected = parts.select(epub.read(book(pages), "b"))
    assert texts(selected) == [("heading", "One"), ("body", "Sea."), ("note", "Salt."), ("body", "Sand.")]


def test_only_another_language_than_the_books_is_said() -> None:
    document = epub.read(book({"a.xhtml": '<p>Sea.</p><p xml:lang="fr">Mer.</p>'}), "b")
    assert [p.language for p in document.paragraphs] == [None, "fr"]


@pytest.mark.parametrize("body", ["<p>Fish &nbsp;&amp; chips</p>", "<p>Fish &amp; chips<br>", "<p>Fish & chips"])
def test_a_page_that_is_not_well_formed_is_read_all_the_same(body: str) -> None:
    assert texts(epub.read(book({"a.xhtml": body}), "b")) == [("body", "Fish & chips")]


# --- what cannot be read

ENCRYPTION = '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
AES = ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc").encode()


@pytest.mark.parametrize(
    ("files", "lock"),
    [
        ({"META-INF__encryption.xml": AES, "META-INF__rights.xml": b"<rights/>"}, "Adobe ADEPT"),
        ({"META-INF__encryption.xml": AES, "META-INF__license.lcpl": b"{}"}, "Readium LCP"),
        ({"META-INF__sinf.xml": b"<sinf/>"}, "Apple FairPlay"),
        ({"META-INF__encryption.xml": AES}, "DRM"),
    ],
)
def test_a_protected_book_is_refused_by_the_name_of_its_lock(files: dict[str, bytes], lock: str) -> None:
    with pytest.raises(SourceError, match=rf"is protected by .*{lock}.*without DRM"):
        epub.read(book({"a.xhtml": "<p>Sea.</p>"}, **files), "b.epub")


def test_hidden_fonts_protect_nothing() -> None:
    fonts = ENCRYPTION.format("http://www.idpf.org/2008/embedding").encode()
    files = {"META-INF__encryption.xml": fonts, "META-INF__rights.xml": b"<rights/>"}
    assert texts(epub.read(book({"a.xhtml": "<p>Sea.</p>"}, **files), "b")) == [("body", "Sea.")]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", book({}), book({"a.xhtml": "<img src='a.png'/>"}), book({"a.xhtml": "<p>x</p>"})[:-40]]
)
def test_what_is_no_book_or_has_no_text_is_said(data: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        epub.read(data, "b.epub")
    assert "b.epub" in raised.value.problem
    assert raised.value.remedy


# --- a real book

REAL = Path(__file__).parents[3] / "shared" / "books" / "pride-and-prejudice.epub"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub("[\u2060\u00ad\u200b\ufeff]", "", text))


@pytest.mark.skipif(not REAL.exists(), reason="the book is not beside this repository")
def test_a_whole_novel_is_read_in_under_three_seconds_with_its_chapters_and_no_word_lost() -> None:
    start = time.perf_counter()
    document = read(REAL)
    assert time.perf_counter() - start < 3
    assert len(document.chapters) == 61
    assert {chapter.part for chapter in document.chapters} & LEFT_OUT == set()
    with zipfile.ZipFile(REAL) as archive:
        pages = [f"epub/text/chapter-{number}.xhtml" for number in range(1, 62)]
        printed = "".join(_body(archive.read(page)) for page in pages)
    assert words(" ".join(p.text for p in document.paragraphs)) == words(printed)


def _body(page: bytes) -> str:
    root = markup.xml_tree(page, "page")
    return "".join(map(str, root[1].itertext()))
