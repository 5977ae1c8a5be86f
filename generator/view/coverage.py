"""The coverage logic as documents print it: numbered, with connectives spelled out, the same in every artifact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.model.criteria import Common, Criterion, Group, Statement, Use, walk
from generator.model.policy import Coverage, Indication, Policy, Track
from generator.model.walks import all_criteria, criterion_roots, track_names
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

    @property
    def is_group(self) -> bool:
        """True for a group of criteria."""
        return bool(self.connective)

    @property
    def named(self) -> str:
        """The words of a group, closed like a sentence: heard or copied, they must not run into the connective."""
        return f"{self.text}." if self.text and self.text[-1] not in ".:?!" else self.text

    @property
    def counts_not_all(self) -> bool:
        """True for a group that does not count all its members for every patient: ANY, EXACTLY ONE or AT LEAST."""
        group = self.criterion
        return (
            isinstance(group, Group)
            and group.member_key in ("any", "exactly_one", "of")
            and any(member.may_not_apply for member in self.members)
        )

    @property
    def may_not_apply(self) -> bool:
        """True where there can be patients to whom the criterion does not apply."""
        item = self.criterion
        if item.applies_when or item.only_for or item.waived_for:
            return True
        return bool(self.members) and all(member.may_not_apply for member in self.members)

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
    """Number the coverage logic of a policy."""
    numberer = _Numberer(policy)
    coverage = policy.coverage
    return CoverageView(
        coverage=coverage,
        prerequisites=numberer.listed(coverage.prerequisites, "P"),
        indications=tuple(numberer.indication(item, str(index)) for index, item in enumerate(coverage.indications, 1)),
        absolute=numberer.listed(coverage.exclusions.absolute, "X"),
        relative=numberer.listed(coverage.exclusions.relative, "R"),
        limits=tuple(_limits(coverage)),
        names=numberer.names,
    )


def _limits(coverage: Coverage) -> Iterator[LimitView]:
    seen: Counter[str] = Counter()
    for part in coverage.limits:
        field = re.sub(r"[^a-z0-9]+", "-", f"{part.unit} per {part.per}".lower()).strip("-")
        seen[field] += 1
        yield LimitView(field if seen[field] == 1 else f"{field}-{seen[field]}", words.limit(part))


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


class _Numberer:
    """Gives numbers by place and anchors by id; a criterion used again gets its own number and anchor there."""

    def __init__(self, policy: Policy):
        self.names = track_names(policy)
        self._all = all_criteria(policy.coverage)
        self._anchors: set[str] = set()
        self._uses = Counter(
            item.use for _, root in criterion_roots(policy.coverage) for _, item in walk(root) if isinstance(item, Use)
        )
        self._uses.update(
            item.id
            for path, item in criterion_roots(policy.coverage)
            if path[1] != "shared" and not isinstance(item, Use)
            for _, item in walk(item)
            if isinstance(item, Common)
        )

    def listed(self, criteria: tuple[Criterion, ...], letter: str) -> tuple[CriterionView, ...]:
        holder = {"P": "prerequisites", "X": "exclusions", "R": "relative-exclusions"}[letter]
        return tuple(self.criterion(item, f"{letter}{index}", holder) for index, item in enumerate(criteria, 1))

    def indication(self, indication: Indication, number: str) -> IndicationView:
        # pathways are alternatives, lettered (1A, 1B); phases follow one another, counted (1.P1, 1.P2)
        pathways = tuple(
            self._track(track, f"{number}{chr(ord('A') + index)}") for index, track in enumerate(indication.pathways)
        )
        phases = tuple(self._track(track, f"{number}.P{index}") for index, track in enumerate(indication.phases, 1))
        criteria = indication.criteria and self.criterion(indication.criteria, number, indication.id)
        return IndicationView(number, indication, criteria, pathways, phases)

    def _track(self, track: Track, number: str) -> TrackView:
        criteria = self.criterion(track.criteria, number, track.id)
        return TrackView(number, track, criteria, self.names.get(track.after or "", ""))

    def criterion(self, criterion: Criterion, number: str, holder: str, place: str = "") -> CriterionView:
        """Number a criterion; `holder` is the field of what it stands in, `place` tells it from its other places."""
        if isinstance(criterion, Use):
            criterion = self._all[criterion.use]
            place = f"-in-{holder}" if self._uses[criterion.id] > 1 else place
        field = criterion.id + place
        # the first place keeps the plain anchor, for links that know the id alone
        anchor = f"criterion-{criterion.id}"
        anchor = f"criterion-{field}" if anchor in self._anchors else anchor
        self._anchors.add(anchor)
        is_group = isinstance(criterion, Group)
        members = (
            tuple(
                self.criterion(member, f"{number}.{at}", field, place) for at, member in enumerate(criterion.members, 1)
            )
            if is_group
            else ()
        )
        side = {
            key: self.criterion(child, f"{number}.{letter}", field, place)
            if (child := getattr(criterion, key)) is not None
            else None
            for key, letter in (("applies_when", "W"), ("unless", "U"))
        }
        return CriterionView(
            number=number,
            id=criterion.id,
            field=field,
            anchor=anchor,
            text=(criterion.title or "") if is_group else criterion.statement,
            connective=_connective(criterion) if is_group else "",
            details=_details(criterion),
            criterion=criterion,
            members=members,
            **side,
        )


def _connective(group: Group) -> str:
    if group.at_least is not None:
        verb = "is" if group.at_least == 1 else "are"
        return f"AT LEAST {group.at_least} of the following {len(group.members)} {verb} met"
    if len(group.members) == 1 and group.connective in ("ALL", "ANY"):
        return "The following is met"
    return CONNECTIVES[group.connective]


def _details(criterion: Common) -> tuple[tuple[str, str], ...]:
    """Return the structured parts of a statement as label and phrase."""
    if not isinstance(criterion, Statement):
        return ()
    details = []
    for label, key, phrase in (
        ("Threshold", "measure", words.measure),
        ("Duration", "duration", words.duration),
        ("Recency", "recency", words.recency),
        ("Interval", "interval", words.interval),
        ("Limit", "limit", words.limit),
    ):
        if (part := getattr(criterion, key)) is not None:
            details.append((label, phrase(part)))
    return tuple(details)
