"""Addresses: of mail, of pages, of files; hashtags and handles."""

from __future__ import annotations

import re

from narrate.scripting.english.address_words import (
    DOMAIN_ENDS,
    FILE_ENDS,
    MARKS,
    SPELLED_ENDS,
    SPELLED_NAMES,
    SURE_ENDS,
)
from narrate.scripting.english.initialisms import NO_VOWEL
from narrate.scripting.english.numerals import digit_by_digit, in_pairs
from narrate.scripting.patterns import late

MAIL = late(r"(?<![\w.+-])([A-Za-z0-9][\w.+%-]{0,63})@([A-Za-z0-9][A-Za-z0-9.-]{0,250}\.[A-Za-z]{2,24})(?![\w@])")
SCHEME = late(r"(?<!\w)(?:https?|ftp)://([^\s<>\"“”|{}]{1,2000})", re.IGNORECASE)
PAGE = late(
    rf"(?<![\w@./-])((?:www\.[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,5}}|"
    rf"[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{0,4}}\.(?:{SURE_ENDS})"
    rf"|[a-z0-9-]{{2,63}}\.(?:{DOMAIN_ENDS})(?=/\w))(?![\w@-]|\.[A-Za-z0-9])(?::\d{{2,5}})?(?:/[^\s<>\"“”|"
    rf"{{}}]{{0,2000}})?)"
)
LOCAL = late(r"\blocalhost(?::\d{2,5})?(?:/[\w./-]{0,200})?")
BARE_END = late(rf"(?<![\w.])\.({SURE_ENDS}|{'|'.join(FILE_ENDS)})(?![\w.-])")
FILE = late(
    rf"(?<![\w@/.\\])(\.?[A-Za-z0-9_][\w-]{{0,80}}(?:\.[\w-]{{1,20}}){{0,3}}\.(?:{'|'.join(FILE_ENDS)}))(?![\w@]|\.\w)"
)
UNIX_PATH = late(
    r"(?<![\w.>)/:])(~|\.{1,2})?((?:/[\w.+@~-]{1,80}){2,30}/?|/(?:home|usr|etc|tmp|var|bin|opt|dev|root|"
    r"mnt)\b/?)(?![\w])|(?<![\w.])~/([\w.-]{1,80})"
)
WINDOWS_PATH = late(r"(?<!\w)([A-Za-z]):\\((?:[\w.$ -]{1,60}\\){0,20}[\w.$-]{0,60})")
HASHTAG = late(r"(?<![\w&/#])#([A-Za-z_]\w{0,80})")
HANDLE = late(r"(?<![\w.@/])@([A-Za-z_]\w{0,40}(?:\.\w{1,30}){0,2})")
HUMPS = late(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])|_")
SHORTEST_CODE = 5  # digits; shorter numbers are said in pairs
LONGEST_LETTERS = 6  # longer words without a vowel are no letters
ADDRESS_PART = late(r"[A-Za-z]+|\d+|[^\w\s]|_|\w")
TRAILING = late(r"[.,;:!?'\")\]]+$")


def mail_addresses(text: str) -> str:
    """Addresses of mail.

    >>> mail_addresses("Write to john.smith2@bbc.co.uk.")
    'Write to john dot smith two at B B C dot co dot U K.'
    """
    return MAIL.sub(lambda found: f"{_address(found[1])} at {_address(found[2])}", text) if "@" in text else text


def page_addresses(text: str) -> str:
    """Addresses of pages, without their scheme.

    >>> page_addresses("See https://www.example.com/a-b?x=1, or example.org.")
    'See w w w dot example dot com slash a dash b question mark x equals one, or example dot org.'
    """
    if "://" in text:
        text = SCHEME.sub(lambda found: _page(found[1]), text)
    if "localhost" in text:
        text = LOCAL.sub(lambda found: _page(found[0]), text)
    text = BARE_END.sub(lambda found: f"dot {_end(found[1])}", text)
    return PAGE.sub(lambda found: _page(found[1]), text) if "." in text else text


def _end(end: str) -> str:
    return FILE_ENDS.get(end) or _part(end)


def _page(address: str) -> str:
    """Without the marks of the sentence behind it, and without a last slash."""
    ending = TRAILING.search(address)
    tail = ending[0] if ending else ""
    if tail.startswith(")") and "(" in address:
        tail = tail[1:]
    address = address[: len(address) - len(tail)] if tail else address
    return _address(address.rstrip("/")) + tail


def _address(address: str) -> str:
    """Each part of an address, its marks by name."""
    return " ".join(said for part in ADDRESS_PART.findall(address) if (said := _part(part)))


def _part(part: str) -> str:
    if part.isdecimal() and part.isascii():
        return in_pairs(part) if len(part) < SHORTEST_CODE else digit_by_digit(part)
    if part in MARKS:
        return MARKS[part]
    lower = part.lower()
    if lower == "www":
        return "w w w"
    is_spelled = (
        lower in SPELLED_ENDS
        or lower in SPELLED_NAMES
        or (len(part) < LONGEST_LETTERS and NO_VOWEL.fullmatch(part.upper()))
    )
    return " ".join(part.upper()) if is_spelled and len(part) > 1 else part


def file_names(text: str) -> str:
    r"""Names of files, and paths.

    >>> file_names("Open report_v2.pdf in /usr/local/bin or C:\\Users\\me")
    'Open report underscore v two dot P D F in slash usr slash local slash bin or C colon backslash Users backslash me'
    """
    if "\\" in text:
        text = WINDOWS_PATH.sub(lambda found: f"{found[1]} colon backslash {_address(found[2])}".rstrip(), text)
    if "/" in text:
        text = UNIX_PATH.sub(lambda found: _path(found[0]), text)
    return FILE.sub(lambda found: _file(found[1]), text) if "." in text else text


def _path(path: str) -> str:
    tail = "." if path.endswith(".") else ""
    return _path_parts(path[: len(path) - len(tail)]) + tail


def _path_parts(path: str) -> str:
    return _file(path) if re.search(r"\.\w{1,5}$", path) else _address(path)


def _file(name: str) -> str:
    stem, _, end = name.rpartition(".")
    return f"{_address(stem)} dot {FILE_ENDS.get(end, end)}".strip()


def hashtags_and_handles(text: str) -> str:
    """Hashtags, by their words, and the names of accounts.

    >>> hashtags_and_handles("#BlackLivesMatter says @jack_doe99")
    'hashtag Black Lives Matter says at jack underscore doe ninety-nine'
    """
    if "#" in text:
        text = HASHTAG.sub(lambda found: f"hashtag {' '.join(HUMPS.sub(' ', found[1]).split())}", text)
    return HANDLE.sub(lambda found: f"at {_address(found[1])}", text) if "@" in text else text
