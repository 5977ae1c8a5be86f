"""The evidence figures: responder rates, means, and mean changes, drawn as SVG from their layout.

Shapes and open or filled marks convey the meaning, so that the figure reads the same in grayscale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from generator.figures.evidence_data import Point, ResultRow, difference_rows, mean_rows, sentences, share_rows
from generator.figures.evidence_layout import (
    AXIS,
    BLOCK_LEAD,
    BLOCK_SIZE,
    LABEL,
    LEAD,
    WIDTH,
    Column,
    Drawing,
    FollowUpLine,
    Line,
    mean_parts,
    share_parts,
)
from generator.figures.metrics import text_width, tick_label
from generator.figures.svg import circle, path, picture, polygon, rect, text
from generator.model.evidence import Evidence
from generator.view.evidence import StudyView

_SHARES_CAPTION = "Each row states who is counted. A line joins the follow-ups of one cohort with the same threshold."
_MEANS_CAPTION = "Open mark: baseline; filled mark: follow-up. A line downward joins the follow-ups of one cohort."
_CHANGES_CAPTION = "Change from baseline; the vertical line marks no change."
_SMALL = 6.8
_MARK, _LEGEND_MARK = 2.5, 2.2  # half the width, in points


def evidence_figures(studies: Iterable[StudyView], evidence: Evidence) -> list[dict[str, Any]]:
    """Return the figures in order, each with title, caption, and SVG; none if fewer than two results can be drawn."""
    studies = list(studies)
    shares, means, changes = (rows(studies, evidence) for rows in (share_rows, mean_rows, difference_rows))
    if len(shares) + len(means) + len(changes) < 2:
        return []
    parts = [
        *share_parts("Responder rates and other proportions", _SHARES_CAPTION, shares),
        *mean_parts("Mean values at baseline and at follow-up", _MEANS_CAPTION, means),
        *mean_parts("Mean changes as the source states them", _CHANGES_CAPTION, changes, zero=True),
    ]
    figures = [
        {
            "title": f"{part.title}.",
            "caption": part.caption,
            "svg": picture(WIDTH, part.height, sentences(part.title, part.rows), drawing(part), "plot"),
        }
        for part in parts
    ]
    missed = [
        view.name for view in studies if view.study.primary_endpoint and view.study.primary_endpoint.met == "not met"
    ]
    if missed:
        figures[0]["caption"] += f" Primary endpoint not met: {'; '.join(missed)} (see the evidence table)."
    return figures


def drawing(part: Drawing) -> str:
    """Return the shapes of one part."""
    columns = (_column(part, index, column) for index, column in enumerate(part.look.columns))
    return "".join(chain(_bands(part), _labels(part), _legend(part), *columns))


def _bands(part: Drawing) -> Iterator[str]:
    for heading in part.headings:
        yield rect(0, heading.y + 2, WIDTH, 3 + BLOCK_LEAD * len(heading.words), "accent-tint")


def _labels(part: Drawing) -> Iterator[str]:
    for heading in part.headings:
        for index, words in enumerate(heading.words):
            yield text(3, heading.y + 10.4 + BLOCK_LEAD * index, words, BLOCK_SIZE, 600, "accent")
    for line in part.lines:
        for x, words_of in ((9, line.label), (part.look.second, line.when)):
            for index, words in enumerate(words_of):
                yield text(x, line.y + LEAD * (index + 1), words, LABEL)


def _legend(part: Drawing) -> Iterator[str]:
    x, head = 9.0, part.look.head
    for kind, name in part.look.legend:
        yield _shape(kind)(x, head - 6.5, _LEGEND_MARK, "accent")
        yield text(x + 6, head - 4, name, LABEL)
        x += text_width(name, LABEL) + 22
    if part.look.legend and any(len(row.points) > 1 for row in part.rows):
        yield circle(x, head - 6.5, _LEGEND_MARK, "#ffffff")
        yield text(x + 6, head - 4, "Open: comparison arm", LABEL)


def _column(part: Drawing, index: int, column: Column) -> Iterator[str]:
    head, foot = part.look.head, part.height - AXIS
    middle = column.left + column.width / 2
    for number, words in enumerate(column.title):
        style = (_SMALL, 400, "ink-soft") if number else (LABEL, 600, "ink")
        yield text(middle, 7.5 + 8.6 * number, words, *style, anchor="middle")
    for tick in column.ticks:
        strong, x = tick == 0 and column.zero, column.x(tick)
        yield path([(x, head), (x, foot)], "ink-soft" if strong else "rule-soft", 0.9 if strong else 0.6)
        yield text(x, foot + 9, tick_label(tick), _SMALL, 400, "ink-soft", "middle")
    links = [link for link in part.links() if link.column == index]
    for link in links:
        yield path([(column.x(link.first), link.above), (column.x(link.last), link.below)], "ink-soft", 0.9)
    yield path([(column.x(column.low), foot), (column.x(column.high), foot)], "ink-soft", 0.7)
    cells = [(line, row) for line in part.lines for row, at in line.cells if at == index]
    for layer in (_stretches, _bars, _marks):
        for line, row in cells:
            yield from layer(row, line.middle, column)
    for line, row in cells:
        yield from _numbers(row, line, column, any(_leans(link, row, line, column) for link in links))


def _stretches(row: ResultRow, y: float, column: Column) -> Iterator[str]:
    """Draw the line that joins the marks of one row, or a single mark with zero."""
    if len(row.points) > 1:
        yield path([(column.x(point.value), y) for point in row.points], "ink-soft", 0.8, "1.2 1.2")
    elif column.zero:
        yield path([(column.x(0), y), (column.x(row.points[0].value), y)], "accent", 2.2)


def _bars(row: ResultRow, y: float, column: Column) -> Iterator[str]:
    """Draw the interval of each mark, with a tick at each end."""
    for point in row.points:
        if point.low is not None and point.high is not None:
            low, high = column.x(point.low), column.x(point.high)
            yield path([(low, y), (high, y)], "accent", 1.3)
            for x in (low, high):
                yield path([(x, y - 2.3), (x, y + 2.3)], "accent")


def _marks(row: ResultRow, y: float, column: Column) -> Iterator[str]:
    for point in row.points:
        yield _shape(row.endpoint)(column.x(point.value), y, _MARK, "#ffffff" if point.hollow else "accent")


def _numbers(row: ResultRow, line: Line, column: Column, crossed: bool) -> Iterator[str]:
    """Print the number of each mark on the free side, on a white background."""
    points = row.points
    order = sorted(range(len(points)), key=lambda at: (points[at].value, -at))
    for index, point in enumerate(points):
        single = len(points) == 1
        to_left = crossed or (column.zero and point.value < 0) if single else order[0] == index
        weight = 400 if point.hollow else 600
        width = text_width(point.shown, LABEL, weight)
        x = column.x(min(_ends(point))) - 6 - width if to_left else column.x(max(_ends(point))) + 6
        yield rect(x - 0.4, line.middle - 3.7, width + 0.8, 8.2, "#ffffff")
        yield text(x, line.middle + 2.6, point.shown, LABEL, weight)


def _ends(point: Point) -> tuple[float, ...]:
    return (point.value,) if point.low is None or point.high is None else (point.low, point.high)


def _leans(link: FollowUpLine, row: ResultRow, line: Line, column: Column) -> bool:
    """Return whether a joining line leaves the row's mark flat to the right, where its number would be."""
    other = {link.above: link.last, link.below: link.first}.get(line.middle)
    return other is not None and (column.x(other) - column.x(row.points[-1].value)) > 1.6 * (link.below - link.above)


def _shape(endpoint: str) -> Callable[[float, float, float, str], str]:
    return {"disability": _square, "composite": _diamond}.get(endpoint, circle)


def _square(x: float, y: float, half: float, fill: str) -> str:
    return polygon([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], fill)


def _diamond(x: float, y: float, half: float, fill: str) -> str:
    reach = half * 1.414
    return polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill)
