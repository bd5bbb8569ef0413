"""Bytes -> str: which encoding, then one shape for line ends and accents.

The order, each step only if the one before said no: byte order mark; refusal of what is not text; ISO-2022 escapes;
UTF-8, strict; UTF-8 with a few damaged bytes; a guess by charset-normalizer, overruled by rules of our own where it is
known to guess badly on short texts (see `_guess`).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from narrate.errors import SourceError
from narrate.reading import signatures

MAX_CHARACTERS = 20_000_000
"""About 350 hours of speech. Beyond it a source is a library, and the work is better cut into books."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

COMMON = (
    "cp1252", "cp1251", "koi8_r", "cp932", "gb18030", "big5", "euc_jp", "cp949", "cp1250", "iso8859_2", "cp1253",
    "cp1254", "cp1255", "cp1256", "cp1257", "mac_roman", "cp866", "cp437", "cp850",
)  # fmt: skip
"""Encodings that texts are really found in, the more common first: they win ties against relatives (mac_iceland)."""

CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
FREQUENT_CYRILLIC = frozenset("оеаинтсрвл")
"""The ten commonest letters of Russian: 66 % of running text, and well over half in Ukrainian and Bulgarian."""

EAST_ASIAN = frozenset({"big5", "cp949", "gb18030", "cp932", "euc_jp"})
"""Encodings of two bytes a character: so little is valid in them by chance that the best guess beats the commonest."""

JAPANESE = ("cp932", "euc_jp")

SAMPLE_BYTES = 16_384
"""What the guess looks at, from the first byte that is not ASCII on. More is slower and no surer."""

TIE = 0.08
"""How much worse than the best guess a commoner encoding may score (mess less coherence, each 0 to 1) and win."""

DAMAGED_SHARE = 0.1
"""UTF-8 with at most this share of broken sequences is damaged UTF-8; in another encoding nearly all of them break."""

LINE_ENDS = re.compile("\r\n|[\r\v\x1c\x1d\x85\u2028]")
"""CRLF, CR, VT (Word's line break), FS and GS, NEL, LINE SEPARATOR. Not LF, and not the paragraph marks below."""

PARAGRAPH_ENDS = re.compile("[\f\u2029]")
"""FORM FEED (a new page) and PARAGRAPH SEPARATOR: both end a paragraph."""

MARK_RUN = re.compile(r"\w?[^\w\s]{64,}")
"""A run of marks so long that it is an attack or a rule of dashes: NFC takes quadratic time on combining marks."""


def decode(data: bytes, name: str) -> str:
    r"""Return the text of `data` in NFC with "\n" line ends and a blank line for each form feed.

    `name` is how messages call the source. Raises SourceError for what is not text, and beyond `MAX_CHARACTERS`.
    """
    written = tidy(_decoded(data, name))
    if len(written) > MAX_CHARACTERS:
        problem = f"{name} is too long: {len(written):,} characters, and the limit is {MAX_CHARACTERS:,}."
        raise SourceError(problem, "Cut it into smaller files and narrate them one by one.")
    return written


def tidy(written: str) -> str:
    r"""Give a text one kind of line end and composed accents (NFC), spaces for NUL, no byte order mark at its head.

    >>> tidy("one\r\ntwo\x0cthree")
    'one\ntwo\n\nthree'
    """
    written = LINE_ENDS.sub("\n", written.lstrip("\ufeff").replace("\0", " "))
    return compose(PARAGRAPH_ENDS.sub("\n\n", written))


def compose(written: str) -> str:
    """Return the text in NFC; the rest of an endless run of combining marks stays as it is, 64 at a time."""
    if written.isascii():
        return written
    pieces, end = [], 0
    for run in MARK_RUN.finditer(written):
        marks = run.group()
        pieces.append(unicodedata.normalize("NFC", written[end : run.start()]))
        pieces += [unicodedata.normalize("NFC", marks[at : at + 64]) for at in range(0, len(marks), 64)]
        end = run.end()
    return "".join([*pieces, unicodedata.normalize("NFC", written[end:])])


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if kind := signatures.looks_like(data):
        problem = f"{name} looks like {kind}, which narrate does not read."
        raise SourceError(problem, "Save its text as a .txt or .md file and narrate that.")
    if b"\x1b$B" in data or b"\x1b$@" in data:
        return data.decode("iso2022_jp", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _in_encoding(data, _guess(_sample(data)))


def _damaged_utf8(data: bytes) -> str | None:
    """Return the text of UTF-8 with a few stray bytes, these read as cp1252; None where it is not UTF-8 at all."""
    written = data.decode("utf-8", errors="surrogateescape")
    stray = sum(1 for character in written if "\udc80" <= character <= "\udcff")
    good = sum(1 for character in written if character > "\x7f") - stray
    if stray > good * DAMAGED_SHARE:
        return None
    return re.sub("[\udc80-\udcff]", lambda found: _western(bytes([ord(found.group()) - 0xDC00])), written)


def _in_encoding(data: bytes, encoding: str) -> str:
    """Decode all of it; where the guess from the sample does not hold for a byte of the rest, U+FFFD says so."""
    return _western(data) if encoding == "cp1252" else data.decode(encoding, errors="replace")


def _western(data: bytes) -> str:
    """Decode as cp1252, its five empty places as Latin-1, so that no byte is refused."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(_western(bytes([byte])) if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in data)


def _sample(data: bytes) -> bytes:
    """Return `SAMPLE_BYTES` from the line of the first byte above 127 on: ASCII says nothing about an encoding."""
    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    start = max(start, first.start() - 1024) if first else 0  # ASCII before a letter cannot split a character
    return data[start : start + SAMPLE_BYTES]


def _guess(sample: bytes) -> str:
    """Return the encoding of a text that is neither ASCII nor UTF-8.

    Our rules come first, because on a sentence or two charset-normalizer takes KOI8-R for Japanese and EUC-JP for
    Korean; then its best guess, unless a commoner encoding is as good (Western text read as Latvian or Icelandic).
    """
    return _japanese(sample) or _cyrillic(sample) or _normalizer(sample) or "cp1252"


def _japanese(sample: bytes) -> str | None:
    """Return the Japanese encoding in which a fifth of the letters are hiragana: nothing looks so by chance."""
    for encoding in JAPANESE:
        letters = [c for c in _strict(sample, encoding) if c > "\x7f"]
        if letters and sum("\u3041" <= c <= "\u309f" for c in letters) >= len(letters) / 5:
            return encoding
    return None


def _cyrillic(sample: bytes) -> str | None:
    """Return the Cyrillic encoding that gives the commonest letters, in lower case: the wrong ones swap the cases."""
    scores = {encoding: _cyrillic_share(_strict(sample, encoding)) for encoding in CYRILLIC}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= 0.5 else None  # noqa: PLR2004 - half of the letters, see FREQUENT_CYRILLIC


def _cyrillic_share(written: str) -> float:
    foreign = [c for c in written if c > "\x7f" and c not in "«»„“”‘’—–…№\xa0"]
    return sum(c in FREQUENT_CYRILLIC for c in foreign) / len(foreign) if foreign else 0.0


def _strict(sample: bytes, encoding: str) -> str:
    """Return the sample in an encoding, "" where it is not valid in it; its last bytes may be half a character."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return ""


def _normalizer(sample: bytes) -> str | None:
    """Return charset-normalizer's guess, or the commonest encoding within `TIE` of it."""
    from charset_normalizer import from_bytes  # heavy, and ASCII and UTF-8 do without it

    found = from_bytes(sample)
    badness = {name: match.chaos - match.coherence for match in found for name in match.could_be_from_charset}
    if not badness:
        return None
    limit = min(badness.values()) + TIE
    best = min(badness, key=lambda name: badness[name])
    if best in EAST_ASIAN:
        return best
    return next((name for name in COMMON if badness.get(name, 9.0) <= limit), best)
