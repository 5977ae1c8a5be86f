"""The policy: one YAML file that contains everything its documents state."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from generator.model.base import Ascii, Day, Id, Part, Section, Sourced, Term, Text
from generator.model.codes import CodeGroup, CodeSets, Effective
from generator.model.criteria import Criterion
from generator.model.edition import Dates, EarlierDocument, Edition, Status
from generator.model.evidence import Evidence
from generator.model.people import Authority, Erratum, Guideline, HistoryRow, PayerPosition, Regulatory
from generator.model.references import Reference
from generator.model.thresholds import Limit

Position = Literal[
    "medically-necessary", "not-medically-necessary", "investigational", "covered-in-study", "not-addressed"
]
TrackKind = Literal[
    "pathway",
    "diagnostic",
    "therapeutic",
    "trial",
    "permanent",
    "initial",
    "continuation",
    "repeat",
    "replacement",
    "revision",
    "removal",
]


def _registered(value: str) -> str:
    if value.upper().startswith("NCT") and not re.fullmatch("NCT[0-9]{8}", value):
        raise ValueError(f"a ClinicalTrials.gov identifier is NCT and eight digits, not `{value}`")
    return value


StudyIdentifier = Annotated[Ascii, AfterValidator(_registered)]


class Track(Sourced):
    """A pathway or phase of an indication, with its own criteria."""

    id: Id
    """Stable id; code groups, waivers, and exclusions refer to it."""
    title: Text
    """Heading."""
    kind: TrackKind
    """Pathways are alternatives; phases are sequential."""
    after: Id | None = None
    """Phase that must precede it."""
    position: Position | None = None
    """Coverage position, if different from the indication's."""
    criteria: Criterion | None = None
    """What must be met in addition to the criteria of the indication; a phase can go without."""
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
    """Patient population to which it applies."""
    effective: Effective | None = None
    """Dates on which the position is in effect."""
    governed_by: tuple[Id, ...] = ()
    """Ids of the `authorities` that govern it, such as a national determination; an edition may not cover less."""
    study: Text | None = None
    """The study in which it is covered, for `covered-in-study`."""
    study_identifiers: tuple[StudyIdentifier, ...] = ()
    """Registry identifiers of the study, or of the studies that qualify, such as NCT00000000."""
    criteria: Criterion | None = None
    """What must be met regardless of the pathway or phase."""
    pathways: tuple[Track, ...] = ()
    """Alternatives, one of which must be met."""
    phases: tuple[Track, ...] = ()
    """Phases in order, each with its own criteria."""
    rationale: Text | None = None
    """Reason for the position, if it has no criteria."""

    @model_validator(mode="after")
    def _pathways_ask(self) -> Indication:
        for pathway in self.pathways:
            if pathway.criteria is None:
                raise ValueError(f"the pathway `{pathway.id}` needs `criteria`: without them, everybody would meet it")
        return self


class Exclusions(Part):
    """What rules out coverage even though the criteria are met."""

    absolute: tuple[Criterion, ...] = ()
    """Never covered when present."""
    relative: tuple[Criterion, ...] = ()
    """Not covered when present, unless the stated exception is met."""


class OtherUses(Sourced):
    """The catch-all for uses that are not listed."""

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
    """Criteria that are written once and reused in several places with `use:`."""
    prerequisites: tuple[Criterion, ...] = ()
    """Criteria common to all indications."""
    indications: tuple[Indication, ...] = Field(min_length=1)
    """Indications, each with its position."""
    exclusions: Exclusions = Exclusions()
    """Exclusions."""
    limits: tuple[Limit, ...] = ()
    """Caps that apply to the whole policy."""
    other_uses: OtherUses
    """All other uses."""


class Definition(Part):
    """A term that the criteria use."""

    term: Text
    """Term."""
    meaning: Text
    """Meaning."""


class Lcd(Part):
    """Text that only a local coverage determination and its article print."""

    issue: Text | None = None
    """Issue Description."""
    issue_change: Text | None = None
    """Explanation of the change between the proposed and the final LCD."""
    synopsis: tuple[Definition, ...] = ()
    """Synopsis of Changes of a proposed LCD: field, and what changed."""
    reason: Text | None = None
    """Reason for the proposed LCD."""
    related: tuple[Text, ...] = ()
    """Related local and national coverage documents."""
    article_text: Text | None = None
    """Article Text of the billing and coding article."""
    icd10_additional: Text | None = None
    """Additional ICD-10 Information."""


class RuleWaiver(Part):
    """A problem that was reviewed and accepted."""

    rule: Ascii
    """Id of the rule, such as NUM-006."""
    place: Ascii
    """Where it is accepted: keys and ids joined by `/`, such as evidence/studies/smith-2024."""
    reason: Text
    """Why it is accepted."""
    who: Text
    """Who accepted it."""
    expires: Day
    """Last day on which the waiver is in effect."""


class Policy(Part):
    """A policy: the source of truth for one service or technology."""

    format: Literal["1"]
    """Version of this file format: 1."""
    id: Id
    """Stable id; the name of the file without `.yaml`, and of the folder in build/."""
    title: Text
    """Title of the policy."""
    short_title: Text
    """Title for running headers, up to 60 characters."""
    version: Ascii
    """Version of the policy."""
    status: Status
    """Stage of the policy, from draft to retired."""
    language: Text = Field("en-US", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    """Language of the text (BCP 47)."""
    dates: Dates
    """Dates of this version."""
    superseded_by: Text | None = None
    """Number and title of the replacement."""
    supersedes: tuple[EarlierDocument, ...] = ()
    """Documents that it replaces."""
    keywords: tuple[Text, ...] = ()
    """Search terms."""
    guideline: Guideline | None = None
    """The publication whose facts are restated."""
    abbreviations: tuple[Term, ...] = ()
    """Abbreviations used in the text."""
    definitions: tuple[Definition, ...] = ()
    """Terms that the criteria use."""
    background: tuple[Section, ...] = ()
    """Description of the condition and the service."""
    regulatory: Regulatory | None = None
    """Regulatory status."""
    authorities: tuple[Authority, ...] = ()
    """Statutes, regulations, and manuals that govern coverage."""
    coverage: Coverage
    """The coverage logic."""
    documentation: tuple[Text, ...] = ()
    """Records required for every request, in addition to those for individual criteria."""
    utilization: Text | None = None
    """Utilization guidelines."""
    code_sets: CodeSets = CodeSets()
    """Releases of the code sets."""
    codes: tuple[CodeGroup, ...] = ()
    """Code groups."""
    evidence: Evidence = Evidence()
    """The evidence."""
    payer_trends: tuple[Section, ...] = ()
    """Trends in payer coverage."""
    payer_positions: tuple[PayerPosition, ...] = ()
    """Decisions of other payers."""
    conclusion: Text | None = None
    """Conclusion."""
    lcd: Lcd = Lcd()
    """Text that only the LCD and its article print."""
    errata: tuple[Erratum, ...] = ()
    """Deviations from the printed guideline."""
    history: tuple[HistoryRow, ...] = ()
    """Revision history, newest first."""
    references: tuple[Reference, ...] = ()
    """References."""
    editions: tuple[Edition, ...] = ()
    """Editions; empty: one neutral model edition."""
    waivers: tuple[RuleWaiver, ...] = ()
    """Problems that were reviewed and accepted; never printed."""
