"""Overlay: an edition's changes applied to the policy's YAML tree, so that every value keeps its source location."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.edition import Deviation, Edition
from generator.problem import Place, Problem, SourceProblems, YamlPath, misspelled
from generator.source.yaml_reader import Node

_MEMBERS = ("all", "any", "exactly_one", "none", "of")
LISTS = {
    "prerequisites": ("coverage", "prerequisites"),
    "exclusions": ("coverage", "exclusions", "absolute"),
    "relative-exclusions": ("coverage", "exclusions", "relative"),
}

_AMENDABLE = {"coverage": ("summary",), "other-uses": ("position", "statement", "rationale")}
LABEL_ROWS = ("regulatory", "label_comparison")
WHOLE = {
    "coverage": ("coverage",),
    "other-uses": ("coverage", "other_uses"),
}  # items that can be amended but have no id


class _DeviationRefused(Exception):
    """A change that cannot be made: the key at fault, the rule, the message, and the hint."""


def overlay(root: Node, index: int, edition: Edition) -> Node:
    """Return the policy's tree with the changes of the edition at `index`. Raises SourceProblems with all problems."""
    tree, problems = root, []
    for number, change in enumerate(edition.changes):
        written = root.at(("editions", index, "changes", number))
        try:
            tree = _apply(tree, change, written)
        except _DeviationRefused as refused:
            key, rule, message, hint = refused.args
            problems.append(Problem(written.at((key,)).place, rule, message, hint))
    if problems:
        raise SourceProblems(problems)
    return tree


def without_changes(tree: Node) -> Node:
    """Return the policy's tree without the recorded changes of its editions."""
    for index, edition in enumerate((tree.at(("editions",)).value or ()) if tree.has("editions") else ()):
        if edition.has("changes"):
            tree = _put(tree, ("editions", index, "changes"), None)
    return tree


def find(tree: Node, wanted: str) -> YamlPath | None:
    """Return the path of the criterion, indication, track, or label row with this id, or None."""
    if wanted in WHOLE:
        return WHOLE[wanted]
    return next((path for path, name in _all_ids(tree) if name == wanted), None)


def _apply(tree: Node, change: Deviation, written: Node) -> Node:
    if change.action == "add":
        return _add(tree, change, written.at(("with",)))
    wanted = change.criterion
    assert wanted is not None  # the model rejects it: only `add` names none
    path = _known(tree, wanted, "criterion")
    if wanted in WHOLE and (change.action != "amend" or set(change.new or ()) - set(_AMENDABLE[wanted])):
        raise _DeviationRefused(
            "criterion",
            "EDITION-003",
            f"only the text of `{wanted}` can be changed",
            f"`amend` with {', '.join(_AMENDABLE[wanted])}; criteria are changed by their ids",
        )
    if change.action == "drop":
        return _drop(tree, path, wanted)
    new, old = written.at(("with",)), tree.at(path)
    if new.has("id") and new.value["id"].value != wanted:
        raise _DeviationRefused(
            "with",
            "EDITION-002",
            f"a change must not change the id of `{wanted}`",
            "an id never changes; drop the criterion and add another one, or leave the id out",
        )
    if change.action == "replace":
        if not _is_criterion(path):
            raise _DeviationRefused("criterion", "EDITION-003", f"`{wanted}` is not a criterion", "use `amend` for it")
        name = written.at(("criterion",))
        merged = Node({"id": name, **new.value}, new.place, {"id": name.place, **(new.keys or {})})
    else:
        values = {key: value for key, value in {**old.value, **new.value}.items() if value.value is not None}
        merged = Node(values, old.place, {**(old.keys or {}), **(new.keys or {})})
    return _put(tree, path, merged)


def _add(tree: Node, change: Deviation, new: Node) -> Node:
    name = new.value["id"].value if new.has("id") else None
    if name is None or find(tree, name):
        raise _DeviationRefused(
            "with",
            "EDITION-002",
            f"there is already a criterion `{name}`" if name else "an added criterion needs an id",
            "give it an `id` that no other criterion has",
        )
    key = next(key for key in ("into", "before", "after") if getattr(change, key))
    wanted = getattr(change, key)
    if key == "into":
        parent = LISTS.get(wanted) or _members(tree, _known(tree, wanted, key), wanted)
        index = len(_items(tree, parent))
    else:
        path = _known(tree, wanted, key)
        if not isinstance(path[-1], int):
            raise _DeviationRefused(key, "EDITION-003", f"`{wanted}` is not in a list", "name a group with `into`")
        parent, index = path[:-1], path[-1] + (key == "after")
    items = _items(tree, parent)
    return _put(tree, parent, Node([*items[:index], new, *items[index:]], new.place))


def _drop(tree: Node, path: YamlPath, name: str) -> Node:
    used = next(
        (node.place for at, node in tree.at(("coverage",)).leaves() if at[-1] == "use" and node.value == name), None
    )
    if used:
        raise _DeviationRefused(
            "criterion", "EDITION-004", f"`{name}` is still used at {used}", "drop or change that use first"
        )
    if isinstance(path[-1], int) and path[-2] in _MEMBERS and len(tree.at(path[:-1]).value) == 1:
        group = tree.at((*path[:-2], "id")).value
        raise _DeviationRefused(
            "criterion", "EDITION-004", f"dropping `{name}` leaves the group `{group}` empty", f"drop `{group}`"
        )
    return _put(tree, path, None)


def _known(tree: Node, wanted: str, key: str) -> YamlPath:
    path = find(tree, wanted)
    if path is None:
        meant = misspelled(wanted, (name for _, name in _all_ids(tree)))
        raise _DeviationRefused(
            key,
            "EDITION-001",
            f"there is no criterion `{wanted}`",
            f"did you mean `{meant}`?" if meant else "the ids are under `coverage` in the base policy",
        )
    return path


def _members(tree: Node, path: YamlPath, wanted: str) -> YamlPath:
    key = next((key for key in _MEMBERS if tree.at(path).has(key)), None)
    if key is None:
        raise _DeviationRefused(
            "into", "EDITION-003", f"`{wanted}` is not a group", "name a group, or use `before` or `after`"
        )
    return (*path, key)


def _items(tree: Node, path: YamlPath) -> list[Node]:
    at = tree
    for step in path:
        if not at.has(step):
            return []
        at = at.value[step]
    return at.value or []


def _is_criterion(path: YamlPath) -> bool:
    holder = path[-2] if isinstance(path[-1], int) else path[-1]
    return holder in (*_MEMBERS, "criteria", "applies_when", "unless", "shared", *(path[-1] for path in LISTS.values()))


def _all_ids(tree: Node) -> Iterator[tuple[YamlPath, str]]:
    """Yield what an edition can change: everything with an id in the coverage, and the label comparison rows."""
    yield from _ids(tree.at(("coverage",)), ("coverage",))
    for number in range(len(_items(tree, LABEL_ROWS))):
        yield (*LABEL_ROWS, number), tree.at((*LABEL_ROWS, number, "id")).value


def _ids(node: Node, path: YamlPath) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(node.value, dict):
        if node.has("id") and isinstance(node.value["id"].value, str):
            yield path, node.value["id"].value
        for key, child in node.value.items():
            yield from _ids(child, (*path, key))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _ids(child, (*path, index))


def _put(node: Node, path: YamlPath, new: Node | None) -> Node:
    """Return the tree with `new` at a path, or with the path removed; missing mappings on the way are created."""
    if not path:
        assert new is not None  # an item that is removed has a path
        return new
    step, rest = path[0], path[1:]
    if isinstance(node.value, list):
        items, index = list(node.value), int(step)
        if new is None and not rest:
            del items[index]
        else:
            items[index] = _put(items[index], rest, new)
        return Node(items, node.place)
    key = str(step)
    place: Place = new.place if new else node.place
    values, keys = dict(node.value or {}), dict(node.keys or {})
    if new is None and not rest:
        del values[key]
    else:
        values[key] = _put(values.get(key, Node({}, place, {})), rest, new)
        keys.setdefault(key, place)
    return Node(values, node.place, keys)
