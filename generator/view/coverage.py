"""The coverage logic as documents print it: numbered, with connectives spelled out, the same in every artifact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.logic.tree import CriterionNode, IndicationNode, TrackNode, coverage_tree
from generator.model.criteria import Common, Group
from generator.model.policy import Coverage, Indication, Policy, Track
from generator.model.walks import track_names
from generator.view.template_data import TemplateData
from generator.wording import phrases as words

CONNECTIVES = {
    "ALL": "ALL of the following are met",
    "ANY": "ANY ONE of the following is met",
    "EXACTLY ONE": "EXACTLY ONE of the following is met",
    "NONE": "NONE of the following is present",
}


@dataclass(frozen=True)
class CriterionView(TemplateData):
    """One criterion in print: its number, words and details, and the criteria below it.

    `field` names it in forms: its id, and for one that is used in several places the id of what holds it as well, so
    that no answer changes its name when numbers do.
    """

    number: str
    id: str
    field: str
    anchor: str
    text: str
    connective: str
    details: tuple[tuple[str, str], ...]
    criterion: Common
    unless: CriterionView | None = None
    applies_when: CriterionView | None = None
    members: tuple[CriterionView, ...] = ()
    may_not_apply: bool = False
    counts_not_all: bool = False

    @property
    def is_group(self) -> bool:
        """True for a group of criteria."""
        return bool(self.connective)

    @property
    def named(self) -> str:
        """The words of a group, closed like a sentence: heard or copied, they must not run into the connective."""
        return f"{self.text}." if self.text and self.text[-1] not in ".:?!" else self.text

    def leaves(self) -> list[CriterionView]:
        """Return the statements below, in order."""
        return [leaf for member in self.members for leaf in member.leaves()] if self.is_group else [self]

    def everything(self) -> Iterator[CriterionView]:
        """Yield the criterion and all below it, its conditions and exceptions included."""
        yield self
        for below in (self.applies_when, *self.members, self.unless):
            if below is not None:
                yield from below.everything()


@dataclass(frozen=True)
class TrackView(TemplateData):
    """A pathway or phase with its numbered criteria."""

    number: str
    track: Track
    criteria: CriterionView
    after: str

    @property
    def heading(self) -> str:
        """The title, after the kind where the title does not say it: `Pathway: Failed back surgery syndrome`."""
        kind = self.track.kind
        return self.track.title if kind in self.track.title.lower() else f"{kind.capitalize()}: {self.track.title}"


@dataclass(frozen=True)
class IndicationView(TemplateData):
    """An indication with its numbered criteria, pathways and phases."""

    number: str
    indication: Indication
    criteria: CriterionView | None
    pathways: tuple[TrackView, ...]
    phases: tuple[TrackView, ...]

    def roots(self) -> list[CriterionView]:
        """Return the criteria trees of the indication and its tracks."""
        own = [self.criteria] if self.criteria else []
        return own + [track.criteria for track in (*self.pathways, *self.phases)]


@dataclass(frozen=True)
class LimitView(TemplateData):
    """A cap of the policy in print; `field` names it in forms, by what it counts."""

    field: str
    text: str


@dataclass(frozen=True)
class CoverageView(TemplateData):
    """The whole coverage logic in print."""

    coverage: Coverage
    prerequisites: tuple[CriterionView, ...]
    indications: tuple[IndicationView, ...]
    absolute: tuple[CriterionView, ...]
    relative: tuple[CriterionView, ...]
    limits: tuple[LimitView, ...]
    names: dict[str, str]

    @cached_property
    def documented(self) -> list[tuple[CriterionView, ...]]:
        """The criteria that ask for records of their own, in order of their numbers, each with all its places."""
        roots = [
            *self.prerequisites,
            *(root for item in self.indications for root in item.roots()),
            *self.absolute,
            *self.relative,
        ]
        found: dict[str, tuple[CriterionView, ...]] = {}
        for root in roots:
            for criterion in root.everything():
                if criterion.criterion.documentation:
                    found[criterion.id] = (*found.get(criterion.id, ()), criterion)
        return list(found.values())


def coverage_view(policy: Policy) -> CoverageView:
    """Return the numbered coverage logic of a policy in print."""
    tree, names = coverage_tree(policy.coverage), track_names(policy.coverage)
    return CoverageView(
        coverage=policy.coverage,
        prerequisites=_listed(tree.prerequisites),
        indications=tuple(_indication(item, names) for item in tree.indications),
        absolute=_listed(tree.absolute),
        relative=_listed(tree.relative),
        limits=tuple(LimitView(item.field, item.text) for item in tree.limits),
        names=names,
    )


def every_criterion(view: CoverageView) -> Iterator[tuple[str, CriterionView]]:
    """Yield each printed criterion with the id of the group, indication, track or list that holds it."""

    def below(parent: str, criterion: CriterionView) -> Iterator[tuple[str, CriterionView]]:
        yield parent, criterion
        for child in (criterion.applies_when, *criterion.members, criterion.unless):
            if child is not None:
                yield from below(criterion.id, child)

    roots = [("prerequisites", item) for item in view.prerequisites]
    for item in view.indications:
        roots += [(item.indication.id, item.criteria)] if item.criteria else []
        roots += [(track.track.id, track.criteria) for track in (*item.pathways, *item.phases)]
    roots += [("exclusions", item) for item in view.absolute]
    roots += [("relative-exclusions", item) for item in view.relative]
    for parent, root in roots:
        yield from below(parent, root)


def _listed(nodes: tuple[CriterionNode, ...]) -> tuple[CriterionView, ...]:
    return tuple(map(_criterion, nodes))


def _indication(item: IndicationNode, names: dict[str, str]) -> IndicationView:
    assert item.indication is not None
    pathways, phases = (tuple(_track(track, names) for track in tracks) for tracks in (item.pathways, item.phases))
    return IndicationView(
        item.number, item.indication, _criterion(item.criteria) if item.criteria else None, pathways, phases
    )


def _track(item: TrackNode, names: dict[str, str]) -> TrackView:
    assert item.track is not None
    return TrackView(item.number, item.track, _criterion(item.criteria), names.get(item.track.after or "", ""))


def _criterion(node: CriterionNode) -> CriterionView:
    criterion = node.criterion
    assert criterion is not None
    return CriterionView(
        number=node.number,
        id=node.id,
        field=node.field,
        anchor=node.anchor,
        text=node.text,
        connective=_connective(criterion) if isinstance(criterion, Group) else "",
        details=words.thresholds(node.thresholds),
        criterion=criterion,
        unless=_criterion(node.unless) if node.unless else None,
        applies_when=_criterion(node.applies_when) if node.applies_when else None,
        members=_listed(node.members),
        may_not_apply=node.may_not_apply,
        counts_not_all=node.counts_not_all,
    )


def _connective(group: Group) -> str:
    if group.at_least is not None:
        verb = "is" if group.at_least == 1 else "are"
        return f"AT LEAST {group.at_least} of the following {len(group.members)} {verb} met"
    if len(group.members) == 1 and group.connective in ("ALL", "ANY"):
        return "The following is met"
    return CONNECTIVES[group.connective]
