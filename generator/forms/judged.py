"""What the answers on a form imply, and whether the reviewer's determination agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from generator.forms.measured import read_values
from generator.forms.values import Value
from generator.logic.answers import FINDING_WORDS, OTHER_USE, Answers
from generator.logic.judge import Finding
from generator.logic.outcome import Implied, Outcome, judge_request
from generator.logic.tree import CoverageTree

_LIMITS: dict[Value, Literal["within", "over"]] = {"within": "within", "over": "over"}
# Referring to a physician is always right. To deny or approve, the reviewer needs the support of the logic.
_FITTING: dict[Implied, set[str]] = {
    "covered": {"approve", "refer"},
    "not-covered": {"deny", "refer"},
    "open": {"pend", "refer"},
}


@dataclass(frozen=True)
class JudgedForm:
    """What the answers imply, and the fields with values that cannot be read, each with what is expected there."""

    outcome: Outcome
    unread: dict[str, str]


def judge_form(tree: CoverageTree, values: Mapping[str, Value]) -> JudgedForm:
    """Return what the answers imply, from the form's values by field name."""
    answers, unread = answers_of(tree, values)
    return JudgedForm(_with_determination(judge_request(tree, answers), values), unread)


def _with_determination(outcome: Outcome, values: Mapping[str, Value]) -> Outcome:
    determination = values.get("outcome.determination")
    if not determination or determination in _FITTING[outcome.implied]:
        return outcome
    text = f"the determination is {determination!r}, but the answers imply {outcome.implied.replace('-', ' ')}"
    return replace(outcome, conflicts=(*outcome.conflicts, text))


def answers_of(tree: CoverageTree, values: Mapping[str, Value]) -> tuple[Answers, dict[str, str]]:
    """Return the answers in the fields of a form, and the fields with values that cannot be read.

    A finding next to a value that cannot be read is left out: nobody can say whether the two agree.
    """
    measured = read_values(tree, values)
    findings: dict[str, Finding] = {}
    limits: dict[str, Literal["within", "over"]] = {}
    for name, value in values.items():
        kind, _, rest = name.partition(".")
        field, _, part = rest.rpartition(".")
        if part != "answer":
            continue
        if kind == "criterion" and isinstance(value, str) and value in FINDING_WORDS and field not in measured.doubtful:
            findings[field] = FINDING_WORDS[value]
        elif kind == "limit" and value in _LIMITS:
            limits[field] = _LIMITS[value]
    use, pathway, phase = (_text(values.get(f"requested.{name}")) for name in ("indication", "pathway", "phase"))
    answers = Answers(
        indication=use,
        pathway=pathway,
        phase=phase,
        other_use=use == OTHER_USE,
        findings=findings,
        values=measured.values,
        limits=limits,
        values_suffice=False,  # a person decides, because the words of a statement can require more than its number
    )
    return answers, measured.unread


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
