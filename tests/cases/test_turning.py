"""Random coverage logic: what decides a case, and the cases that are suggested, against every patient tried by hand."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from generator.cases.suggestions import judged_drafts
from generator.cases.turning import turned_by
from generator.cases.versions import PolicyVersion
from generator.logic.answers import Answers
from generator.logic.deciders import deciders
from generator.logic.outcome import judge_request
from generator.logic.tree import CoverageTree
from tests.logic.naive import is_covered
from tests.logic.trees import fields, patients, trees

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def version(tree: CoverageTree) -> PolicyVersion:
    return PolicyVersion("", cast(Any, None), tree)


def covered(tree: CoverageTree, phase: str | None, facts: dict[str, bool]) -> bool:
    """Return whether a patient is covered on some pathway, for a phase."""
    (indication,) = tree.indications
    chosen = next((item for item in indication.phases if item.id == phase), None)
    return any(is_covered(tree, indication, pathway, chosen, facts) for pathway in indication.pathways or [None])


def answers(facts: dict[str, bool], phase: str | None) -> Answers:
    return Answers("use", phase=phase, findings={name: "met" if holds else "not-met" for name, holds in facts.items()})


def phases(tree: CoverageTree) -> list[str | None]:
    return [item.id for item in tree.indications[0].phases] or [None]


@SETTINGS
@given(trees(6), st.data())
def test_what_decides_is_what_turns_the_outcome_by_hand(tree, data):
    assume(fields(tree))
    phase = data.draw(st.sampled_from(phases(tree)))
    facts = data.draw(st.sampled_from(list(patients(tree))))
    before = covered(tree, phase, facts)
    wanted = {name for name in facts if covered(tree, phase, {**facts, name: not facts[name]}) is not before}
    assert set(turned_by(version(tree), answers(facts, phase))) == wanted


@SETTINGS
@given(trees(6))
def test_what_can_decide_is_what_decides_for_somebody(tree):
    found = set()
    for facts in patients(tree):
        for phase in phases(tree):
            found |= set(turned_by(version(tree), answers(facts, phase)))
    assert deciders(tree) == found


@SETTINGS
@given(trees(7))
def test_suggested_cases_come_out_as_they_say_and_show_all_that_can_decide(tree):
    shown = set()
    for draft, judged in judged_drafts([version(tree)]):
        (given_,), (outcome,), (turned,) = judged.answers, judged.outcomes, judged.turned
        shown |= set(turned)
        if draft.answers:
            facts = {name: given_.findings[name] == "met" for name in fields(tree)}
            assert outcome.implied == ("covered" if covered(tree, draft.phase, facts) else "not-covered")
            assert outcome == judge_request(tree, given_)
    assert shown == deciders(tree)
