"""Help: every option in a section of its own kind."""

from __future__ import annotations

import re

import click
import pytest

from narrate.cli import listen, read, render, script
from narrate.cli.sections import SECTIONS

TOLD = {"-q", "--json", "--json-progress", "--explain", "--outline", "--help"}
PLACED = {one for names in SECTIONS.values() for one in names}


def options_of(command: click.Command) -> set[str]:
    return {one.opts[-1] for one in command.get_params(click.Context(command)) if isinstance(one, click.Option)}


@pytest.mark.parametrize(
    "command", [render.command, script.command, read.command, listen.command], ids=lambda one: one.name
)
def test_every_option_is_in_a_section_or_says_what_is_told(command: click.Command) -> None:
    assert options_of(command) - PLACED <= TOLD


def test_every_name_in_a_section_is_an_option_of_render_or_listen() -> None:
    assert options_of(render.command) | options_of(listen.command) >= PLACED


def test_help_shows_every_option_once(narrate) -> None:
    lines = [f"{line} " for line in narrate("render", "--help").out.splitlines() if line.startswith("  -")]
    assert [
        one for one in options_of(render.command) if sum(bool(re.search(rf"{one}[ ,]", line)) for line in lines) != 1
    ] == []
