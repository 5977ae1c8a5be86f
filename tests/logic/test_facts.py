"""The facts that criteria ask for: who meets a statement, what is one quantity, and which values occur together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generator.logic.facts import Facts, MeasuredQuantity, Says, Within, sample_values
from generator.logic.tree import CriterionNode, LimitNode, Threshold
from generator.model.thresholds import Duration, Ends, Interval, Limit, Measure, Recency, Window


def leaf(name: str, **thresholds: Threshold) -> CriterionNode:
    return CriterionNode(name, name, name, "", name, thresholds=thresholds)


def number(value: int | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def between(low: int | str | None, high: int | str | None, low_in: bool = True, high_in: bool = True) -> Ends:
    return Ends(number(low), low_in, number(high), high_in)


def measure(operator: str, value: int | str, **more: Any) -> Measure:
    return Measure(name="Score", operator=operator, value=Decimal(value), **more)


def duration(operator: str, value: int | str, unit: str, of: str | None = "care", **more: Any) -> Duration:
    return Duration(operator=operator, value=Decimal(value), unit=unit, of=of, **more)


def together(*parts: Threshold) -> set[tuple[bool, ...]]:
    """Return which of some thresholds, each of a statement of its own, can be met by one patient and which not."""
    facts = Facts()
    met = [facts.leaf(leaf(f"s{at}", **{_key(part): part})).met for at, part in enumerate(parts)]
    possible = facts.possible()
    found = set()
    for at in range(2 ** len(parts)):
        wanted = tuple(bool(at >> index & 1) for index in range(len(parts)))
        group = possible.given({Says(f"s{index}"): True for index in range(len(parts))})
        for one, is_met in zip(met, wanted, strict=True):
            group = group & (one if is_met else ~one)
        if group.given({Says(f"s{index}"): True for index in range(len(parts))}):
            found.add(wanted)
    return found


def _key(part: Threshold) -> str:
    return type(part).__name__.lower()


BOTH, FIRST, SECOND, NONE = (True, True), (True, False), (False, True), (False, False)
ALL = {BOTH, FIRST, SECOND, NONE}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (measure("<", 18), measure(">", 21), {FIRST, SECOND, NONE}),
        (measure("<", 18), measure(">=", 18), {FIRST, SECOND}),
        (measure("<=", 18), measure(">=", 18), {BOTH, FIRST, SECOND}),
        (measure(">=", 6), measure(">=", 7), {BOTH, FIRST, NONE}),
        (measure("=", 6), measure("<", 6), {FIRST, SECOND, NONE}),
        (measure("between", 2, upper=Decimal(5)), measure("between", 4, upper=Decimal(6)), ALL),
        (measure(">=", 6, unit="%"), measure("<", 6), ALL),
        (measure(">=", 6, instrument="NRS"), measure("<", 6), ALL),
        (measure(">=", 6, at="baseline"), measure("<", 6), ALL),
        (measure(">=", 6, baseline="before"), measure("<", 6), ALL),
        (measure(">=", 6), Measure(name="SCORE", operator="<", value=Decimal(6)), {FIRST, SECOND}),
        (measure(">=", 6), Measure(name="Age", operator="<", value=Decimal(6)), ALL),
        (duration(">=", 6, "month"), duration("<", 6, "month"), {FIRST, SECOND}),
        (duration(">=", 12, "month"), duration("<", 1, "year"), {FIRST, SECOND}),
        (duration(">=", 2, "week"), duration("<", 14, "day"), {FIRST, SECOND}),
        (duration(">=", 6, "month"), duration("<", 6, "month", "pain"), ALL),
        (duration(">=", 6, "month", None), duration("<", 6, "month", None), ALL),
        (Interval(value=Decimal(2), unit="week", between="a and b"), Interval(upper=Decimal(1), unit="week",
         between="a and b"), {FIRST, SECOND, NONE}),
        (Interval(value=Decimal(2), unit="week", between="a and b"), Interval(upper=Decimal(1), unit="week",
         between="b and c"), ALL),
        # of two statements: each has a finding of its own
        (Recency(value=Decimal(6), unit="month", before="x"), Recency(value=Decimal(3), unit="month", before="x"), ALL),
        (Limit(count=2, unit="trial", per="side"), Limit(count=3, unit="trials", per="side"), {BOTH, SECOND, NONE}),
        (Limit(count=2, unit="trials", per="side"), Limit(count=3, unit="trials", per="patient"), ALL),
        (Limit(count=2, unit="trials", per="side"), Limit(count=3, unit="trials", per="side", lifetime=True), ALL),
        (Limit(count=2, unit="trials", per="side"), Limit(count=3, unit="trials", per="side",
         window=Window(value=Decimal(1), unit="year")), ALL),
        (Limit(count=2, unit="trials", per="side", window=Window(value=Decimal(1), unit="year")),
         Limit(count=3, unit="trials", per="side", window=Window(value=Decimal(1), unit="year", kind="calendar")),
         {BOTH, SECOND, NONE}),
        (Limit(count=2, unit="trials", per="side", window=Window(value=Decimal(1), unit="year", kind="calendar")),
         Limit(count=3, unit="trials", per="side", window=Window(value=Decimal(1), unit="year")), ALL),
    ],
    ids=str,
)  # fmt: skip
def test_which_thresholds_are_met_together(one, other, expected):
    assert together(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # six months have 181 to 184 days on any calendar
        (duration(">=", 6, "month"), duration(">=", 181, "day"), {BOTH, SECOND, NONE}),
        (duration(">=", 6, "month"), duration(">=", 182, "day"), ALL),
        (duration(">=", 6, "month"), duration(">=", 184, "day"), {BOTH, FIRST, NONE}),
        (duration(">=", 6, "month"), duration(">=", 183, "day"), ALL),
        (duration("<=", 6, "month"), duration("<=", 184, "day"), {BOTH, SECOND, NONE}),
        (duration("<=", 6, "month"), duration("<=", 183, "day"), ALL),
        (duration("<=", 6, "month"), duration(">=", 185, "day"), {FIRST, SECOND, NONE}),
        (duration("<=", 6, "month"), duration(">=", 184, "day"), ALL),
        (duration(">=", 6, "month"), duration("<=", 180, "day"), {FIRST, SECOND, NONE}),
        (duration(">=", 6, "month"), duration("<=", 181, "day"), ALL),
        (duration("<=", 26, "week"), duration(">=", 7, "month"), {FIRST, SECOND, NONE}),
        (duration("between", 1, "month", upper=Decimal(2)), duration("between", 27, "day", upper=Decimal(63)),
         {BOTH, SECOND, NONE}),
    ],
    ids=str,
)  # fmt: skip
def test_lengths_in_months_and_in_days(one, other, expected):
    assert together(one, other) == expected
    assert together(other, one) == {(second, first) for first, second in expected}


def test_who_meets_a_statement():
    facts = Facts()
    node = leaf("a", measure=measure(">=", 6, same_instrument=True), duration=duration(">=", 1, "day"))
    found = facts.leaf(node)
    score = MeasuredQuantity("measure", ("score", None, None, None, None))
    care = MeasuredQuantity("duration", ("care",), "exact")
    says = [
        Says("a"),
        Within(score, between(6, None, high_in=False)),
        Says("a", "same instrument"),
        Within(care, between(1440, None, high_in=False)),
    ]
    assert list(facts.asked) == says and all(one is node for one in facts.asked.values())
    assert found.met.given(dict.fromkeys(says, True)) == facts.space.everybody
    for one in says:
        assert not found.met.given({one: False}), "each is needed"
    assert found.failed == ~found.met and not found.idle
    assert facts.quantities() == [score, care]


def test_words_tell_statements_of_one_id_apart():
    facts = Facts(words=lambda node: node.text)
    one, other = (CriterionNode("1", "a", "a", "", text) for text in ("Old", "New"))
    assert facts.leaf(one).met != facts.leaf(other).met
    assert list(facts.asked) == [Says("a", "Old"), Says("a", "New")]
    same = Facts()
    assert same.leaf(one).met == same.leaf(other).met and same.asked == {Says("a"): one}, "the first that asks is kept"


def test_limits_of_the_policy():
    facts = Facts()
    cap = Limit(count=2, unit="trials", per="side")
    within = facts.limit(LimitNode("trials-per-side", "", cap))
    quantity = MeasuredQuantity("limit", ("trial", "side", False))
    assert within == facts.space.fact(Within(quantity, between(None, 2, low_in=False)))
    assert facts.limit(LimitNode("read-back", "")) == facts.space.fact(Says("limit.read-back"))
    window = Limit(count=2, unit="trials", per="side", window=Window(value=Decimal(1), unit="year"))
    facts.limit(LimitNode("w", "", window))
    assert facts.quantities()[-1].what == ("trial", "side", False, "1", "year", "rolling")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (duration(">=", 2, "month"), ("duration", ("care",), "calendar", between(87660, None, high_in=False))),
        (duration("<", 1, "year", None), ("duration", ("a", None), "calendar", between(None, 525960, False, False))),
        (duration("<=", 2, "week"), ("duration", ("care",), "exact", between(None, 20160, False))),
        (Recency(value=Decimal(3), unit="day", before="x"),
         ("recency", ("a", "x"), "exact", between(None, 4320, False))),
        (Interval(value=Decimal(1), upper=Decimal(2), unit="hour", between="x and y"),
         ("interval", ("x and y",), "exact", between(60, 120))),
    ],
    ids=str,
)  # fmt: skip
def test_lengths_are_in_minutes(part, expected):
    facts = Facts()
    facts.leaf(leaf("a", **{_key(part): part}))
    kind, what, family, found = expected
    assert list(facts.asked)[1] == Within(MeasuredQuantity(kind, what, family), found)


def test_a_value_that_fits_the_facts():
    facts = Facts()
    for name, part in (("a", measure(">=", 6)), ("b", measure("<", 10))):
        facts.leaf(leaf(name, measure=part))
    (quantity,) = facts.quantities()
    at_least, below = (name for name in facts.asked if isinstance(name, Within))

    def value(*found: bool) -> Decimal:
        return facts.value(quantity, dict(zip((at_least, below), found, strict=True)))

    assert (value(True, True), value(True, False), value(False, True)) == (6, 10, 5)


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], []),
        ([between(6, None)], [6, 5, 7]),
        ([between(None, 6)], [6, 5, 7]),
        ([between(1, None)], [1, 0, 2]),
        ([between("0.5", None)], ["0.5", "0.25", "1.5"]),
        ([between(0, None)], [0, -1, 1]),
        ([between("1.5", None)], ["1.5", "0.5", "2.5"]),
        ([between(-2, 3)], [-2, 3, -1, -3, 4]),
        ([between(6, 7)], [6, 7, "6.5", 5, 8]),
        ([between(6, 8), between(8, None)], [6, 8, 7, 5, 9]),
    ],
    ids=str,
)
def test_values_for_each_way_to_lie_in_intervals(intervals, expected):
    assert sample_values(intervals) == [Decimal(value) for value in expected]


def test_values_are_a_step_away():
    assert sample_values([between(10, 40)], Decimal(10)) == [10, 40, 20, 0, 50]
    assert sample_values([between(5, 15)], Decimal(10)) == [5, 15, 10, Decimal("2.5"), 25]
