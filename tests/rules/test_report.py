"""Reports: one line a problem as text, and forms that machines read."""

from __future__ import annotations

import json
import re
from importlib.metadata import version

import jsonschema
import pytest

from generator.problem import Place, Problem
from generator.rules.report import FORMATS, render, summary

PROBLEMS = [
    Problem(Place("policy/b,c: 50%.yaml", 3, 5), "NUM-001", "33/42 is 78.6%, not 89%\nsecond line", "check: both, now"),
    Problem(Place("policy/a.yaml", 12, 7), "CITE-002", "the reference `x` is never cited", "", "warning"),
    Problem(Place("policy/ä ö.yaml"), "FILE-001", "there are no policies here"),
]

# The part of the SARIF 2.1.0 schema (OASIS, errata 01) that a report uses, restated: the same names, kinds, values and
# requirements, and no other properties. It is not a copy of the official file, which no package at hand ships.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "originalUriBaseIds": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"description": {"$ref": "#/$defs/string"}},
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
                                },
                            }
                        },
                    },
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "level": {"enum": ["none", "note", "warning", "error"]},
        "string": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
        },
        "rule": {
            "type": "object",
            "required": ["id"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/$defs/string"},
                "fullDescription": {"$ref": "#/$defs/string"},
                "help": {"$ref": "#/$defs/string"},
                "helpUri": {"type": "string", "format": "uri"},
                "defaultConfiguration": {"type": "object", "properties": {"level": {"$ref": "#/$defs/level"}}},
            },
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"$ref": "#/$defs/level"},
                "message": {"$ref": "#/$defs/string"},
                "locations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "physicalLocation": {
                                "type": "object",
                                "required": ["artifactLocation"],
                                "additionalProperties": False,
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "uri": {
                                                "type": "string",
                                                "format": "uri-reference",
                                                "pattern": r"^[!-~]+$",
                                            },
                                            "uriBaseId": {"type": "string"},
                                        },
                                    },
                                    "region": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1},
                                            "startColumn": {"type": "integer", "minimum": 1},
                                        },
                                    },
                                },
                            }
                        },
                    },
                },
            },
        },
    },
}


def test_text_is_one_line_a_problem_with_its_hint_below():
    assert render(PROBLEMS[1:2], "text") == "policy/a.yaml:12:7: warning CITE-002: the reference `x` is never cited\n"
    assert render(PROBLEMS, "text").endswith("\n    check: both, now\n" + str(PROBLEMS[2]) + "\n")


def test_json_has_every_part():
    report = json.loads(render(PROBLEMS, "json"))
    assert report["format"] == 1
    assert report["problems"][0] == {
        "file": "policy/a.yaml",
        "line": 12,
        "column": 7,
        "severity": "warning",
        "rule": "CITE-002",
        "message": "the reference `x` is never cited",
        "hint": "",
    }


def test_github_annotations_are_escaped():
    lines = render(PROBLEMS, "github").splitlines()
    assert lines[1] == (
        "::error file=policy/b%2Cc%3A 50%25.yaml,line=3,col=5,title=NUM-001::"
        "33/42 is 78.6%25, not 89%25%0Asecond line%0Acheck: both, now"
    )
    assert all(
        re.fullmatch(r"::(error|warning) file=[^,:]+,line=\d+,col=\d+,title=[A-Z]+-\d+::.+", line) for line in lines
    )
    assert len(lines) == 3


def test_sarif_is_valid():
    report = json.loads(render(PROBLEMS, "sarif"))
    jsonschema.Draft202012Validator(SARIF).validate(report)
    run = report["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "policy/b%2Cc%3A%2050%25.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 5},
    }
    assert run["originalUriBaseIds"].keys() == {"%SRCROOT%"}
    whole = run["results"][2]["locations"][0]["physicalLocation"]
    assert whole == {"artifactLocation": {"uri": "policy/%C3%A4%20%C3%B6.yaml", "uriBaseId": "%SRCROOT%"}}


def test_sarif_explains_each_rule():
    rules = json.loads(render(PROBLEMS, "sarif"))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CITE-002", "FILE-001", "NUM-001"]
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".") and rule["fullDescription"]["text"]
        assert rule["help"]["text"].startswith(f"{rule['id']} (") and "Correct:" in rule["help"]["text"]
        assert rule["defaultConfiguration"] == {"level": "warning" if rule["id"] == "CITE-002" else "error"}


def many(count: int, severity: str) -> list[Problem]:
    return [
        Problem(Place("policy/a.yaml", line, 1), "NUM-001", "wrong", "look", severity) for line in range(1, count + 1)
    ]


def test_github_ten_annotations_of_a_level_need_no_list():
    """GitHub shows ten of each level in a step."""
    lines = render(many(10, "error") + many(10, "warning"), "github").splitlines()
    assert len(lines) == 20 and all(line.startswith("::") for line in lines)


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_github_more_than_ten_annotations_of_a_level_leave_a_list_too(severity):
    report = render(many(11, severity), "github").splitlines()
    assert all(line.startswith(f"::{severity} file=policy/a.yaml,line=") for line in report[:11])
    assert report[11] == f"11 {severity}s; GitHub shows 10 annotations of each level. All of them:"
    assert report[12:14] == [f"policy/a.yaml:1:1: {severity} NUM-001: wrong", "    look"]
    assert len(report) == 12 + 2 * 11


def test_github_the_list_holds_no_command():
    """The runner obeys `::name::` where a line begins, and `##[name]` anywhere."""
    forged = [Problem(Place("::add-mask::x", line, 1), "NUM-001", "##[error]y\n::error::z") for line in range(11)]
    report = render(forged, "github").splitlines()
    assert all(line.startswith("::error file=") for line in report[:11])
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in report[11:])
    assert len(report) == 11 + 1 + 11


@pytest.mark.parametrize("form", FORMATS)
def test_no_problems(form):
    report = render([], form)
    assert json.loads(report) if form in ("json", "sarif") else report == ""


def test_summary():
    assert summary(PROBLEMS) == "2 errors and 1 warning"
    assert summary([]) == "no problems"


def test_json_is_indented_for_people():
    assert render([], "json").splitlines()[1] == '  "format": 1,'


def test_letters_beyond_ascii_stay_as_they_are():
    found = [Problem(Place("policy/ä.yaml", 1, 1), "NUM-001", "≥ 6", "größer")]
    assert '"file": "policy/ä.yaml"' in render(found, "json") and '"hint": "größer"' in render(found, "json")
    assert '"text": "≥ 6 (größer)"' in render(found, "sarif")


def test_sarif_is_indented_and_says_which_program_wrote_it():
    report = render(PROBLEMS, "sarif")
    assert report.splitlines()[1].startswith('  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/')
    driver = json.loads(report)["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("policypress", version("policypress"))


def test_sarif_a_file_outside_the_repository_has_its_full_path():
    [result] = json.loads(render([Problem(Place("/far away/a.yaml", 3, 0), "NUM-001", "wrong")], "sarif"))["runs"][0][
        "results"
    ]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "file:///far%20away/a.yaml"},
        "region": {"startLine": 3, "startColumn": 1},
    }
    assert result["message"] == {"text": "wrong"} and result["level"] == "error"


def test_sarif_a_rule_that_is_not_known_is_named_only():
    [run] = json.loads(render([Problem(Place("a.yaml", 3, 2), "OWN-001", "wrong", "look")], "sarif"))["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "OWN-001"}]
    assert run["results"][0]["message"] == {"text": "wrong (look)"}


def test_github_a_whole_file_is_annotated_at_its_start():
    lines = render([*PROBLEMS[2:], Problem(Place("b.yaml", 3, 0), "NUM-001", "wrong")], "github").splitlines()
    assert lines == [
        "::error file=b.yaml,line=3,col=1,title=NUM-001::wrong",
        "::error file=policy/ä ö.yaml,line=1,col=1,title=FILE-001::there are no policies here",
    ]


@pytest.mark.parametrize(
    ("errors", "warnings", "said"),
    [
        (1, 0, "1 error"),
        (2, 0, "2 errors"),
        (0, 1, "1 warning"),
        (0, 2, "2 warnings"),
        (1, 2, "1 error and 2 warnings"),
        (0, 0, "no problems"),
    ],
)
def test_problems_are_counted_in_words(errors, warnings, said):
    assert summary(many(errors, "error") + many(warnings, "warning")) == said


@pytest.mark.parametrize(("errors", "warnings"), [(10, 11), (11, 10)])
def test_github_the_list_counts_each_level(errors, warnings):
    report = render(many(errors, "error") + many(warnings, "warning"), "github").splitlines()
    assert report[21].startswith(f"{errors} errors and {warnings} warnings; GitHub shows 10 ")
    assert len(report) == 21 + 1 + 2 * 21
