"""Which uses can be covered: by the positions of an indication, its phases and pathways, and by what all share."""

from __future__ import annotations

import pytest

from .planting import CLEAN, INDICATIONS, expect, uses

AGE = "{id: young, statement: X., measure: {name: age, operator: '<', value: 18, unit: years}}"
BOTH = "{id: g, any: [{id: mri, statement: X.}, {id: no-mri, none: [{use: mri}]}]}"
PHASES = CLEAN[CLEAN.index("      phases:\n") : CLEAN.index("  exclusions:\n")]
CHILD = "{id: child, any: [" + AGE + "]}"  # beside adults, nobody


@pytest.mark.parametrize(
    ("use", "phase", "mark"),
    [
        ("medically-necessary", "", "¦"),
        ("medically-necessary", "position: investigational, ", ""),
        ("investigational", "position: medically-necessary, ", "¦"),
        ("investigational", "", ""),
    ],
)
def test_a_phase_may_have_a_position_of_its_own(tmp_path, use, phase, mark):
    position = ("      position: medically-necessary\n", f"      position: {use}\n")
    row = f"      phases:\n        - {{id: {mark}trial, title: T, kind: trial, {phase}criteria: {CHILD}}}\n"
    found = expect(tmp_path, "LOGIC-001", position, (PHASES, row))
    assert all("for phase `trial`" in p.message for p in found)


@pytest.mark.parametrize(
    ("use", "first", "second", "mark"),
    [
        ("medically-necessary", "", "", "¦"),
        ("medically-necessary", "position: investigational, ", "position: investigational, ", ""),
        ("investigational", "position: medically-necessary, ", "", "¦"),
        ("investigational", "", "", ""),
    ],
)
def test_a_pathway_may_have_a_position_of_its_own(tmp_path, use, first, second, mark):
    position = ("      position: medically-necessary\n", f"      position: {mark}{use}\n")
    rows = "".join(
        f"        - {{id: {name}, title: T, kind: pathway, {own}criteria: {CHILD.replace('id: ', f'id: {name}-')}}}\n"
        for name, own in (("one", first), ("two", second))
    )
    found = expect(tmp_path, "LOGIC-001", position, (PHASES, f"      pathways:\n{rows}"))
    assert all("for indication `back-pain`" in p.message for p in found)


@pytest.mark.parametrize(
    ("common", "reported"),
    [
        (f"  prerequisites: [{BOTH}]\n", True),
        (f"  exclusions: {{absolute: [{{id: n, none: [{BOTH}]}}]}}\n", True),
        (f"  exclusions: {{relative: [{{id: n, none: [{BOTH}]}}]}}\n", True),
        ("", False),
    ],
    ids=["prerequisites", "exclusions", "relative exclusions", "nothing"],
)
def test_what_all_uses_have_in_common_may_keep_nobody_out(tmp_path, common, reported):
    use = (
        "  indications:\n    - id: back-pain\n      title: Back pain\n"
        f"      position: {'¦' if reported else ''}medically-necessary\n      statement: It is.\n"
    )
    expect(tmp_path, "LOGIC-002", (INDICATIONS, common + use))


def test_limits_keep_nobody_out(tmp_path):
    """Whether a limit is reached is not asked for: it turns up long after the first request."""
    limits = "  limits:\n    - {count: 1, unit: device, per: patient, lifetime: true}\n"
    expect(tmp_path, "LOGIC-002", uses(BOTH, more=limits))
    old, new = uses("{id: c, statement: X.}", more=limits)
    for rule in ("LOGIC-001", "LOGIC-002", "LOGIC-003"):
        expect(tmp_path, rule, (old, new.replace("¦", "")))


def test_a_statement_of_a_group_that_is_used_is_where_the_use_is(tmp_path):
    group = ("at_least: 2\n            of:\n", "all:\n")
    for row in ("¦{use: imaging}", "{id: g, any: [{id: o, statement: O.}, ¦{use: imaging}]}"):
        expect(tmp_path, "CRIT-002", group, ("      - id: high-bmi\n", f"      - {row}\n      - id: high-bmi\n"))
    either = ("    - id: failed-care\n", "    - {id: either, any: [{use: imaging}, {id: ct, statement: CT.}]}\n")
    shared = (either[0], either[1] + either[0])
    used = (
        "      - id: high-bmi\n",
        "      - {id: g, any: [¦{use: either}, {id: o, statement: O.}]}\n      - id: high-bmi\n",
    )
    expect(tmp_path, "CRIT-002", group, shared, used)
    expect(tmp_path, "CRIT-002", group, shared, (used[0], "      - ¦{use: either}\n" + used[0]))


@pytest.mark.parametrize("row", ["¦{use: deep}", "{id: g, any: [{id: o, statement: O.}, ¦{use: deep}]}"])
def test_what_is_wrong_inside_a_group_that_is_used_is_one_problem(tmp_path, row):
    deep = "    - {id: deep, any: [{id: inner, any: [{use: imaging}, {use: testing}]}, {id: ct, statement: CT.}]}\n"
    found = expect(
        tmp_path,
        "CRIT-002",
        ("    - id: failed-care\n", f"{deep}    - id: failed-care\n"),
        ("      - id: high-bmi\n", f"      - {row}\n      - id: high-bmi\n"),
    )
    assert found[0].message == "`imaging` must be met but is also an exclusion"
