"""What answers imply. The coverage is written as `criteria.json` has it, small enough to see the logic."""

from __future__ import annotations

import itertools
import json

import pytest
from conftest import documents

from generator.forms.judged import judge_form
from generator.logic.carried import tree_from_data
from generator.logic.outcome import Outcome
from generator.render.attachments import criteria_json
from generator.view.coverage import coverage_view, every_criterion


def leaf(name: str, number: str = "", **more) -> dict:
    return {"number": number or name, "id": name, "field": name, "text": name, **more}


def group(name: str, connective: str, *members: dict, **more) -> dict:
    return leaf(name, connective=connective, members=list(members), **more)


def policy(
    criteria: dict | None,
    *,
    exclusions=(),
    prerequisites=(),
    pathways=(),
    phases=(),
    limits=(),
    position="medically-necessary",
) -> dict:
    return {
        "prerequisites": list(prerequisites),
        "indications": [
            {
                "number": "1",
                "id": "one",
                "title": "One",
                "position": position,
                "criteria": criteria,
                "pathways": [_track(item) for item in pathways],
                "phases": [_track(item) for item in phases],
            }
        ],
        "exclusions": {"absolute": list(exclusions), "relative": []},
        "limits": [{"field": name, "text": name} for name in limits],
        "other_uses": "investigational",
    }


def _track(criteria: dict) -> dict:
    return {"number": criteria["number"], "id": f"track-{criteria['id']}", "kind": "phase", "criteria": criteria}


def answers(requested: str = "one", phase: str | None = None, **found: str) -> dict:
    fields = {f"criterion.{name.replace('_', '-')}.answer": value for name, value in found.items()}
    return {"requested.indication": requested, "requested.phase": phase, **fields}


def judge(coverage: dict, values: dict) -> Outcome:
    return judge_form(tree_from_data(coverage), values)


def needed(coverage: dict, values: dict) -> frozenset[str]:
    return judge(coverage, values).needed


A, B, C = leaf("a"), leaf("b"), leaf("c")
SHORT = {"m": "met", "n": "not-met", "-": "not-applicable", "?": None}


@pytest.mark.parametrize(
    ("connective", "table"),
    [
        (
            "ALL",
            {"mm": "covered", "mn": "not-covered", "m?": "open", "n?": "not-covered", "m-": "covered", "--": "covered"},
        ),
        (
            "ANY",
            {
                "mn": "covered",
                "m?": "covered",
                "nn": "not-covered",
                "n?": "open",
                "n-": "not-covered",
                "-?": "open",
                "--": "covered",
            },
        ),
        (
            "EXACTLY ONE",
            {
                "mn": "covered",
                "mm": "not-covered",
                "m?": "open",
                "nn": "not-covered",
                "n-": "not-covered",
                "m-": "covered",
            },
        ),
        ("NONE", {"nn": "covered", "mn": "not-covered", "n?": "open", "m?": "not-covered", "n-": "covered"}),
        ("AT LEAST 2", {"mm": "covered", "mn": "not-covered", "m?": "open", "n?": "not-covered", "m-": "not-covered"}),
    ],
)
def test_connectives_with_open_answers(connective, table):
    """`-` is a member whose condition is not met."""
    members = [leaf(name, applies_when=leaf(f"w{name}")) for name in "ab"]
    coverage = policy(group("g", connective, *members))

    def implied(key: str) -> str:
        conditions = {f"w{name}": "not-met" if sign == "-" else "met" for name, sign in zip("ab", key, strict=True)}
        return judge(coverage, answers(a=SHORT[key[0]], b=SHORT[key[1]], **conditions)).implied

    assert {key: implied(key) for key in table} == table


def test_an_open_answer_never_hides_the_truth():
    """Whatever an open answer turns out to be, an outcome that was not open stays."""
    tree = group("g", "ALL", group("h", "AT LEAST 2", A, B, C, unless=leaf("e")), group("k", "NONE", leaf("d")))
    coverage = policy(tree, exclusions=[leaf("x", unless=leaf("y"))])
    names = "abcdexy"
    words = {name: ("present", "absent") if name == "x" else ("met", "not-met") for name in names}
    for found in itertools.product(*((*words[name], None) for name in names)):
        partly = dict(zip(names, found, strict=True))
        implied = judge(coverage, answers(**partly)).implied
        if implied == "open":
            continue
        for name in [name for name in names if partly[name] is None]:
            for value in words[name]:
                assert judge(coverage, answers(**{**partly, name: value})).implied == implied


@pytest.mark.parametrize(
    ("found", "implied"),
    [
        ({"a": "not-met", "e": "met"}, "covered"),
        ({"a": "not-met", "e": "not-met"}, "not-covered"),
        ({"a": "not-met"}, "open"),
        ({"a": "met"}, "covered"),
        ({"e": "met"}, "covered"),
    ],
)
def test_an_exception_stands_for_its_criterion(found, implied):
    assert judge(policy(leaf("a", unless=leaf("e"))), answers(**found)).implied == implied


@pytest.mark.parametrize(
    ("found", "implied"),
    [
        ({"w": "not-met", "a": "not-met"}, "covered"),
        ({"w": "met", "a": "not-met"}, "not-covered"),
        ({"a": "not-met"}, "open"),
        ({"a": "met"}, "covered"),
        ({"w": "not-met"}, "covered"),
        ({"w": "met"}, "open"),
    ],
)
def test_a_criterion_under_a_condition(found, implied):
    assert judge(policy(leaf("a", applies_when=leaf("w"))), answers(**found)).implied == implied


@pytest.mark.parametrize(
    ("found", "implied"),
    [
        ({"x": "absent"}, "covered"),
        ({"x": "present"}, "open"),
        ({"x": "unclear"}, "open"),
        ({}, "open"),
        ({"x": "present", "e": "met"}, "covered"),
        ({"x": "present", "e": "not-met"}, "not-covered"),
    ],
)
def test_exclusions_and_their_exceptions(found, implied):
    coverage = policy(A, exclusions=[leaf("x", "X1", unless=leaf("e"))])
    assert judge(coverage, answers(a="met", **found)).implied == implied


@pytest.mark.parametrize(("exception", "implied"), [("met", "covered"), ("not-met", "not-covered"), (None, "open")])
def test_an_exception_inside_none_takes_the_obstacle_away(exception, implied):
    coverage = policy(group("g", "NONE", leaf("a", unless=leaf("e"))))
    assert judge(coverage, answers(a="met", e=exception)).implied == implied


def test_an_exclusion_decides_before_the_criteria():
    outcome = judge(policy(A, exclusions=[leaf("x", "X1")]), answers(x="present"))
    assert (outcome.implied, outcome.because) == ("not-covered", ("X1 present",))


def test_only_for_and_waived_for():
    coverage = policy(A, prerequisites=[leaf("p", only_for=["another"]), leaf("q", waived_for=["one"])])
    assert judge(coverage, answers(a="met", p="not-met", q="not-met")).implied == "covered"


def test_one_pathway_is_enough():
    coverage = policy(A, pathways=[B, C])
    assert judge(coverage, answers(a="met", b="not-met", c="met")).implied == "covered"
    assert judge(coverage, answers(a="met", b="not-met")).implied == "open"
    assert judge(coverage, answers(a="met", b="not-met", c="not-met")).because == ("b not met", "c not met")


def test_the_phase_requested_counts():
    coverage = policy(A, phases=[B, C])
    assert judge(coverage, answers(phase="track-b", a="met", b="met", c="not-met")).implied == "covered"
    assert judge(coverage, answers(phase="track-c", a="met", b="met", c="not-met")).implied == "not-covered"
    outcome = judge(coverage, answers(a="met", b="met"))
    assert (outcome.implied, outcome.because) == ("open", ("no phase of indication 1 is requested",))


@pytest.mark.parametrize(
    ("position", "implied"),
    [
        ("medically-necessary", "covered"),
        ("covered-in-study", "covered"),
        ("not-medically-necessary", "not-covered"),
        ("investigational", "not-covered"),
        ("not-addressed", "open"),
    ],
)
def test_positions(position, implied):
    assert judge(policy(A, position=position), answers(a="met")).implied == implied


def test_another_use_and_no_request():
    assert judge(policy(A), answers("other-use")).implied == "not-covered"
    assert judge(policy(A), answers("", a="met")).because == ("the indication requested is not stated",)


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        ({"a": "met"}, {"approve", "refer"}),
        ({"a": "not-met"}, {"deny", "refer"}),
        ({}, {"pend", "refer"}),
    ],
)
def test_the_determination_is_compared(found, fits):
    for determination in ("approve", "refer", "pend", "deny"):
        outcome = judge(policy(A), answers(**found) | {"outcome.determination": determination})
        assert (outcome.conflicts == ()) is (determination in fits), determination


def test_a_conflict_says_what_and_why():
    outcome = judge(
        policy(group("g", "ALL", A, leaf("b", "1.2"))),
        answers(a="met", b="not-met", g="met") | {"outcome.determination": "approve"},
    )
    assert outcome.because == ("1.2 not met",)
    assert outcome.conflicts == (
        "g is answered met, but its members make it not met",
        "the determination is 'approve', but the answers imply not covered",
    )


def test_a_group_with_an_exception_may_be_answered_either_way():
    coverage = policy(group("g", "ALL", A, unless=leaf("e")))
    for own in ("met", "not-met"):
        assert judge(coverage, answers(a="not-met", e="met", g=own)).conflicts == ()


def test_what_must_be_answered():
    coverage = policy(
        group("g", "ALL", leaf("a", unless=leaf("e")), leaf("b", applies_when=leaf("w"))),
        prerequisites=[leaf("p", only_for=["another"])],
        exclusions=[leaf("x", unless=leaf("y"))],
    )

    def names(**found):
        return {name.split(".")[1] for name in needed(coverage, answers(**found))}

    assert names() == {"a", "b", "w", "x"}
    assert names(a="not-met", w="not-met", x="present") == {"e", "y"}
    assert names(a="not-met", e="not-met") == set(), "the outcome is settled"
    assert needed(coverage, answers("other-use")) == set()


def test_a_limit_that_is_reached_ends_coverage():
    coverage = policy(A, limits=["devices"])
    assert judge(coverage, answers(a="met")).implied == "open"
    assert judge(coverage, answers(a="met")).because == ("not settled: devices",)
    assert judge(coverage, answers(a="met") | {"limit.devices.answer": "within"}).implied == "covered"
    assert judge(coverage, answers() | {"limit.devices.answer": "over"}).because == ("over the limit: devices",)
    assert needed(coverage, answers()) == {"criterion.a.answer", "limit.devices.answer"}


def test_real_policies_are_judged_to_the_end(first, demo):
    """All met and nothing present is covered; one thing against it is not."""
    for source in (first, demo):
        document = next(item for item in documents(source) if item.kind == "checklist-reviewer")
        coverage = json.loads(criteria_json(document))
        fields = [view.field for _, view in every_criterion(coverage_view(source.policy))]
        indication = coverage["indications"][0]
        values = {
            "requested.indication": indication["id"],
            "requested.phase": indication["phases"][0]["id"] if indication["phases"] else None,
        }
        values |= {f"criterion.{field}.answer": "met" for field in fields}
        values |= {f"limit.{limit['field']}.answer": "within" for limit in coverage["limits"]}
        # statements of which not all can hold at once
        values |= _untangled(coverage, values)
        assert judge(coverage, values).implied == "covered", judge(coverage, values).because
        first_exclusion = coverage["exclusions"]["absolute"][0]
        excluded = f"criterion.{first_exclusion['field']}.answer"
        assert judge(coverage, values | {excluded: "present"}).because == (f"{first_exclusion['number']} present",)


def _untangled(coverage: dict, values: dict) -> dict:
    """Of EXACTLY ONE leave one met, of NONE and of the exclusions none."""
    changed: dict[str, str] = {}
    for node in [*coverage["exclusions"]["absolute"], *coverage["exclusions"]["relative"]]:
        _deny(node, changed)

    def walk(node: dict) -> None:
        members = node.get("members", [])
        against = {"EXACTLY ONE": members[1:], "NONE": members}.get(node.get("connective"), [])
        for member in against:
            _deny(member, changed)
        for child in [*members, *(node[key] for key in ("unless", "applies_when") if key in node)]:
            if child not in against:
                walk(child)

    for node in coverage["prerequisites"]:
        walk(node)
    for item in coverage["indications"]:
        for root in [item["criteria"], *(track["criteria"] for key in ("pathways", "phases") for track in item[key])]:
            if root:
                walk(root)
    return changed


def _deny(node: dict, changed: dict) -> None:
    changed[f"criterion.{node['field']}.answer"] = "not-met"
    for member in node.get("members", []):
        _deny(member, changed)
