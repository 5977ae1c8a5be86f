"""Who wrote the guideline, who paid, what was corrected: the parts that let a reader judge it."""

from __future__ import annotations

from typing import Literal

from generator.model.base import Ascii, Day, Flag, Id, Part, Sourced, Text


class Disclosure(Part):
    """One kind of relationship that an author reports."""

    relationship: Text
    """Kind of relationship: consulting fees, royalties, grants."""
    parties: tuple[Text, ...] = ()
    """With whom."""
    note: Text | None = None
    """To whom it is paid, or what else is said of it."""


class Author(Part):
    """An author of the guideline."""

    name: Text
    """Name as it is printed."""
    degrees: Text | None = None
    """Degrees."""
    affiliation: Text
    """Institution and place."""
    corresponding: Flag = False
    """True for the corresponding author."""
    disclosures: tuple[Disclosure, ...] = ()
    """Relationships reported; empty: the author has nothing to report."""


class Guideline(Part):
    """The publication whose facts the policy restates."""

    title: Text
    """Title."""
    society: Text
    """Who issued it."""
    journal: Text | None = None
    """Where it was published."""
    published: Day
    """Day of publication."""
    licence: Text
    """Licence of the publication and what follows for its use here."""
    authors: tuple[Author, ...]
    """Authors in printed order."""
    funding: Text
    """Funding statement, restated."""
    acknowledgment: Text | None = None
    """Acknowledgment, restated."""
    editors_note: Text | None = None
    """Editor's note, restated."""


class Erratum(Part):
    """One place where this policy departs from the printed guideline, or warns of it."""

    id: Id
    """Stable id."""
    kind: Literal["correction", "interpretation", "addition"]
    """A misprint put right, a reading chosen, or a fact added from elsewhere."""
    where: Text
    """Where it stands in the guideline."""
    printed: Text
    """What is printed there, described."""
    here: Text
    """What this policy says instead."""
    reason: Text
    """Why, with the evidence."""


class HistoryRow(Part):
    """One row of the revision history."""

    date: Day
    """Day of the change."""
    version: Ascii
    """Version that it made."""
    action: Literal["New", "Revised", "Reviewed", "Retired", "Superseded"]
    """Kind of change; Reviewed means that nothing changed."""
    explanation: Text
    """What changed."""
    reasons: tuple[Text, ...] = ()
    """Why, from the publisher's list of reasons."""
    sections: tuple[Text, ...] = ()
    """Sections that changed."""


class Device(Sourced):
    """A regulated product that can deliver the service."""

    name: Text
    """Name of the product."""
    manufacturer: Text
    """Manufacturer."""
    regulator: Text
    """Regulator."""
    pathway: Text
    """Kind of authorisation."""
    number: Ascii
    """Number of the authorisation."""
    product_code: Ascii | None = None
    """Product code of the regulator."""
    device_name: Text | None = None
    """Generic device name of the regulator."""
    approved: Day | None = None
    """Day of the decision."""
    approved_note: Text | None = None
    """What is uncertain about the day."""
    indication: Text | None = None
    """Approved indication, restated."""
    contraindications: tuple[Text, ...] = ()
    """Approved contraindications, restated."""


class LabelRow(Part):
    """One point on which the policy and the product's label can be compared."""

    id: Id
    """Stable name, by which an edition amends the row."""
    aspect: Text
    """The point."""
    policy: Text
    """What the policy asks."""
    label: Text
    """What the label says."""
    note: Text | None = None
    """What the difference means for a reviewer."""


class Regulatory(Part):
    """Regulatory status."""

    text: Text | None = None
    """Narrative."""
    devices: tuple[Device, ...] = ()
    """Authorised products."""
    label_comparison: tuple[LabelRow, ...] = ()
    """The policy beside the label."""


class Authority(Part):
    """A statute, regulation, manual section or national determination that governs coverage."""

    kind: Literal["statute", "regulation", "manual", "national-determination", "local-determination"]
    """Kind of authority; the list is their order of precedence."""
    citation: Text
    """How it is cited."""
    text: Text
    """What it says, in one sentence."""


class PayerPosition(Sourced):
    """What another payer has decided on the same service."""

    payer: Text
    """Payer."""
    policy: Text | None = None
    """Number or name of its policy."""
    date: Day | None = None
    """Day of the decision or publication."""
    position: Text
    """The decision."""
