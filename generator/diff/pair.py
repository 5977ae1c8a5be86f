"""The two versions that are compared: their data, and the location of each value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.diff.change import Change, Effect
from generator.diff.graph import CriteriaGraph, build_graph
from generator.diff.logic_edits import LogicEdit
from generator.problem import YamlPath
from generator.source.policies import Source

NAMING_KEYS = ("id", "code", "term", "short", "payer", "citation")


@dataclass(frozen=True)
class Pair:
    """An old and a new version of a policy."""

    old: Source
    new: Source

    @cached_property
    def old_data(self) -> dict[str, Any]:
        """The old version as plain data, defaults filled in, numbers as they were written."""
        return self.old.policy.model_dump(mode="json", by_alias=True)

    @cached_property
    def new_data(self) -> dict[str, Any]:
        """The new version as plain data."""
        return self.new.policy.model_dump(mode="json", by_alias=True)

    @cached_property
    def old_graph(self) -> CriteriaGraph:
        """The criteria of the old version."""
        return build_graph(self.old.policy)

    @cached_property
    def new_graph(self) -> CriteriaGraph:
        """The criteria of the new version."""
        return build_graph(self.new.policy)

    def change(
        self,
        kind: str,
        name: str,
        at: YamlPath,
        old: Any,
        new: Any,
        effect: Effect,
        reason: str,
        *,
        removed: bool = False,
        edit: LogicEdit | None = None,
    ) -> Change:
        """Return a change located at a path of the new version, or of the old one for a removal."""
        source, data = (self.old, self.old_data) if removed else (self.new, self.new_data)
        value = source.node.at(at)
        place = value.place if _is_scalar(value.value) and value.place.line else source.node.key_place(at)
        return Change(kind, name, named_path(data, at), place, shown(old), shown(new), effect, reason, edit)

    def logic_change(
        self,
        kind: str,
        name: str,
        at: YamlPath,
        words: tuple[Any, Any],
        edit: LogicEdit,
        reason: str = "",
        *,
        removed: bool = False,
    ) -> Change:
        """Return a change to the criteria; `classes` finds its class and the reason.

        `words` are those before and after; `reason` is given if the class is for a human because words changed.
        """
        return self.change(kind, name, at, *words, "for a human", reason, removed=removed, edit=edit)


def named_path(data: Any, path: YamlPath) -> str:
    """Return a path as keys and ids joined by `/`; an item without an id is counted from 1."""
    steps = []
    for step in path:
        inside = _step(data, step)
        name = (
            next((str(inside[key]) for key in NAMING_KEYS if inside.get(key)), None)
            if isinstance(inside, dict)
            else None
        )
        steps.append((name or str(step + 1)) if isinstance(step, int) else str(step))
        data = inside
    return "/".join(steps)


def value_at(data: Any, path: YamlPath) -> Any:
    """Return the value at a path in plain data."""
    for step in path:
        data = data[step]
    return data


def shown(value: Any) -> str:
    """Return a value as readers see it."""
    if value is None:
        return ""
    if isinstance(value, dict) and {"publisher", "changes"} <= value.keys():
        return f"edition {value['id']} of {value['publisher']}, with {len(value['changes'])} deviations"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(item)}" for key, item in value.items() if item not in (None, [], {}, ""))
    if isinstance(value, (list, tuple)):
        return "; ".join(shown(item) for item in value)
    return str(value)


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _step(data: Any, step: str | int) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None
