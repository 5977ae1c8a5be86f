"""The criteria: added, removed, moved, joined differently; `criterion_parts` compares what each one says."""

from __future__ import annotations

from dataclasses import replace

from generator.diff.change import Change
from generator.diff.criterion_parts import compare_parts
from generator.diff.graph import ROOT, SHARED, CriteriaGraph, Slot
from generator.diff.logic_edits import CONNECTIVE, move, restructure, take
from generator.diff.pair import Pair
from generator.model.criteria import Common, Group, Statement, Use


def compare_criteria(pair: Pair) -> list[Change]:
    """Return the changes to the criteria of the coverage logic."""
    old, new = pair.old_graph, pair.new_graph
    changes: list[Change] = []
    for name in new.criteria.keys() - old.criteria.keys():
        changes += _added(pair, name)
    for name in old.criteria.keys() - new.criteria.keys():
        changes += _removed(pair, name)
    for name in old.criteria.keys() & new.criteria.keys():
        changes += _moved(pair, name)
        before, after = old.criteria[name], new.criteria[name]
        if isinstance(before, Group) != isinstance(after, Group):
            changes.append(
                pair.logic_change(
                    "criterion-restructured",
                    name,
                    new.paths[name],
                    (words(before), words(after)),
                    restructure(name),
                    "a single statement became a group, or the reverse",
                )
            )
        elif isinstance(before, Group) and isinstance(after, Group) and before.connective != after.connective:
            changes.append(_connective(pair, before, after))
        changes += compare_parts(pair, name)
    return changes + _reordered(pair)


def words(criterion: Common) -> str:
    """Return a criterion in words: its statement, or its title with its connective and members."""
    if isinstance(criterion, Statement):
        return criterion.statement
    assert isinstance(criterion, Group), criterion
    title = f"{criterion.title}: " if criterion.title else ""
    names = [member.use if isinstance(member, Use) else member.id for member in criterion.members]
    return f"{title}{criterion.connective} of {', '.join(names)}"


def is_exclusion(graph: CriteriaGraph, name: str) -> bool:
    """Return whether a criterion is itself an exclusion."""
    return any(slot.holder.startswith("exclusions") for slot in graph.slots.get(name, []))


def _added(pair: Pair, name: str) -> list[Change]:
    old, new = pair.old_graph, pair.new_graph
    slots = _used_slots(new, name)
    if slots and all(new.is_only_here(slot, old) for slot in slots):
        return []  # it came with its group or track, which is listed
    kind = "exclusion-added" if is_exclusion(new, name) else "criterion-added"
    edit = move(name, new, [], slots)
    return [pair.logic_change(kind, name, new.paths[name], (None, words(new.criteria[name])), edit)]


def _removed(pair: Pair, name: str) -> list[Change]:
    old, new = pair.old_graph, pair.new_graph
    slots = _used_slots(old, name)
    if slots and all(old.is_only_here(slot, new) for slot in slots):
        return []
    kind = "exclusion-dropped" if is_exclusion(old, name) else "criterion-removed"
    edit = move(name, pair.new_graph, slots, [])
    said = (words(old.criteria[name]), None)
    return [pair.logic_change(kind, name, old.paths[name], said, edit, removed=True)]


def _used_slots(graph: CriteriaGraph, name: str) -> list[Slot]:
    return [slot for slot in graph.slots.get(name, []) if slot.part != SHARED]


def _moved(pair: Pair, name: str) -> list[Change]:
    old, new = pair.old_graph, pair.new_graph
    before, after = set(_used_slots(old, name)), set(_used_slots(new, name))
    if before == after:
        if _is_shared(old, name) == _is_shared(new, name) or not before:
            return []
        return [
            pair.change(
                "criterion-moved",
                name,
                new.paths[name],
                _where(old, old.slots[name]),
                _where(new, new.slots[name]),
                "editorial",
                "it is written elsewhere in the file and still used in the same places",
            )
        ]
    left, reached = sorted(before - after, key=str), sorted(after - before, key=str)
    if not (left and reached) and all(_comes_with_track(pair, slot) for slot in (*left, *reached)):
        return []
    kind = "criterion-moved" if left and reached else "use-added" if reached else "use-removed"
    path = new.slot_paths[name, reached[0]] if reached else new.paths[name]
    said = (_where(old, left or before), _where(new, reached or after))
    return [pair.logic_change(kind, name, path, said, move(name, new, left, reached))]


def _comes_with_track(pair: Pair, slot: Slot) -> bool:
    """Return whether a place was added or removed with its indication, pathway or phase, which is listed."""
    old, new = pair.old_graph, pair.new_graph
    return slot.part == ROOT and (old.is_only_here(slot, new) or new.is_only_here(slot, old))


def _is_shared(graph: CriteriaGraph, name: str) -> bool:
    return any(slot.part == SHARED for slot in graph.slots.get(name, []))


def _where(graph: CriteriaGraph, slots: list[Slot] | set[Slot]) -> str:
    said = []
    for slot in sorted(slots, key=str):
        connective = graph.connective(slot)
        shown = {
            "root": "in",
            "shared": "written in",
            "unless": "exception of",
            "applies_when": "condition of",
            "AT": "under AT LEAST of",
        }.get(connective, f"under {connective} of")
        said.append(f"{shown} {slot.holder}")
    return ", ".join(said)


def _connective(pair: Pair, before: Group, after: Group) -> Change:
    graph, name = pair.new_graph, after.id
    path = (*graph.paths[name], "at_least" if after.at_least is not None else after.member_key)
    said = (before.connective, after.connective)
    change = pair.logic_change("connective-changed", name, path, said, take(name, *CONNECTIVE, touched=[name]))
    if before.member_key == after.member_key:
        return change
    return replace(change, place=pair.new.node.key_place(path))


def _reordered(pair: Pair) -> list[Change]:
    """Return the lists whose kept members are in a different order."""
    changes = []
    for slot, after in pair.new_graph.members.items():
        before = pair.old_graph.members.get(slot, [])
        kept_before = [name for name in before if name in after]
        kept_after = [name for name in after if name in before]
        if kept_before == kept_after or len(set(kept_after)) < len(kept_after):
            continue
        for name in _out_of_order(kept_before, kept_after):
            changes.append(
                pair.change(
                    "criterion-moved",
                    name,
                    pair.new_graph.slot_paths[name, slot],
                    f"number {before.index(name) + 1} of {slot.holder}",
                    f"number {after.index(name) + 1} of {slot.holder}",
                    "editorial",
                    "the order of criteria decides nothing; their printed numbers change",
                )
            )
    return changes


def _out_of_order(before: list[str], after: list[str]) -> list[str]:
    """Return the fewest names to move to turn one order into the other (the longest increasing run is kept)."""
    ranks = [before.index(name) for name in after]
    best: list[list[int]] = []
    for position, rank in enumerate(ranks):
        runs = [run for run in best if ranks[run[-1]] < rank]
        best.append([*_longest(runs), position])
    kept = set(_longest(best))
    return [name for position, name in enumerate(after) if position not in kept]


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])
