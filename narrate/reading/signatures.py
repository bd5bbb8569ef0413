"""What a file that is not text looks like, told from its bytes. A table, and the one function that reads it."""

from __future__ import annotations

import codecs
import re

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    # offset, bytes, what to call it
    (0, b"%PDF-", "a PDF document"),
    (30, b"mimetypeapplication/epub+zip", "an EPUB book"),
    (30, b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (0, b"{\\rtf", "a rich text (RTF) document"),
    (60, b"BOOKMOBI", "a Kindle book"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (8, b"WEBPVP8", "a WebP picture"),
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (0, b"ID3\x02", "an MP3 audio file"),
    (0, b"ID3\x03", "an MP3 audio file"),
    (0, b"ID3\x04", "an MP3 audio file"),
    (0, b"\xff\xfb", "an MP3 audio file"),
    (0, b"\xff\xf3", "an MP3 audio file"),
    (0, b"\xff\xf2", "an MP3 audio file"),
    (8, b"WAVEfmt ", "a WAV audio file"),
    (0, b"OggS", "an Ogg audio file"),
    (0, b"fLaC", "a FLAC audio file"),
    (4, b"ftyp", "an MP4 audio or video file"),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "an xz archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"SQLite format 3\x00", "a database"),
    (0, b"wOFF", "a font"),
)
"""The first line that matches names the file; "PK" is last of the ZIP family because the others are ZIP files too."""

TEXTUAL = frozenset({b"BZh", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"OggS", b"fLaC", b"wOFF", b"ftyp"})
"""Signatures that a text might begin with ("BZhen", "ÿó" in cp1252): they count only when control bytes follow."""

WEB_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
"""The beginning of an HTML page. Not a Markdown text that begins with some other tag (<div>, <p>, <img>)."""

CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
"""Bytes that no text encoding uses for letters; ESC is spared because ISO-2022 encodings are made of it."""

MAX_CONTROL_SHARE = 0.05
"""Compressed data has 10 % of these bytes, the naughtiest text (BLNS) under 1 %: between, nearer to the texts."""

MAX_NUL_SHARE = 0.005
"""A text that a program padded or tore has a few; the sparsest binary files (fonts, databases) have 1 % and more."""

SAMPLE_BYTES = 65_536


def is_web_page(data: bytes) -> bool:
    """Tell whether bytes begin as an HTML page does."""
    return WEB_PAGE.match(data.removeprefix(codecs.BOM_UTF8)[:4096]) is not None


def looks_like(data: bytes) -> str | None:
    """Return what a file that is not text looks like ("a PDF document"), or None where it may be text.

    UTF-16 and UTF-32 with their byte order mark are text; the caller looks for those first. A few NUL bytes in a text
    are dirt, and are cleaned away later; many are not text.
    """
    named = next((name for offset, magic, name in SIGNATURES if _matches(data, offset, magic)), None)
    if named:
        return named
    nul_share = data.count(b"\0") / max(len(data), 1)
    if nul_share > MAX_NUL_SHARE or _control_share(data[:SAMPLE_BYTES]) > MAX_CONTROL_SHARE:
        return "binary data"
    return None


def _matches(data: bytes, offset: int, magic: bytes) -> bool:
    found = data.startswith(magic, offset)
    return found and (magic not in TEXTUAL or _control_share(data[:SAMPLE_BYTES]) > 0)


def _control_share(sample: bytes) -> float:
    """Return the share of control bytes, 0 to 1; 0 for no bytes."""
    return 1 - len(sample.translate(None, CONTROL_BYTES)) / len(sample) if sample else 0.0
