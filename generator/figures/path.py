"""The coverage logic as the steps of a decision path: the content of the diagram and of its text alternative."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.figures.metrics import plain
from generator.logic.tree import COVERED
from generator.model.criteria import Group
from generator.model.policy import Position
from generator.model.publisher import Publisher
from generator.view.coverage import CoverageView, CriterionView, IndicationView, TrackView

REQUESTED = "THE ONE REQUESTED"  # a request is for one phase; the others are not requested
NONE = "NONE present"  # its members count against coverage, as exclusions do


@dataclass(frozen=True)
class PathNode:
    """A criterion, or several under one connective."""

    number: str
    text: str
    connective: str = ""
    notes: tuple[str, ...] = ()
    members: tuple[PathNode, ...] = ()
    label: str = ""
    covered: bool = False

    @property
    def either(self) -> bool:
        """True when one of the members is enough, so that they are drawn side by side."""
        return self.connective.startswith(("ANY", "EXACTLY", "AT LEAST", REQUESTED))


@dataclass(frozen=True)
class Step:
    """One question of the path (`asks`, after the connective): which answer continues it, and which ends it."""

    title: str
    node: PathNode
    on: str
    off: str
    grid: bool = False
    asks: str = "met?"


@dataclass(frozen=True)
class PathEnd:
    """Where the path ends: a heading and, in the publisher's words, what it means."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Path:
    """The steps in order, and both ends."""

    subject: str
    steps: tuple[Step, ...]
    covered: PathEnd | None
    otherwise: PathEnd


def decision_path(view: CoverageView, publisher: Publisher, subject: str) -> Path:
    """Return the decision path of a coverage logic, in the publisher's words."""
    numbers = {}
    for item in view.indications:
        numbers[item.indication.id] = item.number
        numbers |= {track.track.id: track.number for track in (*item.pathways, *item.phases)}
    maker = _Maker(numbers, publisher)
    steps = []
    if view.prerequisites:
        members = tuple(maker.criterion(item) for item in view.prerequisites)
        steps.append(
            Step(
                "Criteria common to all indications",
                PathNode("", "", "ALL", members=members),
                "met",
                "not met",
                grid=True,
            )
        )
    uses = tuple(maker.indication(item) for item in view.indications)
    if len(uses) == 1:
        heading = f"{uses[0].number}. {uses[0].text}{_for_each(view)}"
        steps.append(Step(heading, replace(uses[0], number="", text="", label=""), "met", "not met"))
    else:
        node = PathNode("", "", "BY INDICATION", members=uses)
        steps.append(Step(f"Criteria of the indication{_for_each(view)}", node, "met", "not met"))
    excluded = tuple(maker.criterion(item) for item in (*view.absolute, *view.relative))
    if excluded:
        steps.append(
            Step(
                "Exclusions",
                PathNode("", "", "ANY ONE", members=excluded),
                "none present",
                "one present",
                grid=True,
                asks="present?",
            )
        )
    if view.limits:
        limits = "; ".join(plain(item.text) for item in view.limits)
        steps.append(Step(f"Limits: {limits}", PathNode("", ""), "within all", "one exceeded"))
    return Path(plain(subject), tuple(steps), *_outcomes(view, publisher))


def _for_each(view: CoverageView) -> str:
    """Return the words that limit a heading to one phase at a time, if there are phases."""
    return ", for each phase requested" if any(item.phases for item in view.indications) else ""


def _outcomes(view: CoverageView, publisher: Publisher) -> tuple[PathEnd | None, PathEnd]:
    several = len(view.indications) > 1
    by_position: dict[Position, list[str]] = {}
    for item in view.indications:
        by_position.setdefault(item.indication.position, []).append(item.number)
    said = {
        position: _numbered(publisher.positions[position].label, numbers)
        if several
        else publisher.positions[position].label
        for position, numbers in by_position.items()
    }
    good = [position for position in said if position in COVERED]
    other = view.coverage.other_uses.position
    rest = [text for position, text in said.items() if position not in COVERED]
    rest.append(f"All other uses: {publisher.positions[other].label}")
    covered: PathEnd | None = None
    if not several and good:
        words = publisher.positions[good[0]]
        covered = PathEnd(words.label, (words.meaning,))
    elif good:
        covered = PathEnd("Covered", tuple(said[position] for position in good))
    return covered, PathEnd(_refusal(several, "not-addressed" in by_position), tuple(rest))


def _refusal(several: bool, silent: bool) -> str:
    if not several:
        return "Not covered under this indication"
    return "Not covered, or not addressed" if silent else "Not covered under this policy"


def _numbered(label: str, numbers: list[str]) -> str:
    return f"{label}: indication{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


class _Maker:
    def __init__(self, numbers: dict[str, str], publisher: Publisher):
        self._numbers = numbers
        self._positions = publisher.positions

    def criterion(self, view: CriterionView) -> PathNode:
        notes = []
        if view.applies_when:
            notes.append(f"Only when {self._side(view.applies_when)}")
        if view.unless:
            notes.append(f"Unless {self._side(view.unless)}")
        waived = [waiver.track for waiver in view.criterion.waived_for]
        tracks = [
            f"{what} for {', '.join(map(self._number, found))}"
            for what, found in (("Only", view.criterion.only_for), ("Waived", waived))
            if found
        ]
        if tracks:
            notes.append("; ".join(tracks))
        return PathNode(
            view.number,
            plain(view.text),
            _connective(view),
            tuple(notes),
            tuple(self.criterion(member) for member in view.members),
        )

    def indication(self, view: IndicationView) -> PathNode:
        item = view.indication
        label = self._positions[item.position].label
        # an indication's own criteria have the number of the indication, which is printed above them
        parts = [replace(self.criterion(view.criteria), number="")] if view.criteria else []
        if view.pathways:
            members = tuple(map(self._track, view.pathways))
            parts.append(PathNode(_span(view.pathways), "Pathways", "ANY ONE", members=members))
        if view.phases:
            members = tuple(map(self._track, view.phases))
            parts.append(PathNode(_span(view.phases), "Phases", REQUESTED, members=members))
        notes = (f"In a study: {plain(item.study)}",) if item.study and item.position == "covered-in-study" else ()
        node = PathNode(view.number, plain(item.title), label=label, covered=item.position in COVERED, notes=notes)
        if len(parts) == 1 and parts[0].connective:
            return replace(
                node, connective=parts[0].connective, members=parts[0].members, notes=(*notes, *parts[0].notes)
            )
        return replace(node, connective="ALL" if len(parts) > 1 else "", members=tuple(parts))

    def _track(self, view: TrackView) -> PathNode:
        inner = self.criterion(view.criteria) if view.criteria else PathNode(view.number, "")
        title = plain(view.track.title)
        notes = list(inner.notes)
        if view.track.after:
            notes.append(f"After {self._number(view.track.after)}")
        if view.track.position:
            notes.append(f"Position: {self._positions[view.track.position].label}")
        if not inner.connective:
            return replace(inner, text=f"{title}: {inner.text}" if inner.text else title, notes=tuple(notes))
        return replace(inner, text=title, notes=tuple(notes))

    def _side(self, view: CriterionView) -> str:
        if view.is_group:
            return f"{view.number} is met" + (f": {plain(view.text)}" if view.text else "")
        return f"{view.number}: {plain(view.text)}"

    def _number(self, track: str) -> str:
        return self._numbers.get(track, track)


def _span(tracks: tuple[TrackView, ...]) -> str:
    return tracks[0].number if len(tracks) == 1 else f"{tracks[0].number} to {tracks[-1].number}"


def _connective(view: CriterionView) -> str:
    group = view.criterion
    if not isinstance(group, Group):
        return ""
    if group.at_least is not None:
        return f"AT LEAST {group.at_least} of {len(group.members)}"
    return {"ANY": "ANY ONE", "NONE": NONE}.get(group.connective, group.connective)


def count(node: PathNode) -> int:
    """Return the number of statements below a node."""
    return sum(map(count, node.members)) if node.members else 1


def folded(node: PathNode, depth: int) -> PathNode:
    """Return a node in which groups below `depth` are replaced by a reference to their place in the text."""
    if not node.members:
        return node
    if depth <= 0:
        what = node.connective or "ALL"
        what += "" if " of " in what else f" of {len(node.members)}"
        what += f": see {node.number}" if node.number else ""
        return replace(node, members=(), notes=(*node.notes, what), connective="")
    return replace(node, members=tuple(folded(member, depth - 1) for member in node.members))


def alternative(path: Path) -> str:
    """Return the path in sentences, for readers who cannot see the diagram."""
    parts = [f"Decision path: {path.subject}."]
    for index, step in enumerate(path.steps, 1):
        answer = f"If {step.on}, continue; if {step.off}: {path.otherwise.title[0].lower()}{path.otherwise.title[1:]}."
        inside = f" {_said(step.node)}" if step.node.members else ""
        parts.append(f"Step {chr(64 + index)}: {step.title}.{inside} {answer}")
    if path.covered:
        parts.append(f"End of the path: {'. '.join((path.covered.title, *(_bare(x) for x in path.covered.lines)))}.")
    parts.append(f"Otherwise: {'. '.join((path.otherwise.title, *(_bare(x) for x in path.otherwise.lines)))}.")
    return " ".join(parts)


def _bare(text: str) -> str:
    return text.rstrip(".")


def _said(node: PathNode) -> str:
    head = " ".join(part for part in (node.number, _bare(node.text)) if part)
    notes = "".join(f" ({_bare(note)})" for note in node.notes)
    label = f" [{node.label}]" if node.label else ""
    if not node.members:
        return f"{head}{label}{notes}."
    lead = f"{head}{label}{notes}: " if head else ""
    members = "; ".join(_said(member).removesuffix(".") for member in node.members)
    return f"{lead}{node.connective or 'the following'} ({members})."
