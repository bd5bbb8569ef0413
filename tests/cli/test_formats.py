"""One file of each format, through the command line: audio with the right chapters and tags, or one clear sentence."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import mutagen
import pytest


def picture() -> bytes:
    """A whole PNG picture: two by two pixels, white."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * 6) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def packed(files: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>{}</body></html>'
BODY = "<h2>Ebb</h2><p>The water goes.</p><h2>Flow</h2><p>The water comes.</p>"
OPF = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Tides</dc:title>
<dc:creator>Ann Shore</dc:creator><dc:language>en</dc:language></metadata><manifest><item id="t" href="t.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="c" href="c.png" media-type="image/png" properties="cover-image"/>
</manifest><spine><itemref idref="t"/><itemref idref="a"/></spine></package>"""


def epub() -> bytes:
    return packed({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="o.opf"/></rootfiles></container>',
        "o.opf": OPF,
        "t.xhtml": XHTML.format('<section epub:type="colophon"><h2>Colophon</h2><p>Set in type.</p></section>'),
        "a.xhtml": XHTML.format(BODY),
        "c.png": picture(),
    })  # fmt: skip


def page() -> bytes:
    head = '<title>Tides</title><meta name="author" content="Ann Shore">'
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a></nav>{BODY}</body></html>".encode()


def word() -> bytes:
    file, data = docx.Document(), io.BytesIO()
    file.core_properties.title, file.core_properties.author = "Tides", "Ann Shore"
    for title, text in (("Ebb", "The water goes."), ("Flow", "The water comes.")):
        file.add_heading(title, 1)
        file.add_paragraph(text)
    file.save(data)
    return data.getvalue()


def odt() -> bytes:
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = (
        BODY.replace("<h2>", '<text:h text:outline-level="1">').replace("</h2>", "</text:h>").replace("p>", "text:p>")
    )
    meta = "<dc:title>Tides</dc:title><dc:creator>Ann Shore</dc:creator>"
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "meta.xml": f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>{meta}</office:meta></office:document-meta>',
    })  # fmt: skip


def fb2() -> bytes:
    about = "<author><first-name>Ann</first-name><last-name>Shore</last-name></author><book-title>Tides</book-title>"
    sections = "".join(
        f"<section><title><p>{title}</p></title><p>{text}</p></section>"
        for title, text in (("Ebb", "The water goes."), ("Flow", "The water comes."))
    )
    return f"<FictionBook><description><title-info>{about}</title-info></description><body>{sections}</body></FictionBook>".encode()


FILES = {"tides.epub": epub, "tides.html": page, "tides.docx": word, "tides.odt": odt, "tides.fb2": fb2}


@pytest.mark.parametrize(
    "name",
    [name if name in {"tides.epub", "tides.html"} else pytest.param(name, marks=pytest.mark.slow) for name in FILES],
)
def test_a_file_of_each_format_becomes_audio_with_its_chapters_and_tags(narrate, name: str) -> None:
    Path(name).write_bytes(FILES[name]())
    done = narrate(name, "--voice", "tone", "--json", "-o", "t.m4b")
    assert done.code == 0, done.err
    titles = [chapter["title"] for chapter in json.loads(done.out)["chapters"]]
    assert [title for title in titles if title != "Tides"] == ["Ebb", "Flow"]
    tags = mutagen.File("t.m4b")
    assert (tags["\xa9nam"], tags["\xa9ART"]) == (["Tides"], ["Ann Shore"])
    assert [bytes(cover) for cover in tags.get("covr", [])] == ([picture()] if name == "tides.epub" else [])


def test_parts_are_left_out_or_read_as_is_asked(narrate) -> None:
    Path("tides.epub").write_bytes(epub())
    said = narrate("script", "tides.epub", "--include", "colophon", "--exclude", "body").out
    assert "Colophon" in said
    assert "The water comes." not in said


@pytest.mark.parametrize("option", ["--include", "--exclude"])
def test_an_unknown_part_is_refused_before_any_work(narrate, option: str) -> None:
    Path("tides.epub").write_bytes(epub())
    done = narrate("tides.epub", option, "colophone")
    assert done.code == 2
    assert "colophone" in done.err
    assert "colophon" in done.err


def test_narrate_toml_may_name_parts(narrate) -> None:
    Path("tides.epub").write_bytes(epub())
    Path("narrate.toml").write_text('include = "colophon"\n')
    assert "Set in type." in narrate("script", "tides.epub").out
