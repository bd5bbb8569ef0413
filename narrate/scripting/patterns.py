"""Regular expressions that are compiled when they are first used.

English has some four hundred, which take a fifth of a second to compile, and a text without figures needs few of them:
whoever listens waits for that second.
"""

from __future__ import annotations

import re
from typing import Any, cast

METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _Late:
    """A pattern that is compiled with the first of its methods that is asked for, and then has all of them."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update({method: getattr(compiled, method) for method in METHODS})
        return self.__dict__[name]


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The regular expression as `re.compile` gives it, later. A wrong one shows when it is first used."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
