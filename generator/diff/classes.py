"""The class of each change to the criteria: made by itself, with the patients before compared with those after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generator.diff.change import Change, Effect
from generator.diff.criterion_parts import FOLDED
from generator.diff.draft import CriteriaDraft
from generator.diff.net import tree_of
from generator.diff.pair import Pair
from generator.logic.gains import Comparison, compare_patients
from generator.logic.tree import CoverageTree, EndlessCriteria, coverage_tree
from generator.logic.witness_words import WitnessWords

_EFFECTS: dict[str, Effect] = {
    "same patients": "editorial",
    "fewer patients": "restrictive",
    "more patients": "expansive",
}
_NO_TREE = "a `use` names no criterion or leads back to itself, so nothing can be compared"
_TOO_MANY = "there are too many combinations of findings to compare"
_SAME = "the same patients are covered"
_TOGETHER = "together with the other changes of the criteria, the same patients are covered"


def classified(pair: Pair, changes: list[Change]) -> list[Change]:
    """Return the changes, with the class and reason added to those of the criteria.

    A change that would move patients by itself is editorial if it is one of several that cancel out: a group that was
    split up, a criterion that was replaced by its equal.
    """
    edited = [change for change in changes if change.edit]
    before, after = tree_of(pair.old), tree_of(pair.new)
    if not edited:
        return changes
    if before is None or after is None:
        found = {change: replace(change, effect="for a human", reason=_NO_TREE) for change in edited}
        return [found.get(change, change) for change in changes]
    judge = _SingleChanges(pair, before, after)
    found = {change: judge.alone(change) for change in edited}
    for group in _connected(edited):
        moving = [change for change in group if found[change].effect != "editorial"]
        if moving and len(group) > 1 and judge.cancel_out(group):
            found |= {change: replace(change, effect="editorial", reason=_TOGETHER) for change in moving}
    return [found.get(change, change) for change in changes]


class _SingleChanges:
    """Makes changes to the old version one at a time, and reports who gains and loses coverage by them."""

    def __init__(self, pair: Pair, before: CoverageTree, after: CoverageTree):
        self._pair, self._before = pair, before
        self._words = WitnessWords(before, after)

    def alone(self, change: Change) -> Change:
        """Return a change with its class and the reason for it."""
        found = self._compare([change])
        if found is None:
            return replace(change, effect="for a human", reason=_NO_TREE)
        if found.reworded:
            return change  # words changed: it keeps its own class, for a human
        effect = _EFFECTS.get(found.effect, "for a human")
        reason = _TOO_MANY if found.effect == "too many to compare" else self._reason(found)
        return replace(change, effect=effect, reason=f"{reason}; {FOLDED}" if change.reason == FOLDED else reason)

    def cancel_out(self, changes: Iterable[Change]) -> bool:
        """Return whether the same patients are covered after all of these changes."""
        found = self._compare(changes)
        return found is not None and found.effect == "same patients" and not found.reworded

    def _compare(self, changes: Iterable[Change]) -> Comparison | None:
        pair = self._pair
        draft = CriteriaDraft.of(pair.old.policy.coverage, pair.old_graph)
        new = CriteriaDraft.of(pair.new.policy.coverage, pair.new_graph)
        for change in changes:
            if change.edit:
                change.edit.make(draft, new)
        try:
            return compare_patients(self._before, coverage_tree(draft.put_together()))
        except (EndlessCriteria, KeyError, RecursionError):
            return None

    def _reason(self, found: Comparison) -> str:
        sides = ((found.loses, "is no longer covered"), (found.gains, "is now covered"))
        said = [f"{self._words.who(patient)} {what}" for patient, what in sides if patient]
        return "; ".join(said) or _SAME


def _connected(changes: Iterable[Change]) -> list[list[Change]]:
    """Return the changes in groups that join or separate the same criteria."""
    groups: list[tuple[set[str], list[Change]]] = []
    for change in changes:
        touched = set(change.edit.touched) if change.edit else set()
        if not touched:
            continue
        members = [change]
        for other in [item for item in groups if item[0] & touched]:
            groups.remove(other)
            touched |= other[0]
            members = other[1] + members
        groups.append((touched, members))
    return [members for _, members in groups]
