"""Who gains and who loses coverage between two versions of a policy, as sets of patients, not lists of edits.

It is exact for patients as the criteria distinguish them (each statement true or false, each value in a region between
two thresholds). Statements whose words changed apart from their thresholds are named and assumed to mean the same: a
person must read what the words do to coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.logic.facts import Facts
from generator.logic.judge import Chance, Findings, Judge, any_of
from generator.logic.patients import Patients, Space, TooManyPatients
from generator.logic.tree import COVERED, CoverageTree, CriterionNode, LimitNode
from generator.logic.ways import UNDECIDED, Way, judge_way, ways
from generator.logic.witness import Witness, witness
from generator.wording.compare_words import differ_only_as_thresholds, only_form
from generator.wording.phrases import thresholds

NetEffect = Literal["same patients", "fewer patients", "more patients", "some lose, some gain", "too many to compare"]


@dataclass(frozen=True)
class UseRequest:
    """A use that is requested: an indication and, if it has phases, one of them."""

    indication: str
    phase: str | None = None


@dataclass(frozen=True)
class UseComparison:
    """What changes for one use: a patient who loses coverage and one who gains it, None if there is none."""

    request: UseRequest
    loses: Witness | None = None
    gains: Witness | None = None


@dataclass(frozen=True)
class Comparison:
    """The net effect over the whole policy. `reworded` are the ids of statements whose words changed."""

    effect: NetEffect
    uses: tuple[UseComparison, ...] = ()
    reworded: tuple[str, ...] = ()

    @property
    def loses(self) -> Witness | None:
        """The patient with the fewest facts who loses coverage."""
        return min((use.loses for use in self.uses if use.loses), key=lambda item: item.size, default=None)

    @property
    def gains(self) -> Witness | None:
        """The patient with the fewest facts who gains coverage."""
        return min((use.gains for use in self.uses if use.gains), key=lambda item: item.size, default=None)


def compare_patients(old: CoverageTree, new: CoverageTree) -> Comparison:
    """Return who gains and who loses coverage from one version to another."""
    reworded = tuple(sorted(_reworded(old, new)))
    try:
        found = tuple(_compare_uses(old, new))
    except TooManyPatients:
        return Comparison("too many to compare", reworded=reworded)
    loses, gains = (any(getattr(use, key) for use in found) for key in ("loses", "gains"))
    effects: dict[tuple[bool, bool], NetEffect] = {
        (False, False): "same patients",
        (True, False): "fewer patients",
        (False, True): "more patients",
        (True, True): "some lose, some gain",
    }
    return Comparison(effects[loses, gains], found, reworded)


def _compare_uses(old: CoverageTree, new: CoverageTree) -> Iterable[UseComparison]:
    facts = Facts(left_out=frozenset(_left_out(old, new)))
    both = [(request, covered(old, request, facts), covered(new, request, facts)) for request in requests(old, new)]
    possible = facts.possible()
    wanted = preferences(facts, old, new)
    for request, before, after in both:
        lost, won = before - after, after - before
        yield UseComparison(
            request,
            witness(facts, lost, possible, wanted) if lost & possible else None,
            witness(facts, won, possible, wanted) if won & possible else None,
        )


def requests(*trees: CoverageTree) -> list[UseRequest]:
    """Return every use that can be requested under any of the trees."""
    found: dict[UseRequest, None] = {}
    for indication in dict.fromkeys(item.id for tree in trees for item in tree.indications):
        phases: list[str | None] = [
            phase.id for tree in trees for item in tree.indications if item.id == indication for phase in item.phases
        ]
        found |= dict.fromkeys(UseRequest(indication, phase) for phase in phases or [None])
    return list(found)


def covered(tree: CoverageTree, request: UseRequest, facts: Facts) -> Patients:
    """Return the patients who are covered for a use. A use that the tree does not list counts as another use."""
    space = facts.space
    indication = next((item for item in tree.indications if item.id == request.indication), None)
    if indication is None:
        return space.everybody if tree.other_uses in COVERED else space.nobody
    if indication.phases and request.phase and request.phase not in [item.id for item in indication.phases]:
        return space.nobody
    found = (way_chance(way, space, facts.leaf, facts.limit) for way in ways(tree, indication, phase=request.phase))
    return any_of(found, space.everybody, space.nobody).yes


def way_chance(
    way: Way,
    space: Space,
    leaf: Callable[[CriterionNode, Patients], Findings[Patients]],
    within: Callable[[LimitNode], Patients],
) -> Chance[Patients]:
    """Return who is covered on a way, from who meets each statement and whose request is within each limit.

    Nobody counts as covered under a position that is undecided.
    """
    if way.position == UNDECIDED:
        return Chance(space.nobody, space.everybody)

    def kept(limit: LimitNode) -> Chance[Patients]:
        patients = within(limit)
        return Chance(patients, ~patients)

    judge = Judge(way.tracks, leaf, space.nobody, space.everybody)
    return judge_way(way, judge, kept, space.nobody, space.everybody).chance


def preferences(facts: Facts, *trees: CoverageTree) -> dict[Hashable, bool]:
    """Return for each fact whether it counts toward coverage, so examples can be as unremarkable as possible."""
    used = [(tree, node) for tree in trees for root in tree.roots() for node in root.everything()]
    against = {node.id for tree, node in used if not node.is_group and node.field in tree.against}
    for_it = {node.id for _, node in used} - against
    return {
        fact: getattr(node, "id", "") in for_it or not isinstance(node, CriterionNode)
        for fact, node in facts.asked.items()
    }


def _reworded(old: CoverageTree, new: CoverageTree) -> Iterable[str]:
    """Yield the statements whose words changed, that became a group, or whose thresholds differ."""
    before, after = statements(old), statements(new)
    others = {node.id for tree in (old, new) for root in tree.roots() for node in root.everything() if node.is_group}
    left_out = {name for name, _ in _left_out(old, new)}
    for name in before.keys() | after.keys():
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            if name in others:
                yield name
            continue
        phrases = [phrase for node in (one, other) for _, phrase in thresholds(node.thresholds)]
        follows = one.thresholds != other.thresholds and differ_only_as_thresholds(one.text, other.text, phrases)
        if name in left_out or (not follows and not only_form(one.text, other.text)):
            yield name


def _left_out(old: CoverageTree, new: CoverageTree) -> Iterable[tuple[str, str]]:
    """Yield thresholds that were added or removed while the words of the statement, which may state them, stayed."""
    before, after = statements(old), statements(new)
    for name in before.keys() & after.keys():
        one, other = before[name], after[name]
        if only_form(one.text, other.text):
            yield from ((name, key) for key in one.thresholds.keys() ^ other.thresholds.keys())


def statements(tree: CoverageTree) -> Mapping[str, CriterionNode]:
    """Return the statements that the tree uses, by id."""
    return {node.id: node for root in tree.roots() for node in root.everything() if not node.is_group}
