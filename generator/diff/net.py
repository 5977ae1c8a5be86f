"""The net effect of all changes on who is covered: proven over every patient, with the smallest witnesses."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from generator.cases.flips import Flip, flips
from generator.cases.read import CaseFile
from generator.logic.gains import Comparison, NetEffect, UseComparison, compare_patients
from generator.logic.tree import CoverageTree, EndlessCriteria, coverage_tree
from generator.logic.witness import Witness
from generator.logic.witness_words import WitnessWords, replayed
from generator.problem import SourceProblems
from generator.source.editions import edition_indexes, edition_source
from generator.source.policies import Source

_TITLES: dict[str, str] = {
    "same patients": "the same patients are covered, whatever their findings and values",
    "fewer patients": "fewer patients are covered",
    "more patients": "more patients are covered",
    "some lose, some gain": "some patients lose coverage and others gain it",
    "too many to compare": "for a human: there are too many combinations of findings to compare",
    "no tree": "for a human: a `use` names no criterion or leads back to itself, so nothing can be compared",
}


@dataclass(frozen=True)
class NetChange:
    """Who is covered after a change, over the whole policy or for one edition of it.

    `lines` say who loses and who gains, use by use; `reworded` are the ids of the criteria whose words changed apart
    from their thresholds; the comparison assumes that they mean the same. `flips` are the cases of the policy whose
    outcome changes, on any edition.
    """

    effect: NetEffect | Literal["no tree"]
    lines: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    uses: tuple[UseComparison, ...] = ()
    edition: str | None = None
    words: WitnessWords | None = None
    flips: tuple[Flip, ...] = ()

    @property
    def headline(self) -> str:
        """Return the effect in words: `Net effect of the criteria: fewer patients are covered`."""
        name = f" in edition {self.edition}" if self.edition else ""
        return f"Net effect of the criteria{name}: {_TITLES[self.effect]}"

    @property
    def caveat(self) -> str:
        """Return what a person has to review, or nothing."""
        if not self.reworded:
            return ""
        return f"For a human: whether the new words of {', '.join(self.reworded)} mean the same"

    @property
    def details(self) -> list[str]:
        """Return who loses and who gains, which cases flip, and what a person has to review, one per line."""
        return [line for line in (*self.lines, *self.flipped, self.caveat) if line]

    @property
    def flipped(self) -> list[str]:
        """Return the cases that flip, one per line."""
        return [f"Case {flip.words}" for flip in self.flips]

    def entry(self) -> dict[str, Any]:
        """Return the effect as plain data; each witness has its words and the answers to replay it."""
        return {
            "effect": self.effect.replace(",", "").replace(" ", "-"),
            "reworded": list(self.reworded),
            "cases": [
                {"case": flip.case, "edition": flip.edition or None, "before": flip.before, "after": flip.after}
                for flip in self.flips
            ],
            "uses": [
                {
                    "use": use.request.indication,
                    "phase": use.request.phase,
                    "loses": self._case(use, use.loses, ("covered", "not-covered")),
                    "gains": self._case(use, use.gains, ("not-covered", "covered")),
                }
                for use in self.uses
                if use.loses or use.gains
            ],
        }

    def _case(self, use: UseComparison, witness: Witness | None, expect: tuple[str, str]) -> dict[str, Any] | None:
        if witness is None or self.words is None:
            return None
        before, after = expect
        case = {**replayed(use, witness), "before": before, "after": after}
        return {"words": self.words.patient(witness), "case": case}


def net_effect(old: Source, new: Source, edition: str | None = None) -> NetChange:
    """Return the net effect of the changes from one version of a policy to another."""
    before, after = tree_of(old), tree_of(new)
    if before is None or after is None:
        return NetChange("no tree", edition=edition)
    found: Comparison = compare_patients(before, after)
    words = WitnessWords(before, after)
    return NetChange(found.effect, tuple(words.changes(found.uses)), found.reworded, found.uses, edition, words)


def net_effects(old: Source, new: Source, cases: CaseFile | None = None) -> list[NetChange]:
    """Return the net effect on the policy, then on each edition that changes it and has a different effect.

    The cases that flip are listed with the policy's effect. Versions that cannot be judged flip no cases; `check`
    reports those versions.
    """
    whole = net_effect(old, new)
    if cases:
        with suppress(SourceProblems):
            whole = replace(whole, flips=tuple(flips(cases, old, new)))
    found = [whole]
    before, after = edition_indexes(old.policy), edition_indexes(new.policy)
    for name in (name for name in after if name in before):
        one, other = _changed(old, before[name]), _changed(new, after[name])
        if one and other and (one, other) != (old, new):
            net = net_effect(one, other, name)
            if (net.effect, net.lines, net.reworded) != (whole.effect, whole.lines, whole.reworded):
                found.append(net)
    return found


def tree_of(source: Source) -> CoverageTree | None:
    """Return the coverage logic of a version, or None if its criteria do not form a tree."""
    try:
        return coverage_tree(source.policy.coverage)
    except EndlessCriteria:
        return None


def _changed(source: Source, index: int) -> Source | None:
    """Return a policy as changed by an edition; None if the changes cannot be made, which `check` reports."""
    try:
        return edition_source(source, index)
    except SourceProblems:
        return None
