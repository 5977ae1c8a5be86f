"""The criteria of a policy as a graph: the places of each criterion, by id."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model.criteria import Common, Criterion, Group, Use, walk
from generator.model.policy import Policy, Track
from generator.model.walks import criterion_roots, track_names
from generator.problem import YamlPath

MEMBERS, UNLESS, CONDITION, ROOT, SHARED = "members", "unless", "applies_when", "root", "shared"


@dataclass(frozen=True)
class Slot:
    """A place of a criterion: the id of its group (or the name of a list) and the part of it."""

    holder: str
    part: str


@dataclass
class CriteriaGraph:
    """The criteria of one policy as a graph."""

    criteria: dict[str, Common] = field(default_factory=dict)
    paths: dict[str, YamlPath] = field(default_factory=dict)
    slots: dict[str, list[Slot]] = field(default_factory=dict)
    slot_paths: dict[tuple[str, Slot], YamlPath] = field(default_factory=dict)
    members: dict[Slot, list[str]] = field(default_factory=dict)
    tracks: frozenset[str] = frozenset()
    """The ids of indications, pathways, and phases."""

    def is_only_here(self, slot: Slot, other: CriteriaGraph) -> bool:
        """Return whether the group, criterion, indication, or track of a slot is in this version and not in another."""
        if slot.part == MEMBERS:
            return slot in self.members and slot not in other.members
        return (
            slot.holder in self.criteria.keys() | self.tracks
            and slot.holder not in other.criteria.keys() | other.tracks
        )

    def connective(self, slot: Slot) -> str:
        """Return how the criteria of a slot are joined."""
        if slot.part == MEMBERS:
            connective = self.group(slot).connective
            return connective.split(" ")[0] if connective.startswith("AT") else connective
        return slot.part

    def group(self, slot: Slot) -> Group:
        """Return the group whose members are in a slot."""
        holder = self.criteria[slot.holder]
        assert isinstance(holder, Group)
        return holder


def build_graph(policy: Policy) -> CriteriaGraph:
    """Return the graph of a policy's criteria."""
    graph = CriteriaGraph(tracks=frozenset(track_names(policy.coverage)))
    roots = [(_root_name(policy, path), path, root) for path, root in criterion_roots(policy.coverage)]
    for name, path, root in roots:
        for below, item in walk(root, path):
            if not isinstance(item, Use):
                graph.criteria.setdefault(item.id, item)
                graph.paths.setdefault(item.id, below)
        _note(graph, root, Slot(name, SHARED if path[1] == "shared" else ROOT), path)
    for name, criterion in graph.criteria.items():
        path = graph.paths[name]
        for part in (CONDITION, UNLESS):
            if (child := getattr(criterion, part)) is not None:
                _note(graph, child, Slot(name, part), (*path, part))
        if isinstance(criterion, Group):
            for index, member in enumerate(criterion.members):
                _note(graph, member, Slot(name, MEMBERS), (*path, criterion.member_key, index))
    return graph


def name_of(criterion: Criterion) -> str:
    """Return the id of a criterion, or the id that a `use:` names."""
    return criterion.use if isinstance(criterion, Use) else criterion.id


def _root_name(policy: Policy, path: YamlPath) -> str:
    match path:
        case (_, "indications", int(index), "criteria"):
            return policy.coverage.indications[index].id
        case (_, "indications", int(index), str(key), int(number), _):
            tracks: tuple[Track, ...] = getattr(policy.coverage.indications[index], key)
            return tracks[number].id
    return "/".join(str(step) for step in path[1:-1])


def _note(graph: CriteriaGraph, child: Criterion, slot: Slot, path: YamlPath) -> None:
    name = name_of(child)
    graph.members.setdefault(slot, []).append(name)
    graph.slot_paths[name, slot] = path
    slots = graph.slots.setdefault(name, [])
    if slot not in slots:
        slots.append(slot)
