"""Bytes -> str: which encoding, which line ends, and what is not text at all."""

from __future__ import annotations

import time

import pytest

from narrate.errors import SourceError
from narrate.reading import decoding

WESTERN = "She said “it’s fine” — really. The café was closed, and the naïve waiter had gone home… for £5."
FRENCH = "Le café était fermé, et la fenêtre ouverte. Ça arrive."
GERMAN = "Überall grüßen schöne Wörter; die Straße war naß, und der Bär schlief."
POLISH = "Zażółć gęślą jaźń. Wszystko było w porządku, powiedziała, i zamknęła drzwi."
RUSSIAN = "Привет, мир. Это короткий текст на русском языке, и он должен читаться."
UKRAINIAN = "Це невеликий текст українською мовою, який хтось колись прочитає вголос."
GREEK = "Αυτό είναι ένα σύντομο κείμενο για ανάγνωση."
JAPANESE = "これは短い日本語の文章です。読み上げるために書かれています。"
CHINESE = "这是一个简短的中文文本。它是为了朗读而写的。"
TAIWANESE = "這是一個簡短的中文文本。它是為了朗讀而寫的。"
KOREAN = "이것은 짧은 한국어 텍스트입니다. 읽어 주세요."
ALL = f"{WESTERN}\n{RUSSIAN}\n{JAPANESE}"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        # by byte order mark
        ("utf-8-sig", ALL),
        ("utf-16", ALL),
        ("utf-32", ALL),
        # by form
        ("ascii", "Only ASCII."),
        ("utf-8", ALL),
        ("iso2022_jp", JAPANESE),
        # by guess, each a sentence or two
        ("cp1252", WESTERN),
        ("cp1252", "café"),
        ("cp1252", FRENCH),
        ("latin-1", FRENCH),
        ("latin-1", GERMAN),
        ("latin-1", "¿Dónde está el niño? ¡Mañana!"),
        ("mac-roman", WESTERN),
        ("iso8859-2", POLISH),
        ("cp1251", RUSSIAN),
        ("cp1251", "Привет!"),
        ("cp1251", UKRAINIAN),
        ("koi8-r", RUSSIAN),
        ("cp866", RUSSIAN),
        ("iso8859-5", RUSSIAN),
        ("cp1253", GREEK),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("gb18030", CHINESE),
        ("big5", TAIWANESE),
        ("euc-kr", KOREAN),
    ],
)
def test_encodings_are_told_from_short_texts(encoding: str, text: str) -> None:
    assert decoding.decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\0\0\xfe\xff", "utf-32-be")]
)
def test_the_byte_order_mark_tells_the_order(mark: bytes, encoding: str) -> None:
    assert decoding.decode(mark + ALL.encode(encoding), "a.txt") == ALL


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "shift_jis", "gb18030"])
def test_a_letter_far_behind_the_ascii_is_found(encoding: str) -> None:
    """The guess looks at the first bytes that are not ASCII, wherever they are."""
    text = "Only ASCII here.\n" * 5000 + {"cp1252": WESTERN, "cp1251": RUSSIAN, "shift_jis": JAPANESE}.get(
        encoding, CHINESE
    )
    assert decoding.decode(text.encode(encoding), "a.txt") == text


def test_utf8_with_a_few_damaged_bytes_stays_utf8() -> None:
    data = ("Überall schöne Wörter. " * 20).encode() + b"caf\xe9 \x93so\x94"
    assert decoding.decode(data, "a.txt").endswith("Überall schöne Wörter. café “so”")


def test_a_cut_utf16_text_keeps_all_whole_characters() -> None:
    assert decoding.decode("The sea".encode("utf-16") + b"\x2e", "a.txt").startswith("The sea")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028"])
def test_every_line_end_is_a_newline(end: str) -> None:
    assert decoding.tidy(f"one{end}two") == "one\ntwo"


@pytest.mark.parametrize("end", ["\f", "\u2029"])
def test_form_feeds_and_paragraph_separators_are_blank_lines(end: str) -> None:
    assert decoding.tidy(f"one{end}two") == "one\n\ntwo"


def test_accents_are_composed() -> None:
    assert decoding.tidy("cafe\u0301") == "caf\u00e9"


def test_an_endless_pile_of_accents_costs_no_time() -> None:
    start = time.perf_counter()
    piled = decoding.tidy("a" + "\u0301\u0327" * 100_000 + "e\u0301")
    assert time.perf_counter() - start < 2
    assert piled.endswith("\u00e9")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "an EPUB book"),
        (b"PK\x03\x04" + bytes(40), "a ZIP archive or an office document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"ID3\x03\0\0", "an MP3 audio file"),
        (b"\xff\xfb\x90\x64\0\0", "an MP3 audio file"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a WAV audio file"),
        (b"{\\rtf1\\ansi Hello}", "a rich text (RTF) document"),
        (b"some\0thing", "binary data"),
        (bytes(range(1, 256)) * 40, "binary data"),
    ],
)
def test_what_is_not_text_is_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(SourceError) as raised:
        decoding.decode(data, "thing.txt")
    assert raised.value.problem.startswith(f"thing.txt looks like {kind}, ")
    assert "Save its text" in raised.value.remedy


@pytest.mark.parametrize(
    "text", ["BZh is not a word.", "ÿû in Latin-1", "OggS", "GIF is a format", "A < b, and <em>so</em>", "<div>x</div>"]
)
def test_texts_that_begin_like_other_files_are_texts(text: str) -> None:
    assert decoding.decode(text.encode("latin-1"), "a.txt") == text


def test_a_text_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_CHARACTERS", 1000)
    with pytest.raises(SourceError, match="too long: 1,001 characters"):
        decoding.decode(b"a" * 1001, "a.txt")
