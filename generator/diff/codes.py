"""The codes: added, removed, moved to another group, paired in another way, relabelled."""

from __future__ import annotations

from typing import Any

from generator.diff.change import Change
from generator.diff.pair import Pair, shown
from generator.diff.wording import text_change
from generator.logic.effects import Effect, opposite
from generator.logic.strength import effect_of_window

_ROLES: dict[str, int] = {
    "supporting": 1,
    "covered": 1,
    "secondary-required": 1,
    "informational": 0,
    "non-supporting": -1,
    "not-covered": -1,
}
_LIST_FIELDS = {"add_on_to": "code-re-paired", "modifiers": "code-modifiers-changed"}
_TEXTS = {"title", "label", "note", "paragraph", "asterisk_note", "source"}


def compare_codes(pair: Pair) -> list[Change]:
    """Return the changes of the code groups."""
    old, new = (
        {group["id"]: (index, group) for index, group in enumerate(data["codes"])}
        for data in (pair.old_data, pair.new_data)
    )
    old_at, new_at = _places(pair.old_data), _places(pair.new_data)
    changes: list[Change] = []
    for name in new.keys() - old.keys():
        index, group = new[name]
        changes.append(
            pair.change(
                "code-group-added",
                name,
                ("codes", index),
                None,
                _group_words(group),
                *_effect_of_role(group["role"], "the group"),
            )
        )
    for name in old.keys() - new.keys():
        index, group = old[name]
        effect, reason = _effect_of_role(group["role"], "the group")
        changes.append(
            pair.change(
                "code-group-removed",
                name,
                ("codes", index),
                _group_words(group),
                None,
                opposite(effect),
                f"it is gone: {reason}",
                removed=True,
            )
        )
    for key in sorted(new_at.keys() | old_at.keys()):
        changes += _code(pair, key, old_at.get(key, {}), new_at.get(key, {}), old.keys(), new.keys())
    for name in new.keys() & old.keys():
        changes += _group(pair, *old[name], *new[name])
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        changes.append(
            pair.change(
                "order-changed",
                "codes",
                ("codes",),
                kept,
                [name for name in new if name in old],
                "editorial",
                "the printed numbers of the groups change",
            )
        )
    return changes


def _places(data: dict) -> dict[tuple, dict[str, tuple]]:
    """Return where each code of each system stands: group id -> path."""
    found: dict[tuple, dict[str, tuple]] = {}
    for index, group in enumerate(data["codes"]):
        for place, code in enumerate(group["codes"]):
            key = (group["system"], code["code"], code["to"] or "")
            found.setdefault(key, {}).setdefault(group["id"], ("codes", index, "codes", place))
    return found


def _code(
    pair: Pair, key: tuple, old: dict[str, tuple], new: dict[str, tuple], old_groups: Any, new_groups: Any
) -> list[Change]:
    name = f"{key[1]}-{key[2]}" if key[2] else key[1]
    gone, come = [group for group in old if group not in new], [group for group in new if group not in old]
    if gone and come:
        before, after = _at(pair.old_data, old[gone[0]][:2]), _at(pair.new_data, new[come[0]][:2])
        kind = "code-re-paired" if before["role"] == after["role"] else "code-moved"
        return [
            pair.change(
                kind, name, new[come[0]], f"in {', '.join(gone)}", f"in {', '.join(come)}", *_regrouped(before, after)
            )
        ]
    changes = []
    for group in come:
        if group in old_groups:
            item, role = _at(pair.new_data, new[group]), _at(pair.new_data, new[group][:2])["role"]
            changes.append(
                pair.change(
                    "code-added",
                    name,
                    new[group],
                    None,
                    f"{name} {item['label']} (in {group})",
                    *_effect_of_role(role, "the code"),
                )
            )
    for group in gone:
        if group in new_groups:
            item, role = _at(pair.old_data, old[group]), _at(pair.old_data, old[group][:2])["role"]
            effect, reason = _effect_of_role(role, "the code")
            changes.append(
                pair.change(
                    "code-removed",
                    name,
                    old[group],
                    f"{name} {item['label']} (in {group})",
                    None,
                    opposite(effect),
                    f"it is gone: {reason}",
                    removed=True,
                )
            )
    for group in new.keys() & old.keys():
        changes += _fields(pair, name, old[group], new[group])
    return changes


def _fields(pair: Pair, name: str, old_path: tuple, path: tuple) -> list[Change]:
    """Return the differences between the two versions of one code or group, but for its codes."""
    before, after = _at(pair.old_data, old_path), _at(pair.new_data, path)
    role = _ROLES[_at(pair.new_data, path[:2])["role"]]
    changes = []
    for key in after:
        old, new = before[key], after[key]
        if old == new or key in ("codes", "pairing"):
            continue
        at = (*path, key)
        if key in _TEXTS:
            kind = "code-relabelled" if key == "label" else f"code-{key.replace('_', '-')}-reworded"
            changes.append(
                text_change(
                    pair,
                    kind,
                    name,
                    at,
                    old,
                    new,
                    "editorial",
                    "a label names the code and decides nothing" if key == "label" else "text beside the codes",
                    careful=key not in ("source", "label"),
                    old_path=(*old_path, key),
                )
            )
            continue
        effect, reason = _field_effect(key, old, new, role)
        kind = _LIST_FIELDS.get(key, f"code-{key.replace('_', '-')}-changed")
        changes.append(pair.change(kind, name, at, shown(old) or "none", shown(new) or "none", effect, reason))
    return changes


def _field_effect(key: str, old: Any, new: Any, role: int) -> tuple[Effect, str]:
    if key == "units" and old and new and (old["per"] == new["per"]) and old["count"] != new["count"]:
        return (
            ("expansive", "more units are reported")
            if new["count"] > old["count"]
            else ("restrictive", "fewer units are reported")
        )
    if key == "units" and old and new and old["count"] == new["count"] and old["per"] == new["per"]:
        return "editorial", "the number of units stands, its explanation changed"
    if key == "add_on_to" and old and new and set(old) != set(new):
        if set(old) < set(new):
            return "expansive", "it may be added to more codes"
        if set(new) < set(old):
            return "restrictive", "it may be added to fewer codes"
    if key == "tracks" and role:
        wider = bool(old) and (not new or set(old) < set(new))
        narrower = bool(new) and (not old or set(new) < set(old))
        if wider or narrower:
            effect: Effect = "expansive" if wider == (role > 0) else "restrictive"
            return effect, "the group holds for " + ("more tracks" if wider else "fewer tracks")
    if key == "exhaustive":
        return (
            ("restrictive", "only the listed codes count now")
            if new
            else ("expansive", "other codes may be reported too")
        )
    if key == "role":
        return _effect_of_new_role(old, new)
    if key == "effective":
        return effect_of_window(old, new, role, "the code")
    return "for a human", "what a claim must carry changes"


def _group(pair: Pair, old_index: int, before: dict, index: int, after: dict) -> list[Change]:
    name, path = after["id"], ("codes", index)
    changes = _fields(pair, name, ("codes", old_index), path)
    old, new = before["pairing"], after["pairing"]
    if old != new:
        if old and new and {**old, "note": None} == {**new, "note": None}:
            changes.append(
                text_change(
                    pair,
                    "code-pairing-note-reworded",
                    name,
                    (*path, "pairing", "note"),
                    old["note"],
                    new["note"],
                    "editorial",
                    "the pairing in words; the groups stand",
                )
            )
        else:
            at = (*path, "pairing") if new else path
            if old and new:
                at = (*path, "pairing", "groups" if old["groups"] != new["groups"] else "requires")
            changes.append(
                pair.change(
                    "code-re-paired", name, at, _pairing_words(old), _pairing_words(new), *_pairing_effect(old, new)
                )
            )
    kept = [code["code"] for code in before["codes"] if any(code["code"] == c["code"] for c in after["codes"])]
    order = [code["code"] for code in after["codes"] if code["code"] in kept]
    if kept != order:
        changes.append(
            pair.change(
                "order-changed", name, (*path, "codes"), kept, order, "editorial", "the order of codes decides nothing"
            )
        )
    return changes


def _pairing_effect(old: dict | None, new: dict | None) -> tuple[Effect, str]:
    if old is None or new is None:
        return (
            ("restrictive", "a claim must carry a second code now")
            if old is None
            else ("expansive", "a claim needs no second code any more")
        )
    before, after = set(old["groups"]), set(new["groups"])
    if before == after:
        if len(before) == 1:
            return "editorial", "there is one group only: `one` and `all` mean the same"
        return (
            ("restrictive", "a code of every group must be present now")
            if new["requires"] == "all"
            else ("expansive", "a code of one group is enough now")
        )
    if old["requires"] == new["requires"] and (before < after or after < before):
        more, needs_all = before < after, new["requires"] == "all"
        effect: Effect = "restrictive" if more == needs_all else "expansive"
        return effect, f"{'more' if more else 'fewer'} groups, of which {new['requires']} must be present"
    return "for a human", "another group must be present: whom that admits depends on its codes"


def _pairing_words(pairing: dict | None) -> str:
    return f"with {pairing['requires']} of {', '.join(pairing['groups'])}" if pairing else "with no other code"


def _regrouped(before: dict, after: dict) -> tuple[Effect, str]:
    if before["role"] != after["role"]:
        return _effect_of_new_role(before["role"], after["role"])
    same = before["pairing"] == after["pairing"] and before["tracks"] == after["tracks"]
    return (
        ("editorial", "the groups have the same role, pairing and tracks")
        if same
        else ("for a human", "the groups differ in what a claim must carry or for which tracks they hold")
    )


def _effect_of_new_role(old: str, new: str) -> tuple[Effect, str]:
    if _ROLES[old] == _ROLES[new]:
        return "for a human", f"`{new}` instead of `{old}`"
    return "expansive" if _ROLES[new] > _ROLES[old] else "restrictive", f"`{new}` instead of `{old}`"


def _effect_of_role(role: str, what: str) -> tuple[Effect, str]:
    """Return the effect of adding codes of a role."""
    if role == "informational":
        return "editorial", f"{what} is for information"
    return ("expansive" if _ROLES[role] > 0 else "restrictive"), f"{what} is listed as `{role}`"


def _group_words(group: dict) -> str:
    return f"{group['title']}: {', '.join(code['code'] for code in group['codes'])}"


def _at(data: Any, path: tuple) -> Any:
    for step in path:
        data = data[step]
    return data
