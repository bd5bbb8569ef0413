"""What is kept of scripts: it changes how long one takes, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.cast import Cast, Part
from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.lexicon import Entry, Lexicon
from narrate.manner import AS_WRITTEN, STYLES
from narrate.script import Script
from narrate.scripting import utterances, write_script
from narrate.voice import Voice

TEXTS = ("Dr. Who paid $5.", "“Well,” she said. “Go on!”", "XIV", "***", "a\ud800b", "Read it in 1999—or not…", "")
PARAGRAPHS = st.lists(
    st.builds(Paragraph, st.sampled_from(TEXTS), st.sampled_from(list(Kind)), st.sampled_from(("", "de"))), max_size=60
)


def script(paragraphs: list[Paragraph], home: Path | None = None, **how: object) -> Script:
    given = {"language": "en", "limit_chars": 300, **how}
    return write_script(Document(chapters=(Chapter("One", tuple(paragraphs)),)), home=home, **given)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What had to be read, paragraph by paragraph."""
    read: list[str] = []
    real = utterances.Reader.utterances

    def counted(self: utterances.Reader, paragraph: Paragraph, language: str) -> object:
        read.append(paragraph.text)
        return real(self, paragraph, language)

    monkeypatch.setattr(utterances.Reader, "utterances", counted)
    return read


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARAGRAPHS)
def test_a_script_is_the_same_whatever_is_kept(tmp_path: Path, paragraphs: list[Paragraph]) -> None:
    fresh = script(paragraphs)
    assert script(paragraphs, tmp_path) == script(paragraphs, tmp_path) == fresh


BOOK = [Paragraph(f"Sentence number {number} is here.") for number in range(300)]


def test_what_is_kept_is_not_read_again(tmp_path: Path, asked: list[str]) -> None:
    script(BOOK, tmp_path)
    assert len(asked) == len(BOOK)
    script(BOOK, tmp_path)
    assert len(asked) == len(BOOK)


def test_an_edit_reads_what_is_near_it_again(tmp_path: Path, asked: list[str]) -> None:
    script(BOOK, tmp_path)
    asked.clear()
    script([*BOOK[:20], Paragraph("Something new."), *BOOK[20:]], tmp_path)
    assert "Something new." in asked
    assert len(asked) < len(BOOK) / 2


@pytest.mark.parametrize(
    "how",
    [
        {"language": "de"},
        {"limit_chars": 15},
        {"manner": replace(AS_WRITTEN, style=STYLES["bedtime"])},
        {"lexicon": Lexicon((Entry("number", "nummer"), Entry("is", "is", ipa="ɪz")))},
    ],
    ids=lambda how: next(iter(how)),
)
def test_whatever_decides_what_is_said_reads_all_of_it_again(how: dict, tmp_path: Path, asked: list[str]) -> None:
    script(BOOK, tmp_path)
    asked.clear()
    fresh = script(BOOK, **how)
    assert script(BOOK, tmp_path, **how) == script(BOOK, tmp_path, **how) == fresh
    assert len(asked) == 2 * len(BOOK)


def test_a_cast_is_read_anew_as_who_speaks_follows_from_others(tmp_path: Path) -> None:
    narrator, other = Voice("tone:low", "low", "tone", "en"), Voice("tone:high", "high", "tone", "en")
    cast = Cast(narrator, roles={"quote": Part(other)})
    script(BOOK, tmp_path, cast=cast)
    assert not (tmp_path / "scripts").exists()


def test_what_was_damaged_is_read_again(tmp_path: Path, asked: list[str]) -> None:
    script(BOOK, tmp_path)
    for path in tmp_path.glob("scripts/*/*.script"):
        path.write_bytes(path.read_bytes()[:-1])
    assert script(BOOK, tmp_path) == script(BOOK)
    assert len(asked) == 3 * len(BOOK)


def test_a_script_is_written_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "scripts").write_text("a file where a folder should be")
    assert script(BOOK, tmp_path) == script(BOOK)
