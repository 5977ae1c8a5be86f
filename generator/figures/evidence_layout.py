"""Where the rows of an evidence figure are placed: parts, columns, and scales. `evidence` draws them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator.figures.evidence_data import ResultRow, Series, joined
from generator.figures.metrics import text_width, tick_label, wrap

WIDTH, TALLEST = 498.0, 320.0  # two parts of a figure share a page, and one part fits the space below a table
NARROWEST = 56.0  # of a scale
LABEL, LEAD, AXIS = 7.4, 8.8, 20.0
MEAN_LABEL = 140.0
_NAMES = {"pain": "Pain", "disability": "Disability", "quality-of-life": "Quality of life", "composite": "Composite"}
_OPEN = " An open mark is the comparison arm."
_BAR = " A bar is the interval stated in the source."
_TIMES = " A time in parentheses is the study's follow-up, where the result states none."
BLOCK_SIZE, BLOCK_LEAD = 7.8, 9.4


@dataclass(frozen=True)
class Column:
    """A scale: its position and width in points, the values at its ends, and whether a line marks zero."""

    left: float
    width: float
    title: Sequence[str]
    low: float
    high: float
    ticks: Sequence[float]
    zero: bool = False

    def x(self, value: float) -> float:
        """Return where a value is on the page, in points from the left edge of the figure."""
        return self.left + (value - self.low) / (self.high - self.low) * self.width


@dataclass(frozen=True)
class Heading:
    """The name of a cohort above its rows."""

    y: float
    words: Sequence[str]

    @property
    def height(self) -> float:
        """Height in points, including the space above."""
        return 5 + BLOCK_LEAD * len(self.words)


@dataclass(frozen=True)
class Line:
    """One line of the figure: the text to its left, and the rows that are drawn in it, each with its column."""

    cells: Sequence[tuple[ResultRow, int]]
    label: Sequence[str]
    when: Sequence[str] = ()
    y: float = 0.0

    @property
    def row(self) -> ResultRow:
        """The first row, which determines where the line belongs."""
        return self.cells[0][0]

    @property
    def height(self) -> float:
        """Height in points."""
        return 4.6 + LEAD * max(len(self.label), len(self.when), 1)

    @property
    def middle(self) -> float:
        """Where the marks are, in points from the top."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class FollowUpLine:
    """A line between two follow-ups of one cohort: a value in the column at each of two heights."""

    column: int
    first: float
    above: float
    last: float
    below: float


@dataclass(frozen=True)
class Look:
    """What the parts of one figure share; `second` is where the second text column starts, in points."""

    title: str
    caption: str
    columns: Sequence[Column]
    second: float
    legend: Sequence[tuple[str, str]] = ()

    @property
    def head(self) -> float:
        """Height of the titles of the columns."""
        return 6.0 + 9 * max(len(column.title) for column in self.columns)


@dataclass
class Drawing:
    """One drawing: the part of a figure that is kept together."""

    look: Look
    title: str = ""
    caption: str = ""
    headings: list[Heading] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Height in points."""
        return self.lines[-1].y + self.lines[-1].height + AXIS

    @property
    def rows(self) -> list[ResultRow]:
        """What is drawn, from top to bottom."""
        return [row for line in self.lines for row, _ in line.cells]

    def links(self) -> Iterator[FollowUpLine]:
        """Yield the lines between follow-ups."""
        last: dict[Series, tuple[ResultRow, float]] = {}
        for line in self.lines:
            for row, column in line.cells:
                if row.series in last and joined(last[row.series][0], row):
                    before, above = last[row.series]
                    at = -1 if column or row.points[0].hollow else 0
                    yield FollowUpLine(column, before.points[at].value, above, row.points[at].value, line.middle)
                last[row.series] = (row, line.middle)


def share_parts(title: str, caption: str, rows: list[ResultRow]) -> list[Drawing]:
    """Return the parts of a figure of responder rates."""
    label, when, plot = 204.0, 128.0, 122.0
    column = Column(label + when + 8, plot, ["Patients, %"], 0, 100, [0, 25, 50, 75, 100])
    lines = [
        Line(
            [(row, 0)],
            wrap(f"{row.text} ({row.arms})" if row.arms else row.text, label - 17, LABEL, 400, 3),
            wrap(row.when, when - 6, LABEL, 400, 2),
        )
        for row in rows
    ]
    legend = [
        (kind, _NAMES[kind])
        for kind in ("pain", "disability", "composite")
        if any(row.endpoint == kind for row in rows)
    ]
    return _parts(Look(title, caption, [column], label, legend), lines)


def mean_parts(title: str, caption: str, rows: list[ResultRow], zero: bool = False) -> list[Drawing]:
    """Return the parts of a figure of means or, with `zero`, of mean changes: as many scales side by side as fit."""
    parts = []
    columns = list(dict.fromkeys(row.column for row in rows))
    columns.sort(key=lambda column: list(_NAMES).index(column[0]))
    while columns:
        chosen = columns[: _fitting(columns, rows)]
        columns = columns[len(chosen) :]
        own = [row for row in rows if row.column in chosen]
        look = Look(title, caption, list(_scales(own, chosen, zero)), MEAN_LABEL)
        parts += _parts(look, _mean_lines(own, chosen))
    return parts


def _fitting(columns: list[tuple[str, str]], rows: list[ResultRow]) -> int:
    """Return how many columns (at most three) fit side by side with room for their scales and numbers."""
    for count in (3, 2):
        room = (WIDTH - MEAN_LABEL) / count
        if all(room - 2 * _pad(key, rows) >= NARROWEST for key in columns[:count]):
            return count
    return 1


def _pad(column: tuple[str, str], rows: list[ResultRow]) -> float:
    """Return the space beside a scale for the numbers of its marks."""
    return 9.0 + max(text_width(p.shown, LABEL, 600) for row in rows if row.column == column for p in row.points)


def _scales(rows: list[ResultRow], chosen: list[tuple[str, str]], zero: bool) -> Iterator[Column]:
    room = (WIDTH - MEAN_LABEL) / max(len(chosen), 2)
    if room - 2 * _pad(chosen[0], rows) < NARROWEST:
        room = (WIDTH - MEAN_LABEL) / len(chosen)
    for index, key in enumerate(chosen):
        own = [row for row in rows if row.column == key]
        names = wrap("; ".join(dict.fromkeys(row.text for row in own)), room - 8, 6.8, 400, 2)
        pad = _pad(key, rows)
        head = f"{_NAMES[key[0]]}, {key[1]}" if key[1] else _NAMES[key[0]]
        values = [
            value
            for row in own
            for point in row.points
            for value in (point.value, point.low, point.high)
            if value is not None
        ]
        low, high, ticks = _scale(values, room - 2 * pad)
        yield Column(MEAN_LABEL + index * room + pad, room - 2 * pad, [head, *names], low, high, ticks, zero)


def _scale(values: list[float], width: float) -> tuple[float, float, list[float]]:
    """Return a scale from zero in at most four round steps: its ends, and as many ticks as can be labeled."""
    low, high = min(0.0, *values), max(0.0, *values)
    power = 10.0 ** math.floor(math.log10((high - low) or 1))
    step = next(part * power for part in (0.5, 1, 2, 2.5, 5, 10) if (high - low) / (part * power) <= 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [round(step * index, 9) for index in range(first, max(last, first + 1) + 1)]
    shown = ticks
    while len(shown) > 2 and max(text_width(tick_label(t), 6.8) for t in shown) + 4 > width / (len(shown) - 1):
        shown = shown[::2] if len(shown) % 2 else [ticks[0], ticks[-1]]
    return ticks[0], ticks[-1], shown


def _mean_lines(rows: list[ResultRow], chosen: list[tuple[str, str]]) -> list[Line]:
    """Return the lines of a figure of means: results of one study, time, and arm share a line, one per column."""
    lines: list[Line] = []
    shared: dict[tuple[str, str, str, str], list[list[tuple[ResultRow, int]]]] = {}
    for row in rows:
        key, column = (row.block, row.study, row.time, row.arm), chosen.index(row.column)
        before = shared.setdefault(key, [])
        cells = next((cells for cells in before if all(taken != column for _, taken in cells)), None)
        if cells is not None:
            cells.append((row, column))
            continue
        before.append([(row, column)])
        words = f"{row.when} ({row.arms})" if row.arms else row.when
        if len(before) > 1:
            words += f": {row.text}"
        lines.append(Line(before[-1], wrap(words, MEAN_LABEL - 15, LABEL, 400, 3)))
    blocks = list(dict.fromkeys(row.block for row in rows))
    return sorted(
        lines, key=lambda line: (blocks.index(line.row.block), line.row.months if line.row.months is not None else 1e9)
    )


def _parts(look: Look, lines: list[Line]) -> list[Drawing]:
    """Place the lines, starting a new part when the next does not fit; a cohort stays in one part if possible."""
    heights: dict[str, float] = {}
    for line in lines:
        heights[line.row.block] = heights.get(line.row.block, 15) + line.height
    parts: list[Drawing] = []
    y, block = TALLEST, None
    for line in lines:
        name = line.row.block
        heading = None if name == block else _heading(name, look)
        room = line.height + (heading.height if heading else 0)
        splits = heading and y > TALLEST / 2 and y + heights[name] > TALLEST - AXIS
        if splits or y + room > TALLEST - AXIS:
            heading = heading or _heading(f"{name} (continued)", look)
            parts.append(Drawing(look))
            y = look.head + 2
        if heading:
            parts[-1].headings.append(Heading(y, heading.words))
            y += heading.height
        parts[-1].lines.append(Line(line.cells, line.label, line.when, y))
        y += line.height
        block = name
    for number, part in enumerate(parts, 1):
        part.title = f"{look.title}, part {number} of {len(parts)}" if len(parts) > 1 else look.title
        part.caption = (look.caption if number == 1 else "Read as in part 1.") + _key(part.rows)
    return parts


def _heading(words: str, look: Look) -> Heading:
    return Heading(0, wrap(words, look.second + 100, BLOCK_SIZE, 600, 2))


def _key(rows: Iterable[ResultRow]) -> str:
    """Return the caption's explanation of the marks that occur."""
    rows = list(rows)
    words = _OPEN if any(len(row.points) > 1 and not row.points[0].hollow for row in rows) else ""
    words += _BAR if any(point.low is not None for row in rows for point in row.points) else ""
    return words + (_TIMES if any(row.time.startswith("(") for row in rows) else "")
