"""The part of the evidence that can be drawn: rows of numbers, by cohort, in the words of the source.

Nothing is computed except the percentage of a fraction. A result without its own time point is placed at the study's
follow-up, in parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.figures.metrics import plain
from generator.model.evidence import Cohort, Evidence, MeanChange, Proportion, Quantity, Result, Share
from generator.view.evidence import StudyView
from generator.wording import phrases as words

SHARES = ("pain", "disability", "composite")
MEANS = ("pain", "disability", "quality-of-life")
_MONTHS = {"day": 1 / 30.4, "week": 7 / 30.4, "month": 1.0, "year": 12.0}
_THRESHOLD = re.compile(r"[≥≤<>]\s*[0-9]+(?:\.[0-9]+)?\s*(?:%|[A-Za-z]+)?")


@dataclass(frozen=True)
class Point:
    """One number: its position, what is printed beside it, and whether it is the other side of a comparison."""

    value: float
    shown: str
    full: str
    low: float | None = None
    high: float | None = None
    hollow: bool = False


Series = tuple[str, str, tuple[str, str], tuple[str, ...] | str, str]
"""Block, endpoint, column, thresholds (or the text) and arm."""


@dataclass(frozen=True)
class ResultRow:
    """One result. `column` is its scale, `series` joins the follow-ups of one cohort."""

    block: str
    endpoint: str
    column: tuple[str, str]
    text: str
    time: str
    months: float | None
    study: str
    arm: str
    other: str
    points: tuple[Point, ...]
    series: Series

    @property
    def arms(self) -> str:
        """The arm that the number belongs to, and the arm of the open mark, as printed."""
        return "; ".join(part for part in (self.arm, f"open mark: {self.other}" if self.other else "") if part)

    @property
    def when(self) -> str:
        """Time point and study, as printed."""
        return " · ".join(part for part in (self.time, self.study) if part)


def share_rows(studies: Iterable[StudyView], evidence: Evidence) -> list[ResultRow]:
    """Return the responder rates: proportions for pain, disability, or both."""
    rows = [
        _share_row(view, block, result)
        for view, block, result in _results(studies, evidence)
        if isinstance(result, Proportion)
    ]
    return _ordered([row for row in rows if row and row.endpoint in SHARES], SHARES, evidence)


def mean_rows(studies: Iterable[StudyView], evidence: Evidence) -> list[ResultRow]:
    """Return the mean values at baseline and follow-up, one row per follow-up."""
    rows = [
        row
        for view, block, result in _results(studies, evidence)
        if isinstance(result, MeanChange)
        for row in _mean_rows(view, block, result)
    ]
    return _ordered([row for row in rows if row.endpoint in MEANS], MEANS, evidence)


def difference_rows(studies: Iterable[StudyView], evidence: Evidence) -> list[ResultRow]:
    """Return the mean changes that the source states as such."""
    rows = [
        _difference_row(view, block, result, result.difference)
        for view, block, result in _results(studies, evidence)
        if isinstance(result, MeanChange) and result.difference
    ]
    return _ordered([row for row in rows if row.endpoint in MEANS], MEANS, evidence)


def _results(studies: Iterable[StudyView], evidence: Evidence) -> Iterator[tuple[StudyView, str, Result]]:
    names = {cohort.id: _cohort_name(cohort) for cohort in evidence.cohorts}
    for view in studies:
        cohorts = [names.get(item, item) for item in view.study.cohorts]
        block = cohorts[0] if len(cohorts) == 1 else "Pooled: " + "; ".join(cohorts) if cohorts else "Cohort not stated"
        for result in view.study.results:
            yield view, block, result


def _cohort_name(cohort: Cohort) -> str:
    name = plain(cohort.name)
    return f"{name}, n = {cohort.participants}" if cohort.participants is not None else name


def _row(
    view: StudyView,
    block: str,
    result: Proportion | MeanChange,
    column: tuple[str, str],
    text: str,
    at: str | None,
    points: tuple[Point, ...],
) -> ResultRow:
    follow_up = view.study.follow_up
    time = plain(at) if at else f"({plain(follow_up)})" if follow_up else ""
    thresholds = tuple(sorted({re.sub(r"\s", "", found) for found in _THRESHOLD.findall(text)}))
    arm = plain(result.arm or "")
    other = plain(result.versus.arm) if result.versus and len(points) > 1 and points[1].hollow else ""
    return ResultRow(
        block,
        result.endpoint,
        column,
        text,
        time,
        months(time),
        view.name,
        arm,
        other,
        points,
        (block, result.endpoint, column, thresholds or text, arm),
    )


def _share_row(view: StudyView, block: str, result: Proportion) -> ResultRow | None:
    own = _share(result, "")
    if own is None:
        return None
    other = _share(result.versus, plain(result.versus.arm)) if result.versus else None
    points = (own, replace(other, hollow=True)) if other else (own,)
    return _row(view, block, result, ("share", "%"), plain(result.proportion), result.at, points)


def _share(part: Share, arm: str) -> Point | None:
    if part.percent is not None:
        value, shown = float(part.percent), f"{words.number(part.percent)}%"
    elif part.count is not None and part.of:
        value, shown = part.count * 100 / part.of, f"{part.count} of {part.of}"
    else:
        return None
    full = words.share(part)
    return _point(value, shown, f"{full} with {arm}" if arm else full, part)


def _mean_rows(view: StudyView, block: str, result: MeanChange) -> Iterator[ResultRow]:
    column = (result.endpoint, plain(result.unit or ""))
    start = (_quantity(result.baseline, " at baseline", hollow=True),) if result.baseline else ()
    for reading in result.follow_up:
        points = (*start, _quantity(reading, f" at {plain(reading.at)}"))
        yield _row(view, block, result, column, plain(result.change), reading.at, points)


def _difference_row(view: StudyView, block: str, result: MeanChange, difference: Quantity) -> ResultRow:
    column = (result.endpoint, plain(result.unit or ""))
    at = result.at or (result.follow_up[-1].at if result.follow_up else None)
    points = [_quantity(difference, "", sign=True)]
    if result.versus:
        arm = plain(result.versus.arm)
        points.append(_quantity(result.versus, f" with {arm}", hollow=True, sign=True))
    return _row(view, block, result, column, plain(result.change), at, tuple(points))


def _quantity(part: Quantity, after: str, *, hollow: bool = False, sign: bool = False) -> Point:
    plus = "+" if sign and part.value > 0 and not str(part.value).startswith("+") else ""
    return replace(
        _point(float(part.value), plus + words.number(part.value), plus + words.quantity(part) + after, part),
        hollow=hollow,
    )


def _point(value: float, shown: str, full: str, part: Share | Quantity) -> Point:
    low, high = (None, None) if part.low is None or part.high is None else (float(part.low), float(part.high))
    return Point(value, shown, full, low, high)


def months(time: str) -> float | None:
    """Return a time point in months, or None if it does not name a single one."""
    if "baseline" in time.lower():
        return 0.0
    found = re.fullmatch(r"\(?([0-9]+(?:\.[0-9]+)?)[\s-]*(day|week|month|year)s?\b[^0-9]*", time.strip())
    return float(found[1]) * _MONTHS[found[2]] if found else None


def _ordered(rows: list[ResultRow], endpoints: tuple[str, ...], evidence: Evidence) -> list[ResultRow]:
    """Sort by cohort, endpoint, series, and time; ties keep the order of the source."""
    blocks = [_cohort_name(cohort) for cohort in evidence.cohorts]
    blocks += list(dict.fromkeys(row.block for row in rows if row.block not in blocks))
    series = {key: index for index, key in enumerate(dict.fromkeys(row.series for row in rows))}
    return sorted(
        rows,
        key=lambda row: (
            blocks.index(row.block),
            endpoints.index(row.endpoint),
            series[row.series],
            row.months if row.months is not None else 1e9,
        ),
    )


def joined(first: ResultRow, second: ResultRow) -> bool:
    """Return whether two rows are follow-ups of one cohort: same outcome and threshold, later time."""
    return (
        first.series == second.series
        and first.months is not None
        and second.months is not None
        and first.months < second.months
    )


def sentences(title: str, rows: list[ResultRow]) -> str:
    """Return the rows in sentences, for readers who cannot see the figure."""
    parts, block = [f"{title}."], None
    for row in rows:
        if row.block != block:
            block = row.block
            parts.append(f"{block}:")
        at = f" {row.time}," if row.time else ""
        arm = f" ({row.arm})" if row.arm else ""
        values = (", " if row.points[0].hollow else ", versus ").join(point.full for point in row.points)
        unit = f" ({row.column[1]})" if row.column[1] not in ("", "%") else ""
        parts.append(f"{row.text.rstrip('.')}{arm}, {row.study},{at} {values}{unit}.")
    return " ".join(parts)
