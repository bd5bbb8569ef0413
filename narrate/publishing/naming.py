"""File names made from titles: safe on every system, whatever the title holds."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import regex

LONGEST_BYTES = 150  # of 255 that file systems take: room for a suffix and a temporary name
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)  # devices on Windows
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
NOT_IN_WORDS = regex.compile(r"[^\w\p{M}\p{N}]+")  # vowel signs (M) belong to their letters


def slug(title: str) -> str:
    """A title as a file name without suffix: lower-case words joined by hyphens, in its own script.

    Never empty, never a path, an option or a device. What leaves no letters becomes "narration-" and a digest.

    >>> slug("Healthy Habits: Part 2")
    'healthy-habits-part-2'
    >>> slug("../../etc/passwd")
    'etc-passwd'
    >>> slug("CON")
    'con-audio'
    """
    lower = unicodedata.normalize("NFC", title).lower().replace("_", "-")
    visible = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in lower)
    name = _shortened(NOT_IN_WORDS.sub("-", visible)).strip("-")
    if not name:
        digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()
        return f"narration-{digest[:8]}"
    return f"{name}-audio" if RESERVED.fullmatch(name) else name


def folder_name(title: str) -> str:
    """A title as the name of a folder, as people write it, but for what some system takes for a path or a device.

    >>> folder_name("AC/DC: the “Live” years...")
    'AC DC the “Live” years'
    """
    visible = "".join(
        " " if unicodedata.category(char)[0] == "C" else char for char in unicodedata.normalize("NFC", title)
    )
    name = " ".join(_shortened(NOT_IN_NAMES.sub(" ", visible)).split()).strip(" .")
    if not name:
        return slug(title)
    return f"{name} audio" if RESERVED.fullmatch(name.partition(".")[0]) else name


def _shortened(name: str) -> str:
    return name.encode()[:LONGEST_BYTES].decode("utf-8", "ignore")
