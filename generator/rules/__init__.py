"""The rules that a policy must follow: its content, not its structure, which the schema covers. `check` runs them all.

Each file here contains the rules on one subject, one function per rule; `registry` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from generator.codesets.licensed import Descriptors
from generator.problem import Problem, SourceProblems, YamlPath
from generator.rules import (  # noqa: F401  # each registers its rules when it is imported
    cases,
    citations,
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
    restated,
    statements,
    status,
    words,
)
from generator.rules.context import Context
from generator.rules.explain import explain, rules_page
from generator.rules.registry import RULES, Rule
from generator.rules.waivers import apply_waivers
from generator.source.editions import ResolvedEdition, edition_source
from generator.source.policies import Source

__all__ = ["RULES", "Rule", "check", "explain", "rules_page"]
# an edition may drop what cites or uses them; the EDITION rules check the changes themselves
_BASE_ONLY = {"CITE-002", "ID-007", "EDITION-005", "EDITION-007", "CRIT-007"}


def check(
    source: Source,
    today: date,
    descriptors: dict[str, Descriptors] | None = None,
    resolved: Sequence[ResolvedEdition] = (),
) -> list[Problem]:
    """Return every problem that the rules find in a policy and that no waiver covers, sorted by location.

    The policy as changed by each edition is checked too; problems there point into the edition. No files are written.
    `descriptors` come from a licensee's own file (`codesets.licensed.read_descriptors`), if there is one; `resolved`
    are the policy's editions, without which the rules on status and comments find nothing.
    """
    context = Context(source, today, descriptors, tuple(resolved))
    found = _found(context, RULES)
    refused = []
    for index in range(len(source.policy.editions)):
        try:
            changed = edition_source(source, index)
        except SourceProblems as error:
            refused += error.problems
            continue
        if changed is not source:
            found += _found(Context(changed, today), RULES.keys() - _BASE_ONLY)
    return sorted({*apply_waivers(context, found), *refused})


def _found(context: Context, rules: Iterable[str]) -> list[tuple[YamlPath, Problem]]:
    found = []
    for rule in (RULES[name] for name in rules):
        for item in rule.find(context) if rule.find else ():
            place = (
                context.source.node.key_place(item.path)
                if item.on_key
                else context.place_in(item.path, item.snippet, item.nth)
            )
            found.append((item.path, Problem(place, rule.id, item.message, item.hint, rule.severity)))
    return found
