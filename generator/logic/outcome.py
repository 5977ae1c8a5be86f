"""The outcome of a request: whether the answers imply coverage, what decides it, and what is still needed.

Missing answers leave an outcome open only if the other answers do not decide it. The outcome depends on:

- The position on the indication requested, or that of the pathway or phase if it has its own.
- The prerequisites, and the criteria of the indication, of one pathway and of the phase requested.
- The exclusions: one that is present and has no exception that applies rules out coverage.
- The limits: a request over a limit is not covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from generator.logic.answers import AnswerReader, Answers
from generator.logic.judge import Chance, Findings, Judge, Judged, any_of
from generator.logic.tree import COVERED, CoverageTree, CriterionNode, IndicationNode, LimitNode
from generator.logic.ways import UNDECIDED, JudgedWay, Way, judge_way, ways
from generator.model.policy import Position

Implied = Literal["covered", "not-covered", "open"]
_WORDS = {"met": "met", "not-met": "not met", "not-applicable": "not applicable", "open": "not answered or unclear"}


@dataclass(frozen=True)
class Outcome:
    """What follows from the answers: the `implied` outcome, and the findings that decide it, in words.

    `deciding` are the criteria among them; `conflicts` are the answers that contradict each other or the logic, in
    words; `needed` are the fields whose answers can still change the outcome.
    """

    implied: Implied
    because: tuple[str, ...]
    conflicts: tuple[str, ...] = ()
    deciding: tuple[CriterionNode, ...] = ()
    needed: frozenset[str] = frozenset()


def judge_request(tree: CoverageTree, answers: Answers) -> Outcome:
    """Return what the answers imply under the coverage logic."""
    if answers.other_use:
        return Outcome(_by_position(tree.other_uses), ("another use is requested",))
    indication = next((item for item in tree.indications if item.id == answers.indication), None)
    if indication is None:
        found = [_read(way, answers) for item in tree.indications for way in ways(tree, item)]
        return Outcome("open", ("the indication requested is not stated",), needed=_needed(found, answers))
    found = [_read(way, answers) for way in ways(tree, indication, answers.pathway, answers.phase)]
    conflicts = [*_foreign(indication, answers)]
    conflicts += [text for text in found[0].conflicts if all(text in item.conflicts for item in found)]
    chance = _union(
        any_of((item.chance for item in found if item.phase == phase), True, False)
        for phase in dict.fromkeys(item.phase for item in found)
    )
    implied: Implied = "covered" if not chance.no else "not-covered" if not chance.yes else "open"
    because = list(_explain(indication, found, answers, implied))
    return Outcome(
        implied,
        tuple(dict.fromkeys(text for text, _ in because)),
        tuple(conflicts),
        tuple({node.field: node for _, node in because if node}.values()),
        _needed(found, answers) if implied == "open" else frozenset(),
    )


@dataclass(frozen=True)
class _Read:
    """A way judged by the answers, with their contradictions."""

    judged: JudgedWay[bool]
    conflicts: tuple[str, ...]

    @property
    def way(self) -> Way:
        return self.judged.way

    @property
    def chance(self) -> Chance[bool]:
        return self.judged.chance

    @property
    def phase(self) -> str:
        return self.way.phase.id if self.way.phase else ""


def _read(way: Way, answers: Answers) -> _Read:
    reader = AnswerReader(answers, way.tree.against)
    judge = Judge(way.tracks, reader.leaf, False, True)
    judged = judge_way(way, judge, lambda limit: _of_limit(limit, answers), False, True)
    for part in judged.requirements:
        reader.compare_groups(part, True)
    for part in judged.exclusions:
        reader.compare_groups(part, False)
    return _Read(judged, tuple(dict.fromkeys(reader.conflicts)))


def _foreign(indication: IndicationNode, answers: Answers) -> Iterator[str]:
    """Yield a conflict if the pathway or phase requested belongs to another indication: the request is then unclear."""
    for kind, tracks, stated in (
        ("pathway", indication.pathways, answers.pathway),
        ("phase", indication.phases, answers.phase),
    ):
        if stated is not None and stated not in [track.id for track in tracks]:
            yield f"the {kind} requested is none of indication {indication.number}"


def _of_limit(limit: LimitNode, answers: Answers) -> Chance[bool]:
    answer = answers.limits.get(limit.field)
    return Chance(answer != "over", answer != "within")


def _union(chances: Iterable[Chance[bool]]) -> Chance[bool]:
    """Return the chance if it is not known which of several things was requested."""
    found = list(chances)
    return Chance(any(chance.yes for chance in found), any(chance.no for chance in found))


def _by_position(position: Position) -> Implied:
    return "covered" if position in COVERED else "open" if position == UNDECIDED else "not-covered"


_Cause = tuple[str, CriterionNode | None]


def _explain(indication: IndicationNode, found: list[_Read], answers: Answers, implied: Implied) -> Iterator[_Cause]:
    """Yield what decides the outcome or leaves it open: only the most important kind of reason."""
    favorable = [item for item in found if item.way.position in COVERED]
    if not favorable:
        yield f"the position on indication {indication.number}", None
    elif implied == "covered":
        best = next(item for item in found if not item.chance.no)
        yield f"the criteria of {best.way.number} are met, and no exclusion is present", None
    elif implied == "not-covered":
        yield from _against(favorable, answers)
    else:
        yield from _left_open(indication, found, answers)


def _against(found: list[_Read], answers: Answers) -> Iterator[_Cause]:
    if all(any(_present(item)) for item in found):
        yield from _present(found[0])
        return
    unmet = all(any(_state(part.final) == "not-met" for part in item.judged.requirements) for item in found)
    for limit in found[0].way.tree.limits if not unmet else ():
        if answers.limits.get(limit.field) == "over":
            yield f"over the limit: {limit.text}", None
    for item in found:
        yield from _present(item) if not unmet else ()
        yield from _causes(item.judged.requirements, "not-met")


def _present(item: _Read) -> Iterator[_Cause]:
    for part in item.judged.exclusions:
        if _state(part.final) == "met":
            yield f"{part.node.number} present", part.node


def _left_open(indication: IndicationNode, found: list[_Read], answers: Answers) -> Iterator[_Cause]:
    best = min(
        (item for item in found if item.chance.yes),
        key=lambda item: sum(
            _state(part.final) == "open" for part in (*item.judged.requirements, *item.judged.exclusions)
        ),
    )
    if best.way.position not in COVERED:
        yield f"the position on indication {indication.number}", None
    yield from _causes(best.judged.requirements, "open")
    for limit in best.way.tree.limits:
        if answers.limits.get(limit.field) is None:
            yield f"not settled: {limit.text}", None
    if len({item.phase for item in found}) > 1:
        yield f"no phase of indication {indication.number} is requested", None
    yield from _causes(best.judged.exclusions, "open")


def _state(findings: Findings[bool]) -> str:
    """Return the one finding that a criterion can have, or `open`."""
    can = [
        name
        for name, possible in (
            ("met", findings.met),
            ("not-met", findings.failed),
            ("not-applicable", findings.idle),
        )
        if possible
    ]
    return can[0] if len(can) == 1 else "open"


def _causes(items: Iterable[Judged[bool]], state: str) -> Iterator[_Cause]:
    """Name the criteria that decide: for an ALL group, the members that are not met; for another group, the group."""
    for item in items:
        if _state(item.final) != state:
            continue
        if item.node.connective == "ALL" and any(_state(member.final) == state for member in item.members):
            yield from _causes(item.members, state)
        else:
            yield f"{item.node.number} {_WORDS[state]}", item.node


def _needed(found: list[_Read], answers: Answers) -> frozenset[str]:
    """Return the fields whose answers can still change the outcome on a way that may lead to coverage."""
    names: set[str] = set()
    for item in found:
        if item.chance.yes and item.chance.no and item.way.position in COVERED:
            for part in item.judged.requirements:
                names.update(_fields(part, True))
            for part in item.judged.exclusions:
                names.update(_fields(part, False))
            limits = item.way.tree.limits
            names.update(f"limit.{limit.field}.answer" for limit in limits if limit.field not in answers.limits)
    return frozenset(names)


def _fields(item: Judged[bool], helps: bool) -> Iterator[str]:
    """Yield the fields on which an open criterion depends; an exception only once it is needed."""
    if _state(item.final) != "open":
        return
    node = item.node
    if item.condition:
        yield from _fields(item.condition, True)
    if _state(item.own) == "open":
        if not node.is_group:
            yield f"criterion.{node.field}.answer"
        for member in item.members:
            yield from _fields(member, node.members_help(helps))
    elif item.exception and _state(item.own) == ("not-met" if helps else "met"):
        yield from _fields(item.exception, True)
