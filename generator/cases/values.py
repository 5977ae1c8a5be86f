"""The values in a case: numbers in the unit of a threshold, lengths of time, first and last days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from generator.logic.tree import Threshold
from generator.logic.values import DateRange, Length, Value
from generator.model.cases import THRESHOLD_KEYS, Answer, Days
from generator.model.thresholds import MINUTES, Duration, Interval, Limit, Measure, PeriodUnit, Recency
from generator.wording.phrases import period

_NUMBER = re.compile(r"([+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(.*)")


class Misfit(ValueError):
    """A value does not fit its criterion; the message says why, `hint` what to write."""

    def __init__(self, message: str, hint: str):
        super().__init__(message)
        self.hint = hint


def read_values(answer: str | Answer, thresholds: Mapping[str, Threshold]) -> dict[str, Value]:
    """Return the values of an answer by the key of the threshold that each is compared with. Raises Misfit."""
    if isinstance(answer, Answer):
        days = Days(first=answer.first, last=answer.last) if answer.first and answer.last else None
        amount = answer.value if days is None else days
        named = {key: found for key in THRESHOLD_KEYS if (found := getattr(answer, key)) is not None}
    else:
        amount, named = answer, {}
    if not thresholds and (named or amount is not None):
        raise Misfit(
            "a value is given, but the criterion has no threshold", "answer met or not-met (present or absent)"
        )
    for key in named:
        if key not in thresholds:
            raise Misfit(f"the criterion has no `{key}`", f"it has: {', '.join(thresholds)}")
    if amount is not None:
        if len(thresholds) > 1:
            wanted = ", ".join(f"{key}: …" for key in thresholds)
            raise Misfit("the criterion has several thresholds", f"give a value for each: {{{wanted}}}")
        named = dict.fromkeys(thresholds, amount)
    return {key: read_amount(amount, thresholds[key]) for key, amount in named.items()}


def read_amount(amount: str | Days, threshold: Threshold) -> Value:
    """Return a value as `logic` compares it with a threshold. Raises Misfit."""
    if isinstance(threshold, (Measure, Limit)):
        return _read_number(amount, threshold)
    if isinstance(amount, Days):
        if amount.last < amount.first:
            raise Misfit("the last day is before the first", "write the earlier day as `first`")
        return DateRange(amount.first, amount.last)
    hint = f"write a number with its unit, such as `{_example(threshold)}`, or `first` and `last` days"
    found = _NUMBER.fullmatch(amount)
    unit = found[2].lower().removesuffix("s") if found else ""
    if not found or unit not in MINUTES or found[1].startswith("-"):
        raise Misfit(f"`{amount}` is not a length of time", hint)
    return Length(Decimal(found[1]), cast(PeriodUnit, unit))


def _example(threshold: Duration | Recency | Interval) -> str:
    return period(threshold.value or Decimal(6), threshold.unit)


def _read_number(amount: str | Days, threshold: Measure | Limit) -> Decimal:
    unit = threshold.unit
    hint = f"write a number{f' in {unit}' if unit else ''}"
    if isinstance(amount, Days):
        raise Misfit("days are given, but the criterion compares a number", hint)
    found = _NUMBER.fullmatch(amount)
    if not found:
        raise Misfit(f"`{amount}` is not a number", hint)
    if found[2] and found[2].lower() != (unit or "").lower():
        raise Misfit(f"`{found[2]}` is not the unit of the threshold", hint)
    if isinstance(threshold, Limit) and not found[1].isdigit():
        raise Misfit(f"`{found[1]}` is not a count", "write a whole number")
    return Decimal(found[1])
