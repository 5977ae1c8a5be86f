"""`policypress test` and `cases suggest` as people and scripts use them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.main import main
from tests.cases.example import ALL_MET, case, write

FAILING = case("title: T\nbased_on: all-met\nanswers: {adult: 17}\nexpect: covered")


def call(root: Path, *words: str):
    return CliRunner().invoke(main, [*words, "--root", str(root)])


def test_cases_that_pass(tmp_path):
    write(tmp_path, ALL_MET)
    done = call(tmp_path, "test")
    assert done.exit_code == 0
    assert done.stderr == "clean: 1 case: 0 failed, logic covered: 6 of 9 (66%)\n"
    assert done.stdout.splitlines()[0].startswith("no case in which `mri` alone decides on the policy as written: ")
    assert len(done.stdout.splitlines()) == 3


def test_a_case_that_fails(tmp_path):
    write(tmp_path, FAILING)
    done = call(tmp_path, "test", "clean")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "policy/cases/clean.yaml:22:13: error CASE-010: case `other` on the policy as written"
    )
    assert re.search(r"^    decided by policy/clean.yaml:\d+:\d+: adult, ", done.stdout, re.M)
    assert "clean: 2 cases: 1 failed" in done.stderr


def test_files_are_named_from_the_current_folder(tmp_path, monkeypatch):
    write(tmp_path / "payer", FAILING)
    monkeypatch.chdir(tmp_path)
    done = call(Path("payer"), "test")
    assert done.stdout.startswith("payer/policy/cases/clean.yaml:22:13: error")
    assert re.search(r"^    decided by payer/policy/clean.yaml:\d+", done.stdout, re.M)
    assert "no case in which `mri` alone decides on the policy as written: payer/policy/clean.yaml:" in done.stdout


def test_without_cases(tmp_path):
    write(tmp_path, None)
    done = call(tmp_path, "test")
    assert (done.exit_code, done.stderr) == (0, "no policy was tested: none has a file in policy/cases/\n")
    named = call(tmp_path, "test", "clean")
    assert named.exit_code == 1
    assert named.stdout.startswith("policy/cases/clean.yaml:1:1: error CASE-001: the policy `clean` has no cases\n")
    assert call(tmp_path, "test", "--require-coverage", "1").exit_code == 1


def test_cases_of_no_policy(tmp_path):
    write(tmp_path, ALL_MET)
    (tmp_path / "policy/cases/clena.yaml").write_text("format: 1\npolicy: clena\n")
    done = call(tmp_path, "test")
    assert done.exit_code == 1
    assert done.stdout.startswith("policy/cases/clena.yaml:1:1: error CASE-001: there is no policy `clena`")


def test_an_unconfirmed_case_fails_only_a_final_test(tmp_path):
    write(tmp_path, ALL_MET + "    confirmed: no\n")
    done = call(tmp_path, "test")
    assert done.exit_code == 0 and "warning CASE-012" in done.stdout and "1 not confirmed" in done.stderr
    assert call(tmp_path, "test", "--final").exit_code == 1
    write(tmp_path, ALL_MET)
    assert call(tmp_path, "test", "--final").exit_code == 0


@pytest.mark.parametrize(("percent", "code"), [(66, 0), (67, 1)])
def test_coverage_can_be_required(tmp_path, percent, code):
    write(tmp_path, ALL_MET)
    done = call(tmp_path, "test", "--require-coverage", str(percent))
    assert done.exit_code == code
    message = "policy/cases/clean.yaml:3:1: error CASE-013: the cases cover 66% of the logic, and 67% is required\n"
    assert done.stdout.startswith(message) is bool(code)


def test_a_percentage_is_at_most_100(tmp_path):
    assert call(tmp_path, "test", "--require-coverage", "101").exit_code == 2


def test_json(tmp_path):
    write(tmp_path, FAILING)
    done = call(tmp_path, "test", "--format", "json")
    data = json.loads(done.stdout)
    (policy,) = data["policies"]
    assert done.exit_code == 1 and data["format"] == 1
    assert [(item["case"], item["expected"], item["outcome"], item["passed"]) for item in policy["cases"]] == [
        ("all-met", "covered", "covered", True),
        ("other", "covered", "not-covered", False),
    ]
    assert policy["cases"][1]["decided_by"] == ["adult"] and policy["cases"][1]["turned_by"] == ["adult"]
    assert policy["coverage"]["percent"] == 66
    assert [item["criterion"] for item in policy["coverage"]["missing"]] == ["mri", "scan", "smoker"]
    assert [item["rule"] for item in data["problems"]] == ["CASE-010"]


def test_junit(tmp_path):
    write(tmp_path, FAILING + "    confirmed: no\n")
    (tmp_path / "policy/cases/clena.yaml").write_text("format: 1\npolicy: clena\n")
    top = ET.fromstring(call(tmp_path, "test", "--format", "junit").stdout)
    suite, others = top.findall("testsuite")
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("clean, the policy as written", "2", "1")
    assert suite.find("properties/property").attrib == {"name": "logic covered", "value": "66%"}
    failed = suite.findall("testcase")[1]
    assert (failed.get("name"), failed.get("file"), failed.get("line")) == ("other", "policy/cases/clean.yaml", "22")
    assert failed.find("failure").get("type") == "CASE-010" and "decided by policy/clean.yaml" in failed[0].text
    assert [(item.get("name").split()[0], item[0].tag) for item in others] == [
        ("CASE-012", "system-out"),
        ("CASE-001", "failure"),
    ]


def test_github_marks_both_files(tmp_path):
    write(tmp_path, FAILING)
    lines = call(tmp_path, "test", "--format", "github").stdout.splitlines()
    assert lines[0].startswith("::error file=policy/cases/clean.yaml,line=22,col=13,title=CASE-010::case `other`")
    assert re.match(
        r"::warning file=policy/clean.yaml,line=\d+,col=\d+,title=CASE-010::decides the case `other`", lines[1]
    )


def test_suggested_cases_are_printed_and_then_written_once(tmp_path):
    write(tmp_path, None)
    printed = call(tmp_path, "cases", "suggest", "clean")
    assert printed.exit_code == 0 and not list((tmp_path / "policy/cases").iterdir())
    written = call(tmp_path, "cases", "suggest", "clean", "--write")
    path = tmp_path / "policy/cases/clean.yaml"
    assert path.read_text(encoding="utf-8") == printed.stdout
    count = printed.stdout.count("    confirmed: no")
    assert written.stdout == f"wrote {count} cases into {path}; confirm each of them\n"
    again = call(tmp_path, "cases", "suggest", "clean", "--write")
    assert again.stderr == "clean: nothing to suggest; its cases have them all\n"
    assert path.read_text(encoding="utf-8") == printed.stdout


def test_suggested_cases_pass_and_cover_everything_once_they_are_confirmed(tmp_path):
    write(tmp_path, None)
    call(tmp_path, "cases", "suggest", "clean", "--write")
    assert call(tmp_path, "test", "--require-coverage", "100").exit_code == 1
    path = tmp_path / "policy/cases/clean.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    confirmed: no\n", ""), encoding="utf-8")
    assert call(tmp_path, "test", "--final", "--require-coverage", "100").exit_code == 0


def test_a_person_s_file_is_added_to_and_not_changed(tmp_path):
    own = ALL_MET.replace("- id: all-met", "- id: ours   # kept")
    write(tmp_path, own)
    path = tmp_path / "policy/cases/clean.yaml"
    before = path.read_text(encoding="utf-8")
    assert call(tmp_path, "cases", "suggest", "clean", "--write").exit_code == 0
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before) and "based_on: ours\n" in after
    assert call(tmp_path, "test").exit_code == 0


def test_what_is_suggested(tmp_path):
    write(tmp_path, None)
    text = call(tmp_path, "cases", "suggest", "clean").stdout
    ids = re.findall(r"- id: (\S+)", text)
    assert ids[:2] == ["pain-criteria-met", "headache-requested"]
    assert {"adult-17", "adult-18", "adult-19"} & set(ids) == {"adult-17", "adult-19"}  # 18 is that of the first case
    assert {"care-5-months", "care-7-months", "care-3", "care-5"} <= set(ids)
    assert {"only-mri", "without-mri", "only-scan", "with-fracture", "with-infection", "other-use"} <= set(ids)
    assert {"without-smoker", "only-smoker", "trials-per-patient-1", "trials-per-patient-3"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_policy_that_does_not_exist(tmp_path):
    write(tmp_path, None)
    done = call(tmp_path, "cases", "suggest", "clena")
    assert done.exit_code == 1 and "FILE-002" in done.stderr
