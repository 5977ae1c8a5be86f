"""The evidence: cohorts, studies, and their results; each number is written once and rendered from here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from generator.model.base import Ascii, Count, Id, Number, Part, Section, Sourced, Text

Endpoint = Literal[
    "pain", "disability", "quality-of-life", "composite", "satisfaction", "medication", "safety", "adherence", "other"
]


class Quantity(Part):
    """A value with its uncertainty, to the extent that the source states it."""

    value: Number
    """The value, in the unit of the result; a reduction is negative."""
    plus_minus: Number | None = None
    """The number after ±, if the source prints one."""
    low: Number | None = None
    """Lower end of the interval."""
    high: Number | None = None
    """Upper end of the interval."""
    level: Number = Field(default=Decimal("95"))
    """Level of the interval in percent."""

    @model_validator(mode="after")
    def _both_ends(self) -> Quantity:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends: `low` and `high`")
        return self


class Reading(Quantity):
    """A value at a time point."""

    at: Text
    """When it was measured."""


class Share(Part):
    """Part of a group of people, as a percentage and, if stated, as a fraction."""

    percent: Number | None = None
    """Percentage, as printed in the source."""
    count: Count | None = None
    """Number of people."""
    of: Count | None = None
    """Size of the group."""
    low: Number | None = None
    """Lower end of the interval, in percent."""
    high: Number | None = None
    """Upper end of the interval, in percent."""
    level: Number = Field(default=Decimal("95"))
    """Level of the interval in percent."""

    @model_validator(mode="after")
    def _something(self) -> Share:
        if self.percent is None and self.count is None:
            raise ValueError("give `percent`, or `count` and `of`")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends: `low` and `high`")
        return self


class OtherShare(Share):
    """The proportion in the comparison arm."""

    arm: Text
    """Name of the arm."""


class OtherReading(Quantity):
    """The value in the comparison arm."""

    arm: Text
    """Name of the arm."""


class Shared(Sourced):
    """What all kinds of results have in common."""

    endpoint: Endpoint = "other"
    """Type of outcome; results are grouped and drawn by it."""
    arm: Text | None = None
    """The arm or group of patients that it applies to."""
    at: Text | None = None
    """When it was measured."""
    p: Text | None = None
    """P value with its sign, as printed."""
    note: Text | None = None
    """What else the source states about it."""


class Finding(Shared):
    """A result without a number of its own, in words."""

    finding: Text
    """The finding."""


class Proportion(Shared, Share):
    """The proportion of people who reached an outcome."""

    proportion: Text
    """Who or what is counted, with the threshold that defines it."""
    versus: OtherShare | None = None
    """The same proportion in the comparison arm."""


class MeanChange(Shared):
    """A mean that changed between baseline and follow-up."""

    change: Text
    """The outcome."""
    unit: Text | None = None
    """Unit of the values."""
    baseline: Quantity | None = None
    """Value at baseline."""
    follow_up: tuple[Reading, ...] = ()
    """Values at follow-up, in chronological order."""
    difference: Quantity | None = None
    """Follow-up minus baseline, if the source states it; a reduction is negative."""
    versus: OtherReading | None = None
    """The change in the comparison arm."""

    @model_validator(mode="after")
    def _something(self) -> MeanChange:
        if self.baseline is None and not self.follow_up and self.difference is None:
            raise ValueError("give `baseline`, `follow_up`, or `difference`; a result in words is a `finding`")
        return self


class Estimate(Shared, Quantity):
    """A single estimated number, such as a pooled effect."""

    estimate: Text
    """What was estimated."""
    unit: Text | None = None
    """Unit of the value."""


def _shape(value: Any) -> str:
    if isinstance(value, Shared):
        return type(value).__name__
    if isinstance(value, dict):
        for key, kind in (("proportion", Proportion), ("change", MeanChange), ("estimate", Estimate)):
            if key in value:
                return kind.__name__
    return "Finding"


Result = Annotated[
    Annotated[Finding, Tag("Finding")]
    | Annotated[Proportion, Tag("Proportion")]
    | Annotated[MeanChange, Tag("MeanChange")]
    | Annotated[Estimate, Tag("Estimate")],
    Discriminator(_shape),
]


def _size(value: Any) -> str:
    return "Words" if value == NOT_STATED else "Count"


NOT_STATED: Literal["not stated"] = "not stated"
SampleSize = Annotated[
    Annotated[Count, Tag("Count")] | Annotated[Literal["not stated"], Tag("Words")], Discriminator(_size)
]


class PrimaryEndpoint(Part):
    """The endpoint that the study was powered for."""

    endpoint: Text
    """What it was."""
    met: Literal["met", "not met", "not stated"]
    """Whether it was met."""
    result: Text | None = None
    """The result in words."""


class Cohort(Sourced):
    """One set of people; several studies may follow it, but it is counted only once."""

    id: Id
    """Stable id."""
    name: Text
    """Name of the trial or registry."""
    participants: Count | None = None
    """Number of people in the cohort."""
    description: Text
    """Who they are."""


class Study(Sourced):
    """One publication, as the evidence table lists it."""

    id: Id
    """Stable id."""
    citation: Ascii
    """Key of its reference."""
    design: Text
    """Study design."""
    n: SampleSize | None = None
    """Sample size, or `not stated`; absent: not applicable."""
    cohorts: tuple[Id, ...] = ()
    """Cohorts that it reports on."""
    level: Text
    """Level of evidence in the grading system."""
    goal: Text
    """Aim of the publication."""
    comparator: Text | None = None
    """What the treatment was compared with; absent: not stated."""
    follow_up: Text | None = None
    """Time point of the main results; absent: not stated."""
    primary_endpoint: PrimaryEndpoint | None = None
    """The primary endpoint; absent: not stated."""
    funding: Text | None = None
    """Who funded it; absent: not stated."""
    results: tuple[Result, ...] = Field(min_length=1)
    """Every result, in the order of the source."""


class Level(Part):
    """One level of a grading system."""

    level: Text
    """Its name."""
    meaning: Text
    """What it stands for."""


class Grading(Sourced):
    """The system used to grade the evidence."""

    system: Text
    """Name of the system, with its citations."""
    levels: tuple[Level, ...] = ()
    """Its levels."""


class Evidence(Part):
    """The evidence on whether the service is effective."""

    summary: tuple[Section, ...] = ()
    """Narrative summary, before the table."""
    grading: Grading | None = None
    """Grading system of the levels; studies need it."""
    cohorts: tuple[Cohort, ...] = ()
    """Cohorts, listed so that no one is counted twice."""
    studies: tuple[Study, ...] = ()
    """The evidence table."""
    topics: tuple[Section, ...] = ()
    """Narrative on individual questions, after the table."""
    limitations: tuple[Text, ...] = ()
    """What the evidence does not show."""
    analysis: tuple[Section, ...] = ()
    """How the evidence supports the coverage position: the LCD's Analysis of Evidence."""

    @model_validator(mode="after")
    def _levels_are_graded(self) -> Evidence:
        if self.studies and self.grading is None:
            raise ValueError("the studies have levels of evidence, so `grading` must name the system of the levels")
        return self
