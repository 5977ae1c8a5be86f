"""The ways to coverage: each pathway and phase of an indication, with everything that must be true on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from generator.logic.judge import Chance, Judge, Judged, W, absent, all_of, passed
from generator.logic.tree import COVERED, CoverageTree, CriterionNode, IndicationNode, LimitNode, TrackNode
from generator.model.policy import Position

UNDECIDED: Position = "not-addressed"


@dataclass(frozen=True)
class Way:
    """One pathway and one phase of an indication, if it has any: what must be met and what must be absent."""

    tree: CoverageTree
    indication: IndicationNode
    pathway: TrackNode | None
    phase: TrackNode | None

    @property
    def requirements(self) -> list[CriterionNode]:
        """What must be met: the common criteria, those of the indication, and those of the pathway and phase."""
        study = self.indication.study if self.position == "covered-in-study" else None
        own = (node for track in (self.pathway, self.phase) if track for node in (track.after, track.criteria))
        return [node for node in (*self.tree.prerequisites, study, self.indication.criteria, *own) if node]

    @property
    def tracks(self) -> tuple[str, ...]:
        """The ids of the indication, pathway and phase, which `only_for` and waivers refer to."""
        return (self.indication.id, *(track.id for track in (self.pathway, self.phase) if track))

    @property
    def position(self) -> Position:
        """The position that counts: that of a track with its own, or the least favorable of several."""
        own = [track.position for track in (self.pathway, self.phase) if track and track.position]
        return min(own or [self.indication.position], key=lambda item: (item in COVERED, item == UNDECIDED))

    @property
    def number(self) -> str:
        """The printed number of the phase, or of the indication."""
        return (self.phase or self.indication).number


@dataclass(frozen=True)
class JudgedWay(Generic[W]):
    """A way with its criteria judged, and the chance of coverage on it."""

    way: Way
    requirements: tuple[Judged[W], ...]
    exclusions: tuple[Judged[W], ...]
    chance: Chance[W]


def ways(
    tree: CoverageTree, indication: IndicationNode, pathway: str | None = None, phase: str | None = None
) -> list[Way]:
    """Return the ways that a request may take: an unstated pathway or phase may be any."""
    return [
        Way(tree, indication, on, at)
        for at in _chosen(indication.phases, phase)
        for on in _chosen(indication.pathways, pathway)
    ]


def _chosen(tracks: tuple[TrackNode, ...], stated: str | None) -> list[TrackNode | None]:
    return [*(track for track in tracks if track.id == stated)] or [*tracks] or [None]


def judge_way(way: Way, judge: Judge[W], within: Callable[[LimitNode], Chance[W]], never: W, always: W) -> JudgedWay[W]:
    """Judge a way; `within` gives the chance of being within a limit. A position that is undecided allows both."""
    requirements = tuple(judge.judge(node) for node in way.requirements)
    exclusions = tuple(judge.judge(node, helps=False) for node in way.tree.exclusions)
    favorable = Chance(
        always if way.position in COVERED or way.position == UNDECIDED else never,
        never if way.position in COVERED else always,
    )
    chances = [favorable, *map(passed, requirements), *map(absent, exclusions), *map(within, way.tree.limits)]
    return JudgedWay(way, requirements, exclusions, all_of(chances, always, never))
