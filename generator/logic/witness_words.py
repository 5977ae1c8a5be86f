"""A witness in words, and as answers that can be replayed.

Only remarkable findings are named; the rest are summed up as `every other criterion met, no exclusion present`.
Criteria are named by their numbers, in the newer version if they exist there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from generator.logic.facts import Says, Within
from generator.logic.gains import UseComparison, UseRequest
from generator.logic.tree import CoverageTree, CriterionNode, LimitNode, Threshold
from generator.logic.witness import Witness
from generator.model.thresholds import MINUTES, Interval, Limit, Measure, Recency
from generator.wording import phrases
from generator.wording.compare_words import without_citations

_UNREMARKABLE = "criterion met, no exclusion present"
_MAX_TEXT = 90
_SMALLER = {"year": ("year", "month"), "month": ("month",), "week": ("week", "day", "hour", "minute")}


class WitnessWords:
    """Says who gains and loses between two versions of a policy, with their numbers and words."""

    def __init__(self, old: CoverageTree, new: CoverageTree):
        self._numbers: dict[str, str] = {}
        self._uses: dict[str, str] = {}
        for tree, is_old in ((new, False), (old, True)):
            for node in (item for root in tree.roots() for item in root.everything()):
                self._numbers.setdefault(node.id, f"former {node.number}" if is_old else node.number)
            for item in tree.indications:
                self._uses.setdefault(item.id, f"{'former ' if is_old else ''}use {item.number} ({item.title})")
                for phase in item.phases:
                    title = phase.track.title if phase.track else phase.id
                    self._uses.setdefault(phase.id, f"{'former ' if is_old else ''}phase {phase.number} ({title})")

    def use(self, request: UseRequest) -> str:
        """Return the use that is requested: `use 1 (Low back pain), phase 1.P2 (Implant)`."""
        return ", ".join(self._uses[name] for name in (request.indication, request.phase) if name)

    def patient(self, witness: Witness) -> str:
        """Return the patient: `a patient with 7 months of care (1.2); every other criterion met, ...`."""
        is_other = any(True for _ in self._remarkable(witness))
        return f"{self.who(witness)}; every other {_UNREMARKABLE}" if is_other else self.who(witness)

    def who(self, witness: Witness) -> str:
        """Return what is remarkable about the patient, or that nothing is: `a patient with 7 months of care (1.2)`."""
        found = list(dict.fromkeys(self._remarkable(witness)))
        return f"a patient with {', '.join(found) or f'every {_UNREMARKABLE}'}"

    def changes(self, uses: Iterable[UseComparison]) -> list[str]:
        """Return who loses and who gains, one per line (`Use 1 (...): a patient ...`); uses may share a line."""
        lines: dict[str, list[str]] = {}
        for use in uses:
            for patient, sides in (
                (use.loses, "covered before, not after"),
                (use.gains, "not covered before, covered after"),
            ):
                if patient:
                    lines.setdefault(f"{self.patient(patient)}: {sides}", []).append(self.use(use.request))
        joined = ((line, "; ".join(names)) for line, names in lines.items())
        return [f"{names[0].upper()}{names[1:]}: {line}" for line, names in joined]

    def _remarkable(self, witness: Witness) -> Iterator[str]:
        for fact in witness.remarkable:
            node = witness.asked[fact]
            if isinstance(fact, Within):
                # no value lies in all intervals: any value will do for what decides nothing here
                if fact in witness.deciding:
                    yield self._value(fact, node, witness.values[fact.quantity])
            elif isinstance(fact, Says) and isinstance(node, CriterionNode):
                state = "present" if witness.facts[fact] else "not met"
                what = "same instrument" if fact.words == "same instrument" else _start(node.text)
                yield f"{self._numbers[node.id]} {state} (“{what}”)"
            else:
                yield f"a request over the limit: {node.text}"

    def _value(self, fact: Within, node: CriterionNode | LimitNode, value: Decimal) -> str:
        part = _asking(fact, node)
        shown = _value_words(part, value)
        return shown if isinstance(node, LimitNode) else f"{shown} ({self._numbers[node.id]})"


def replayed(use: UseComparison, witness: Witness) -> dict[str, Any]:
    """Return a patient as plain data, as in a case: the use, the answers to criteria by id, and the limits.

    A criterion with thresholds is answered with their values, unless the rest of its words is not true.
    """
    values: dict[str, dict[str, str]] = {}
    findings: dict[str, str] = {}
    limits: dict[str, str] = {}
    for fact, node in witness.asked.items():
        text = _plain_value(_asking(fact, node), witness.values[fact.quantity]) if isinstance(fact, Within) else ""
        if isinstance(node, LimitNode):
            limits[node.field] = text or ("within" if witness.facts[fact] else "over")
        elif isinstance(fact, Within):
            values.setdefault(node.id, {})[fact.quantity.kind] = text
        elif findings.get(node.id) not in ("not-met", "absent"):
            findings[node.id] = _finding(witness, fact)
    answers: dict[str, Any] = {**findings}
    answers |= {name: found for name, found in values.items() if findings.get(name) not in ("not-met", "absent")}
    return {"use": use.request.indication, "phase": use.request.phase, "answers": answers, "limits": limits}


def _finding(witness: Witness, fact: Hashable) -> str:
    is_true = witness.facts[fact]
    if is_true is (fact in witness.remarkable):  # if true, it counts against coverage
        return "present" if is_true else "absent"
    return "met" if is_true else "not-met"


def _asking(fact: Within, node: CriterionNode | LimitNode) -> Threshold:
    if isinstance(node, CriterionNode):
        return node.thresholds[fact.quantity.kind]
    assert node.limit is not None  # a limit without one in the model is not a quantity
    return node.limit


def _value_words(part: Threshold, value: Decimal) -> str:
    if isinstance(part, Measure):
        exact = {"operator": "=", "value": value, "upper": None, "below": None, "same_instrument": False}
        return phrases.measure(part.model_copy(update=exact))
    if isinstance(part, Limit):
        return phrases.cap(part.model_copy(update={"count": int(value)})).removeprefix("at most ")
    length = _plain_value(part, value)
    if isinstance(part, Recency):
        return f"a finding {length} before {part.before}"
    if isinstance(part, Interval):
        return f"{length} between {part.between}"
    return f"{length} of {part.of}" if part.of else length


def _plain_value(part: Threshold, value: Decimal) -> str:
    """Return a value without what it measures: a number in the unit of the threshold, or a length of time."""
    if isinstance(part, (Measure, Limit)):
        return _short(value)
    units = _SMALLER.get(part.unit, _SMALLER["week"])
    unit = next((unit for unit in units if value % MINUTES[unit] == 0), units[-1])
    return phrases.period(Decimal(_short(value / MINUTES[unit])), unit)


def _start(text: str) -> str:
    line = without_citations(text).rstrip(".")
    return line if len(line) <= _MAX_TEXT else line[:_MAX_TEXT].rsplit(" ", 1)[0].rstrip(" ,;(") + " …"


def _short(value: Decimal) -> str:
    return f"{round(value, 3).normalize():f}"
