from __future__ import annotations

import pytest

from narrate.listening.lines import Score
from narrate.script import Passage, Scene, Script, Utterance


def said(*texts: str, paragraph: int, continues: bool = False) -> Passage:
    utterances = tuple(Utterance(text, "" if text == "***" else text, pause_ms=100) for text in texts)
    return Passage(paragraph + 1, utterances, paragraph=paragraph, continues=continues)


@pytest.fixture
def score() -> Score:
    """Lines 0-2 are one paragraph in two passages, 3 and 4 one each; 3 begins a chapter."""
    first = Scene(
        "One", (said("a", "b", paragraph=0), said("c", paragraph=0, continues=True), said("***", paragraph=1))
    )
    return Score(Script((first, Scene("Two", (said("d", paragraph=2), said("e", paragraph=3))))))


def test_what_does_not_sound_is_a_pause(score: Score) -> None:
    assert [line.utterance.written for line in score.lines] == list("abcde")
    assert [line.pause_ms for line in score.lines] == [100, 100, 200, 100, 100]


@pytest.mark.parametrize(
    ("line", "step", "unit", "lands"),
    [
        (0, 1, "paragraph", 3),  # both passages of it are passed
        (2, -1, "paragraph", 0),
        (3, -1, "paragraph", 0),
        (4, 1, "paragraph", 4),  # there is none: the last line
        (0, -1, "paragraph", 0),
        (1, 1, "chapter", 3),
        (4, -1, "chapter", 3),  # to the start of its own
        (3, -1, "chapter", 0),
    ],
)
def test_paragraphs_and_chapters_are_gone_to_by_their_first_line(
    score: Score, line: int, step: int, unit: str, lands: int
) -> None:
    assert score.from_line(line, step, getattr(score, unit)) == lands
