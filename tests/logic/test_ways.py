"""The ways to coverage: which there are for a request, what each asks for, and which position counts on it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.logic.judge import Chance, Findings, Judge
from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, LimitNode, TrackNode
from generator.logic.ways import Way, judge_way, ways


def leaf(name: str) -> CriterionNode:
    return CriterionNode(name, name, name, "", name)


def track(name: str, position: Any = None, after: str | None = None) -> TrackNode:
    return TrackNode(f"1.{name}", name, "trial", leaf(f"c-{name}"), position, leaf(after) if after else None)


def tree(position: Any = "medically-necessary", pathways: Any = (), phases: Any = ()) -> CoverageTree:
    use = IndicationNode("1", "use", "Use", position, leaf("c"), tuple(pathways), tuple(phases), study=leaf("study"))
    limits = (LimitNode("l", "l"),)
    return CoverageTree((leaf("p"),), (use,), (leaf("x"),), (leaf("r"),), limits, "investigational")


def found(coverage: CoverageTree, *stated: str | None) -> list[Way]:
    return ways(coverage, coverage.indications[0], *stated)


def names(way: Way) -> tuple[str | None, str | None]:
    return way.pathway and way.pathway.id, way.phase and way.phase.id


TWO_BY_TWO = tree(pathways=[track("a"), track("b")], phases=[track("s"), track("t")])


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ((), ["as", "bs", "at", "bt"]),
        (("a", "t"), ["at"]),
        (("b",), ["bs", "bt"]),
        ((None, "s"), ["as", "bs"]),
        (("unknown", "unknown"), ["as", "bs", "at", "bt"]),
    ],
)
def test_the_ways_of_a_request(stated, expected):
    assert ["".join(map(str, names(way))) for way in found(TWO_BY_TWO, *stated)] == expected


def test_without_tracks_there_is_one_way():
    (way,) = found(tree())
    assert names(way) == (None, None) and (way.number, way.tracks) == ("1", ("use",))
    assert names(found(tree(), "a", "s")[0]) == (None, None)


def test_what_a_way_asks_for():
    coverage = tree(pathways=[track("a", after="before-a")], phases=[track("s", after="before-s")])
    (way,) = found(coverage)
    assert [node.id for node in way.requirements] == ["p", "c", "before-a", "c-a", "before-s", "c-s"]
    assert (way.tracks, way.number) == (("use", "a", "s"), "1.s")
    (way,) = found(tree("covered-in-study"))
    assert [node.id for node in way.requirements] == ["p", "study", "c"]
    (way,) = found(tree(pathways=[track("a", "covered-in-study")]))
    assert [node.id for node in way.requirements] == ["p", "study", "c", "c-a"] and way.number == "1"
    (way,) = found(tree("covered-in-study", pathways=[track("a", "medically-necessary")]))
    assert [node.id for node in way.requirements] == ["p", "c", "c-a"]


YES, STUDY, OPEN, NO, NEVER = (
    "medically-necessary", "covered-in-study", "not-addressed", "investigational", "not-medically-necessary",
)  # fmt: skip


@pytest.mark.parametrize(
    ("indication", "pathway", "phase", "expected"),
    [
        (YES, None, None, YES),
        (NO, None, None, NO),
        (NO, YES, None, YES),
        (YES, NO, None, NO),
        (NO, None, YES, YES),
        (YES, None, NO, NO),
        (YES, YES, NO, NO),
        (YES, NO, STUDY, NO),
        (YES, STUDY, OPEN, OPEN),
        (YES, OPEN, YES, OPEN),
        (YES, OPEN, NEVER, NEVER),
        (YES, NEVER, OPEN, NEVER),
        (OPEN, STUDY, STUDY, STUDY),
    ],
)
def test_the_least_favorable_position_of_the_tracks_counts(indication, pathway, phase, expected):
    (way,) = found(tree(indication, [track("a", pathway)], [track("s", phase)]))
    assert way.position == expected


@pytest.mark.parametrize(
    ("position", "yes", "no"), [(YES, 1, 0), (STUDY, 1, 0), (OPEN, 1, 1), (NO, 0, 1), (NEVER, 0, 1)]
)
def test_what_can_come_of_a_position(position, yes, no):
    met, failed = Findings(True, False, False), Findings(False, True, False)

    def chance(*fails: str, within: bool = True) -> Chance[bool]:
        (way,) = found(tree(position))
        passing = {name: failed if name in ("x", "r") else met for name in ("p", "study", "c", "x", "r")}
        passing |= {name: met if name in ("x", "r") else failed for name in fails}
        judge = Judge(way.tracks, lambda node, spared: passing[node.id], False, True)
        judged = judge_way(way, judge, lambda limit: Chance(within, not within), False, True)
        assert [item.node.id for item in judged.exclusions] == ["x", "r"]
        assert [item.node for item in judged.requirements] == way.requirements and judged.way is way
        return judged.chance

    assert chance() == Chance(bool(yes), bool(no))
    for name in ("p", "c", "x", "r"):
        assert chance(name) == Chance(False, True)
    assert chance("study") == (Chance(False, True) if position == STUDY else chance())
    assert chance(within=False) == Chance(False, True)
