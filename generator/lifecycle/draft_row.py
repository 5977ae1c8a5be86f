"""A row of the revision history, and the edits that write it, and the version that it makes, into a policy's YAML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.problem import YamlPath
from generator.source.yaml_edit import Edit, InsertItem, ReplaceScalar
from generator.source.yaml_words import item_lines


@dataclass(frozen=True)
class DraftRow:
    """A drafted row of the revision history and the version that it makes."""

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
