"""Rows of the revision history: drafted from what changed, and checked against it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from generator.diff import Change
from generator.diff.criterion_parts import FOLDED
from generator.load import Source
from generator.problem import Problem

_SUBSTANTIVE = ("restrictive", "expansive", "for a human")
# What a revision writes is no revision itself; days on which coverage begins or ends are.
_OF_THE_REVISION = ("history", "version", "dates", "status", "waivers")


@dataclass(frozen=True)
class Draft:
    """A drafted history row and the version that it makes."""

    version: str
    action: str
    explanation: str
    reasons: tuple[str, ...]
    sections: tuple[str, ...]
    day: date

    def lines(self, indent: int) -> list[str]:
        """Return the row as YAML lines."""
        pad = " " * indent
        row = {"date": self.day.isoformat(), "version": self.version, "action": self.action,
               "explanation": self.explanation, "reasons": list(self.reasons), "sections": list(self.sections)}
        shown = [f"{key}: {value if key in ('date', 'action') else json.dumps(value, ensure_ascii=False)}"
                 for key, value in row.items() if value]
        return [f"{pad}{'- ' if place == 0 else '  '}{line}" for place, line in enumerate(shown)]


def revising(changes: list[Change]) -> list[Change]:
    """Return the changes that need a history row: all but those of the history, version, status and dates."""
    return [change for change in changes if change.path.split("/")[0] not in _OF_THE_REVISION
            or (change.kind == "date-changed" and change.effect != "editorial")]


def draft(new: Source, changes: list[Change], today: date, version: str | None = None) -> Draft:
    """Return a row for the changes: `Reviewed` without any, otherwise `Revised` with a higher version.

    A substantive change raises the first number of the version, an editorial one the second.
    """
    changes = revising(changes)
    if not changes:
        return Draft(version or new.policy.version, "Reviewed", "Reviewed; no change.", (), (), today)
    substantive = any(change.effect in _SUBSTANTIVE for change in changes)
    said = [_sentence(change) for change in changes if change.effect in _SUBSTANTIVE]
    rest = sum(change.effect == "editorial" for change in changes)
    if rest:
        said.append(f"{rest} editorial change{'' if rest == 1 else 's'}.")
    sections = tuple(dict.fromkeys(change.path.split("/")[0].replace("_", " ") for change in changes))
    reasons = tuple(dict.fromkeys(_reason(change) for change in changes))
    return Draft(version or _raised(new.policy.version, substantive), "Revised", " ".join(said), reasons, sections,
                 today)


def history_problems(old: Source, new: Source, changes: list[Change]) -> list[Problem]:
    """Return where the revision history does not say what happened between two versions."""
    rows, before = new.policy.history, old.policy.history
    added = rows[: max(0, len(rows) - len(before))] if rows[len(rows) - len(before):] == before else None
    place = new.node.key_place(("history",))
    hint = "`policypress revise` drafts the row"
    if added is None:
        return [Problem(place, "HISTORY-003", "a row of the history was changed or taken away",
                        "rows are only added, newest first; put the old row back")]
    changed = revising(changes)
    if changed and not added:
        return [Problem(place, "HISTORY-001", f"the policy changed ({len(changed)} changes) without a new row here",
                        hint)]
    problems = []
    if changed and added[0].version == old.policy.version:
        problems.append(Problem(place, "HISTORY-001", f"the new row keeps version {added[0].version} of the old text",
                                "a changed text has a new version; " + hint))
    if changed and added[0].action == "Reviewed":
        problems.append(Problem(place, "HISTORY-002", "the new row says Reviewed, which means that nothing changed",
                                "write `action: Revised` and what changed; " + hint))
    if added and not changed and added[0].action == "Revised":
        problems.append(Problem(place, "HISTORY-002", "the new row says Revised, but nothing changed",
                                "write `action: Reviewed`"))
    return problems


def with_row(source: Source, text: str, row: Draft) -> str:
    """Return the text of a policy with a history row, newest first, and its version."""
    lines = text.split("\n")
    history = source.node.value.get("history")
    if history is not None and history.value:
        first = history.value[0].place
        lines[first.line - 1: first.line - 1] = row.lines(first.column - 3)
    elif history is not None:
        line = source.node.key_place(("history",)).line
        lines[line - 1: line] = ["history:", *row.lines(2)]
    else:
        line = source.node.key_place(("references",)).line
        lines[line - 1: line - 1] = ["history:", *row.lines(2), ""]
    version = source.node.at(("version",)).place.line - 1  # it stands before the history, so its line is the same
    lines[version] = f'version: "{row.version}"'
    return "\n".join(lines)


def _sentence(change: Change) -> str:
    words, old, new = change.headline, change.old, change.new
    if change.reason.endswith(FOLDED):
        old, new = (text.partition(" (")[0] for text in (old, new))
    if old and new and len(old) + len(new) < 120:
        words += f" ({old} → {new})"
    return f"{words}, {change.effect}."


def _reason(change: Change) -> str:
    if change.effect in ("restrictive", "expansive"):
        return f"Coverage made {'narrower' if change.effect == 'restrictive' else 'wider'}"
    if change.kind.startswith("code"):
        return "Code update"
    if change.kind.startswith(("number", "citation", "reference", "study", "result", "evidence")):
        return "Evidence or reference update"
    return "Editorial correction" if change.effect == "editorial" else "Wording of the coverage decision"


def _raised(version: str, substantive: bool) -> str:
    found = re.fullmatch(r"(\d+)\.(\d+)", version)
    if not found:
        return f"{version}+1"
    return f"{int(found[1]) + 1}.0" if substantive else f"{found[1]}.{int(found[2]) + 1}"
