"""The policy: one YAML file, everything that its documents say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from generator.model.base import Ascii, Day, Id, Part, Section, Sourced, Term, Text
from generator.model.codes import CodeGroup, CodeSets, Effective
from generator.model.criteria import Criterion
from generator.model.edition import Dates, Edition, Status
from generator.model.evidence import Evidence
from generator.model.people import Authority, Erratum, Guideline, HistoryRow, PayerPosition, Regulatory
from generator.model.references import Reference
from generator.model.thresholds import Limit

Position = Literal[
    "medically-necessary", "not-medically-necessary", "investigational", "covered-in-study", "not-addressed"
]
TrackKind = Literal[
    "pathway", "trial", "permanent", "initial", "continuation", "repeat", "replacement", "revision", "removal"
]


class Track(Sourced):
    """A pathway or a phase of an indication, with criteria of its own."""

    id: Id
    """Stable id; code groups, waivers and exclusions refer to it."""
    title: Text
    """Heading."""
    kind: TrackKind
    """Pathways are alternatives; phases follow one another."""
    after: Id | None = None
    """Phase that must have come before."""
    position: Position | None = None
    """Coverage position, where it differs from the indication's."""
    criteria: Criterion
    """What must be met."""
    note: Text | None = None
    """Explanation."""


class Indication(Sourced):
    """One use of the service, with its coverage position."""

    id: Id
    """Stable id."""
    title: Text
    """Heading."""
    position: Position
    """Coverage position."""
    statement: Text
    """The position in words; the criteria follow it."""
    population: Text | None = None
    """Whom it is for."""
    effective: Effective | None = None
    """Days on which the position holds."""
    study: Text | None = None
    """The study in which it is covered, for `covered-in-study`."""
    criteria: Criterion | None = None
    """What must be met whatever the pathway or phase."""
    pathways: tuple[Track, ...] = ()
    """Alternatives, of which one must be met."""
    phases: tuple[Track, ...] = ()
    """Phases in order, each with its own criteria."""
    rationale: Text | None = None
    """Why the position is so, for positions without criteria."""


class Exclusions(Part):
    """What rules coverage out although the criteria are met."""

    absolute: tuple[Criterion, ...] = ()
    """Never covered when present."""
    relative: tuple[Criterion, ...] = ()
    """Not covered when present, unless the stated exception holds."""


class OtherUses(Sourced):
    """The catch-all for every use that is not listed."""

    position: Position
    """Coverage position."""
    statement: Text
    """The position in words."""
    rationale: Text | None = None
    """Why."""


class Coverage(Part):
    """The coverage logic."""

    summary: Text
    """The decision in two or three plain sentences."""
    shared: tuple[Criterion, ...] = ()
    """Criteria written once and used in several places by `use:`."""
    prerequisites: tuple[Criterion, ...] = ()
    """Criteria common to all indications."""
    indications: tuple[Indication, ...] = Field(min_length=1)
    """Indications, each with its position."""
    exclusions: Exclusions = Exclusions()
    """Exclusions."""
    limits: tuple[Limit, ...] = ()
    """Caps that hold for the whole policy."""
    other_uses: OtherUses
    """All other uses."""


class Definition(Part):
    """A term that the criteria use."""

    term: Text
    """Term."""
    meaning: Text
    """Meaning."""


class Lcd(Part):
    """What only a local coverage determination and its article print."""

    issue: Text | None = None
    """Issue Description."""
    issue_change: Text | None = None
    """Explanation of the change between the proposed and the final LCD."""
    synopsis: tuple[Definition, ...] = ()
    """Synopsis of changes of a proposed LCD: field, and what changed."""
    reason: Text | None = None
    """Reason for the proposed LCD."""
    related: tuple[Text, ...] = ()
    """Related local and national coverage documents."""
    article_text: Text | None = None
    """Article Text of the billing and coding article."""
    icd10_additional: Text | None = None
    """Additional ICD-10 Information."""


class RuleWaiver(Part):
    """A problem that was looked at and accepted."""

    rule: Ascii
    """Id of the rule, such as NUM-006."""
    place: Ascii
    """Where it is accepted: keys and ids joined by `/`, such as evidence/studies/smith-2024."""
    reason: Text
    """Why it is accepted."""
    who: Text
    """Who accepted it."""
    expires: Day
    """Last day on which it holds."""


class Policy(Part):
    """A policy: the source of truth for one service or technology."""

    format: Literal["1"]
    """Version of this file format: 1."""
    id: Id
    """Stable id; the name of the file without `.yaml`, and of the folder in build/."""
    title: Text
    """Title of the policy."""
    short_title: Text
    """Title for running headers, at most sixty characters."""
    version: Ascii
    """Version of the policy."""
    status: Status
    """Where it stands between draft and retired."""
    language: Text = Field("en-US", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    """Language of the text (BCP 47)."""
    dates: Dates
    """Dates of this version."""
    superseded_by: Text | None = None
    """Number and title of what takes its place."""
    keywords: tuple[Text, ...] = ()
    """Words that a searcher would use."""
    guideline: Guideline | None = None
    """The publication whose facts are restated."""
    abbreviations: tuple[Term, ...] = ()
    """Abbreviations used in the text."""
    definitions: tuple[Definition, ...] = ()
    """Terms that the criteria use."""
    background: tuple[Section, ...] = ()
    """What the condition and the service are."""
    regulatory: Regulatory | None = None
    """Regulatory status."""
    authorities: tuple[Authority, ...] = ()
    """Statutes, regulations and manuals that govern coverage."""
    coverage: Coverage
    """The coverage logic."""
    documentation: tuple[Text, ...] = ()
    """Records that every request needs, beyond those of single criteria."""
    utilization: Text | None = None
    """Utilization guidelines."""
    code_sets: CodeSets = CodeSets()
    """Releases of the code sets."""
    codes: tuple[CodeGroup, ...] = ()
    """Code groups."""
    evidence: Evidence
    """The evidence."""
    payer_trends: tuple[Section, ...] = ()
    """How payers have moved."""
    payer_positions: tuple[PayerPosition, ...] = ()
    """Decisions of other payers."""
    conclusion: Text | None = None
    """Conclusion."""
    lcd: Lcd = Lcd()
    """What only the LCD and its article print."""
    errata: tuple[Erratum, ...] = ()
    """Deviations from the printed guideline."""
    history: tuple[HistoryRow, ...] = ()
    """Revision history, newest first."""
    references: tuple[Reference, ...]
    """References."""
    editions: tuple[Edition, ...] = ()
    """Editions; empty: one neutral model edition."""
    waivers: tuple[RuleWaiver, ...] = ()
    """Problems that were looked at and accepted; they are never printed."""
