"""Values against thresholds: both sides of every end, lengths in every unit, dates by the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from generator.logic.values import DateRange, Length, add, days, lies_in, meets
from generator.model.thresholds import Duration, Ends, Interval, Limit, Measure, Recency


def measure(operator: str, value: str, **ends: str) -> Measure:
    return Measure(name="Score", operator=operator, value=Decimal(value), **{k: Decimal(v) for k, v in ends.items()})


@pytest.mark.parametrize(
    ("threshold", "met", "not_met"),
    [
        (measure(">=", "75"), ["75", "75.0", "100"], ["74.9", "0", "-1"]),
        (measure(">", "75"), ["75.1"], ["75", "74"]),
        (measure("<=", "75"), ["75", "-3"], ["75.1"]),
        (measure("<", "75"), ["74.9"], ["75"]),
        (measure("=", "75"), ["75.00"], ["74", "76"]),
        (measure("between", "18", upper="64"), ["18", "64"], ["17.9", "64.1"]),
        (measure(">=", "35", below="40"), ["35", "39.9"], ["34.9", "40"]),
        (measure(">", "35", below="40"), ["35.1"], ["35", "40"]),
        (measure(">", "5", upper="14"), ["5.1", "14"], ["5", "14.1"]),
        (Limit(count=2, unit="trials", per="side"), ["0", "2"], ["3"]),
    ],
    ids=str,
)
def test_numbers(threshold, met, not_met):
    assert [meets(threshold, Decimal(value)) for value in met] == [True] * len(met)
    assert [meets(threshold, Decimal(value)) for value in not_met] == [False] * len(not_met)


def duration(operator: str, value: str, unit: str, **ends: str) -> Duration:
    return Duration(operator=operator, value=Decimal(value), unit=unit, **{k: Decimal(v) for k, v in ends.items()})


@pytest.mark.parametrize(
    ("threshold", "value", "unit", "expected"),
    [
        (duration(">=", "6", "month"), "6", "month", True),
        (duration(">=", "6", "month"), "5.9", "month", False),
        (duration(">", "6", "month"), "6", "month", False),
        (duration(">=", "12", "month"), "1", "year", True),
        (duration(">=", "6", "week"), "42", "day", True),
        (duration(">=", "6", "week"), "41", "day", False),
        (duration(">=", "30", "minute"), "0.5", "hour", True),
        (duration(">=", "6", "month"), "185", "day", True),
        (duration(">=", "6", "month"), "184", "day", None),
        (duration(">=", "6", "month"), "181", "day", None),
        (duration(">=", "6", "month"), "180", "day", False),
        (duration(">=", "26", "week"), "7", "month", True),
        (duration(">=", "26", "week"), "6", "month", None),
        (duration(">=", "26", "week"), "5", "month", False),
        (duration("<", "6", "month"), "180", "day", True),
        (duration("<=", "6", "month"), "181", "day", None),
        (duration(">=", "1461", "day"), "4", "year", True),  # from any day
        (duration("<=", "1461", "day"), "48", "month", True),
        (duration(">", "1461", "day"), "4", "year", False),
        (duration("=", "1461", "day"), "4", "year", True),
        (duration(">=", "4", "year"), "1461", "day", True),
        (duration("<", "4", "year"), "1461", "day", False),
        (duration(">=", "365", "day"), "1", "year", None),
        (duration("between", "5", "month", upper="6"), "182", "day", None),
        (duration("between", "6", "month", upper="12"), "3", "month", False),
        (Interval(value=Decimal(2), unit="week", between="two injections"), "2", "week", True),
        (Interval(value=Decimal(2), unit="week", between="two injections"), "13", "day", False),
        (Interval(upper=Decimal(2), unit="week", between="two injections"), "14", "day", True),
        (Interval(upper=Decimal(2), unit="week", between="two injections"), "15", "day", False),
        (duration("between", "6", "month", upper="12"), "12", "month", True),
        (duration("between", "6", "month", upper="12"), "13", "month", False),
        (duration("between", "6", "month", upper="12"), "400", "day", False),
    ],
    ids=str,
)
def test_lengths(threshold, value, unit, expected):
    assert meets(threshold, Length(Decimal(value), unit)) is expected


@pytest.mark.parametrize(
    ("threshold", "start", "end", "expected"),
    [
        (duration(">=", "6", "month"), "2026-01-31", "2026-07-31", True),
        (duration(">=", "6", "month"), "2026-01-31", "2026-07-30", False),
        (duration(">=", "6", "month"), "2025-08-31", "2026-02-28", True),
        (duration(">=", "6", "month"), "2025-08-31", "2026-02-27", False),
        (duration(">=", "1", "year"), "2024-02-29", "2025-02-28", True),
        (duration(">=", "1", "week"), "2026-03-01", "2026-03-08", True),
        (duration(">=", "1", "week"), "2026-03-01", "2026-03-07", False),
        (duration(">", "1", "week"), "2026-03-01", "2026-03-08", False),
        (duration("<=", "1", "week"), "2026-03-01", "2026-03-08", True),
        (duration("<", "90", "day"), "2026-03-08", "2026-03-01", False),
        (Interval(value=Decimal(2), unit="week", between="two injections"), "2026-01-01", "2026-01-15", True),
        (Interval(value=Decimal(2), unit="week", between="two injections"), "2026-01-01", "2026-01-14", False),
        (Interval(upper=Decimal(30), unit="day", between="trial and implant"), "2026-01-01", "2026-01-31", True),
        (Interval(upper=Decimal(30), unit="day", between="trial and implant"), "2026-01-01", "2026-02-01", False),
        (Recency(value=Decimal(6), unit="month", before="the request"), "2026-01-15", "2026-07-15", True),
        (Recency(value=Decimal(6), unit="month", before="the request"), "2026-01-14", "2026-07-15", False),
        (Recency(value=Decimal(6), unit="month", before="the request"), "2026-07-15", "2026-07-15", True),
        (Recency(value=Decimal(6), unit="month", before="the request"), "2026-07-16", "2026-07-15", False),
    ],
    ids=str,
)
def test_dates(threshold, start, end, expected):
    assert meets(threshold, DateRange(date.fromisoformat(start), date.fromisoformat(end))) is expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("6", "month", True), ("7", "month", False), ("20", "week", True), ("26", "week", None), ("27", "week", False)],
)
def test_an_age_is_recent_enough(value, unit, expected):
    part = Recency(value=Decimal(6), unit="month", before="the request")
    assert meets(part, Length(Decimal(value), unit)) is expected


def test_values_of_the_wrong_kind():
    with pytest.raises(TypeError, match="a measure is not compared with a length"):
        meets(measure(">=", "3"), Length(Decimal(3), "month"))
    with pytest.raises(TypeError, match="a duration is not compared with a decimal"):
        meets(duration(">=", "3", "month"), Decimal(3))
    with pytest.raises(TypeError, match="a limit is not compared with a daterange"):
        meets(Limit(count=2, unit="trials", per="side"), DateRange(date(2026, 1, 1), date(2026, 1, 2)))
    with pytest.raises(TypeError, match="a recency is not compared with a decimal"):
        meets(Recency(value=Decimal(6), unit="month", before="the request"), Decimal(3))


@pytest.mark.parametrize(
    ("day", "value", "unit", "expected"),
    [
        ("2026-01-31", "1", "month", "2026-02-28"),
        ("2024-01-31", "1", "month", "2024-02-29"),
        ("2026-03-31", "-1", "month", "2026-02-28"),
        ("2026-01-15", "1.5", "month", "2026-03-02"),
        ("2026-12-31", "2", "month", "2027-02-28"),
        ("2026-02-27", "2", "day", "2026-03-01"),
        ("2026-01-15", "0.9", "month", "2026-02-11"),
        ("2026-01-15", "-1", "month", "2025-12-15"),
        ("2026-11-15", "1", "month", "2026-12-15"),
        ("2026-12-15", "1", "month", "2027-01-15"),
        ("2024-02-29", "1", "year", "2025-02-28"),
        ("2026-03-01", "0.5", "year", "2026-09-01"),
        ("2026-03-01", "36", "hour", "2026-03-02"),
        ("2026-03-01", "1440", "minute", "2026-03-02"),
        ("2026-03-01", "-1", "week", "2026-02-22"),
    ],
)
def test_add(day, value, unit, expected):
    assert add(date.fromisoformat(day), Decimal(value), unit) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("value", "unit", "least", "greatest"),
    [
        ("3", "day", "3", "3"), ("2", "week", "14", "14"), ("36", "hour", "1.5", "1.5"), ("1", "month", "28", "31"),
        ("6", "month", "181", "184"), ("1", "year", "365", "366"), ("4", "year", "1461", "1461"),
        ("0", "month", "0", "0"), ("1141", "month", "34727", "34730"), ("1142", "month", "34757", "34761"),
        ("96", "year", "35063", "35064"),
    ],
)  # fmt: skip
def test_days_of_a_length(value, unit, least, greatest):
    assert days(Decimal(value), unit) == (Decimal(least), Decimal(greatest))


@pytest.mark.parametrize(
    ("low", "low_in", "high", "high_in", "inside", "outside"),
    [
        (2, True, 5, True, [2, 3, 5], [1, 6]),
        (2, False, 5, False, [3, 4], [2, 5]),
        (2, True, None, False, [2, 99], [1]),
        (2, False, None, False, [3], [2]),
        (None, False, 5, True, [-9, 5], [6]),
        (None, False, 5, False, [4], [5]),
        (None, False, None, False, [0], []),
    ],
)
def test_values_in_an_interval(low, low_in, high, high_in, inside, outside):
    interval = Ends(None if low is None else Decimal(low), low_in, None if high is None else Decimal(high), high_in)
    assert all(lies_in(Decimal(value), interval) for value in inside)
    assert not any(lies_in(Decimal(value), interval) for value in outside)


@pytest.mark.parametrize(
    ("day", "value", "unit", "expected"),
    [
        (date(9999, 6, 1), 6, "month", date(9999, 12, 1)),
        (date(9999, 7, 1), 6, "month", date.max),
        (date(9999, 12, 30), 1, "day", date.max),
        (date(2026, 1, 1), 999_999_999_999, "week", date.max),
        (date(2026, 1, 1), 999_999_999_999, "year", date.max),
        (date(1, 3, 1), -2, "month", date(1, 1, 1)),
        (date(1, 2, 1), -2, "month", date.min),
        (date(1, 1, 1), -1, "day", date.min),
    ],
)
def test_beyond_the_calendar_is_its_last_or_first_day(day, value, unit, expected):
    assert add(day, Decimal(value), unit) == expected
