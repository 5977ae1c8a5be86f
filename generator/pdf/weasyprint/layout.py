"""What no validator detects: text that overflows its table cell or the page's text area, found in the layout boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

_SLACK = 1.5  # CSS pixels, for rounding and the overhang of italics


def layout_findings(pages: Sequence[Any]) -> list[str]:
    """Return a message for each text that overflows its cell or the page's text area; `pages` are WeasyPrint's."""
    return [message for number, page in enumerate(pages, 1) for message in _page(page._page_box, number)]


def _page(page: Any, number: int) -> Iterator[str]:
    from weasyprint.formatting_structure import boxes

    foot = page.content_box_y() + page.height + _SLACK
    sheet = page.margin_width() + _SLACK
    # (box, right edge that limits its text, what has that edge); text in a page's margin is limited by the sheet
    open_boxes = [
        (child, sheet if isinstance(child, boxes.MarginBox) else page.content_box_x() + page.width + _SLACK, "page")
        for child in page.children
    ]
    while open_boxes:
        box, edge, holder = open_boxes.pop()
        box = getattr(box, "_box", box)  # absolutely positioned boxes come in a wrapper
        if isinstance(box, boxes.TextBox):
            if box.text.strip() and box.position_x + box.width > edge:
                yield f"page {number}: text overflows its {holder}: {box.text.strip()[:60]!r}"
            elif edge != sheet and box.position_y > foot:
                yield f"page {number}: text is below the page's text area: {box.text.strip()[:60]!r}"
            continue
        if isinstance(box, boxes.TableCellBox):
            edge, holder = min(edge, box.position_x + box.margin_width() + _SLACK), "table cell"
        open_boxes.extend((child, edge, holder) for child in getattr(box, "children", ()))
