"""Dialogue by dashes: “— Oui, dit Jean. Et vous ?”, “—Sí —dijo Juan—. ¿Y usted?”, “— Да, — сказал он. — А вы?”.

A paragraph that begins with a dash is speech. What another dash sets off in it is narration where it begins with a word
for speaking or, in Spanish, close to its dash. French sets nothing off: there narration is what such a word begins, if
who speaks is behind it, up to the next mark.

Conventions: as in dialogue.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from narrate.scripting.speech_words import LEADING_ON, speaking
from narrate.voice import primary

QUOTING = ("da", "de", "en", "ja", "nl", "zh")  # languages in which a dash opens no speech, but a source's name
CLOSE = ("ca", "es", "gl")  # languages in which narration is written close to its dash, and speech is not
OPENED = regex.compile(r"(?:[«“„]\s*)?(?:[—–―]|-(?=\s))\s*(?=\S)")
ENDED = regex.compile(r"[.!?…](?:[\s»”—–―]|$)")
CLOSED = regex.compile(r"(?:(?<=[\s\p{P}])|(?<=\p{L})(?=[—–―]))[—–―](?:\s*[.,;:!?…]+)?")
MARK = regex.compile(r"[.!?…,;:](?=\s|$)")
WHO = (
    r"(?:-t)?-(?:il|elle|on|je|ils|elles|nous|vous)\b"
    r"|\s(?:\p{Lu}|l[’']|(?:le|la|les|un|une|mon|ma|son|sa|ce|cet|cette)\s)"
)  # behind a French word for speaking


def dashed(text: str, language: str) -> list[tuple[int, int]] | None:
    """Where speech is in a paragraph that a dash opens; None where none does.

    >>> text = "—Sí —dijo Juan—. Vamos."
    >>> [text[start:end].strip() for start, end in dashed(text, "es")]
    ['—Sí', 'Vamos.']
    """
    opened = OPENED.match(text)
    if not opened or primary(language) in QUOTING or not ENDED.search(text, opened.end()):
        return None
    speech, position = [], 0
    for start, end in _narration(text, opened.end(), language):
        speech.append((position, start))
        position = end
    speech.append((position, len(text)))
    return [(start, end) for start, end in speech if any(map(str.isalnum, text[start:end]))]


def _narration(text: str, position: int, language: str) -> Iterator[tuple[int, int]]:
    """What is said of the speech within it, in order."""
    while found := _told(language).search(text, position):
        end = _by_dash(text, found.end()) if found["dash"] else _by_mark(text, found.end(), language)
        yield found.start(), end
        position = end


def _by_dash(text: str, position: int) -> int:
    """Where the next dash ends what one has set off, with the marks of the speech that stand behind it."""
    closed = CLOSED.search(text, position)
    return closed.end() if closed else len(text)


def _by_mark(text: str, position: int, language: str) -> int:
    """Where narration without a dash ends: with a mark, unless what follows a comma still belongs to it."""
    for mark in MARK.finditer(text, position):
        rest = text[mark.end() :].split(maxsplit=1)
        if mark.group() not in ",;:" or not rest or rest[0].lower() not in LEADING_ON.get(primary(language), ()):
            return mark.end()
    return len(text)


@lru_cache(maxsize=8)
def _told(language: str) -> regex.Pattern[str]:
    """What narration within speech begins with."""
    word = rf"(?:{speaking(language)})\b"
    close = r"(?<=\s)[—–―](?=\p{L})" if primary(language) in CLOSE else r"(?!)"
    by_dash = rf"(?P<dash>{close}|(?<=[\s\p{{P}}])[—–―-]\s*(?={word}))"
    return regex.compile(rf"{by_dash}|(?<=[,.!?…»]\s){word}(?={WHO})" if primary(language) == "fr" else by_dash)
