"""A version of the criteria with single edits made to it, so each change can be judged by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.diff.graph import CONDITION, MEMBERS, ROOT, UNLESS, CriteriaGraph, Slot
from generator.model.criteria import Common, Criterion, Group
from generator.model.policy import Coverage, Indication, Track


@dataclass
class CriteriaDraft:
    """The coverage of a version in parts: criteria by id, what is in each place, and the rest of the model."""

    coverage: Coverage
    criteria: dict[str, Common]
    members: dict[Slot, list[str]]

    @classmethod
    def of(cls, coverage: Coverage, graph: CriteriaGraph) -> CriteriaDraft:
        """Split a version into its parts."""
        return cls(coverage, dict(graph.criteria), {slot: list(names) for slot, names in graph.members.items()})

    def take(self, new: CriteriaDraft, name: str, keys: Iterable[str]) -> None:
        """Give a criterion some of the keys that it has in the new version."""
        update = {key: getattr(new.criteria[name], key) for key in keys}
        self.criteria[name] = self.criteria[name].model_copy(update=update)

    def restructure(self, new: CriteriaDraft, name: str) -> None:
        """Turn a statement into the group that it is in the new version, or the reverse."""
        del self.criteria[name]
        self._bring(new, name)

    def empty(self, name: str, slots: Iterable[Slot]) -> None:
        """Take a criterion out of some places."""
        for slot in slots:
            self.members[slot] = [other for other in self.members.get(slot, []) if other != name]

    def fill(self, new: CriteriaDraft, graph: CriteriaGraph, name: str, slots: Iterable[Slot]) -> None:
        """Put a criterion into some of its places in the new version, along with groups that are new too."""
        self._bring(new, name)
        for slot in slots:
            if slot.part != ROOT and slot.holder not in self.criteria:
                self.fill(new, graph, slot.holder, graph.slots.get(slot.holder, []))
            there = self.members.setdefault(slot, [])
            if name not in there:
                there.append(name)

    def bring_indication(self, new: CriteriaDraft, item: Indication) -> None:
        """Add an indication of the new version."""
        self.coverage = self.coverage.model_copy(update={"indications": (*self.coverage.indications, item)})
        for holder in (item.id, *(track.id for track in (*item.pathways, *item.phases))):
            self.bring_roots(new, holder)

    def bring_roots(self, new: CriteriaDraft, holder: str) -> None:
        """Add the criteria of an indication or track of the new version."""
        slot = Slot(holder, ROOT)
        self.members[slot] = list(new.members.get(slot, []))
        for name in self.members[slot]:
            self._bring(new, name)

    def _bring(self, new: CriteriaDraft, name: str) -> None:
        if name in self.criteria or name not in new.criteria:
            return
        self.criteria[name] = new.criteria[name]
        for part in (MEMBERS, CONDITION, UNLESS):
            slot = Slot(name, part)
            self.members[slot] = list(new.members.get(slot, []))
            for below in self.members[slot]:
                self._bring(new, below)

    def put_together(self) -> Coverage:
        """Return the model put back together, with every criterion written out in each of its places.

        Raises KeyError if a `use` names no criterion, RecursionError if one leads back to itself.
        """
        coverage = self.coverage
        exclusions = {key: self._listed(f"exclusions/{key}") for key in ("absolute", "relative")}
        return coverage.model_copy(
            update={
                "shared": (),
                "prerequisites": self._listed("prerequisites"),
                "exclusions": coverage.exclusions.model_copy(update=exclusions),
                "indications": tuple(map(self._indication, coverage.indications)),
            }
        )

    def _listed(self, holder: str) -> tuple[Criterion, ...]:
        return tuple(map(self._criterion, self.members.get(Slot(holder, ROOT), [])))

    def _indication(self, item: Indication) -> Indication:
        tracks = {key: tuple(map(self._track, getattr(item, key))) for key in ("pathways", "phases")}
        return item.model_copy(update={"criteria": self._root(item.id), **tracks})

    def _track(self, track: Track) -> Track:
        return track.model_copy(update={"criteria": self._root(track.id)})

    def _root(self, holder: str) -> Criterion | None:
        found = self._listed(holder)
        return _group(f"all-of-{holder}", "all", found) if len(found) > 1 else next(iter(found), None)

    def _criterion(self, name: str) -> Criterion:
        found = self.criteria[name]
        update: dict[str, object] = {}
        for part, key in ((CONDITION, "all"), (UNLESS, "any")):
            sides = tuple(map(self._criterion, self.members.get(Slot(name, part), [])))
            update[part] = _group(f"{part}-of-{name}", key, sides) if len(sides) > 1 else next(iter(sides), None)
        if isinstance(found, Group):
            update[found.member_key] = tuple(map(self._criterion, self.members.get(Slot(name, MEMBERS), [])))
        made: Criterion = found.model_copy(update=update)  # type: ignore[assignment]
        return made


def _group(name: str, key: str, members: tuple[Criterion, ...]) -> Group:
    """Return a group that represents several criteria in a place with room for one, or none."""
    return Group.model_construct(id=name).model_copy(update={key: members})
