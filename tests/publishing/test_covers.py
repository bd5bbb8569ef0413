"""Covers drawn for what has none: looked at as pixels."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import mutagen
import pytest
from PIL import Image, ImageDraw

from narrate.errors import SettingsError
from narrate.publishing import covers
from narrate.publishing.covers import FRAME, GROUNDS, PAPER, RULE, SIDE, draw

TITLES = [
    "Emma",
    "Pride and Prejudice",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "Lorem ipsum dolor sit amet " * 12,
    "Ω",
]


def opened(title: str, author: str = "Jane Austen") -> Image.Image:
    return Image.open(io.BytesIO(draw(title, author)))


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [one / 255 for one in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_cover_is_a_square_that_directories_and_shops_take() -> None:
    picture = opened("Emma")
    assert (picture.format, picture.size) == ("PNG", (SIDE, SIDE))
    assert 1400 <= SIDE <= 3000
    assert len(draw("Emma", "Jane Austen")) < 500_000


@pytest.mark.parametrize("title", TITLES)
def test_all_of_the_text_is_inside_of_the_frame(title: str) -> None:
    picture = opened(title, "A Very Long Committee of Authors, and Others").convert("L")
    ImageDraw.Draw(picture).rectangle((0, 0, SIDE, SIDE), outline=0, width=FRAME + 10)  # hides the frame itself
    left, top, right, bottom = picture.point(lambda value: 255 * (value > 150)).getbbox()
    assert left > FRAME + 60
    assert right < SIDE - FRAME - 60
    assert top > FRAME + 60
    assert bottom < SIDE - FRAME - 20
    assert abs((left + right) / 2 - SIDE / 2) < 30


@pytest.mark.parametrize(
    "title", [TITLES[3], "In Praise of the Slow Kettle, and Other Essays on the Virtues of Waiting"]
)
def test_a_title_of_any_length_ends_above_the_rule(title: str) -> None:
    picture = opened(title).convert("L")
    gap = picture.crop((FRAME + 10, round(RULE) - 60, SIDE - FRAME - 10, round(RULE) - 10))
    assert gap.getextrema()[1] < 150


@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_seven_times_as_bright_as_its_ground(ground: tuple[int, int, int]) -> None:
    assert (luminance(PAPER) + 0.05) / (luminance(ground) + 0.05) >= 7


def test_the_same_words_give_the_same_picture_and_others_another() -> None:
    assert draw("Emma", "Jane Austen") == draw("Emma", "Jane Austen")
    assert len({draw("Emma", "Jane Austen"), draw("Emma", ""), draw("Persuasion", "Jane Austen")}) == 3


@pytest.mark.parametrize("text", ["第一章", "🎉 Party", "عربي"])
def test_letters_that_the_font_has_not_are_said_before_any_work(text: str) -> None:
    with pytest.raises(SettingsError, match="The font for covers has no"):
        draw(text, "")
    with pytest.raises(SettingsError, match="The font for covers has no"):
        draw("Emma", text)


def test_without_the_extra_the_remedy_is_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(SettingsError, match=r"narrate-audio\[covers\]"):
        draw("Emma", "")


def test_control_characters_are_not_drawn() -> None:
    assert draw("Em\x00ma\u202e", "") == draw("Em ma", "")


def test_the_command_draws_one_where_it_is_asked_to(narrate) -> None:
    Path("a.md").write_text("# Emma\n\nHandsome, clever, and rich.\n")
    assert narrate("a.md", "--voice", "tone", "--cover", "auto", "--author", "Jane Austen").code == 0
    (picture,) = mutagen.File("output/a.mp3").tags.getall("APIC")
    assert picture.data == covers.draw("Emma", "Jane Austen")
    assert narrate("a.md", "--cover", "auto", "--title", "第一章").code == 2
