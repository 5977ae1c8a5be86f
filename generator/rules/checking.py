"""Check policies without building: schema problems in all files, then the rules for the files that could be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.codesets.held import own_releases
from generator.codesets.licensed import FORMATS, RULE, Descriptors, read_descriptors
from generator.files.links import leads_out
from generator.files.paths import publishers_folder
from generator.files.reading import is_left_behind
from generator.model.edition import DRAFTS
from generator.problem import Place, Problem, Severity, SourceProblems
from generator.rules import check
from generator.rules.words import is_placeholder
from generator.source.editions import ResolvedEdition, resolve_editions
from generator.source.policies import Source, find_policies, load_policy, shown_path
from generator.source.yaml_reader import read_yaml

_OTHER_TABLES = (".tsv", ".xls", ".xlsx", ".ods")  # tables that a licensee may have, and that are not read


def check_files(root: Path, names: tuple[str, ...], today: date) -> tuple[int, list[Problem]]:
    """Return how many policies were checked and every problem found, sorted by location."""
    problems: list[Problem] = []
    paths = find_policies(root, names)
    for path in paths:
        try:
            problems += check_source(load_policy(path, root), root, today)
        except SourceProblems as error:
            problems += error.problems
    return len(paths), sorted(set(problems))


def _starter_texts(path: Path, root: Path, severity: Severity) -> list[Problem]:
    """Return the placeholder texts from `publisher new` that are left in a root's own publisher."""
    if not path.is_file():
        return []  # it ships with the program
    return [
        Problem(
            node.place, "WORD-007", "placeholder text was not replaced", "write the text for this publisher", severity
        )
        for _, node in read_yaml(path, shown_path(path, root)).leaves()
        if is_placeholder(node.value)
    ]


def _other_table(path: Path, root: Path) -> Problem:
    return Problem(
        Place(shown_path(path, root), 1, 1),
        RULE,
        f"a table of the kind {path.suffix} is not read",
        "save it as .csv with the columns code, long, short; a .txt file is the HCPCS quarterly file of CMS",
    )


def check_source(source: Source, root: Path, today: date) -> list[Problem]:
    """Return the problems of a policy and its editions, each once, sorted by location."""
    problems: set[Problem] = set()
    descriptors: dict[str, Descriptors] = {}
    # official CPT and HCPCS descriptors come only from a licensee's own files, which are never committed
    for path in sorted((root / "policy" / "licensed").glob("*")):
        if is_left_behind(path.name) or path.suffix.lower() not in (*FORMATS, *_OTHER_TABLES):
            continue
        if problem := leads_out(path, root):
            problems.add(problem)
            continue
        if path.suffix.lower() in _OTHER_TABLES:
            problems.add(_other_table(path, root))
            continue
        try:
            descriptors |= read_descriptors(path)
        except SourceProblems as error:
            problems.update(error.problems)
    resolved: list[ResolvedEdition] = []
    try:
        resolved = resolve_editions(source, root)
    except SourceProblems as error:
        problems.update(error.problems)
    issuing = {item.publisher.id for item in resolved if item.status not in DRAFTS}
    for name in {item.publisher.id for item in resolved}:
        severity: Severity = "error" if name in issuing else "warning"
        problems.update(_starter_texts(publishers_folder(root) / f"{name}.yaml", root, severity))
    releases, unusable = own_releases(root)
    problems.update(unusable)
    problems.update(check(source, today, descriptors or None, resolved, releases))
    return sorted(problems)
