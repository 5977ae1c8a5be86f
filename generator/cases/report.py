"""The report of `policypress test`: for people, for JUnit readers, as GitHub annotations, as JSON."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from generator.cases.coverage import CaseCoverage, missing_lines
from generator.cases.run import Report, Run
from generator.cases.words import outcome_words
from generator.files.repository import for_person, for_service
from generator.printable import one_line
from generator.problem import Place, Problem
from generator.rules.report import render
from generator.wording.phrases import how_many

FORMATS = ("text", "json", "github", "junit")


class Tested(NamedTuple):
    """The cases of one policy with what they cover."""

    report: Report
    coverage: CaseCoverage


def written(tested: Sequence[Tested], problems: Sequence[Problem], output_format: str, root: Path) -> str:
    """Return the report in one of FORMATS; `problems` are all of them."""
    if output_format == "github":
        return render(_named([*problems, *_at_criteria(tested)], tested, root, for_service), "github", root)
    problems = _named(problems, tested, root, for_person)
    if output_format == "junit":
        return _junit(tested, problems, root)
    if output_format == "json":
        return _json(tested, problems, root)
    uncovered = [line for item in tested for line in missing_lines(item.report, item.coverage)]
    lines = [_mentioned(one_line(line), tested, root, for_person) for line in uncovered]
    return render(problems, "text", root) + "".join(f"{line}\n" for line in lines)


def summary(tested: Sequence[Tested]) -> list[str]:
    """Return a line for each policy: how many cases, how many failed, what they cover."""
    lines = []
    for report, found in tested:
        failed = len({run.patient.case.id for run in report.runs if not run.passed})
        count = len(report.file.patients)
        changed = sum(version.is_changed for version in report.versions) - 1
        also = f" and {changed} edition{'' if changed == 1 else 's'} that change{'s' if changed == 1 else ''} it"
        parts = [f"{how_many(count, 'case')}{also if changed else ''}: {failed} failed"]
        if report.unconfirmed:
            parts.append(f"{report.unconfirmed} not confirmed")
        parts.append(f"logic covered: {len(found.turned)} of {found.total} ({found.percent}%)")
        lines.append(f"{report.source.policy.id}: {', '.join(parts)}")
    return lines


_Naming = Callable[[Problem, Path], Problem]


def _named(problems: Sequence[Problem], tested: Sequence[Tested], root: Path, naming: _Naming) -> list[Problem]:
    """Return problems with the paths in their hints written as the report writes paths."""
    return [replace(problem, hint=_mentioned(problem.hint, tested, root, naming)) for problem in problems]


def _mentioned(text: str, tested: Sequence[Tested], root: Path, naming: _Naming) -> str:
    for report, _ in tested:
        old = report.source.shown
        new = naming(Problem(Place(old), "", ""), root).place.file
        text = new.join(re.split(rf"(?<![\w/.-]){re.escape(old)}(?=:\d)", text))
    return text


def _at_criteria(tested: Sequence[Tested]) -> list[Problem]:
    """Return a second annotation for each failure, at the criteria that decided it."""
    found = []
    for report, _ in tested:
        for run in report.runs:
            if run.outcome.implied != run.expected.expect:
                message = (
                    f"decides the case `{run.patient.case.id}` on {run.version.name}: expected "
                    f"{outcome_words(run.expected.expect)}, but it is {outcome_words(run.outcome.implied)}"
                )
                names = dict.fromkeys(node.id for node in run.outcome.deciding)
                found += [Problem(run.version.place(name), "CASE-010", message, "", "warning") for name in names]
    return found


def _json(tested: Sequence[Tested], problems: Sequence[Problem], root: Path) -> str:
    data = {
        "format": 1,
        "policies": [_policy_data(item) for item in tested],
        "problems": json.loads(render(problems, "json", root))["problems"],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _policy_data(item: Tested) -> dict[str, Any]:
    report, found = item
    return {
        "policy": report.source.policy.id,
        "cases": [_run_data(run) for run in report.runs],
        "coverage": {
            "percent": found.percent,
            "turned": [{**_key(key), "case": case} for key, case in found.turned.items()],
            "missing": [_key(key) for key in found.missing],
            "never_decide": [_key(key) for key in found.never],
        },
    }


def _key(key: tuple[str, str]) -> Mapping[str, str | None]:
    return {"edition": key[0] or None, "criterion": key[1]}


def _run_data(run: Run) -> dict[str, Any]:
    return {
        "case": run.patient.case.id,
        "edition": run.version.edition or None,
        "confirmed": run.patient.case.confirmed == "yes",
        "expected": run.expected.expect,
        "outcome": run.outcome.implied,
        "because": list(run.outcome.because),
        "decided_by": list(dict.fromkeys(node.id for node in run.outcome.deciding)),
        "turned_by": list(run.turned),
        "passed": run.passed,
    }


def _junit(tested: Sequence[Tested], problems: Sequence[Problem], root: Path) -> str:
    """Return JUnit XML: one suite per version of each policy, one test case per case.

    A problem that belongs to no run (a file that cannot be read, coverage that is too low) is its own test case.
    """
    top = ET.Element("testsuites", name="policypress test")
    own = {problem for report, _ in tested for run in report.runs for problem in _of(run, tested, root)}
    for report, found in tested:
        for version in report.versions:
            name = f"{report.source.policy.id}, {version.name}"
            if not any(run.version is version for run in report.runs):
                continue
            cases = [_junit_case(run, _of(run, tested, root), root) for run in report.runs if run.version is version]
            suite = _suite(top, name, cases)
            if version is report.versions[0]:
                properties = ET.Element("properties")
                ET.SubElement(properties, "property", name="logic covered", value=f"{found.percent}%")
                suite.insert(0, properties)
    others = [problem for problem in problems if problem not in own]
    if others:
        _suite(top, "problems", [_junit_problem(problem, root) for problem in others])
    ET.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, encoding="unicode") + "\n"


def _suite(top: ET.Element, name: str, cases: Sequence[ET.Element]) -> ET.Element:
    failures = sum(case.find("failure") is not None for case in cases)
    suite = ET.SubElement(
        top, "testsuite", name=one_line(name), tests=str(len(cases)), failures=str(failures), errors="0"
    )
    suite.extend(cases)
    return suite


def _of(run: Run, tested: Sequence[Tested], root: Path) -> list[Problem]:
    return _named(run.problems, tested, root, for_person)


def _junit_case(run: Run, problems: Sequence[Problem], root: Path) -> ET.Element:
    case = run.patient.case
    name = f"{run.version.source.policy.id}.{run.version.edition or 'as-written'}"
    element = ET.Element("testcase", name=one_line(case.id), classname=one_line(name))
    _failures(element, problems, root)
    return element


def _junit_problem(problem: Problem, root: Path) -> ET.Element:
    element = ET.Element("testcase", name=one_line(f"{problem.rule} {_for_person(problem.place, root)}"))
    element.set("classname", "policypress")
    if problem.severity == "error":
        _failures(element, [problem], root)
    else:
        ET.SubElement(element, "system-out").text = str(for_person(problem, root))
    return element


def _failures(element: ET.Element, problems: Sequence[Problem], root: Path) -> None:
    if problems:
        shown = [for_person(problem, root) for problem in problems]
        element.set("file", one_line(shown[0].place.file))
        element.set("line", str(shown[0].place.line))
        failure = ET.SubElement(element, "failure", type=shown[0].rule, message=one_line(shown[0].message))
        failure.text = "\n".join(map(str, shown))


def _for_person(place: Place, root: Path) -> str:
    return str(for_person(Problem(place, "", ""), root).place)
