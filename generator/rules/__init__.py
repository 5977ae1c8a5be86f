"""The rules that a policy must follow: its content, not its structure, which the schema covers. `check` runs them all.

Each file here contains the rules on one subject, one function per rule; `registry` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from generator.codesets.icd10cm_source import ReleaseFiles
from generator.codesets.licensed import Descriptors
from generator.problem import Problem, SourceProblems, YamlPath
from generator.rules import (  # noqa: F401  # each registers its rules when it is imported
    cases,
    citations,
    code_overlaps,
    codes,
    comments,
    criteria,
    dates,
    editions,
    evidence,
    icd10cm,
    ids,
    imports,
    issuing,
    logic,
    numbers,
    reading,
    references,
    releases,
    restated,
    statements,
    status,
    words,
)
from generator.rules.context import Context
from generator.rules.explain import explain, rules_page
from generator.rules.registry import RULES, Rule
from generator.rules.waivers import apply_waivers
from generator.source.editions import ResolvedEdition, at_changes, edition_source
from generator.source.policies import Source

__all__ = ["RULES", "Rule", "check", "explain", "rules_page"]
# the rules whose findings depend on the ICD-10-CM release
_LOOKED_UP = ("CODE-002", "CODE-003", "CODE-004", "CODE-005", "CODE-006", "CODE-008", "CODE-009", "CODE-016")
# an edition may drop what cites or uses them; the EDITION rules check the changes themselves
_BASE_ONLY = {"CITE-002", "ID-007", "EDITION-005", "EDITION-007", "EDITION-008", "CRIT-007", "WORD-007"}


def check(
    source: Source,
    today: date,
    descriptors: dict[str, Descriptors] | None = None,
    resolved: Sequence[ResolvedEdition] = (),
    own_releases: tuple[ReleaseFiles, ...] = (),
) -> list[Problem]:
    """Return every problem that the rules find in a policy and that no waiver covers, sorted by location.

    The policy as changed by each edition is checked too; problems that only the changes cause point into the edition.
    No files are written.
    `descriptors` come from a licensee's own file (`codesets.licensed.read_descriptors`), if there is one; `resolved`
    are the policy's editions, without which the rules on status and comments find nothing. `own_releases` are those of
    ICD-10-CM that the root adds (`codesets.held.own_releases`).
    """
    context = Context(source, today, descriptors, tuple(resolved), own_releases)
    found = _found(context, RULES)
    refused = []
    for index in range(len(source.policy.editions)):
        try:
            changed = edition_source(source, index)
        except SourceProblems as error:
            refused += error.problems
            continue
        edition = Context(changed, today, releases=own_releases, edition=index)
        if changed is not source:
            found += _at_changes(source, index, edition, found, _found(edition, RULES.keys() - _BASE_ONLY))
        elif _lists_icd10cm(source) and edition.release_on(edition.day) != context.release_on(context.day):
            found += _found(edition, _LOOKED_UP)
    return sorted({*apply_waivers(context, found), *refused})


def _lists_icd10cm(source: Source) -> bool:
    return any(group.system == "ICD-10-CM" for group in source.policy.codes)


_Located = list[tuple[YamlPath, Problem]]


def _at_changes(source: Source, index: int, edition: Context, of_base: _Located, of_edition: _Located) -> _Located:
    """Return the problems of an edition's policy, those that the base policy does not have at the change to blame."""
    known = {(problem.rule, problem.message) for _, problem in of_base}
    new = [problem for _, problem in of_edition if (problem.rule, problem.message) not in known]
    rules = {problem.rule for problem in new}

    def found_with(count: int) -> list[Problem]:
        try:
            changed = edition_source(source, index, count)
        except SourceProblems:
            return []
        return [problem for _, problem in _found(replace(edition, source=changed), rules)]

    moved = at_changes(source, index, new, found_with)
    return [(path, moved.get(problem, problem)) for path, problem in of_edition]


def _found(context: Context, rules: Iterable[str]) -> _Located:
    found = []
    for rule in (RULES[name] for name in rules):
        for item in rule.find(context) if rule.find else ():
            place = (
                context.source.node.key_place(item.path)
                if item.on_key
                else context.place_in(item.path, item.snippet, item.nth)
            )
            found.append((item.path, Problem(place, rule.id, item.message, item.hint, item.severity or rule.severity)))
    return found
