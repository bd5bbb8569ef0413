"""Markdown or text, told from the content alone, conservatively."""

from __future__ import annotations

import pytest

from narrate.reading.sniffing import looks_like_markdown


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Tides\ndate: 2024-01-05\n---\n\nText.",
        "See [the map](map.html).",
        "![A gate](gate.png)\n",
        "Text.[^1]\n\n[^1]: A note.\n",
        "[home]: https://example.org\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "Run this:\n\n```python\nx = 1\n```\n",
        "# One\n\nText.\n\n## Two\n\nText.",
        "# Only one heading\n\nwith **emphasis**.",
        "Some `code` and *emphasis*.",
    ],
)
def test_markdown(text: str) -> None:
    assert looks_like_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain text.\n\nIn two paragraphs.",
        "One paragraph.\nAnother paragraph.",
        "# one comment\n# another comment\nx = f[0](1, 2)",
        "- a list\n- in a text\n\n* * *\n\n1. or numbers",
        "---\nA rule of dashes, then text.\n---\n",
        "An _old_ text with _underlined_ words.",
        "2 * 3 * 4 and snake_case_names",
        "[Ann]: Hello.\n[Bob]: Hello.",
        "A footnote* and its note.\n\n* Here.",
        "Title\n=====\n\nText.",
        "~" * 80,
    ],
)
def test_text(text: str) -> None:
    assert not looks_like_markdown(text)
