"""Who gains and who loses: random policies against every patient, and changes of thresholds against every value."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from generator.logic.facts import Facts, Says
from generator.logic.gains import UseRequest, compare_patients, covered, preferences, requests
from generator.logic.tree import CoverageTree, CriterionNode, IndicationNode, LimitNode, TrackNode
from generator.model.thresholds import Duration, Limit, Measure, Recency

from .naive import is_covered
from .trees import fields, trees


def is_covered_for(tree: CoverageTree, request: UseRequest, facts: dict[str, bool]) -> bool:
    (indication,) = tree.indications
    phases = [item for item in indication.phases if item.id == request.phase] or [None]
    if indication.phases and request.phase and phases == [None]:
        return False
    if indication.phases and request.phase is None:
        phases = list(indication.phases)
    return any(
        is_covered(tree, indication, pathway, phase, facts)
        for pathway in indication.pathways or [None]
        for phase in phases
    )


@settings(max_examples=120, deadline=None)
@given(trees(statements=6), trees(statements=6))
def test_the_net_effect_is_that_of_every_patient(old, new):
    names = sorted({*fields(old), *fields(new)})
    found = {use.request: use for use in compare_patients(old, new).uses}
    assert set(found) == set(requests(old, new))
    for request, use in found.items():
        lost, won = False, False
        for combination in itertools.product((True, False), repeat=len(names)):
            facts = dict(zip(names, combination, strict=True))
            before, after = is_covered_for(old, request, facts), is_covered_for(new, request, facts)
            lost, won = lost or (before and not after), won or (after and not before)
        assert (bool(use.loses), bool(use.gains)) == (lost, won)
        for patient, sides in ((use.loses, (True, False)), (use.gains, (False, True))):
            if patient:
                facts = dict.fromkeys(names, False) | {fact.criterion: value for fact, value in patient.facts.items()}
                assert (is_covered_for(old, request, facts), is_covered_for(new, request, facts)) == sides


def leaf(name: str, text: str = "", **thresholds) -> CriterionNode:
    return CriterionNode(name, name, name, "", text or name, thresholds=thresholds)


def group(name: str, connective: str, *members: CriterionNode, **more) -> CriterionNode:
    return CriterionNode(name, name, name, "", name, connective, members, **more)


def policy(criteria: CriterionNode | None, *exclusions: CriterionNode, **more) -> CoverageTree:
    indication = IndicationNode("1", "use", "Use", "medically-necessary", criteria)
    return CoverageTree((), (replace(indication, **more),), exclusions, (), (), "investigational")


def measure(operator: str, value: int, **more) -> Measure:
    return Measure(name="Score", operator=operator, value=Decimal(value), **more)


def months(operator: str, value: int, unit: str = "month") -> Duration:
    return Duration(operator=operator, value=Decimal(value), unit=unit, of="care")


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ({"measure": measure(">=", 6)}, {"measure": measure(">=", 7)}, "fewer patients"),
        ({"measure": measure(">=", 7)}, {"measure": measure(">=", 6)}, "more patients"),
        ({"measure": measure(">=", 6)}, {"measure": measure(">", 6)}, "fewer patients"),
        ({"measure": measure(">=", 6)}, {"measure": measure(">=", 6)}, "same patients"),
        (
            {"measure": measure("between", 2, upper=5)},
            {"measure": measure("between", 3, upper=6)},
            "some lose, some gain",
        ),
        ({"measure": measure(">=", 6)}, {"measure": measure(">=", 6, same_instrument=True)}, "fewer patients"),
        ({"measure": measure(">=", 6, unit="points")}, {"measure": measure(">=", 6, unit="%")}, "some lose, some gain"),
        ({"duration": months(">=", 6)}, {"duration": months(">=", 1, "year")}, "fewer patients"),
        ({"duration": months(">=", 12)}, {"duration": months(">=", 1, "year")}, "same patients"),
        ({"duration": months(">=", 6)}, {"duration": months(">=", 6, "week")}, "more patients"),
        ({"duration": months(">=", 6)}, {"duration": months(">=", 26, "week")}, "some lose, some gain"),
        (
            {"recency": Recency(value=Decimal(6), unit="month", before="the request")},
            {"recency": Recency(value=Decimal(3), unit="month", before="the request")},
            "fewer patients",
        ),
        (
            {"limit": Limit(count=2, unit="trials", per="side")},
            {"limit": Limit(count=3, unit="trials", per="side")},
            "more patients",
        ),
    ],
    ids=str,
)
def test_thresholds(old, new, effect):
    before, after = policy(leaf("a", "Score of 6", **old)), policy(leaf("a", "Score of 6", **new))
    assert compare_patients(before, after).effect == effect
    opposite = {"fewer patients": "more patients", "more patients": "fewer patients"}
    turned = policy(None, leaf("a", "Score of 6", **old)), policy(None, leaf("a", "Score of 6", **new))
    assert compare_patients(*turned).effect == opposite.get(effect, effect), "an exclusion turns it round"


def test_the_witness_has_a_value_between_the_thresholds():
    before, after = (policy(leaf("a", duration=months(">=", number)), leaf("x")) for number in (6, 9))
    patient = compare_patients(before, after).loses
    assert [value / 43830 for value in patient.values.values()] == [Decimal(6)]
    assert [fact.criterion for fact, value in patient.facts.items() if hasattr(fact, "criterion") and value] == ["a"]


A, B, C = leaf("a"), leaf("b"), leaf("c")


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        (group("g", "ALL", A, group("h", "ALL", B, C)), group("g", "ALL", A, B, C), "same patients"),
        (group("g", "ANY", A, group("h", "ANY", B, C)), group("g", "AT LEAST 1", A, B, C), "same patients"),
        (group("g", "NONE", A, B), group("g", "ALL", group("h", "NONE", A), group("k", "NONE", B)), "same patients"),
        (group("g", "ANY", A, B), group("g", "ALL", A, B), "fewer patients"),
        (group("g", "ANY", A, B), group("g", "EXACTLY ONE", A, B), "fewer patients"),
        (group("g", "ALL", A, B), group("g", "NONE", A, B), "some lose, some gain"),
        (group("g", "ALL", A, group("h", "ANY", A, B)), A, "same patients"),
    ],
)
def test_the_shape_of_the_tree(old, new, effect):
    assert compare_patients(policy(old), policy(new)).effect == effect


def test_positions_and_uses():
    covered_use, unlisted = policy(A), policy(A, id="another")
    assert compare_patients(covered_use, policy(A, position="investigational")).effect == "fewer patients"
    assert compare_patients(covered_use, policy(A, position="not-addressed")).effect == "fewer patients"
    assert (
        compare_patients(policy(A, position="investigational"), policy(None, position="not-medically-necessary")).effect
        == "same patients"
    )
    found = compare_patients(covered_use, unlisted)
    assert {use.request.indication: (bool(use.loses), bool(use.gains)) for use in found.uses} == {
        "use": (True, False),
        "another": (False, True),
    }


def test_reworded_statements_are_named():
    before, after = (
        policy(group("g", "ALL", leaf("a", "Low back pain"), B)),
        policy(group("g", "ALL", leaf("a", "Leg pain"), B)),
    )
    found = compare_patients(before, after)
    assert (found.effect, found.reworded) == ("same patients", ("a",))
    moved = [policy(leaf("a", f"A score of {n} or more", measure=measure(">=", n))) for n in (6, 7)]
    assert compare_patients(*moved).reworded == ()
    turned = [policy(leaf("a", f"A score of at {end} 6", measure=measure(">=", 6))) for end in ("least", "most")]
    assert compare_patients(*turned).reworded == ("a",), "the threshold stayed"
    other_words = [
        policy(leaf("a", f"A {what} score of {n} or more", measure=measure(">=", n)))
        for what, n in (("pain", 6), ("sleep", 7))
    ]
    assert compare_patients(*other_words).reworded == ("a",), "not only the number that follows the threshold"
    only_words = [policy(leaf("a", f"A score of {n} or more", measure=measure(">=", 6))) for n in (6, 7)]
    assert compare_patients(*only_words).reworded == ("a",), "a number that no threshold follows"


def test_every_use_that_can_be_asked_for():
    def phases(*names: str) -> tuple[TrackNode, ...]:
        return tuple(TrackNode(name, name, "trial", A) for name in names)

    old = policy(A, phases=phases("p", "q"))
    new = replace(old, indications=(*policy(A, phases=phases("q", "r")).indications, *policy(B, id="two").indications))
    assert requests(old, new) == [
        UseRequest("use", "p"),
        UseRequest("use", "q"),
        UseRequest("use", "r"),
        UseRequest("two"),
    ]
    assert requests(policy(A), old) == [UseRequest("use", "p"), UseRequest("use", "q")]
    assert requests(policy(A)) == [UseRequest("use")]


def test_a_phase_that_is_not_listed_is_not_covered():
    tree = policy(A, phases=(TrackNode("p", "p", "trial", B),))
    facts = Facts()
    assert not covered(tree, UseRequest("use", "q"), facts)
    a, b = (facts.space.fact(Says(name)) for name in "ab")
    assert covered(tree, UseRequest("use", "p"), facts) == covered(tree, UseRequest("use"), facts) == a & b
    assert covered(policy(A), UseRequest("use", "q"), facts) == a, "a use without phases is asked for as a whole"


def test_other_uses_and_positions():
    facts = Facts()
    everybody, nobody, a = facts.space.everybody, facts.space.nobody, facts.space.fact(Says("a"))
    for position, others, own in (
        ("medically-necessary", everybody, a),
        ("covered-in-study", everybody, a),
        ("not-addressed", nobody, nobody),
        ("investigational", nobody, nobody),
    ):
        assert covered(replace(policy(A), other_uses=position), UseRequest("unlisted"), facts) == others
        assert covered(policy(A, position=position), UseRequest("use"), facts) == own


def test_limits_bound_who_is_covered():
    facts = Facts()
    limit = LimitNode("l", "l", Limit(count=2, unit="trials", per="side"))
    assert covered(replace(policy(A), limits=(limit,)), UseRequest("use"), facts) == facts.space.fact(
        Says("a")
    ) & facts.limit(limit)


def test_which_facts_speak_for_coverage():
    criteria = group("g", "ALL", A, group("h", "NONE", B, group("k", "NONE", C)), replace(leaf("d"), unless=leaf("e")))
    tree = replace(
        policy(criteria, group("x", "ANY", leaf("f"), group("m", "NONE", leaf("n")))),
        relative=(replace(leaf("r"), unless=leaf("s")),),
        limits=(LimitNode("l", "l"),),
    )
    facts = Facts()
    covered(tree, UseRequest("use"), facts)
    assert {fact.criterion: value for fact, value in preferences(facts, tree).items()} == {
        "a": True, "b": False, "c": True, "d": True, "e": True, "f": False, "n": True, "r": False, "s": True,
        "limit.l": True,
    }  # fmt: skip


def test_statements_that_became_groups_are_named():
    as_group = CriterionNode("a", "a", "a", "", "a", "ALL", (leaf("c"),))
    for old, new in ((policy(leaf("a")), policy(as_group)), (policy(as_group), policy(leaf("a")))):
        assert compare_patients(old, new).reworded == ("a",)
    assert compare_patients(policy(group("g", "ALL", A, B)), policy(A)).reworded == (), (
        "one that is gone is not reworded"
    )
