"""Whether the stated direction of an edition's change is true: compares the patients before and after each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from generator.logic.gains import Comparison, compare_patients
from generator.logic.tree import CoverageTree, EndlessCriteria, coverage_tree
from generator.logic.witness_words import WitnessWords
from generator.model.edition import Deviation, Direction
from generator.model.policy import Coverage
from generator.problem import SourceProblems
from generator.source.changes import overlay
from generator.source.policies import Source

_DIRECTIONS: dict[str, Direction] = {
    "fewer patients": "more-restrictive",
    "more patients": "less-restrictive",
    "some lose, some gain": "mixed",
}
_DECIDES_COVERAGE = {
    *("all", "any", "none", "exactly_one", "of", "at_least", "applies_when", "unless", "only_for", "waived_for"),
    *("measure", "duration", "recency", "interval", "limit", "position", "after"),
}  # the keys whose change is editorial if the same patients are covered; a person decides about the others


@dataclass(frozen=True)
class WrongDirection:
    """A change whose direction is proven wrong: its number, both directions, and who loses or gains by it."""

    number: int
    proven: Direction
    stated: Direction
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ComparedChange:
    """A change of an edition by its number, the coverage before and after it, and who gains and loses by it."""

    number: int
    change: Deviation
    before: CoverageTree
    after: CoverageTree
    patients: Comparison


def compared_changes(base: Source, index: int) -> Iterator[ComparedChange]:
    """Yield the changes of an edition, each compared by itself; those that form no tree are left out."""
    before = _tree(base, index, 0)
    for number, change in enumerate(base.policy.editions[index].changes):
        after = _tree(base, index, number + 1)
        if before and after:
            yield ComparedChange(number, change, before, after, compare_patients(before, after))
        before = after


def wrong_directions(changes: Iterable[ComparedChange]) -> Iterator[WrongDirection]:
    """Yield the changes whose direction contradicts the criteria.

    If only words change, or there is too much to compare, nothing is proven.
    """
    for found in changes:
        change, proven = found.change, _proven(found.change, found.patients, found.before, found.after)
        if proven and proven != change.direction:
            examples = WitnessWords(found.before, found.after).changes(found.patients.uses)
            yield WrongDirection(found.number, proven, change.direction, tuple(examples))


def _tree(base: Source, index: int, count: int) -> CoverageTree | None:
    """Return the coverage after an edition's first changes; None if it forms no tree, which other rules report."""
    edition = base.policy.editions[index]
    try:
        node = overlay(base.node, index, edition.model_copy(update={"changes": edition.changes[:count]}))
        return coverage_tree(Coverage.model_validate(node.at(("coverage",)).plain()))
    except (EndlessCriteria, SourceProblems, ValidationError):
        return None


def _proven(change: Deviation, found: Comparison, before: CoverageTree, after: CoverageTree) -> Direction | None:
    if found.effect == "same patients":
        return "editorial" if not found.reworded and _is_logic_alone(change, before, after) else None
    if found.effect == "some lose, some gain" and found.reworded:
        return None
    return _DIRECTIONS.get(found.effect)


def _is_logic_alone(change: Deviation, before: CoverageTree, after: CoverageTree) -> bool:
    """Return whether a change affects only what decides coverage; records to submit, for example, do not."""
    if change.action not in ("add", "drop"):
        return set(change.new or ()) <= _DECIDES_COVERAGE and not _asks_for_records(change.new)
    name = (change.new or {}).get("id") if change.action == "add" else change.criterion
    nodes = [
        node
        for tree in (before, after)
        for root in tree.roots()
        for found in root.everything()
        if found.id == name
        for node in found.everything()
    ]
    return bool(nodes) and not any(node.criterion and node.criterion.documentation for node in nodes)


def _asks_for_records(value: Any) -> bool:
    if isinstance(value, dict):
        return "documentation" in value or any(map(_asks_for_records, value.values()))
    return isinstance(value, list) and any(map(_asks_for_records, value))
