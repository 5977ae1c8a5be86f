"""Judges a criterion from the findings of its statements: the only interpreter of connectives, conditions, exceptions,
`only_for` and waivers.

For each patient, a criterion is met, is not met, or does not apply. The same rules answer two questions. *Which
findings are still possible after the answers so far?* Here the weights are truth values: a finding is possible or not.
*Which patients meet it?* Here they are sets of patients: those for whom it is met, is not met, or does not apply. Both
use `&` and `|` of weights, so the rules are written once, for any weight (docs/logic.md has the truth tables).

- A criterion does not apply if it is for another use, if it is waived, or if its condition is not met or does not apply
  itself. A group does not apply if none of its members applies.
- A group counts the members that apply.
- An exception helps the patient: a requirement that is not met counts as met, and what counts against coverage is
  removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, Self, TypeVar

from generator.logic.tree import CriterionNode

Finding = Literal["met", "not-met", "not-applicable"]


class Weight(Protocol):
    """A truth value, or a set of patients."""

    def __and__(self, other: Self, /) -> Self: ...

    def __or__(self, other: Self, /) -> Self: ...


W = TypeVar("W", bound=Weight)


@dataclass(frozen=True)
class Findings(Generic[W]):
    """The weight of each finding of a criterion."""

    met: W
    failed: W
    idle: W


@dataclass(frozen=True)
class Judged(Generic[W]):
    """A criterion with its findings, `own` without its condition and exception, `final` with both; and its members."""

    node: CriterionNode
    own: Findings[W]
    final: Findings[W]
    members: tuple[Judged[W], ...] = ()
    condition: Judged[W] | None = None
    exception: Judged[W] | None = None


class Judge(Generic[W]):
    """Judges criteria for one use.

    It takes the ids of the indication, pathway and phase requested; a function that returns the findings of a statement
    (it is told whether the statement may not apply here); and the weights for never and always.
    """

    def __init__(self, tracks: Iterable[str], leaf: Callable[[CriterionNode, W], Findings[W]], never: W, always: W):
        self.tracks = frozenset(tracks)
        self._leaf, self._never, self._always = leaf, never, always

    def judge(self, node: CriterionNode, helps: bool = True) -> Judged[W]:
        """Judge a criterion; `helps` is false if being met counts against coverage: exclusions, and members of NONE."""
        never, always = self._never, self._always
        idle = Findings(never, never, always)
        if not node.applies_to(self.tracks):
            return Judged(node, idle, idle)
        condition = self.judge(node.applies_when) if node.applies_when else None
        exception = self.judge(node.unless) if node.unless else None
        applies, spared = _held_or_not(condition) if condition else (always, never)
        members = tuple(self.judge(item, node.members_help(helps)) for item in node.members)
        own = self._join(node, [item.final for item in members]) if node.is_group else self._leaf(node, spared)
        met, failed = own.met, own.failed
        if exception:
            relieved, bound = _held_or_not(exception)
            met, failed = (
                (met | (failed & relieved), failed & bound) if helps else (met & bound, failed | (met & relieved))
            )
        final = Findings(applies & met, applies & failed, spared | (applies & own.idle))
        return Judged(node, own, final, members, condition, exception)

    def _join(self, group: CriterionNode, members: Sequence[Findings[W]]) -> Findings[W]:
        """Return the findings of a group: its members are counted one after another, for each possible combination."""
        enough, most = count_bounds(group.connective)
        never = self._never
        # how many members are met so far (more than decide are not told apart), whether any is not, whether any applies
        ways: dict[tuple[int, bool, bool], W] = {(0, False, False): self._always}
        for item in reversed(members):  # in any order: from the last, sets of patients grow by one fact at the top
            after: dict[tuple[int, bool, bool], W] = {}
            for (met, failed, applies), weight in ways.items():
                for state, part in (
                    ((min(met + 1, most), failed, True), item.met),
                    ((met, True, True), item.failed),
                    ((met, failed, applies), item.idle),
                ):
                    if (way := weight & part) != never:
                        after[state] = after[state] | way if state in after else way
            ways = after
        found = {"met": never, "failed": never, "idle": never}
        for (met, failed, applies), weight in ways.items():
            finding = "idle" if not applies else "met" if enough(met, failed) else "failed"
            found[finding] = found[finding] | weight
        return Findings(**found)


def _held_or_not(judged: Judged[W]) -> tuple[W, W]:
    """Return the weights of a condition or exception being true, and of it not being true."""
    return judged.final.met, judged.final.failed | judged.final.idle


def count_bounds(connective: str) -> tuple[Callable[[int, bool], bool], int]:
    """Return the test for a group (given how many members are met, and whether one is not), and how far to count.

    Raises ValueError for any word other than the connectives of the model.
    """
    if connective == "ALL":
        return lambda met, failed: not failed, 0
    if connective == "NONE":
        return lambda met, failed: not met, 1
    if connective == "EXACTLY ONE":
        return lambda met, failed: met == 1, 2
    least = 1 if connective == "ANY" else int(connective.removeprefix("AT LEAST "))
    return lambda met, failed: met >= least, least


@dataclass(frozen=True)
class Chance(Generic[W]):
    """The weight of a requirement being fulfilled, and of it not being fulfilled."""

    yes: W
    no: W


def all_of(chances: Iterable[Chance[W]], always: W, never: W) -> Chance[W]:
    """Return the chance that all requirements are fulfilled."""
    yes, no = always, never
    for chance in reversed(list(chances)):  # as in `_join`
        yes, no = yes & chance.yes, no | chance.no
    return Chance(yes, no)


def any_of(chances: Iterable[Chance[W]], always: W, never: W) -> Chance[W]:
    """Return the chance that one of several ways is open."""
    yes, no = never, always
    for chance in chances:
        yes, no = yes | chance.yes, no & chance.no
    return Chance(yes, no)


def passed(judged: Judged[W]) -> Chance[W]:
    """Return the chance that a requirement is fulfilled: it is met, or it is skipped because it does not apply."""
    return Chance(judged.final.met | judged.final.idle, judged.final.failed)


def absent(judged: Judged[W]) -> Chance[W]:
    """Return the chance that an exclusion does not block coverage."""
    return Chance(judged.final.failed | judged.final.idle, judged.final.met)
