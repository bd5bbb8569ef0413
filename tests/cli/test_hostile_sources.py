"""Sources that were made to do harm: one sentence and the exit code 3, soon, and nothing is written but the output."""

from __future__ import annotations

import _socket
import gzip
import io
import socket
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from narrate_site import Site, page, redirect

from narrate.cli import run
from narrate.doors.web import MAX_BYTES

SECRET = "seventeen lemons"
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OPF = (
    '<?xml version="1.0"?>{doctype}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x</dc:identifier><dc:title>A {entity}'
    "</dc:title><dc:language>en</dc:language></metadata><manifest>"
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
XHTML = (
    '<?xml version="1.0"?>{doctype}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Words {entity}</p></body></html>'
)
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
BILLION_LAUGHS = (f'<!DOCTYPE html [<!ENTITY l0 "{"ha" * 50}">{LAUGHS}]>', "&l9;")
DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
DOCX_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
DOCX = (
    '<?xml version="1.0"?>{doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Words {entity}</w:t></w:r></w:p></w:body></w:document>"
)


def packed(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def epub(chapter: str | bytes = XHTML.format(doctype="", entity=""), opf: str = "", **more: str | bytes) -> bytes:
    named = {f"{'../' * 8 if name == 'outside' else ''}{name}": content for name, content in more.items()}
    parts: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
    return packed({**parts, "book.opf": opf or OPF.format(doctype="", entity="B"), "a.xhtml": chapter, **named})


def docx(doctype: str = "", entity: str = "") -> bytes:
    document = DOCX.format(doctype=doctype, entity=entity)
    return packed({"[Content_Types].xml": DOCX_TYPES, "_rels/.rels": DOCX_RELATIONS, "word/document.xml": document})


def central(data: bytes, offset: int, layout: str, value: int) -> bytes:
    """The archive with a field in the directory's entry of a.xhtml overwritten."""
    at = data.rindex(b"a.xhtml") - 46 + offset
    return data[:at] + struct.pack(layout, value) + data[at + struct.calcsize(layout) :]


def overlapping(data: bytes) -> bytes:
    """The directory says that the last member lies where the first one does."""
    return central(data, 42, "<I", 0)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.epub": lambda: epub(bytes(100 << 20)),
    "bomb.docx": lambda: packed({"[Content_Types].xml": bytes(100 << 20), "word/document.xml": bytes(100 << 20)}),
    "bomb.odt": lambda: packed(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": bytes(100 << 20)}
    ),
    "slip.epub": lambda: epub(outside="harm"),
    "many.epub": lambda: packed({f"{number}": b"" for number in range(20_000)}),
    "encrypted.epub": lambda: central(epub(), 8, "<H", 1),
    "short.epub": lambda: central(epub(), 24, "<I", 20),
    "long.epub": lambda: central(epub(), 24, "<I", 1 << 30),
    "checksum.epub": lambda: central(epub(), 16, "<I", 0),
    "overlapping.epub": lambda: overlapping(epub()),
    "half.epub": lambda: epub()[:300],
    "nested.docx": lambda: packed({"inner.docx": docx()}),
    "gzip.epub": lambda: gzip.compress(bytes(1 << 20)),
    "noise.epub": lambda: bytes(range(256)) * 100,
    "empty.pdf": lambda: b"%PDF-1.7\n%%EOF\n",
    "loop.pdf": lambda: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    ),
    "empty.html": lambda: b"<!doctype html><html><script>document.write('Words')</script></html>",
}


@pytest.fixture
def unharmed(tmp_path: Path) -> Iterator[None]:
    """Nothing appears, changes or goes but in the folder `output` and in the cache."""

    def tree() -> dict[str, bytes]:
        files = (path for path in tmp_path.rglob("*") if path.is_file())
        names = {str(path.relative_to(tmp_path)): path for path in files}
        return {name: path.read_bytes() for name, path in names.items() if not name.startswith(("home", "desk/output"))}

    outside = [Path(name) for name in ("/harm", "/outside")]
    before = tree()
    yield
    assert {name: content for name, content in tree().items() if not name.startswith("desk/given")} == before
    assert not any(path.exists() for path in outside)


def given(name: str, data: bytes) -> str:
    Path("given").mkdir()
    (Path("given") / name).write_bytes(data)
    return f"given/{name}"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command line in this process."""

    def command(*arguments: str) -> Said:
        code = run(list(arguments))
        return Said(code, *capfd.readouterr())

    return command


def refused(done: Said, *hints: str) -> None:
    assert done.code == 3, done
    assert done.out == ""
    lines = done.err.strip().splitlines()
    assert len(lines) == 2, done.err
    assert lines[0].startswith("narrate: ")
    for hint in hints:
        assert hint in done.err


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_was_made_to_do_harm_is_refused(said, name: str) -> None:
    refused(said(given(name, HOSTILE[name]()), "--voice", "tone"), name)
    assert not Path("output").exists()


DEEP = 100_000
TRICKY: dict[str, Callable[[str, str], bytes]] = {
    "chapter.epub": lambda doctype, entity: epub(XHTML.format(doctype=doctype, entity=entity)),
    "package.epub": lambda doctype, entity: epub(opf=OPF.format(doctype=doctype, entity=entity)),
    "entity.docx": docx,
    "entity.html": lambda doctype, entity: XHTML.format(doctype=doctype, entity=entity).encode(),
    "entity.fb2": lambda doctype, entity: (
        f'<?xml version="1.0"?>{doctype}<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">'
        f"<body><section><p>Words {entity}</p></section></body></FictionBook>"
    ).encode(),
}


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("name", TRICKY)
@pytest.mark.parametrize("trick", ["laughs", "file", "network", "parameter"])
def test_entities_read_nothing_ask_nobody_and_never_grow(
    said, site: Site, tmp_path: Path, name: str, trick: str
) -> None:
    """The document is read without them, or refused."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    doctype, entity = {
        "laughs": BILLION_LAUGHS,
        "file": (f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>', "&x;"),
        "network": (f'<!DOCTYPE html [<!ENTITY x SYSTEM "{site.address("/x")}">]>', "&x;"),
        "parameter": (
            f'<!DOCTYPE html SYSTEM "{site.address("/x.dtd")}" [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>',
            "",
        ),
    }[trick]
    done = said("script", given(name, TRICKY[name](doctype, entity)))
    secret.unlink()
    assert done.code in {0, 3}, done
    assert SECRET not in done.out + done.err
    assert len(done.out) < 100_000
    assert site.requests == []
    if done.code == 3:
        refused(done)
    else:
        assert "Words" in done.out


NESTED: dict[str, Callable[[], bytes]] = {
    "deep.html": lambda: b"<html><body>" + b"<div>" * DEEP + b"<p>The end.</p>",
    "deep.epub": lambda: epub(XHTML.format(doctype="", entity="<b>" * DEEP + "The end." + "</b>" * DEEP)),
    "deep.docx": lambda: docx(entity="<w:x>" * DEEP + "The end." + "</w:x>" * DEEP),
    "deep.rtf": lambda: b"{\\rtf1 " + b"{" * DEEP + b"The end." + b"}" * DEEP + b"}",
    "deep.fb2": lambda: b"<FictionBook><body>" + b"<section>" * 20_000 + b"<p>The end.</p>",
    "deep.md": lambda: b">" * DEEP + b" The end.\n",
    "lists.md": lambda: b"- " * 2000 + b"The end.\n",
    "brackets.md": lambda: b"[" * 5000 + b" The end.\n",
}


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_too_deeply_is_read_or_refused_and_never_silent(said, name: str) -> None:
    done = said("script", given(name, NESTED[name]()))
    if done.code == 0:
        assert "The end." in done.out
    else:
        refused(done)


PAGE = b"<!doctype html><title>Words</title><p>Words.</p>"


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize(
    ("name", "data"),
    [("page.pdf", PAGE), ("page.epub", PAGE), ("page.txt", PAGE), ("book.txt", epub()), ("text.docx", b"Words.\n")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_as_it_is_called_is_read_as_what_it_is_or_refused(said, name: str, data: bytes) -> None:
    done = said("script", given(name, data))
    if done.code == 0:
        assert "Words" in done.out
        assert "<" not in done.out
    else:
        refused(done)


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (page(gzip.compress(bytes(MAX_BYTES + 1)), content_encoding="gzip"), "50 MB"),
        (page(gzip.compress(b"Words. " * 900)[:50], content_encoding="gzip"), "only in part"),
        (page(b"Words.", content_length="600"), "only in part"),
        (page(b"Words.", content_length="6, 7"), "broken"),
        (page(x_header="x" * 200_000), "broken"),
        (page(b"Words.", "image/png"), "image/png"),
        (page(epub()[:500], "application/epub+zip"), ""),
        (page(b"", status="404 Not Found"), "does not exist"),
        (page(b"", status="503 Busy"), "out of order"),
        (redirect("/"), "without end"),
        (redirect("http://169.254.169.254/latest/meta-data/"), "not on the public web"),
        (redirect("file:///etc/passwd"), "addresses only"),
        (redirect("data:text/plain,words"), "addresses only"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_a_page_that_was_made_to_do_harm_is_refused(said, site: Site, answer: bytes, hint: str) -> None:
    refused(said(site.address("/", answer), "--allow-private", "--voice", "tone"), hint)
    assert not Path("output").exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://localhost/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://169.254.169.254/", "http://0.0.0.0/",
        "http://user:secret@127.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1/",
        "data:text/plain,words", "http://", "http://[::1", "http://example.org:99999/", "http://example.org/\udcff",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_good_is_refused(said, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(socket.socket, "connect", None)
    done = said(address, "--voice", "tone")
    refused(done)
    assert "secret" not in done.err


def test_a_name_that_is_rebound_leads_to_what_was_checked(said, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    connected: list[str] = []
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))],
    )

    def connect(connection: socket.socket, place: tuple[str, int]) -> None:
        connected.append(place[0])
        _socket.socket.connect(connection, ("127.0.0.1", site.port))

    monkeypatch.setattr(socket.socket, "connect", connect)
    site.address("/", redirect("http://rebinding.example/admin"))
    refused(said("http://rebinding.example/", "--voice", "tone"), "not on the public web", "127.0.0.1")
    assert connected == ["93.184.216.34"]


def test_a_page_becomes_a_file_named_after_its_title(narrate, site: Site) -> None:
    sent = page(b"# On Lamps & Light\n\nA lamp is lit.\n", "text/markdown; charset=utf-8")
    done = narrate(site.address("/essays/17?page=1", sent), "--allow-private", "--voice", "tone", "-q")
    assert (done.code, done.out) == (0, "output/on-lamps-light.mp3\n"), done.err
    assert len(site.requests) == 1


def test_a_page_without_a_title_becomes_a_file_named_after_its_address(narrate, site: Site) -> None:
    done = narrate(site.address("/essays/17.txt?a=b", page()), "--allow-private", "--voice", "tone", "-q")
    assert (done.code, done.out) == (0, "output/17.mp3\n"), done.err


def test_pages_of_one_title_become_a_file_each(narrate, site: Site) -> None:
    addresses = [site.address(f"/{n}", page(f"# Lamps\n\nPage {n}.\n".encode(), "text/markdown")) for n in "ab"]
    done = narrate(*addresses, "--allow-private", "--voice", "tone", "-q")
    assert (done.code, done.out) == (0, "output/lamps.mp3\noutput/lamps-2.mp3\n"), done.err


def test_no_configuration_lets_pages_of_this_machine_in(narrate, site: Site) -> None:
    address = site.address("/", page())
    assert narrate("script", address, NARRATE_ALLOW_PRIVATE="1").code == 3
    Path("narrate.toml").write_text("allow_private = true\n")
    assert narrate("script", address).code == 2
    assert site.requests == []
