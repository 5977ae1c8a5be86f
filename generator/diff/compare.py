"""The whole comparison: criteria, codes and all other fields, the most important changes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from generator.cases.read import CaseFile, read_cases
from generator.diff.change import EFFECTS, Change
from generator.diff.classes import classified
from generator.diff.codes import compare_codes
from generator.diff.criteria import compare_criteria
from generator.diff.fields import compare_fields
from generator.diff.net import NetChange, net_effects
from generator.diff.pair import Pair
from generator.diff.versions import Versions
from generator.files.repository import from_here
from generator.problem import SourceProblems
from generator.source.policies import Source


@dataclass(frozen=True)
class ComparedPolicy:
    """Two versions of a policy and the changes; `edition` is the one that is compared, None for the whole policy.

    `nets` says who is covered after the changes: first for the policy, then for editions that differ from it.
    """

    policy: str
    old: Source
    new: Source
    edition: str | None
    changes: list[Change]
    nets: list[NetChange]


def compare(old: Source, new: Source) -> list[Change]:
    """Return what changed from `old` to `new`: restrictive, expansive, for a human, editorial, each in file order."""
    pair = Pair(old, new)
    changes = classified(pair, [*compare_criteria(pair), *compare_codes(pair), *compare_fields(pair)])
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


def compare_all(versions: Iterable[Versions], root: Path) -> list[ComparedPolicy]:
    """Return the policies that both versions have, with their changes; paths are relative to the current folder."""
    return [
        ComparedPolicy(
            item.policy,
            item.old,
            item.new,
            item.edition,
            _from_here(compare(item.old, item.new), root),
            net_effects(item.old, item.new, _cases(item.new, root)),
        )
        for item in versions
        if item.old and item.new
    ]


def _cases(source: Source, root: Path) -> CaseFile | None:
    """Return the cases of a policy; None if it has none, or none that can be read (`test` reports these)."""
    try:
        return read_cases(source.policy.id, root)
    except SourceProblems:
        return None


def _from_here(changes: list[Change], root: Path) -> list[Change]:
    return [replace(change, place=from_here(change.place, root)) for change in changes]
