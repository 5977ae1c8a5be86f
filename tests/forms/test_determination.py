"""The reviewer's determination beside what the answers imply; another use is asked for by its own value."""

from __future__ import annotations

import pytest

from generator.forms.judged import judge_form
from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode

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
