"""Compares plain data: which items of two lists are the same, and which leaves differ."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.problem import YamlPath

_KEYS = ("id", "code", "term", "short", "citation", "payer", "track", "number", "document", "level", "name")
_LABELS = (
    "proportion",
    "change",
    "estimate",
    "finding",
    "title",
    "text",
    "statement",
    "relationship",
    "family",
    "literal",
    "parameter",
    "meaning",
)


@dataclass(frozen=True)
class Difference:
    """A difference between two versions: the path in each, and both values, None if absent.

    With `is_order`, both values are the names of the items in both lists, whose order changed.
    """

    path: YamlPath
    old_path: YamlPath
    old: Any
    new: Any
    is_order: bool = False


def align(old: list[Any], new: list[Any]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Return the pairs of indexes with the same item, the indexes removed, and the indexes added.

    Items are the same by key (`id`, `code`...), then by equality, then by the most similar words.
    """
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(old))), list(range(len(new)))
    for same in (_same_key, _equal):
        for i in list(left):
            match = next((j for j in right if same(old[i], new[j])), None)
            if match is not None:
                pairs.append((i, match))
                left.remove(i)
                right.remove(match)
    scored = sorted(((_likeness(old[i], new[j]), -abs(i - j), i, j) for i in left for j in right), reverse=True)
    for score, _, i, j in scored:
        if score >= 0.5 and i in left and j in right:
            pairs.append((i, j))
            left.remove(i)
            right.remove(j)
    return sorted(pairs, key=lambda pair: pair[1]), left, right


def differences(old: Any, new: Any, path: YamlPath = (), old_path: YamlPath = ()) -> Iterator[Difference]:
    """Yield each difference between two values, which have these paths.

    An added or removed item or object is one difference; so is a list whose kept items are in a different order.
    """
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from differences(old.get(key), new.get(key), (*path, key), (*old_path, key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, path, old_path)
    else:
        yield Difference(path, old_path, old, new)


def _of_lists(old: list[Any], new: list[Any], path: YamlPath, old_path: YamlPath) -> Iterator[Difference]:
    pairs, removed, added = align(old, new)
    for i, j in pairs:
        yield from differences(old[i], new[j], (*path, j), (*old_path, i))
    for i in removed:
        yield Difference(path, (*old_path, i), old[i], None)
    for j in added:
        yield Difference((*path, j), old_path, None, new[j])
    if [i for i, _ in pairs] != sorted(i for i, _ in pairs):
        before = [item_name(old[i]) for i, _ in sorted(pairs)]
        yield Difference(path, old_path, before, [item_name(new[j]) for _, j in pairs], is_order=True)


def item_name(item: Any) -> str:
    """Return the name of a list item in a message."""
    if isinstance(item, dict):
        return next((str(item[key]) for key in (*_LABELS[:4], *_KEYS, *_LABELS) if item.get(key)), "item")
    return str(item)


def _same_key(old: Any, new: Any) -> bool:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    key = next((key for key in _KEYS[:9] if old.get(key) is not None), None)
    if key is None or key == "document":
        return False
    return bool(old[key] == new.get(key) and old.get("to") == new.get("to"))


def _equal(old: Any, new: Any) -> bool:
    return bool(old == new)


def _likeness(old: Any, new: Any) -> float:
    if isinstance(old, dict) and isinstance(new, dict):
        if any((old.get(key) is None) != (new.get(key) is None) for key in ("proportion", "change", "estimate")):
            return 0
        if old.get("id") or new.get("id") or old.get("code") or new.get("code"):
            return 0  # an id is never changed: another id is another thing
        label = next((key for key in (*_LABELS, *_KEYS) if old.get(key) and new.get(key)), None)
        if label and old[label] == new[label]:
            return 0.9
    one, other = (json.dumps(value, sort_keys=True, ensure_ascii=False) for value in (old, new))
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
