"""Regular expressions that are compiled late are what they would have been at once."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from narrate.scripting import english
from narrate.scripting.patterns import METHODS, late

MODULES = [one.name for one in iter_modules(english.__path__)]
CALLS = {"sub": ("_", "a1b22"), "subn": ("_", "a1b22")}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_does_what_the_compiled_ones_does(method: str) -> None:
    given = CALLS.get(method, ("a1b22",))
    for pattern in (late(r"\d+"), late(r"\d+", re.IGNORECASE)):
        for _ in range(2):
            found, expected = (getattr(one, method)(*given) for one in (pattern, re.compile(r"\d+")))
            if method == "finditer":
                found, expected = ([one.span() for one in some] for some in (found, expected))
            assert str(found) == str(expected)


@pytest.mark.parametrize("name", MODULES)
def test_each_of_a_language_compiles(name: str) -> None:
    """A wrong one would show only in a text that needs it."""
    module = import_module(f"narrate.scripting.english.{name}")
    for value in vars(module).values():
        if type(value).__name__ == "_Late":
            assert value.search("") is None or value.search("").span() == (0, 0)
