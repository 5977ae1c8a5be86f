"""Check policies without building: schema problems of all files, then the rules of those that could be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.codesets.licensed import Descriptors, read_descriptors
from generator.editions import ResolvedEdition, resolve_editions
from generator.load import Source, find_policies, load_policy
from generator.problem import Problem, SourceProblems
from generator.rules import check


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
    """Return what is wrong with a policy and its editions, each problem once, in order of place."""
    problems: set[Problem] = set()
    descriptors: dict[str, Descriptors] = {}
    # official CPT and HCPCS descriptors come only from a licensee's own files, which are never committed
    for path in sorted((root / "policy" / "licensed").glob("*.[ct][sx][vt]")):
        try:
            descriptors |= read_descriptors(path)
        except SourceProblems as error:
            problems.update(error.problems)
    resolved: list[ResolvedEdition] = []
    try:
        resolved = resolve_editions(source, root)
    except SourceProblems as error:
        problems.update(error.problems)
    problems.update(check(source, today, descriptors or None, resolved))
    return sorted(problems)
