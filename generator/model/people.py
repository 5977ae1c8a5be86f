"""Who wrote the guideline, who funded it, what was corrected: the parts that let a reader judge it."""

from __future__ import annotations

from typing import Literal

from generator.model.base import Ascii, Flag, Id, Part, Sourced, Text
from generator.model.dates import AnyDate


class Disclosure(Part):
    """One kind of relationship that an author reports."""

    relationship: Text
    """Kind of relationship: consulting fees, royalties, grants."""
    parties: tuple[Text, ...] = ()
    """Parties to the relationship."""
    note: Text | None = None
    """Who receives the payment, or other details."""


class Author(Part):
    """An author of the guideline."""

    name: Text
    """Name as printed."""
    degrees: Text | None = None
    """Degrees."""
    affiliation: Text
    """Institution and location."""
    corresponding: Flag = False
    """True for the corresponding author."""
    disclosures: tuple[Disclosure, ...] = ()
    """Relationships reported; empty: the author has nothing to disclose."""


class Guideline(Part):
    """The publication whose facts the policy restates."""

    title: Text
    """Title."""
    society: Text
    """Who issued it."""
    journal: Text | None = None
    """Where it was published."""
    published: AnyDate
    """Publication date, or its month or year."""
    licence: Text
    """License of the publication and its consequences for use here."""
    authors: tuple[Author, ...]
    """Authors in the order printed."""
    funding: Text
    """Funding statement, restated."""
    acknowledgment: Text | None = None
    """Acknowledgment, restated."""
    editors_note: Text | None = None
    """Editor's note, restated."""


class Erratum(Part):
    """One point on which this policy departs from the printed guideline, or warns about it."""

    id: Id
    """Stable id."""
    kind: Literal["correction", "interpretation", "addition"]
    """A corrected misprint, a chosen reading, or a fact added from another source."""
    where: Text
    """Where it is in the guideline."""
    printed: Text
    """What is printed there, described."""
    here: Text
    """What this policy says instead."""
    reason: Text
    """Reason, with the evidence."""


class HistoryRow(Part):
    """One row of the revision history."""

    date: AnyDate
    """Date of the change, or its month or year."""
    version: Ascii
    """Version that resulted."""
    action: Literal["New", "Revised", "Reviewed", "Retired", "Superseded"]
    """Kind of change; Reviewed means that nothing changed."""
    explanation: Text
    """What changed."""
    reasons: tuple[Text, ...] = ()
    """Reasons, from the publisher's list of reasons."""
    sections: tuple[Text, ...] = ()
    """Sections that changed."""


class Device(Sourced):
    """A regulated product with which the service can be delivered."""

    name: Text
    """Name of the product."""
    manufacturer: Text
    """Manufacturer."""
    regulator: Text
    """Regulator."""
    pathway: Text
    """Type of marketing authorization."""
    number: Ascii
    """Number of the authorization."""
    product_code: Ascii | None = None
    """Product code assigned by the regulator."""
    device_name: Text | None = None
    """Generic device name used by the regulator."""
    approved: AnyDate | None = None
    """Date of the decision, or its month or year."""
    approved_note: Text | None = None
    """What is uncertain about the date."""
    indication: Text | None = None
    """Approved indication, restated."""
    contraindications: tuple[Text, ...] = ()
    """Approved contraindications, restated."""


class LabelRow(Part):
    """One point on which the policy and the product's label can be compared."""

    id: Id
    """Stable id that an edition uses to amend the row."""
    aspect: Text
    """The point of comparison."""
    policy: Text
    """What the policy requires."""
    label: Text
    """What the label states."""
    note: Text | None = None
    """What the difference means for a reviewer."""


class Regulatory(Part):
    """Regulatory status."""

    text: Text | None = None
    """Narrative."""
    devices: tuple[Device, ...] = ()
    """Authorized products."""
    label_comparison: tuple[LabelRow, ...] = ()
    """The policy compared with the label."""


class Authority(Part):
    """A statute, benefit category, regulation, determination, or manual section that governs coverage."""

    id: Id | None = None
    """Stable id, by which indications name it in `governed_by`."""
    kind: Literal[
        "statute", "benefit-category", "regulation", "manual", "national-determination", "local-determination"
    ]
    """Kind of authority; the kinds are listed in order of precedence."""
    citation: Text
    """How it is cited."""
    text: Text
    """What it provides, in one sentence."""


class PayerPosition(Sourced):
    """Another payer's decision on the same service."""

    payer: Text
    """Payer."""
    policy: Text | None = None
    """Number or name of the payer's policy."""
    date: AnyDate | None = None
    """Date of the decision or publication, or its month or year."""
    position: Text
    """The decision."""
