"""Rules on the releases of code sets: the one that a policy states is the one that was used, and is still in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.codesets.held import FOLDER
from generator.codesets.releases import FIRST_DAY, month_and_year, release_name, release_window, starts_release
from generator.problem import YamlPath
from generator.rules.context import Context
from generator.rules.registry import Found, rule


@rule(
    "CODE-017",
    "error",
    "The stated ICD-10-CM release is not the one that the codes were compared with",
    "code_sets: {icd10cm_release: October 2027}   # a release that is not available",
    "code_sets: {icd10cm_release: April 2026}",
)
def stated_release_used(context: Context) -> Iterator[Found]:
    """Documents print the release in `code_sets.icd10cm_release`, so it must be the one that the codes were looked up
    in: the release that policypress includes, or one whose files are in `policy/icd10cm/`. It is written as the month
    and year in which it takes effect. If none is stated, the codes are looked up in the release that is in force when
    the policy, or the edition, takes effect.
    """
    stated = context.policy.code_sets.icd10cm_release
    if stated is None:
        return
    day = month_and_year(stated)
    if day and any(release.first_day == day for release in context.held):
        return
    at, known = ("code_sets", "icd10cm_release"), " or ".join(release_name(item.release) for item in context.held)
    if day is None or not starts_release(day):
        what = f"there is no ICD-10-CM release `{stated}`"
        yield Found(at, what, f"write the month and year in which a release takes effect; available: {known}")
    else:
        what = f"the ICD-10-CM release of {stated} is stated, but it is not available, so no code was looked up in it"
        yield Found(at, what, f"{_add(day)}; available: {known}")


@rule(
    "CODE-018",
    "warning",
    "A code set is older than the policy",
    "dates: {effective: 2027-01-15}\ncode_sets: {cpt_year: 2026}\ncodes:\n  - {id: procedures, system: CPT, ...}",
    "dates: {effective: 2027-01-15}\ncode_sets: {cpt_year: 2027}\ncodes:\n  - {id: procedures, system: CPT, ...}",
)
def code_sets_in_force(context: Context) -> Iterator[Found]:
    """A claim carries codes that are valid on the day of service (45 CFR 162.1000(a)). ICD-10-CM changes on October 1
    and April 1, CPT on January 1, HCPCS Level II at the beginning of each quarter. If a policy or an edition takes
    effect after such a day, its codes may have been deleted, split, or reworded in a release that they were not
    compared with. `policypress codes update` lists what changed between two releases. Only code sets whose codes are
    listed count.
    """
    for path, written, dates in context.dates:
        day = dates.effective
        if day is not None and day >= FIRST_DAY and written.effective is not None:
            yield from _superseded(context, (*path, "effective"), day)


def _superseded(context: Context, at: YamlPath, day: date) -> Iterator[Found]:
    """Yield the code sets that are older than a day on which a policy takes effect."""
    systems = {group.system for group in context.policy.codes}
    sets = context.policy.code_sets
    if "ICD-10-CM" in systems:
        used, current = context.release_on(day), release_window(day)[0]
        if used.first_day < current:
            todo = f"state it: `code_sets: {{icd10cm_release: {release_name(current)}}}`"
            if not any(release.first_day == current for release in context.held):
                todo = f"{_add(current)}{' and ' + todo if sets.icd10cm_release else ''}; until CDC has it, waive this"
            yield Found(
                at,
                f"the ICD-10-CM codes were compared with the release of {release_name(used.release)}, but that of "
                f"{release_name(current)} is in force on {day}",
                todo,
            )
    if "CPT" in systems and sets.cpt_year and sets.cpt_year.isdecimal() and int(sets.cpt_year) < day.year:
        yield Found(
            at,
            f"the CPT codes are those of {sets.cpt_year}, but the code set of {day.year} is in force on {day}",
            "compare the codes with the new code set, then change `code_sets.cpt_year`",
        )
    quarter, stated = date(day.year, (day.month - 1) // 3 * 3 + 1, 1), month_and_year(sets.hcpcs_release or "")
    if "HCPCS" in systems and stated and stated < quarter:
        yield Found(
            at,
            f"the HCPCS codes are those of {sets.hcpcs_release}, but the release of {release_name(quarter)} is in "
            f"force on {day}",
            "compare the codes with the new release, then change `code_sets.hcpcs_release`",
        )


def _add(day: date) -> str:
    """Return how a release becomes available."""
    return f"put its order file and its Tabular List (XML), from CDC or CMS, into {FOLDER}/{day.isoformat()}/"
