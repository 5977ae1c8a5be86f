"""Editions: a policy as one publisher issues it, with its changes applied and all inherited values resolved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from generator.model.edition import ArtifactKind, Dates, EarlierDocument, Edition
from generator.model.people import HistoryRow
from generator.model.policy import Policy
from generator.model.publisher import Publisher
from generator.problem import Place, Problem, SourceProblems
from generator.source.changes import overlay
from generator.source.policies import Source
from generator.source.publishers import load_publisher, logo_address
from generator.source.schema_problems import schema_problems
from generator.source.yaml_reader import Node

RESPONSES: ArtifactKind = "response-to-comments"


@dataclass(frozen=True)
class ResolvedEdition:
    """An edition with all inherited values resolved; `source` is the policy with its changes, `base` as written."""

    source: Source
    edition: Edition
    publisher: Publisher
    version: str
    status: str
    dates: Dates
    base: Source
    logo: str = ""

    @property
    def artifacts(self) -> tuple[ArtifactKind, ...]:
        """The documents that this edition issues, in the publisher's order; responses only if there are comments."""
        wanted = self.edition.artifacts or tuple(self.publisher.documents)
        without = () if self.edition.comments else (RESPONSES,)
        return tuple(kind for kind in self.publisher.documents if kind in wanted and kind not in without)

    @property
    def follows_lcd_process(self) -> bool:
        """True for a Medicare contractor's determination: it issues an LCD and no payer policy."""
        return "lcd-draft" in self.artifacts and "coverage-policy" not in self.artifacts

    @property
    def history(self) -> tuple[HistoryRow, ...]:
        """The revision history: the edition's own, or the policy's."""
        return self.edition.history or self.source.policy.history

    @property
    def superseded_by(self) -> str | None:
        """The replacement."""
        return self.edition.superseded_by or self.source.policy.superseded_by

    @property
    def supersedes(self) -> tuple[EarlierDocument, ...]:
        """The documents that it replaces."""
        return self.edition.supersedes or self.source.policy.supersedes

    @cached_property
    def lines_of_business(self) -> tuple[str, ...]:
        """The lines of business to which it applies."""
        return self.edition.lines_of_business or self.publisher.lines_of_business

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states in which it applies."""
        return self.edition.states or self.publisher.states

    def number(self, kind: ArtifactKind) -> str | None:
        """Return the number of a document, or None if the edition does not give one."""
        number: str | None = getattr(self.edition.numbers, kind.replace("-", "_"))
        return number


def resolve_editions(source: Source, root: Path) -> list[ResolvedEdition]:
    """Return a policy's editions; if it has none, one neutral model edition. Raises SourceProblems for all of them."""
    policy = source.policy
    if not policy.editions:
        return [_resolve(source, source, Edition(id="model"), Place(source.shown, 1, 1), root)]
    resolved, problems = [], []
    for index, edition in enumerate(policy.editions):
        at = source.node.at(("editions", index, "publisher")).place
        try:
            found = _resolve(source, edition_source(source, index), edition, at, root)
            problems += _not_issued(source, index, found)
            resolved.append(found)
        except SourceProblems as error:
            problems += error.problems
    if problems:
        raise SourceProblems(problems)
    return resolved


def edition_indexes(policy: Policy) -> dict[str, int]:
    """Return the index of each edition in its policy's list, by id."""
    return {edition.id: index for index, edition in enumerate(policy.editions)}


def no_such_edition(source: Source, name: str, rule: str) -> Problem:
    """Return the problem, under a rule, that a name is not an edition of a policy."""
    known = ", ".join(edition_indexes(source.policy)) or "none"
    return Problem(Place(source.shown, 1, 1), rule, f"there is no edition `{name}`", f"available: {known}")


def edition_source(source: Source, index: int, count: int | None = None) -> Source:
    """Return the policy as changed by the edition at `index`, or the source if unchanged. Raises SourceProblems.

    With `count`, only that many of its changes are made. Values keep the location where they are written. Problems in
    a changed policy point into the edition.
    """
    edition = source.policy.editions[index]
    if not edition.changes:
        return source
    node = _changed(source, index, count)
    try:
        return replace(source, node=node, policy=Policy.model_validate(node.plain()))
    except ValidationError as error:
        found = schema_problems(error, node, Policy)

    def found_with(count: int) -> list[Problem]:
        node = _changed(source, index, count)
        try:
            Policy.model_validate(node.plain())
        except ValidationError as error:
            return schema_problems(error, node, Policy)
        return []

    moved = at_changes(source, index, found, found_with)
    raise SourceProblems([moved.get(problem, problem) for problem in found])


def _changed(source: Source, index: int, count: int | None) -> Node:
    edition = source.policy.editions[index]
    return overlay(source.node, index, edition.model_copy(update={"changes": edition.changes[:count]}))


def at_changes(
    source: Source, index: int, problems: Iterable[Problem], found_with: Callable[[int], Iterable[Problem]]
) -> dict[Problem, Problem]:
    """Return the problems of an edition's policy that are located outside the edition, each at the change to blame.

    `found_with` returns the problems if only the first so many changes are made.
    """
    lines = _lines(source, index)
    outside = {(p.place, p.rule, p.message): p for p in problems if p.place.line not in lines}
    if outside:  # what no change causes
        for found in found_with(0):
            outside.pop((found.place, found.rule, found.message), None)
    moved: dict[Problem, Problem] = {}
    for number in range(len(source.policy.editions[index].changes)):
        if not outside:
            break
        for found in found_with(number + 1):
            if problem := outside.pop((found.place, found.rule, found.message), None):
                place = source.node.at(("editions", index, "changes", number)).place
                hint = f"this change causes it at {problem.place}; change that too, or leave this change out"
                moved[problem] = replace(problem, place=place, hint=hint)
    return moved


def _lines(source: Source, index: int) -> range:
    """Return the lines of an edition in the file: up to the next one, or to the next key of the policy."""
    editions, keys = source.node.at(("editions",)).value, source.node.keys or {}
    start = editions[index].place.line
    starts = [*(node.place.line for node in editions), *(place.line for place in keys.values())]
    return range(start, min((line for line in starts if line > start), default=sys.maxsize))


def _resolve(base: Source, source: Source, edition: Edition, asked_at: Place, root: Path) -> ResolvedEdition:
    policy = source.policy
    publisher = load_publisher(edition.publisher, root, asked_at)
    dates = edition.dates.filled_from(policy.dates) if edition.dates else policy.dates
    return ResolvedEdition(
        source,
        edition,
        publisher,
        edition.version or policy.version,
        edition.status or policy.status,
        dates,
        base,
        logo_address(publisher, root),
    )


def _not_issued(source: Source, index: int, found: ResolvedEdition) -> list[Problem]:
    issued = found.publisher.documents
    place = source.node.at(("editions", index, "artifacts")).place
    unasked = (
        [
            Problem(
                place,
                "EDITION-006",
                f"`{RESPONSES}` is listed, but there are no comments",
                "add them under `comments`, or remove it: it is issued automatically if there are comments",
            )
        ]
        if RESPONSES in found.edition.artifacts and not found.edition.comments
        else []
    )
    return unasked + [
        Problem(
            source.node.at(("editions", index, "artifacts", number)).place,
            "EDITION-006",
            f"the publisher `{found.publisher.id}` does not issue `{kind}`",
            f"it issues: {', '.join(issued)}",
        )
        for number, kind in enumerate(found.edition.artifacts)
        if kind not in issued
    ]
