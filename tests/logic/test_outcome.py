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
    return judge_form(tree_from_data(coverage), values).outcome


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


def why(coverage: dict, values: dict) -> tuple[str, ...]:
    return judge(coverage, values).because


def test_of_an_all_group_the_members_at_fault_are_named():
    inner = group("h", "ALL", B, C)
    coverage = policy(group("g", "ALL", A, inner))
    assert why(coverage, answers(a="not-met", b="not-met", c="met")) == ("a not met", "b not met")
    assert why(coverage, answers(a="met", b="met")) == ("c not answered or unclear",)
    outcome = judge(coverage, answers(a="not-met", b="not-met", c="not-met"))
    assert [node.field for node in outcome.deciding] == ["a", "b", "c"]
    assert why(policy(group("g", "ANY", A, B)), answers(a="not-met", b="not-met")) == ("g not met",)
    excepted = policy(group("g", "ALL", A, unless=leaf("e")))
    assert why(excepted, answers(a="not-met", e="not-met")) == ("a not met",)
    assert why(excepted, answers(a="not-met")) == ("g not answered or unclear",), "no member is open, the exception is"


def test_what_makes_a_use_covered():
    assert why(policy(A), answers(a="met")) == ("the criteria of 1 are met, and no exclusion is present",)
    phases = policy(A, phases=[leaf("b", "1.P1"), leaf("c", "1.P2")])
    assert why(phases, answers(phase="track-c", a="met", c="met")) == (
        "the criteria of 1.P2 are met, and no exclusion is present",
    )
    assert why(policy(A, pathways=[B, C]), answers(a="met", b="not-met", c="met")) == (
        "the criteria of 1 are met, and no exclusion is present",
    )


@pytest.mark.parametrize("position", ["investigational", "not-medically-necessary", "not-addressed"])
def test_the_position_alone_decides(position):
    outcome = judge(policy(A, position=position), answers(a="not-met"))
    assert outcome.because == ("the position on indication 1",)
    assert outcome.implied == "not-covered" and outcome.needed == frozenset()


def test_the_position_of_a_track_decides_on_its_way():
    coverage = policy(A, pathways=[B, C])
    coverage["indications"][0]["pathways"][0]["position"] = "investigational"
    assert judge(coverage, answers(a="met", b="met", c="not-met")).because == ("c not met",)
    assert needed(coverage, answers(a="met")) == {"criterion.c.answer"}, "no answer opens the way that is not covered"
    coverage["indications"][0]["pathways"][1]["position"] = "not-addressed"
    outcome = judge(coverage, answers(a="met", b="met", c="met"))
    assert (outcome.implied, outcome.because) == ("open", ("the position on indication 1",))
    coverage["indications"][0]["pathways"][0]["position"] = "covered-in-study"
    outcome = judge(coverage, answers(a="met", b="not-met", c="met"))
    assert (outcome.implied, outcome.because) == ("open", ("the position on indication 1",))


def test_exclusions_speak_before_limits_and_limits_beside_exclusions():
    coverage = policy(A, exclusions=[leaf("x", "X1"), leaf("y", "X2")], limits=["devices", "trials"])
    over = {"limit.devices.answer": "over", "limit.trials.answer": "within"}
    assert why(coverage, answers(a="met", x="present", y="present") | over) == ("X1 present", "X2 present")
    assert why(coverage, answers(a="not-met", x="absent", y="absent") | over) == ("a not met",)
    assert why(coverage, answers(a="met", x="absent", y="absent") | over) == ("over the limit: devices",)
    assert why(coverage, answers(x="absent") | over) == ("over the limit: devices",), "what is open decides nothing"


def test_an_exclusion_on_one_pathway_and_an_unmet_criterion_on_another():
    excluded = leaf("x", "X1", only_for=["track-b"])
    coverage = policy(A, pathways=[B, C], exclusions=[excluded])
    assert why(coverage, answers(a="met", b="met", c="not-met", x="present")) == ("X1 present", "c not met")
    assert why(coverage, answers(a="met", b="not-met", c="not-met", x="present")) == ("b not met", "c not met"), (
        "criteria that are not met on any way speak alone"
    )


def test_what_is_open_is_told_of_the_best_way():
    coverage = policy(
        None, pathways=[group("g", "ALL", A, B), C], exclusions=[leaf("x", "X1"), leaf("y", "X2")], limits=["devices"]
    )
    assert why(coverage, answers(x="absent")) == (
        "a not answered or unclear",
        "b not answered or unclear",
        "not settled: devices",
        "X2 not answered or unclear",
    )
    settled = {"limit.devices.answer": "within"}
    assert why(coverage, answers(a="met", b="not-met", x="absent", y="absent") | settled) == (
        "c not answered or unclear",
    )
    several = policy(group("h", "ALL", leaf("d"), leaf("e")), pathways=[group("g", "ANY", A, B), C])
    assert why(several, answers(d="met", e="met", c="met", a="not-met")) == (
        "the criteria of 1 are met, and no exclusion is present",
    )


def test_the_way_with_the_fewest_open_criteria_is_the_best():
    tracks = [leaf("b", applies_when=leaf("w")), C]
    coverage = policy(A, pathways=tracks, exclusions=[leaf("x", "X1", only_for=["track-b"])], limits=["devices"])
    said = why(coverage, answers(a="met"))
    assert said == ("c not answered or unclear", "not settled: devices")
    assert why(coverage, answers(a="met", x="absent")) == ("b not answered or unclear", "not settled: devices"), (
        "of equal ways the first"
    )


def test_phases_are_open_until_one_is_requested():
    coverage = policy(None, phases=[A, B])
    assert why(coverage, answers()) == (
        "a not answered or unclear",
        "no phase of indication 1 is requested",
    )
    assert why(coverage, answers(phase="track-b")) == ("b not answered or unclear",)
    assert judge(coverage, answers(a="met", b="met")).implied == "covered"
    assert judge(coverage, answers(a="not-met", b="not-met")).because == ("a not met", "b not met")


def test_what_must_be_answered_without_an_indication():
    coverage = policy(A, exclusions=[leaf("x")])
    second = policy(B)["indications"][0] | {"id": "two"}
    third = policy(C, position="investigational")["indications"][0] | {"id": "three"}
    coverage["indications"] += [second, third]
    assert needed(coverage, answers("")) == {f"criterion.{name}.answer" for name in "abx"}
    assert judge(coverage, answers("", a="not-met", b="not-met")).implied == "open"
    assert needed(coverage, answers("", a="not-met")) == {"criterion.b.answer", "criterion.x.answer"}


def test_what_must_be_answered_inside_groups():
    inner = group("h", "NONE", leaf("c", unless=leaf("f")), leaf("d", unless=leaf("e")))
    coverage = policy(group("g", "ANY", A, inner))

    def names(**found):
        return {name.split(".")[1] for name in needed(coverage, answers(**found))}

    assert names() == {"a", "c", "d"}
    assert names(c="met", d="not-met") == {"a", "f"}, "inside NONE, what is met calls on its exception"
    assert names(a="met") == set()
    coverage = policy(leaf("a", unless=leaf("e"), applies_when=leaf("w")))
    assert names() == {"a", "w"}
    assert names(a="not-met") == {"w", "e"}
    assert names(a="not-met", e="not-met") == {"w"}
    assert names(w="met") == {"a"}
    coverage = policy(leaf("a", applies_when=leaf("w", unless=leaf("v"))))
    assert names(w="not-met") == {"a", "v"}, (
        "a condition is a requirement: its exception is called on when it is not met"
    )
    assert names(w="met") == {"a"}
    coverage = policy(None, exclusions=[leaf("x", applies_when=leaf("w", unless=leaf("v")))])
    assert names(w="not-met") == {"x", "v"}
    coverage = policy(group("g", "ALL", leaf("b"), unless=leaf("e")), exclusions=[leaf("x", unless=leaf("y"))])
    assert names() == {"b", "x"}
    assert names(b="not-met", x="present") == {"e", "y"}
    assert names(b="met", x="absent") == set()


def test_what_must_be_answered_leaves_out_a_way_that_is_closed():
    coverage = policy(None, pathways=[group("g", "ALL", A, B), C])
    assert needed(coverage, answers(a="not-met")) == {"criterion.c.answer"}
    assert needed(coverage, answers()) == {f"criterion.{name}.answer" for name in "abc"}


def test_other_uses_by_their_position():
    coverage = policy(A)
    for position, implied in (
        ("medically-necessary", "covered"),
        ("covered-in-study", "covered"),
        ("investigational", "not-covered"),
        ("not-medically-necessary", "not-covered"),
        ("not-addressed", "open"),
    ):
        outcome = judge({**coverage, "other_uses": position}, answers("other-use"))
        assert (outcome.implied, outcome.because, outcome.needed) == (
            implied, ("another use is requested",), frozenset(),
        )  # fmt: skip


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
        # statements that cannot all be true at the same time
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
