"""The cases of `tests/cases/*.toml`: texts and their accepted readings, written apart from the rules.

Those of `hunted/` are how sentences of many kinds are said that somebody read and found right: they keep it so.

Two readings are the same where they differ in nothing but capitals, hyphens, punctuation and white space.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import regex

from narrate.scripting.normalisation import spoken_form

FILES = sorted((Path(__file__).parent.parent / "cases").rglob("*.toml"))
LEAST_OF_ALL = 0.97
LEAST_OF_A_CATEGORY = 0.90
APART = regex.compile(r"[-‐‑–—\s]+")
PUNCTUATION = regex.compile(r"(?<!\w)'|'(?!\w)|[^\w\s']|_")

pytestmark = pytest.mark.skipif(not FILES, reason="there are no cases here")


def as_heard(text: str) -> str:
    plain = APART.sub(" ", text.casefold().replace("’", "'"))
    return " ".join(PUNCTUATION.sub("", plain).split())


def cases() -> list[tuple[str, dict[str, Any]]]:
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES]
    return [(table["category"], case) for table in tables for case in table["case"]]


def failure(case: dict[str, Any]) -> str:
    """Why a case fails; empty where it passes."""
    spoken = as_heard(spoken_form(case["text"], case.get("language", "en-US")))
    if spoken in {as_heard(one) for one in case["spoken"]}:
        return ""
    return f"{case['text']!r} is said {spoken!r}, not {' / '.join(case['spoken'])!r}"


def test_nearly_every_case_is_said_as_accepted() -> None:
    failures: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for category, case in cases():
        if case.get("known_failure"):
            continue
        counts[category] += 1
        if reason := failure(case):
            failures[category].append(reason)
    for category, reasons in failures.items():
        print(f"\n{category}: {counts[category] - len(reasons)} of {counts[category]}", *reasons, sep="\n    ")  # noqa: T201 - the report is the point
    passed = {category: 1 - len(failures[category]) / count for category, count in counts.items()}
    assert not {category: share for category, share in passed.items() if share < LEAST_OF_A_CATEGORY}
    assert sum(map(len, failures.values())) <= (1 - LEAST_OF_ALL) * sum(counts.values())


def test_a_known_failure_that_passes_is_known_no_longer() -> None:
    assert not [case["text"] for _, case in cases() if case.get("known_failure") and not failure(case)]
