"""The coverage logic as a numbered tree: `judge` interprets it, and documents, forms and figures print it.

`coverage_tree` makes it from the model: a criterion that is used in several places appears in each of them, with its
own number and field. `carried` writes the same tree into a PDF and reads it back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from functools import cached_property

from generator.model.codes import Effective
from generator.model.criteria import Common, Criterion, Group, Statement, Use, walk
from generator.model.policy import Coverage, Indication, Position, Track
from generator.model.thresholds import Duration, Interval, Limit, Measure, Recency
from generator.model.walks import all_criteria, criterion_roots, track_names
from generator.wording import phrases as words

Threshold = Measure | Duration | Recency | Interval | Limit
THRESHOLDS: dict[str, type[Threshold]] = {
    "measure": Measure,
    "duration": Duration,
    "recency": Recency,
    "interval": Interval,
    "limit": Limit,
}
"""The keys under which a statement stores its thresholds."""
MAX_CRITERIA = 20_000
"""Maximum number of criteria in one policy, each counted in every place in which it is used."""
COVERED: frozenset[Position] = frozenset({"medically-necessary", "covered-in-study"})
"""Positions under which a service can be covered."""


class EndlessCriteria(ValueError):
    """The criteria form no tree: a `use` names none (ID-002), leads to itself (ID-003), or there are too many."""


@dataclass(frozen=True)
class CriterionNode:
    """A criterion in one place: a statement, or a group with its connective and members.

    `field` names it in forms: its id, and if it is used in several places, also the id of its parent, so no answer
    changes its name when numbers change. `document_windows` say how recent its document must be: meeting one of them
    is enough, and without any, every date will do. `criterion` is that of the model; a tree read back has none.
    """

    number: str
    id: str
    field: str
    anchor: str
    text: str
    connective: str = ""
    members: tuple[CriterionNode, ...] = ()
    applies_when: CriterionNode | None = None
    unless: CriterionNode | None = None
    only_for: tuple[str, ...] = ()
    waived_for: tuple[str, ...] = ()
    thresholds: Mapping[str, Threshold] = _field(default_factory=dict)
    document_windows: tuple[Recency, ...] = ()
    criterion: Common | None = None

    @property
    def is_group(self) -> bool:
        """True for a group of criteria."""
        return bool(self.connective)

    @property
    def may_not_apply(self) -> bool:
        """True if there can be patients to whom the criterion does not apply."""
        if self.applies_when or self.only_for or self.waived_for:
            return True
        return self.is_group and all(member.may_not_apply for member in self.members)

    @property
    def counts_not_all(self) -> bool:
        """True for an ANY, EXACTLY ONE or AT LEAST group in which not every member counts for every patient."""
        return self.connective not in ("", "ALL", "NONE") and any(member.may_not_apply for member in self.members)

    def members_help(self, helps: bool) -> bool:
        """Return whether a met member helps coverage; `helps` says so for the group itself. NONE reverses it."""
        return helps is not (self.connective == "NONE")

    def applies_to(self, tracks: frozenset[str]) -> bool:
        """Return whether the criterion is for the use requested: its indication, pathway and phase, by id."""
        return (not self.only_for or not tracks.isdisjoint(self.only_for)) and tracks.isdisjoint(self.waived_for)

    def everything(self) -> Iterator[CriterionNode]:
        """Yield the criterion and all below it, including conditions and exceptions."""
        yield self
        for below in (self.applies_when, *self.members, self.unless):
            if below is not None:
                yield from below.everything()


@dataclass(frozen=True)
class TrackNode:
    """A pathway or phase with its own criteria, if any; `after` asks whether the phase before it was completed."""

    number: str
    id: str
    kind: str
    criteria: CriterionNode | None
    position: Position | None = None
    after: CriterionNode | None = None
    track: Track | None = None


@dataclass(frozen=True)
class IndicationNode:
    """An indication with its position, criteria, pathways and phases; `study` asks whether the patient is enrolled."""

    number: str
    id: str
    title: str
    position: Position
    criteria: CriterionNode | None
    pathways: tuple[TrackNode, ...] = ()
    phases: tuple[TrackNode, ...] = ()
    effective: Effective | None = None
    study: CriterionNode | None = None
    indication: Indication | None = None

    def roots(self) -> list[CriterionNode]:
        """Return the criteria of the indication and of its tracks."""
        tracks = (node for track in (*self.pathways, *self.phases) for node in (track.after, track.criteria))
        return [node for node in (self.study, self.criteria, *tracks) if node]


@dataclass(frozen=True)
class LimitNode:
    """A cap of the whole policy; `field` names it in forms, by what it counts. `limit` is that of the model."""

    field: str
    text: str
    limit: Limit | None = None


@dataclass(frozen=True)
class CoverageTree:
    """The whole coverage logic of a policy."""

    prerequisites: tuple[CriterionNode, ...]
    indications: tuple[IndicationNode, ...]
    absolute: tuple[CriterionNode, ...]
    relative: tuple[CriterionNode, ...]
    limits: tuple[LimitNode, ...]
    other_uses: Position

    @property
    def exclusions(self) -> tuple[CriterionNode, ...]:
        """All exclusions. A relative one has its exception in `unless`, so both kinds are judged the same way."""
        return (*self.absolute, *self.relative)

    def roots(self) -> list[CriterionNode]:
        """Return the criteria that are in no other criterion, exclusions last."""
        return [*self.prerequisites, *(root for item in self.indications for root in item.roots()), *self.exclusions]

    @cached_property
    def against(self) -> frozenset[str]:
        """The fields of the criteria that are answered present or absent: they count against coverage if met."""
        found: set[str] = set()

        def collect(node: CriterionNode, helps: bool) -> None:
            if not helps:
                found.add(node.field)
            for member in node.members:
                collect(member, node.members_help(helps))
            for side in (node.applies_when, node.unless):
                if side is not None:
                    collect(side, True)

        for root in self.roots()[: -len(self.exclusions) or None]:
            collect(root, True)
        for root in self.exclusions:
            collect(root, False)
        return frozenset(found)


def coverage_tree(coverage: Coverage) -> CoverageTree:
    """Number the coverage logic of a policy. Raises EndlessCriteria if its criteria form no tree."""
    numberer = _Numberer(coverage)
    return CoverageTree(
        prerequisites=numberer.listed(coverage.prerequisites, "P", "prerequisites"),
        indications=tuple(numberer.indication(item, str(at)) for at, item in enumerate(coverage.indications, 1)),
        absolute=numberer.listed(coverage.exclusions.absolute, "X", "exclusions"),
        relative=numberer.listed(coverage.exclusions.relative, "R", "relative-exclusions"),
        limits=tuple(_limits(coverage)),
        other_uses=coverage.other_uses.position,
    )


def _limits(coverage: Coverage) -> Iterator[LimitNode]:
    seen: Counter[str] = Counter()
    for part in coverage.limits:
        name = re.sub(r"[^a-z0-9]+", "-", f"{part.unit} per {part.per}".lower()).strip("-")
        seen[name] += 1
        yield LimitNode(name if seen[name] == 1 else f"{name}-{seen[name]}", words.cap(part), part)


class _Numberer:
    """Assigns numbers by position and anchors by id; a criterion used again gets another number and anchor there."""

    def __init__(self, coverage: Coverage):
        self._all = all_criteria(coverage)
        self._names = track_names(coverage)
        self._anchors: set[str] = set()
        self._open: set[str] = set()
        self._count = 0
        roots = criterion_roots(coverage)
        self._uses = Counter(item.use for _, root in roots for _, item in walk(root) if isinstance(item, Use))
        self._uses.update(
            item.id
            for path, root in roots
            if path[1] != "shared" and not isinstance(root, Use)
            for _, item in walk(root)
            if not isinstance(item, Use)
        )

    def listed(self, criteria: tuple[Criterion, ...], letter: str, holder: str) -> tuple[CriterionNode, ...]:
        return tuple(self.criterion(item, f"{letter}{at}", holder) for at, item in enumerate(criteria, 1))

    def indication(self, item: Indication, number: str) -> IndicationNode:
        # pathways are alternatives, lettered (1A, 1B); phases follow one another, counted (1.P1, 1.P2)
        pathways = tuple(self._track(track, f"{number}{chr(ord('A') + at)}") for at, track in enumerate(item.pathways))
        phases = tuple(self._track(track, f"{number}.P{at}") for at, track in enumerate(item.phases, 1))
        criteria = self.criterion(item.criteria, number, item.id) if item.criteria else None
        study = None
        if "covered-in-study" in (item.position, *(track.position for track in (*pathways, *phases))):
            text = f"Enrolled in: {item.study}" if item.study else "Enrolled in the study"
            text += f" ({words.one_of(item.study_identifiers)})" if item.study_identifiers else ""
            study = _asked(f"study_of_{item.id}", f"{number} (study)", text)
        return IndicationNode(
            number, item.id, item.title, item.position, criteria, pathways, phases, item.effective, study, item
        )

    def _track(self, track: Track, number: str) -> TrackNode:
        criteria = self.criterion(track.criteria, number, track.id) if track.criteria else None
        after = None
        if track.after:
            text = f"Completed before: {self._names.get(track.after, track.after)}"
            after = _asked(f"phase_before_{track.id}", f"{number} (earlier phase)", text)
        return TrackNode(number, track.id, track.kind, criteria, track.position, after, track)

    def criterion(self, criterion: Criterion, number: str, holder: str, suffix: str = "") -> CriterionNode:
        """Number a criterion; `holder` is the field of its parent, `suffix` distinguishes it from its other places."""
        if isinstance(criterion, Use):
            found = self._all.get(criterion.use)
            if found is None:
                raise EndlessCriteria(f"`use: {criterion.use}` names no criterion")
            criterion = found
            suffix = f"-in-{holder}" if self._uses[criterion.id] > 1 else suffix
        self._count += 1
        if criterion.id in self._open or self._count > MAX_CRITERIA:
            raise EndlessCriteria(f"`{criterion.id}` contains itself, or there are more than {MAX_CRITERIA:,} criteria")
        self._open.add(criterion.id)
        name = criterion.id + suffix
        # the first place keeps the plain anchor, for links that know only the id
        anchor = f"criterion-{criterion.id}"
        anchor = f"criterion-{name}" if anchor in self._anchors else anchor
        self._anchors.add(anchor)
        members = criterion.members if isinstance(criterion, Group) else ()
        below = tuple(self.criterion(member, f"{number}.{at}", name, suffix) for at, member in enumerate(members, 1))
        applies_when, unless = (
            self.criterion(child, f"{number}.{letter}", name, suffix) if child is not None else None
            for child, letter in ((criterion.applies_when, "W"), (criterion.unless, "U"))
        )
        self._open.remove(criterion.id)
        return CriterionNode(
            number=number,
            id=criterion.id,
            field=name,
            anchor=anchor,
            text=criterion.statement if isinstance(criterion, Statement) else criterion.title or "",
            connective=criterion.connective if isinstance(criterion, Group) else "",
            members=below,
            applies_when=applies_when,
            unless=unless,
            only_for=criterion.only_for,
            waived_for=tuple(waiver.track for waiver in criterion.waived_for),
            thresholds=thresholds_of(criterion),
            document_windows=criterion.document_windows,
            criterion=criterion,
        )


def _asked(name: str, number: str, text: str) -> CriterionNode:
    """Return what a request must show in addition to the criteria; no id of the model has an underscore."""
    return CriterionNode(number, name, name, f"criterion-{name}", text)


def thresholds_of(criterion: Common) -> dict[str, Threshold]:
    """Return the thresholds that a criterion stores, by their keys in the YAML."""
    found = ((key, getattr(criterion, key, None)) for key in THRESHOLDS)
    return {key: part for key, part in found if part is not None}
