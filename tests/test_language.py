"""A language is asked for by its tag; anything else is answered with the tag that was meant."""

from __future__ import annotations

import pytest

from narrate.errors import SettingsError
from narrate.language import require_language
from narrate.settings import Settings


@pytest.mark.parametrize("tag", ["en", "de", "pt-BR", "zh-Hant", "grc", "cmn", "EN-us", "sr-Latn-RS"])
def test_a_tag_is_a_language(tag: str) -> None:
    require_language(tag)


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        ("german", "Write de for German."),
        ("German", "Write de for German."),
        ("Deutsch", "Write de for German."),
        ("spannish", "Write es for Spanish"),
        ("eng", "Write en for English."),
        ("en_US", "Write en-US for English."),
        ("pt_br", "Write pt-BR for Portuguese."),
        ("jp", "Write ja for Japanese."),
        ("xx", "Write a tag such as en, de or pt-BR."),
        ("x", "Write a tag such as en, de or pt-BR."),
        ("de\n", "Write a tag"),
        ("日本語", "Write ja for Japanese."),
    ],
)
def test_what_is_no_tag_is_answered_with_the_nearest(asked: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings(language=asked)
    assert error.value.remedy.startswith(remedy)
