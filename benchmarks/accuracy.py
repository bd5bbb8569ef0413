"""How often numbers, dates, money and the rest are said as accepted: `python benchmarks/accuracy.py`.

The cases are those of tests/cases. narrate and num2words say words, which are compared as words. espeak-ng and hibari
say sounds: a case passes where the sounds of the text are those of an accepted reading, spoken by the same engine. The
rules of narrate have seen the cases, which were written before them; the others have not.
"""

from __future__ import annotations

import ctypes
import os
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import regex
from measuring import head, row
from num2words import num2words

from narrate.scripting.normalisation import spoken_form
from narrate.speaking.engines.espeak import DONT_EXIT, find_espeak

CASES = Path(__file__).parent.parent / "tests" / "cases"
APART = regex.compile(r"[-‐‑–—\s]+")
PUNCTUATION = regex.compile(r"(?<!\w)'|'(?!\w)|[^\w\s']|_")
NUMBER = regex.compile(r"\d+(?:\.\d+)?")
SOUNDS = regex.compile(r"[^\p{L}ː]|[ˈˌ]")
SYNCHRONOUS, UTF8, IPA = 2, 1, 2  # speak_lib.h

Say = Callable[[str, str], str]


def as_heard(text: str) -> str:
    """A reading without what nobody hears: capitals, hyphens and marks."""
    plain = APART.sub(" ", text.casefold().replace("’", "'"))
    return " ".join(PUNCTUATION.sub("", plain).split())


def by_narrate(text: str, language: str) -> str:
    """What narrate gives an engine to say."""
    return as_heard(spoken_form(text, language))


def by_num2words(text: str, _: str) -> str:
    """The text with its plain numbers in words."""
    return as_heard(NUMBER.sub(lambda found: f" {num2words(found[0])} ", text))


def as_words(text: str, _: str) -> str:
    """An accepted reading."""
    return as_heard(text)


def espeak() -> Say:
    """What espeak-ng says of a text, in sounds."""
    found = find_espeak()
    library = ctypes.CDLL(found.library)
    library.espeak_Initialize(SYNCHRONOUS, 0, os.fsencode(found.data), DONT_EXIT)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def say(text: str, language: str) -> str:
        library.espeak_SetVoiceByName(b"en-gb" if language == "en-GB" else b"en-us")
        left = ctypes.c_char_p(text.encode())
        sounds = []
        while left:
            sounds.append(library.espeak_TextToPhonemes(ctypes.byref(left), UTF8, IPA).decode())
        return SOUNDS.sub("", "".join(sounds))

    return say


def hibari() -> Say:
    """What hibari says of a text, in sounds."""
    from hibari.g2p import G2P

    spoken = {british: G2P(british=british) for british in (False, True)}

    def say(text: str, language: str) -> str:
        try:
            return SOUNDS.sub("", spoken[language == "en-GB"](text))
        except IndexError:  # a number too long for it
            return ""

    return say


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its category."""
    for path in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ((table["category"], case) for case in table["case"])


def passes(case: dict[str, Any], say: Say, read: Say) -> bool:
    """Whether what is said of a case is what is read of one of its accepted readings."""
    language = case.get("language", "en-US")
    said = say(case["text"], language)
    return any(said == read(one, language) for one in case["spoken"])


def main() -> None:
    """Measure everything and print the table."""
    sayers: dict[str, tuple[Say, Say]] = {"narrate": (by_narrate, as_words), "num2words": (by_num2words, as_words)}
    sounding = espeak()
    sayers["espeak-ng"] = (sounding, sounding)
    if find_spec("hibari"):
        neural = hibari()
        sayers["hibari"] = (neural, neural)
    all_of = defaultdict(list)
    for category, case in cases():
        all_of[category].append(case)
    head()
    names = list(sayers)
    row("category (cases)", " · ".join(names))
    totals = dict.fromkeys(names, 0)
    for category, some in all_of.items():
        right = {name: sum(passes(case, *sayers[name]) for case in some) for name in names}
        totals = {name: totals[name] + right[name] for name in names}
        row(f"{category} ({len(some)})", " · ".join(f"{100 * right[name] / len(some):.0f} %" for name in names))
    count = sum(map(len, all_of.values()))
    row(f"all ({count})", " · ".join(f"{100 * totals[name] / count:.1f} %" for name in names))
    texts = [case["text"] for some in all_of.values() for case in some]
    start = time.process_time()
    for text in texts:
        spoken_form(f"{text} ", "en-US")  # nothing of it was asked for before
    row("narrate, these sentences", f"{60 * len(texts) / (time.process_time() - start):,.0f} a minute on one core")


if __name__ == "__main__":
    main()
