"""The facts at the head of a Markdown file: what is a head, what it says, and what a hostile one cannot do."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from narrate.reading import front_matter
from narrate.reading.outline import Facts


def facts(yaml_text: str) -> Facts:
    return front_matter.split(f"---\n{yaml_text}\n---\nText.")[0]


@pytest.mark.parametrize(
    ("yaml_text", "expected"),
    [
        ("title: Tides", Facts(title="Tides")),
        ("Title: Tides", Facts(title="Tides")),
        ("title: 'Tides: a life'", Facts(title="Tides: a life")),
        ("title: >\n  Tides\n  and time", Facts(title="Tides and time")),
        ("title: |\n\n  Tides", Facts(title="Tides")),
        ("author: Jane Doe", Facts(author="Jane Doe")),
        ("authors: [Jane Doe, John Roe]", Facts(author="Jane Doe, John Roe")),
        ("author:\n- Jane Doe\n- name: John Roe\n  url: x", Facts(author="Jane Doe, John Roe")),
        ("author:\n  name: Jane Doe", Facts(author="Jane Doe")),
        ("date: 2024-01-05", Facts(date="2024-01-05")),
        ("date: 2024-01-05T10:00:00+01:00", Facts(date="2024-01-05")),
        ("date: 5 January 2024", Facts(date="5 January 2024")),
        ("lang: en_gb", Facts(language="en-GB")),
        ("language: zh-hant", Facts(language="zh-Hant")),
        ("description: About\n  tides.", Facts(description="About tides.")),
        ("# a comment\ntitle: Tides\n\ntags: [a, b]\nlayout: post", Facts(title="Tides")),
        # what YAML would make a number, a truth or a nothing of
        ("title: 1984", Facts(title="1984")),
        ("title: No", Facts(title="No")),
        ("title: 12:30", Facts(title="12:30")),
        ("title: 0x10", Facts(title="0x10")),
        ("date: 2024-99-99", Facts(date="2024-99-99")),
        ("title: null\nauthor: ~\ndate:", Facts()),
        # wrong types say nothing
        ("title: [[a], {b: c}]", Facts()),
        ("title: {a: b}", Facts()),
        ("language: English", Facts()),
        ("language: [en, de]", Facts()),
        ("1: a\ntitle: T", Facts(title="T")),
        # broken, and read line by line
        ("title: Walden: or, Life\nauthor: Jane Doe", Facts(title="Walden: or, Life", author="Jane Doe")),
        ('title: "Tides\nlang: en', Facts(title="Tides", language="en")),
        ("title: @home", Facts(title="@home")),
        ("title: Tides\n\tindented: by a tab", Facts(title="Tides")),
    ],
)
def test_a_head_says(yaml_text: str, expected: Facts) -> None:
    assert facts(yaml_text) == expected


def test_a_date_object_is_as_good_as_a_date() -> None:
    assert front_matter.facts({"date": dt.date(2024, 1, 5)}).date == "2024-01-05"
    assert front_matter.facts({"date": dt.datetime(2024, 1, 5, 10, tzinfo=dt.UTC)}).date == "2024-01-05"


@pytest.mark.parametrize("end", ["---", "..."])
def test_the_text_begins_below_the_head(end: str) -> None:
    assert front_matter.split(f"---\ntitle: T\n{end}\nText.\n")[1] == "Text.\n"


@pytest.mark.parametrize(
    "written",
    [
        "---\n\nText between two rules.\n\n---\n\nMore.",
        "---\nHe said: nothing.\nThen he left.\n---\n",
        "---\ntitle: never closed\n\nText.",
        "Text first.\n---\ntitle: T\n---\n",
        "--- \n---\n",
        "----\ntitle: T\n----\n",
        "---\n" + "key: value\n" * 2000 + "---\nText.",  # above MAX_CHARACTERS
    ],
)
def test_what_is_not_a_head_is_text(written: str) -> None:
    assert front_matter.split(written) == (Facts(), written)


HOSTILE = {
    "billion laughs": "a: &a [x, x]\n" + "\n".join(
        f"{n}: &{n} [{', '.join(['*' + chr(ord(n) - 1)] * 9)}]" for n in "bcdefghi"
    ) + "\ntitle: [*i]\nauthor: Jane Doe",
    "a loop": "a: &a [*a]\nauthor: Jane Doe",
    "deep nesting": "a: " + "[" * 5000 + "\nauthor: Jane Doe",
    "deep mappings": "a:\n" + "\n".join(" " * n + "a:" for n in range(1, 100)) + "\nauthor: Jane Doe",
    "an object": "title: !!python/object/apply:os.system ['exit 1']\nauthor: Jane Doe",
    "a list as a key": "? [a, b]\n: c\nauthor: Jane Doe",
    "an endless number": "title: " + "9" * 10_000 + "\nauthor: Jane Doe",
}  # fmt: skip


@pytest.mark.parametrize("yaml_text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_head_neither_hangs_nor_crashes(yaml_text: str) -> None:
    start = time.perf_counter()
    assert facts(yaml_text).author in ("Jane Doe", "")
    assert time.perf_counter() - start < 1
