"""Describes the rules for people: a single one for `policypress explain`, all of them as a page for docs/."""

from __future__ import annotations

import textwrap

from generator.rules.registry import RULES, Rule

_PAGE = 120  # characters in a line of docs/rules.md
_KINDS = {
    "CASE": "Cases",
    "CITE": "Citations and references",
    "CODE": "Codes",
    "CODESET": "Releases of code sets",
    "COMMENT": "Public comments",
    "CRIT": "Coverage criteria",
    "DATE": "Dates",
    "DESCRIPTORS": "Descriptor files",
    "DIFF": "Comparing versions",
    "EDIT": "Edits by commands",
    "EDITION": "Editions",
    "EVID": "Evidence",
    "FILE": "Files",
    "FINAL": "Final documents",
    "HISTORY": "Revision history",
    "ID": "Ids and references to them",
    "IMPORT": "Exports of other programs",
    "LOGIC": "What the criteria mean together",
    "NEW": "New policies and publishers",
    "NUM": "Numbers",
    "PDF": "Finished documents",
    "PUB": "Publishers",
    "SCHEMA": "Keys and values",
    "STATUS": "Status and stages",
    "WAIVER": "Waivers",
    "WORD": "Wording",
    "YAML": "YAML",
}


def explain(rule_id: str) -> str:
    """Return what a rule requires, why, and an incorrect and a correct example. KeyError for an unknown id."""
    rule = RULES[rule_id.upper()]
    parts = [f"{rule.id} ({rule.severity}): {rule.title}", textwrap.fill(rule.explanation, 100)]
    if rule.bad:
        parts.append("Incorrect:\n" + textwrap.indent(rule.bad, "    "))
    if rule.good:
        parts.append("Correct:\n" + textwrap.indent(rule.good, "    "))
    return "\n\n".join(parts) + "\n"


def rules_page() -> str:
    """Return docs/rules.md: all the rules, by subject."""
    parts = [
        "# Rules",
        textwrap.fill(
            "Generated from the program (`make docs`); do not edit. Every problem that `check` "
            "reports has one of these ids; `policypress explain ID` prints the same text. Errors stop a build; "
            "warnings stop it only with `--strict`. To accept a problem after review, waive it in the policy "
            "(`waivers:`) with a reason, a person, and an expiration date; WAIVER-002 explains how to write the place.",
            _PAGE,
        ),
    ]
    subjects: dict[str, list[Rule]] = {}
    for rule in sorted(RULES.values(), key=lambda rule: rule.id):
        subjects.setdefault(_KINDS[rule.id.partition("-")[0]], []).append(rule)
    for title, rules in sorted(subjects.items()):
        parts.append(f"## {title}")
        parts.extend(_section(rule) for rule in rules)
    return "\n\n".join(parts) + "\n"


def _section(rule: Rule) -> str:
    lines = [f"### {rule.id}", f"**{rule.title}** ({rule.severity})", textwrap.fill(rule.explanation, _PAGE)]
    for word, example in (("Incorrect", rule.bad), ("Correct", rule.good)):
        if example:
            lines.append(f"{word}:\n\n```yaml\n{example}\n```")
    return "\n\n".join(lines)
