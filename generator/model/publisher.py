"""A publisher: who issues documents, and with which wording, colors, and order of sections."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field, StringConstraints, model_validator

from generator.model.base import Ascii, Flag, Id, Part, Text
from generator.model.edition import ArtifactKind
from generator.model.policy import Position

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
"""A color as six lowercase hexadecimal digits."""


class Logo(Part):
    """The publisher's logo in the masthead."""

    file: Text = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]*\.svg$")
    """SVG file, relative to the folder of the publisher's file; paths only, no text."""
    alt: Text
    """Text alternative for a reader who cannot see the logo."""


class Palette(Part):
    """Color tokens; each defaults to its value in `styles/tokens.css`. Text must keep WCAG AA contrast."""

    ink: Color = "#1c2430"
    """Text."""
    ink_soft: Color = "#4a5564"
    """Secondary text."""
    accent: Color = "#14496b"
    """Headings, links, and table headers."""
    accent_tint: Color = "#eaf1f6"
    """Background of highlighted text."""
    rule: Color = "#b9c4cf"
    """Lines."""
    rule_soft: Color = "#dde3e9"
    """Faint lines."""
    paper_tint: Color = "#f5f7f9"
    """Background of subdued areas."""
    alert: Color = "#8a1f11"
    """Marks for drafts and exceptions."""
    alert_tint: Color = "#fbeeeb"
    """Background of such marks."""

    def tokens(self) -> dict[str, str]:
        """Return the CSS custom properties."""
        return {f"--{name.replace('_', '-')}": getattr(self, name) for name in type(self).model_fields}


class SectionTitle(Part):
    """A section of a document and its heading."""

    id: Id
    """Name of the section's template; for a section that has only `text`, any other name."""
    title: Text
    """Heading."""
    text: Text | None = None
    """The publisher's own text, printed at the start of the section."""


class DocumentKind(Part):
    """How a publisher lays out one kind of document."""

    kind: Text
    """Name of the document on its cover."""
    sections: tuple[SectionTitle, ...] = Field(min_length=1)
    """Sections in order."""

    @model_validator(mode="after")
    def _once(self) -> DocumentKind:
        ids = [section.id for section in self.sections]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError("a section is listed twice: " + ", ".join(twice))
        return self


class PositionWords(Part):
    """How a publisher words a coverage position."""

    label: Text
    """Short label."""
    meaning: Text
    """What it means for a claim."""


class Contractor(Part):
    """A Medicare Administrative Contractor (MAC)."""

    name: Text
    """Contractor name."""
    contract_type: Text
    """MAC Part A, Part B, DME."""
    contract_number: Ascii
    """Contract number."""
    jurisdiction: Text
    """Jurisdiction."""
    states: tuple[Text, ...]
    """States."""


class Publisher(Part):
    """Who issues documents."""

    id: Id
    """Stable id; also the name of its file."""
    name: Text
    """Name as printed."""
    tagline: Text
    """Line below the name."""
    logo: Logo | None = None
    """Logo in the masthead."""
    palette: Palette = Palette()
    """Colors."""
    contact: Text
    """Contact information."""
    lines_of_business: tuple[Text, ...] = ()
    """Lines of business for which it issues policies."""
    states: tuple[Text, ...] = ()
    """States in which its policies apply."""
    disclaimer: tuple[Text, ...]
    """Disclaimer, one item per paragraph."""
    positions: dict[Position, PositionWords]
    """Its wording for the coverage positions."""
    contractors: tuple[Contractor, ...] = ()
    """Contracts under which it issues local coverage determinations."""
    comments: Text | None = None
    """Where and how to submit public comments on a proposed document."""
    attestation: Text
    """Attestation above the signature on a request form."""
    privacy_notice: Text
    """Notice on protected health information."""
    submission: Text
    """Where to send a request form."""
    documents: dict[ArtifactKind, DocumentKind]
    """The documents that it issues."""
    require_cases: Flag = False
    """True where a final document needs cases of its policy that pass and that a person has confirmed."""

    @model_validator(mode="after")
    def _all_positions(self) -> Publisher:
        known = get_args(Position)
        if missing := [name for name in known if name not in self.positions]:
            raise ValueError("`positions` has no words for " + ", ".join(missing))
        return self
