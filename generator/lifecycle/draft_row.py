"""A drafted row of a revision history, and the edits that write the row and its new version into the YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.diff import Change
from generator.diff.criterion_parts import FOLDED
from generator.lifecycle.histories import Scope
from generator.problem import YamlPath
from generator.source.yaml_edit import Edit, InsertItem, ReplaceScalar
from generator.source.yaml_words import item_lines
from generator.wording.phrases import how_many

_SUBSTANTIVE = ("restrictive", "expansive", "for a human")


@dataclass(frozen=True)
class DraftRow:
    """A drafted row of the revision history and its new version."""

    version: str
    action: str
    explanation: str
    reasons: tuple[str, ...]
    sections: tuple[str, ...]
    day: date

    def data(self) -> dict[str, Any]:
        """Return the row as it is stored."""
        row = {
            "date": self.day.isoformat(),
            "version": self.version,
            "action": self.action,
            "explanation": self.explanation,
            "reasons": list(self.reasons),
            "sections": list(self.sections),
        }
        return {key: value for key, value in row.items() if value}

    def lines(self, indent: int) -> list[str]:
        """Return the row as YAML lines."""
        return item_lines(self.data(), indent)

    def edits(self, at: YamlPath = ()) -> list[Edit]:
        """Return the edits that make this the newest row of a policy, or of the edition at a path."""
        return [
            ReplaceScalar((*at, "version"), self.version),
            InsertItem((*at, "history"), self.data(), index=0, before=None if at else "references"),
        ]


def draft(scope: Scope, today: date, version: str | None = None) -> DraftRow:
    """Return a row for the changes of a scope: `Reviewed` if there are none, otherwise `Revised` with a higher version.

    A substantive change raises the first number of the version, an editorial one the second.
    """
    changes = scope.changes
    if not changes:
        return DraftRow(version or scope.version, "Reviewed", "Reviewed; no change.", (), (), today)
    substantive = any(change.effect in _SUBSTANTIVE for change in changes)
    said = [_sentence(change) for change in changes if change.effect in _SUBSTANTIVE]
    rest = sum(change.effect == "editorial" for change in changes)
    if rest:
        said.append(f"{how_many(rest, 'editorial change')}.")
    sections = tuple(dict.fromkeys(change.path.split("/")[0].replace("_", " ") for change in changes))
    reasons = tuple(dict.fromkeys(_reason(change) for change in changes))
    return DraftRow(version or _raised(scope.version, substantive), "Revised", " ".join(said), reasons, sections, today)


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
    found = re.fullmatch(r"([0-9]+)\.([0-9]+)", version)
    if not found:
        return f"{version}+1"
    return f"{int(found[1]) + 1}.0" if substantive else f"{found[1]}.{int(found[2]) + 1}"
