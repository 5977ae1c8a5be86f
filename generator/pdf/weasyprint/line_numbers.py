"""Line numbers in the left margin, as artifacts, for documents that reviewers discuss line by line.

Neither CSS nor WeasyPrint has them: this module finds the lines of the laid-out pages and paints numbers beside them.
To a reader of the tags, a number is decoration: it belongs to the page, not to the text.

Every line of text has a number, including in tables; numbering restarts on each page. Lines that are side by side in
the columns of a table and nearly level share a number. Lines of a form have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

WANTED = "data-line-numbers"  # attribute of the body
_ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
_MILLIMETER = 96 / 25.4  # CSS pixels
_FROM_TEXT = 9 * _MILLIMETER  # leaves room for paragraph numbers
_LEVEL = 0.6  # of a line's height: lines closer than this share a number


def number_lines(document: Any, lay_out: Callable[[str], Any]) -> None:
    """Paint line numbers on the pages of WeasyPrint's `document`.

    `lay_out` renders HTML with the document's style sheets: the numbers are paragraphs in a body of class
    `line-numbers`, shaped once and painted on every page.
    """
    places = [line_places(page) for page in document.pages]
    digits = "".join(f"<p>{number}</p>" for number in range(1, max(map(len, places)) + 1))
    shaped = lay_out(f'<html lang="en"><title>Line numbers</title><body class="line-numbers">{digits}</body></html>')
    numbers = [text for page in shaped.pages for text in _texts(page._page_box)]
    for page, lines in zip(document.pages, places, strict=True):
        _paint_too(page, list(zip(numbers, lines, strict=False)))


def line_places(page: Any) -> list[float]:
    """Return the baselines of a page's lines, from the top down, in CSS pixels from the top of the page."""
    places: list[float] = []
    for baseline, height in sorted(_lines(page._page_box)):
        if not places or baseline - places[-1] > _LEVEL * height:
            places.append(baseline)
    return places


def _lines(box: Any) -> Iterator[tuple[float, float]]:
    """Yield baseline and height of each line box with text in the flow."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox) and any(_texts(child)):
            yield child.position_y + child.baseline, child.height
        elif isinstance(child, boxes.Box) and not isinstance(child, boxes.MarginBox) and child.element_tag != "form":
            yield from _lines(child)  # the placeholder of an absolute box is not a Box: it is out of the flow


def _texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes with visible text."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            if child.text.strip():
                yield child
        elif isinstance(child, boxes.Box) and not isinstance(child, boxes.MarginBox):
            yield from _texts(child)


def _paint_too(page: Any, numbered: Sequence[tuple[Any, float]]) -> None:
    from weasyprint.draw.text import draw_text

    plain = page.paint
    edge = page._page_box.margin_left - _FROM_TEXT

    def paint(stream: Any, scale: float = 1) -> None:
        plain(stream, scale)
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            stream.stream.append(_ARTIFACT)
            for text, baseline in numbered:
                text.position_x, text.position_y = edge - text.width, baseline - text.baseline
                draw_text(stream, text, 0, "clip", "none")
            stream.stream.append(b"EMC")

    page.paint = paint
