"""The logic that a PDF carries: what is written is read back as the same tree, and anything else is rejected."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from generator.logic.carried import tree_from_data, tree_to_data
from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, LimitNode, TrackNode
from generator.model.thresholds import Duration, Interval, Limit, Measure, Recency


def leaf(name: str, **more: Any) -> CriterionNode:
    return CriterionNode(f"1.{name}", name, f"{name}-in-place", f"criterion-{name}", f"Words of {name}", **more)


THRESHOLDS = {
    "measure": Measure(name="Score", operator=">=", value=Decimal("6.0")),
    "duration": Duration(operator=">=", value=Decimal(6), unit="month"),
    "recency": Recency(value=Decimal(6), unit="month", before="the request"),
    "interval": Interval(value=Decimal(2), unit="week", between="two injections"),
    "limit": Limit(count=2, unit="trials", per="side"),
}
GROUP = CriterionNode(
    "1", "g", "g", "criterion-g", "", "AT LEAST 2", (leaf("a", thresholds=THRESHOLDS), leaf("b"), leaf("c"))
)
FULL = CoverageTree(
    prerequisites=(
        leaf("p", document_windows=(THRESHOLDS["recency"],)),
        leaf("q", applies_when=leaf("w"), unless=leaf("u")),
    ),
    indications=(
        IndicationNode(
            "1",
            "one",
            "One",
            "covered-in-study",
            GROUP,
            (TrackNode("1A", "way", "pathway", leaf("d")),),
            (TrackNode("1.P1", "step", "trial", leaf("e"), "investigational", leaf("before")),),
            study=leaf("study"),
        ),
        IndicationNode("2", "two", "Two", "not-addressed", None),
    ),
    absolute=(leaf("x", only_for=("one", "two")),),
    relative=(leaf("r", waived_for=("step",)),),
    limits=(LimitNode("trials-per-side", "at most 2 trials per side"),),
    other_uses="not-medically-necessary",
)


def written() -> dict[str, Any]:
    return tree_to_data(FULL, lambda part: part.model_dump(mode="json", exclude_none=True))


def test_what_is_written_is_read_back_as_the_same_tree():
    assert tree_from_data(written()) == FULL


def test_what_is_written():
    assert written() == {
        "prerequisites": [
            {**plain("p"), "document_windows": [{"value": "6", "unit": "month", "before": "the request"}]},
            {**plain("q"), "applies_when": plain("w"), "unless": plain("u")},
        ],
        "indications": [
            {
                "number": "1",
                "id": "one",
                "title": "One",
                "position": "covered-in-study",
                "study": plain("study"),
                "criteria": {
                    "number": "1",
                    "id": "g",
                    "field": "g",
                    "anchor": "criterion-g",
                    "connective": "AT LEAST 2",
                    "members": [
                        {
                            **plain("a"),
                            "threshold": "Score ≥ 6.0",
                            "duration": "≥ 6 months",
                            "recency": "within 6 months before the request",
                            "interval": "at least 2 weeks between two injections",
                            "limit": "at most 2 trials per side",
                            "values": {
                                key: part.model_dump(mode="json", exclude_none=True) for key, part in THRESHOLDS.items()
                            },
                        },
                        plain("b"),
                        plain("c"),
                    ],
                },
                "pathways": [{"number": "1A", "id": "way", "kind": "pathway", "criteria": plain("d")}],
                "phases": [
                    {
                        "number": "1.P1",
                        "id": "step",
                        "kind": "trial",
                        "position": "investigational",
                        "after": plain("before"),
                        "criteria": plain("e"),
                    }
                ],
            },
            {
                "number": "2",
                "id": "two",
                "title": "Two",
                "position": "not-addressed",
                "criteria": None,
                "pathways": [],
                "phases": [],
            },
        ],
        "exclusions": {
            "absolute": [{**plain("x"), "only_for": ["one", "two"]}],
            "relative": [{**plain("r"), "waived_for": ["step"]}],
        },
        "limits": [{"field": "trials-per-side", "text": "at most 2 trials per side"}],
        "other_uses": "not-medically-necessary",
    }


def plain(name: str) -> dict[str, Any]:
    return {
        "number": f"1.{name}",
        "id": name,
        "field": f"{name}-in-place",
        "anchor": f"criterion-{name}",
        "text": f"Words of {name}",
    }


def test_words_and_anchors_may_be_missing():
    data = written()
    data["prerequisites"] = [{"number": "P1", "id": "p", "field": "p"}]
    assert tree_from_data(data) == replace(FULL, prerequisites=(CriterionNode("P1", "p", "p", "", ""),))


@pytest.mark.parametrize(
    "at", [("other_uses",), ("indications", 0, "position"), ("indications", 0, "phases", 0, "position")]
)
def test_an_unknown_position_is_refused(at):
    data = copy.deepcopy(written())
    holder: Any = data
    for step in at[:-1]:
        holder = holder[step]
    holder[at[-1]] = "covered"
    with pytest.raises(ValueError):
        tree_from_data(data)


def test_an_unknown_connective_is_refused():
    data = written()
    data["indications"][0]["criteria"]["connective"] = "SOME"
    with pytest.raises(ValueError):
        tree_from_data(data)


@pytest.mark.parametrize("missing", ["prerequisites", "indications", "exclusions", "limits", "other_uses"])
def test_a_part_that_is_missing_is_refused(missing):
    data = written()
    del data[missing]
    with pytest.raises(KeyError):
        tree_from_data(data)


@pytest.mark.parametrize("inside", ["members", "applies_when", "unless"])
@pytest.mark.parametrize(("levels", "is_read"), [(64, True), (65, False)], ids=["as deep as may be", "deeper"])
def test_how_deep_criteria_may_nest(inside, levels, is_read):
    node = plain("a")
    for _ in range(levels):
        more = {"connective": "ALL", "members": [node]} if inside == "members" else {inside: node}
        node = {**plain("g"), **more}
    data = {**written(), "prerequisites": [node]}
    if is_read:
        assert len(list(tree_from_data(data).prerequisites[0].everything())) == levels + 1
    else:
        with pytest.raises(ValueError, match="nested without end"):
            tree_from_data(data)
