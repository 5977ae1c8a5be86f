"""Values around the thresholds of a policy and its editions: below, at, and above each end, in its own unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from generator.cases.versions import PolicyVersion
from generator.logic.facts import Facts, MeasuredQuantity, Within
from generator.logic.tree import Threshold
from generator.logic.values import lies_in
from generator.model.thresholds import MINUTES, Ends, Limit, Measure, Recency, ends
from generator.wording.phrases import period


class Amount(NamedTuple):
    """A value as `Facts` counts it (lengths of time in minutes), and as a case states it."""

    value: Decimal
    text: str


class Boundaries:
    """The values around all thresholds, grouped by what they measure."""

    def __init__(self, versions: Iterable[PolicyVersion]):
        self._amounts: dict[MeasuredQuantity, dict[Decimal, Amount]] = {}
        self._ends: dict[MeasuredQuantity, list[Ends]] = {}
        self._facts = Facts()
        for version in versions:
            for places in version.roles.values():
                node = places[0].node
                for key, part in node.thresholds.items():
                    self._add(self._facts.within(node.id, key, part), part)
            for limit in version.tree.limits:
                if limit.limit:
                    self._add(self._facts.within("", "limit", limit.limit), limit.limit)

    def _add(self, within: Within, part: Threshold) -> None:
        known = self._amounts.setdefault(within.quantity, {})
        for amount in _around(part):
            known.setdefault(amount.value, amount)
        self._ends.setdefault(within.quantity, []).append(within.ends)

    def of(self, criterion: str, key: str, part: Threshold) -> MeasuredQuantity:
        """Return what a threshold measures."""
        return self._facts.within(criterion, key, part).quantity

    def amounts(self, quantity: MeasuredQuantity) -> list[Amount]:
        """Return the values around the thresholds of a quantity, the smallest first."""
        return sorted(self._amounts[quantity].values())

    def amount(self, quantity: MeasuredQuantity, facts: Mapping[object, bool]) -> Amount | None:
        """Return the value that fits the facts and meets as many thresholds of all versions as it can."""
        known = {
            fact.ends: holds for fact, holds in facts.items() if isinstance(fact, Within) and fact.quantity == quantity
        }
        fitting = [
            amount
            for amount in self._amounts[quantity].values()
            if all(lies_in(amount.value, interval) is holds for interval, holds in known.items())
        ]
        every = self._ends[quantity]
        return max(fitting, key=lambda item: sum(lies_in(item.value, interval) for interval in every), default=None)


def _around(part: Threshold) -> Iterator[Amount]:
    interval = Ends(None, False, Decimal(part.count), True) if isinstance(part, Limit) else _ends(part)
    found = [end for end in (interval.low, interval.high) if end is not None]
    step = Decimal(1).scaleb(min(0, *(int(end.as_tuple().exponent) for end in found)))
    values = [value for end in found for value in (end, end + step, end - step) if value >= 0 or end < 0]
    if len(found) == 2:
        values.append((found[0] + found[1]) / 2)
    for value in values:
        if isinstance(part, (Measure, Limit)):
            yield Amount(value, _plain(value))
        else:
            yield Amount(value * MINUTES[part.unit], period(value, part.unit))


def _ends(part: Threshold) -> Ends:
    if isinstance(part, Recency):
        return Ends(None, False, part.value, True)
    assert not isinstance(part, Limit)
    return ends(part)


def _plain(value: Decimal) -> str:
    return f"{value:f}"
