"""Files of cases: what may be written, and where each mistake is reported."""

from __future__ import annotations

import pytest

from generator.cases.read import read_cases
from generator.problem import SourceProblems
from tests.cases.example import ALL_MET, case, problems, run, write


def test_a_right_file_has_no_problems(tmp_path):
    assert problems(tmp_path, ALL_MET) == []


def test_a_case_takes_over_what_it_does_not_say(tmp_path):
    write(
        tmp_path,
        case(
            "title: Alone\nbased_on: all-met\nanswers: {mri: not-met}\nlimits: {trials-per-patient: 2}\nexpect: covered"
        ),
    )
    _, other = read_cases("clean", tmp_path).patients
    assert (other.use, other.phase) == ("pain", None)
    assert {name: written.value for name, written in other.answers.items() if name in ("mri", "scan")} == {
        "mri": "not-met",
        "scan": "met",
    }
    assert other.limits["trials-per-patient"].value == "2"


def test_a_phase_is_not_taken_over_into_another_use(tmp_path):
    cases = """\
  - {id: first, title: First, use: pain, phase: trial, pathway: short, expect: open}
  - {id: same, title: Same, based_on: first, expect: open}
  - {id: other, title: Other, based_on: first, use: headache, expect: open}
"""
    write(tmp_path, cases)
    _, same, other = read_cases("clean", tmp_path).patients
    assert (same.use, same.phase, same.pathway) == ("pain", "trial", "short")
    assert (other.use, other.phase, other.pathway) == ("headache", None, None)


# a case below the one that starts on line 4, whose own text starts on line 19, and how its mistake is reported
MISTAKES = {
    "unknown key": (
        "title: T\nbased_on: all-met\nexpct: covered",
        "21:5 SCHEMA-001 unknown key `expct` | did you mean",
    ),
    "unknown outcome": (
        "title: T\nbased_on: all-met\nexpect: coverd",
        "21:13 SCHEMA-004 `coverd` is not a known value",
    ),
    "unknown base": (
        "title: T\nbased_on: al-met\nexpect: covered",
        "20:15 CASE-003 there is no case `al-met` | did you mean `all-met`?",
    ),
    "own base": ("title: T\nbased_on: other\nexpect: covered", "20:15 CASE-003 `other` is based on `other`"),
    "no use": ("title: T\nexpect: covered", "18:5 CASE-004 the case `other` does not say which use is requested"),
    "unknown use": (
        "title: T\nuse: pian\nexpect: covered",
        "20:10 CASE-004 the policy has no indication `pian` | did you mean `pain`?",
    ),
    "unknown phase": (
        "title: T\nuse: pain\nphase: trial\nexpect: covered",
        "21:12 CASE-004 the indication `pain` has no phase `trial` | there are none",
    ),
    "unknown pathway": ("title: T\nuse: pain\npathway: p\nexpect: open", "21:14 CASE-004 the indication `pain` has no"),
    "unknown criterion": (
        "title: T\nbased_on: all-met\nanswers:\n  adlut: 30\nexpect: covered",
        "22:7 CASE-005 the policy uses no criterion `adlut` | did you mean `adult`?",
    ),
    "unknown limit": (
        "title: T\nbased_on: all-met\nlimits: {trial-per-patient: 1}\nexpect: covered",
        "21:14 CASE-005 the policy has no limit `trial-per-patient` | did you mean `trials-per-patient`?",
    ),
    "unknown edition": (
        "title: T\nbased_on: all-met\nexpect: covered\neditions: {north: {expect: open}}",
        "22:16 CASE-007 there is no edition `north` | there are none",
    ),
    "unknown decider": (
        "title: T\nbased_on: all-met\nexpect: covered\ndecided_by: [mir]",
        "22:18 CASE-007 the policy uses no criterion `mir` | did you mean `mri`?",
    ),
    "word for a requirement": (
        "title: T\nbased_on: all-met\nanswers: {mri: present}\nexpect: covered",
        "21:20 CASE-006 `mri`: `present` does not fit: the criterion is a requirement | answer met or not-met",
    ),
    "word for an exclusion": (
        "title: T\nbased_on: all-met\nanswers: {infection: not-met}\nexpect: covered",
        "21:26 CASE-006 `infection`: `not-met` does not fit: the criterion counts against coverage | "
        "answer present or absent",
    ),
    "word for a member of NONE": (
        "title: T\nbased_on: all-met\nanswers: {fracture: met}\nexpect: covered",
        "21:25 CASE-006 `fracture`: `met` does not fit: the criterion counts against coverage",
    ),
    "misspelled word": (
        "title: T\nbased_on: all-met\nanswers: {mri: mett}\nexpect: covered",
        "21:20 CASE-006 `mri`: `mett` is not an answer to this criterion | did you mean `met`?",
    ),
    "not applicable": (
        "title: T\nbased_on: all-met\nanswers: {mri: not-applicable}\nexpect: covered",
        "21:20 CASE-006 `mri`: the criterion applies to every patient | answer met or not-met",
    ),
    "group": (
        "title: T\nbased_on: all-met\nanswers: {imaging: met}\nexpect: covered",
        "21:24 CASE-006 `imaging`: this is a group: its members make it met or not | answer its members: mri, scan",
    ),
    "value without a threshold": (
        "title: T\nbased_on: all-met\nanswers: {mri: {value: 3}}\nexpect: covered",
        "21:20 CASE-006 `mri`: a value is given, but the criterion has no threshold",
    ),
    "no number": (
        "title: T\nbased_on: all-met\nanswers: {adult: old}\nexpect: covered",
        "21:22 CASE-006 `adult`: `old` is not a number | write a number in years",
    ),
    "wrong unit": (
        "title: T\nbased_on: all-met\nanswers: {adult: 30 months}\nexpect: covered",
        "21:22 CASE-006 `adult`: `months` is not the unit of the threshold | write a number in years",
    ),
    "days for a number": (
        "title: T\nbased_on: all-met\nanswers: {adult: {first: 2026-01-01, last: 2026-02-01}}\nexpect: covered",
        "21:22 CASE-006 `adult`: days are given, but the criterion compares a number",
    ),
    "length without a unit": (
        "title: T\nbased_on: all-met\nanswers: {care: {duration: 7, limit: 1}}\nexpect: covered",
        "21:21 CASE-006 `care`: `7` is not a length of time | write a number with its unit, such as `6 months`",
    ),
    "days in the wrong order": (
        "title: T\nbased_on: all-met\n"
        "answers: {care: {duration: {first: 2026-02-01, last: 2026-01-01}, limit: 1}}\nexpect: covered",
        "21:21 CASE-006 `care`: the last day is before the first",
    ),
    "no count": (
        "title: T\nbased_on: all-met\nanswers: {care: {duration: 7 months, limit: 1.5}}\nexpect: covered",
        "21:21 CASE-006 `care`: `1.5` is not a count",
    ),
    "one value for two thresholds": (
        "title: T\nbased_on: all-met\nanswers: {care: 7 months}\nexpect: covered",
        "21:21 CASE-006 `care`: the criterion has several thresholds | give a value for each: {duration: …, limit: …}",
    ),
    "another threshold": (
        "title: T\nbased_on: all-met\nanswers: {adult: {recency: 3 days}}\nexpect: covered",
        "21:22 CASE-006 `adult`: the criterion has no `recency` | it has: measure",
    ),
    "two ways": (
        "title: T\nbased_on: all-met\nanswers: {adult: {value: 3, measure: 4}}\nexpect: covered",
        "21:22 SCHEMA-005 give one of: a `value`",
    ),
    "half a time": (
        "title: T\nbased_on: all-met\nanswers: {care: {first: 2026-01-01}}\nexpect: covered",
        "21:21 SCHEMA-005 `first` and `last` go together",
    ),
    "no such day": (
        "title: T\nbased_on: all-met\nanswers: {care: {first: 2026-02-30, last: 2026-03-01}}\nexpect: covered",
        "21:29 SCHEMA-005 there is no such date in the calendar",
    ),
    "limit without a count": (
        "title: T\nbased_on: all-met\nlimits: {trials-per-patient: some}\nexpect: covered",
        "21:34 CASE-006 `trials-per-patient`: `some` is not a number | write a number in trials",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_reported_at_its_place(tmp_path, name):
    text, wanted = MISTAKES[name]
    (found,) = problems(tmp_path, case(text))
    assert found.startswith(wanted)


def test_two_cases_with_one_id(tmp_path):
    (found,) = problems(tmp_path, ALL_MET + ALL_MET)
    assert found.startswith("18:9 CASE-002 the case id `all-met` is used twice, first on line 4 | give one of them")


def test_all_mistakes_are_reported_at_once(tmp_path):
    found = problems(tmp_path, case("title: T\nbased_on: all-met\nanswers: {adlut: 1, mir: met}\nexpect: covered"))
    assert [item.split(" ")[1] for item in found] == ["CASE-005", "CASE-005"]


def test_a_mistake_that_others_take_over_is_reported_once(tmp_path):
    cases = ALL_MET.replace("mri: met", "mri: present") + "  - {id: b, title: B, based_on: all-met, expect: covered}\n"
    (found,) = problems(tmp_path, cases)
    assert found.startswith("10:12 CASE-006 `mri`")


def test_a_file_of_another_policy(tmp_path):
    write(tmp_path, ALL_MET)
    path = tmp_path / "policy" / "cases" / "clean.yaml"
    path.write_text(path.read_text().replace("policy: clean", "policy: clena"))
    with pytest.raises(SourceProblems) as error:
        read_cases("clean", tmp_path)
    assert [str(problem) for problem in error.value.problems] == [
        "policy/cases/clean.yaml:2:9: error CASE-001: the policy `clena` is not the file's name `clean`\n"
        "    make them the same"
    ]


def test_a_link_that_leads_out_is_refused(tmp_path):
    root = tmp_path / "root"
    write(root, ALL_MET)
    path = root / "policy" / "cases" / "clean.yaml"
    path.rename(tmp_path / "elsewhere.yaml")
    path.symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(SourceProblems):
        read_cases("clean", root)


VALUES = [
    ("adult: 17", "not-covered"),
    ("adult: 18", "covered"),
    ("adult: 18 years", "covered"),
    ("adult: {value: 18}", "covered"),
    ("adult: {finding: met, value: 18}", "covered"),
    ("adult: {measure: 17}", "not-covered"),
    ("adult: met", "covered"),
    ("adult: open", "open"),
    ("care: {duration: 6 months, limit: 4}", "covered"),
    ("care: {duration: 5 months, limit: 4}", "not-covered"),
    ("care: {duration: 6 months, limit: 5}", "not-covered"),
    ("care: {duration: 6 months}", "open"),
    ("care: {duration: {first: 2026-01-05, last: 2026-07-05}, limit: 4}", "covered"),
    ("care: {duration: {first: 2026-01-05, last: 2026-07-04}, limit: 4}", "not-covered"),
    ("care: {duration: 26 weeks, limit: 4}", "open"),
    ("care: {finding: not-met}", "not-covered"),
    ("smoker: not-met, quit: not-applicable", "covered"),
    ("smoker: not-met, quit: not-met", "covered"),
    ("quit: not-met", "not-covered"),
    ("fracture: present", "not-covered"),
    ("infection: present", "not-covered"),
]


@pytest.mark.parametrize(("answers", "expected"), VALUES)
def test_answers_come_to_an_outcome(tmp_path, answers, expected):
    report = run(tmp_path, case(f"title: T\nbased_on: all-met\nanswers: {{{answers}}}\nexpect: {expected}"))
    assert report.runs[-1].outcome.implied == expected
    assert report.problems == ()


@pytest.mark.parametrize(
    ("count", "expected"), [("2", "covered"), ("3", "not-covered"), ("within", "covered"), ("over", "not-covered")]
)
def test_a_count_is_compared_with_its_limit(tmp_path, count, expected):
    report = run(
        tmp_path, case(f"title: T\nbased_on: all-met\nlimits: {{trials-per-patient: {count}}}\nexpect: {expected}")
    )
    assert report.problems == ()
