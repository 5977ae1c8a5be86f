"""Whether the stated direction of a change is true, where the logic alone proves it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.logic.effects import Effect, opposite
from generator.logic.pulls import (
    SHARED,
    Logic,
    build_logic,
    effect_of_adding,
    effect_of_narrowing,
    effect_of_strength,
)
from generator.logic.strength import threshold_strengths
from generator.model.criteria import Common, Statement
from generator.model.edition import Deviation
from generator.source.policies import Source

_DIRECTIONS = {"restrictive": "more-restrictive", "expansive": "less-restrictive"}


def wrong_directions(base: Source, changed: Source, index: int) -> list[tuple[int, str, str]]:
    """Return the changes whose direction the logic contradicts: number, what is proven, what is stated."""
    before, after = build_logic(base.policy), build_logic(changed.policy)
    wrong: list[tuple[int, str, str]] = []
    for number, change in enumerate(base.policy.editions[index].changes):
        effects = set(_effects(before, after, change)) - {"editorial"}
        proven = _DIRECTIONS.get(effects.pop()) if len(effects) == 1 else None
        if proven and proven != change.direction:
            wrong.append((number, proven, change.direction))
    return wrong


def _effects(before: Logic, after: Logic, change: Deviation) -> Iterator[Effect]:
    """Yield what a change does to coverage, for each thing that it does."""
    name = (change.new or {}).get("id", "") if change.action == "add" else change.criterion or ""
    if change.action == "add":
        yield from _of_standing(after, name)
    elif change.action == "drop":
        yield from map(opposite, _of_standing(before, name))
    elif (old := before.criteria.get(name)) and (new := after.criteria.get(name)):
        yield from _of_words(before, after, old, new)


def _of_standing(logic: Logic, name: str) -> Iterator[Effect]:
    for slot in logic.slots.get(name, ()):
        if slot.part != SHARED:
            yield effect_of_adding(logic, slot, name)[0]


def _of_words(before: Logic, after: Logic, old: Common, new: Common) -> Iterator[Effect]:
    if isinstance(old, Statement) and isinstance(new, Statement):
        for strength in threshold_strengths(old, new):
            yield effect_of_strength(strength, before.pull(old.id))
    if old.applies_when is None and new.applies_when is not None:
        yield effect_of_narrowing(after, new.id)[0]
    elif old.applies_when is not None and new.applies_when is None:
        yield opposite(effect_of_narrowing(before, old.id)[0])
