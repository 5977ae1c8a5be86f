"""What a single change does to the criteria: an edit that is made by itself to the old version (`draft`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from generator.diff.draft import CriteriaDraft
from generator.diff.graph import CriteriaGraph, Slot
from generator.model.policy import Indication, Track
from generator.model.thresholds import Limit
from generator.problem import YamlPath

CONNECTIVE = ("all", "any", "exactly_one", "none", "at_least", "of")


@dataclass(frozen=True)
class LogicEdit:
    """An edit of the old version, given the new one; `touched` are the ids of what it joins or separates."""

    make: Callable[[CriteriaDraft, CriteriaDraft], None]
    touched: frozenset[str] = frozenset()


def take(name: str, *keys: str, touched: Iterable[str] = ()) -> LogicEdit:
    """Return the edit that gives a criterion its new thresholds, connective, or tracks."""
    return LogicEdit(lambda old, new: old.take(new, name, keys), frozenset(touched))


def restructure(name: str) -> LogicEdit:
    """Return the edit that turns a statement into a group, or the reverse."""
    return LogicEdit(lambda old, new: old.restructure(new, name), frozenset({name}))


def move(name: str, graph: CriteriaGraph, left: Iterable[Slot], reached: Iterable[Slot]) -> LogicEdit:
    """Return the edit that takes a criterion out of places and puts it into others; `graph` is the new version's."""
    before, after = tuple(left), tuple(reached)

    def make(old: CriteriaDraft, new: CriteriaDraft) -> None:
        old.empty(name, before)
        if after:
            old.fill(new, graph, name, after)

    return LogicEdit(make, frozenset({name, *(slot.holder for slot in (*before, *after))}))


def edit_of_field(at: YamlPath, data: Any, old: Any, new: Any) -> LogicEdit | None:
    """Return the edit of a field outside the criteria, None if it decides nothing.

    `at` is its path in `data`, the version in which it exists; `old` and `new` are its values as plain data.
    """
    indications = data["coverage"]["indications"]
    match at:
        case ("coverage", "other_uses", "position"):
            return LogicEdit(_take_other_uses)
        case ("coverage", "limits", int()):
            return _limit(old, new)
        case ("coverage", "indications", int()):
            return _indication((old or new)["id"], is_added=old is None)
        case ("coverage", "indications", int(index), "position"):
            return _field_of(indications[index]["id"], "position")
        case ("coverage", "indications", int(index), "pathways" | "phases" as key, int()):
            return _track(indications[index]["id"], key, (old or new)["id"], is_added=old is None)
        case (
            "coverage",
            "indications",
            int(index),
            "pathways" | "phases" as kind,
            int(number),
            "position" | "after" as key,
        ):
            return _field_of(indications[index][kind][number]["id"], key)
    return None


def _take_other_uses(old: CriteriaDraft, new: CriteriaDraft) -> None:
    position = {"position": new.coverage.other_uses.position}
    other_uses = old.coverage.other_uses.model_copy(update=position)
    old.coverage = old.coverage.model_copy(update={"other_uses": other_uses})


def _limit(before: Any, after: Any) -> LogicEdit:
    def make(old: CriteriaDraft, new: CriteriaDraft) -> None:
        gone = [Limit.model_validate(before)] if before else []
        kept = [limit for limit in old.coverage.limits if limit not in gone]
        come = [Limit.model_validate(after)] if after else []
        old.coverage = old.coverage.model_copy(update={"limits": (*kept, *come)})

    return LogicEdit(make)


def _indication(name: str, is_added: bool) -> LogicEdit:
    def make(old: CriteriaDraft, new: CriteriaDraft) -> None:
        if is_added:
            old.bring_indication(new, _indications(new)[name])
        else:
            left = tuple(item for item in old.coverage.indications if item.id != name)
            old.coverage = old.coverage.model_copy(update={"indications": left})

    return LogicEdit(make, frozenset({name}))


def _track(name: str, key: str, track: str, is_added: bool) -> LogicEdit:
    def make(old: CriteriaDraft, new: CriteriaDraft) -> None:
        have: tuple[Track, ...] = getattr(_indications(old)[name], key)
        come: tuple[Track, ...] = getattr(_indications(new)[name], key) if is_added else ()
        left = (*(item for item in have if item.id != track), *(item for item in come if item.id == track))
        _update(old, name, {key: left})
        if is_added:
            old.bring_roots(new, track)

    return LogicEdit(make, frozenset({name, track}))


def _field_of(name: str, key: str) -> LogicEdit:
    """Return the edit that gives an indication or track the value of a key in the new version."""

    def make(old: CriteriaDraft, new: CriteriaDraft) -> None:
        for item in old.coverage.indications:
            if item.id == name:
                _update(old, name, {key: getattr(_indications(new)[name], key)})
            for kind in ("pathways", "phases"):
                tracks: tuple[Track, ...] = getattr(item, kind)
                if any(track.id == name for track in tracks):
                    value = {key: getattr(_tracks(new)[name], key)}
                    changed = tuple(track.model_copy(update=value) if track.id == name else track for track in tracks)
                    _update(old, item.id, {kind: changed})

    return LogicEdit(make)


def _update(draft: CriteriaDraft, name: str, update: dict[str, Any]) -> None:
    indications = (item.model_copy(update=update) if item.id == name else item for item in draft.coverage.indications)
    draft.coverage = draft.coverage.model_copy(update={"indications": tuple(indications)})


def _indications(draft: CriteriaDraft) -> dict[str, Indication]:
    return {item.id: item for item in draft.coverage.indications}


def _tracks(draft: CriteriaDraft) -> dict[str, Track]:
    return {track.id: track for item in draft.coverage.indications for track in (*item.pathways, *item.phases)}
