"""What the ways to coverage ask for and lead to, in print: a row of the worksheet for each coverage position."""

from __future__ import annotations

from dataclasses import dataclass

from generator.logic.tree import COVERED, CoverageTree, IndicationNode
from generator.logic.ways import Way, ways
from generator.model.policy import Position
from generator.view.template_data import TemplateData


@dataclass(frozen=True)
class PositionView(TemplateData):
    """A coverage position of an indication, with the ways that lead to it.

    `pathways` and `phases` are their numbers, one of each must be met; `criteria` are the numbers of what all the ways
    ask for. `is_whole` is true where all ways of the indication lead to the position, `depends` where coverage depends
    on the criteria: under another position they change nothing.
    """

    position: Position
    criteria: tuple[str, ...]
    pathways: tuple[str, ...]
    phases: tuple[str, ...]
    after_another: bool
    is_whole: bool
    depends: bool


def results(tree: CoverageTree, indication: IndicationNode) -> tuple[PositionView, ...]:
    """Return the coverage positions that the ways of an indication lead to, the ways with the same one together."""
    found: dict[tuple[Position, tuple[str, ...]], list[Way]] = {}
    every = ways(tree, indication)
    for position, pathways, on in _by_phase(every):
        found.setdefault((position, pathways), []).extend(on)
    return tuple(_result(position, on, len(on) == len(every)) for (position, _), on in found.items())


def _by_phase(every: list[Way]) -> list[tuple[Position, tuple[str, ...], list[Way]]]:
    """Return the ways of each phase, those of a phase with the same position together, with their pathways."""
    found: dict[tuple[str, Position], list[Way]] = {}
    for way in every:
        found.setdefault((way.phase.id if way.phase else "", way.position), []).append(way)
    return [(position, _numbers(on, "pathway"), on) for (_, position), on in found.items()]


def _result(position: Position, on: list[Way], is_whole: bool) -> PositionView:
    way = on[0]
    study = way.indication.study if position == "covered-in-study" else None
    shared = (*way.tree.prerequisites, study, way.indication.criteria)
    return PositionView(
        position=position,
        criteria=tuple(node.number for node in shared if node),
        pathways=_numbers(on, "pathway"),
        phases=_numbers(on, "phase"),
        after_another=any(way.phase is not None and way.phase.after is not None for way in on),
        is_whole=is_whole,
        depends=position in COVERED,
    )


def _numbers(on: list[Way], kind: str) -> tuple[str, ...]:
    tracks = (getattr(way, kind) for way in on)
    return tuple(dict.fromkeys(track.number for track in tracks if track))
