"""The changes between two ICD-10-CM releases as text with YAML to copy, or as JSON for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from generator.codesets.releases import release_name
from generator.lifecycle.code_update import CodeChange, PolicyUpdate
from generator.source.yaml_words import item_lines


def as_text(updates: Sequence[PolicyUpdate]) -> str:
    """Return the changes, one after the other, each with its location and the YAML that adapts the policy."""
    return "".join(f"{line}\n" for update in updates for change in update.changes for line in _lines(change))


def as_json(updates: Sequence[PolicyUpdate]) -> str:
    """Return the changes as JSON."""
    data = {
        "policies": [
            {
                "policy": update.policy,
                "file": update.shown,
                "from": update.old,
                "to": update.new,
                "changes": [
                    {
                        "kind": change.kind,
                        "code": change.code,
                        "message": change.message,
                        "line": change.place.line,
                        "column": change.place.column,
                        "edit": _edit(change),
                    }
                    for change in update.changes
                ],
            }
            for update in updates
        ]
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def summary(update: PolicyUpdate) -> str:
    """Return one line about a policy."""
    if update.old >= update.new:
        return (
            f"{update.policy}: its codes come from the release of {release_name(update.old)}, and no newer one was "
            "asked for or is in policy/icd10cm/"
        )
    counts = Counter(change.kind for change in update.changes if change.kind != "release")
    found = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "no code changes"
    return f"{update.policy}: {release_name(update.old)} to {release_name(update.new)}: {found}"


def _edit(change: CodeChange) -> dict[str, object]:
    edit: dict[str, object] = {"action": change.action, "path": list(change.at)}
    if change.rows:
        edit["rows"] = list(change.rows)
    if change.value:
        edit["value"] = change.value
    return edit


def _lines(change: CodeChange) -> list[str]:
    """Return a change as text: where and what, then what to do, as YAML."""
    what = {
        "remove": "remove the row",
        "replace": "replace the row with the following; what else it says was copied, so read it again:",
        "set": "write:",
        "add": "add those that belong there:",
        "review": "review the range",
    }[change.action]
    yaml = [line for row in change.rows for line in item_lines(row, 6)]
    if change.action == "set":  # as the last line of an item, without its dash
        yaml = [line.replace("- ", "  ", 1) for line in item_lines({str(change.at[-1]): change.value}, 4)]
    return [f"{change.place}: {change.kind}: {change.message}", f"    {what}", *yaml]
