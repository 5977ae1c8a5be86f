"""A publisher: who issues documents, in which words and in which order of sections."""

from __future__ import annotations

from pydantic import Field

from generator.model.base import Id, Part, Text
from generator.model.policy import ArtifactKind, Position


class SectionTitle(Part):
    """A section of a document and its heading."""

    id: Id
    """Name of the section's template."""
    title: Text
    """Heading."""


class DocumentKind(Part):
    """How a publisher lays out one kind of document."""

    kind: Text
    """What the document is called on its cover."""
    sections: tuple[SectionTitle, ...] = Field(min_length=1)
    """Sections in order."""


class PositionWords(Part):
    """How a publisher says a coverage position."""

    label: Text
    """Short label."""
    meaning: Text
    """What it means for a claim."""


class Contractor(Part):
    """A Medicare administrative contractor."""

    name: Text
    """Contractor name."""
    contract_type: Text
    """MAC Part A, Part B, DME."""
    contract_number: Text
    """Contract number."""
    jurisdiction: Text
    """Jurisdiction."""
    states: tuple[Text, ...]
    """States."""


class Publisher(Part):
    """Who issues documents."""

    id: Id
    """Stable id; the name of its file."""
    name: Text
    """Name as printed."""
    tagline: Text
    """Line below the name."""
    contact: Text
    """How to reach it."""
    disclaimer: tuple[Text, ...]
    """Disclaimer, a paragraph each."""
    positions: dict[Position, PositionWords]
    """Its words for the coverage positions."""
    contractors: tuple[Contractor, ...] = ()
    """Contracts under which it issues local coverage determinations."""
    attestation: Text
    """Attestation above the signature of a request form."""
    privacy_notice: Text
    """Notice on protected health information."""
    submission: Text
    """Where a request form is sent."""
    documents: dict[ArtifactKind, DocumentKind]
    """The documents that it issues."""
