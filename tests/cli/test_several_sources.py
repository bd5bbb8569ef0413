"""Several sources: a file each by the same workers, going on after a bad one; or one file with a chapter each."""

from __future__ import annotations

import json
from pathlib import Path

import mutagen
import pytest

TONE = ("--voice", "tone")


@pytest.fixture(autouse=True)
def _sources() -> None:
    Path("a.md").write_text("# Ants\n\nThey walk.\n\n## Red\n\nThey bite.\n")
    Path("b.md").write_text("# Bees\n\nThey fly.\n")
    Path("empty.txt").write_text(" \n")


def test_each_source_becomes_a_file_and_a_bad_one_costs_a_line(narrate) -> None:
    done = narrate("a.md", "empty.txt", "missing.md", "b.md", *TONE, "--quiet")
    assert done.code == 3
    assert done.out == "output/a.mp3\noutput/b.mp3\n"
    first, second = done.err.splitlines()
    assert first.startswith("narrate: empty.txt: There is nothing to say")
    assert second.startswith("narrate: missing.md: There is no file missing.md.")


def test_the_worst_exit_code_counts(narrate) -> None:
    Path("output").mkdir()
    Path("output/b.mp3").write_bytes(b"somebody's own")
    assert narrate("b.md", "missing.md", *TONE, "--quiet").code == 5
    assert narrate("missing.md", "b.md", *TONE, "--quiet").code == 5
    assert Path("output/b.mp3").read_bytes() == b"somebody's own"


def test_merge_makes_one_file_with_a_chapter_each(narrate) -> None:
    done = narrate("a.md", "b.md", "--merge", "-o", "x.m4b", *TONE, "--json")
    result = json.loads(done.out)
    assert result["path"] == "x.m4b"
    assert [one["title"] for one in result["chapters"]] == ["Ants", "Red", "Bees"]
    assert result["passages"] == 6
    assert [one.title for one in mutagen.File("x.m4b").chapters] == ["Ants", "Red", "Bees"]


def test_without_a_name_a_merged_file_has_a_name_of_its_own(narrate) -> None:
    assert narrate("a.md", "b.md", "--merge", *TONE, "--quiet").out == "output/narration.mp3\n"
    assert narrate("a.md", "--merge", *TONE, "--quiet").out == "output/a.mp3\n"


def test_a_merged_file_lacks_nothing_or_is_not_made(narrate) -> None:
    done = narrate("a.md", "missing.md", "--merge", "-o", "x.m4b", *TONE)
    assert (done.code, done.out, Path("x.m4b").exists()) == (3, "", False)
    assert "missing.md" in done.err


def test_a_file_for_several_sources_names_the_way_to_make_it(narrate) -> None:
    done = narrate("a.md", "b.md", "-o", "x.m4b", *TONE)
    assert done.code == 2
    assert "--merge" in done.err


def test_no_source_is_replaced_by_what_is_made_of_several(narrate) -> None:
    done = narrate("a.md", "b.md", "--merge", "-o", "b.md", "--format", "mp3", "--force", *TONE)
    assert done.code in (2, 5)
    assert Path("b.md").read_text() == "# Bees\n\nThey fly.\n"
