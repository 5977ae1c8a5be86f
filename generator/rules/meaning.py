"""Who is covered by a policy, as sets of patients: what the LOGIC rules ask, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.logic.facts import Facts
from generator.logic.gains import UseRequest, covered
from generator.logic.patients import Patients, TooManyPatients
from generator.logic.tree import COVERED, CriterionNode, EndlessCriteria, coverage_tree
from generator.model.policy import Coverage, Position
from generator.problem import YamlPath


class UseGroup(NamedTuple):
    """A use that can be covered: where its position is, and who is covered, whatever the limits."""

    path: YamlPath
    name: str
    has_criteria: bool
    covered: Patients


class Meaning(NamedTuple):
    """The uses that can be covered, and the facts that tell patients apart."""

    uses: list[UseGroup]
    facts: Facts
    possible: Patients


def meaning_of(coverage: Coverage) -> Meaning | None:
    """Return who is covered; None where the criteria make no tree (ID-002, ID-003) or are too many to tell."""
    try:
        facts = Facts()
        uses = list(_uses(coverage, facts))
        return Meaning(uses, facts, facts.possible())
    except (EndlessCriteria, TooManyPatients):
        return None


def _uses(coverage: Coverage, facts: Facts) -> Iterator[UseGroup]:
    tree = coverage_tree(coverage)
    has_common = bool(tree.prerequisites or tree.exclusions)
    for index, item in enumerate(tree.indications):
        at: YamlPath = ("coverage", "indications", index)
        steps: list[tuple[str | None, Position, YamlPath, str]] = [
            (phase.id, phase.position or item.position, (*at, "phases", number, "id"), f"phase `{phase.id}`")
            for number, phase in enumerate(item.phases)
        ]
        whole = (None, item.position, (*at, "position"), f"indication `{item.id}`")
        for step, position, path, name in steps or [whole]:
            pathways = [track.position or position for track in item.pathways] or [position]
            if COVERED & set(pathways):
                group = covered(tree, UseRequest(item.id, step), facts)
                limits = {fact: True for fact, node in facts.asked.items() if not isinstance(node, CriterionNode)}
                yield UseGroup(path, name, has_common or bool(item.roots()), group.given(limits))
