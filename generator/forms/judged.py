"""What the answers on a form imply, and whether the reviewer's determination agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from generator.forms.values import Value
from generator.logic.answers import Answers
from generator.logic.judge import Finding
from generator.logic.outcome import Implied, Outcome, judge_request
from generator.logic.tree import CoverageTree

OTHER_USE = "other-use"
_FINDINGS: dict[Value, Finding] = {
    "met": "met",
    "present": "met",
    "not-met": "not-met",
    "absent": "not-met",
    "not-applicable": "not-applicable",
}
_LIMITS: dict[Value, Literal["within", "over"]] = {"within": "within", "over": "over"}
# Referring to a physician is always right. A person who denies or approves has to have the logic behind it.
_FITTING: dict[Implied, set[str]] = {
    "covered": {"approve", "refer"},
    "not-covered": {"deny", "refer"},
    "open": {"pend", "refer"},
}


def judge_form(tree: CoverageTree, values: Mapping[str, Value]) -> Outcome:
    """Return what the answers imply; in: the form's values by field name."""
    outcome = judge_request(tree, answers_of(values))
    determination = values.get("outcome.determination")
    if not determination or determination in _FITTING[outcome.implied]:
        return outcome
    text = f"the determination is {determination!r}, but the answers imply {outcome.implied.replace('-', ' ')}"
    return replace(outcome, conflicts=(*outcome.conflicts, text))


def answers_of(values: Mapping[str, Value]) -> Answers:
    """Return the answers in the fields of a form."""
    findings: dict[str, Finding] = {}
    limits: dict[str, Literal["within", "over"]] = {}
    for name, value in values.items():
        kind, _, rest = name.partition(".")
        field, _, part = rest.rpartition(".")
        if part != "answer" or value is None:
            continue
        if kind == "criterion" and value in _FINDINGS:
            findings[field] = _FINDINGS[value]
        elif kind == "limit" and value in _LIMITS:
            limits[field] = _LIMITS[value]
    use = values.get("requested.indication")
    phase = values.get("requested.phase")
    return Answers(
        indication=use if isinstance(use, str) else None,
        phase=phase if isinstance(phase, str) else None,
        other_use=use == OTHER_USE,
        findings=findings,
        limits=limits,
    )
