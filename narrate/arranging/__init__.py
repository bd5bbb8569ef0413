"""The room between reading and scripting: Document -> Document. Two doors: `merge` and `select`."""

from __future__ import annotations

from narrate.arranging.merging import merge
from narrate.arranging.selecting import select

__all__ = ["merge", "select"]
