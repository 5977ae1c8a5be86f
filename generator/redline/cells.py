"""Tables in a redline: a change stays inside its cell, and every row keeps the columns of its table.

htmldiff compares words and ignores cells: if several cells of a row change, it would put all the new ones before all
the old ones. So each cell starts and ends with unique words, the same in both versions, which are removed afterwards.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import Any

_ANCHOR = re.compile(r"cellanchor[0-9a-f]{12}[abc]\s*|\s*cellanchor[0-9a-f]{12}[def]")


def anchored(tree: Any) -> None:
    """Start and end each cell with words that identify its table, row, and column."""
    seen: Counter[str] = Counter()
    for table in tree.iter("table"):
        title = " ".join(item.text_content() for item in table.iter("caption"))
        for row in table.iter("tr"):
            cells = _cells(row)
            if not cells:
                continue
            key = f"{title}|{row.get('id') or ' '.join(cells[0].text_content().split())}"
            seen[key] += 1
            for column, cell in enumerate(cells):
                name = sha256(f"{key}|{seen[key]}|{column}".encode()).hexdigest()[:12]
                # htmldiff does not match runs of fewer than three equal words
                start, end = (" ".join(f"cellanchor{name}{letter}" for letter in part) for part in ("abc", "def"))
                cell.text = f"{start} {cell.text or ''}"
                if len(cell):
                    cell[-1].tail = f"{cell[-1].tail or ''} {end}"
                else:
                    cell.text += f" {end}"


def freed(page: str) -> str:
    """Remove the words again."""
    return _ANCHOR.sub("", page)


def mend_rows(table: Any) -> None:
    """Join new and old cells that are side by side, so that every row has the table's columns.

    That happens if a row's first cell changed, and with it the words that keep its cells apart.
    """
    rows = [_cells(row) for row in table.iter("tr")]
    if any(cell.get("rowspan") for row in rows for cell in row):
        return
    columns = min((_width(row) for row in rows if row), default=0)
    for cells in rows:
        while _width(cells) > columns:
            found = next(
                (
                    index
                    for index in range(1, len(cells))
                    if {mark_of(cells[index - 1]), mark_of(cells[index])} == {"ins", "del"}
                ),
                len(cells) - 1,
            )
            kept, gone = cells[found - 1], cells.pop(found)
            for child in list(gone):
                kept.append(child)
            gone.getparent().remove(gone)


def mark_of(element: Any) -> str | None:
    """Return the mark, `ins` or `del`, that contains all words of an element, or None."""
    marks = {
        next(
            (
                item.tag
                for item in (
                    text.getparent().iterancestors()
                    if text.is_tail
                    else text.getparent().xpath("ancestor-or-self::*")[::-1]
                )
                if item.tag in ("ins", "del")
            ),
            None,
        )
        for text in element.xpath(".//text()[normalize-space()]")
    }
    return marks.pop() if len(marks) == 1 else None


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _width(cells: list[Any]) -> int:
    return sum(int(cell.get("colspan", 1)) for cell in cells)
