"""Answers with values: the resulting finding of a statement, and answers that contradict each other or the logic."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from generator.logic.answers import Answers
from generator.logic.outcome import Outcome, judge_request
from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, LimitNode, TrackNode
from generator.logic.values import Length
from generator.model.thresholds import Duration, Measure


def leaf(name: str, **more: Any) -> CriterionNode:
    return CriterionNode(name.upper(), name, name, "", name, **more)


def group(connective: str, *members: CriterionNode, name: str = "g", **more: Any) -> CriterionNode:
    return CriterionNode(name.upper(), name, name, "", name, connective, members, **more)


def tree(criteria: CriterionNode | None, **more: Any) -> CoverageTree:
    """Return a policy with one indication; what is not of the tree is of the indication."""
    base = CoverageTree((), (), (), (), (), "investigational")
    own = {key: more.pop(key) for key in list(more) if not hasattr(base, key)}
    use = IndicationNode("1", "use", "Use", "medically-necessary", criteria)
    return replace(base, indications=(replace(use, **own),), **more)


def judge(found: CoverageTree, values: dict[str, Any] | None = None, **findings: str) -> Outcome:
    names = {"m": "met", "n": "not-met", "-": "not-applicable"}
    return judge_request(
        found, Answers("use", findings={key: names[value] for key, value in findings.items()}, values=values or {})
    )


SCORE = {"measure": Measure(name="Score", operator=">=", value=Decimal(6))}
LONG = {"duration": Duration(operator=">=", value=Decimal(6), unit="month")}
HIGH, LOW = {"measure": Decimal(6)}, {"measure": Decimal(5)}
SIX, FIVE = {"duration": Length(Decimal(6), "month")}, {"duration": Length(Decimal(5), "month")}


@pytest.mark.parametrize(
    ("values", "implied"),
    [
        ({}, "open"),
        (HIGH, "open"),
        (SIX, "open"),
        (LOW, "not-covered"),
        (FIVE, "not-covered"),
        (HIGH | SIX, "covered"),
        (HIGH | FIVE, "not-covered"),
        (LOW | SIX, "not-covered"),
        (HIGH | {"duration": Length(Decimal(183), "day")}, "open"),
        (LOW | {"duration": Length(Decimal(183), "day")}, "not-covered"),
    ],
    ids=str,
)
def test_values_decide_a_statement_without_an_answer(values, implied):
    outcome = judge(tree(leaf("a", thresholds=SCORE | LONG)), {"a": values})
    assert (outcome.implied, outcome.conflicts) == (implied, ())


@pytest.mark.parametrize(("values", "implied"), [(HIGH, "open"), (LOW, "not-covered"), ({}, "open")], ids=str)
def test_a_person_may_have_to_say_that_a_value_suffices(values, implied):
    found = tree(leaf("a", thresholds=SCORE))
    assert judge_request(found, Answers("use", values={"a": values}, values_suffice=False)).implied == implied
    said = Answers("use", findings={"a": "met"}, values={"a": HIGH}, values_suffice=False)
    assert judge_request(found, said).implied == "covered"


def test_an_exclusion_is_present_or_not():
    found = tree(None, absolute=(leaf("x", thresholds=SCORE),))
    assert judge(found, {"x": LOW}, x="m").conflicts == ("X is answered present, but its value misses the threshold",)
    assert judge(found, {"x": HIGH}, x="n").conflicts == (
        "X is answered not present, but its value meets the threshold",
    )


@pytest.mark.parametrize(
    ("answer", "values", "implied", "conflict"),
    [
        ("m", HIGH, "covered", None),
        ("n", LOW, "not-covered", None),
        ("m", {}, "covered", None),
        ("n", {}, "not-covered", None),
        ("m", LOW, "open", "A is answered met, but its value misses the threshold"),
        ("n", HIGH, "open", "A is answered not met, but its value meets the threshold"),
    ],
)
def test_an_answer_and_a_value_must_agree(answer, values, implied, conflict):
    outcome = judge(tree(leaf("a", thresholds=SCORE)), {"a": values}, a=answer)
    assert (outcome.implied, outcome.conflicts) == (implied, (conflict,) if conflict else ())


def test_what_applies_cannot_be_answered_na():
    outcome = judge(tree(leaf("a")), a="-")
    assert outcome.implied == "open" and outcome.needed == {"criterion.a.answer"}
    assert outcome.conflicts == ("A is answered N/A, but it applies to every request",)
    outcome = judge(tree(leaf("a", applies_when=leaf("w"))), w="m", a="-")
    assert outcome.conflicts == ("A is answered N/A, but it applies to the use requested",)


@pytest.mark.parametrize(
    ("condition", "implied", "conflicts"),
    [
        ("n", "covered", 0),
        (None, "covered", 0),  # it may fail to apply, and is said to
        ("m", "open", 1),
    ],
)
@pytest.mark.parametrize("values", [{}, HIGH, LOW], ids=["without a value", "met by its value", "not met by its value"])
def test_what_may_not_apply_can_be_answered_na(condition, implied, conflicts, values):
    found = judge(
        tree(leaf("a", applies_when=leaf("w"), thresholds=SCORE)),
        {"a": values},
        a="-",
        **({"w": condition} if condition else {}),
    )
    assert (found.implied, len(found.conflicts)) == (implied, conflicts)


A, B = leaf("a"), leaf("b")


@pytest.mark.parametrize(
    ("connective", "members", "answer", "implied"),
    [
        ("ALL", "mm", "m", None),
        ("ALL", "mm", "n", "met"),
        ("ALL", "mn", "n", None),
        ("ALL", "mn", "m", "not met"),
        ("ALL", "m?", "n", None),  # it is not known yet what the members make it
        ("ANY", "nn", "m", "not met"),
        ("NONE", "nn", "n", "met"),
        ("NONE", "mn", "m", "not met"),
        ("NONE", "nn", "m", None),
    ],
)
def test_a_group_is_answered_as_its_members_make_it(connective, members, answer, implied):
    found = {name: sign for name, sign in zip("ab", members, strict=True) if sign != "?"}
    outcome = judge(tree(group(connective, A, B)), g=answer, **found)
    word = {"m": "met", "n": "not met"}[answer]
    assert outcome.conflicts == ((f"G is answered {word}, but its members make it {implied}",) if implied else ())


@pytest.mark.parametrize(
    ("answer", "conflict"),
    [("m", None), ("-", None), ("n", "G is answered not met, but its members make it N/A")],
)
def test_a_group_that_does_not_apply_is_passed(answer, conflict):
    """It is as good as met, and it is not present."""
    found = tree(group("ALL", leaf("a", applies_when=leaf("w"))))
    assert judge(found, w="n", g=answer).conflicts == ((conflict,) if conflict else ())
    excluded = tree(None, absolute=tuple(found.indications[0].roots()))
    turned = {"m": "G is answered present, but its members make it N/A", "-": None, "n": None}[answer]
    assert judge(excluded, w="n", g=answer).conflicts == ((turned,) if turned else ()), "an exclusion turns it round"


def test_a_group_that_applies_cannot_be_answered_na():
    every = tree(group("ALL", A, B))
    assert judge(every, a="m", b="m", g="-").conflicts == ("G is answered N/A, but it applies to every request",)
    assert judge(every, g="-").conflicts == ("G is answered N/A, but it applies to every request",)
    some = tree(group("ALL", leaf("a", applies_when=leaf("w"))))
    assert judge(some, g="-").conflicts == (), "it may not apply"
    assert judge(some, w="m", g="-").conflicts == ("G is answered N/A, but it applies to the use requested",)


def test_groups_inside_none_are_answered_as_exclusions():
    inner = group("ANY", leaf("a", applies_when=leaf("w")), name="h")
    within_none = tree(group("NONE", inner))
    assert judge(within_none, w="n", h="n").conflicts == ()
    assert judge(within_none, w="n", h="m").conflicts == ("H is answered present, but its members make it N/A",)
    within_all = tree(group("ALL", inner))
    assert judge(within_all, w="n", h="m").conflicts == ()
    assert judge(within_all, w="n", h="n").conflicts == ("H is answered not met, but its members make it N/A",)


@pytest.mark.parametrize("side", ["applies_when", "unless"])
def test_groups_beside_a_criterion_are_compared_too(side):
    beside = group("ALL", A, B, name="h")
    for found in (tree(leaf("c", **{side: beside})), tree(None, relative=(leaf("c", **{side: beside}),))):
        assert judge(found, a="m", b="n", h="m").conflicts == ("H is answered met, but its members make it not met",)
        assert judge(found, a="m", b="n", h="n").conflicts == ()


def test_a_group_beside_an_exclusion_is_no_exclusion():
    beside = group("ALL", leaf("a", applies_when=leaf("w")), name="h")
    found = tree(None, relative=(leaf("c", unless=beside),))
    assert judge(found, w="n", h="m").conflicts == ()
    assert judge(found, w="n", h="n").conflicts == ("H is answered not met, but its members make it N/A",)


def test_an_exception_makes_a_group_either():
    found = tree(group("ALL", A, unless=leaf("e"), applies_when=leaf("w")))
    assert judge(found, w="m", a="n", e="n", g="m").conflicts == ("G is answered met, but its members make it not met",)
    assert judge(found, w="m", a="n", e="m", g="m").conflicts == ()
    assert judge(found, w="n", a="n", e="n", g="m").conflicts == ()
    found = tree(None, absolute=(group("ALL", A, applies_when=leaf("w")),))
    assert judge(found, w="n", a="m", g="n").conflicts == () and judge(found, w="n", a="n", g="m").conflicts == (
        "G is answered present, but its members make it N/A or not present",
    )


def test_a_conflict_counts_where_no_pathway_avoids_it():
    ways = (TrackNode("1A", "way", "pathway", group("ALL", A)), TrackNode("1B", "path", "pathway", B))
    found = tree(None, pathways=ways)
    assert judge(found, a="m", g="n", b="m").conflicts == (), "the other pathway may be meant"
    both = tree(group("ALL", A), pathways=(replace(ways[0], criteria=leaf("c")), ways[1]))
    assert judge(both, a="m", g="n").conflicts == ("G is answered not met, but its members make it met",)


def test_limits_and_what_is_said_of_them():
    cap = LimitNode("trials", "at most 2 trials")
    for said, implied in ((None, "open"), ("within", "covered"), ("over", "not-covered")):
        answers = Answers("use", findings={"a": "met"}, limits={"trials": said} if said else {})
        outcome = judge_request(tree(A, limits=(cap,)), answers)
        assert outcome.implied == implied
        assert outcome.needed == ({"limit.trials.answer"} if said is None else frozenset())
