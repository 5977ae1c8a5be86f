"""Check policies without building: schema problems of all files, then the rules of those that could be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.editions import resolve_editions
from generator.load import Source, find_policies, load_policy
from generator.problem import Problem, SourceProblems
from generator.rules import check

_IDLE_WAIVER = "WAIVER-002"


def check_files(root: Path, names: tuple[str, ...], today: date) -> tuple[int, list[Problem]]:
    """Return how many policies were checked and every problem found, in order of place."""
    problems: list[Problem] = []
    paths = find_policies(root, names)
    for path in paths:
        try:
            problems += check_source(load_policy(path, root), root, today)
        except SourceProblems as error:
            problems += error.problems
    return len(paths), sorted(set(problems))


def check_source(source: Source, root: Path, today: date) -> list[Problem]:
    """Return what the rules find in a policy and in the policy as each edition changes it, each problem once.

    Raises SourceProblems when an edition cannot be made.
    """
    changed = [edition.source for edition in resolve_editions(source, root) if edition.edition.changes]
    found = [set(check(item, today)) for item in (source, *changed)]
    # a waiver may be needed by one edition alone: it covers nothing only if no edition needs it
    idle = set.intersection(*({problem for problem in each if problem.rule == _IDLE_WAIVER} for each in found))
    return sorted(idle | {problem for each in found for problem in each if problem.rule != _IDLE_WAIVER})
