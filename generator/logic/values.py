"""Whether a value meets a threshold: numbers in the threshold's unit, lengths of time, and dates by the calendar.

Weeks and months have no exact ratio. Dates are counted by the calendar, so they always decide. A length in another
family of units decides if it is long or short enough on any calendar, and is unknown in between (a month has 28 to 31
days).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from generator.logic.tree import CriterionNode, Threshold
from generator.model.thresholds import MINUTES, Duration, Ends, Interval, Limit, Measure, PeriodUnit, Recency, ends


@dataclass(frozen=True)
class Length:
    """A length of time."""

    value: Decimal
    unit: PeriodUnit


@dataclass(frozen=True)
class DateRange:
    """The time from one day to another: first and last treatment, or a finding and the event that follows it."""

    start: date
    end: date


Value = Decimal | Length | DateRange
"""A number in the unit of its threshold (a measure, a count of services), or a length of time."""
REQUESTS = ("request", "the request", "the date of the request")
"""The words in `Recency.before` for the request itself, whose date is on the form."""


def asked_event(node: CriterionNode) -> str:
    """Return the event that a window of a statement ends with if it is not the request; a form asks for its date.

    The window of the finding takes precedence over those of its documents.
    """
    own = node.thresholds.get("recency")
    windows = (*((own,) if isinstance(own, Recency) else ()), *node.document_windows)
    return next((window.before for window in windows if window.before not in REQUESTS), "")


def is_calendar(unit: PeriodUnit) -> bool:
    """Return whether a unit is counted by the calendar: months and years, which have no exact ratio to days."""
    return unit in ("month", "year")


def meets(threshold: Threshold, value: Value) -> bool | None:
    """Return whether a value meets a threshold; None if it cannot be determined.

    Raises TypeError for a value of the wrong kind: a length of time for a measure, a number for a duration.
    """
    if isinstance(threshold, (Measure, Limit)) is not isinstance(value, Decimal):
        raise TypeError(f"a {type(threshold).__name__.lower()} is not compared with a {type(value).__name__.lower()}")
    if isinstance(value, Decimal):
        return _is_number_met(threshold, value)
    if isinstance(threshold, Recency):
        if isinstance(value, DateRange):
            return value.end >= value.start >= _earliest(threshold, value.end)
        order = _compare(value, threshold.value, threshold.unit)
        return None if order is None else order <= 0
    assert isinstance(threshold, (Duration, Interval))
    low, low_included, high, high_included = ends(threshold)
    found: list[bool | None] = []
    if isinstance(value, DateRange) and value.end < value.start:
        return False
    for end, included, sign in ((low, low_included, 1), (high, high_included, -1)):
        if end is not None:
            order = _compare(value, end, threshold.unit)
            found.append(None if order is None else order * sign > 0 or (included and order == 0))
    return False if False in found else None if None in found else True


def _is_number_met(threshold: Threshold, value: Decimal) -> bool:
    if isinstance(threshold, Limit):
        return value <= threshold.count
    assert isinstance(threshold, Measure)
    return lies_in(value, ends(threshold))


def lies_in(value: Decimal, interval: Ends) -> bool:
    """Return whether a value lies in an interval."""
    low, low_included, high, high_included = interval
    above = low is None or value > low or (low_included and value == low)
    return above and (high is None or value < high or (high_included and value == high))


def add(day: date, value: Decimal, unit: PeriodUnit) -> date:
    """Return the day that is a length of time after a day (before it, for a negative length).

    A month later is the same day of the next month, or the last day of that month if it is shorter. A fraction of a
    month counts as that fraction of 30 days. Beyond the calendar (the years 1 to 9999), it is the last or first day.
    """
    try:
        return _added(day, value, unit)
    except (ValueError, OverflowError):
        return date.max if value > 0 else date.min


def _added(day: date, value: Decimal, unit: PeriodUnit) -> date:
    if not is_calendar(unit):
        return day + timedelta(minutes=float(value * MINUTES[unit]))
    months = value * (12 if unit == "year" else 1)
    whole = int(months)
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return moved + timedelta(days=round((months - whole) * 30))


def _earliest(threshold: Recency, event: date) -> date:
    return add(event, -threshold.value, threshold.unit)


def _compare(value: Length | DateRange, limit: Decimal, unit: PeriodUnit) -> int | None:
    """Return -1, 0 or 1 for a time that is shorter than, as long as, or longer than a limit; None if it depends."""
    if isinstance(value, DateRange):
        reached = add(value.start, limit, unit)
        if reached == date.max:  # beyond the calendar, so no day reaches it
            return -1
        return (value.end > reached) - (value.end < reached)
    if is_calendar(value.unit) is is_calendar(unit):
        one, other = value.value * MINUTES[value.unit], limit * MINUTES[unit]
        return (one > other) - (one < other)
    shortest, longest = days(value.value, value.unit)
    least, greatest = days(limit, unit)
    if shortest > greatest or longest < least:
        return 1 if shortest > greatest else -1
    return 0 if shortest == longest == least == greatest else None


@lru_cache(maxsize=1024)
def days(value: Decimal, unit: PeriodUnit) -> tuple[Decimal, Decimal]:
    """Return the smallest and largest number of days in a length of time, over four years from any day."""
    if not is_calendar(unit):
        exact = value * MINUTES[unit] / MINUTES["day"]
        return exact, exact
    first = date(2001, 1, 1)
    starts = (first + timedelta(days=number) for number in range(1461))
    found = [(add(start, value, unit) - start).days for start in starts]
    return Decimal(min(found)), Decimal(max(found))
