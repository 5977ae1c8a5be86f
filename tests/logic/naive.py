"""A second, naive reading of the logic: one patient, one use, everything known; written without looking at `judge`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, TrackNode

FAVORABLE = ("medically-necessary", "covered-in-study")


def is_covered(
    tree: CoverageTree,
    indication: IndicationNode,
    pathway: TrackNode | None,
    phase: TrackNode | None,
    facts: Mapping[str, bool],
    over: Iterable[str] = (),
) -> bool:
    """Return whether a patient is covered. `facts` tells for each statement, by field, whether it is true."""
    tracks = [track for track in (pathway, phase) if track is not None]
    positions = [track.position for track in tracks if track.position] or [indication.position]
    if any(position not in FAVORABLE for position in positions):
        return False
    here = {indication.id, *(track.id for track in tracks)}
    needed = [*tree.prerequisites]
    if indication.criteria:
        needed.append(indication.criteria)
    needed += [track.criteria for track in tracks if track.criteria]
    if any(verdict(node, here, facts, True) is False for node in needed):
        return False
    if any(verdict(node, here, facts, False) is True for node in (*tree.absolute, *tree.relative)):
        return False
    return not any(limit.field in over for limit in tree.limits)


def verdict(node: CriterionNode, here: set[str], facts: Mapping[str, bool], wanted: bool) -> bool | None:
    """Return True, False, or None for a criterion that does not apply."""
    if node.only_for and not here & set(node.only_for):
        return None
    if here & set(node.waived_for):
        return None
    if node.applies_when is not None and verdict(node.applies_when, here, facts, True) is not True:
        return None
    if node.is_group:
        truth = _group(node, here, facts, wanted)
        if truth is None:
            return None
    else:
        truth = facts[node.field]
    if node.unless is not None and truth is not wanted and verdict(node.unless, here, facts, True) is True:
        return wanted
    return truth


def _group(node: CriterionNode, here: set[str], facts: Mapping[str, bool], wanted: bool) -> bool | None:
    inside = (not wanted) if node.connective == "NONE" else wanted
    found = [verdict(member, here, facts, inside) for member in node.members]
    counted = [item for item in found if item is not None]
    if len(counted) == 0:
        return None
    true = counted.count(True)
    if node.connective == "ALL":
        return true == len(counted)
    if node.connective == "ANY":
        return true > 0
    if node.connective == "NONE":
        return true == 0
    if node.connective == "EXACTLY ONE":
        return true == 1
    return true >= int(node.connective.split()[-1])
