"""Check policies without building: schema problems of all files, then the rules of those that could be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.editions import resolve_editions
from generator.load import find_policies, load_policy
from generator.problem import Problem, SourceProblems
from generator.rules import check


def check_files(root: Path, names: tuple[str, ...], today: date) -> tuple[int, list[Problem]]:
    """Return how many policies were checked and every problem found, in order of place."""
    problems: list[Problem] = []
    paths = find_policies(root, names)
    for path in paths:
        try:
            source = load_policy(path, root)
            resolve_editions(source, root)
            problems += check(source, today)
        except SourceProblems as error:
            problems += error.problems
    return len(paths), sorted(set(problems))
