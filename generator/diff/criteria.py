"""The criteria: added, removed, moved, joined in another way; `criterion_parts` compares what each one says."""

from __future__ import annotations

from dataclasses import replace

from generator.diff.change import Change
from generator.diff.criterion_parts import compare_parts
from generator.diff.pair import Pair
from generator.logic.effects import Effect, opposite
from generator.logic.pulls import MEMBERS, ROOT, SHARED, Logic, Slot, effect_of_adding, effect_of_strength
from generator.logic.strength import compare_connectives
from generator.model.criteria import Common, Group, Statement, Use, walk


def compare_criteria(pair: Pair) -> list[Change]:
    """Return the changes of the coverage logic's criteria."""
    old, new = pair.old_logic, pair.new_logic
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
                pair.change(
                    "criterion-restructured",
                    name,
                    new.paths[name],
                    words(before),
                    words(after),
                    "for a human",
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


def is_exclusion(logic: Logic, name: str) -> bool:
    """Return whether a criterion is an exclusion of its own."""
    return any(slot.holder.startswith("exclusions") for slot in logic.slots.get(name, []))


def _added(pair: Pair, name: str) -> list[Change]:
    old, new = pair.old_logic, pair.new_logic
    slots = _used_slots(new, name)
    if slots and all(slot.holder in new.criteria and slot.holder not in old.criteria for slot in slots):
        return []  # it came with its group, which is listed
    effect, reason = _joint(new, name, slots, adding=True)
    reason += _rewrapped(new.criteria[name], old, "holds criteria that stood elsewhere before")
    if "stood elsewhere" in reason:
        effect = "for a human"
    kind = "exclusion-added" if is_exclusion(new, name) else "criterion-added"
    return [pair.change(kind, name, new.paths[name], None, words(new.criteria[name]), effect, reason)]


def _removed(pair: Pair, name: str) -> list[Change]:
    old, new = pair.old_logic, pair.new_logic
    slots = _used_slots(old, name)
    if slots and all(slot.holder in old.criteria and slot.holder not in new.criteria for slot in slots):
        return []
    effect, reason = _joint(old, name, slots, adding=False)
    reason += _rewrapped(old.criteria[name], new, "held criteria that stand elsewhere now")
    if "stand elsewhere" in reason:
        effect = "for a human"
    kind = "exclusion-dropped" if is_exclusion(old, name) else "criterion-removed"
    return [pair.change(kind, name, old.paths[name], words(old.criteria[name]), None, effect, reason, removed=True)]


def _used_slots(logic: Logic, name: str) -> list[Slot]:
    return [slot for slot in logic.slots.get(name, []) if slot.part != SHARED]


def _rewrapped(criterion: Common, other: Logic, what: str) -> str:
    """Return a warning when a group's members exist in the other version without the group."""
    assert isinstance(criterion, (Statement, Group)), criterion
    inside = [item.id for path, item in walk(criterion) if path and not isinstance(item, Use)]
    kept = [name for name in inside if name in other.criteria]
    return f"; it {what} ({', '.join(kept)}), so a person weighs them together" if kept else ""


def _joint(logic: Logic, name: str, slots: list[Slot], adding: bool) -> tuple[Effect, str]:
    """Return the effect of filling or emptying several slots together."""
    if not slots:
        return "editorial", "it is written in `shared` and used nowhere"
    found = [effect_of_adding(logic, slot, name) for slot in slots]
    effects = {effect if adding else opposite(effect) for effect, _ in found}
    reason = "; ".join(dict.fromkeys(reason for _, reason in found))
    if not adding:
        reason = f"it is gone: {reason}"
    decided = effects - {"editorial"}
    if len(decided) > 1:
        return "for a human", f"it stands in places that pull apart: {reason}"
    return (decided or effects).pop(), reason


def _moved(pair: Pair, name: str) -> list[Change]:
    old, new = pair.old_logic, pair.new_logic
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
    if left and reached:
        effect, reason = _effect_of_move(pair, name, left, reached)
        kind = "criterion-moved"
    elif reached:
        effect, reason = _joint(new, name, reached, adding=True)
        kind = "use-added"
    else:
        effect, reason = _joint(old, name, left, adding=False)
        kind = "use-removed"
    path = new.slot_paths[name, reached[0]] if reached else new.paths[name]
    return [pair.change(kind, name, path, _where(old, left or before), _where(new, reached or after), effect, reason)]


def _effect_of_move(pair: Pair, name: str, left: list[Slot], reached: list[Slot]) -> tuple[Effect, str]:
    old, new = pair.old_logic, pair.new_logic
    from_, to = {old.connective(slot) for slot in left}, {new.connective(slot) for slot in reached}
    if {_outermost(old, slot) for slot in left} == {_outermost(new, slot) for slot in reached}:
        return "editorial", f"{'/'.join(sorted(from_))} within {'/'.join(sorted(to))}: the same patients qualify"
    if any(slot.part == ROOT and slot.holder.startswith("exclusions") for slot in (*left, *reached)):
        if all(slot.holder.startswith("exclusions") for slot in (*left, *reached)):
            return "for a human", (
                "an absolute exclusion became relative, or the reverse: a relative one yields to its exception"
            )
        return "for a human", "a requirement became an exclusion, or the reverse: the criterion is read the other way"
    if old.pull(name) != new.pull(name):
        return "for a human", f"before, {old.says(name)}; now, {new.says(name)}"
    leaving, leaving_reason = _joint(old, name, left, adding=False)
    arriving, arriving_reason = _joint(new, name, reached, adding=True)
    if leaving == arriving != "for a human":
        return leaving, f"both leaving and arriving are {leaving}: {leaving_reason}; {arriving_reason}"
    return "for a human", (
        f"moved from {'/'.join(sorted(from_))} to {'/'.join(sorted(to))} of another group; leaving "
        f"is {leaving} ({leaving_reason}), arriving is {arriving} ({arriving_reason})"
    )


def _outermost(logic: Logic, slot: Slot) -> tuple[str, str]:
    """Return the outermost group that a slot belongs to with one connective: ALL within ALL, ANY within ANY.

    Groups that have an exception or condition, hold only for some tracks or stand in several places are a limit.
    """
    connective = logic.connective(slot)
    while connective in ("ALL", "ANY") and slot.holder in logic.criteria:
        holder = logic.criteria[slot.holder]
        above = logic.slots.get(slot.holder, [])
        plain = not (holder.unless or holder.applies_when or holder.only_for or holder.waived_for)
        if len(above) != 1 or not plain or logic.connective(above[0]) != connective:
            break
        slot = above[0]
    return slot.holder, connective


def _is_shared(logic: Logic, name: str) -> bool:
    return any(slot.part == SHARED for slot in logic.slots.get(name, []))


def _where(logic: Logic, slots: list[Slot] | set[Slot]) -> str:
    said = []
    for slot in sorted(slots, key=str):
        connective = logic.connective(slot)
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
    logic, name = pair.new_logic, after.id
    strength, why = compare_connectives(before, after)
    if {before.member_key, after.member_key} == {"all", "of"} and any(
        map(logic.may_not_apply, logic.members[Slot(name, MEMBERS)])
    ):
        strength, why = "unclear", "members that do not apply count for ALL otherwise than for AT LEAST"
    path = (*logic.paths[name], "at_least" if after.at_least is not None else after.member_key)
    said = pair.change(
        "connective-changed",
        name,
        path,
        before.connective,
        after.connective,
        "editorial" if logic.is_unused(name) else effect_of_strength(strength, logic.pull(name)),
        logic.says(name) if logic.is_unused(name) else f"{why}; {logic.says(name)}",
    )
    if logic.is_unused(name) or before.member_key == after.member_key:
        return said
    return replace(said, place=pair.new.node.key_place(path))


def _reordered(pair: Pair) -> list[Change]:
    """Return the lists whose kept members stand in another order."""
    changes = []
    for slot, after in pair.new_logic.members.items():
        before = pair.old_logic.members.get(slot, [])
        kept_before = [name for name in before if name in after]
        kept_after = [name for name in after if name in before]
        if kept_before == kept_after or len(set(kept_after)) < len(kept_after):
            continue
        for name in _out_of_order(kept_before, kept_after):
            changes.append(
                pair.change(
                    "criterion-moved",
                    name,
                    pair.new_logic.slot_paths[name, slot],
                    f"number {before.index(name) + 1} of {slot.holder}",
                    f"number {after.index(name) + 1} of {slot.holder}",
                    "editorial",
                    "the order of criteria decides nothing; their printed numbers change",
                )
            )
    return changes


def _out_of_order(before: list[str], after: list[str]) -> list[str]:
    """Return the fewest names that were moved to make one order into the other (longest increasing run is kept)."""
    ranks = [before.index(name) for name in after]
    best: list[list[int]] = []
    for position, rank in enumerate(ranks):
        runs = [run for run in best if ranks[run[-1]] < rank]
        best.append([*_longest(runs), position])
    kept = set(_longest(best))
    return [name for position, name in enumerate(after) if position not in kept]


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])
