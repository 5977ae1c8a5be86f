"""The effect on coverage of a change to a code or code group: by its role, and by what a claim must carry."""

from __future__ import annotations

from typing import Any

from generator.diff.change import Effect

ROLES: dict[str, int] = {
    "supporting": 1,
    "covered": 1,
    "secondary-required": 1,
    "informational": 0,
    "non-supporting": -1,
    "not-covered": -1,
}
"""Whether a code with a role counts toward coverage (1), against it (-1), or neither."""
Judged = tuple[Effect, str]
"""An effect and its reason."""


def effect_of_window(
    old: dict[str, str] | None, new: dict[str, str] | None, role: int, what: str
) -> tuple[Effect, str]:
    """Return the effect of a change in the days on which something applies; `role` is 1 if it counts toward coverage,
    -1 if against, 0 if that is not known."""
    before, after = (((part or {}).get("start") or "0000", (part or {}).get("end") or "9999") for part in (old, new))
    longer = after[0] <= before[0] and after[1] >= before[1]
    shorter = after[0] >= before[0] and after[1] <= before[1]
    if longer == shorter or not role:
        return "for a human", f"{what} applies on different days"
    effect: Effect = "expansive" if longer == (role > 0) else "restrictive"
    return effect, f"{what} applies on {'more' if longer else 'fewer'} days"


def effect_of_field(key: str, old: Any, new: Any, role: int) -> Judged:
    """Return the effect of a changed value of a code or group; `role` is 1 if it counts toward coverage, -1 against."""
    if key == "role":
        return effect_of_new_role(old, new)
    if key == "effective":
        return effect_of_window(old, new, role, "the code")
    if key == "exhaustive":
        if new:
            return "restrictive", "only the listed codes now count"
        return "expansive", "other codes may be reported too"
    if old and new and key == "units":
        judged = _effect_of_units(old, new)
    elif old and new and key == "add_on_to":
        judged = _effect_of_add_on(set(old), set(new))
    elif role and key == "tracks":
        judged = _effect_of_tracks(set(old or ()), set(new or ()), role)
    else:
        judged = None
    return judged or ("for a human", "what a claim must carry changes")


def _effect_of_units(old: dict[str, Any], new: dict[str, Any]) -> Judged | None:
    if old["per"] != new["per"]:
        return None
    if old["count"] == new["count"]:
        return "editorial", "the number of units is unchanged; its explanation changed"
    if new["count"] > old["count"]:
        return "expansive", "more units are reported"
    return "restrictive", "fewer units are reported"


def _effect_of_add_on(old: set[str], new: set[str]) -> Judged | None:
    if old < new:
        return "expansive", "it may be added to more codes"
    return ("restrictive", "it may be added to fewer codes") if new < old else None


def _effect_of_tracks(old: set[str], new: set[str], role: int) -> Judged | None:
    """Return the effect of changed tracks; a group without any applies to all."""
    wider = bool(old) and (not new or old < new)
    narrower = bool(new) and (not old or new < old)
    if not (wider or narrower):
        return None
    effect: Effect = "expansive" if wider == (role > 0) else "restrictive"
    return effect, "the group applies to " + ("more tracks" if wider else "fewer tracks")


def effect_of_pairing(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Judged:
    """Return the effect of a changed pairing: the groups from which a claim must carry a second code."""
    if old is None:
        return "restrictive", "a claim must now carry a second code"
    if new is None:
        return "expansive", "a claim no longer needs a second code"
    before, after = set(old["groups"]), set(new["groups"])
    if before == after:
        if len(before) == 1:
            return "editorial", "there is only one group: `one` and `all` mean the same"
        if new["requires"] == "all":
            return "restrictive", "a code of every group must now be present"
        return "expansive", "a code of one group is now enough"
    if old["requires"] == new["requires"] and (before < after or after < before):
        more, needs_all = before < after, new["requires"] == "all"
        effect: Effect = "restrictive" if more == needs_all else "expansive"
        return effect, f"{'more' if more else 'fewer'} groups, of which {new['requires']} must be present"
    return "for a human", "a different group must be present; who qualifies depends on its codes"


def effect_of_regrouping(before: dict[str, Any], after: dict[str, Any]) -> Judged:
    """Return the effect of a code's move from one group to another."""
    if before["role"] != after["role"]:
        return effect_of_new_role(before["role"], after["role"])
    if before["pairing"] == after["pairing"] and before["tracks"] == after["tracks"]:
        return "editorial", "the groups have the same role, pairing and tracks"
    return "for a human", "the groups differ in what a claim must carry or the tracks they apply to"


def effect_of_new_role(old: str, new: str) -> Judged:
    """Return the effect of a changed role."""
    if ROLES[old] == ROLES[new]:
        return "for a human", f"`{new}` instead of `{old}`"
    return "expansive" if ROLES[new] > ROLES[old] else "restrictive", f"`{new}` instead of `{old}`"


def effect_of_role(role: str, what: str) -> Judged:
    """Return the effect of adding codes with a role."""
    if role == "informational":
        return "editorial", f"{what} is for information"
    return ("expansive" if ROLES[role] > 0 else "restrictive"), f"{what} is listed as `{role}`"
