"""Sets of patients: every combination of facts that the policy asks about, without listing each one.

A set is a reduced ordered binary decision diagram (Bryant, IEEE Transactions on Computers C-35(8), 1986): equal sets
are one object, so comparing two numbers proves "the same patients". A space refuses to grow beyond `MAX_NODES` and
reports that; a policy with 60 criteria needs a few hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import reduce
from typing import Any

MAX_NODES = 300_000
MAX_FACTS = 600  # the diagrams are walked to this depth


class TooManyPatients(Exception):
    """The sets cannot be distinguished within the limit."""


class Space:
    """All patients, distinguished by yes-or-no facts; a fact is any hashable name."""

    def __init__(self) -> None:
        self._levels: dict[Hashable, int] = {}
        self._facts: list[Hashable] = []
        # (level, without the fact, with it) of each diagram; 0 and 1 are nobody and everybody
        self._nodes: list[tuple[int, int, int]] = [(MAX_FACTS, 0, 0), (MAX_FACTS, 1, 1)]
        self._ids: dict[tuple[int, int, int], int] = {}
        self._joined: dict[tuple[int, int], int] = {}
        self._negated: dict[int, int] = {0: 1, 1: 0}
        self.nobody = Patients(self, 0)
        self.everybody = Patients(self, 1)

    def fact(self, name: Hashable) -> Patients:
        """Return the patients for whom a fact is true. Facts that decide together are best mentioned together."""
        if name not in self._levels:
            if len(self._facts) == MAX_FACTS:
                raise TooManyPatients(f"the criteria depend on more than {MAX_FACTS} facts")
            self._levels[name] = len(self._facts)
            self._facts.append(name)
        return Patients(self, self._node(self._levels[name], 0, 1))

    def _node(self, level: int, without: int, with_: int) -> int:
        if without == with_:
            return without
        key = (level, without, with_)
        if key not in self._ids:
            if len(self._nodes) == MAX_NODES:
                raise TooManyPatients("the criteria depend on each other in too many ways")
            self._ids[key] = len(self._nodes)
            self._nodes.append(key)
        return self._ids[key]

    def join(self, one: int, other: int) -> int:
        """Return the diagram of the patients in both sets."""
        if one == other or other == 1:
            return one
        if one == 1:
            return other
        if 0 in (one, other):
            return 0
        key = (one, other) if one < other else (other, one)
        if (found := self._joined.get(key)) is None:
            level = min(self._nodes[one][0], self._nodes[other][0])
            (one_without, one_with), (other_without, other_with) = self._split(one, level), self._split(other, level)
            found = self._node(level, self.join(one_without, other_without), self.join(one_with, other_with))
            self._joined[key] = found
        return found

    def negate(self, one: int) -> int:
        """Return the diagram of the patients who are not in a set."""
        if (found := self._negated.get(one)) is None:
            level, without, with_ = self._nodes[one]
            found = self._node(level, self.negate(without), self.negate(with_))
            self._negated[one], self._negated[found] = found, one
        return found

    def _split(self, one: int, level: int) -> tuple[int, int]:
        own, without, with_ = self._nodes[one]
        return (without, with_) if own == level else (one, one)

    def assume(self, one: int, name: Hashable, value: bool) -> int:
        """Return the diagram of a set as it would be if a fact were the same for every patient."""
        goal, known = self._levels.get(name, MAX_FACTS), dict[int, int]()

        def walk(diagram: int) -> int:
            level, without, with_ = self._nodes[diagram]
            if level > goal:
                return diagram
            if level == goal:
                return with_ if value else without
            if diagram not in known:
                known[diagram] = self._node(level, walk(without), walk(with_))
            return known[diagram]

        return walk(one)

    def told(self, one: int, facts: Mapping[Any, bool]) -> bool | None:
        """Return whether patients are in a set, from what is known about them; None if it depends on other facts."""
        known: dict[int, bool | None] = {0: False, 1: True}

        def walk(diagram: int) -> bool | None:
            if diagram not in known:
                level, without, with_ = self._nodes[diagram]
                fact = facts.get(self._facts[level])
                if fact is None:
                    yes, no = walk(with_), walk(without)
                    known[diagram] = yes if yes is no else None
                else:
                    known[diagram] = walk(with_ if fact else without)
            return known[diagram]

        return walk(one)

    def cheapest(self, one: int, cost: Callable[[Hashable, bool], int]) -> dict[Hashable, bool] | None:
        """Return the facts that put a patient into a set at the lowest cost; facts that do not matter are left out."""
        best: dict[int, tuple[int, bool] | None] = {0: None, 1: (0, False)}

        def walk(diagram: int) -> tuple[int, bool] | None:
            if diagram not in best:
                level, without, with_ = self._nodes[diagram]
                ways = [
                    (found[0] + cost(self._facts[level], value), value)
                    for below, value in ((without, False), (with_, True))
                    if (found := walk(below)) is not None
                ]
                best[diagram] = min(ways, default=None)
            return best[diagram]

        if walk(one) is None:
            return None
        facts: dict[Hashable, bool] = {}
        while one != 1:
            level, without, with_ = self._nodes[one]
            chosen = best[one]
            assert chosen is not None
            facts[self._facts[level]] = chosen[1]
            one = with_ if chosen[1] else without
        return facts


class Patients:
    """A set of patients, with the operators of Python sets and `~` for all others; it is true if it is not empty."""

    __slots__ = ("_id", "_space")

    def __init__(self, space: Space, id_: int):
        self._space, self._id = space, id_

    def __and__(self, other: Patients) -> Patients:
        return Patients(self._space, self._space.join(self._id, other._id))

    def __invert__(self) -> Patients:
        return Patients(self._space, self._space.negate(self._id))

    def __or__(self, other: Patients) -> Patients:
        return ~(~self & ~other)

    def __sub__(self, other: Patients) -> Patients:
        return self & ~other

    def __xor__(self, other: Patients) -> Patients:
        return (self - other) | (other - self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Patients) and (self._space, self._id) == (other._space, other._id)

    def __hash__(self) -> int:
        return hash(self._id)

    def __bool__(self) -> bool:
        return self._id != 0

    def given(self, facts: Mapping[Any, bool]) -> Patients:
        """Return the set as it would be if these facts were the same for every patient."""
        known = reduce(lambda found, item: self._space.assume(found, *item), facts.items(), self._id)
        return Patients(self._space, known)

    def has(self, facts: Mapping[Any, bool]) -> bool:
        """Return whether a patient is in the set; `facts` has every fact."""
        return bool(self.told(facts))

    def told(self, facts: Mapping[Any, bool]) -> bool | None:
        """Return whether patients are in the set, from what is known about them; None if it depends on other facts."""
        return self._space.told(self._id, facts)

    def depends_on(self, fact: Hashable) -> bool:
        """Return whether there is a patient for whom this fact alone decides membership in the set."""
        return self.given({fact: True}) != self.given({fact: False})

    def example(self, cost: Callable[[Hashable, bool], int]) -> dict[Hashable, bool] | None:
        """Return the facts that put a patient into the set at the lowest cost, None for an empty set.

        Facts that do not matter are left out and cost nothing.
        """
        return self._space.cheapest(self._id, cost)
