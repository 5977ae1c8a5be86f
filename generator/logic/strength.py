"""Which of two thresholds is met by fewer patients: the stricter one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from generator.logic.effects import Effect, Strength
from generator.logic.tree import Threshold, thresholds_of
from generator.model.criteria import Group, Statement
from generator.model.thresholds import MINUTES, Duration, Interval, Limit, Measure, Recency, Window, ends

_EXACT = ({"minute", "hour", "day", "week"}, {"month", "year"})
_Range = tuple[Decimal, bool, Decimal, bool]
_LEAST, _MAX = Decimal("-Infinity"), Decimal("Infinity")


def compare_measures(old: Measure, new: Measure) -> tuple[Strength, str]:
    """Return how a measured threshold changed, with the reason."""
    for key, what in (
        ("name", "something else is measured"),
        ("instrument", "it is measured with something else"),
        ("unit", "the unit is another"),
        ("at", "it is measured at another time"),
        ("baseline", "it is compared with something else"),
    ):
        if getattr(old, key) != getattr(new, key):
            return "unclear", what
    values = _compare_ranges(_range(old), _range(new))
    if old.same_instrument != new.same_instrument:
        instrument: Strength = "stricter" if new.same_instrument else "looser"
        if values not in ("same", instrument):
            return "unclear", "the threshold and the instrument pull apart"
        return instrument, "the same instrument is " + ("asked for" if new.same_instrument else "no longer asked for")
    return values, _REASONS[values]


def compare_durations(old: Duration, new: Duration) -> tuple[Strength, str]:
    """Return how the required length of time changed, with the reason."""
    if old.of != new.of and old.model_copy(update={"of": None}) == new.model_copy(update={"of": None}):
        return "unclear", "the time is counted for something else"
    strength = _compare_ranges(_range(old), _range(new))
    return _unless_too_near(old, new, strength)


def compare_recencies(old: Recency, new: Recency) -> tuple[Strength, str]:
    """Return how the allowed age of a finding changed, with the reason."""
    if old.before != new.before:
        return "unclear", "the window ends with another event"
    strength = _compare_lengths(_minutes(new), _minutes(old))  # the longer window is met by more
    return _unless_too_near(old, new, strength)


def compare_intervals(old: Interval, new: Interval) -> tuple[Strength, str]:
    """Return how the least (or greatest) time between two events changed, with the reason."""
    if old.between != new.between:
        return "unclear", "the time separates other events"
    strength = _compare_ranges(_range(old), _range(new))
    return _unless_too_near(old, new, strength)


def compare_limits(old: Limit, new: Limit) -> tuple[Strength, str]:
    """Return how a cap changed, with the reason."""
    if (old.unit.removesuffix("s"), old.per) != (new.unit.removesuffix("s"), new.per):  # 1 limb, 2 limbs
        return "unclear", "something else is counted"
    counts: Strength = "same" if old.count == new.count else "stricter" if new.count < old.count else "looser"
    windows = _compare_times(old, new)
    found = {counts, windows} - {"same"}
    if not found:
        return "same", "the cap is the same"
    if len(found) > 1 or "unclear" in found:
        return "unclear", "the number and the time over which it counts pull apart"
    strength = found.pop()
    return strength, "fewer services fit under the cap" if strength == "stricter" else "more services fit under the cap"


def compare_connectives(old: Group, new: Group) -> tuple[Strength, str]:
    """Return how the connective of a group changed, with the reason; its members are compared elsewhere."""
    before, after = _least(old), _least(new)
    if old.member_key == new.member_key == "of":
        strength: Strength = "stricter" if after > before else "looser"
        return strength, f"{after} instead of {before} members must be met"
    if "none" in (old.member_key, new.member_key):
        return "unclear", "what had to be absent now has to be present, or the reverse"
    if len(old.members) == len(new.members) == 1:
        return "same", "a group of one member means the same under either connective"
    exact = (old.member_key == "exactly_one", new.member_key == "exactly_one")
    if any(exact):
        if 1 in (before, after) and before == after:
            return (
                ("looser", "more than one member may be met now")
                if exact[0]
                else ("stricter", "no more than one member may be met now")
            )
        return "unclear", "EXACTLY ONE and the other connective admit different patients"
    if before == after:
        return "same", "as many members must be met as before"
    return (
        ("looser", f"{after} instead of {before} members must be met")
        if after < before
        else ("stricter", f"{after} instead of {before} members must be met")
    )


def _least(group: Group) -> int:
    return {"all": len(group.members), "of": group.at_least or 0}.get(group.member_key, 1)


def effect_of_window(
    old: dict[str, str] | None, new: dict[str, str] | None, role: int, what: str
) -> tuple[Effect, str]:
    """Return what it does that the days on which something holds changed; `role` is 1 where it speaks for coverage,
    -1 against, 0 where that is not known."""
    before, after = (((part or {}).get("start") or "0000", (part or {}).get("end") or "9999") for part in (old, new))
    longer = after[0] <= before[0] and after[1] >= before[1]
    shorter = after[0] >= before[0] and after[1] <= before[1]
    if longer == shorter or not role:
        return "for a human", f"{what} holds on other days"
    effect: Effect = "expansive" if longer == (role > 0) else "restrictive"
    return effect, f"{what} holds on {'more' if longer else 'fewer'} days"


_REASONS: dict[Strength, str] = {
    "stricter": "fewer patients meet it",
    "looser": "more patients meet it",
    "same": "the same patients meet it",
    "unclear": "some patients meet only the old and others only the new threshold",
}


def _range(part: Measure | Duration | Interval) -> _Range:
    """Return the values that meet a threshold, in its unit; lengths of time in minutes."""
    low, low_included, high, high_included = ends(part)
    factor = 1 if isinstance(part, Measure) else MINUTES[part.unit]
    return (
        _LEAST if low is None else low * factor,
        low_included or low is None,
        _MAX if high is None else high * factor,
        high_included or high is None,
    )


def _compare_lengths(old: Decimal, new: Decimal) -> Strength:
    """The longer time is the stricter one."""
    return "same" if old == new else "stricter" if new > old else "looser"


def _compare_ranges(old: _Range, new: _Range) -> Strength:
    if old == new:
        return "same"
    if _holds(old, new):
        return "stricter"
    return "looser" if _holds(new, old) else "unclear"


def _holds(outer: _Range, inner: _Range) -> bool:
    low = outer[0] < inner[0] or (outer[0] == inner[0] and (outer[1] or not inner[1]))
    high = outer[2] > inner[2] or (outer[2] == inner[2] and (outer[3] or not inner[3]))
    return low and high


def _minutes(part: Recency | Window) -> Decimal:
    return part.value * MINUTES[part.unit]


def _unless_too_near(
    old: Duration | Recency | Interval, new: Duration | Recency | Interval, strength: Strength
) -> tuple[Strength, str]:
    """Weeks and months have no exact ratio: near lengths in such units are for a human."""
    exact = any({old.unit, new.unit} <= units for units in _EXACT)
    if not exact and any(_are_near(*pair) for pair in zip(_lengths(old), _lengths(new), strict=True)):
        return "unclear", f"{old.unit}s and {new.unit}s have no exact ratio and the lengths are near"
    return strength, _REASONS[strength]


def _lengths(part: Duration | Recency | Interval) -> tuple[Decimal, ...]:
    return (_minutes(part),) if isinstance(part, Recency) else _range(part)[::2]


def _are_near(one: Decimal, two: Decimal) -> bool:
    return one.is_finite() and two.is_finite() and abs(one - two) <= max(one, two) * Decimal("0.05")


def _compare_times(old: Limit, new: Limit) -> Strength:
    """Compare the times over which two caps count: the same cap over a longer time, or a lifetime, is the stricter."""
    if (old.window, old.lifetime) == (new.window, new.lifetime):
        return "same"
    if old.window is None or new.window is None:
        if not (old.lifetime or new.lifetime) or None is old.window is new.window:
            return "unclear"  # a cap that names no time
        return "stricter" if new.lifetime else "looser"
    lengths = _compare_lengths(_minutes(old.window), _minutes(new.window))
    if old.window.kind == new.window.kind:
        return lengths
    kinds: Strength = "stricter" if new.window.kind == "rolling" else "looser"
    return kinds if lengths in ("same", kinds) else "unclear"


def compare_threshold(key: str, old: Threshold, new: Threshold) -> tuple[Strength, str]:
    """Return how a threshold of a statement, by its key in the YAML, has changed, with the reason."""
    compare: dict[str, Callable[[Any, Any], tuple[Strength, str]]] = {
        "measure": compare_measures,
        "duration": compare_durations,
        "recency": compare_recencies,
        "interval": compare_intervals,
        "limit": compare_limits,
    }
    return compare[key](old, new)


def threshold_strengths(old: Statement, new: Statement) -> Iterator[Strength]:
    """Yield how each threshold that both versions of a statement have has changed."""
    before, after = thresholds_of(old), thresholds_of(new)
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            yield compare_threshold(key, before[key], after[key])[0]
