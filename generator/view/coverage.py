"""The coverage logic as documents print it: numbered, with connectives spelled out, the same in every artifact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, TrackNode, coverage_tree
from generator.logic.values import asked_event
from generator.model.criteria import Common, Group, Statement
from generator.model.policy import Coverage, Indication, Policy, Track
from generator.model.walks import track_names
from generator.view.outcomes import PositionView, results
from generator.view.template_data import TemplateData
from generator.wording import phrases as words

CONNECTIVES = {
    "ALL": "ALL of the following are",
    "ANY": "ANY ONE of the following is",
    "EXACTLY ONE": "EXACTLY ONE of the following is",
    "NONE": "NONE of the following is",
}


@dataclass(frozen=True)
class CriterionView(TemplateData):
    """One criterion in print: its number, words and details, and the criteria below it.

    `field` names it in forms: its id and, if it is used in several places, also the id of what contains it, so that
    no answer changes its name when numbers change. `is_against` is true where being met counts against coverage:
    exclusions and members of NONE, which are present or absent. `is_asked` is true for what a request must show beside
    the criteria, answered Yes or No. `document_window` is how recent its document must be. `event` is what the finding
    or its document must precede, if not the request: the form asks for its date.
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
    is_against: bool = False
    is_asked: bool = False
    document_window: str = ""
    event: str = ""

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The answers that a form offers, each as the value it exports and its words; N/A only where it can be true."""
        found = (("met", "Met"), ("not-met", "Not met"))
        if self.is_against:
            found = (("absent", "Not present"), ("present", "Present"))
        elif self.is_asked:
            found = (("met", "Yes"), ("not-met", "No"))
        return (*found, ("not-applicable", "N/A")) if self.may_not_apply else found

    @property
    def is_group(self) -> bool:
        """True for a group of criteria."""
        return bool(self.connective)

    @property
    def named(self) -> str:
        """A group's text, punctuated like a sentence: spoken or copied, it must not run into the connective."""
        return f"{self.text}." if self.text and self.text[-1] not in ".:?!" else self.text

    def leaves(self) -> list[CriterionView]:
        """Return the statements below, in order."""
        return [leaf for member in self.members for leaf in member.leaves()] if self.is_group else [self]

    def everything(self) -> Iterator[CriterionView]:
        """Yield the criterion and everything below it, including its conditions and exceptions."""
        yield self
        for below in (self.applies_when, *self.members, self.unless):
            if below is not None:
                yield from below.everything()


@dataclass(frozen=True)
class TrackView(TemplateData):
    """A pathway or phase with its numbered criteria, if it has any of its own.

    `before` asks whether the phase named in `after` was completed.
    """

    number: str
    track: Track
    criteria: CriterionView | None
    after: str
    before: CriterionView | None = None

    @property
    def heading(self) -> str:
        """The title, preceded by the kind if the title does not state it: `Pathway: Failed back surgery syndrome`."""
        kind = self.track.kind
        return self.track.title if kind in self.track.title.lower() else f"{kind.capitalize()}: {self.track.title}"


@dataclass(frozen=True)
class IndicationView(TemplateData):
    """An indication with its numbered criteria, pathways and phases; `study` asks whether the patient is enrolled.

    `governed_by` are the citations of the authorities that govern it; `results` the coverage positions that its ways
    lead to, each with what must be met.
    """

    number: str
    indication: Indication
    criteria: CriterionView | None
    pathways: tuple[TrackView, ...]
    phases: tuple[TrackView, ...]
    study: CriterionView | None = None
    governed_by: tuple[str, ...] = ()
    results: tuple[PositionView, ...] = ()

    def roots(self) -> list[CriterionView]:
        """Return the criteria trees of the indication and its tracks."""
        tracks = (track.criteria for track in (*self.pathways, *self.phases))
        return [root for root in (self.criteria, *tracks) if root]

    @property
    def phases_ask(self) -> bool:
        """True if there is something to meet for one of the phases."""
        return any(phase.criteria or phase.before for phase in self.phases)


@dataclass(frozen=True)
class LimitView(TemplateData):
    """A cap of the policy as printed, and its note, if any; `field` names it in forms, by what it counts."""

    field: str
    text: str
    note: str


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
        """The criteria that require their own records, in order of their numbers, each with all its places."""
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
    tree = coverage_tree(policy.coverage)
    citations = {item.id: item.citation for item in policy.authorities if item.id}
    printer = _Printer(tree, track_names(policy.coverage), citations)
    return CoverageView(
        coverage=policy.coverage,
        prerequisites=printer.listed(tree.prerequisites),
        indications=tuple(map(printer.indication, tree.indications)),
        absolute=printer.listed(tree.absolute),
        relative=printer.listed(tree.relative),
        limits=tuple(LimitView(item.field, item.text, (item.limit and item.limit.note) or "") for item in tree.limits),
        names=printer.names,
    )


def every_criterion(view: CoverageView) -> Iterator[tuple[str, CriterionView]]:
    """Yield each printed criterion with the id of the group, indication, track, or list that contains it."""

    def below(parent: str, criterion: CriterionView) -> Iterator[tuple[str, CriterionView]]:
        yield parent, criterion
        for child in (criterion.applies_when, *criterion.members, criterion.unless):
            if child is not None:
                yield from below(criterion.id, child)

    roots = [("prerequisites", item) for item in view.prerequisites]
    for item in view.indications:
        roots += [(item.indication.id, item.criteria)] if item.criteria else []
        roots += [(track.track.id, track.criteria) for track in (*item.pathways, *item.phases) if track.criteria]
    roots += [("exclusions", item) for item in view.absolute]
    roots += [("relative-exclusions", item) for item in view.relative]
    for parent, root in roots:
        yield from below(parent, root)


class _Printer:
    """Makes the views of a tree's nodes."""

    def __init__(self, tree: CoverageTree, names: dict[str, str], citations: dict[str, str]):
        self._tree, self.names, self._citations = tree, names, citations

    def listed(self, nodes: tuple[CriterionNode, ...]) -> tuple[CriterionView, ...]:
        return tuple(map(self.criterion, nodes))

    def indication(self, item: IndicationNode) -> IndicationView:
        assert item.indication is not None
        return IndicationView(
            number=item.number,
            indication=item.indication,
            criteria=self._optional(item.criteria),
            pathways=tuple(map(self._track, item.pathways)),
            phases=tuple(map(self._track, item.phases)),
            study=self._optional(item.study),
            governed_by=tuple(self._citations.get(name, name) for name in item.indication.governed_by),
            results=results(self._tree, item),
        )

    def _track(self, item: TrackNode) -> TrackView:
        assert item.track is not None
        after = self.names.get(item.track.after or "", "")
        return TrackView(item.number, item.track, self._optional(item.criteria), after, self._optional(item.after))

    def _optional(self, node: CriterionNode | None) -> CriterionView | None:
        return self.criterion(node) if node else None

    def criterion(self, node: CriterionNode) -> CriterionView:
        criterion, helps = node.criterion, node.field not in self._tree.against
        return CriterionView(
            number=node.number,
            id=node.id,
            field=node.field,
            anchor=node.anchor,
            text=node.text,
            connective=_connective(criterion, node.members_help(helps)) if isinstance(criterion, Group) else "",
            details=words.thresholds(node.thresholds),
            # What is asked beside the criteria is no criterion of the model, and prints as one without details.
            criterion=criterion or Statement.model_construct(id=node.id, statement=node.text),
            unless=self._optional(node.unless),
            applies_when=self._optional(node.applies_when),
            members=self.listed(node.members),
            may_not_apply=node.may_not_apply,
            counts_not_all=node.counts_not_all,
            is_against=not helps,
            is_asked=criterion is None,
            document_window=words.windows(node.document_windows),
            event=asked_event(node),
        )


def _connective(group: Group, members_help: bool) -> str:
    state = "met" if members_help else "present"
    if group.at_least is not None:
        verb = "is" if group.at_least == 1 else "are"
        return f"AT LEAST {group.at_least} of the following {len(group.members)} {verb} {state}"
    if len(group.members) == 1 and group.connective in ("ALL", "ANY"):
        return f"The following is {state}"
    return f"{CONNECTIVES[group.connective]} {state}"
