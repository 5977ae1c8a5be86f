"""Everything except criteria and codes, field by field, as judged by `field_kinds`. No leaf is left out."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from generator.diff.alignment import Difference, differences
from generator.diff.change import Change
from generator.diff.field_kinds import ChangedField, fits, judged, part_of, plain
from generator.diff.logic_edits import edit_of_field
from generator.diff.pair import Pair, shown, value_at
from generator.diff.text_changes import TextDifference, TextWeight, text_change
from generator.model.codes import Effective
from generator.model.thresholds import Limit
from generator.wording import phrases

# Caps and days are compared as a whole: only the whole shows whether more is covered.
_WHOLES = ("coverage/limits/#", "coverage/indications/#/effective")
_NAMES = ("id", "code", "term", "short", "citation", "payer", "version")


def compare_fields(pair: Pair) -> list[Change]:
    """Return the changes outside the criteria and the codes."""
    return [_change(pair, found) for found in _field_differences(pair)]


def _field_differences(pair: Pair) -> Iterator[Difference]:
    """Yield the differences, each widened to the cap or the days that it is part of."""
    for found in differences(_without_criteria(pair.old_data), _without_criteria(pair.new_data)):
        size = next((size for size in range(len(found.path)) for whole in _WHOLES if fits(whole, found.path[:size])), 0)
        if not size:
            yield found
            continue
        path, old_path = found.path[:size], found.old_path[:size]
        yield Difference(path, old_path, value_at(pair.old_data, old_path), value_at(pair.new_data, path))


def _without_criteria(data: dict[str, Any]) -> dict[str, Any]:
    """Return a copy without the parts that `criteria` and `codes` compare."""
    data = copy.deepcopy(data)
    data.pop("codes", None)
    coverage = data["coverage"]
    for key in ("shared", "prerequisites", "exclusions"):
        coverage.pop(key, None)
    for indication in coverage["indications"]:
        for part in (indication, *indication["pathways"], *indication["phases"]):
            part.pop("criteria", None)
    return data


def _change(pair: Pair, found: Difference) -> Change:
    is_gone = found.new is None
    field = ChangedField(pair, found.old_path if is_gone else found.path, found.old, found.new)
    name = _name(field)
    if found.is_order:
        reason = "the order decides nothing; printed numbers may change"
        return pair.change("order-changed", name, found.path, found.old, found.new, "editorial", reason)
    kind, effect, reason = judged(field)
    edit = edit_of_field(field.at, field.data, found.old, found.new)
    if edit:
        words = (_shown(found.old), _shown(found.new))
        return pair.logic_change(kind, name, field.at, words, edit, reason, removed=is_gone)
    if kind.endswith("-reworded"):
        text = TextDifference(kind, name, found.path, found.old, found.new, found.old_path)
        return text_change(pair, text, TextWeight(effect, reason, part_of(field.at).care))
    return pair.change(kind, name, field.at, _shown(found.old), _shown(found.new), effect, reason, removed=is_gone)


def _name(field: ChangedField) -> str:
    """Return the name of what a field belongs to: the unit of a cap, the innermost id on its path, or the keys."""
    if fits(_WHOLES[0], field.at):
        return str((field.new or field.old)["unit"]).replace(" ", "-")
    name, data = "", field.data
    for step in field.at:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(step, int):
            name = next((str(data[key]) for key in _NAMES if data.get(key)), name)
    return name or "/".join(plain(step) for step in field.at if isinstance(step, str))


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict) and value.keys() == {"start", "end"}:
        return phrases.effective(Effective.model_validate(value)) or None
    if isinstance(value, dict) and {"count", "unit", "per"} <= value.keys():
        return phrases.limit(Limit.model_validate(value))
    if isinstance(value, dict) and any(key in value for key in ("title", "statement", "explanation")):
        return shown(value.get("title") or value.get("statement") or value.get("explanation"))
    return shown(value)
