"""How much, how long, how recent, and how often: the numbers that a criterion stores alongside its words."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import model_validator

from generator.model.base import Count, Flag, Number, Part, Text

Operator = Literal[">", ">=", "<", "<=", "=", "between"]
PeriodUnit = Literal["minute", "hour", "day", "week", "month", "year"]
MINUTES: dict[str, Decimal] = {
    "minute": Decimal(1),
    "hour": Decimal(60),
    "day": Decimal(1440),
    "week": Decimal(10080),
    "month": Decimal(43830),
    "year": Decimal(525960),
}
"""Minutes in each unit of time, to compare lengths; a year is 365.25 days, a month a twelfth of it."""


class Ends(NamedTuple):
    """The values that meet a threshold: its ends, None where there is none, and whether they are inclusive."""

    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool


def ends(part: Measure | Duration | Interval) -> Ends:
    """Return the values that meet a threshold, in its own unit."""
    if isinstance(part, Interval):
        return Ends(part.value, part.value is not None, part.upper, part.upper is not None)
    value, operator = part.value, part.operator
    if operator in ("<", "<="):
        return Ends(None, False, value, operator == "<=")
    if operator == "=":
        return Ends(value, True, value, True)
    high = part.upper if part.upper is not None else part.below
    return Ends(value, operator != ">", high, part.upper is not None)


def _check_ends(part: Measure | Duration) -> None:
    if part.operator == "between" and part.upper is None:
        raise ValueError("`operator: between` requires `upper`, which is missing")
    if part.upper is not None and part.operator not in ("between", ">"):
        raise ValueError("`upper` requires `operator: between` (both ends included) or `>`")
    if part.below is not None and (part.operator not in (">=", ">") or part.upper is not None):
        raise ValueError(
            "`below` requires the operator `>=` or `>` and no `upper`: at least `value`, less than `below`"
        )
    _check_order(part.value, part.upper if part.upper is not None else part.below)


def _check_order(low: Decimal | None, high: Decimal | None) -> None:
    if low is not None and high is not None and high <= low:
        raise ValueError(f"the upper end must be greater than `value`: there is nothing between {low} and {high}")


class Measure(Part):
    """A measured threshold, such as an instrument's score."""

    name: Text
    """What is measured."""
    instrument: Text | None = None
    """Scale or test used to measure it."""
    operator: Operator
    """How the measured value compares with `value`."""
    value: Number
    """Threshold, in `unit`."""
    upper: Number | None = None
    """Maximum value (inclusive), for `between` or `>`."""
    below: Number | None = None
    """Upper bound (exclusive), for `>=` or `>`: at least 35 and less than 40."""
    unit: Text | None = None
    """Unit of the threshold, in words: points, %, kg/m², years; absent: a ratio, or a count of what `name` states."""
    at: Text | None = None
    """When it is measured."""
    baseline: Text | None = None
    """What a change is measured against."""
    same_instrument: Flag = False
    """True when the comparison requires the same instrument both times."""

    @model_validator(mode="after")
    def _ends(self) -> Measure:
        _check_ends(self)
        return self


class Duration(Part):
    """How long something must have lasted."""

    operator: Operator
    """How the time compares with `value`."""
    value: Number
    """Length, in `unit`."""
    upper: Number | None = None
    """Maximum length (inclusive), for `between` or `>`."""
    below: Number | None = None
    """Upper bound of the length (exclusive), for `>=` or `>`."""
    unit: PeriodUnit
    """Unit of the length."""
    of: Text | None = None
    """What must have lasted that long."""

    @model_validator(mode="after")
    def _ends(self) -> Duration:
        _check_ends(self)
        return self


class Recency(Part):
    """How recent a finding or document must be."""

    value: Number
    """Length of the window, in `unit`."""
    unit: PeriodUnit
    """Unit of the window."""
    before: Text
    """The event that ends the window, such as the request."""


class Interval(Part):
    """The minimum time between two events, the maximum, or both."""

    value: Number | None = None
    """Minimum time, in `unit`; absent: no minimum."""
    upper: Number | None = None
    """Maximum time, in `unit`; absent: no maximum."""
    unit: PeriodUnit
    """Unit of the time."""
    between: Text
    """The events that the interval separates."""

    @model_validator(mode="after")
    def _ends(self) -> Interval:
        if self.value is None and self.upper is None:
            raise ValueError("an interval requires a `value` (the minimum time), an `upper` (the maximum), or both")
        _check_order(self.value, self.upper)
        return self


class Window(Part):
    """The period over which a cap is counted."""

    value: Number
    """Length, in `unit`."""
    unit: PeriodUnit
    """Unit of the length."""
    kind: Literal["rolling", "calendar"] = "rolling"
    """A rolling window ends with each service; a calendar window starts over with each calendar period."""


class Limit(Part):
    """A cap on how often a service is covered."""

    count: Count
    """Maximum number of services covered."""
    unit: Text
    """What is counted, as it reads after the number: 1 generator, 2 trials."""
    per: Text
    """What each cap applies to: patient, side, spinal region."""
    window: Window | None = None
    """The period over which it is counted; absent: `per` is sufficient, as in `per: initial authorization`."""
    lifetime: Flag = False
    """True when it is counted over a lifetime."""
    note: Text | None = None
    """What counts toward the cap and what does not, or another explanation."""

    @model_validator(mode="after")
    def _one_time(self) -> Limit:
        if self.lifetime and self.window is not None:
            raise ValueError("a cap is counted over a `window` or over a `lifetime`, not both")
        return self
