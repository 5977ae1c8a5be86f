"""Code groups: which codes a claim carries, in which role, for which part of the policy."""

from __future__ import annotations

from typing import Literal

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
    """The days on which something is in force, both included."""

    start: Day | None = None
    """First day."""
    end: Day | None = None
    """Last day."""


class Units(Part):
    """How many units of a code a claim carries."""

    count: Count
    """Number of units."""
    per: Text
    """What the number belongs to."""
    note: Text | None = None
    """How the units arise."""


class Code(Sourced):
    """One code, or a range of codes."""

    code: Ascii
    """The code as it is written on a claim."""
    to: Ascii | None = None
    """Last code of a range that starts with `code`."""
    label: Text
    """ICD-10-CM: the official descriptor. CPT and HCPCS: a short label in our own words."""
    asterisk: Flag = False
    """True when the group's asterisk note holds for this code."""
    units: Units | None = None
    """Units on a claim."""
    add_on_to: tuple[Ascii, ...] = ()
    """Codes to which this add-on code belongs."""
    modifiers: tuple[Ascii, ...] = ()
    """Modifiers that are reported with the code as they apply. Where a claim must carry one, pair the group with a
    group of modifiers."""
    effective: Effective | None = None
    """Days on which the code is in force."""
    note: Text | None = None
    """Coding advice for this code."""


class Pairing(Part):
    """What else a claim must carry with a code of this group."""

    requires: Literal["one", "all"]
    """How many of the groups in `groups` must be present: one of them, or all."""
    groups: tuple[Id, ...]
    """Ids of the code groups from which a code must be reported with it."""
    note: Text | None = None
    """The pairing in words."""


class CodeGroup(Sourced):
    """A numbered group of codes of one system; its number is its position within its section of the billing article."""

    id: Id
    """Stable id of the group."""
    system: System
    """Code system."""
    role: Role
    """What the codes do: support medical necessity, be required beside another, not support it, and so on."""
    title: Text
    """Heading of the group."""
    paragraph: Text | None = None
    """The paragraph that stands before the codes and says what they are for."""
    tracks: tuple[Id, ...] = ()
    """Indications or phases for which the group holds; empty: the whole policy."""
    pairing: Pairing | None = None
    """What else a claim must carry."""
    asterisk_note: Text | None = None
    """What the asterisk behind a code means."""
    exhaustive: Flag = True
    """False when the codes are examples and others may be reported."""
    effective: Effective | None = None
    """Days on which the group is in force."""
    codes: tuple[Code, ...]
    """The codes, in the order in which they are printed."""


class CodeSets(Part):
    """The releases from which the codes come; they decide notices and checks."""

    cpt_year: Ascii | None = None
    """Year of the CPT code set; its owner asks for it where CPT codes are listed."""
    icd10cm_release: Ascii | None = None
    """ICD-10-CM release, such as 'April 2026'."""
    hcpcs_release: Ascii | None = None
    """HCPCS Level II release."""
