"""Running cases: what is expected against what comes out, in which edition, because of what, and where both are."""

from __future__ import annotations

from generator.cases.coverage import coverage
from tests.cases.example import ALL_MET, case, problems, run

EDITIONS = """\
editions:
  - id: plain
    publisher: model
  - id: strict
    publisher: model
    changes:
      - action: amend
        criterion: adult
        with:
          statement: The patient is 21 years or older.
          measure: {name: Age, operator: ">=", value: 21, unit: years}
        direction: more-restrictive
        reason: An example.
"""


def test_a_failure_names_the_expectation_and_the_criterion_that_decided(tmp_path):
    cases = case("title: T\nbased_on: all-met\nanswers: {adult: 17}\nexpect: covered")
    report = run(tmp_path, cases)
    (problem,) = report.problems
    assert str(problem.place) == "policy/cases/clean.yaml:22:13"
    assert (
        problem.message == "case `other` on the policy as written: expected covered, but it is not covered: 1.1 not met"
    )
    line, column = place_of(tmp_path, "The patient is an adult.")
    assert problem.hint == f"decided by policy/clean.yaml:{line}:{column}: adult, The patient is an adult."


def place_of(root, text: str) -> tuple[int, int]:
    lines = (root / "policy" / "clean.yaml").read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if text in line)
    return at + 1, lines[at].index(text) + 1


def test_a_failure_in_the_other_direction_names_the_criteria_that_were_expected_to_decide(tmp_path):
    cases = case("title: T\nbased_on: all-met\nanswers: {scan: not-met}\nexpect: not-covered\ndecided_by: [imaging]")
    (problem,) = run(tmp_path, cases).problems
    assert problem.rule == "CASE-010" and "expected not covered, but it is covered" in problem.message
    assert problem.hint.startswith("expected to be decided by policy/clean.yaml:") and ": imaging" in problem.hint


def test_a_failure_without_any_names_where_the_criteria_are(tmp_path):
    (problem,) = run(tmp_path, ALL_MET.replace("expect: covered", "expect: not-covered")).problems
    line = place_of(tmp_path, "indications:")[0]
    assert problem.hint == f"the criteria start at policy/clean.yaml:{line}:3"


def test_an_edition_that_changes_the_policy_is_run_too_and_its_words_are_named(tmp_path):
    cases = case("title: T\nbased_on: all-met\nanswers: {adult: 19}\nexpect: covered")
    report = run(tmp_path, cases, editions=EDITIONS)
    assert [(item.patient.case.id, item.version.edition) for item in report.runs] == [
        ("all-met", ""),
        ("all-met", "strict"),
        ("other", ""),
        ("other", "strict"),
    ]
    (problem,) = report.problems
    assert problem.message.startswith("case `other` on edition strict: expected covered, but it is not covered")
    line, column = place_of(tmp_path, "The patient is 21 years")
    assert f"policy/clean.yaml:{line}:{column}: adult" in problem.hint


def test_a_case_says_what_differs_in_an_edition(tmp_path):
    text = (
        "title: T\nbased_on: all-met\nanswers: {adult: 19}\nexpect: covered\neditions: {strict: {expect: not-covered}}"
    )
    assert problems(tmp_path, case(text), editions=EDITIONS) == []
    wrong = text.replace("not-covered", "open")
    (found,) = problems(tmp_path, case(wrong), editions=EDITIONS)
    assert found.startswith("23:33 CASE-010 case `other` on edition strict: expected open, but it is not covered")


def test_an_edition_that_changes_nothing_is_run_where_a_case_names_it(tmp_path):
    text = "title: T\nbased_on: all-met\nexpect: covered\neditions: {plain: {expect: not-covered}}"
    (found,) = problems(tmp_path, case(text), editions=EDITIONS)
    assert "CASE-010 case `other` on edition plain: expected not covered, but it is covered" in found


DECIDERS = {
    "answers: {adult: 17}|[adult]": "",
    "answers: {adult: 17}|[mri]": "mri does not decide; adult also decides",
    "answers: {adult: 17, infection: present}|[infection]": "",
    "answers: {adult: 17, quit: not-met}|[adult]": "quit also decides",
    "answers: {mri: not-met, scan: not-met}|[imaging]": "",
    "answers: {mri: not-met, scan: not-met}|[mri, scan]": "",
    "answers: {mri: not-met, scan: not-met}|[mri]": "",
    "limits: {trials-per-patient: 3}|[trials-per-patient]": "",
}


def test_the_criteria_that_decide_are_compared(tmp_path):
    for text, wrong in DECIDERS.items():
        answers, _, names = text.partition("|")
        cases = case(f"title: T\nbased_on: all-met\n{answers}\nexpect: not-covered\ndecided_by: {names}")
        found = problems(tmp_path, cases)
        wanted = f"23:17 CASE-011 case `other` on the policy as written: {wrong}"
        assert [item.split(" | ")[0] for item in found] == ([wanted] if wrong else []), text


def test_what_alone_keeps_a_patient_covered_decides_too(tmp_path):
    cases = case("title: T\nbased_on: all-met\nanswers: {scan: not-met}\nexpect: covered\ndecided_by: [mri]")
    assert problems(tmp_path, cases) == []
    (found,) = problems(tmp_path, cases.replace("[mri]", "[scan]"))
    assert "scan does not decide" in found


def test_answers_that_contradict_each_other_fail(tmp_path):
    cases = case("title: T\nbased_on: all-met\nanswers: {adult: {finding: met, value: 17}}\nexpect: open")
    (found,) = problems(tmp_path, cases)
    assert found.startswith(
        "18:9 CASE-008 case `other` on the policy as written: answers contradict each other: 1.1 is"
    )


def test_not_applicable_where_the_condition_holds_fails(tmp_path):
    (found,) = problems(tmp_path, case("title: T\nbased_on: all-met\nanswers: {quit: not-applicable}\nexpect: open"))
    assert "CASE-008" in found and "is answered N/A, but it applies to the use requested" in found


def test_a_case_that_no_one_has_confirmed_is_a_warning(tmp_path):
    report = run(tmp_path, ALL_MET + "    confirmed: no\n")
    assert [(item.rule, item.severity, item.place.line) for item in report.problems] == [("CASE-012", "warning", 18)]
    assert not report.failed and report.unconfirmed == 1


def test_other_uses_and_positions(tmp_path):
    cases = """\
  - {id: other, title: Another use, use: other-use, expect: not-covered}
  - {id: headache, title: Headache, use: headache, expect: not-covered}
"""
    assert problems(tmp_path, cases) == []


def test_only_confirmed_cases_that_pass_cover_the_logic(tmp_path):
    def turned(cases: str) -> set[str]:
        return {name for _, name in coverage(run(tmp_path, cases)).turned}

    some = {"adult", "care", "quit", "fracture", "infection", "trials-per-patient"}
    assert turned(ALL_MET) == some
    assert turned(ALL_MET + "    confirmed: no\n") == set()
    assert turned(ALL_MET.replace("expect: covered", "expect: open")) == set()
    both = case("title: T\nbased_on: all-met\nanswers: {scan: not-met}\nexpect: covered")
    assert turned(both) == some | {"mri"}


def test_what_is_not_covered_is_listed_in_the_order_of_the_policy(tmp_path):
    found = coverage(run(tmp_path, ALL_MET))
    assert [name for _, name in found.missing] == ["mri", "scan", "smoker"]
    assert (found.total, found.percent, found.never) == (9, 66, ())


def test_criteria_that_lead_nowhere_are_reported(tmp_path):
    (found,) = problems(tmp_path, ALL_MET, coverage=BROKEN)
    assert "CASE-009 cases cannot be run: `use: nobody` names no criterion | run `policypress check`" in found


BROKEN = """\
coverage:
  summary: S.
  indications:
    - id: pain
      title: Pain
      position: medically-necessary
      statement: S.
      criteria: {id: all, all: [{use: nobody}]}
  other_uses: {position: investigational, statement: Nothing else.}
"""


def test_an_outcome_that_is_left_open_names_what_is_missing(tmp_path):
    (found,) = problems(tmp_path, case("title: T\nbased_on: all-met\nanswers: {adult: open}\nexpect: covered"))
    assert "expected covered, but it is open: 1.1 not answered or unclear | left open by policy/clean.yaml:" in found


def test_an_answer_that_two_versions_refuse_is_reported_once(tmp_path):
    editions = EDITIONS.replace("unit: years", "unit: months")
    (found,) = problems(tmp_path, ALL_MET.replace("adult: 30", "adult: old"), editions=editions)
    assert found.startswith("8:14 CASE-006 `adult`: `old` is not a number | write a number in years")


def test_days_and_lengths_at_the_end_of_the_calendar_are_judged(tmp_path):
    for length in ("{first: 9999-12-01, last: 9999-12-31}", "999999999999 years", "999999999999 weeks"):
        cases = case(f"title: T\nbased_on: all-met\nanswers: {{care: {{duration: {length}, limit: 1}}}}\nexpect: open")
        (found,) = problems(tmp_path, cases)
        assert "CASE-010" in found and ("not covered" in found) is length.startswith("{")
