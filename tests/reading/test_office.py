"""Word, OpenDocument, FictionBook and rich text: kinds of paragraphs, notes, properties; what is damaged."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

import docx as python_docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from narrate.errors import SourceError
from narrate.reading import docx, fb2, odt, parts, read, rtf

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document as Word

    from narrate.document import Document

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def texts(document: Document) -> list[tuple[str, str]]:
    return [(p.kind.value, p.text) for p in document.paragraphs]


def packed(files: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, stored)
    return data.getvalue()


def unpacked(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- Word


def word(write: Callable[[Word], object]) -> bytes:
    file, data = python_docx.Document(), io.BytesIO()
    file.core_properties.author = ""
    write(file)
    file.save(data)
    return data.getvalue()


def letter(file: Word) -> None:
    file.core_properties.title, file.core_properties.author = "Not printed", "Ann Shore"
    file.core_properties.language = "en-GB"
    file.add_heading("The Coast", 0)
    file.add_heading("One", 1)
    file.add_paragraph("The sea ").add_run("comes in.").bold = True
    file.add_paragraph("Salt", "List Bullet")
    file.add_paragraph("First", "List Number")
    file.add_paragraph("So it is.", "Quote")
    table = file.add_table(2, 2)
    for row, cells in zip(table.rows, [("Day", "High"), ("1", "2 m")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    file.sections[0].header.paragraphs[0].text = "Running head"


def test_a_word_document_has_the_kinds_that_its_styles_say() -> None:
    document = docx.read(word(letter), "a.docx")
    assert texts(document) == [
        ("heading", "The Coast"), ("heading", "One"), ("body", "The sea comes in."), ("list-item", "Salt"),
        ("list-item", "1. First"), ("quote", "So it is."), ("table", "Day\tHigh\n1\t2 m"),
    ]  # fmt: skip
    assert (document.title, document.author, document.language) == ("The Coast", "Ann Shore", "en-GB")


def test_the_title_of_the_properties_is_said_where_none_is_printed() -> None:
    def write(file: Word) -> None:
        file.core_properties.title = "Tides"
        file.add_paragraph("The sea comes in.")

    assert texts(docx.read(word(write), "a.docx")) == [("heading", "Tides"), ("body", "The sea comes in.")]


def test_tracked_changes_count_as_accepted() -> None:
    changed = (
        f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>The </w:t></w:r><w:del w:id='1'><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> sea.</w:t></w:r></w:p>"
    )
    data = word(lambda file: file.element.body.insert(0, parse_xml(changed)))
    assert texts(docx.read(data, "a.docx")) == [("body", "The new sea.")]


def test_a_footnote_follows_its_paragraph() -> None:
    def write(file: Word) -> None:
        reference = parse_xml(f"<w:r {nsdecls('w')}><w:footnoteReference w:id='2'/></w:r>")
        file.add_paragraph("The sea.")._p.append(reference)
        file.add_paragraph("The sand.")

    files = unpacked(word(write))
    files["word/footnotes.xml"] = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Salt water.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    links = files["word/_rels/document.xml.rels"]
    assert isinstance(links, bytes)
    files["word/_rels/document.xml.rels"] = links.replace(
        b"</Relationships>",
        b'<Relationship Id="rN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
    )
    said = texts(docx.read(packed(files), "a.docx"))
    assert said == [("body", "The sea."), ("note", "Salt water."), ("body", "The sand.")]


def test_entities_in_a_word_document_are_refused() -> None:
    files = unpacked(word(letter))
    files["word/document.xml"] = '<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'
    with pytest.raises(SourceError, match="entities"):
        docx.read(packed(files), "a.docx")


# --- OpenDocument

ODF = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in [
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("style", "style"),
            ("meta", "meta"),
        ]
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def opened(body: str, styles: str = "", meta: str = "") -> Document:
    content = f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    about = f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>"
    return odt.read(
        packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": about}),
        "a.odt",
    )


ODT = [
    ("<text:h text:outline-level='2'>One</text:h><text:p>Sea.</text:p>", [("heading", "One"), ("body", "Sea.")]),
    ("<text:p>The<text:s text:c='2'/>sea<text:tab/>is<text:line-break/>wide.</text:p>", [("body", "The sea is wide.")]),
    ("<text:p>A <text:span>wo</text:span>rd<text:soft-page-break/>ing.</text:p>", [("body", "A wording.")]),
    ("<text:list text:style-name='L1'><text:list-item><text:p>a</text:p></text:list-item></text:list>", [("list-item", "1. a")]),
    ("<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>", [("list-item", "a")]),
    ("<text:p text:style-name='P1'>So it is.</text:p>", [("quote", "So it is.")]),
    ("<text:tracked-changes><text:p>Gone</text:p></text:tracked-changes><text:p>Sea<office:annotation><text:p>why?</text:p></office:annotation>.</text:p>", [("body", "Sea.")]),
    ("<text:p>Sea<text:note text:id='n1' text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body><text:p>Salt.</text:p></text:note-body></text:note> air.</text:p>", [("body", "Sea air."), ("note", "Salt.")]),
    ("<text:p><draw:frame><draw:image xlink:href='a.png'/><svg:desc>A gate</svg:desc></draw:frame></text:p>", [("figure", "A gate")]),
    ("<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell><table:table-cell><text:p>High</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>2 m</text:p></table:table-cell></table:table-row></table:table>", [("table", "Day\tHigh\n1\t2 m")]),
]  # fmt: skip
STYLES = "<style:style style:name='P1' style:parent-style-name='Quotations'/><text:list-style style:name='L1'><text:list-level-style-number text:level='1'/></text:list-style>"


@pytest.mark.parametrize(("body", "paragraphs"), ODT)
def test_each_element_of_an_opendocument_text(body: str, paragraphs: list[tuple[str, str]]) -> None:
    assert texts(opened(body, STYLES)) == paragraphs


def test_an_opendocument_text_says_what_it_is() -> None:
    meta = "<dc:title>Tides</dc:title><meta:initial-creator>Ann Shore</meta:initial-creator><dc:language>en-GB</dc:language><meta:creation-date>2024-05-14T08:00:00</meta:creation-date>"
    document = opened("<text:p>Sea.</text:p>", meta=meta)
    assert (document.title, document.author, document.language, document.date) == (
        "Tides",
        "Ann Shore",
        "en-GB",
        "2024-05-14",
    )


# --- FictionBook

FB2 = """<?xml version="1.0" encoding="windows-1251"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><author><first-name>Анна</first-name><last-name>Берег</last-name></author><book-title>Море</book-title><annotation><p>О море.</p></annotation><coverpage><image l:href="#c.png"/></coverpage><lang>ru</lang><sequence name="Берега" number="2"/></title-info></description>
<body><title><p>Море</p></title><section><title><p>Глава 1</p><p>Отлив</p></title><epigraph><p>Соль.</p></epigraph><p>Вода ушла.<a l:href="#n1" type="note">[1]</a></p><p>Ил.</p>
<poem><stanza><v>О море</v><v>О песок</v></stanza></poem><section><title><p>Дальше</p></title><p>Ещё.</p></section></section></body>
<body name="notes"><title><p>Примечания</p></title><section id="n1"><title><p>1</p></title><p>До утра.</p></section></body>
<binary id="c.png" content-type="image/png">COVER</binary></FictionBook>"""
BOOK = FB2.replace("COVER", base64.b64encode(PNG).decode()).encode("windows-1251")


@pytest.mark.parametrize("data", [BOOK, packed({"book.fb2": BOOK})])
def test_a_fictionbook(data: bytes) -> None:
    document = read(io.BytesIO(data))
    assert texts(document) == [
        ("heading", "Море"), ("heading", "Глава 1 Отлив"), ("quote", "Соль."), ("body", "Вода ушла."), ("note", "До утра."),
        ("body", "Ил."), ("verse", "О море\nО песок"), ("heading", "Дальше"), ("body", "Ещё."),
    ]  # fmt: skip
    assert [(c.title, c.level) for c in document.chapters] == [("Море", 1), ("Глава 1 Отлив", 1), ("Дальше", 2)]
    assert (document.title, document.author, document.language, document.series) == (
        "Море",
        "Анна Берег",
        "ru",
        "Берега, 2",
    )
    assert document.cover == PNG


def test_the_heading_above_the_notes_of_a_fictionbook_is_left_out() -> None:
    everything = fb2.read(BOOK, "a.fb2")
    assert "Примечания" in [p.text for p in everything.paragraphs]
    assert "Примечания" not in [p.text for p in parts.select(everything).paragraphs]


# --- rich text


def test_a_rich_text() -> None:
    data = rb"{\rtf1\ansi{\info{\title Ebb \u8212? Flow}{\author Ann Shore}}\b The caf\'e9\b0  is \u8220?shut\u8221?.\par\par It rains.\par}"
    document = rtf.read(data, "a.rtf")
    assert [p.text for p in document.paragraphs] == ["The café is “shut”.", "It rains."]
    assert (document.title, document.author) == ("Ebb — Flow", "Ann Shore")


# --- what cannot be read


@pytest.mark.parametrize("reader", [docx.read, odt.read, fb2.read, fb2.read_packed, rtf.read])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        b"PK\x03\x04",
        packed({"a": "b"}),
        packed({"content.xml": "<a/>", "word/document.xml": "<a/>", "a.fb2": "<a/>"}),
    ],
)
def test_what_is_no_such_file_is_refused_by_name(reader: Callable[[bytes, str], Document], data: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        reader(data, "a.file")
    assert "a.file" in raised.value.problem
    assert raised.value.remedy


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".fb2", ".rtf"])
def test_a_stream_is_told_by_its_bytes(suffix: str) -> None:
    content = f"<office:document-content {ODF}><office:body><office:text><text:p>Sea.</text:p></office:text></office:body></office:document-content>"
    streams = {
        ".docx": word(lambda file: file.add_paragraph("Sea.")),
        ".odt": packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}),
        ".fb2": b"<FictionBook><body><section><p>Sea.</p></section></body></FictionBook>",
        ".rtf": rb"{\rtf1 Sea.\par}",
    }
    assert [p.text for p in read(io.BytesIO(streams[suffix])).paragraphs] == ["Sea."]
