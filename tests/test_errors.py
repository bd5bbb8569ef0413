"""One tree of errors: each says what happened and what to do, and ends the command with its own number."""

from __future__ import annotations

import pickle

import pytest

from narrate.errors import NarrateError, OutputError, SettingsError, SourceError, SpeechError

EXIT_CODES = {SettingsError: 2, SourceError: 3, SpeechError: 4, OutputError: 5}
BY_CLASS = pytest.mark.parametrize("error", EXIT_CODES)


@BY_CLASS
def test_each_error_has_the_exit_code_of_the_design(error: type[NarrateError]) -> None:
    assert error("x").exit_code == EXIT_CODES[error]


def test_the_tree_has_no_other_branches_and_no_two_with_one_exit_code() -> None:
    assert set(NarrateError.__subclasses__()) == set(EXIT_CODES)
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)


@BY_CLASS
def test_one_except_catches_them_all_and_nothing_else_is_caught_with_them(error: type[NarrateError]) -> None:
    assert issubclass(error, NarrateError)
    assert error.__mro__[1:3] == (NarrateError, Exception)


@pytest.mark.parametrize(
    ("problem", "remedy", "message"),
    [
        ("It broke.", "Mend it.", "It broke. Mend it."),
        ("It broke.", "", "It broke."),
        ("“x” {y} %s", "é", "“x” {y} %s é"),
    ],
)
def test_the_message_is_the_problem_and_the_remedy(problem: str, remedy: str, message: str) -> None:
    error = OutputError(problem, remedy)
    assert (error.problem, error.remedy, str(error)) == (problem, remedy, message)


@BY_CLASS
@pytest.mark.parametrize("arguments", [("It broke.",), ("It broke.", "Mend it.")])
def test_an_error_crosses_a_process_border_whole(error: type[NarrateError], arguments: tuple[str, ...]) -> None:
    before = error(*arguments)
    after = pickle.loads(pickle.dumps(before))
    assert type(after) is error
    assert (after.problem, after.remedy, str(after)) == (before.problem, before.remedy, str(before))
