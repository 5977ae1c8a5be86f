"""Random coverage logic, small enough to try every patient."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import strategies as st

from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, TrackNode

TRACKS = ("use", "way-1", "way-2", "step-1", "step-2")
CONNECTIVES = ("ALL", "ANY", "NONE", "EXACTLY ONE", "AT LEAST 2")


@st.composite
def trees(draw: st.DrawFn, statements: int = 8) -> CoverageTree:
    """Return a tree with one indication, pathways and phases perhaps, and at most so many statements."""
    names = (f"s{number}" for number in itertools.count(1))
    left = [draw(st.integers(2, statements))]

    def node(depth: int) -> CriterionNode:
        left[0] -= 1
        name = next(names)
        more = {}
        for key in ("applies_when", "unless"):
            if left[0] > 0 and draw(st.integers(0, 3)) == 0:
                more[key] = node(depth + 1)
        for key in ("only_for", "waived_for"):
            if draw(st.integers(0, 5)) == 0:
                more[key] = (draw(st.sampled_from(TRACKS)),)
        members: list[CriterionNode] = []
        if depth < 3 and left[0] > 0 and draw(st.booleans()):
            while left[0] > 0 and len(members) < 3:
                members.append(node(depth + 1))
        connective = draw(st.sampled_from(CONNECTIVES)) if members else ""
        return CriterionNode(name, name, name, "", name, connective, tuple(members), **more)

    def some(most: int) -> tuple[CriterionNode, ...]:
        return tuple(node(1) for _ in range(draw(st.integers(0, most))) if left[0] > 0)

    def tracks(kind: str) -> tuple[TrackNode, ...]:
        positions = st.sampled_from([None, None, None, "investigational", "covered-in-study"])
        return tuple(
            TrackNode(f"{kind}{number}", f"{kind}-{number}", "pathway", node(1), draw(positions))
            for number in (1, 2)
            if left[0] > 0
        )

    position = draw(st.sampled_from(["medically-necessary", "medically-necessary", "investigational"]))
    indication = IndicationNode(
        "1",
        "use",
        "Use",
        position,
        node(0) if draw(st.booleans()) else None,
        tracks("way") if draw(st.integers(0, 2)) == 0 else (),
        tracks("step") if draw(st.integers(0, 2)) == 0 else (),
    )
    return CoverageTree(some(1), (indication,), some(1), some(1), (), "investigational")


def fields(tree: CoverageTree) -> list[str]:
    """Return the fields of the statements."""
    return [node.field for root in tree.roots() for node in root.everything() if not node.is_group]


def patients(tree: CoverageTree) -> Iterator[dict[str, bool]]:
    """Yield every patient: each statement true or false."""
    names = fields(tree)
    for found in itertools.product((True, False), repeat=len(names)):
        yield dict(zip(names, found, strict=True))
