"""The Big List of Naughty Strings as one document: every line is heard, or named with the reason why not."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def said(text: str) -> str:
    """The letters and digits of a text, in order, as the reader composes them."""
    return "".join(char for char in unicodedata.normalize("NFC", text) if char.isalnum())


def test_every_naughty_string_is_spoken_or_skipped_with_a_reason(narrate: Callable, naughty_strings: list[str]) -> None:
    naughty_strings = [string for string in naughty_strings if string.strip()]
    Path("naughty.txt").write_bytes("\n\n".join(naughty_strings).encode("utf-8", "surrogatepass"))
    script = json.loads(narrate("script", "naughty.txt", "--json").out)
    done = narrate("naughty.txt", "-o", "naughty.wav", "--json", timeout_s=300)
    assert done.code == 0, done.err
    sentences = [
        sentence
        for chapter in script["chapters"]
        for paragraph in chapter["paragraphs"]
        for sentence in paragraph["sentences"]
    ]
    assert said("".join(sentence["written"] for sentence in sentences)) == said("".join(naughty_strings))
    assert all(bool(sentence["spoken"]) != bool(sentence.get("skipped")) for sentence in sentences)
    unheard = json.loads(done.out)["unheard"]
    assert [one["written"] for one in unheard if one["reason"] != "the voice has no sound for it"] == [
        sentence["written"] for sentence in sentences if not sentence["spoken"]
    ]
    assert all(one["reason"] for one in unheard)
    heard = len(sentences) - len(unheard)
    assert heard > 420
