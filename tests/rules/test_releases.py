"""Rules on the stated releases: they were used, and they are in force when the policy takes effect."""

from __future__ import annotations

from datetime import date

import pytest
from codesets.published import changed, write_release

from .planting import CLEAN, expect

DAY = "  effective: 2026-07-01\n"
SETS = "code_sets: {cpt_year: 2026}"
DRAFT = ("status: approved", "status: draft")
EDITION = "editions:\n  - {id: own, version: '2.0', dates: {effective: %s}}\nhistory:\n"


def stated(release: str) -> tuple[str, str]:
    return SETS, f"code_sets: {{cpt_year: 2026, icd10cm_release: {release}}}"


@pytest.mark.parametrize(
    ("release", "message"),
    [
        ("April 2026", ""),
        ("¦October 2026", "the ICD-10-CM release of October 2026 is stated, but it is not available, so no code was "
                          "looked up in it"),
        ("¦2026", "there is no ICD-10-CM release `2026`"),
        ("¦May 2026", "there is no ICD-10-CM release `May 2026`"),
        ("¦april 2026", "there is no ICD-10-CM release `april 2026`"),
        ("¦FY 2027", "there is no ICD-10-CM release `FY 2027`"),
        ("¦April 2015", "there is no ICD-10-CM release `April 2015`"),
    ],
)  # fmt: skip
def test_the_stated_release_is_the_one_used(tmp_path, release, message):
    found = expect(tmp_path, "CODE-017", stated(release))
    assert [problem.message for problem in found] == [message] * bool(message)
    assert all(problem.hint.endswith("available: April 2026") for problem in found)
    assert all(problem.severity == "error" for problem in found)


def test_a_release_in_the_root_may_be_stated(tmp_path):
    write_release(tmp_path, "2026-10-01")
    expect(tmp_path, "CODE-017", stated("October 2026"))
    [found] = expect(tmp_path, "CODE-017", stated("¦October 2027"))
    assert found.hint.endswith("available: April 2026 or October 2026")
    assert "into policy/icd10cm/2027-10-01/" in found.hint


@pytest.mark.parametrize(
    ("day", "late"), [("2026-09-30", False), ("¦2026-10-01", True), ("2026-04-01", False), ("2025-01-01", False)]
)
def test_a_policy_after_the_release_is_told(tmp_path, day, late):
    for sets in ((SETS, SETS), stated("April 2026")):
        found = expect(tmp_path, "CODE-018", DRAFT, sets, (DAY, f"  effective: {day}\n"))
        assert [problem.message for problem in found] == [
            "the ICD-10-CM codes were compared with the release of April 2026, but that of October 2026 is in force on "
            "2026-10-01"
        ] * late
        assert all("into policy/icd10cm/2026-10-01/" in problem.hint for problem in found)
        assert all(problem.severity == "warning" for problem in found)


def test_an_edition_has_its_own_day(tmp_path):
    expect(tmp_path, "CODE-018", ("history:\n", EDITION % "¦2026-10-01"))
    expect(tmp_path, "CODE-018", ("history:\n", EDITION % "2026-09-30"))
    expect(tmp_path, "CODE-018", ("history:\n", EDITION % "none"))
    later = (DRAFT, (DAY, "  effective: ¦2026-10-01\n"))
    expect(tmp_path, "CODE-018", *later, ("history:\n", (EDITION % "2026-09-30")))
    # an inherited day is the policy's
    inherited = EDITION.replace("effective: %s", "next_review: 2027-01-01")
    expect(tmp_path, "CODE-018", *later, ("history:\n", inherited))


def test_without_a_day_or_codes_nothing_is_said(tmp_path):
    expect(tmp_path, "CODE-018", DRAFT, (DAY, ""))
    expect(tmp_path, "CODE-018", DRAFT, (DAY, "  effective: 2010-01-01\n"))
    start, end = CLEAN.index("codes:\n"), CLEAN.index("code_sets:")
    late = (DAY, "  effective: 2027-01-01\n")
    expect(tmp_path, "CODE-018", DRAFT, late, (CLEAN[start:end], ""))


def test_a_release_that_is_available_is_to_be_stated(tmp_path):
    write_release(tmp_path, "2026-10-01")
    late = (DAY, "  effective: ¦2026-10-01\n")
    expect(tmp_path, "CODE-018", DRAFT, (DAY, "  effective: 2026-10-01\n"))
    [found] = expect(tmp_path, "CODE-018", DRAFT, late, stated("April 2026"))
    assert found.hint == "state it: `code_sets: {icd10cm_release: October 2026}`"
    expect(tmp_path, "CODE-018", DRAFT, (DAY, "  effective: 2026-10-01\n"), stated("October 2026"))


@pytest.mark.parametrize(
    ("sets", "day", "said"),
    [
        ("cpt_year: 2026", "2026-12-31", []),
        ("cpt_year: 2026", "2027-01-01", ["the CPT codes are those of 2026, but the code set of 2027 is in force on "
                                           "2027-01-01"]),
        ("cpt_year: 2027", "2027-01-01", []),
        ("cpt_year: x", "2027-01-01", []),
        ("cpt_year: 2027, hcpcs_release: October 2026", "2026-12-31", []),
        ("cpt_year: 2027, hcpcs_release: October 2026", "2027-01-01",
         ["the HCPCS codes are those of October 2026, but the release of January 2027 is in force on 2027-01-01"]),
        ("cpt_year: 2027, hcpcs_release: July 2026", "2026-09-30", []),
        ("cpt_year: 2027, hcpcs_release: soon", "2027-01-01", []),
    ],
)  # fmt: skip
def test_other_code_sets_are_in_force(tmp_path, sets, day, said):
    rows = "  - {id: h, system: HCPCS, role: informational, title: H, codes: [{code: L8680, label: L}]}\n"
    edits = [DRAFT, (SETS, f"{rows}code_sets: {{{sets}}}"), (DAY, f"  effective: {'¦' * bool(said)}{day}\n")]
    for system in ("ICD-10-CM",):
        edits.append((CLEAN[CLEAN.index("  - id: dx\n") : CLEAN.index("  - id: procedures\n")], "")), system
    edits.append(("    pairing: {requires: one, groups: [dx]}\n", ""))
    assert [problem.message for problem in expect(tmp_path, "CODE-018", *edits)] == said


SPLIT = changed(M62_85="Dysfunction of the multifidus muscles", M62_850="Left", M62_851="Right")


def test_codes_are_looked_up_in_the_release_of_their_day(tmp_path):
    write_release(tmp_path, "2026-10-01", SPLIT)
    expect(tmp_path, "CODE-003", DRAFT)
    mark = ("{code: M62.85,", "{code: ¦M62.85,")
    [found] = expect(tmp_path, "CODE-003", DRAFT, mark, (DAY, "  effective: 2026-10-01\n"))
    assert found.hint == "below it: M62.850, M62.851"
    # the stated release counts, whatever the day
    expect(tmp_path, "CODE-003", DRAFT, (DAY, "  effective: 2026-10-01\n"), stated("April 2026"))
    expect(tmp_path, "CODE-003", DRAFT, mark, stated("October 2026"))
    # an edition that takes effect later, with and without changes
    expect(tmp_path, "CODE-003", mark, ("history:\n", EDITION % "2026-10-01"))
    expect(tmp_path, "CODE-003", ("history:\n", EDITION % "2026-09-30"))
    changes = (
        "history:\n",
        (EDITION % "2026-10-01").replace(
            "}}\n", "}, changes: [{action: drop, criterion: high-bmi, direction: less-restrictive, reason: R}]}\n"
        ),
    )
    expect(tmp_path, "CODE-003", mark, changes)


def test_without_an_effective_day_today_counts(tmp_path):
    write_release(tmp_path, "2026-10-01", SPLIT)
    mark = ("{code: M62.85,", "{code: ¦M62.85,")
    expect(tmp_path, "CODE-003", DRAFT, (DAY, ""), today=date(2026, 9, 30))
    expect(tmp_path, "CODE-003", DRAFT, (DAY, ""), mark, today=date(2026, 10, 1))


def test_unusable_files_are_a_problem_and_the_codes_are_still_checked(tmp_path):
    folder = write_release(tmp_path, "2026-10-01", SPLIT)
    (folder / "icd10cm-order-2027.txt").write_text("nonsense\n")
    bad = ("{code: M79.7, label: Fibromyalgia}", "{code: ¦M79.77, label: Fibromyalgia}")
    expect(tmp_path, "CODE-002", bad)
    from generator.rules.checking import check_source

    from .planting import TODAY, load

    [problem] = check_source(load(tmp_path, CLEAN), tmp_path, TODAY)
    assert str(problem.place) == "policy/icd10cm/2026-10-01/icd10cm-order-2027.txt:1:1"
