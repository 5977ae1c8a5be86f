"""Test the policies of a root: run the cases of each, and gather every problem, including those in the case files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.cases.coverage import coverage, too_low
from generator.cases.read import case_files, cases_path
from generator.cases.report import Tested
from generator.cases.run import run_policy
from generator.files.reading import is_there
from generator.problem import Problem, SourceProblems
from generator.source.policies import Source, find_policies, load_policy, shown_path
from generator.source.schema_problems import whole_file


def run_tests(root: Path, names: tuple[str, ...], wanted: int | None) -> tuple[list[Tested], list[Problem]]:
    """Return the results of the policies' cases, and every problem, sorted by location.

    `names` are policies that must have cases; without names, every policy with cases is tested. `wanted` is the
    required coverage of the logic in percent, if any; every policy must then have cases.
    """
    tested: list[Tested] = []
    problems: list[Problem] = [] if names else list(_orphans(root))
    for path in find_policies(root, names):
        if not (names or wanted is not None or is_there(cases_path(path.stem, root))):
            continue
        try:
            source = load_policy(path, root)
            report = run_policy(source, root)
            if report is None:
                problems.append(_no_cases(source.policy.id, root))
                continue
            problems += report.problems
            found = coverage(report)
            problems += too_low(report, found, wanted or 0)
            tested.append(Tested(report, found))
        except SourceProblems as error:
            problems += error.problems
    return tested, sorted(set(problems))


def case_problems(source: Source, root: Path) -> list[Problem]:
    """Return what is wrong with the cases of a policy; a policy without cases has a problem too."""
    try:
        report = run_policy(source, root)
    except SourceProblems as error:
        return error.problems
    return list(report.problems) if report and report.file.patients else [_no_cases(source.policy.id, root)]


def _no_cases(policy: str, root: Path) -> Problem:
    place = whole_file(shown_path(cases_path(policy, root), root))
    hint = f"`policypress cases suggest {policy} --write` starts the file"
    return Problem(place, "CASE-001", f"the policy `{policy}` has no cases", hint)


def _orphans(root: Path) -> Iterator[Problem]:
    known = {path.stem for path in find_policies(root)}
    for path in case_files(root):
        if path.stem not in known:
            message = f"there is no policy `{path.stem}`"
            hint = "rename the file to the id of its policy, or delete it"
            yield Problem(whole_file(shown_path(path, root)), "CASE-001", message, hint)
