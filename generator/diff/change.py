"""One change between two versions of a policy: what, where, the words before and after, and its effect on coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from generator.diff.logic_edits import LogicEdit
from generator.problem import Place

Effect = Literal["restrictive", "expansive", "editorial", "for a human"]
"""What a change does to coverage."""
EFFECTS: tuple[Effect, ...] = ("restrictive", "expansive", "for a human", "editorial")
_OPPOSITES: dict[Effect, Effect] = {"restrictive": "expansive", "expansive": "restrictive"}


def opposite(effect: Effect) -> Effect:
    """Return the effect of undoing a change."""
    return _OPPOSITES.get(effect, effect)


@dataclass(frozen=True)
class Change:
    """One change.

    `kind` is a stable name such as `threshold-changed`; `id` the criterion, code group, study or section; `path` the
    keys and ids that lead to it; `place` its location in the new version, or in the old one for a removal.
    A change to the criteria has its `edit`, from which `classes` finds the effect and the reason.
    """

    kind: str
    id: str
    path: str
    place: Place
    old: str
    new: str
    effect: Effect
    reason: str
    edit: LogicEdit | None = field(default=None, compare=False, repr=False)

    @property
    def headline(self) -> str:
        """Return what happened, in words: `Threshold changed: age`."""
        return f"{self.kind.replace('-', ' ').replace('re paired', 're-paired').capitalize()}: {self.id}"
