"""The answers to the criteria of a policy, and the findings that they give each statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.logic.judge import Finding, Findings, Judged
from generator.logic.tree import CriterionNode
from generator.logic.values import Value, meets

OTHER_USE = "other-use"
"""The use that a form or case requests if it is none of the policy's indications."""
FINDING_WORDS: dict[str, Finding] = {
    "met": "met",
    "present": "met",
    "not-met": "not-met",
    "absent": "not-met",
    "not-applicable": "not-applicable",
}
"""The words that people answer with, in forms and in cases, and the finding that each one means."""
_OPEN = Findings(True, True, False)
_FINDINGS: dict[Finding, Findings[bool]] = {
    "met": Findings(True, False, False),
    "not-met": Findings(False, True, False),
    "not-applicable": Findings(False, False, True),
}
_WORDS: dict[Finding, str] = {"met": "met", "not-met": "not met", "not-applicable": "N/A"}
_WORDS_AGAINST: dict[Finding, str] = {"met": "present", "not-met": "not present", "not-applicable": "N/A"}


@dataclass(frozen=True)
class Answers:
    """What is known about a request: the use requested, by ids, and findings and values, by the fields of criteria.

    A value goes with the key of its threshold: `{"age": {"measure": Decimal(18)}}`. A limit is `within` or `over`.
    Without a finding, a value that misses its threshold means not met, and one that meets it means met, unless a person
    has to say so (`values_suffice` is false): the words of a statement can require more than its number.
    """

    indication: str | None = None
    pathway: str | None = None
    phase: str | None = None
    other_use: bool = False
    findings: Mapping[str, Finding] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    limits: Mapping[str, Literal["within", "over"]] = field(default_factory=dict)
    values_suffice: bool = True


class AnswerReader:
    """Finds the findings of each statement, and notes contradictions, which a person has to settle.

    `against` are the fields of criteria that are present or absent (`CoverageTree.against`).
    """

    def __init__(self, answers: Answers, against: frozenset[str] = frozenset()):
        self._answers, self._against = answers, against
        self.conflicts: list[str] = []

    def leaf(self, node: CriterionNode, spared: bool) -> Findings[bool]:
        """Return the findings that a statement can have; `spared` if it may not apply to the request."""
        finding = self._answers.findings.get(node.field)
        if finding == "not-applicable" and not spared:
            self.conflicts.append(_no_waiver(node))
            return _OPEN
        by_value = self._by_value(node)
        if finding is None:
            if by_value is None or (by_value and not self._answers.values_suffice):
                return _OPEN
            return _FINDINGS["met" if by_value else "not-met"]
        if by_value is not None and finding != "not-applicable" and by_value is not (finding == "met"):
            self.conflicts.append(
                f"{node.number} is answered {self._words(node)[finding]}, but its value "
                f"{'meets' if by_value else 'misses'} the threshold"
            )
            return _OPEN
        return _FINDINGS[finding]

    def _by_value(self, node: CriterionNode) -> bool | None:
        """Return whether the values meet the thresholds of a statement; None if that is not known."""
        values = self._answers.values.get(node.field, {})
        found = [meets(part, values[key]) if key in values else None for key, part in node.thresholds.items()]
        return False if False in found else None if None in found or not found else True

    def compare_groups(self, judged: Judged[bool], helps: bool) -> None:
        """Note each group whose answer contradicts its members; for a requirement, N/A is as good as met."""
        node = judged.node
        for side in (judged.condition, judged.exception):
            if side:
                self.compare_groups(side, True)
        for member in judged.members:
            self.compare_groups(member, node.members_help(helps))
        answer = self._answers.findings.get(node.field) if node.is_group else None
        if answer == "not-applicable" and not judged.final.idle:
            self.conflicts.append(_no_waiver(node))
            return
        found = {_only(judged.own), _only(judged.final)}
        if answer is None or None in found:
            return
        passes = {"met", "not-applicable"} if helps else {"met"}
        if all((answer in passes) is not (finding in passes) for finding in found):
            said = self._words(node)
            implied = " or ".join(sorted(said[finding] for finding in found if finding))
            self.conflicts.append(f"{node.number} is answered {said[answer]}, but its members make it {implied}")

    def _words(self, node: CriterionNode) -> dict[Finding, str]:
        return _WORDS_AGAINST if node.field in self._against else _WORDS


def _no_waiver(node: CriterionNode) -> str:
    why = "it applies to the use requested" if node.may_not_apply else "it applies to every request"
    return f"{node.number} is answered N/A, but {why}"


def _only(findings: Findings[bool]) -> Finding | None:
    return next((finding for finding, known in _FINDINGS.items() if known == findings), None)
