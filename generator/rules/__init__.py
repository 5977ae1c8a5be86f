"""The rules that a policy keeps: meaning, not form (form is the schema's). `check` runs them all.

Each file here holds the rules of one subject, one function a rule; `registry` lists them.
"""

from __future__ import annotations

from datetime import date

from generator.codesets.licensed import Descriptors
from generator.load import Source
from generator.problem import Problem
from generator.rules import citations, codes, criteria, dates, evidence, icd10cm, ids, numbers, reading, words
from generator.rules.context import Context
from generator.rules.explain import explain, rules_page
from generator.rules.registry import RULES, Rule
from generator.rules.waivers import apply_waivers

__all__ = ["RULES", "Rule", "check", "explain", "rules_page"]
_SUBJECTS = (citations, codes, criteria, dates, evidence, icd10cm, ids, numbers, reading, words)


def check(source: Source, today: date, descriptors: dict[str, Descriptors] | None = None) -> list[Problem]:
    """Return every problem that the rules find in a policy and no waiver covers, in order of place.

    `descriptors` come from a licensee's own file (`codesets.licensed.read_descriptors`), where there is one.
    """
    context = Context(source, today, descriptors)
    found = []
    for rule in RULES.values():
        for item in rule.find(context) if rule.find else ():
            place = context.place(item.path, item.snippet, item.nth, item.on_key)
            found.append((item.path, Problem(place, rule.id, item.message, item.hint, rule.severity)))
    return sorted(set(apply_waivers(context, found)))
