"""Archives from strangers: every one gives its members, or one clear refusal, and never more bytes than the limits."""

from __future__ import annotations

import contextlib
import io
import re
import stat
import struct
import tracemalloc
import warnings
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.doors import archives
from narrate.doors.archives import open_archive
from narrate.errors import SourceError

CHAPTER = b"<html><body><p>It was a dark night.</p></body></html>" * 20


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def patched(data: bytes, signature: bytes, offset: int, layout: str, *values: int) -> bytes:
    """The archive with fields of its first header of a kind overwritten."""
    at = data.index(signature) + offset
    return data[:at] + struct.pack(layout, *values) + data[at + struct.calcsize(layout) :]


def local(data: bytes, offset: int, layout: str, *values: int) -> bytes:
    return patched(data, b"PK\x03\x04", offset, layout, *values)


def central(data: bytes, offset: int, layout: str, *values: int) -> bytes:
    return patched(data, b"PK\x01\x02", offset, layout, *values)


def test_members_come_back_as_they_went_in() -> None:
    archive = open_archive(packed({"mimetype": b"application/epub+zip", "OEBPS/a..b.xhtml": CHAPTER}), "book.epub")
    assert archive.names() == ("mimetype", "OEBPS/a..b.xhtml")
    assert archive.read("OEBPS/a..b.xhtml") == CHAPTER
    assert "mimetype" in archive
    assert "META-INF/encryption.xml" not in archive


def test_folders_are_no_members() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("OEBPS")
        archive.writestr("OEBPS/a", b"a")
    assert open_archive(buffer.getvalue(), "b").names() == ("OEBPS/a",)


def test_an_archive_behind_other_bytes_is_read() -> None:
    assert open_archive(b"#!/bin/sh\n" + packed({"a": CHAPTER}), "b").read("a") == CHAPTER


def test_an_archive_that_was_written_to_a_stream_is_read() -> None:
    """Sizes then follow the bytes, and the header in front of them says 0."""

    class Stream(io.RawIOBase):
        written = b""

        def writable(self) -> bool:
            return True

        def write(self, content: bytes) -> int:
            self.written += bytes(content)
            return len(content)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", CHAPTER)
        archive.writestr("b", CHAPTER)
    assert open_archive(stream.written, "b").read("b") == CHAPTER


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/passwd", "C:\\evil", "..\\evil", "a\\..\\..\\evil", "\\\\host\\share", ".."],
)
def test_a_name_that_leaves_the_archive_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match=re.escape("outside of itself")):
        open_archive(packed({"good": b"x", name: b"x"}), "book.epub")


def link() -> bytes:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory share one member's bytes, as in Fifield's “A better zip bomb”."""
    data = packed({"a": CHAPTER, "b": CHAPTER})
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    return data[: second + 42] + struct.pack("<I", 0) + data[second + 46 :]


WHOLE = packed({"a": CHAPTER})


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (WHOLE[200:], "damaged"),
        (central(WHOLE, 8, "<H", 1), "encrypted"),
        (central(WHOLE, 8, "<H", 0x2000), "encrypted"),
        (central(WHOLE, 10, "<H", 14), "packed"),
        (central(WHOLE, 42, "<I", 0xFFFF), "damaged"),
        (central(WHOLE, 46, "<B", 0), "outside"),  # a name that is only NUL
        (packed({"a": b"x"}, zipfile.ZIP_BZIP2), "packed"),
        (packed({"a": b"x"}, zipfile.ZIP_LZMA), "packed"),
        (packed({str(number): b"" for number in range(archives.MAX_MEMBERS + 1)}), "10,000"),
        (overlapping(), "overlap"),
        (link(), "link"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_archive_that_no_honest_writer_makes_is_refused_when_it_is_opened(data: bytes, hint: str) -> None:
    with pytest.raises(SourceError, match=hint) as refusal:
        open_archive(data, "book.epub")
    assert refusal.value.problem.startswith("book.epub ")
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (central(WHOLE, 24, "<I", 10), "CRC"),  # says less than is in it
        (central(WHOLE, 24, "<I", len(CHAPTER) + 1), "wrong size"),  # says more
        (central(WHOLE, 24, "<I", 0xFFFFFFFE), "bomb"),
        (central(WHOLE, 16, "<I", 0), "CRC"),
        (local(WHOLE, 30, "<B", 0x62), "name"),  # the header says b
        (local(WHOLE, 31, "<I", 0xFFFFFFFF), "damaged"),  # no deflate stream
        (packed({"a": bytes(3 << 20)}), "bomb"),  # a ratio of a thousand
        (packed({"a": bytes(archives.MAX_MEMBER_BYTES + 1)}, zipfile.ZIP_STORED), "64 MB"),
        (packed({"a": packed({"a": b"x"})}), "another archive"),
        (packed({"b": CHAPTER}), "incomplete"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_member_that_is_not_as_it_says_is_refused_when_it_is_read(data: bytes, hint: str) -> None:
    archive = open_archive(data, "book.epub")
    with pytest.raises(SourceError, match=hint) as refusal:
        archive.read("a")
    assert refusal.value.problem.startswith("book.epub ")


def test_a_bomb_that_states_a_small_size_is_never_inflated_beyond_it() -> None:
    bomb = packed({"a": bytes(100 << 20)})
    liar = central(local(bomb, 22, "<I", 100), 24, "<I", 100)
    archive = open_archive(liar, "book.epub")
    tracemalloc.start()
    with pytest.raises(SourceError):
        archive.read("a")
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_all_that_is_read_of_one_archive_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 2 * len(CHAPTER))
    archive = open_archive(packed({"a": CHAPTER, "b": CHAPTER, "c": CHAPTER}), "b")
    assert archive.read("a") == archive.read("b") == CHAPTER
    with pytest.raises(SourceError, match="too much"):
        archive.read("c")


def test_text_that_packs_well_is_no_bomb() -> None:
    rows = b"<tr><td>12</td><td>Elizabeth</td></tr>\n" * 20_000 + zlib.compress(CHAPTER) * 60
    assert open_archive(packed({"a": rows}), "b").read("a") == rows


@given(st.data())
def test_whatever_is_done_to_an_archive_it_is_read_or_refused(data: st.DataObject) -> None:
    mangled = bytearray(packed({"mimetype": b"application/epub+zip", "a/b.xhtml": CHAPTER, "c": b"c"}))
    for _ in range(data.draw(st.integers(1, 6))):
        mangled[data.draw(st.integers(0, len(mangled) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(mangled)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(SourceError):
            archive = open_archive(bytes(mangled[:cut] if data.draw(st.booleans()) else mangled), "b")
            for name in archive.names():
                archive.read(name)
