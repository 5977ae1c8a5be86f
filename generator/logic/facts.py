"""The facts about patients that the criteria ask for, so two policies can be asked about the same patients.

A statement is one fact; with thresholds, it is met by patients for whom the rest of its words is true and whose values
lie in the intervals. Statements that measure the same thing share its values: nobody is under 18 and over 21. Which
values can occur together (`Facts.possible`) is exact if lengths of time are in one family of units (minutes to weeks,
or months and years); across the families, two intervals exclude or imply each other only if they do so on any calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, cast

from generator.logic.judge import Findings
from generator.logic.patients import Patients, Space
from generator.logic.tree import CriterionNode, LimitNode, Threshold
from generator.logic.values import days, is_calendar, lies_in
from generator.model.thresholds import MINUTES, Duration, Ends, Interval, Limit, Measure, PeriodUnit, Recency, ends


class Says(NamedTuple):
    """The fact that the words of a statement are true, apart from its thresholds."""

    criterion: str
    words: str = ""


class MeasuredQuantity(NamedTuple):
    """What is measured, counted or timed; `family` is `calendar` or `exact` for lengths of time."""

    kind: str
    what: tuple[str | bool | None, ...]
    family: str = ""


class Within(NamedTuple):
    """The fact that a quantity lies in an interval; lengths of time are in minutes (43,830 in a month)."""

    quantity: MeasuredQuantity
    ends: Ends


_NOWHERE, _ALWAYS = Decimal("-Infinity"), Decimal("Infinity")


class Facts:
    """The facts about patients in one or more versions of a policy, in one space of patients."""

    def __init__(
        self,
        words: Callable[[CriterionNode], str] = lambda node: "",
        left_out: Collection[tuple[str, str]] = (),
    ):
        """`words` distinguishes statements with the same id whose words mean something else in another version;
        `left_out` are thresholds that the words state anyway, by the id of the statement and the key.
        """
        self.space = Space()
        self._words, self._left_out = words, left_out
        self._intervals: dict[MeasuredQuantity, list[Ends]] = {}
        self.asked: dict[Says | Within, CriterionNode | LimitNode] = {}
        """Every fact, with a criterion or limit that asks for it, in order."""

    def leaf(self, node: CriterionNode, spared: Patients | None = None) -> Findings[Patients]:
        """Return the patients who meet a statement and those who do not."""
        met = self.fact(Says(node.id, self._words(node)), node)
        for key, part in node.thresholds.items():
            if (node.id, key) in self._left_out:
                continue
            met = met & self.fact(self.within(node.id, key, part), node)
            if isinstance(part, Measure) and part.same_instrument:
                met = met & self.fact(Says(node.id, "same instrument"), node)
        return Findings(met, ~met, self.space.nobody)

    def limit(self, limit: LimitNode) -> Patients:
        """Return the patients whose request is within a limit of the policy."""
        within = self.within("", "limit", limit.limit) if limit.limit else Says(f"limit.{limit.field}")
        return self.fact(within, limit)

    def fact(self, name: Says | Within, node: CriterionNode | LimitNode) -> Patients:
        """Return the patients for whom a fact is true, and remember which criterion asks for it."""
        self.asked.setdefault(name, node)
        if isinstance(name, Within) and name.ends not in (known := self._intervals.setdefault(name.quantity, [])):
            known.append(name.ends)
        return self.space.fact(name)

    def within(self, criterion: str, key: str, part: Threshold) -> Within:
        """Return the fact that a threshold is met; `key` is its key in the criterion, or `limit` for the policy's."""
        factor = Decimal(1)
        family = ""
        what: tuple[str | bool | None, ...]
        if isinstance(part, Measure):
            what = (part.name.lower(), part.instrument, part.unit, part.at, part.baseline)
            found = ends(part)
        elif isinstance(part, Limit):
            window = part.window
            what = (part.unit.removesuffix("s"), part.per, part.lifetime)
            what += (str(window.value), window.unit, window.kind) if window else ()
            found = Ends(None, False, Decimal(part.count), True)
        else:
            factor, family = MINUTES[part.unit], "calendar" if is_calendar(part.unit) else "exact"
            what = _of(criterion, part)
            found = Ends(None, False, part.value, True) if isinstance(part, Recency) else ends(part)
        low, high = (end if end is None else end * factor for end in (found.low, found.high))
        return Within(MeasuredQuantity(key, what, family), Ends(low, found.low_included, high, found.high_included))

    def possible(self) -> Patients:
        """Return the patients that can exist: each quantity has one value."""
        everybody = self.space.everybody
        for quantity, intervals in self._intervals.items():
            everybody = everybody & self._one_value(quantity, intervals)
        timed = [item for item in self._intervals if item.family == "calendar"]
        for quantity in timed:
            other = quantity._replace(family="exact")
            for one in self._intervals[quantity]:
                for two in self._intervals.get(other, ()):
                    everybody = everybody & self._across(Within(quantity, one), Within(other, two))
        capped = [item for item in self._intervals if item.kind == "limit"]
        for wide, narrow in ((one, two) for one in capped for two in capped if one is not two and _includes(one, two)):
            for most in self._intervals[wide]:
                for more in self._intervals[narrow]:
                    if most.high is not None and more.high is not None and most.high <= more.high:
                        everybody = everybody & (
                            ~self.space.fact(Within(wide, most)) | self.space.fact(Within(narrow, more))
                        )
        return everybody

    def value(self, quantity: MeasuredQuantity, facts: Mapping[Hashable, bool]) -> Decimal:
        """Return a value of a quantity that makes the facts as stated."""
        intervals = self._intervals[quantity]
        unit = {"calendar": "month", "exact": "day"}.get(quantity.family)  # a readable length of time
        return next(
            value
            for value in sample_values(intervals, MINUTES[unit] if unit else Decimal(1))
            if all(lies_in(value, interval) is facts[Within(quantity, interval)] for interval in intervals)
        )

    def quantities(self) -> list[MeasuredQuantity]:
        """Return everything that the criteria measure, count or time."""
        return list(self._intervals)

    def _one_value(self, quantity: MeasuredQuantity, intervals: list[Ends]) -> Patients:
        if len(intervals) == 1:
            return self.space.everybody
        anybody = self.space.nobody
        for value in sample_values(intervals):
            with_value = self.space.everybody
            for interval in intervals:
                fact = self.space.fact(Within(quantity, interval))
                with_value = with_value & (fact if lies_in(value, interval) else ~fact)
            anybody = anybody | with_value
        return anybody

    def _across(self, one: Within, two: Within) -> Patients:
        """Return who can be in two intervals of one length of time, stated in units without an exact ratio."""
        first, second = self.space.fact(one), self.space.fact(two)
        inner, outer = _in_days(one), _in_days(two)
        found = self.space.everybody
        for (a_first, a), (b_first, b) in (((first, inner), (second, outer)), ((second, outer), (first, inner))):
            # certainly inside: its widest reading lies within the narrowest of the other
            if a.widest[0] >= b.narrowest[0] and a.widest[1] <= b.narrowest[1]:
                found = found & (~a_first | b_first)
            if a.widest[1] < b.widest[0]:
                found = found & ~(a_first & b_first)
        return found


def _includes(wide: MeasuredQuantity, narrow: MeasuredQuantity) -> bool:
    """Return whether one cap counts everything that another counts: over a lifetime, or in a longer rolling window."""
    if wide.what[:2] != narrow.what[:2] or len(narrow.what) == 3:  # something else, or no window
        return False
    if len(wide.what) == 3:
        return bool(wide.what[2])
    longer, shorter = ((Decimal(str(item.what[3])), cast(PeriodUnit, item.what[4])) for item in (wide, narrow))
    same_family = is_calendar(longer[1]) is is_calendar(shorter[1])
    is_longer = (
        longer[0] * MINUTES[longer[1]] >= shorter[0] * MINUTES[shorter[1]]
        if same_family
        else days(*longer)[0] >= days(*shorter)[1]
    )
    return wide.what[5] == "rolling" and is_longer


def _of(criterion: str, part: Duration | Recency | Interval) -> tuple[str | None, ...]:
    """Return what a length of time measures; if only the words say so, it belongs to that criterion alone."""
    if isinstance(part, Interval):
        return (part.between,)
    if isinstance(part, Recency):
        return (criterion, part.before)
    return (part.of,) if part.of else (criterion, None)


class _Days(NamedTuple):
    widest: tuple[Decimal, Decimal]
    narrowest: tuple[Decimal, Decimal]


def _in_days(within: Within) -> _Days:
    calendar = within.quantity.family == "calendar"
    unit = MINUTES["month" if calendar else "day"]
    low, high = (
        None if end is None else days(end / unit, "month" if calendar else "day")
        for end in (within.ends.low, within.ends.high)
    )
    return _Days(
        (low[0] if low else _NOWHERE, high[1] if high else _ALWAYS),
        (low[1] if low else _NOWHERE, high[0] if high else _ALWAYS),
    )


def sample_values(intervals: list[Ends], step: Decimal = Decimal(1)) -> list[Decimal]:
    """Return one value for each combination of intervals: at each end, between two ends, below and above all.

    Below and above the ends the values are one `step` away; none is negative unless an end is.
    """
    points = sorted({end for item in intervals for end in (item.low, item.high) if end is not None})
    found = list(points)
    for low, high in pairwise(points):
        found.append(low + step if low + step < high else (low + high) / 2)
    if points:
        below = points[0] - step
        found += [points[0] / 2 if below < 0 < points[0] else below, points[-1] + step]
    return found
