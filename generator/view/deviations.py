"""How an edition differs from the base policy: each recorded change, with the text before and after."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.edition import Deviation
from generator.model.policy import Policy
from generator.model.publisher import Publisher, SectionTitle
from generator.source.editions import ResolvedEdition
from generator.view.coverage import CoverageView, CriterionView, coverage_view, every_criterion
from generator.view.template_data import TemplateData
from generator.wording import phrases as words

DIRECTIONS = {
    "more-restrictive": "More restrictive",
    "less-restrictive": "Less restrictive",
    "mixed": "More restrictive for some, less for others",
    "editorial": "Editorial: same coverage",
}
ACTIONS = {"add": "Added", "replace": "Replaced", "amend": "Changed", "drop": "Not in this edition"}
SECTION = SectionTitle(id="deviations", title="Deviations from the Base Policy")
# If a publisher does not place the section, it comes after the last of these.
_AFTER = ("coverage", "guidance", "criteria", "exclusions", "review")


@dataclass(frozen=True)
class DeviationView(TemplateData):
    """One change as printed: its place in the base and in the edition, and its text before and after."""

    number: int
    change: Deviation
    id: str
    action: str
    direction: str
    base_number: str
    base_anchor: str
    own_number: str
    own_anchor: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    parent: str

    @property
    def anchor(self) -> str:
        """Anchor of its row in the table."""
        return f"deviation-{self.number}"


@dataclass(frozen=True)
class DeviationsView(TemplateData):
    """All changes of an edition; `here` finds those of a criterion, `dropped_from` those that a group lost."""

    rows: tuple[DeviationView, ...]

    def here(self, name: str) -> list[DeviationView]:
        """Return the changes to the item with this id that is still printed."""
        return [row for row in self.rows if row.id == name and row.change.action != "drop"]

    def dropped_from(self, parent: str) -> list[DeviationView]:
        """Return the criteria that a group or list of the base policy lost."""
        return [row for row in self.rows if row.parent == parent and row.change.action == "drop"]


@dataclass(frozen=True)
class _Printed:
    number: str
    anchor: str
    lines: tuple[str, ...]
    parent: str = ""


def deviations_view(resolved: ResolvedEdition, own: CoverageView) -> DeviationsView:
    """Return the recorded changes of an edition as its documents print them."""
    if not resolved.edition.changes:
        return DeviationsView(())
    base = coverage_view(resolved.base.policy)
    before = _printed(base, resolved.publisher) | _label_rows(resolved.base.policy)
    after = _printed(own, resolved.publisher) | _label_rows(resolved.source.policy)
    rows = []
    for number, change in enumerate(resolved.edition.changes, 1):
        name = change.criterion or (change.new or {})["id"]
        old, new = before.get(name, _Printed("", "", ())), after.get(name, _Printed("", "", ()))
        rows.append(
            DeviationView(
                number,
                change,
                name,
                ACTIONS[change.action],
                DIRECTIONS[change.direction],
                old.number,
                old.anchor,
                new.number,
                new.anchor,
                _differing(old.lines, new.lines),
                _differing(new.lines, old.lines),
                old.parent,
            )
        )
    return DeviationsView(tuple(rows))


def with_deviations(sections: tuple[SectionTitle, ...]) -> tuple[SectionTitle, ...]:
    """Return a layout's sections, including one for the table of deviations."""
    if any(section.id == SECTION.id for section in sections):
        return sections
    at = max((index for index, section in enumerate(sections, 1) if section.id in _AFTER), default=len(sections))
    return (*sections[:at], SECTION, *sections[at:])


def _differing(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Omit what is the same on both sides, except the first line, which identifies the row."""
    return tuple(line for index, line in enumerate(lines) if index == 0 or line not in others)


def _printed(view: CoverageView, publisher: Publisher) -> dict[str, _Printed]:
    found = _positions(view, publisher)
    for parent, criterion in every_criterion(view):
        lines = _lines(criterion) if not criterion.is_group else _group_lines(criterion)
        found.setdefault(criterion.id, _Printed(criterion.number, criterion.anchor, tuple(lines), parent))
    return found


def _label_rows(policy: Policy) -> dict[str, _Printed]:
    rows = policy.regulatory.label_comparison if policy.regulatory else ()
    found = {}
    for row in rows:
        lines = (f"{row.aspect}, this policy: {row.policy}", f"Label: {row.label}", row.note and f"Note: {row.note}")
        found[row.id] = _Printed("Label", f"label-{row.id}", tuple(filter(None, lines)))
    return found


def _positions(view: CoverageView, publisher: Publisher) -> dict[str, _Printed]:
    """Return indications, tracks, and the catch-all: items that can be amended but are not criteria."""
    coverage, other = view.coverage, view.coverage.other_uses
    governors = [item.governed_by for item in view.indications]
    lines = (f"{publisher.positions[other.position].label}. {other.statement}", other.rationale)
    found = {
        "coverage": _Printed("Summary", "", (coverage.summary,)),
        "other-uses": _Printed("All other uses", "coverage-other-uses", tuple(filter(None, lines))),
    }
    for index, (item, governed_by) in enumerate(zip(coverage.indications, governors, strict=True), 1):
        printed = (
            f"{publisher.positions[item.position].label}. {item.statement}",
            f"Heading: {item.title}",
            item.population and f"Population: {item.population}",
            f"Governed by: {'; '.join(governed_by)}" if governed_by else None,
            item.study and f"Study: {item.study}",
            f"Study identifier: {words.one_of(item.study_identifiers)}" if item.study_identifiers else None,
            item.rationale,
        )
        found[item.id] = _Printed(str(index), f"indication-{item.id}", tuple(filter(None, printed)))
        for track in (*item.pathways, *item.phases):
            label = f"{publisher.positions[track.position].label}. " if track.position else ""
            found[track.id] = _Printed(
                track.kind.capitalize(), f"track-{track.id}", tuple(filter(None, (label + track.title, track.note)))
            )
    return found


def _lines(view: CriterionView) -> list[str]:
    criterion = view.criterion
    lines = [view.text or view.connective, *(f"{label}: {phrase}" for label, phrase in view.details)]
    if examples := getattr(criterion, "examples", ()):
        lines.append("For example: " + "; ".join(examples))
    lines += [f"Note: {criterion.note}"] if criterion.note else []
    for item in criterion.documentation:
        shows = f", showing {item.shows}" if item.shows else ""
        lines.append(f"Record: {item.document}{shows}" + (f" ({words.recency(item.recency)})" if item.recency else ""))
    lines += [f"Waived for {waiver.track}: {waiver.reason}" for waiver in criterion.waived_for]
    lines += [f"Unless: {part.text}" for part in view.unless.leaves()] if view.unless else []
    lines += [f"Applies only when: {part.text}" for part in view.applies_when.leaves()] if view.applies_when else []
    return lines


def _group_lines(view: CriterionView) -> list[str]:
    heading = f"{view.named} {view.connective}".strip()
    return [heading + ":", *_lines(view)[1:], *(leaf.text for leaf in view.leaves())]
