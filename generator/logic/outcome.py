"""The outcome of a request: whether the answers imply coverage, what decides that, and what is still needed.

Missing answers leave an outcome open only where the rest does not decide it. What the outcome depends on:

- The position on the indication requested, or of the pathway or phase where these have one of their own.
- The prerequisites, and the criteria of the indication, of one pathway and of the phase requested.
- The exclusions: one that is present and whose exception does not hold ends coverage.
- The limits: a request over one is not covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from generator.logic.answers import AnswerReader, Answers
from generator.logic.judge import Chance, Findings, Judge, Judged, absent, all_of, any_of, passed
from generator.logic.tree import COVERED, CoverageTree, CriterionNode, IndicationNode, LimitNode, TrackNode
from generator.model.policy import Position

Implied = Literal["covered", "not-covered", "open"]
_OPEN_POSITION: Position = "not-addressed"
_WORDS = {"met": "met", "not-met": "not met", "not-applicable": "not applicable", "open": "not answered or unclear"}


@dataclass(frozen=True)
class Outcome:
    """What follows from the answers: `implied`, and the findings that decide it, in words.

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
        ways = [way for item in tree.indications for way in _ways(tree, item, answers)]
        return Outcome("open", ("the indication requested is not stated",), needed=_needed(ways, tree, answers))
    ways = _ways(tree, indication, answers)
    conflicts = tuple(text for text in ways[0].conflicts if all(text in way.conflicts for way in ways))
    chance = _union(
        any_of((way.chance for way in ways if way.phase == phase), True, False)
        for phase in dict.fromkeys(way.phase for way in ways)
    )
    implied: Implied = "covered" if not chance.no else "not-covered" if not chance.yes else "open"
    because = list(_explain(tree, indication, ways, answers, implied))
    return Outcome(
        implied,
        tuple(dict.fromkeys(text for text, _ in because)),
        conflicts,
        tuple({node.field: node for _, node in because if node}.values()),
        _needed(ways, tree, answers) if implied == "open" else frozenset(),
    )


@dataclass(frozen=True)
class _Way:
    """One way to coverage: the criteria of one pathway and one phase, as far as there are any, and the exclusions.

    `phase` is its number, empty where the indication has no phases.
    """

    phase: str
    position: Position
    parts: tuple[Judged[bool], ...]
    exclusions: tuple[Judged[bool], ...]
    chance: Chance[bool]
    conflicts: tuple[str, ...]


def _ways(tree: CoverageTree, indication: IndicationNode, answers: Answers) -> list[_Way]:
    """Return the ways that the request may take: an unstated pathway may be any, an unstated phase too."""
    pathways = _chosen(indication.pathways, answers.pathway)
    phases = _chosen(indication.phases, answers.phase)
    return [_way(tree, indication, pathway, phase, answers) for phase in phases for pathway in pathways]


def _chosen(tracks: tuple[TrackNode, ...], stated: str | None) -> list[TrackNode | None]:
    return [*(track for track in tracks if track.id == stated)] or [*tracks] or [None]


def _way(
    tree: CoverageTree,
    indication: IndicationNode,
    pathway: TrackNode | None,
    phase: TrackNode | None,
    answers: Answers,
) -> _Way:
    tracks = [track for track in (pathway, phase) if track]
    reading = AnswerReader(answers)
    judge = Judge([indication.id, *(track.id for track in tracks)], reading.leaf, False, True)
    roots = [*tree.prerequisites, indication.criteria, *(track.criteria for track in tracks)]
    parts = tuple(judge.judge(root) for root in roots if root)
    exclusions = tuple(judge.judge(root, helps=False) for root in tree.exclusions)
    for part in parts:
        reading.compare_groups(part, True)
    for part in exclusions:
        reading.compare_groups(part, False)
    position = _position(indication, tracks)
    chances = [
        _of_position(position),
        *map(passed, parts),
        *map(absent, exclusions),
        *(_of_limit(item, answers) for item in tree.limits),
    ]
    conflicts = tuple(dict.fromkeys(reading.conflicts))
    return _Way(phase.number if phase else "", position, parts, exclusions, all_of(chances, True, False), conflicts)


def _position(indication: IndicationNode, tracks: Iterable[TrackNode]) -> Position:
    """Return the position that counts: that of a track with a position of its own, the least favorable of several."""
    own = [track.position for track in tracks if track.position]
    return min(own or [indication.position], key=lambda item: (item in COVERED, item == _OPEN_POSITION))


def _of_position(position: Position) -> Chance[bool]:
    return Chance(position in COVERED or position == _OPEN_POSITION, position not in COVERED)


def _of_limit(limit: LimitNode, answers: Answers) -> Chance[bool]:
    answer = answers.limits.get(limit.field)
    return Chance(answer != "over", answer != "within")


def _union(chances: Iterable[Chance[bool]]) -> Chance[bool]:
    """Return the chance where it is not known which of several things was requested."""
    found = list(chances)
    return Chance(any(chance.yes for chance in found), any(chance.no for chance in found))


def _by_position(position: Position) -> Implied:
    chance = _of_position(position)
    return "covered" if not chance.no else "not-covered" if not chance.yes else "open"


_Cause = tuple[str, CriterionNode | None]


def _explain(
    tree: CoverageTree, indication: IndicationNode, ways: list[_Way], answers: Answers, implied: Implied
) -> Iterator[_Cause]:
    """Yield what decides the outcome, or leaves it open: the weightiest kind of reason alone."""
    if not any(way.position in COVERED for way in ways):
        yield f"the position on indication {indication.number}", None
        return
    if implied == "covered":
        best = next(way for way in ways if not way.chance.no)
        yield f"the criteria of {best.phase or indication.number} are met, and no exclusion is present", None
    elif implied == "not-covered":
        yield from _against(tree, [way for way in ways if way.position in COVERED], answers)
    else:
        yield from _open(tree, indication, ways, answers)


def _against(tree: CoverageTree, ways: list[_Way], answers: Answers) -> Iterator[_Cause]:
    present = [part for part in ways[0].exclusions if _state(part.final) == "met"]
    if present and all(any(_state(part.final) == "met" for part in way.exclusions) for way in ways):
        yield from ((f"{part.node.number} present", part.node) for part in present)
        return
    if all(any(_state(part.final) == "not-met" for part in way.parts) for way in ways):
        for way in ways:
            yield from _causes(way.parts, "not-met")
        return
    for item in tree.limits:
        if answers.limits.get(item.field) == "over":
            yield f"over the limit: {item.text}", None
    for way in ways:
        yield from (
            (f"{part.node.number} present", part.node) for part in way.exclusions if _state(part.final) == "met"
        )
        yield from _causes(way.parts, "not-met")


def _open(tree: CoverageTree, indication: IndicationNode, ways: list[_Way], answers: Answers) -> Iterator[_Cause]:
    best = min(
        (way for way in ways if way.chance.yes),
        key=lambda way: sum(_state(part.final) == "open" for part in (*way.parts, *way.exclusions)),
    )
    if best.position not in COVERED:
        yield f"the position on indication {indication.number}", None
    yield from _causes(best.parts, "open")
    for item in tree.limits:
        if answers.limits.get(item.field) not in ("within", "over"):
            yield f"not settled: {item.text}", None
    if indication.phases and len({way.phase for way in ways}) > 1:
        yield f"no phase of indication {indication.number} is requested", None
    yield from _causes(best.exclusions, "open")


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
    """Name the criteria that decide: of an ALL group the members at fault, of another the group itself."""
    for item in items:
        if _state(item.final) != state:
            continue
        if item.node.connective == "ALL" and any(_state(member.final) == state for member in item.members):
            yield from _causes(item.members, state)
        else:
            yield f"{item.node.number} {_WORDS[state]}", item.node


def _needed(ways: list[_Way], tree: CoverageTree, answers: Answers) -> frozenset[str]:
    """Return the fields whose answers can still change the outcome on a way that may lead to coverage."""
    found: set[str] = set()
    for way in ways:
        if way.chance.yes and way.chance.no and way.position in COVERED:
            for part in way.parts:
                found.update(_fields(part, True))
            for part in way.exclusions:
                found.update(_fields(part, False))
            found.update(f"limit.{item.field}.answer" for item in tree.limits if item.field not in answers.limits)
    return frozenset(found)


def _fields(item: Judged[bool], helps: bool) -> Iterator[str]:
    """Yield the fields on which an open criterion depends; an exception only once it is called on."""
    if _state(item.final) != "open":
        return
    node = item.node
    if item.condition:
        yield from _fields(item.condition, True)
    if _state(item.own) == "open":
        if not node.is_group:
            yield f"criterion.{node.field}.answer"
        for member in item.members:
            yield from _fields(member, helps is not (node.connective == "NONE"))
    elif item.exception and _state(item.own) == ("not-met" if helps else "met"):
        yield from _fields(item.exception, True)
