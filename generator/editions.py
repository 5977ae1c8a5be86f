"""Editions: a policy as one publisher issues it, with its number, version, status and dates resolved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.load import Source
from generator.model.policy import ArtifactKind, Dates, Edition
from generator.model.publisher import Publisher
from generator.problem import Place
from generator.publishers import load_publisher


@dataclass(frozen=True)
class ResolvedEdition:
    """An edition with nothing left to inherit."""

    source: Source
    edition: Edition
    publisher: Publisher
    version: str
    status: str
    dates: Dates

    @property
    def artifacts(self) -> tuple[ArtifactKind, ...]:
        """The documents that this edition issues, in the publisher's order."""
        wanted = self.edition.artifacts or tuple(self.publisher.documents)
        return tuple(kind for kind in self.publisher.documents if kind in wanted)

    def number(self, kind: ArtifactKind) -> str | None:
        """Return the number of a document, or None where the edition gives none."""
        return getattr(self.edition.numbers, kind.replace("-", "_"))


def resolve_editions(source: Source, root: Path) -> list[ResolvedEdition]:
    """Return the editions of a policy; without any, one neutral model edition. Raises SourceProblems."""
    policy = source.policy
    editions = policy.editions or (Edition(id="model"),)
    resolved = []
    for index, edition in enumerate(editions):
        at = source.node.at(("editions", index, "publisher")) if policy.editions else None
        publisher = load_publisher(edition.publisher, root, at.place if at else Place(source.shown, 1, 1))
        dates = policy.dates.model_copy(update=edition.dates.model_dump(exclude_none=True) if edition.dates else {})
        resolved.append(ResolvedEdition(source, edition, publisher, edition.version or policy.version,
                                        edition.status or policy.status, dates))
    return resolved
