"""The reviewer's determination compared with what the answers imply; another use is requested by its own value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.forms.judged import answers_of, judge_form
from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, LimitNode

A = CriterionNode("1", "a", "a", "", "A")
TREE = CoverageTree((), (IndicationNode("1", "one", "One", "medically-necessary", A),), (), (), (), "investigational")
FITTING = {"met": {"approve", "refer"}, "not-met": {"deny", "refer"}, None: {"pend", "refer"}}


@pytest.mark.parametrize("answer", FITTING)
@pytest.mark.parametrize("determination", ["approve", "deny", "pend", "refer", None])
def test_which_determinations_fit(answer, determination):
    values = {"requested.indication": "one", "criterion.a.answer": answer, "outcome.determination": determination}
    fits = determination is None or determination in FITTING[answer]
    assert (judge_form(TREE, values).outcome.conflicts == ()) is fits


def test_another_use_is_requested():
    outcome = judge_form(TREE, {"requested.indication": "other-use"}).outcome
    assert (outcome.implied, outcome.because) == ("not-covered", ("another use is requested",))


@pytest.mark.parametrize("kind", ["pathway", "phase"])
def test_a_pathway_or_phase_that_the_use_does_not_have(kind):
    values = {"requested.indication": "one", f"requested.{kind}": "x", "criterion.a.answer": "met"}
    assert judge_form(TREE, values).outcome.conflicts == (f"the {kind} requested is none of indication 1",)
    assert judge_form(TREE, values | {f"requested.{kind}": True}).outcome.conflicts == ()


@pytest.mark.parametrize(
    ("name", "value", "findings", "limits"),
    [
        ("criterion.a.answer", "met", {"a": "met"}, {}),
        ("criterion.a.b.answer", "not-met", {"a.b": "not-met"}, {}),
        ("criterion.a.answer", "maybe", {}, {}),
        ("criterion.a.answer", True, {}, {}),
        ("criterion.a.answer", None, {}, {}),
        ("criterion.a.note", "met", {}, {}),
        ("other.a.answer", "met", {}, {}),
        ("limit.a.answer", "met", {}, {}),
        ("limit.a.answer", "over", {}, {"a": "over"}),
        ("limit.a.answer", "within", {}, {"a": "within"}),
        ("limit.a.answer", None, {}, {}),
        ("limit.a.note", "over", {}, {}),
        ("other.a.answer", "over", {}, {}),
        ("criterion.a.answer", "over", {}, {}),
    ],
)
def test_which_fields_hold_answers(name, value, findings, limits):
    answers, unread = answers_of(TREE, {name: value})
    assert (answers.findings, answers.limits, unread) == (findings, limits, {})


@pytest.mark.parametrize(
    ("said", "implied", "needed"),
    [
        ("within", "covered", set()),
        ("over", "not-covered", set()),
        (None, "open", {"limit.trials.answer"}),
        ("unclear", "open", {"limit.trials.answer"}),
    ],
)
def test_a_limit_is_kept_or_not(said, implied, needed):
    tree = replace(TREE, limits=(LimitNode("trials", "at most 2 trials"),))
    values = {"requested.indication": "one", "criterion.a.answer": "met", "limit.trials.answer": said}
    outcome = judge_form(tree, values).outcome
    assert (outcome.implied, outcome.needed) == (implied, needed)
