"""Files that were valid once: whatever is changed in them, they are read or refused, and soon."""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.document import Document
from narrate.errors import SourceError
from narrate.reading import READERS

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_S = 5.0

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Tides</title><script type="application/ld+json">{"@type":"Article",
"headline":"Tides","author":[{"name":"Ann"}]}</script></head><body><nav><a href="/">Home</a></nav><main><h1>Tides</h1><p>The sea
<sup><a href="#n" id="r">1</a></sup> comes in.<ol start="3"><li>a<ul><li>b</ul></ol><table><tr><th>a<th>b<tr><td>1<td>2</table>
<figure><img alt="A gate"><figcaption>Gate</figcaption></figure><pre>x = 1</pre><p id="n">1. A note. <a href="#r">↩</a></main></body></html>"""
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en"><body epub:type="bodymatter"><section id="a" epub:type="chapter"><h2>One</h2><p>Sea<a epub:type="noteref" href="#n">1</a>.</p><aside epub:type="footnote" id="n">N</aside></section></body></html>'
OPF = '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title id="t">Tides</dc:title><dc:creator>Ann</dc:creator><meta refines="#t" property="title-type">main</meta></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="n" href="n.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="n"><itemref idref="a"/></spine><guide><reference type="text" href="a.xhtml"/></guide></package>'
NCX = '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>One</text></navLabel><content src="a.xhtml#a"/></navPoint></navMap></ncx>'
BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="o.opf"/></rootfiles></container>',
    "o.opf": OPF,
    "a.xhtml": XHTML,
    "n.ncx": NCX,
}
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": f'<office:document-content {ODF}><office:body><office:text><text:h text:outline-level="1">One</text:h><text:p>Sea<text:note text:id="n"><text:note-citation>1</text:note-citation><text:note-body><text:p>N</text:p></text:note-body></text:note></text:p><text:list><text:list-item><text:p>a</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>',
}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships {LINKS}><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships {LINKS}><Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="r3" Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>',
    "word/styles.xml": f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>',
    "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>Salt.</w:t></w:r></w:p></w:footnote></w:footnotes>',
    "word/document.xml": f'<w:document {W}><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p><w:p><w:r><w:t>Sea</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>',
    "docProps/core.xml": '<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Tides</dc:title></cp:coreProperties>',
}
FB2 = '<FictionBook xmlns:l="http://www.w3.org/1999/xlink"><description><title-info><author><first-name>Ann</first-name></author><book-title>Sea</book-title></title-info></description><body><section><title><p>One</p></title><p>Sea<a l:href="#n" type="note">1</a></p></section></body><body name="notes"><section id="n"><title><p>1</p></title><p>N</p></section></body></FictionBook>'
RTF = r"{\rtf1\ansi{\info{\title Tides}{\author Ann}}{\fonttbl{\f0 Arial;}}\f0\b The sea\b0  \u8220?in\u8221?.\par{\field{\*\fldinst HYPERLINK x}{\fldrslt y}}\par}"


def packed(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: content.encode() for name, content in files.items()}


SIMPLE = {".html": PAGE.encode(), ".fb2": FB2.encode(), ".rtf": RTF.encode()}
PACKED = {".epub": encoded(BOOK), ".odt": encoded(ODT), ".docx": encoded(DOCX), ".zip": {"a.fb2": FB2.encode()}}

SNIPPETS = st.sampled_from([
    b"<", b">", b"</", b"&", b"&#x0;", b"&#xD800;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<![CDATA[", b"<!--", b"\0", b"\xff\xfe",
    b"<div>" * 300, b"</section></p>", b"<table>", b'id="n"', b'href="#n"', b"{", b"}", b"\\u99999999 ", b"\\bin9999999 ", b"\\'zz",
    b"<p/>", b"xmlns='x'", b"%2e%2e/", b"\xed\xa0\x80", "é".encode("latin-1"), b'"', b"99999999999999999999",
])  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(SNIPPETS, st.binary(max_size=4))), min_size=1, max_size=4
)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def changed(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, dropped, put in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + dropped :]
    return data


def require_read_or_refused(reader: Callable[[bytes, str], Document], data: bytes) -> None:
    start = time.perf_counter()
    try:
        found: Document | SourceError = reader(data, "The file")
    except SourceError as refusal:
        found = refusal
    assert isinstance(found, Document) or (found.problem.endswith(".") and found.remedy)
    assert time.perf_counter() - start < LONGEST_S


@pytest.mark.parametrize("suffix", [*SIMPLE, *PACKED])
def test_the_files_are_read_as_they_are(suffix: str) -> None:
    data = SIMPLE[suffix] if suffix in SIMPLE else packed(PACKED[suffix])
    kinds = {paragraph.kind.value for paragraph in READERS[suffix](data, "The file").paragraphs}
    assert {"heading", "note"} <= kinds or suffix == ".rtf"


@pytest.mark.parametrize("suffix", SIMPLE)
@QUICK
@given(changes=CHANGES)
def test_a_changed_file(suffix: str, changes: list[tuple[float, int, bytes]]) -> None:
    require_read_or_refused(READERS[suffix], changed(SIMPLE[suffix], changes))


@pytest.mark.parametrize("suffix", PACKED)
@QUICK
@given(changes=CHANGES, which=st.integers(0, 100))
def test_a_changed_file_in_an_archive(suffix: str, changes: list[tuple[float, int, bytes]], which: int) -> None:
    files = dict(PACKED[suffix])
    name = list(files)[which % len(files)]
    files[name] = changed(files[name], changes)
    require_read_or_refused(READERS[suffix], packed(files))


@pytest.mark.parametrize("suffix", PACKED)
@QUICK
@given(changes=CHANGES)
def test_a_changed_archive(suffix: str, changes: list[tuple[float, int, bytes]]) -> None:
    require_read_or_refused(READERS[suffix], changed(packed(PACKED[suffix]), changes))
