"""The codes: added, removed, moved to another group, paired differently, relabeled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.codesets.formats import spelled
from generator.diff.change import Change, opposite
from generator.diff.code_effects import (
    ROLES,
    effect_of_field,
    effect_of_pairing,
    effect_of_regrouping,
    effect_of_role,
)
from generator.diff.pair import Pair, shown, value_at
from generator.diff.text_changes import Care, TextDifference, TextWeight, text_change
from generator.problem import YamlPath

_LIST_FIELDS = {"add_on_to": "code-re-paired", "modifiers": "code-modifiers-changed"}
_TEXTS = {"title", "label", "note", "paragraph", "asterisk_note", "source"}
_LABEL = TextWeight("editorial", "a label names the code but decides nothing", "none")
_BESIDE = "text about the codes"


class CodeKey(NamedTuple):
    """What makes two codes the same: the system, and the ends of a range, however they are spelled."""

    system: str
    code: str
    to: str

    @property
    def name(self) -> str:
        """Its name in a change."""
        return f"{self.code}-{self.to}" if self.to else self.code


def _key(system: str, code: dict[str, Any]) -> CodeKey:
    return CodeKey(system, spelled(system, code["code"]), spelled(system, code["to"] or ""))


def compare_codes(pair: Pair) -> list[Change]:
    """Return the changes of the code groups."""
    old, new = _groups(pair.old_data), _groups(pair.new_data)
    old_at, new_at = _paths(pair.old_data), _paths(pair.new_data)
    changes = [_group_added(pair, new[name]) for name in new.keys() - old.keys()]
    changes += [_group_removed(pair, old[name]) for name in old.keys() - new.keys()]
    kept = new.keys() & old.keys()
    for key in sorted(new_at.keys() | old_at.keys()):
        changes += _code(pair, key.name, old_at.get(key, {}), new_at.get(key, {}), kept)
    for name in kept:
        changes += _group(pair, old[name], new[name])
    before, after = ([name for name in groups if name in kept] for groups in (old, new))
    if before != after:
        reason = "the printed numbers of the groups change"
        changes.append(pair.change("order-changed", "codes", ("codes",), before, after, "editorial", reason))
    return changes


def _groups(data: dict[str, Any]) -> dict[str, YamlPath]:
    """Return the path of each code group by its id."""
    return {group["id"]: ("codes", index) for index, group in enumerate(data["codes"])}


def _paths(data: dict[str, Any]) -> dict[CodeKey, dict[str, YamlPath]]:
    """Return where each code is listed, as group id -> path."""
    found: dict[CodeKey, dict[str, YamlPath]] = {}
    for group_index, group in enumerate(data["codes"]):
        for index, code in enumerate(group["codes"]):
            path: YamlPath = ("codes", group_index, "codes", index)
            found.setdefault(_key(group["system"], code), {}).setdefault(group["id"], path)
    return found


def _group_added(pair: Pair, path: YamlPath) -> Change:
    group = value_at(pair.new_data, path)
    judged = effect_of_role(group["role"], "the group")
    return pair.change("code-group-added", group["id"], path, None, _group_words(group), *judged)


def _group_removed(pair: Pair, path: YamlPath) -> Change:
    group = value_at(pair.old_data, path)
    effect, reason = effect_of_role(group["role"], "the group")
    gone = f"removed: {reason}"
    words = _group_words(group)
    return pair.change("code-group-removed", group["id"], path, words, None, opposite(effect), gone, removed=True)


def _code(
    pair: Pair, name: str, old: dict[str, YamlPath], new: dict[str, YamlPath], kept: set[str]
) -> Iterator[Change]:
    """Yield the changes of one code; `old` and `new` say which groups it is in, `kept` are groups of both versions."""
    gone, come = [group for group in old if group not in new], [group for group in new if group not in old]
    if gone and come:
        yield _code_moved(pair, name, {group: old[group] for group in gone}, {group: new[group] for group in come})
        return
    yield from (_code_added(pair, name, group, new[group]) for group in come if group in kept)
    yield from (_code_removed(pair, name, group, old[group]) for group in gone if group in kept)
    for group in new.keys() & old.keys():
        yield from _fields(pair, name, old[group], new[group])


def _code_moved(pair: Pair, name: str, gone: dict[str, YamlPath], come: dict[str, YamlPath]) -> Change:
    old_path, path = next(iter(gone.values())), next(iter(come.values()))
    before, after = value_at(pair.old_data, old_path[:2]), value_at(pair.new_data, path[:2])
    kind = "code-re-paired" if before["role"] == after["role"] else "code-moved"
    words = f"in {', '.join(gone)}", f"in {', '.join(come)}"
    return pair.change(kind, name, path, *words, *effect_of_regrouping(before, after))


def _code_added(pair: Pair, name: str, group: str, path: YamlPath) -> Change:
    words = f"{name} {value_at(pair.new_data, path)['label']} (in {group})"
    judged = effect_of_role(value_at(pair.new_data, path[:2])["role"], "the code")
    return pair.change("code-added", name, path, None, words, *judged)


def _code_removed(pair: Pair, name: str, group: str, path: YamlPath) -> Change:
    words = f"{name} {value_at(pair.old_data, path)['label']} (in {group})"
    effect, reason = effect_of_role(value_at(pair.old_data, path[:2])["role"], "the code")
    gone = f"removed: {reason}"
    return pair.change("code-removed", name, path, words, None, opposite(effect), gone, removed=True)


def _fields(pair: Pair, name: str, old_path: YamlPath, path: YamlPath) -> Iterator[Change]:
    """Yield the differences between the two versions of one code or group, except for its codes."""
    before, after = value_at(pair.old_data, old_path), value_at(pair.new_data, path)
    role = ROLES[value_at(pair.new_data, path[:2])["role"]]
    for key, new in after.items():
        old, at, shown_key = before[key], (*path, key), key.replace("_", "-")
        if old == new or key in ("codes", "pairing"):
            continue
        if key in ("code", "to"):
            yield pair.change("code-respelled", name, at, old, new, "editorial", "the same code in another spelling")
            continue
        if key in _TEXTS:
            kind = "code-relabelled" if key == "label" else f"code-{shown_key}-reworded"
            text = TextDifference(kind, name, at, old, new, (*old_path, key))
            care: Care = "none" if key == "source" else "every"
            yield text_change(pair, text, _LABEL if key == "label" else TextWeight("editorial", _BESIDE, care))
            continue
        kind = _LIST_FIELDS.get(key, f"code-{shown_key}-changed")
        judged = effect_of_field(key, old, new, role)
        yield pair.change(kind, name, at, shown(old) or "none", shown(new) or "none", *judged)


def _group(pair: Pair, old_path: YamlPath, path: YamlPath) -> Iterator[Change]:
    """Yield the differences between the two versions of one group, except for which codes it has."""
    before, after = value_at(pair.old_data, old_path), value_at(pair.new_data, path)
    name = after["id"]
    yield from _fields(pair, name, old_path, path)
    if before["pairing"] != after["pairing"]:
        yield _pairing(pair, name, path, before["pairing"], after["pairing"])
    was, now = ([_key(part["system"], code) for code in part["codes"]] for part in (before, after))
    kept, order = ([key.name for key in one if key in other] for one, other in ((was, now), (now, was)))
    if kept != order:
        reason = "the order of codes decides nothing"
        yield pair.change("order-changed", name, (*path, "codes"), kept, order, "editorial", reason)


def _pairing(pair: Pair, name: str, path: YamlPath, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Change:
    if old and new and {**old, "note": None} == {**new, "note": None}:
        at = (*path, "pairing", "note")
        text = TextDifference("code-pairing-note-reworded", name, at, old["note"], new["note"])
        return text_change(pair, text, TextWeight("editorial", "the pairing in words; the groups are unchanged"))
    at = (*path, "pairing") if new else path
    if old and new:
        at = (*path, "pairing", "groups" if old["groups"] != new["groups"] else "requires")
    words = _pairing_words(old), _pairing_words(new)
    return pair.change("code-re-paired", name, at, *words, *effect_of_pairing(old, new))


def _pairing_words(pairing: dict[str, Any] | None) -> str:
    return f"with {pairing['requires']} of {', '.join(pairing['groups'])}" if pairing else "with no other code"


def _group_words(group: dict[str, Any]) -> str:
    return f"{group['title']}: {', '.join(code['code'] for code in group['codes'])}"
