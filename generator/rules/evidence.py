"""Rules on the evidence table as a whole: grades, cohorts, totals, and disclosures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.rules.context import Context
from generator.rules.registry import Found, found_in, rule


@rule(
    "EVID-001",
    "error",
    "A level of evidence is not in the grading system",
    "grading: {system: Example, levels: [{level: I, meaning: trials}]}\nstudies:\n  - {id: a, level: '1'}",
    "studies:\n  - {id: a, level: I}",
)
def level_is_graded(context: Context) -> Iterator[Found]:
    """Levels of evidence have a meaning only within the named grading system; a level that is not part of the system
    cannot be looked up. Separate several levels in one cell with a comma, a slash, or a dash.
    """
    evidence = context.policy.evidence
    levels = [level.level for level in evidence.grading.levels] if evidence.grading else []
    known = set(levels)
    for index, study in enumerate(evidence.studies):
        if (
            known
            and study.level not in known
            and not set(re.split(r"\s*[,/–-]\s*", study.level)) <= known
            and study.level.lower() not in ("not stated", "not graded", "not applicable", "n/a")
        ):
            yield Found(
                ("evidence", "studies", index, "level"),
                f"the level `{study.level}` is not in the grading system",
                f"its levels are: {', '.join(levels)}",
            )


@rule(
    "EVID-002",
    "error",
    "A study has more people than its cohorts",
    "cohorts:\n  - {id: pivotal, participants: 204}\nstudies:\n  - {id: a, cohorts: [pivotal], n: 240}",
    "studies:\n  - {id: a, cohorts: [pivotal], n: 204}",
)
def study_within_cohorts(context: Context) -> Iterator[Found]:
    """A publication reports on all or part of its cohorts; it cannot have more people than all of them together."""
    for index, study in enumerate(context.policy.evidence.studies):
        people = context.people(study)
        if isinstance(study.n, int) and people is not None and study.n > people:
            yield Found(
                ("evidence", "studies", index, "n"),
                f"the study has {study.n} people, its cohorts have {people} together",
                "correct the number, or add the missing cohort",
            )


@rule(
    "EVID-003",
    "error",
    "A total counts a cohort twice",
    """
      cohorts:
        - {id: pivotal, participants: 204}
      studies:
        - {id: one-year, cohorts: [pivotal], n: 204}
        - {id: two-years, cohorts: [pivotal], n: 156}
      limitations:
        - The studies have 360 patients in total.
      """,
    "limitations:\n  - The studies have 204 patients in total; two of them follow the same people.",
)
def totals_count_once(context: Context) -> Iterator[Found]:
    """Follow-up studies of one trial report on the same people. If a total in the text equals the sum of the study
    sizes, but their cohorts contain fewer people, the total counts people more than once and overstates the evidence.
    """
    evidence = context.policy.evidence
    people = {cohort.id: cohort.participants for cohort in evidence.cohorts}
    sizes = [study.n for study in evidence.studies if isinstance(study.n, int)]
    listed = [name for study in evidence.studies for name in study.cohorts]
    repeated = sum(people.get(name) or 0 for name in listed)
    once = sum(people.get(name) or 0 for name in set(listed))
    twice = {total for total in (sum(sizes), repeated) if len(set(listed)) < len(listed) and total != once}
    said = re.compile(
        r"\b([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\s+(?:\w+\s+){0,2}"
        r"(?:patients|participants|people|subjects|individuals)"
    )
    for path, text in context.prose:
        for found in said.finditer(text):
            if int(found[1].replace(",", "")) in twice and path[:2] not in (
                ("evidence", "studies"),
                ("evidence", "cohorts"),
            ):
                yield found_in(
                    path,
                    text,
                    found,
                    f"{found[1]} counts people in the same cohort more than once",
                    f"the cohorts have {once} people",
                )


@rule(
    "EVID-004",
    "warning",
    "Two cohorts have the same name",
    "cohorts:\n  - {id: pivotal, name: Pivotal trial}\n  - {id: pivotal-2y, name: Pivotal trial}",
    "# one cohort, and two studies that name it\ncohorts:\n  - {id: pivotal, name: Pivotal trial}",
)
def cohort_names_unique(context: Context) -> Iterator[Found]:
    """A cohort is one set of people, however many papers describe it; two cohorts with the same name count it twice."""
    first: dict[str, str] = {}
    for index, cohort in enumerate(context.policy.evidence.cohorts):
        name = " ".join(cohort.name.lower().split())
        if name in first:
            yield Found(
                ("evidence", "cohorts", index, "name"),
                f"the cohorts `{first[name]}` and `{cohort.id}` have the same name",
                "keep one, or say in the names how they differ",
            )
        first.setdefault(name, cohort.id)


@rule(
    "EVID-005",
    "error",
    "No conflicts of interest are stated",
    "guideline: {title: Example, authors: []}",
    "guideline:\n  authors:\n    - {name: A. Smith, affiliation: Example University, disclosures: "
    "[{relationship: consulting fees, parties: [Example Inc]}]}",
)
def interests_stated(context: Context) -> Iterator[Found]:
    """Readers must be able to judge a guideline in light of its authors' interests: list the authors, each with the
    disclosures reported, if any. Sources: Program Integrity Manual (100-08) chapter 13, section 13.5.3; Institute of
    Medicine, Clinical Practice Guidelines We Can Trust (2011), standard 2.
    """
    guideline = context.policy.guideline
    if guideline is not None and not guideline.authors:
        yield Found(
            ("guideline", "authors"),
            "the guideline lists no authors, so no interests are stated",
            "list the authors, each with the disclosures that the publication prints",
            on_key=True,
        )
