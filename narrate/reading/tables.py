"""Tables of HTML: which are tables, and which only place things beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrate.reading import elements

if TYPE_CHECKING:
    from lxml import etree

MAX_CELL_CHARACTERS = 300
"""A short paragraph's length. What is longer is not the cell of a table but a column of text."""


def layout(root: etree._Element) -> set[etree._Element]:
    """Return the tables that are none: with tables in them, with one cell a row, with a page of text in a cell."""
    found = [element for element in root.iter() if elements.name(element) == "table"]
    outer: set[etree._Element] = set()
    for table in found:
        for above in table.iterancestors():
            if above in outer:
                break
            if elements.name(above) == "table":
                outer.add(above)
    return outer | {table for table in found if table not in outer and not _is_table(table)}


def _is_table(table: etree._Element) -> bool:
    """Judge a table that has no table in it."""
    if elements.kinds(table) & {"presentation", "none"}:
        return False
    rows = [element for element in table.iter() if elements.name(element) == "tr"]
    cells = [cell for row in rows for cell in row if elements.name(cell) in {"td", "th"}]
    if any(elements.name(cell) == "th" for cell in cells) and len(cells) > len(rows):
        return True
    return len(rows) > 1 and len(cells) > len(rows) and not any(map(_is_column, cells))


def _is_column(cell: etree._Element) -> bool:
    """Tell whether a cell holds a text of its own."""
    return len(elements.text(cell)) > MAX_CELL_CHARACTERS
