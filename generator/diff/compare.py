"""The whole comparison: criteria, codes and the rest, the weightiest changes first."""

from __future__ import annotations

from generator.diff.change import Change
from generator.diff.codes import compare_codes
from generator.diff.criteria import compare_criteria
from generator.diff.pair import Pair
from generator.diff.rest import compare_rest
from generator.logic.effects import EFFECTS
from generator.source.policies import Source


def compare(old: Source, new: Source) -> list[Change]:
    """Return what changed from `old` to `new`: restrictive, expansive, for a human, editorial, each in file order."""
    pair = Pair(old, new)
    changes = [*compare_criteria(pair), *compare_codes(pair), *compare_rest(pair)]
    return sorted(
        dict.fromkeys(changes),
        key=lambda change: (
            EFFECTS.index(change.effect),
            change.place.line,
            change.place.column,
            change.kind,
            change.id,
        ),
    )
