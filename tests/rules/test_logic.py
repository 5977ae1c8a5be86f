"""Rules on who is covered: edits that let nobody in, keep nobody out, or leave a criterion without effect."""

from __future__ import annotations

import pytest

from .planting import expect, uses

TESTING = "              - {id: testing, statement: Testing confirms it.}\n"
AGE = "{id: %s, statement: X., measure: {name: age, operator: '%s', value: %s, unit: years}}"
TRIAL = "criteria: {id: trial-ok, statement: A trial is planned., only_for: [trial]}"


def age(name: str, operator: str, value: int) -> str:
    return AGE % (name, operator, value)


@pytest.mark.parametrize(("value", "nobody"), [(18, True), (19, False)], ids=["under 18", "under 19"])
def test_nobody_meets_contradictory_criteria(tmp_path, value, nobody):
    mark = "¦" if nobody else ""
    found = expect(
        tmp_path,
        "LOGIC-001",
        ("- id: trial\n", f"- id: {mark}trial\n"),
        (TRIAL, f"criteria: {{id: trial-ok, any: [{age('child', '<', value)}]}}"),
    )
    expected = ["no patient can be covered for phase `trial`: its criteria and exclusions cannot all be satisfied"]
    assert [problem.message for problem in found] == (expected if nobody else [])


def test_a_member_for_another_phase_does_not_count(tmp_path):
    """AT LEAST 2 of two members, one of which is for the trial alone: nobody gets to the permanent phase."""
    expect(
        tmp_path,
        "LOGIC-001",
        ("- id: permanent\n", "- id: ¦permanent\n"),
        (TESTING, TESTING.replace("id: testing,", "id: testing, only_for: [trial],")),
    )


def test_an_exclusion_of_everybody_is_seen_through_groups(tmp_path):
    excluded = f"{{id: any-age, any: [{age('young', '<', 40)}, {age('old', '>=', 40)}]}}"
    assert not expect(tmp_path, "LOGIC-001", ("- id: high-bmi\n", f"- {excluded}\n      - id: high-bmi\n"))
    same = "      - {id: no-adults, none: [{id: nobody, none: [{use: adult}]}]}\n"
    expect(
        tmp_path,
        "LOGIC-001",
        ("- id: trial\n", "- id: ¦trial\n"),
        ("- id: permanent\n", "- id: ¦permanent\n"),
        ("      - id: high-bmi\n", f"{same}      - id: high-bmi\n"),
    )


def test_a_position_that_covers_nobody_needs_no_patient(tmp_path):
    contradiction = (TRIAL, f"criteria: {{id: trial-ok, any: [{age('child', '<', 18)}]}}")
    position = "      position: medically-necessary\n"
    assert not expect(tmp_path, "LOGIC-001", contradiction, (position, position.replace("medically", "not-medically")))


BOTH = "{id: g, any: [{id: mri, statement: X.}, {id: no-mri, none: [{use: mri}]}]}"


def test_everybody_is_covered(tmp_path):
    (found,) = expect(tmp_path, "LOGIC-002", uses(BOTH))
    assert found.message == "every patient is covered for indication `back-pain`: its criteria exclude nobody"
    limits = "  limits:\n    - {count: 1, unit: device, per: patient, lifetime: true}\n"
    expect(tmp_path, "LOGIC-002", uses(BOTH, more=limits))
    old, new = uses(BOTH.replace("none: [{use: mri}]", "none: [{id: ct, statement: Y.}]"))
    assert not expect(tmp_path, "LOGIC-002", (old, new.replace("¦", "")))


def test_a_use_without_criteria_is_meant_for_everybody(tmp_path):
    old, new = uses("{id: g, statement: X.}")
    expect(tmp_path, "LOGIC-002", (old, new.replace("¦", "").replace("      criteria: {id: g, statement: X.}\n", "")))


def test_a_limit_is_no_criterion_that_never_decides(tmp_path):
    limits = "  limits:\n    - {count: 1, unit: device, per: patient, lifetime: true}\n  exclusions:\n"
    for rule in ("LOGIC-003", "LOGIC-004"):
        expect(tmp_path, rule, ("  exclusions:\n", limits))


@pytest.mark.parametrize(
    ("member", "decides"),
    [
        ("{id: proof, any: [{use: failed-care}, {id: biopsy, statement: ¦A biopsy.}]}", False),
        ("{id: proof, any: [{id: ct, statement: A CT.}, {id: biopsy, statement: A biopsy.}]}", True),
        ("{id: proof, at_least: 2, of: [{use: failed-care}, {id: biopsy, statement: A biopsy.}]}", True),
    ],
    ids=["implied by a requirement", "an alternative", "two are needed"],
)
def test_a_criterion_that_never_decides(tmp_path, member, decides):
    row = member.replace("¦", "").replace("{id: biopsy", "¦{id: biopsy" if not decides else "{id: biopsy")
    found = expect(
        tmp_path, "LOGIC-003", ("          - use: failed-care\n", f"          - use: failed-care\n          - {row}\n")
    )
    assert [problem.message for problem in found] == [
        "`biopsy` never decides whether a patient is covered: the other criteria settle it"
    ] * (not decides)


@pytest.mark.parametrize(
    ("operator", "value", "mark"),
    [(">=", 18, ""), (">=", 17, "¦"), (">", 17, "¦"), ("<", 90, "")],
    ids=["the same", "implied", "implied, not included", "another side"],
)
def test_a_threshold_that_another_one_implies(tmp_path, operator, value, mark):
    planned = "{id: planned, statement: A trial is planned.}"
    member = age("trial-ok", operator, value).replace("measure: ", f"measure: {mark}")
    row = f"criteria: {{id: trial-either, any: [{planned}, {member}]}}"
    found = expect(tmp_path, "LOGIC-004", (TRIAL, row))
    assert len(found) == bool(mark)


def test_a_threshold_stated_twice_is_reported_once(tmp_path):
    row = f"criteria: {age('trial-ok', '>=', 17)}"
    assert not expect(tmp_path, "LOGIC-004", (TRIAL, row))
    assert len(expect(tmp_path, "CRIT-006", (TRIAL, row.replace("value: ", "value: ¦")))) == 1


def test_an_edition_that_covers_nobody(tmp_path):
    edition = (
        "editions:\n  - id: own\n    artifacts: [lcd-draft]\n    changes:\n"
        "      - ¦{action: replace, criterion: trial-ok, direction: more-restrictive, reason: R,\n"
        f"         with: {age('trial-ok', '<', 18)}}}\nhistory:\n"
    )
    expect(tmp_path, "LOGIC-001", ("history:\n", edition))
