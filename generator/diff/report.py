"""Changes as text for a terminal, Markdown for a pull request, or JSON for a program."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from generator.diff.change import EFFECTS, Change
from generator.diff.net import NetChange
from generator.printable import one_line
from generator.wording.phrases import how_many

EFFECT_TITLES = {
    "restrictive": "Restrictive",
    "expansive": "Expansive",
    "for a human": "For a human to decide",
    "editorial": "Editorial",
}


def counted(changes: list[Change]) -> str:
    """Return the number of changes in each class, in words."""
    counts = Counter(change.effect for change in changes)
    total = how_many(len(changes), "change")
    parts = [f"{counts[effect]} {effect}" for effect in EFFECTS if counts[effect]]
    return f"{total}: {', '.join(parts)}" if parts else "no change"


def as_text(title: str, changes: list[Change], nets: Sequence[NetChange] = ()) -> str:
    """Return who gains and loses, then one line per change, with its words and the reason for its class indented."""
    lines = [f"{title}: {counted(changes)}"]
    for net in nets:
        lines += [one_line(net.headline), *(f"    {one_line(line)}" for line in net.details)]
    for change in changes:
        lines.append(f"{change.place}: {change.effect}: {one_line(change.headline)}")
        if change.old:
            lines.append(f"    - {one_line(change.old)}")
        if change.new:
            lines.append(f"    + {one_line(change.new)}")
        lines.append(f"    {one_line(change.reason)}")
    return "\n".join(lines)


def as_markdown(title: str, changes: list[Change], nets: Sequence[NetChange] = ()) -> str:
    """Return a section for a pull request: who gains and loses, then a table for each class."""
    lines = [f"## {_cell(title)}", "", f"{counted(changes).capitalize()}.", ""]
    for net in nets:
        lines += [f"**{_cell(net.headline)}.**", ""]
        said = [f"- {_cell(line)}" for line in net.details]
        lines += [*said, ""] if said else []
    for effect in EFFECTS:
        chosen = [change for change in changes if change.effect == effect]
        if not chosen:
            continue
        lines += [
            f"### {EFFECT_TITLES[effect]} ({len(chosen)})",
            "",
            "| Change | Before | After | Why | Where |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| {_cell(change.headline)} | {_cell(change.old) or '(none)'} | {_cell(change.new) or '(none)'} "
            f"| {_cell(change.reason)} | `{change.place}` |"
            for change in chosen
        ]
        lines.append("")
    return "\n".join(lines).rstrip()


def as_json(found: Iterable[tuple[str, list[Change], Sequence[NetChange]]]) -> str:
    """Return all policies' changes as JSON, with who gains and loses in the policy and in editions that differ."""
    policies = [
        {
            "policy": title,
            "counts": {effect.replace(" ", "-"): sum(c.effect == effect for c in changes) for effect in EFFECTS},
            "net": next((net.entry() for net in nets if net.edition is None), None),
            "editions": {net.edition: net.entry() for net in nets if net.edition},
            "changes": [entry(change) for change in changes],
        }
        for title, changes, nets in found
    ]
    return json.dumps({"format": 1, "policies": policies}, indent=1, ensure_ascii=False)


def entry(change: Change) -> dict[str, Any]:
    """Return one change as plain data."""
    return {
        "kind": change.kind,
        "id": change.id,
        "path": change.path,
        "file": change.place.file,
        "line": change.place.line,
        "column": change.place.column,
        "old": change.old or None,
        "new": change.new or None,
        "class": change.effect.replace(" ", "-"),
        "reason": change.reason,
    }


def _cell(text: str) -> str:
    """Return text escaped for a Markdown table, so Markdown and HTML leave it alone."""
    return re.sub(r"([\\`*_\[\]|@#])", r"\\\1", html.escape(" ".join(text.split()), quote=False))
