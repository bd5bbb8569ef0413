"""The door of the reading room: which reader a source gets, and one clear sentence for what cannot be read."""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import narrate_confined_jobs
import pytest

from narrate.document import Kind
from narrate.doors import confinement
from narrate.errors import SourceError
from narrate.reading import READERS, read, sources
from tests.reading.press import Manner, Press

TEXTS = [".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".rmd", ".qmd"]
PAGE = b"<!DOCTYPE html><html><title>Tides</title><body><h1>Tides</h1><p>The sea comes in.</p></body></html>"
MARKDOWN = b"# Tides\n\nThe *sea* comes in.\n"
CUE = b"00:00:01,000 --> 00:00:02,000\nThe <i>sea</i> comes in.\n"
WRITTEN_AS = {
    ".srt": CUE,
    ".vtt": b"WEBVTT\n\n" + CUE.replace(b",", b"."),
    ".pdf": Press(Manner()).print([("h1", "Tides"), ("body", "The sea comes in.")]),
    ".rst": b"Tides\n=====\n\nThe *sea* comes in.\n",
    ".adoc": b"= Tides\n\nThe _sea_ comes in.\n",
    ".asciidoc": b"= Tides\n\nThe _sea_ comes in.\n",
}
"""Suffix -> the same text in its format, where that is neither plain nor Markdown."""


def file_of(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(source: str | Path | io.BytesIO) -> SourceError:
    with pytest.raises(SourceError) as raised:
        read(source)
    assert raised.value.problem.endswith(".")
    assert raised.value.remedy
    return raised.value


# --- which reader


@pytest.mark.parametrize("suffix", [*TEXTS, ".TXT", ".Md"])
def test_every_registered_suffix_is_read_in_any_case(tmp_path: Path, suffix: str) -> None:
    document = read(file_of(tmp_path, f"tides{suffix}", WRITTEN_AS.get(suffix.lower(), MARKDOWN)))
    assert document.paragraphs[-1].text == "The sea comes in."


@pytest.mark.parametrize("name", ["tides.html", "tides.htm", "tides.xhtml", "tides.txt", "tides.php", "tides"])
def test_a_page_is_read_as_a_page_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert [p.text for p in read(file_of(tmp_path, name, PAGE)).paragraphs] == ["Tides", "The sea comes in."]


def test_a_stream_may_be_a_page() -> None:
    assert read(io.BytesIO(PAGE)).title == "Tides"


def test_markdown_is_read_as_markdown_by_its_suffix(tmp_path: Path) -> None:
    document = read(file_of(tmp_path, "tides.md", b"One line\nand `code` with [a link](x.html)."))
    assert [p.text for p in document.paragraphs] == ["One line and code with a link."]


def test_what_strangers_write_is_read_by_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, ".strange", narrate_confined_jobs.whoever_reads)
    document = read(file_of(tmp_path, "a.strange", b"in peace"))
    assert document.paragraphs[0].text.endswith(", in peace.")
    assert f"read by {os.getpid()}" not in document.paragraphs[0].text
    assert document.language == "en"


@pytest.mark.parametrize("name", ["page.txt", "page.html", "page", "page.pdf", "-"])
def test_a_page_is_never_read_by_this_process_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    elsewhere: list[str] = []
    confined = confinement.confined

    def noted(reader, data, name, kind):
        elsewhere.append(name)
        return confined(reader, data, name, kind)

    monkeypatch.setattr(confinement, "confined", noted)
    page = b"<!doctype html><html><title>Tides</title><p>The sea comes in.</p></html>"
    try:
        read(io.BytesIO(page) if name == "-" else file_of(tmp_path, name, page))
    except SourceError:
        return  # there is no reader for it
    assert elsewhere


@pytest.mark.parametrize("name", ["notes", "notes.log", "notes.org", "notes.2024", ".notes"])
def test_an_unknown_suffix_is_read_as_text_if_it_is_text(tmp_path: Path, name: str) -> None:
    assert read(file_of(tmp_path, name, b"The sea comes in.")).paragraphs[0].text == "The sea comes in."


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    assert read(str(file_of(tmp_path, "a.txt", b"The sea."))).paragraphs[0].text == "The sea."


def test_a_stream_is_markdown_when_its_content_says_so() -> None:
    document = read(io.BytesIO(b"See [the map](map.html) of the\ncoast."))
    assert [p.text for p in document.paragraphs] == ["See the map of the coast."]


def test_a_stream_is_text_otherwise_and_is_left_open() -> None:
    stream = io.BytesIO(b"The first paragraph.\nThe second paragraph.")
    assert len(read(stream).paragraphs) == 2
    assert not stream.closed


# --- bad input


def test_a_missing_file_suggests_the_names_nearby(tmp_path: Path) -> None:
    file_of(tmp_path, "essay.txt", b"x")
    error = refusal(tmp_path / "esay.txt")
    assert "There is no file" in error.problem
    assert error.remedy == "Did you mean essay.txt?"


def test_a_missing_file_suggests_nothing_that_is_not_close(tmp_path: Path) -> None:
    file_of(tmp_path, "something else.txt", b"x")
    assert refusal(tmp_path / "q.md").remedy == "Check the path."


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"no folder {tmp_path / 'nowhere'}" in refusal(tmp_path / "nowhere" / "a.txt").problem


def test_a_file_used_as_a_folder_is_a_missing_file(tmp_path: Path) -> None:
    file_of(tmp_path, "a.txt", b"x")
    assert "there is no folder" in refusal(tmp_path / "a.txt" / "b.txt").problem


def test_a_folder_is_refused_with_an_example_of_a_file_in_it(tmp_path: Path) -> None:
    essay = file_of(tmp_path, "essay.md", b"x")
    error = refusal(tmp_path)
    assert "is a folder" in error.problem
    assert str(essay) in error.remedy


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n \f", b"\xef\xbb\xbf", "\u00a0\u200b\u2028".encode(), b"\x1b"])
@pytest.mark.parametrize("name", ["empty.txt", "empty.md"])
def test_a_source_without_a_visible_character_has_nothing_to_say(tmp_path: Path, name: str, data: bytes) -> None:
    assert "There is nothing to say in" in refusal(file_of(tmp_path, name, data)).problem


@pytest.mark.parametrize("data", [b"<!-- later -->", b"---", b"![](a.png)", b"[a]: b.html"])
def test_markdown_that_says_nothing_has_nothing_to_say(tmp_path: Path, data: bytes) -> None:
    assert "nothing to say" in refusal(file_of(tmp_path, "a.md", data)).problem


def test_an_empty_stream_has_nothing_to_say() -> None:
    assert refusal(io.BytesIO(b"")).problem == "There is nothing to say in the input."


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    path = file_of(tmp_path, "a.txt", b"x")
    monkeypatch.setattr(Path, "open", forbidden)
    assert "may not be read" in refusal(path).problem


def test_a_stream_that_breaks_says_why() -> None:
    assert "Input/output error" in refusal(Broken()).problem


class Broken(io.BytesIO):
    """A disk that fails."""

    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize("source", ["ftp://example.org/a", "file:///etc/passwd", "GOPHER://EXAMPLE.ORG"])
def test_an_address_that_is_no_page_is_refused_and_never_asked(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(socket, "socket", None)
    assert "http: and https: addresses only" in refusal(source).problem
    assert "http: and https: addresses only" in refusal(Path(source)).problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    error = refusal(tmp_path / "pipe.txt")
    assert "not a regular file" in error.problem
    assert "standard input" in error.remedy


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices on this system")
def test_a_device_is_refused() -> None:
    assert "not a regular file" in refusal("/dev/zero").problem


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 5000, "", "  "])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    refusal(name)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    with path.open("wb") as stream:
        stream.truncate(sources.MAX_BYTES + 1)  # sparse: takes no room
    assert "too large" in refusal(path).problem


def test_an_endless_stream_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 1000)
    assert "too large" in refusal(io.BytesIO(b"a" * 2000)).problem


def test_a_byline_needs_no_title_to_be_kept_as_text(tmp_path: Path) -> None:
    document = read(file_of(tmp_path, "a.txt", b"By the sea.\n\nBy Jane Doe"))
    assert [p.kind for p in document.paragraphs] == [Kind.BODY, Kind.BODY]
