"""Code groups: which codes are reported on a claim, in which role, for which part of the policy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from generator.model.base import Ascii, Count, Day, Flag, Id, Part, Sourced, Text

System = Literal[
    "ICD-10-CM",
    "ICD-10-PCS",
    "CPT",
    "HCPCS",
    "FDA-product-code",
    "FDA-PMA",
    "modifier",
    "bill-type",
    "revenue",
    "NDC",
    "place-of-service",
]
Role = Literal["supporting", "secondary-required", "non-supporting", "covered", "not-covered", "informational"]


class Effective(Part):
    """The dates on which something is in effect, inclusive."""

    start: Day | None = None
    """First date."""
    end: Day | None = None
    """Last date."""


class Units(Part):
    """How many units of a code are reported on a claim."""

    count: Count
    """Number of units."""
    per: Text
    """What the number applies to."""
    note: Text | None = None
    """How the units are determined."""


class Code(Sourced):
    """One code, or a range of codes."""

    code: Ascii
    """The code as reported on a claim."""
    to: Ascii | None = None
    """Last code of a range that starts with `code`."""
    label: Text
    """ICD-10-CM: the official descriptor. CPT and HCPCS: a short label in our own words."""
    asterisk: Flag = False
    """True when the group's asterisk note applies to this code."""
    units: Units | None = None
    """Units of service on a claim."""
    add_on_to: tuple[Ascii, ...] = ()
    """Codes to which this add-on code belongs."""
    modifiers: tuple[Ascii, ...] = ()
    """Modifiers that are reported with the code when they apply. Where a claim must include one, pair the group with a
    group of modifiers."""
    effective: Effective | None = None
    """Dates on which the code is in effect."""
    note: Text | None = None
    """Coding guidance for this code."""


class Pairing(Part):
    """What else must be reported on a claim with a code from this group."""

    requires: Literal["one", "all"]
    """How many of the groups in `groups` must be represented: one of them, or all."""
    groups: tuple[Id, ...] = Field(min_length=1)
    """Ids of the code groups from which a code must also be reported."""
    note: Text | None = None
    """The pairing in words."""


class CodeGroup(Sourced):
    """A numbered group of codes from one code system; its number is its position in its billing article section."""

    id: Id
    """Stable id of the group."""
    system: System
    """Code system."""
    role: Role
    """Role of the codes: supporting medical necessity, required as secondary codes, not supporting it, and so on."""
    title: Text
    """Heading of the group."""
    paragraph: Text | None = None
    """The paragraph before the codes that explains what they are for."""
    tracks: tuple[Id, ...] = ()
    """Indications or phases to which the group applies; empty: the whole policy."""
    pairing: Pairing | None = None
    """What else must be reported on the claim."""
    asterisk_note: Text | None = None
    """What the asterisk after a code means."""
    exhaustive: Flag = True
    """False when the codes are examples and other codes may be reported."""
    effective: Effective | None = None
    """Dates on which the group is in effect."""
    codes: tuple[Code, ...] = Field(min_length=1)
    """The codes, in the order in which they are printed."""


class CodeSets(Part):
    """The releases that the codes come from; they determine notices and checks."""

    cpt_year: Ascii | None = None
    """Year of the CPT code set; its owner requires it where CPT codes are listed."""
    icd10cm_release: Ascii | None = None
    """ICD-10-CM release that the codes were looked up in, by the month and year in which it took effect: 'April 2026'.
    """
    hcpcs_release: Ascii | None = None
    """HCPCS Level II release, by the month and year in which it took effect: 'July 2026'."""
