"""Which criteria and limits decide, for a patient whose answers are known or for any patient at all.

A criterion decides if the opposite answer to it alone turns covered into not covered, or the reverse. A criterion that
is used in several places has one answer, which counts in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.logic.facts import Facts, Says
from generator.logic.gains import covered, requests, way_chance
from generator.logic.judge import Chance, Findings, any_of
from generator.logic.patients import Patients, Space
from generator.logic.tree import CoverageTree, CriterionNode, LimitNode
from generator.logic.ways import ways


def deciders(tree: CoverageTree) -> frozenset[str]:
    """Return the ids of statements and the fields of limits that decide for some patient. Raises TooManyPatients."""
    facts = Facts()
    groups = [covered(tree, request, facts) for request in requests(tree)]
    possible = facts.possible()
    found = set()
    for fact, node in facts.asked.items():
        is_criterion = isinstance(node, CriterionNode)
        if is_criterion and not isinstance(fact, Says):
            continue  # its words decide wherever its thresholds do
        either = possible.given({fact: True}) & possible.given({fact: False})
        for group in groups:
            if (group.given({fact: True}) ^ group.given({fact: False})) & either:
                found.add(node.id if isinstance(node, CriterionNode) else node.field)
    return frozenset(found)


class DecidingAnswers:
    """Finds which answers decide: each statement (its id) and each limit (its field) tells patients apart."""

    def __init__(self, tree: CoverageTree):
        self._tree, self._space = tree, Space()
        self._groups: dict[tuple[str, str | None, str | None], list[Patients]] = {}

    def deciding(
        self, known: Mapping[str, bool], indication: str, pathway: str | None = None, phase: str | None = None
    ) -> Iterator[str]:
        """Yield what decides by itself for a patient; `known` says which statements are met and which limits are kept.

        The use requested is given as for `outcome.judge_request`. Raises TooManyPatients.
        """
        groups = self._covered(indication, pathway, phase)
        now = _told(groups, known)
        for name, holds in known.items() if now is not None else ():
            if _told(groups, {**known, name: not holds}) is (not now):
                yield name

    def _covered(self, indication: str, pathway: str | None, phase: str | None) -> list[Patients]:
        """Return who is covered in each phase that may be meant."""
        key = (indication, pathway, phase)
        if key not in self._groups:
            found = next((item for item in self._tree.indications if item.id == indication), None)
            phases: dict[str, list[Chance[Patients]]] = {}
            space = self._space
            for way in ways(self._tree, found, pathway, phase) if found else ():
                chance = way_chance(way, space, self._leaf, self._limit)
                phases.setdefault(way.phase.id if way.phase else "", []).append(chance)
            self._groups[key] = [any_of(item, space.everybody, space.nobody).yes for item in phases.values()]
        return self._groups[key]

    def _leaf(self, node: CriterionNode, spared: Patients) -> Findings[Patients]:
        met = self._space.fact(node.id)
        return Findings(met, ~met, self._space.nobody)

    def _limit(self, limit: LimitNode) -> Patients:
        return self._space.fact(limit.field)


def _told(groups: list[Patients], known: Mapping[str, bool]) -> bool | None:
    found = {group.told(known) for group in groups}
    return found.pop() if len(found) == 1 else None
