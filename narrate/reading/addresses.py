"""The other effect of this room: the bytes of a page on the web, and which reader they are for."""

from __future__ import annotations

import codecs
from collections.abc import Container
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from narrate.doors.web import Fetched, fetch_all
from narrate.reading import paging
from narrate.source import is_address

__all__ = ["is_address", "read_address"]

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/x-fictionbook+xml": ".fb2",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
"""What senders call the formats that have a suffix of their own; "text/plain" and the like are told by their name."""

TEXTUAL = ("text/", "application/xhtml+xml")


def read_address(address: str, known: Container[str], *, allow_private: bool) -> tuple[tuple[bytes, ...], str, str]:
    """Fetch a page, and those that its article goes on with: their bytes, the suffix of their format, the address.

    The suffix is "" where nothing tells; the address is where the first page is in the end. Raises SourceError.
    """
    pages = fetch_all(address, _next, allow_private=allow_private)
    return tuple(map(_in_utf8, pages)), _suffix(pages[0], known), pages[0].final_address


def _next(page: Fetched) -> str | None:
    """The address of the page after one of HTML. Its markup is searched, not parsed: that is for a reader."""
    if SUFFIXES.get(page.content_type) != ".html":
        return None
    return paging.next_page(page.data.decode(page.charset or "utf-8", "replace"), page.final_address)


def _suffix(fetched: Fetched, known: Container[str]) -> str:
    """By the sender's word, or by the page's name where that says more."""
    own = PurePosixPath(urlsplit(fetched.final_address).path).suffix.lower()
    return SUFFIXES.get(fetched.content_type) or (own if own in known else "")


def _in_utf8(fetched: Fetched) -> bytes:
    """Text whose encoding was named, in UTF-8 with a byte order mark: a reader gets no names.

    Where the name is wrong the bytes stay as they are, and the reader finds out by itself.
    """
    if fetched.charset is None or not fetched.content_type.startswith(TEXTUAL):
        return fetched.data
    try:
        return codecs.BOM_UTF8 + fetched.data.decode(fetched.charset).encode()
    except UnicodeError:
        return fetched.data
