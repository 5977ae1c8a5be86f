"""What a change does to coverage, and how two thresholds compare."""

from __future__ import annotations

from typing import Literal

Effect = Literal["restrictive", "expansive", "editorial", "for a human"]
EFFECTS: tuple[Effect, ...] = ("restrictive", "expansive", "for a human", "editorial")
Strength = Literal["stricter", "looser", "same", "unclear"]


_OPPOSITES: dict[Effect, Effect] = {"restrictive": "expansive", "expansive": "restrictive"}


def opposite(effect: Effect) -> Effect:
    """Return the effect of undoing a change."""
    return _OPPOSITES.get(effect, effect)
