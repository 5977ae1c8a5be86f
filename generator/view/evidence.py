"""The evidence as documents print it: one row per study, with all its results."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.evidence import Estimate, Evidence, Finding, MeanChange, Proportion, Result, Study
from generator.model.policy import Policy
from generator.view.template_data import TemplateData
from generator.wording import phrases as words
from generator.wording.references import short_author, year


@dataclass(frozen=True)
class ResultView(TemplateData):
    """One result: what was observed, its numbers, and their details."""

    text: str
    values: tuple[str, ...]
    remarks: tuple[str, ...]
    result: Result


@dataclass(frozen=True)
class StudyView(TemplateData):
    """One row of the evidence table."""

    study: Study
    name: str
    n: str
    cohorts: tuple[str, ...]
    results: tuple[ResultView, ...]


@dataclass(frozen=True)
class StudiesView(TemplateData):
    """The rows of the evidence table, in YAML order.

    `participants` counts each cohort that was studied once; it is None if the source states no number. `repeated` says
    that several studies follow the same people.
    """

    rows: tuple[StudyView, ...]
    participants: int | None
    repeated: bool


def studies_view(policy: Policy) -> StudiesView:
    """Return the studies of a policy as documents print them."""
    followed = [cohort for study in policy.evidence.studies for cohort in study.cohorts]
    return StudiesView(tuple(_rows(policy)), _participants(policy.evidence), len(followed) > len(set(followed)))


def _rows(policy: Policy) -> list[StudyView]:
    references = {reference.id: reference for reference in policy.references}
    cohorts = {cohort.id: cohort.name for cohort in policy.evidence.cohorts}
    rows = []
    for study in policy.evidence.studies:
        reference = references.get(study.citation)
        name = f"{short_author(reference)}, {year(reference)}" if reference else study.citation
        rows.append(
            StudyView(
                study,
                name,
                str(study.n) if study.n is not None else "NA",
                tuple(cohorts.get(item, item) for item in study.cohorts),
                tuple(_result(result) for result in study.results),
            )
        )
    return rows


def _participants(evidence: Evidence) -> int | None:
    """Return the number of people studied, counting each cohort once; None if it is not stated of any of them."""
    used = {cohort for study in evidence.studies for cohort in study.cohorts}
    stated = [cohort.participants for cohort in evidence.cohorts if cohort.id in used]
    known = [number for number in stated if number is not None]
    return sum(known) if known else None


def _result(result: Result) -> ResultView:
    kinds = {Finding: "finding", Proportion: "proportion", MeanChange: "change", Estimate: "estimate"}
    text = getattr(result, kinds[type(result)])
    values = words.result_values(result)
    named = any(value.endswith(f" with {result.arm}") for value in values)  # a comparison names both arms
    remarks = [part for part in (None if named else result.arm, result.at, result.note) if part]
    return ResultView(text, tuple(values), tuple(remarks), result)
