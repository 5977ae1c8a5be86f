"""Suggest cases for a person to confirm: each use with everything met, each criterion where it alone decides, and the
values around each threshold. `logic` finds them as sets of patients, so they fit any arrangement of criteria.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.cases.boundaries import Amount, Boundaries
from generator.cases.versions import PolicyVersion, Role
from generator.logic.facts import Facts, MeasuredQuantity, Says, Within
from generator.logic.gains import UseRequest, covered, preferences, requests
from generator.logic.patients import Patients
from generator.logic.tree import CriterionNode, LimitNode
from generator.logic.witness import example_patient
from generator.model.thresholds import Duration, Interval, Limit, Measure
from generator.wording.compare_words import shortened

Known = Mapping[Hashable, bool]
_MAX_TITLE = 100  # characters


@dataclass(frozen=True)
class Draft:
    """A patient who is worth a case; `answers` by criterion, with one value for each of several thresholds."""

    id: str
    title: str
    use: str
    phase: str | None = None
    answers: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    """Id of the draft that differs from this one in few answers."""
    about: str = ""
    """The criterion or limit that the draft is about."""
    is_value: bool = False
    """Whether the draft is about a value of that criterion."""


def drafts(versions: Sequence[PolicyVersion]) -> Iterator[Draft]:
    """Yield the patients of a policy that are worth a case, the plainest first. Raises TooManyPatients."""
    boundaries = Boundaries(versions)
    seen: set[Hashable] = set()
    for version in versions:
        if version.is_changed:
            yield from _Drafter(version, versions, boundaries, seen).drafts()
    yield Draft("other-use", "A use that the policy does not list is requested", "other-use")


class _Drafter:
    """Drafts the cases of one version; `seen` are the uses and facts that another version already has cases for."""

    def __init__(
        self, version: PolicyVersion, versions: Sequence[PolicyVersion], boundaries: Boundaries, seen: set[Hashable]
    ):
        self._version, self._versions, self._boundaries, self._seen = version, versions, boundaries, seen
        self._facts = Facts()
        uses = requests(version.tree)
        self._groups = {use: covered(version.tree, use, self._facts) for use in uses}
        self._possible = self._facts.possible()
        self._wanted = preferences(self._facts, version.tree)
        self._titles = {item.id: item.title for item in version.tree.indications}
        self._titles |= {
            track.id: track.track.title if track.track else track.id
            for item in version.tree.indications
            for track in item.phases
        }

    def drafts(self) -> Iterator[Draft]:
        bases: dict[UseRequest, Draft] = {}
        for use, group in self._groups.items():
            base = self._base(use, group, next(iter(bases.values()), None))
            bases[use] = base
            if use not in self._seen:
                yield base
            self._seen.add(use)
        for fact, node in self._facts.asked.items():
            if fact in self._seen:
                continue
            self._seen.add(fact)
            for use, group in self._groups.items():
                if found := list(self._deciding(fact, node, use, group, bases[use])):
                    yield from found
                    break

    def _base(self, use: UseRequest, group: Patients, first: Draft | None) -> Draft:
        title = self._titles[use.phase or use.indication]
        if not group & self._possible:
            return Draft(f"{use.phase or use.indication}-requested", f"Requested: {title}", use.indication, use.phase)
        alone = len(self._groups) == 1
        facts = example_patient(self._facts, group & self._possible, self._wanted)
        return self._draft(
            f"{'all' if alone else use.phase or use.indication}-criteria-met",
            "All criteria are met" if alone else f"All criteria are met: {title}",
            use,
            facts,
            first if first and first.answers else None,
        )

    def _deciding(
        self, fact: Hashable, node: CriterionNode | LimitNode, use: UseRequest, group: Patients, base: Draft
    ) -> Iterator[Draft]:
        """Yield the patients for whom a fact alone decides: with it, without it, and with each value around it."""
        with_it, without = group.given({fact: True}), group.given({fact: False})
        turning = ((with_it - without) | (without - with_it)) & self._possible
        name = node.id if isinstance(node, CriterionNode) else node.field
        for holds in (True, False):
            those = turning & self._having(fact, holds)
            if not those:
                continue
            facts = example_patient(self._facts, those, self._wanted)
            if isinstance(fact, Within):
                if holds:
                    yield from self._around(fact, node, use, facts, base)
                continue
            if not self._is_about_values(node):
                kind, word = self._kind(fact, holds)
                title = f"{word}: {shortened(node.text, _MAX_TITLE)}"
                yield self._draft(f"{kind}-{_slug(name)}", title, use, facts, base, name)

    def _having(self, fact: Hashable, holds: bool) -> Patients:
        those = self._facts.space.fact(fact)
        return those if holds else ~those

    def _is_about_values(self, node: CriterionNode | LimitNode) -> bool:
        return isinstance(node, CriterionNode) and bool(node.thresholds)

    def _kind(self, fact: Hashable, holds: bool) -> tuple[str, str]:
        wanted = self._wanted.get(fact, True)
        if wanted is holds:
            return "only", "Alone" if wanted else "Alone absent"
        return ("without", "Without") if wanted else ("with", "With")

    def _around(
        self, fact: Within, node: CriterionNode | LimitNode, use: UseRequest, facts: Known, base: Draft
    ) -> Iterator[Draft]:
        name = node.id if isinstance(node, CriterionNode) else node.field
        for amount in self._boundaries.amounts(fact.quantity):
            title = f"{_label(fact.quantity.kind, node)}: {_with_unit(amount.text, fact.quantity.kind, node)}"
            yield self._draft(
                f"{_slug(name)}-{_slug(amount.text)}", title, use, facts, base, name, {fact.quantity: amount}
            )

    def _draft(
        self,
        name: str,
        title: str,
        use: UseRequest,
        facts: Known,
        base: Draft | None = None,
        about: str = "",
        values: Mapping[MeasuredQuantity, Amount] | None = None,
    ) -> Draft:
        answers: dict[str, str | Mapping[str, str]] = {}
        limits: dict[str, str] = {}
        for version in (self._version, *self._versions):
            for criterion, places in version.roles.items():
                if criterion not in answers and not places[0].node.is_group:
                    answers[criterion] = self._answer(places, facts, values or {})
            for limit in version.tree.limits:
                if limit.field not in limits and limit.limit:
                    quantity = self._boundaries.of("", "limit", limit.limit)
                    limits[limit.field] = self._value(quantity, facts, values or {}) or "within"
        return Draft(
            name, title, use.indication, use.phase, answers, limits, base.id if base else None, about, bool(values)
        )

    def _answer(
        self, places: Sequence[Role], facts: Known, values: Mapping[MeasuredQuantity, Amount]
    ) -> str | Mapping[str, str]:
        node, helps = places[0].node, any(place.helps for place in places)
        holds = facts.get(Says(node.id), helps) and facts.get(Says(node.id, "same instrument"), True)
        if holds and node.thresholds:
            wanted = {key: self._boundaries.of(node.id, key, part) for key, part in node.thresholds.items()}
            found = {key: self._value(quantity, facts, values) for key, quantity in wanted.items()}
            given = {key: text for key, text in found.items() if text is not None}
            if len(given) == len(found):
                return next(iter(given.values())) if len(given) == 1 else given
            holds = helps
        return ("met" if holds else "not-met") if helps else ("present" if holds else "absent")

    def _value(self, quantity: MeasuredQuantity, facts: Known, values: Mapping[MeasuredQuantity, Amount]) -> str | None:
        found = values.get(quantity) or self._boundaries.amount(quantity, facts)
        return found.text if found else None


def _label(kind: str, node: CriterionNode | LimitNode) -> str:
    part = node.thresholds.get(kind) if isinstance(node, CriterionNode) else None
    named = (
        part.name
        if isinstance(part, Measure)
        else part.of
        if isinstance(part, Duration)
        else part.between
        if isinstance(part, Interval)
        else None
    )
    words = shortened(named or node.text, _MAX_TITLE - 20).rstrip(".")
    return words[:1].upper() + words[1:]


def _with_unit(text: str, kind: str, node: CriterionNode | LimitNode) -> str:
    part = node.thresholds.get(kind) if isinstance(node, CriterionNode) else node.limit
    unit = part.unit if isinstance(part, (Measure, Limit)) else None
    return f"{text}{'' if unit.startswith('%') else ' '}{unit}" if unit else text


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("−", "minus-").replace(".", "-")).strip("-")[:60].strip("-")
