"""The numbered tree: numbers by position, fields and anchors by id, criteria that are used in several places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import generator.logic.tree as tree_module
from generator.logic.tree import CoverageTree, CriterionNode, EndlessCriteria, IndicationNode, coverage_tree
from generator.model.policy import Coverage


def statement(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "statement": f"Words of {name}", **more}


def indication(name: str = "one", **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.title(), "position": "medically-necessary", "statement": "Covered", **more}


def track(name: str, criteria: dict[str, Any], kind: str = "trial", **more: Any) -> dict[str, Any]:
    return {"id": name, "title": f"Title of {name}", "kind": kind, "criteria": criteria, **more}


def tree(*indications: dict[str, Any], **more: Any) -> CoverageTree:
    other = {"position": "investigational", "statement": "Not covered"}
    return coverage_tree(
        Coverage.model_validate(
            {"summary": "Covered", "indications": list(indications) or [indication()], "other_uses": other, **more}
        )
    )


def places(found: CoverageTree) -> dict[str, tuple[str, str]]:
    """Return number and anchor of each criterion, by its field."""
    nodes = [node for root in found.roots() for node in root.everything()]
    assert len({node.field for node in nodes}) == len(nodes)
    return {node.field: (node.number, node.anchor) for node in nodes}


def test_numbers_by_position():
    group = {
        "id": "g",
        "title": "Both",
        "all": [statement("a"), statement("b", applies_when=statement("w"), unless=statement("u"))],
    }
    found = tree(
        indication(
            criteria=group,
            pathways=[track("way", statement("c"), "pathway"), track("path", statement("d"), "pathway")],
            phases=[track("trial", statement("e")), track("implant", statement("f"))],
        ),
        indication("two", criteria=statement("h")),
        prerequisites=[statement("p"), statement("q")],
        exclusions={"absolute": [statement("x"), statement("y")], "relative": [statement("r", unless=statement("s"))]},
    )
    assert places(found) == {
        name: (number, f"criterion-{name}")
        for name, number in {
            "p": "P1", "q": "P2", "g": "1", "a": "1.1", "b": "1.2", "w": "1.2.W", "u": "1.2.U", "c": "1A", "d": "1B",
            "e": "1.P1", "f": "1.P2", "h": "2", "x": "X1", "y": "X2", "r": "R1", "s": "R1.U",
        }.items()
    }  # fmt: skip
    assert list(places(found)) == list("pqgabwucdefhxyrs")
    assert [item.number for item in found.indications] == ["1", "2"]
    assert [item.number for item in (*found.indications[0].pathways, *found.indications[0].phases)] == [
        "1A", "1B", "1.P1", "1.P2",
    ]  # fmt: skip
    assert found.other_uses == "investigational"


def test_a_node_says_what_its_criterion_says():
    one = statement(
        "a",
        only_for=["one"],
        waived_for=[{"track": "two", "reason": "why"}],
        duration={"operator": ">=", "value": 6, "unit": "month"},
    )
    group = {"id": "g", "title": "Lead-in", "at_least": 1, "of": [one]}
    (found,) = tree(indication(criteria=group)).roots()
    (member,) = found.members
    assert (found.text, found.connective, found.is_group, dict(found.thresholds)) == ("Lead-in", "AT LEAST 1", True, {})
    assert (member.text, member.connective, member.is_group, member.members) == ("Words of a", "", False, ())
    assert (member.only_for, member.waived_for, list(member.thresholds)) == (("one",), ("two",), ["duration"])
    assert member.criterion.id == member.id == "a"
    (untitled,) = tree(indication(criteria={"id": "g", "any": [statement("a")]})).roots()
    assert untitled.text == ""


@pytest.mark.parametrize(
    ("documents", "windows"),
    [([], 0), ([True], 1), ([True, True], 2), ([False], 0), ([True, False], 0)],
    ids=["no document", "one window", "two windows", "any date", "one of any date"],
)
def test_the_windows_of_documents(documents, windows):
    recent = {"recency": {"value": 6, "unit": "month", "before": "the request"}}
    asked = [{"document": "Report", **(recent if has_window else {})} for has_window in documents]
    (found,) = tree(indication(criteria=statement("a", documentation=asked))).roots()
    assert [window.before for window in found.document_windows] == ["the request"] * windows


def test_a_criterion_used_in_two_places_has_two_fields():
    shared = {"id": "s", "all": [statement("a")]}
    found = tree(
        indication(criteria={"id": "g", "any": [{"use": "s"}, statement("b")]}),
        indication("two", criteria={"use": "s"}),
        shared=[shared],
    )
    assert places(found) == {
        "g": ("1", "criterion-g"),
        "s-in-g": ("1.1", "criterion-s"),
        "a-in-g": ("1.1.1", "criterion-a"),
        "b": ("1.2", "criterion-b"),
        "s-in-two": ("2", "criterion-s-in-two"),
        "a-in-two": ("2.1", "criterion-a-in-two"),
    }


def test_a_criterion_used_once_keeps_its_id():
    found = tree(indication(criteria={"id": "g", "any": [{"use": "s"}]}), shared=[statement("s")])
    assert places(found) == {"g": ("1", "criterion-g"), "s": ("1.1", "criterion-s")}


def test_a_criterion_that_is_also_written_in_a_place_counts_there():
    found = tree(indication(criteria=statement("a")), indication("two", criteria={"use": "a"}))
    assert list(places(found)) == ["a", "a-in-two"]


def test_criteria_that_make_no_tree():
    with pytest.raises(EndlessCriteria, match="`use: nothing` names no criterion"):
        tree(indication(criteria={"use": "nothing"}))
    with pytest.raises(EndlessCriteria, match="`g` contains itself"):
        tree(indication(criteria={"id": "g", "all": [statement("a"), {"use": "g"}]}))


@pytest.mark.parametrize(("most", "is_tree"), [(3, True), (2, False)])
def test_the_most_criteria(monkeypatch, most, is_tree):
    assert tree_module.MAX_CRITERIA == 20_000
    monkeypatch.setattr(tree_module, "MAX_CRITERIA", most)
    criteria = {"id": "g", "all": [statement("a"), statement("b")]}
    if is_tree:
        assert len(places(tree(indication(criteria=criteria)))) == 3
    else:
        with pytest.raises(EndlessCriteria, match="more than 2 criteria"):
            tree(indication(criteria=criteria))


@pytest.mark.parametrize(
    ("study", "text"), [("A trial", "Enrolled in: A trial"), (None, "Enrolled in the study")], ids=["named", "unnamed"]
)
def test_coverage_in_a_study_asks_for_enrollment(study, text):
    (found,) = tree(indication(position="covered-in-study", study=study)).indications
    asked = found.study
    assert (asked.field, asked.number, asked.text, asked.anchor) == (
        "study_of_one", "1 (study)", text, "criterion-study_of_one",
    )  # fmt: skip
    assert found.roots() == [asked]


def test_a_track_in_a_study_asks_for_enrollment_too():
    (found,) = tree(indication(phases=[track("p", statement("a"), position="covered-in-study")])).indications
    assert found.study is not None and found.phases[0].position == "covered-in-study"
    (found,) = tree(indication(pathways=[track("p", statement("a"), "pathway")])).indications
    assert found.study is None and found.pathways[0].kind == "pathway"


def test_the_phase_before_is_asked_for():
    (found,) = tree(
        indication(phases=[track("trial", statement("a")), track("implant", statement("b"), after="trial")])
    ).indications
    assert found.phases[0].after is None
    asked = found.phases[1].after
    assert (asked.field, asked.number, asked.text) == (
        "phase_before_implant", "1.P2 (earlier phase)", "Completed before: Title of trial",
    )  # fmt: skip
    assert [node.field for node in found.roots()] == ["a", "phase_before_implant", "b"]


def test_limits_are_named_by_what_they_count():
    caps = [("Spine trials", "side"), ("Spine trials", "side"), ("trials", "patient (adult)"), ("Spine trials", "side")]
    found = tree(limits=[{"count": 2, "unit": unit, "per": per} for unit, per in caps]).limits
    assert [limit.field for limit in found] == [
        "spine-trials-per-side", "spine-trials-per-side-2", "trials-per-patient-adult", "spine-trials-per-side-3",
    ]  # fmt: skip
    assert found[0].text == "at most 2 Spine trials per side" and found[0].limit.count == 2


def leaf(name: str = "a", **more: Any) -> CriterionNode:
    return CriterionNode(name, name, name, "", name, **more)


def group(connective: str, *members: CriterionNode, field: str = "g", **more: Any) -> CriterionNode:
    return CriterionNode("g", "g", field, "", "", connective, members, **more)


def test_which_criteria_are_against_coverage_when_met():
    inner = group("NONE", leaf("a", unless=leaf("u"), applies_when=leaf("w")), leaf("b"))
    use = IndicationNode("1", "use", "Use", "medically-necessary", inner)
    excluded = CriterionNode("X1", "x", "x", "", "", "ALL", (leaf("c"), group("NONE", leaf("d"), field="n")))
    relative = leaf("r", unless=leaf("s"))
    base = CoverageTree((leaf("p"),), (use,), (excluded,), (relative,), (), "investigational")
    assert base.against == {"a", "b", "x", "c", "n", "r"}
    assert replace(base, absolute=(), relative=()).against == {"a", "b"}
    assert replace(base, indications=(), prerequisites=(inner,)).against == base.against


ALWAYS = leaf()
SOMETIMES = leaf(only_for=("one",))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (ALWAYS, False),
        (SOMETIMES, True),
        (leaf(waived_for=("one",)), True),
        (leaf(applies_when=ALWAYS), True),
        (leaf(unless=SOMETIMES), False),
        (group("ALL", ALWAYS, SOMETIMES), False),
        (group("ALL", SOMETIMES, SOMETIMES), True),
        (group("ALL", ALWAYS, applies_when=ALWAYS), True),
    ],
)
def test_what_may_not_apply(node, expected):
    assert node.may_not_apply is expected


@pytest.mark.parametrize("connective", ["ALL", "ANY", "AT LEAST 2", "EXACTLY ONE", "NONE"])
def test_groups_that_do_not_count_all_their_members(connective):
    assert group(connective, ALWAYS, SOMETIMES).counts_not_all is (connective not in ("ALL", "NONE"))
    assert not group(connective, ALWAYS, ALWAYS).counts_not_all
    assert not SOMETIMES.counts_not_all


@pytest.mark.parametrize(
    ("only_for", "waived_for", "expected"),
    [
        ((), (), True),
        (("one", "two"), (), True),
        (("two",), (), False),
        ((), ("one",), False),
        ((), ("two",), True),
        (("one",), ("one",), False),
    ],
)
def test_the_use_to_which_a_criterion_applies(only_for, waived_for, expected):
    assert leaf(only_for=only_for, waived_for=waived_for).applies_to(frozenset({"one", "phase"})) is expected
