"""Rules on the evidence table: levels, people counted once, names."""

from __future__ import annotations

import pytest

from .planting import CLEAN, expect

LEVEL = "level: I\n      goal: Pain\n      results:\n        - {finding"
LEVELS = "    levels:\n      - {level: I, meaning: Trials}\n      - {level: II, meaning: Cohorts}\n"
FOLLOWED = "followed 204 patients"
LEE = "      n: 156\n      cohorts: [pivotal]\n"


@pytest.mark.parametrize(
    "level",
    ["I", "II", "I, II", "I/II", "I–II", "I-II", "II, I", "¦III", "¦I, III", "¦i", "Not stated", "not graded",
     "not applicable", "N/A", "¦none"],
)  # fmt: skip
def test_a_level_is_one_of_the_system(tmp_path, level):
    mark = "¦" if "¦" in level else ""
    expect(tmp_path, "EVID-001", (LEVEL, LEVEL.replace("level: I", f'level: {mark}"{level.removeprefix("¦")}"', 1)))


def test_a_level_may_be_written_with_a_dash(tmp_path):
    dashed = (LEVELS, LEVELS.replace("level: II,", "level: II-1,"))
    expect(tmp_path, "EVID-001", dashed, (LEVEL, LEVEL.replace("level: I", "level: II-1", 1)))
    [found] = expect(tmp_path, "EVID-001", dashed, (LEVEL, LEVEL.replace("level: I", "level: ¦II", 1)))
    assert found.message == "the level `II` is not in the grading system"
    assert found.hint == "its levels are: I, II-1"


def test_a_system_without_levels_is_not_asked(tmp_path):
    expect(tmp_path, "EVID-001", (LEVELS, "    levels: []\n"), (LEVEL, LEVEL.replace("level: I", "level: X", 1)))


@pytest.mark.parametrize(
    ("cohorts", "n", "rest"),
    [
        ("[pivotal]", "204", None),
        ("[pivotal]", "¦205", None),
        ("[pivotal, registry]", "246", None),
        ("[pivotal, registry]", "¦247", None),
        ("[registry, pivotal, registry]", "¦247", None),
        ("[]", "999", None),
        ("[nobody]", "999", None),
        ("[pivotal, registry]", "999", ("participants: 42, ", "")),
    ],
)
def test_a_study_has_the_people_of_its_cohorts(tmp_path, cohorts, n, rest):
    row = (LEE, f"      n: {n}\n      cohorts: {cohorts}\n")
    found = expect(tmp_path, "EVID-002", row, *([rest] if rest else []))
    people = "246" if "registry" in cohorts else "204"
    said = f"the study has {n.removeprefix('¦')} people, its cohorts have {people} together"
    assert all(p.message == said for p in found)


@pytest.mark.parametrize(
    "text",
    [
        FOLLOWED,
        "followed ¦360 patients",  # 204 and 156 of the same cohort
        "followed ¦408 patients",  # the cohort, twice
        "followed 359 patients",
        "followed ¦360 enrolled adult participants",
        "followed 360 enrolled young adult participants",
        "followed ¦360 subjects, ¦360 people and ¦360 individuals",
        "followed 360 knees",
    ],
)
def test_people_are_counted_once(tmp_path, text):
    found = expect(tmp_path, "EVID-003", (FOLLOWED, text))
    assert all("204" in p.hint for p in found)


def test_large_totals_are_read_with_their_comma(tmp_path):
    large = [("participants: 204", "participants: 1204"), ("      n: 204\n", "      n: 1204\n")]
    expect(tmp_path, "EVID-003", *large, (FOLLOWED, "followed ¦1,360 patients"))


def test_cohorts_that_nobody_follows_twice_have_no_double_total(tmp_path):
    own = (LEE, LEE.replace("pivotal", "registry").replace("156", "42"))
    expect(tmp_path, "EVID-003", own, (FOLLOWED, "followed 246 patients"))
    fewer = (LEE, LEE.replace("pivotal", "registry").replace("156", "40"))
    expect(tmp_path, "EVID-003", fewer, (FOLLOWED, "followed 244 patients"))
    # the total that is right, though one cohort is followed twice
    expect(tmp_path, "EVID-003", (LEE, LEE.replace("156", "0")), (FOLLOWED, "followed 204 patients"))


def test_a_cohort_of_unknown_size_adds_nobody(tmp_path):
    both = (LEE, LEE.replace("[pivotal]", "[pivotal, registry]"))
    unknown = ("participants: 42, ", "")
    [found] = expect(tmp_path, "EVID-003", both, unknown, (FOLLOWED, "followed ¦408 patients"))
    assert found.message == "408 counts people in the same cohort more than once"
    assert found.hint == "the cohorts have 204 people"
    unsized = ("      n: 204\n", "")
    expect(tmp_path, "EVID-003", both, unsized, (FOLLOWED, "followed ¦450 patients"))


def test_a_policy_without_a_guideline_has_no_interests_to_state(tmp_path):
    expect(tmp_path, "EVID-005", (CLEAN[CLEAN.index("guideline:\n") : CLEAN.index("abbreviations:\n")], ""))


def test_rows_of_the_table_say_their_own_numbers(tmp_path):
    expect(tmp_path, "EVID-003", ("- {finding: It lasted.}", "- {finding: It lasted in 360 patients.}"))
    expect(
        tmp_path,
        "EVID-003",
        ("description: Adults}\n    - {id: registry", "description: 360 patients}\n    - {id: registry"),
    )


@pytest.mark.parametrize("name", ["¦PIVOTAL  trial", "Pivotal trials"])
def test_a_cohort_has_a_name_of_its_own(tmp_path, name):
    expect(tmp_path, "EVID-004", ("name: Registry", f"name: {name}"))


def test_three_cohorts_of_one_name_name_the_first(tmp_path):
    row = "    - {id: registry, name: Registry, participants: 42, description: Adults}\n"
    more = row.replace("Registry", "¦Pivotal trial") + row.replace("registry", "third").replace(
        "Registry", "¦Pivotal trial"
    )
    found = expect(tmp_path, "EVID-004", (row, more))
    assert ["`pivotal`" in p.message for p in found] == [True, True]
