"""The one interpreter against a second, naive one, over random logic and every patient."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.answers import Answers
from generator.logic.outcome import judge_request
from generator.logic.tree import CoverageTree, CriterionNode

from .naive import is_covered
from .trees import fields, patients, trees


def ways(tree: CoverageTree):
    (indication,) = tree.indications
    return [(pathway, phase) for pathway in indication.pathways or [None] for phase in indication.phases or [None]]


def truth(tree: CoverageTree, facts: dict[str, bool], pathway: str | None, phase: str | None) -> set[bool]:
    """Return what may be true of a request that states a pathway and phase or not: any pathway, but one phase."""
    (indication,) = tree.indications
    by_phase: dict[str, bool] = {}
    for way, step in ways(tree):
        if (pathway is None or way is None or way.id == pathway) and (
            phase is None or step is None or step.id == phase
        ):
            key = step.id if step else ""
            by_phase[key] = by_phase.get(key, False) or is_covered(tree, indication, way, step, facts)
    return set(by_phase.values())


def answers(facts: dict[str, bool | None], pathway: str | None = None, phase: str | None = None) -> Answers:
    found = {name: "met" if fact else "not-met" for name, fact in facts.items() if fact is not None}
    return Answers("use", pathway, phase, findings=found)


IMPLIED = {frozenset({True}): "covered", frozenset({False}): "not-covered", frozenset({True, False}): "open"}


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from([None, "way-1", "way-2"]), st.sampled_from([None, "step-1", "step-2"]))
def test_with_everything_answered_both_agree(tree, pathway, phase):
    (indication,) = tree.indications
    pathway = pathway if pathway in [track.id for track in indication.pathways] else None
    phase = phase if phase in [track.id for track in indication.phases] else None
    for facts in patients(tree):
        expected = IMPLIED[frozenset(truth(tree, facts, pathway, phase))]
        assert judge_request(tree, answers(facts, pathway, phase)).implied == expected, facts


@settings(max_examples=100, deadline=None)
@given(trees(statements=6), st.data())
def test_an_open_answer_never_hides_the_truth(tree, data):
    """What is implied with answers missing stays, whatever they turn out to be; and only needed answers move it."""
    names = fields(tree)
    known = {name: data.draw(st.sampled_from([True, False, None]), label=name) for name in names}
    partly = judge_request(tree, answers(known))
    possible: set[bool] = set()
    for facts in patients(tree):
        if all(known[name] in (None, facts[name]) for name in names):
            possible |= truth(tree, facts, None, None)
    if partly.implied != "open":
        assert IMPLIED[frozenset(possible)] == partly.implied
        assert not partly.needed
    elif partly.needed:
        assert all(known[name.split(".")[1]] is None for name in partly.needed)
    else:  # nothing is missing but the phase
        assert len(tree.indications[0].phases) > 1


def test_what_speaks_against_coverage_is_told_from_what_is_met():
    """Exclusions and members of NONE, and what is in them; a NONE there turns over again, conditions never do."""

    def node(name: str, connective: str = "", *members: CriterionNode, **more: CriterionNode) -> CriterionNode:
        return CriterionNode(name, name, name, name, name, connective, members, **more)

    tree = CoverageTree(
        prerequisites=(node("p", "NONE", node("p1"), node("p2", "ALL", node("p3")), unless=node("u")),),
        indications=(),
        absolute=(node("x", "NONE", node("x1"), applies_when=node("w")),),
        relative=(node("r", "ANY", node("r1"), unless=node("e", "NONE", node("e1"))),),
        limits=(),
        other_uses="investigational",
    )
    assert tree.against == {"p1", "p2", "p3", "x", "r", "r1", "e1"}


def test_without_exclusions_nothing_but_members_of_none_is_against():
    alone = CriterionNode("p", "p", "p", "p", "p")
    tree = CoverageTree((alone,), (), (), (), (), "investigational")
    assert tree.against == frozenset()
