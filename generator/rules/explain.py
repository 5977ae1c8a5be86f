"""The rules for people: one for `policypress explain`, all as a page for docs/."""

from __future__ import annotations

import textwrap

from generator.rules.registry import RULES, Rule

_KINDS = {
    "CITE": "Citations and references",
    "CODE": "Codes",
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
    "ID": "Ids and what refers to them",
    "NEW": "Starting something",
    "NUM": "Numbers",
    "PDF": "Finished documents",
    "PUB": "Publishers",
    "SCHEMA": "Keys and values",
    "STATUS": "Status and stages",
    "WAIVER": "Waivers",
    "WORD": "Words",
    "YAML": "YAML",
}


def explain(rule_id: str) -> str:
    """Return what a rule asks, why, and an example of wrong and of right. KeyError for an unknown id."""
    rule = RULES[rule_id.upper()]
    parts = [f"{rule.id} ({rule.severity}): {rule.title}", textwrap.fill(rule.explanation, 100)]
    if rule.bad:
        parts.append("Wrong:\n" + textwrap.indent(rule.bad, "    "))
    if rule.good:
        parts.append("Right:\n" + textwrap.indent(rule.good, "    "))
    return "\n\n".join(parts) + "\n"


def rules_page() -> str:
    """Return docs/rules.md: every rule, by subject."""
    parts = [
        "# Rules",
        textwrap.fill(
            "Generated from the program (`python -m generator.rules`); do not edit. Every problem that `check` "
            "reports carries one of these ids; `policypress explain ID` prints the same text. Errors stop a build, "
            "warnings stop it under `--strict`. A problem that was looked at and accepted is waived in the policy "
            "(`waivers:`), with reason, person and expiry; see WAIVER-002 for how a place is written.",
            120,
        ),
    ]
    for kind, title in sorted(_KINDS.items(), key=lambda item: item[1]):
        rules = sorted((rule for rule in RULES.values() if rule.id.rsplit("-", 1)[0] == kind), key=lambda rule: rule.id)
        if rules:
            parts.append(f"## {title}")
            parts.extend(_section(rule) for rule in rules)
    return "\n\n".join(parts) + "\n"


def _section(rule: Rule) -> str:
    lines = [f"### {rule.id}", f"**{rule.title}** ({rule.severity})", textwrap.fill(rule.explanation, 120)]
    for word, example in (("Wrong", rule.bad), ("Right", rule.good)):
        if example:
            lines.append(f"{word}:\n\n```yaml\n{example}\n```")
    return "\n\n".join(lines)
