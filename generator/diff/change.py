"""One change between two versions of a policy: what, where, from which words to which, and whom it helps or hurts."""

from __future__ import annotations

from dataclasses import dataclass

from generator.logic.effects import Effect
from generator.problem import Place


@dataclass(frozen=True)
class Change:
    """One change.

    `kind` is a stable name such as `threshold-changed`; `id` the criterion, code group, study or section; `path` the
    keys and ids to it; `place` stands in the new version, for what was removed in the old one.
    """

    kind: str
    id: str
    path: str
    place: Place
    old: str
    new: str
    effect: Effect
    reason: str

    @property
    def headline(self) -> str:
        """Return what happened, in words: `Threshold changed: age`."""
        return f"{self.kind.replace('-', ' ').replace('re paired', 're-paired').capitalize()}: {self.id}"
