"""Rules on the coverage logic: which criteria can be met together, at the values where that changes."""

from __future__ import annotations

import pytest

from .planting import CLEAN, expect

EXCLUSION = CLEAN[CLEAN.index("      - id: high-bmi\n") : CLEAN.index("  other_uses:\n")]
SCORE = '{name: pain, instrument: NRS, operator: ">=", value: 6, unit: points}'
SCORED = (
    '          - id: pain-score\n            statement: The pain score is at least 6 points on the 0-10 NRS.\n'
    f"            measure: {SCORE}\n"
)  # fmt: skip
AGE = 'measure: {name: age, operator: ">=", value: 18, unit: years}'
NAMELESS = ("pain, instrument: NRS, operator", "pain, operator")
PAIN = '{id: out, statement: X., measure: {name: pain, operator: "%s", value: %s, unit: points%s}}'


def excluded(row: str, kind: str = "absolute") -> tuple[str, str]:
    """Return the edit that makes a criterion the only exclusion."""
    return f"    absolute:\n{EXCLUSION}", f"    {kind}:\n      - {row}\n"


def pain(operator: str, value: object, more: str = "") -> str:
    return PAIN % (operator, value, more)


@pytest.mark.parametrize(
    ("members", "needed"), [(1, 1), (2, 2), (2, 3), (1, 2)], ids=["1 of 1", "2 of 2", "3 of 2", "2 of 1"]
)
def test_a_group_has_the_members_that_it_asks_for(tmp_path, members, needed):
    second = "              - {id: testing, statement: Testing confirms it.}\n"
    mark = "¦" if needed > members else ""
    edits = [("at_least: 2", f"at_least: {mark}{needed}"), *([(second, "")] if members == 1 else [])]
    found = expect(tmp_path, "CRIT-001", *edits)
    assert [p.message for p in found] == [f"at least {needed} of {members} members cannot be met"] * len(found)


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        (">=", "¦6"),
        (">=", "¦5"),
        (">=", "7"),
        (">", "¦5"),
        (">", "6"),
        ("<", "6"),
        ("<=", "6"),
        ("<=", "10"),
        ("=", "6"),
    ],
)
def test_an_exclusion_leaves_values_that_meet_the_criterion(tmp_path, operator, value):
    for kind in ("absolute", "relative"):
        expect(tmp_path, "CRIT-002", excluded(pain(operator, value), kind))


def test_an_exclusion_of_another_measure_leaves_them_all(tmp_path):
    for other in (
        pain(">=", 5).replace("name: pain", "name: fear"),
        pain(">=", 5).replace("unit: points", "unit: cm"),
        pain(">=", 5, ", instrument: ODI"),
        pain(">=", 5, ", at: follow-up"),
        pain(">=", 5, ", baseline: before surgery"),
    ):
        expect(tmp_path, "CRIT-002", excluded(other))
    expect(tmp_path, "CRIT-002", excluded(pain(">=", "¦5", ", instrument: nrs")))
    expect(tmp_path, "CRIT-002", excluded(pain(">=", "¦5").replace("name: pain", "name: ' PAIN.'")))
    # where one of the two names no instrument, they are compared
    expect(tmp_path, "CRIT-002", excluded(pain(">=", "¦5", ", instrument: NRS")), NAMELESS)
    expect(tmp_path, "CRIT-002", excluded(pain(">=", "¦5")), NAMELESS)


def test_an_exclusion_is_reported_once(tmp_path):
    more = SCORED + SCORED.replace("pain-score", "worse-score").replace("value: 6", "value: 7").replace(
        "least 6", "least 7"
    )
    found = expect(tmp_path, "CRIT-002", (SCORED, more), excluded(pain(">=", "¦5")))
    assert found[0].message == "everyone who meets `pain-score` (>= 6 points) is excluded by >= 5 points"
    assert found[0].hint == "required at clean.yaml:62:13; correct one of the thresholds"


@pytest.mark.parametrize(
    "condition",
    [
        "unless: {id: but, statement: But.}",
        "applies_when: {id: when, statement: When.}",
        "waived_for: [{track: trial, reason: R}, {track: permanent, reason: R}]",
    ],
)
def test_an_exclusion_with_a_way_out_leaves_them(tmp_path, condition):
    row = pain(">=", 5)
    expect(tmp_path, "CRIT-002", excluded(row.replace("statement: X.", f"statement: X., {condition}")))
    required = SCORED.replace("            measure", f"            {condition}\n            measure")
    expect(tmp_path, "CRIT-002", (SCORED, required), excluded(row))


@pytest.mark.parametrize(
    ("scope", "meets"),
    [("[back-pain]", True), ("[trial]", True), ("[back-pain, trial]", True), ("[permanent]", True), ("[]", True)],
)
def test_an_exclusion_of_one_use_leaves_nobody_in_it(tmp_path, scope, meets):
    value = "¦5" if meets else 5
    expect(tmp_path, "CRIT-002", excluded(pain(">=", value).replace("statement", f"only_for: {scope}, statement")))


@pytest.mark.parametrize(
    ("group", "rules_out"),
    [
        ("any: [ROW, {id: o, statement: O.}]", True),
        ("any: [ROW]", True),
        ("all: [ROW]", True),
        ("all: [ROW, {id: o, statement: O.}]", False),
        ("at_least: 1, of: [ROW, {id: o, statement: O.}]", True),
        ("at_least: 2, of: [ROW, {id: o, statement: O.}]", False),
        ("exactly_one: [ROW, {id: o, statement: O.}]", False),
        ("none: [ROW, {id: o, statement: O.}]", False),
    ],
)
def test_a_member_of_an_exclusion_rules_out_alone_or_not(tmp_path, group, rules_out):
    row = pain(">=", "¦5" if rules_out else 5)
    expect(tmp_path, "CRIT-002", excluded("{id: g, " + group.replace("ROW", row) + "}"))


@pytest.mark.parametrize(
    ("group", "needed"),
    [
        ("all: [ROW, {id: o, statement: O.}]", True),
        ("any: [ROW]", True),
        ("any: [ROW, {id: o, statement: O.}]", False),
        ("at_least: 1, of: [ROW, {id: o, statement: O.}]", False),
        ("exactly_one: [ROW, {id: o, statement: O.}]", False),
    ],
)
def test_a_member_of_a_required_group_is_needed_or_not(tmp_path, group, needed):
    row = "{id: p, statement: P., measure: " + SCORE + "}"
    required = (SCORED, "          - {id: g, " + group.replace("ROW", row) + "}\n")
    expect(tmp_path, "CRIT-002", required, excluded(pain(">=", "¦5" if needed else 5)))


@pytest.mark.parametrize(("value", "rules_out"), [("¦18", True), ("17", True), ("19", False)])
def test_what_no_member_may_be_is_an_exclusion(tmp_path, value, rules_out):
    # NONE of (age at least N) together with age at least 18
    value = "¦" + value.removeprefix("¦") if rules_out else value
    for members in ("", ", {id: o, statement: O.}"):
        row = f'{{id: old, statement: Old., measure: {{name: age, operator: ">=", value: {value}, unit: years}}}}'
        group = f"          - {{id: g, none: [{row}{members}]}}\n"
        expect(tmp_path, "CRIT-002", (SCORED, group))
    nested = f"          - {{id: g, none: [{{id: i, any: [{row}, {{id: o, statement: O.}}]}}]}}\n"
    expect(tmp_path, "CRIT-002", (SCORED, nested))
    nested = f"          - {{id: g, none: [{{id: i, all: [{row.replace('¦', '')}, {{id: o, statement: O.}}]}}]}}\n"
    expect(tmp_path, "CRIT-002", (SCORED, nested))


def test_the_same_words_cannot_be_asked_for_and_ruled_out(tmp_path):
    expect(tmp_path, "CRIT-002", excluded("¦{id: x, statement: ADULTS of 18 years or older!}"))
    expect(tmp_path, "CRIT-002", excluded("{id: x, statement: Adults of 19 years or older.}"))
    expect(tmp_path, "CRIT-002", excluded("¦{use: pain-score}"))
    expect(tmp_path, "CRIT-002", excluded("¦{use: testing}"))  # both members are needed
    expect(tmp_path, "CRIT-002", ("at_least: 2", "at_least: 1"), excluded("{use: testing}"))
    expect(tmp_path, "CRIT-002", excluded("{use: nobody}"))
    expect(tmp_path, "CRIT-002", excluded("{id: g, any: [{id: o, statement: O.}, ¦{use: testing}]}"))
    either = "at_least: 2\n            of:\n              - {id: imaging, statement: Imaging confirms it.}\n"
    group = "{id: g, any: [¦{use: two-of}, {id: o, statement: O.}]}"
    expect(tmp_path, "CRIT-002", excluded(group), (either, "any:\n"))


def test_durations_of_one_thing_are_compared(tmp_path):
    row = '{id: x, statement: X., duration: {operator: ">=", value: %s, unit: %s, of: %s}}'
    expect(tmp_path, "CRIT-002", excluded(row % ("¦6", "month", "Pain")))
    expect(tmp_path, "CRIT-002", excluded(row % (7, "month", "pain")))
    expect(tmp_path, "CRIT-002", excluded(row % (6, "month", "numbness")))
    expect(tmp_path, "CRIT-002", excluded(row % (6, "week", "pain")))
    nameless = '{id: x, statement: X., duration: {operator: ">=", value: 6, unit: month}}'
    expect(tmp_path, "CRIT-002", excluded(nameless))
    expect(tmp_path, "CRIT-002", excluded(nameless), ("unit: month, of: pain}", "unit: month}"))


def beside(measure: str, more: str = "") -> tuple[str, str]:
    """Return the edit that adds a prerequisite with a measure of the age."""
    row = f"    - {{id: other, {more}statement: Other., measure: {{name: age, {measure}, unit: year}}}}\n"
    return "    - id: pain-duration\n", row + "    - id: pain-duration\n"


@pytest.mark.parametrize(
    ("measure", "meets"),
    [
        ('operator: "<", value: ¦18', False),
        ('operator: "<", value: 18.1', True),
        ('operator: "<=", value: 18', True),
        ('operator: "<=", value: ¦17.9', False),
        ('operator: "=", value: 18', True),
        ('operator: "=", value: ¦17', False),
        ("operator: between, value: 10, upper: 18", True),
        ("operator: between, value: ¦10, upper: 17", False),
        ('operator: ">=", value: ¦10, below: 18', False),
        ('operator: ">=", value: 10, below: 19', True),
        ('operator: ">", value: 80', True),
    ],
)
def test_thresholds_that_must_be_met_have_a_value_in_common(tmp_path, measure, meets):
    assert meets == ("¦" not in measure)
    expect(tmp_path, "CRIT-003", beside(measure))


def test_a_message_shows_both_thresholds(tmp_path):
    found = expect(tmp_path, "CRIT-003", beside("operator: between, value: ¦10, upper: 17"))
    assert found[0].message == "between 10 and 17 year and >= 18 years (`adult`) cannot both be met"
    assert "clean.yaml:48:7" in found[0].hint
    found = expect(tmp_path, "CRIT-003", beside('operator: ">=", value: ¦10, below: 17'))
    assert found[0].message == ">= 10 and < 17 year and >= 18 years (`adult`) cannot both be met"
    unitless = (AGE, 'measure: {name: age, operator: ">=", value: 18}')
    found = expect(tmp_path, "CRIT-003", unitless, (beside('operator: "<", value: ¦9')[0],
                   beside('operator: "<", value: ¦9')[1].replace(", unit: year", "")))  # fmt: skip
    assert found[0].message == "< 9 and >= 18 (`adult`) cannot both be met"


@pytest.mark.parametrize(("trial", "permanent", "meets"), [("<", ">=", True), (">=", "<", True)])
def test_criteria_of_two_phases_need_not_be_met_together(tmp_path, trial, permanent, meets):
    row = "criteria: {id: %s-ok, statement: S., measure: {name: score, operator: '%s', value: %s5, unit: points}}"
    edits = [
        ("criteria: {id: trial-ok, statement: A trial is planned., only_for: [trial]}", row % ("trial", trial, "")),
        ("criteria: {id: permanent-ok, statement: The trial succeeded.}", row % ("permanent", permanent, "")),
    ]
    expect(tmp_path, "CRIT-003", *edits)
    expect(tmp_path, "CRIT-006", *edits)


def test_a_phase_and_its_indication_are_met_together(tmp_path):
    row = "criteria: {id: trial-ok, statement: S., measure: {name: pain, operator: '<', value: ¦6, unit: points}}"
    expect(tmp_path, "CRIT-003", ("criteria: {id: trial-ok, statement: A trial is planned., only_for: [trial]}", row))
    other = row.replace("'<', value: ¦6", "'<=', value: 6")
    expect(tmp_path, "CRIT-003", ("criteria: {id: trial-ok, statement: A trial is planned., only_for: [trial]}", other))


def test_two_ranges_may_overlap(tmp_path):
    ranged = (AGE, "measure: {name: age, operator: between, value: 18, upper: 65, unit: years}")
    expect(tmp_path, "CRIT-006", ranged, beside("operator: between, value: 20, upper: 70"))
    expect(tmp_path, "CRIT-003", ranged, beside("operator: between, value: 65, upper: 70"))
    expect(tmp_path, "CRIT-003", ranged, beside("operator: between, value: ¦66, upper: 70"))
    exact = (AGE, 'measure: {name: age, operator: "=", value: 18, unit: years}')
    expect(tmp_path, "CRIT-006", exact, beside('operator: "=", value: 20'))  # CRIT-003


def test_a_criterion_is_not_compared_with_itself(tmp_path):
    expect(tmp_path, "CRIT-006", ("          - use: failed-care\n", "          - use: adult\n          - use: adult\n"))


@pytest.mark.parametrize(
    ("measure", "once"),
    [
        ('operator: ">=", value: 18', True),
        ('operator: ">=", value: ¦19', False),
        ('operator: ">=", value: ¦17', False),
        ('operator: ">", value: ¦18', False),
        ('operator: "<=", value: 65', True),
        ("operator: between, value: 20, upper: 65", True),
        ('operator: ">=", value: 20, below: 65', True),
        ('operator: ">", value: 20, upper: 65', True),
        ('operator: "=", value: 20', True),
    ],
)
def test_a_bound_is_stated_once(tmp_path, measure, once):
    assert once == ("¦" not in measure)
    found = expect(tmp_path, "CRIT-006", beside(measure))
    assert all("clean.yaml:48:7" in p.hint for p in found)


@pytest.mark.parametrize(
    ("operator", "value", "once"),
    [("<", "18", True), ("<", "¦21", False), ("<=", "¦17", False), (">", "80", True), (">=", "21", True)],
)
def test_an_exclusion_states_the_same_bound(tmp_path, operator, value, once):
    row = f'{{id: out, statement: X., measure: {{name: age, operator: "{operator}", value: {value}, unit: years}}}}'
    expect(tmp_path, "CRIT-006", excluded(row))
    expect(tmp_path, "CRIT-006", excluded(row.replace("¦", "").replace("statement", "only_for: [x, y], statement")),
           (AGE, AGE + "\n      only_for: [z]"))  # fmt: skip
