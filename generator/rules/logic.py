"""Rules on the combined effect of the criteria: who is covered, and which criteria can decide at all.

They ask `generator.logic` for sets of patients, so they see through groups, exceptions, conditions and thresholds; if
two criteria are at fault, the CRIT rules name them.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.logic.facts import Says, Within
from generator.logic.patients import Patients
from generator.logic.tree import CriterionNode
from generator.model.criteria import Common
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.criteria import stated_twice
from generator.rules.meaning import Meaning, UseGroup
from generator.rules.registry import Found, rule


def _covered(context: Context) -> Iterator[tuple[UseGroup, Patients]]:
    """Yield each use that can be covered, with the patients who can exist."""
    if meaning := context.meaning:
        yield from ((use, meaning.possible) for use in meaning.uses)


@rule(
    "LOGIC-001",
    "error",
    "Nobody can be covered",
    "position: medically-necessary\ncriteria:\n  id: adult\n  all:\n    - {id: old, statement: ..., "
    "measure: {name: age, operator: '>=', value: 65, unit: years}}\n    - {id: young, statement: ..., "
    "measure: {name: age, operator: '<', value: 18, unit: years}}",
    "position: medically-necessary\ncriteria:\n  id: adult\n  any:\n    - {id: old, statement: ..., "
    "measure: {name: age, operator: '>=', value: 65, unit: years}}\n    - {id: young, statement: ..., "
    "measure: {name: age, operator: '<', value: 18, unit: years}}",
)
def somebody_is_covered(context: Context) -> Iterator[Found]:
    """If an indication or phase can be covered by its position, at least one patient must be able to meet its criteria
    without an exclusion. Two criteria that use the same measure (name, instrument, unit, time and baseline) are about
    the same value.
    """
    for use, possible in _covered(context):
        if not use.covered & possible:
            yield Found(
                use.path,
                f"no patient can be covered for {use.name}: its criteria and exclusions cannot all be satisfied",
                "correct the criterion or exclusion that contradicts another, or change the position",
            )


@rule(
    "LOGIC-002",
    "warning",
    "Everybody is covered",
    "criteria:\n  id: imaging\n  any:\n    - {id: mri, statement: ...}\n"
    "    - id: no-mri\n      none:\n        - use: mri",
    "criteria:\n  id: imaging\n  any:\n    - {id: mri, statement: ...}\n    - {id: ultrasound, statement: ...}",
)
def somebody_is_not_covered(context: Context) -> Iterator[Found]:
    """Criteria that every patient meets decide nothing. A group that accepts a finding and its opposite, or criteria
    that apply to nobody, are usually a mistake. Uses without criteria and exclusions are not reported.
    """
    for use, possible in _covered(context):
        if use.has_criteria and not possible - use.covered:
            yield Found(
                use.path,
                f"every patient is covered for {use.name}: its criteria exclude nobody",
                "correct the criteria, or remove them",
            )


@rule(
    "LOGIC-003",
    "warning",
    "A criterion never decides",
    "all:\n  - {id: imaging, statement: ...}\n  - id: proof\n    any:\n      - use: imaging\n"
    "      - {id: biopsy, statement: ...}",
    "all:\n  - {id: imaging, statement: ...}\n  - {id: biopsy, statement: ...}",
)
def statements_decide(context: Context) -> Iterator[Found]:
    """For each statement that is used, there must be a patient for whom it alone decides whether the service is
    covered. A statement that never decides suggests a choice or a requirement that does not exist: other criteria imply
    it, or it counts only where nobody can be covered. Nothing is reported if LOGIC-001 or LOGIC-002 is reported.
    """
    for fact, path in _asked(context):
        if isinstance(fact, Says) and not fact.words:
            yield Found(
                path,
                f"`{fact.criterion}` never decides whether a patient is covered: the other criteria settle it",
                "remove it, or correct the group that it belongs to",
            )


@rule(
    "LOGIC-004",
    "warning",
    "A threshold never decides",
    "any:\n  - {id: adult, statement: ..., measure: {name: age, operator: '>=', value: 18, unit: years}}\n"
    "  - {id: older, statement: ..., measure: {name: age, operator: '>=', value: 65, unit: years}}",
    "any:\n  - {id: adult, statement: ..., measure: {name: age, operator: '>=', value: 18, unit: years}}",
)
def thresholds_decide(context: Context) -> Iterator[Found]:
    """A threshold never decides if another one implies it wherever it counts: a patient who is at least 65 is also at
    least 18. Readers would mistake it for the limit. Nothing is reported if LOGIC-001 or LOGIC-002 is reported, or for
    a threshold that CRIT-006 names.
    """
    idle = list(_asked(context))
    reported = {path for fact, path in idle if isinstance(fact, Says)}  # by LOGIC-003
    reported |= {placed.path for pair in stated_twice(context) for placed in (pair.first, pair.second)}
    for fact, path in idle:
        if isinstance(fact, Within) and path not in reported:
            yield Found(
                (*path, fact.quantity.kind),
                "this threshold never decides whether a patient is covered: another one implies it",
                "remove it, or correct one of the two",
            )


def _asked(context: Context) -> Iterator[tuple[Says | Within, YamlPath]]:
    """Yield the facts that never decide for any use, with the path of the criterion that asks for each."""
    meaning = context.meaning
    if meaning is None:
        return
    for use in meaning.uses:
        if not use.covered & meaning.possible or not meaning.possible - use.covered:
            return
    paths = {item.id: path for path, item in reversed(context.criteria) if isinstance(item, Common)}
    for fact, node in meaning.facts.asked.items():
        if isinstance(node, CriterionNode) and node.id in paths and not _decides(fact, meaning):
            yield fact, paths[node.id]


def _decides(fact: Says | Within, meaning: Meaning) -> bool:
    """Return whether assuming a fact, as true and as false, changes who is covered among patients who can exist."""
    return all(
        any((use.covered ^ use.covered.given({fact: value})) & meaning.possible for use in meaning.uses)
        for value in (True, False)
    )
