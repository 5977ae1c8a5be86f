"""Which of two thresholds is the stricter: half-open ranges, greatest intervals, caps with and without a time."""

from __future__ import annotations

import pytest

from generator.logic.strength import compare_durations, compare_intervals, compare_limits, compare_measures
from generator.model.thresholds import Duration, Interval, Limit, Measure


def bmi(**ends: str) -> Measure:
    return Measure.model_validate({"name": "BMI", "unit": "kg/m²"} | ends)


@pytest.mark.parametrize(
    ("old", "new", "strength"),
    [
        ({"operator": ">=", "value": "35"}, {"operator": ">=", "value": "35", "below": "40"}, "stricter"),
        (
            {"operator": ">=", "value": "35", "below": "40"},
            {"operator": "between", "value": "35", "upper": "40"},
            "looser",
        ),
        ({"operator": ">=", "value": "35", "below": "40"}, {"operator": ">", "value": "35", "upper": "40"}, "unclear"),
        ({"operator": ">", "value": "35", "below": "40"}, {"operator": ">=", "value": "35", "below": "40"}, "looser"),
        ({"operator": "=", "value": "36"}, {"operator": ">=", "value": "35", "below": "40"}, "looser"),
    ],
)
def test_half_open_ranges(old, new, strength):
    assert compare_measures(bmi(**old), bmi(**new))[0] == strength


@pytest.mark.parametrize(
    ("old", "new", "strength"),
    [
        ({"upper": "6"}, {"upper": "3"}, "stricter"),
        ({"upper": "6"}, {"value": "1", "upper": "6"}, "stricter"),
        ({"value": "1", "upper": "6"}, {"value": "1"}, "looser"),
        ({"upper": "6"}, {"value": "6"}, "unclear"),
        ({"upper": "6"}, {"upper": "26", "unit": "week"}, "unclear"),
    ],
)
def test_intervals_with_a_greatest_time_only(old, new, strength):
    one, two = (Interval.model_validate({"unit": "month", "between": "visits"} | part) for part in (old, new))
    assert compare_intervals(one, two)[0] == strength


def test_near_upper_ends_in_units_without_an_exact_ratio():
    between = {"operator": "between", "value": "1"}
    old = Duration.model_validate(between | {"upper": "13", "unit": "week"})
    new = Duration.model_validate(between | {"upper": "3", "unit": "month"})
    assert compare_durations(old, new)[0] == "unclear"


def test_minutes_and_hours_are_compared_by_their_length():
    old, new = (
        Duration.model_validate({"operator": ">="} | part)
        for part in ({"value": "60", "unit": "minute"}, {"value": "1.5", "unit": "hour"})
    )
    assert compare_durations(old, new)[0] == "stricter"


WINDOW = {"window": {"value": "12", "unit": "month"}}


@pytest.mark.parametrize(
    ("old", "new", "strength"),
    [
        ({}, {"lifetime": "true"}, "unclear"),
        ({}, WINDOW, "unclear"),
        (WINDOW, {}, "unclear"),
        (WINDOW, {"lifetime": "true"}, "stricter"),
        ({"lifetime": "true"}, WINDOW, "looser"),
        ({}, {"count": 2, "unit": "devices"}, "looser"),
        ({}, {"unit": "battery"}, "unclear"),
        (WINDOW, {"window": {"value": "24", "unit": "month"}}, "stricter"),
        (WINDOW, {"window": {"value": "12", "unit": "month", "kind": "calendar"}}, "looser"),
    ],
)
def test_caps_over_a_time_a_lifetime_or_neither(old, new, strength):
    one, two = (Limit.model_validate({"count": 1, "unit": "device", "per": "patient"} | part) for part in (old, new))
    assert compare_limits(one, two)[0] == strength
