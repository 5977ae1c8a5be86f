"""Who is covered by a policy, as sets of patients: computed once for all CRIT and LOGIC rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.logic.facts import Facts
from generator.logic.gains import UseRequest, covered, way_chance
from generator.logic.judge import Findings
from generator.logic.patients import Patients, Space, TooManyPatients
from generator.logic.tree import COVERED, CoverageTree, CriterionNode
from generator.logic.ways import Way, ways
from generator.model.criteria import Criterion, Group, Statement, Use
from generator.model.policy import Position
from generator.problem import YamlPath


class UseGroup(NamedTuple):
    """A use that can be covered: the location of its position, and who is covered, whatever the limits."""

    path: YamlPath
    name: str
    has_criteria: bool
    covered: Patients


class Meaning(NamedTuple):
    """The uses that can be covered, and the facts that tell patients apart."""

    uses: list[UseGroup]
    facts: Facts
    possible: Patients


def meaning_of(tree: CoverageTree) -> Meaning | None:
    """Return who is covered; None if there are too many criteria to tell."""
    try:
        facts = Facts()
        uses = list(_uses(tree, facts))
        return Meaning(uses, facts, facts.possible())
    except TooManyPatients:
        return None


def _uses(tree: CoverageTree, facts: Facts) -> Iterator[UseGroup]:
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


class PlacedStatement(NamedTuple):
    """A statement in one of its places; if it is used again there, the path is that of its `use`."""

    path: YamlPath
    statement: Statement


class Demands(NamedTuple):
    """What every patient covered on a way (a pathway and phase) must and must not have, in the order of the policy."""

    required: list[PlacedStatement]
    excluding: list[PlacedStatement]


def demands(tree: CoverageTree, roots: Iterable[tuple[YamlPath, Criterion]]) -> list[Demands]:
    """Return what each way to coverage demands in every case. `roots` are the criteria that no other contains.

    Each place in which a statement is used counts as a separate fact; the caller compares their content. A way on which
    nobody can be covered demands nothing.
    """
    placed = list(_placed(tree, roots))
    try:
        return [
            _demands(way, placed) for item in tree.indications for way in ways(tree, item) if way.position in COVERED
        ]
    except TooManyPatients:
        return []


def _demands(way: Way, placed: list[tuple[str, PlacedStatement]]) -> Demands:
    space = Space()

    def leaf(node: CriterionNode, spared: Patients) -> Findings[Patients]:
        met = space.fact(node.number)
        return Findings(met, ~met, space.nobody)

    group = way_chance(way, space, leaf, lambda limit: space.everybody).yes
    if not group:
        return Demands([], [])
    facts = [(space.fact(number), place) for number, place in placed]
    return Demands(
        [place for met, place in facts if not group - met],
        [place for met, place in facts if not group & met],
    )


def _placed(tree: CoverageTree, roots: Iterable[tuple[YamlPath, Criterion]]) -> Iterator[tuple[str, PlacedStatement]]:
    """Yield the statements of a tree by number, each with its path, in order."""
    tracks = (
        root
        for item in tree.indications
        for root in (item.criteria, *(track.criteria for track in (*item.pathways, *item.phases)))
    )
    nodes = [*tree.prerequisites, *filter(None, tracks), *tree.exclusions]
    for (path, criterion), node in zip(roots, nodes, strict=True):
        yield from _statements(criterion, path, node)


def _statements(criterion: Criterion, path: YamlPath, node: CriterionNode) -> Iterator[tuple[str, PlacedStatement]]:
    if isinstance(node.criterion, Statement):
        yield node.number, PlacedStatement(path, node.criterion)
    elif isinstance(node.criterion, Group):
        for index, (member, below) in enumerate(zip(node.criterion.members, node.members, strict=True)):
            inner = path if isinstance(criterion, Use) else (*path, node.criterion.member_key, index)
            yield from _statements(criterion if isinstance(criterion, Use) else member, inner, below)
