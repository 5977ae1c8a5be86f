"""Which way a criterion pulls: does its being met speak for coverage, against it, or does that depend?

`ALL`, `ANY` and `AT LEAST` pass the pull of the group on to the members, `NONE` turns it round, `EXACTLY ONE` leaves
it open. An exception (`unless`) always relieves: it speaks for coverage. A criterion that does not apply is passed, and
does not count toward ANY, EXACTLY ONE or AT LEAST (`applies_when` in the model), so that its condition burdens under
ALL and helps under ANY. A criterion used in several places has all their pulls.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from generator.logic.effects import Effect, Strength
from generator.logic.tree import CriterionNode, EndlessCriteria, coverage_tree
from generator.model.criteria import Common, Criterion, Group, Use, walk
from generator.model.policy import Policy, Track
from generator.model.walks import criterion_roots
from generator.problem import YamlPath

MEMBERS, UNLESS, CONDITION, ROOT, SHARED = "members", "unless", "applies_when", "root", "shared"


@dataclass(frozen=True)
class Slot:
    """A place in which a criterion stands: the id of its group (or the name of a list) and the part of it."""

    holder: str
    part: str


@dataclass
class Logic:
    """The criteria of one policy as a graph."""

    criteria: dict[str, Common] = field(default_factory=dict)
    paths: dict[str, YamlPath] = field(default_factory=dict)
    slots: dict[str, list[Slot]] = field(default_factory=dict)
    slot_paths: dict[tuple[str, Slot], YamlPath] = field(default_factory=dict)
    members: dict[Slot, list[str]] = field(default_factory=dict)
    pulls: dict[str, set[int]] = field(default_factory=dict)
    nodes: dict[str, CriterionNode] = field(default_factory=dict)

    def pull(self, name: str) -> int:
        """Return +1 where being met speaks for coverage, -1 where against, 0 where it depends."""
        found = self.pulls.get(name, set())
        return next(iter(found)) if len(found) == 1 else 0

    def idle(self, name: str) -> int:
        """Return what a criterion that does not apply is as good as: +1 met, -1 not met, 0 where that depends."""
        found = self._idle(name, frozenset())
        return next(iter(found)) if len(found) == 1 else 0

    def _idle(self, name: str, seen: frozenset[str]) -> set[int]:
        found: set[int] = set()
        for slot in self.slots.get(name, []) if name not in seen else []:
            if slot.part == ROOT:
                found.add(-1 if slot.holder.startswith("exclusions") else 1)
            elif slot.part in (UNLESS, CONDITION):
                found.add(-1)
            elif slot.part == MEMBERS:
                key, others = self.group(slot).member_key, self.others(slot, name)
                if others:
                    found.add(1 if key == "all" else -1)
                if all(map(self.may_not_apply, others)):  # then the group does not apply either
                    above = self._idle(slot.holder, seen | {name})
                    found |= {-sign for sign in above} if key == "none" else above
        return found

    def others(self, slot: Slot, name: str) -> list[str]:
        """Return the members beside a criterion in a slot."""
        return [other for other in self.members[slot] if other != name]

    def may_not_apply(self, name: str) -> bool:
        """Return whether there can be patients to whom a criterion does not apply."""
        return name in self.nodes and self.nodes[name].may_not_apply

    def is_unused(self, name: str) -> bool:
        """Return whether a criterion is only written in `shared` and used nowhere."""
        return not self.pulls.get(name)

    def says(self, name: str) -> str:
        """Return the pull of a criterion in words."""
        if self.is_unused(name):
            return "the criterion is used nowhere"
        return {
            1: "meeting it speaks for coverage",
            -1: "meeting it speaks against coverage",
            0: "what meeting it means depends on where it stands",
        }[self.pull(name)]

    def connective(self, slot: Slot) -> str:
        """Return how the criteria of a slot are joined."""
        if slot.part == MEMBERS:
            connective = self.group(slot).connective
            return connective.split(" ")[0] if connective.startswith("AT") else connective
        return slot.part

    def group(self, slot: Slot) -> Group:
        """Return the group whose members a slot holds."""
        holder = self.criteria[slot.holder]
        assert isinstance(holder, Group)
        return holder


def build_logic(policy: Policy) -> Logic:
    """Return the graph of a policy's criteria."""
    logic = Logic()
    roots = [(_root_name(policy, path), path, root) for path, root in criterion_roots(policy.coverage)]
    for name, path, root in roots:
        for below, item in walk(root, path):
            if not isinstance(item, Use):
                logic.criteria.setdefault(item.id, item)
                logic.paths.setdefault(item.id, below)
        _note(logic, root, Slot(name, SHARED if path[1] == "shared" else ROOT), path)
    for name, criterion in logic.criteria.items():
        path = logic.paths[name]
        for part in (CONDITION, UNLESS):
            if (child := getattr(criterion, part)) is not None:
                _note(logic, child, Slot(name, part), (*path, part))
        if isinstance(criterion, Group):
            for index, member in enumerate(criterion.members):
                _note(logic, member, Slot(name, MEMBERS), (*path, criterion.member_key, index))
    with suppress(EndlessCriteria):  # which other rules report
        tree = coverage_tree(policy.coverage)
        logic.nodes = {node.id: node for root in tree.roots() for node in root.everything()}
    for _, path, root in roots:
        if path[1] != "shared":
            _pass_on(logic, name_of(root), -1 if path[1] == "exclusions" else 1, False, set())
    return logic


def name_of(criterion: Criterion) -> str:
    """Return the id of a criterion, or of the one that a `use:` names."""
    return criterion.use if isinstance(criterion, Use) else criterion.id


def _root_name(policy: Policy, path: YamlPath) -> str:
    match path:
        case (_, "indications", int(index), "criteria"):
            return policy.coverage.indications[index].id
        case (_, "indications", int(index), str(key), int(number), _):
            tracks: tuple[Track, ...] = getattr(policy.coverage.indications[index], key)
            return tracks[number].id
    return "/".join(str(step) for step in path[1:-1])


def _note(logic: Logic, child: Criterion, slot: Slot, path: YamlPath) -> None:
    name = name_of(child)
    logic.members.setdefault(slot, []).append(name)
    logic.slot_paths[name, slot] = path
    slots = logic.slots.setdefault(name, [])
    if slot not in slots:
        slots.append(slot)


def _pass_on(logic: Logic, name: str, pull: int, in_condition: bool, seen: set[tuple[str, int, bool]]) -> None:
    """Note the pull of a criterion and pass it on to all below it."""
    criterion = logic.criteria.get(name)
    if criterion is None or (name, pull, in_condition) in seen:
        return
    seen.add((name, pull, in_condition))
    logic.pulls.setdefault(name, set()).add(pull)
    if criterion.unless is not None:
        _pass_on(logic, name_of(criterion.unless), 0 if in_condition or not pull else 1, in_condition, seen)
    if criterion.applies_when is not None:
        below = 0 if in_condition else -pull * logic.idle(name)
        _pass_on(logic, name_of(criterion.applies_when), below, True, seen)
    if isinstance(criterion, Group):
        below = {"none": -pull, "exactly_one": 0}.get(criterion.member_key, pull)
        for member in criterion.members:
            _pass_on(logic, name_of(member), below, in_condition, seen)


def effect_of_strength(strength: Strength, pull: int) -> Effect:
    """Return what it does to coverage that a criterion is met less (`stricter`) or more often (`looser`)."""
    if strength == "same":
        return "editorial"
    if strength == "unclear" or pull == 0:
        return "for a human"
    return "restrictive" if (strength == "stricter") == (pull > 0) else "expansive"


def effect_of_adding(logic: Logic, slot: Slot, name: str) -> tuple[Effect, str]:
    """Return what it does to coverage that a criterion comes to stand in a slot; leaving it does the opposite."""
    if slot.part == SHARED:
        return "editorial", "criteria in `shared` count only where `use:` names them"
    if slot.part == ROOT:
        if slot.holder.startswith("exclusions"):
            return "restrictive", "an exclusion rules coverage out"
        return "restrictive", "the criterion is required for coverage"
    if logic.is_unused(slot.holder):
        return "editorial", f"`{slot.holder}` is used nowhere"
    if slot.part == CONDITION:
        return effect_of_narrowing(logic, slot.holder)
    if slot.part == UNLESS:
        if not logic.pull(slot.holder):
            return "for a human", f"what meeting `{slot.holder}` means depends on where it stands"
        return "expansive", f"an exception relieves patients of `{slot.holder}`"
    connective, pull = logic.connective(slot), logic.pull(slot.holder)
    if connective == "EXACTLY ONE":
        return "for a human", f"`{slot.holder}` asks for EXACTLY ONE member: one more can admit or bar a patient"
    if not pull:
        return "for a human", f"what meeting `{slot.holder}` means depends on where it stands"
    strength: Strength = "stricter" if connective in ("ALL", "NONE") else "looser"
    others = logic.others(slot, name)
    if others and all(map(logic.may_not_apply, others)):
        # for patients to whom no other member applies, the group does not apply without this one
        without = {1: "stricter", -1: "looser"}.get(logic.idle(slot.holder))
        if without != strength:
            return "for a human", f"there may be patients to whom no other member of `{slot.holder}` applies"
    role = {
        "ALL": "is required by",
        "NONE": "must be absent for",
        "ANY": "is an alternative in",
        "AT": "is an alternative in",
    }[connective]
    shown = "AT LEAST" if connective == "AT" else connective
    side = "for" if pull > 0 else "against"
    return (
        effect_of_strength(strength, pull),
        f"under {shown} it {role} `{slot.holder}`, and meeting that group speaks {side} coverage",
    )


def effect_of_narrowing(logic: Logic, name: str) -> tuple[Effect, str]:
    """Return what it does to coverage that a criterion applies to fewer patients; to more of them does the opposite."""
    idle, pull = logic.idle(name), logic.pull(name)
    if not idle or not pull:
        return "for a human", f"what it means that `{name}` does not apply depends on where it stands"
    passed = "is passed" if idle == pull else "does not count"
    return effect_of_strength("looser" if idle > 0 else "stricter", pull), f"where `{name}` does not apply, it {passed}"
