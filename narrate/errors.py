"""Every error that narrate raises on purpose.

    NarrateError                 never raised itself
    ├── SettingsError      2     a setting, an option or a voice that cannot be used
    ├── SourceError        3     the source cannot be read
    ├── SpeechError        4     an engine could not speak a passage
    └── OutputError        5     audio or a file could not be made: disk full, not writable, failed its check

The number is the exit code of the command line. Each error carries the problem (what happened, one sentence) and the
remedy (what to do about it). They cross process borders, so they must survive pickling: two strings, no other state.
"""

from __future__ import annotations


class NarrateError(Exception):
    """What happened, and what to do about it."""

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".rstrip()


class SettingsError(NarrateError):
    """A setting, an option or a voice cannot be used."""

    exit_code = 2


class SourceError(NarrateError):
    """The source cannot be read, or there is nothing in it to say."""

    exit_code = 3


class SpeechError(NarrateError):
    """An engine could not speak a passage."""

    exit_code = 4


class OutputError(NarrateError):
    """A file could not be made, or what was made failed its check."""

    exit_code = 5
