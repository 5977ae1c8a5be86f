"""A patient who represents a set: with findings and values for every criterion, and as few remarkable ones as possible.

A finding is remarkable if it counts against coverage. A witness can be replayed: its findings and values are complete
answers for either version of a policy.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.logic.facts import Facts, MeasuredQuantity, Says, Within
from generator.logic.patients import Patients
from generator.logic.tree import CriterionNode, LimitNode


@dataclass(frozen=True)
class Witness:
    """A patient: each fact as true or false, and the facts that decide, in the order of the criteria.

    `values` has a value for each quantity, in minutes for lengths of time; `remarkable` are the facts that speak
    against coverage, and `asked` the criterion or limit that asks for each fact.
    """

    facts: Mapping[Hashable, bool]
    deciding: tuple[Says | Within, ...]
    values: Mapping[MeasuredQuantity, Decimal]
    remarkable: tuple[Says | Within, ...]
    asked: Mapping[Says | Within, CriterionNode | LimitNode]

    @property
    def size(self) -> int:
        """How many facts decide."""
        return len(self.deciding)


def witness(facts: Facts, group: Patients, possible: Patients, wanted: Mapping[Hashable, bool]) -> Witness:
    """Return the least remarkable patient in a set who can exist; `wanted` says what counts toward coverage.

    Raises ValueError if nobody in the set can exist.
    """
    everything = example_patient(facts, group & possible, wanted)
    values = {item: facts.value(item, everything) for item in facts.quantities()}
    deciding = tuple(fact for fact in facts.asked if not group.has({**everything, fact: not everything[fact]}))
    remarkable = tuple(fact for fact in facts.asked if everything[fact] is not wanted.get(fact, True))
    return Witness(everything, deciding, values, remarkable, dict(facts.asked))


def example_patient(facts: Facts, group: Patients, wanted: Mapping[Hashable, bool]) -> dict[Hashable, bool]:
    """Return every fact about the least remarkable patient in a set in which everybody can exist.

    Raises ValueError for an empty set.
    """
    found = group.example(lambda fact, value: int(wanted.get(fact, value) is not value))
    if found is None:
        raise ValueError("nobody is in the set")
    return _completed(facts, group, found, wanted)


def _completed(
    facts: Facts, group: Patients, found: Mapping[Hashable, bool], wanted: Mapping[Hashable, bool]
) -> dict[Hashable, bool]:
    """Return a complete patient: facts that do not matter count toward coverage, as far as values allow."""
    everything = dict(found)
    left = group.given(found)
    for fact in facts.asked:
        if fact not in everything:
            value = wanted.get(fact, True)
            everything[fact] = value if left.given({fact: value}) else not value
            left = left.given({fact: everything[fact]})
    return everything
