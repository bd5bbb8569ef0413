"""One set of tags that Audiobookshelf, Apple Books, Plex and VLC all read.

The book is the title and the album, its author the artist and the album artist, its narrator (the voice) the composer:
what each of them looks for (their scanners' sources and documentation). FFmpeg turns these names into each container's
own (ID3v2.3 frames, MP4 atoms, Vorbis comments, RIFF INFO).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import regex

from narrate.document import Document
from narrate.doors.encoding import cover_codec, require_picture
from narrate.errors import OutputError, SettingsError
from narrate.settings import LANGUAGE_TAG, Settings
from narrate.voice import ANY_LANGUAGE, Voice

MAKER = "narrate"  # in the file, so that a later run knows a file of its own from somebody else's
AUTO = Path("auto")  # a cover that is to be drawn
LARGEST_COVER_BYTES = 20_000_000
AUDIOBOOK = "2"  # the value of MP4's "stik" atom for audiobooks

# Control characters, surrogates, and marks that turn the direction of what follows. Joiners and soft hyphens stay: they
# are part of words in Persian, Hindi and emoji.
UNPRINTABLE = regex.compile(r"[\p{Cc}\p{Cs}\p{Cn}\p{Bidi_Control}\uFEFF]")
ISO_DATE = regex.compile(r"\d{4}(-\d\d(-\d\d)?)?")
YEAR = regex.compile(r"(?<!\d)\d{4}(?!\d)")

# ISO 639-1 to ISO 639-2/T, which ID3's TLAN and MP4's media header ask for.
ISO_639_2 = {
    "af": "afr", "ar": "ara", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu",
    "el": "ell", "en": "eng", "eo": "epo", "es": "spa", "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra",
    "ga": "gle", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind", "is": "isl", "it": "ita",
    "ja": "jpn", "ka": "kat", "ko": "kor", "la": "lat", "lt": "lit", "lv": "lav", "mk": "mkd", "ms": "msa", "nb": "nob",
    "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie",
    "zh": "zho",
}  # fmt: skip


def compose(settings: Settings, document: Document, voice: Voice, fallback: str, container: str) -> dict[str, str]:
    """The tags for a file, by FFmpeg's names, without the empty ones. What the settings say wins over the document."""
    wanted = settings.tags
    title = wanted.title or document.title or fallback
    author = wanted.author or document.author
    tag = language(settings, document, voice)
    tags = {
        "title": title,
        "album": title,
        "artist": author,
        "album_artist": author,
        "composer": wanted.narrator or f"{voice.name} ({voice.engine})",
        "date": _date(wanted.date or document.date, container),
        "genre": wanted.genre,
        "description": wanted.description or document.description,
        "grouping": document.series,
        "language": ISO_639_2.get(tag.partition("-")[0].lower(), "") if container in {"mp3", "mp4"} else tag,
        # MP4 has no atom for who encoded a file, and Vorbis would mix a comment into the description
        "comment" if container == "mp4" else "encoded_by": MAKER,
        "media_type": AUDIOBOOK if container == "mp4" else "",
    }
    return {key: printable(value) for key, value in tags.items() if value}


def language(settings: Settings, document: Document, voice: Voice) -> str:
    """The language of what is said, a BCP 47 tag; empty where nobody says, or only what is none."""
    own = "" if voice.language == ANY_LANGUAGE else voice.language
    return next((tag for tag in (settings.language, document.language, own) if tag and LANGUAGE_TAG.fullmatch(tag)), "")


def of_part(title: str, number: int, count: int) -> dict[str, str]:
    """What is different in the tags of one file of several: its own title and its place, in the album of the whole."""
    return {"title": printable(title), "track": f"{number}/{count}"}


def printable(text: str) -> str:
    """A tag's text without control characters: a NUL would cut it short, a line break can end a field."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def _date(date: str, container: str) -> str:
    """The date as the container takes it: ID3 has a year, or a whole date of digits."""
    if container != "mp3" or ISO_DATE.fullmatch(date):
        return date
    year = YEAR.search(date)
    return year[0] if year else ""


def are_ours(found: Mapping[str, str]) -> bool:
    """Whether tags, by FFmpeg's names, are those of a file that narrate made."""
    return MAKER in {found.get("encoded_by"), found.get("comment")}


def printed_cover(document: Document) -> bytes | None:
    """The cover that a book has in itself; None where it has none, or one that cannot be shown."""
    cover = document.cover
    if cover is None or len(cover) > LARGEST_COVER_BYTES or cover_codec(cover) is None:
        return None
    try:
        require_picture(cover)
    except OutputError:
        return None
    return cover


def load_cover(path: Path | None) -> bytes | None:
    """A cover's bytes. Raises SettingsError where it cannot be read or is neither JPEG nor PNG."""
    if path is None or path == AUTO:
        return None
    try:
        if path.exists() and not path.is_file():  # a pipe or a device could give bytes for ever
            raise SettingsError(f"The cover “{path}” is not a file.", "Check --cover.")
        if path.stat().st_size > LARGEST_COVER_BYTES:
            raise SettingsError(f"The cover “{path}” is larger than 20 MB.", "Give a smaller picture.")
        cover = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"The cover “{path}” cannot be read: {error.strerror}.", "Check --cover.") from error
    if cover_codec(cover) is None:
        raise SettingsError(f"The cover “{path}” is neither a JPEG nor a PNG picture.", "Convert it to one of them.")
    try:
        require_picture(cover)
    except OutputError as error:
        raise SettingsError(f"The cover “{path}” is damaged.", "Give another picture.") from error
    return cover
