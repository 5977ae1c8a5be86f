"""Whether the stated direction of a change is true, where the logic alone proves it."""

from __future__ import annotations

from generator.load import Source
from generator.model.criteria import Duration, Measure, Statement
from generator.model.edition import Change
from generator.overlay import LISTS, find
from generator.yaml_source import Path_

_HARDER = {"all": 1, "none": 1, "any": -1, "of": -1}  # what one more member does to a group
_SIGN = {">": 1, ">=": 1, "<": -1, "<=": -1}  # what a higher threshold does to a statement


def wrong_directions(base: Source, changed: Source, index: int) -> list[tuple[int, str, str]]:
    """Return the changes whose direction the logic contradicts: number, what is proven, what is stated."""
    wrong = []
    for number, change in enumerate(base.policy.editions[index].changes):
        effect = _effect(base, changed, change)
        proven = {1: "more-restrictive", -1: "less-restrictive"}.get(effect)
        if proven and proven != change.direction:
            wrong.append((number, proven, change.direction))
    return wrong


def _effect(base: Source, changed: Source, change: Change) -> int:
    """Return 1 where the change makes coverage narrower, -1 where wider, 0 where the logic alone does not tell."""
    if change.action == "drop":
        path = find(base.node, change.criterion)
        return -_member_effect(path) if path else 0
    if change.action == "add":
        path = find(changed.node, change.new.get("id"))
        return _member_effect(path) if path else 0
    path = find(base.node, change.criterion)
    return _threshold_effect(base, changed, change, path) * _polarity(path) if path else 0


def _member_effect(path: Path_) -> int:
    if not isinstance(path[-1], int):
        return 0
    if path[:-1] in LISTS.values():
        return 1
    return _HARDER.get(path[-2], 0) * _polarity(path[:-2])


def _polarity(path: Path_) -> int:
    """Return 1 where meeting the criterion helps coverage, -1 where it speaks against it, 0 where that depends."""
    if "shared" in path:
        return 0
    excluded = path[:2] == ("coverage", "exclusions")
    sign, kind = (-1, "exclusion") if excluded else (1, "criterion")
    for step in path:
        if step == "exactly_one" or (step in ("unless", "applies_when") and kind == "unclear"):
            return 0
        if step == "none":
            sign, kind = -sign, "unclear"
        elif step in ("unless", "applies_when"):
            # a criterion is met OR its exception; an exclusion holds AND NOT its exception; `applies_when` turns both
            sign, kind = (-sign if (step == "unless") == (kind == "exclusion") else sign), "criterion"
    return sign


def _threshold_effect(base: Source, changed: Source, change: Change, path: Path_) -> int:
    old, new = (_statement(source, change.criterion) for source in (base, changed))
    if old is None or new is None:
        return 0
    for key in ("duration", "measure"):
        before, after = getattr(old, key), getattr(new, key)
        if _comparable(before, after) and before.value != after.value:
            return _SIGN.get(before.operator, 0) * (1 if after.value > before.value else -1)
    return 0


def _comparable(before: Duration | Measure | None, after: Duration | Measure | None) -> bool:
    return (before is not None and after is not None and before.operator == after.operator
            and before.unit == after.unit)


def _statement(source: Source, name: str) -> Statement | None:
    from generator.view.coverage import all_criteria

    found = all_criteria(source.policy.coverage).get(name)
    return found if isinstance(found, Statement) else None
